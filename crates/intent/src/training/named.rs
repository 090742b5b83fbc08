//! Measures what the reader finds named in mails against a list made by hand: `expect` holds kind, text, value and whether
//! the value is valid. Values must agree; for incoterms and terms of payment the texts must overlap.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use pebble_core::engines::email::intent::{Classifier, Entity};
use serde_json::Value;

use super::score::share;
use super::source::SourceError;
use crate::{Reader, lines};

/// Hits, false finds and misses of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Found as expected, validity included.
    pub hits: u16,
    /// Found and not expected.
    pub extra: u16,
    /// Expected and not found.
    pub missed: u16,
}

impl Count {
    /// Right among the found.
    pub fn precision(self) -> f32 {
        share(self.hits, self.hits + self.extra)
    }

    /// Found among the expected.
    pub fn recall(self) -> f32 {
        share(self.hits, self.hits + self.missed)
    }

    /// Harmonic mean of both.
    pub fn f1(self) -> f32 {
        share(2 * self.hits, 2 * self.hits + self.extra + self.missed)
    }
}

/// Counts per kind over a file of mails; kinds that the file never expects are left out.
///
/// # Errors
/// [`SourceError`] naming the file and the line.
pub fn counts(reader: &Reader, path: &Path) -> Result<BTreeMap<String, Count>, SourceError> {
    let text = fs::read_to_string(path).map_err(|cause| SourceError::Unreadable { path: path.to_owned(), cause })?;
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    let mut extra: Vec<String> = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let malformed = |problem: String| SourceError::Malformed {
            path: path.to_owned(),
            problem: format!("line {}: {problem}", number + 1),
        };
        let mail = lines::read(line).map_err(|error| malformed(error.to_string()))?;
        let fields: Value = serde_json::from_str(line).map_err(|error| malformed(error.to_string()))?;
        reader.set_catalogue(&mail.catalogue);
        let mut found: Vec<Entity> = reader.classify(&mail.letter).entities;
        for wanted in fields.get("expect").and_then(Value::as_array).into_iter().flatten() {
            let kind = wanted.get("kind").and_then(Value::as_str).unwrap_or_default();
            let count = counts.entry(kind.to_owned()).or_default();
            match found.iter().position(|entity| agrees(entity, wanted)) {
                Some(at) => {
                    // A thing named twice is expected once.
                    let value = found.remove(at).value;
                    found.retain(|entity| entity.value != value);
                    count.hits += 1;
                }
                None => count.missed += 1,
            }
        }
        extra.extend(found.iter().filter_map(kind_of));
    }
    for kind in extra {
        if let Some(count) = counts.get_mut(&kind) {
            count.extra += 1;
        }
    }
    Ok(counts)
}

fn kind_of(entity: &Entity) -> Option<String> {
    serde_json::to_value(&entity.value).ok()?.get("kind")?.as_str().map(str::to_owned)
}

fn agrees(entity: &Entity, wanted: &Value) -> bool {
    let Ok(value) = serde_json::to_value(&entity.value) else { return false };
    let kind = wanted.get("kind").and_then(Value::as_str).unwrap_or_default();
    let is_valid = wanted.get("valid").and_then(Value::as_bool).unwrap_or(true);
    if value.get("kind").and_then(Value::as_str) != Some(kind) || entity.is_valid != is_valid {
        return false;
    }
    let Some(expected) = wanted.get("value") else { return false };
    if matches!(kind, "incoterm" | "payment_term") {
        let (own, theirs) =
            (folded(&entity.text), folded(wanted.get("text").and_then(Value::as_str).unwrap_or_default()));
        return own.contains(&theirs) || theirs.contains(&own);
    }
    match expected {
        Value::Object(fields) => fields.iter().all(|(name, expected)| value.get(name) == Some(expected)),
        Value::String(text) => {
            let own = ["name", "on", "number"].iter().find_map(|name| value.get(*name)).and_then(Value::as_str);
            own.is_some_and(|own| folded(own) == folded(text))
        }
        _ => false,
    }
}

fn folded(text: &str) -> String {
    text.chars().filter(|one| !one.is_whitespace()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_gives_precision_and_recall() {
        let count = Count { hits: 8, extra: 2, missed: 0 };
        assert!((count.precision() - 0.8).abs() < 1e-6);
        assert!((count.recall() - 1.0).abs() < 1e-6);
        assert!((count.f1() - 16.0 / 18.0).abs() < 1e-6);
    }
}
