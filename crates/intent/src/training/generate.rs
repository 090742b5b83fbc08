//! Templates to mails: slots and choices filled, greeting and closing varied, now and then a sentence dropped or a letter
//! mistyped. The variation keeps the model from learning one author's habits; it invents no meaning.

use pebble_core::engines::email::intent::Intent;

use super::source::{Source, Template};

/// A generated mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Its label.
    pub label: Intent,
    /// Subject line.
    pub subject: String,
    /// Message.
    pub body: String,
    /// Number of the template it came from; features are counted by template.
    pub family: usize,
    /// How often it counts.
    pub weight: u8,
}

/// A small deterministic source of chance (splitmix64).
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// Starts at `seed`.
    pub fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `count`; 0 when `count` is 0.
    pub fn below(&mut self, count: usize) -> usize {
        let count = u64::try_from(count.max(1)).unwrap_or(1);
        usize::try_from(self.next() % count).unwrap_or(0)
    }

    /// True in `percent` of a hundred cases.
    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let at = self.below(items.len());
        items.get(at)
    }
}

/// Mails from every template (`per_template` each) and every list of parts (`per_parts` each).
pub fn samples(source: &Source, per_template: usize, per_parts: usize) -> Vec<Sample> {
    let mut chance = Chance::new(20_260_513);
    let mut samples = Vec::new();
    for (family, template) in source.templates.iter().enumerate() {
        for round in 0..per_template {
            samples.push(fill(source, template, family, round == 0, &mut chance));
        }
    }
    for (number, parts) in source.parts.iter().enumerate() {
        for _ in 0..per_parts {
            let count = 1 + chance.below(4);
            let body: Vec<String> = (0..count).filter_map(|_| chance.pick(&parts.sentences).cloned()).collect();
            let subject = if chance.percent(40) { String::new() } else { first_words(body.first(), &mut chance) };
            let template = Template { label: parts.label, subjects: vec![subject], body: body.join(" ") };
            let family = source.templates.len() + number * 1_000 + chance.below(1_000);
            samples.push(fill(source, &template, family, false, &mut chance));
        }
    }
    samples
}

fn first_words(sentence: Option<&String>, chance: &mut Chance) -> String {
    let count = 2 + chance.below(4);
    sentence.map(|sentence| sentence.split_whitespace().take(count).collect::<Vec<_>>().join(" ")).unwrap_or_default()
}

fn fill(source: &Source, template: &Template, family: usize, is_plain: bool, chance: &mut Chance) -> Sample {
    let subject = chance.pick(&template.subjects).cloned().unwrap_or_default();
    let mut subject = expand(source, &subject, chance);
    let mut body = expand(source, template.body.trim(), chance);
    if !is_plain {
        if chance.percent(18) && body.split_whitespace().count() > 4 {
            subject.clear();
        }
        if chance.percent(30) {
            body = without_a_sentence(&body, chance);
        }
        if chance.percent(12) {
            body = mistyped(&body, chance);
        }
    }
    if chance.percent(55) {
        body = format!("{}\n{body}", expand(source, "{greeting}", chance));
    }
    if chance.percent(50) {
        body = format!("{body}\n{}", expand(source, "{closing}", chance));
    }
    Sample { label: template.label, subject, body, family, weight: 1 }
}

/// Fills `{slot}` and `[one|other]`, inner ones first, at most a hundred of them.
fn expand(source: &Source, text: &str, chance: &mut Chance) -> String {
    let mut out = text.to_owned();
    for _ in 0..100 {
        let Some((start, end, value)) = innermost(source, &out, chance) else { break };
        out.replace_range(start..end, &value);
    }
    out
}

fn innermost(source: &Source, text: &str, chance: &mut Chance) -> Option<(usize, usize, String)> {
    let close = text.find(['}', ']'])?;
    let open = text.get(..close)?.rfind(['{', '['])?;
    let inner = text.get(open + 1..close)?;
    let value = if text.get(open..)?.starts_with('[') {
        let choices: Vec<&str> = inner.split('|').collect();
        chance.pick(&choices).copied().unwrap_or_default().to_owned()
    } else {
        let values = source.slots.get(inner).map(Vec::as_slice).unwrap_or_default();
        chance.pick(values).cloned().unwrap_or_else(|| inner.to_owned())
    };
    Some((open, close + 1, value))
}

fn without_a_sentence(body: &str, chance: &mut Chance) -> String {
    let spans = crate::evidence::sentences(body);
    if spans.len() < 3 {
        return body.to_owned();
    }
    // The first sentence usually says what the mail wants; it stays.
    let dropped = 1 + chance.below(spans.len() - 1);
    let kept = spans.into_iter().enumerate().filter(|(at, _)| *at != dropped);
    kept.filter_map(|(_, span)| body.get(span)).collect()
}

fn mistyped(body: &str, chance: &mut Chance) -> String {
    let mut words: Vec<String> = body.split(' ').map(str::to_owned).collect();
    let at = chance.below(words.len());
    if let Some(word) = words.get_mut(at)
        && word.chars().count() > 4
        && word.chars().all(char::is_alphabetic)
    {
        let skip = 1 + chance.below(word.chars().count() - 2);
        *word = word.chars().enumerate().filter(|(place, _)| *place != skip).map(|(_, letter)| letter).collect();
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_gives_the_same_mails() {
        let source = super::super::source::read(&super::super::source::folder()).expect("training text");
        assert_eq!(samples(&source, 1, 2), samples(&source, 1, 2));
    }

    #[test]
    fn no_slot_or_choice_is_left_open() {
        let source = super::super::source::read(&super::super::source::folder()).expect("training text");
        for sample in samples(&source, 2, 2) {
            assert!(!sample.body.contains(['{', '}', '[', ']']), "{}", sample.body);
            assert!(!sample.body.trim().is_empty(), "{}: {}", sample.label.key(), sample.subject);
        }
    }
}
