//! Answers held against the metadata, so that the simulator cannot drift from what it simulates.

use serde_json::Value;

use super::Csdl;
use super::request::Target;

impl Csdl {
    /// What is wrong with an answer, one line each.
    pub(crate) fn check_response(&self, segments: &[String], body: &Value) -> Vec<String> {
        let Ok(target) = self.walk(segments) else { return Vec::new() };
        let mut findings = Vec::new();
        let Some(kind) = self.item_kind(&target) else {
            if !matches!(target, Target::Raw) && !body.is_null() {
                findings.push("an answer where the metadata has none".into());
            }
            return findings;
        };
        match body.get("value").and_then(Value::as_array) {
            Some(items) => items.iter().for_each(|item| self.check_value(&kind, item, "value", &mut findings)),
            None => self.check_value(&kind, body, "answer", &mut findings),
        }
        findings
    }
}
