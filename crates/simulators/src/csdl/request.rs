//! Requests held against the metadata: path, options, body.

use serde_json::Value;

use super::{Csdl, element};

/// What a path leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A resource, or a list of them, of this type.
    Resource(String),
    /// A call of the operation of this name on this type.
    Call { bound_to: String, name: String },
    /// A stream or a count: nothing to check.
    Raw,
}

impl Csdl {
    /// What is wrong with a request, one line each.
    pub(crate) fn check_request(&self, segments: &[String], query: &[(String, String)], body: &Value) -> Vec<String> {
        let target = match self.walk(segments) {
            Ok(target) => target,
            Err(finding) => return vec![finding],
        };
        let mut findings = Vec::new();
        let kind = self.item_kind(&target);
        if let Some(kind) = &kind {
            for (name, value) in query {
                self.check_option(kind, name, value, &mut findings);
            }
        }
        if body.is_null() {
            return findings;
        }
        match &target {
            Target::Resource(kind) => self.check_value(element(kind).unwrap_or(kind), body, "body", &mut findings),
            Target::Call { bound_to, name } => self.check_parameters(bound_to, name, body, &mut findings),
            Target::Raw => {}
        }
        findings
    }

    /// The type of the items a path gives.
    pub(crate) fn item_kind(&self, target: &Target) -> Option<String> {
        match target {
            Target::Resource(kind) => Some(element(kind).unwrap_or(kind).to_owned()),
            Target::Call { bound_to, name } => {
                let returns = self.operation(bound_to, name)?.returns.as_deref()?;
                Some(element(returns).unwrap_or(returns).to_owned())
            }
            Target::Raw => None,
        }
    }

    /// Walks a path from a singleton through navigations and keys to what it names.
    pub(crate) fn walk(&self, segments: &[String]) -> Result<Target, String> {
        let mut rest = segments.iter().map(String::as_str);
        let root = rest.next().unwrap_or_default();
        let mut kind = self.singletons.get(root).cloned().ok_or_else(|| format!("'{root}' is not in the metadata"))?;
        for segment in rest {
            let plain = segment.trim_end_matches("()");
            let name = plain.strip_prefix("microsoft.graph.").unwrap_or(plain);
            if matches!(name, "$value" | "$count") {
                return Ok(Target::Raw);
            }
            if self.operation(&kind, name).is_some() {
                return Ok(Target::Call { bound_to: kind, name: name.to_owned() });
            }
            kind = match element(&kind) {
                Some(item) => item.to_owned(),
                None => match self.navigation(&kind, name) {
                    Some(next) => next.to_owned(),
                    None => return Err(format!("'{segment}' is neither a navigation nor an operation of '{kind}'")),
                },
            };
        }
        Ok(Target::Resource(kind))
    }

    fn check_option(&self, kind: &str, name: &str, value: &str, findings: &mut Vec<String>) {
        let of = |kind: &str, name: &str| self.property(kind, name).is_some() || self.navigation(kind, name).is_some();
        let known = |name: &str| match name.strip_prefix("microsoft.graph.").and_then(|rest| rest.split_once('/')) {
            Some((derived, name)) => self.derives(derived, kind) && of(derived, name),
            None => of(kind, name),
        };
        let names: Vec<&str> = match name {
            "$select" => value.split(',').collect(),
            "$orderby" => value.split(',').filter_map(|part| part.split_whitespace().next()).collect(),
            "$expand" => value.split('(').take(1).collect(),
            "$filter" => value.split(['/', ' ']).take(1).collect(),
            _ => return,
        };
        for wanted in names.into_iter().map(str::trim).filter(|wanted| !known(wanted)) {
            findings.push(format!("{name} names '{wanted}', which '{kind}' does not have"));
        }
    }

    /// Microsoft's metadata writes parameters in another case than its documents.
    fn check_parameters(&self, bound_to: &str, name: &str, body: &Value, findings: &mut Vec<String>) {
        let Some(operation) = self.operation(bound_to, name) else { return };
        for (given, value) in body.as_object().into_iter().flatten() {
            match operation.parameters.iter().find(|(known, _)| known.eq_ignore_ascii_case(given)) {
                Some((_, kind)) => self.check_value(kind, value, given, findings),
                None => findings.push(format!("'{name}' has no parameter '{given}'")),
            }
        }
    }
}
