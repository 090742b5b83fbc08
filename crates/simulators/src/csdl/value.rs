//! JSON values held against a type of the metadata.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;
use serde_json::Value;

use super::{Csdl, element};

impl Csdl {
    /// Checks a value against a type; `at` says where it is.
    pub(crate) fn check_value(&self, kind: &str, value: &Value, at: &str, findings: &mut Vec<String>) {
        if value.is_null() {
            return;
        }
        if let Some(item) = element(kind) {
            match value.as_array() {
                Some(list) => list.iter().for_each(|value| self.check_value(item, value, at, findings)),
                None => findings.push(format!("{at} must be a list of '{item}'")),
            }
        } else if let Some(primitive) = kind.strip_prefix("Edm.") {
            if !fits(primitive, value) {
                findings.push(format!("{at} must be Edm.{primitive}, not {value}"));
            }
        } else if self.enums.contains_key(kind) {
            // Members may be added at any time, so an unknown one is not a finding; another JSON type is.
            if !value.is_string() {
                findings.push(format!("{at} must name a member of '{kind}', not {value}"));
            }
        } else {
            self.check_object(kind, value, at, findings);
        }
    }

    fn check_object(&self, kind: &str, value: &Value, at: &str, findings: &mut Vec<String>) {
        let Some(fields) = value.as_object() else {
            findings.push(format!("{at} must be an object of '{kind}'"));
            return;
        };
        let stated = fields.get("@odata.type").and_then(Value::as_str);
        let kind = stated.and_then(|name| name.strip_prefix("#microsoft.graph.")).unwrap_or(kind);
        if !self.types.contains_key(kind) {
            findings.push(format!("{at} is of type '{kind}', which is not in the metadata"));
            return;
        }
        for (name, value) in fields.iter().filter(|(name, _)| !name.contains('@')) {
            let at = format!("{at}/{name}");
            match self.property(kind, name).or_else(|| self.navigation(kind, name)) {
                Some(inner) => self.check_value(inner, value, &at, findings),
                None => findings.push(format!("{at} is not a property of '{kind}'")),
            }
        }
    }
}

fn fits(primitive: &str, value: &Value) -> bool {
    match primitive {
        "String" => value.is_string(),
        "Boolean" => value.is_boolean(),
        "Int16" | "Int32" => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
        "Int64" => value.is_i64() || value.is_u64(),
        "Double" | "Single" | "Decimal" => value.is_number(),
        "DateTimeOffset" => value.as_str().is_some_and(|text| DateTime::parse_from_rfc3339(text).is_ok()),
        "Binary" => value.as_str().is_some_and(|text| STANDARD.decode(text).is_ok()),
        _ => true,
    }
}
