//! The test set stays apart from the training text: no mail of it is nearly one of the templates (intent.md section 4).

use std::collections::HashSet;
use std::fs;

use pebble_intent::training::{generate, source};
use serde_json::Value;

/// Jaccard similarity of 5-grams of words from which two texts count as the same.
const NEARLY: f64 = 0.5;

fn grams(text: &str) -> HashSet<Vec<String>> {
    let lower = text.to_lowercase();
    let words: Vec<String> =
        lower.split(|one: char| !one.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    if words.len() < 5 {
        return HashSet::from([words]);
    }
    words.windows(5).map(<[String]>::to_vec).collect()
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}

#[test]
fn no_mail_of_the_test_set_is_nearly_a_training_text() {
    let source = source::read(&source::folder()).expect("training text");
    let taught: Vec<HashSet<Vec<String>>> =
        generate::samples(&source, 1, 0).iter().map(|sample| grams(&sample.body)).collect();
    let mut near = Vec::new();
    for name in ["english", "hindi", "adversarial", "entities"] {
        let path = source::folder().join(format!("test/{name}.jsonl"));
        let text = fs::read_to_string(&path).expect("a test set");
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let mail: Value = serde_json::from_str(line).expect("JSON");
            let own = grams(mail.get("body").and_then(Value::as_str).unwrap_or_default());
            let is_near = |other: &HashSet<Vec<String>>| {
                let both = own.intersection(other).count();
                both > 0 && count(both) >= NEARLY * count(own.len() + other.len() - both)
            };
            // A mail of under five words is whatever everybody writes ("ok thanks").
            if own.iter().any(|gram| gram.len() >= 5) && taught.iter().any(is_near) {
                near.push(mail.get("id").cloned().unwrap_or_default());
            }
        }
    }
    assert!(near.is_empty(), "near duplicates of training text: {near:?}");
}
