//! The test set stays apart from the training text: no mail of it is nearly one of the templates (intent.md section 4).

use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::hash::{Hash, Hasher};

use pebble_intent::training::{generate, source};
use serde_json::Value;

/// Jaccard similarity of 5-grams of words from which two texts count as the same.
const NEARLY: f64 = 0.5;

/// The 5-grams of a text's words, hashed; a text of fewer words has none, for it is whatever everybody writes ("ok thanks").
fn grams(text: &str) -> HashSet<u64> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|one: char| !one.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let number = |words: &[&str]| {
        let mut hasher = DefaultHasher::new();
        words.hash(&mut hasher);
        hasher.finish()
    };
    words.windows(5).map(number).collect()
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}

#[test]
fn no_mail_of_the_test_set_is_nearly_a_training_text() {
    let source = source::read(&source::folder()).expect("training text");
    let taught: Vec<HashSet<u64>> = generate::samples(&source, 1, 0).iter().map(|sample| grams(&sample.body)).collect();
    let mut holders: HashMap<u64, Vec<usize>> = HashMap::new();
    for (at, grams) in taught.iter().enumerate() {
        grams.iter().for_each(|gram| holders.entry(*gram).or_default().push(at));
    }
    let mut near = Vec::new();
    for name in ["english", "hindi", "adversarial", "entities"] {
        let path = source::folder().join(format!("test/{name}.jsonl"));
        let text = fs::read_to_string(&path).expect("a test set");
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let mail: Value = serde_json::from_str(line).expect("JSON");
            let own = grams(mail.get("body").and_then(Value::as_str).unwrap_or_default());
            let mut shared: HashMap<usize, usize> = HashMap::new();
            for at in own.iter().filter_map(|gram| holders.get(gram)).flatten() {
                *shared.entry(*at).or_default() += 1;
            }
            let is_near =
                |(at, both): (&usize, &usize)| count(*both) >= NEARLY * count(own.len() + taught[*at].len() - both);
            if shared.iter().any(is_near) {
                near.push(mail.get("id").cloned().unwrap_or_default());
            }
        }
    }
    assert!(near.is_empty(), "near duplicates of training text: {near:?}");
}
