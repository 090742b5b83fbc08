//! Mails of which a person has said what they are: one that is nearly the same, of the same sender or house, is read like
//! it, without a model being fitted.

use std::collections::HashMap;

use pebble_core::engines::email::intent::{Intent, Lesson};

use crate::envelope;
use crate::features::Feature;

/// Cosine of two mails' features from which they are nearly the same (intent.md 4).
const NEARLY: f32 = 0.92;
/// How sure a mail is read that is nearly another.
pub(crate) const SURENESS: f32 = 0.95;
/// Mails of one sender that are kept in mind, the newest.
const OF_ONE: usize = 20;

/// What is kept in mind.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    houses: HashMap<String, Vec<Kept>>,
}

#[derive(Debug)]
struct Kept {
    label: Intent,
    vector: Vec<(u32, f32)>,
}

impl Memory {
    /// Keeps lessons in mind, the newest first; `features` reads them.
    pub(crate) fn of(lessons: &[Lesson], mut features: impl FnMut(&Lesson) -> Option<Vec<Feature>>) -> Memory {
        let mut memory = Memory::default();
        for lesson in lessons {
            let Some(house) = house(&lesson.letter.from) else { continue };
            let kept = memory.houses.entry(house).or_default();
            if kept.len() < OF_ONE
                && let Some(features) = features(lesson)
            {
                kept.push(Kept { label: lesson.label, vector: vector(&features) });
            }
        }
        memory
    }

    /// What a mail of this sender is, where it is nearly one that is kept in mind. Of several the newest counts.
    pub(crate) fn recall(&self, from: &str, features: &[Feature]) -> Option<Intent> {
        let kept = self.houses.get(&house(from)?)?;
        let vector = vector(features);
        kept.iter().find(|kept| cosine(&kept.vector, &vector) >= NEARLY).map(|kept| kept.label)
    }
}

/// Whose mail counts as the same sender's: a firm's, or at a host that gives a mailbox to anybody the one person's.
fn house(from: &str) -> Option<String> {
    let host = envelope::domain(from)?.to_lowercase();
    let is_free = envelope::signals::is_free(&host);
    Some(if is_free { from.to_lowercase() } else { host })
}

/// The features by their numbers, as long as one.
fn vector(features: &[Feature]) -> Vec<(u32, f32)> {
    let mut sums: HashMap<u32, f32> = HashMap::new();
    for feature in features {
        *sums.entry(feature.bucket).or_default() += feature.value;
    }
    let length = sums.values().map(|value| value * value).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
    let mut vector: Vec<(u32, f32)> = sums.into_iter().map(|(bucket, value)| (bucket, value / length)).collect();
    vector.sort_unstable_by_key(|(bucket, _)| *bucket);
    vector
}

fn cosine(one: &[(u32, f32)], two: &[(u32, f32)]) -> f32 {
    let (mut one, mut two) = (one.iter().peekable(), two.iter().peekable());
    let mut sum = 0.0;
    while let (Some((left, value)), Some((right, other))) = (one.peek(), two.peek()) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => {
                one.next();
            }
            std::cmp::Ordering::Greater => {
                two.next();
            }
            std::cmp::Ordering::Equal => {
                sum += value * other;
                one.next();
                two.next();
            }
        }
    }
    sum
}
