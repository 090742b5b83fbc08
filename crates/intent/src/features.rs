//! From words to numbered features: word 1-2-grams per zone, stems where the zones merge, letter 3-4-grams, concepts of the
//! trade, and a few facts about the mail. Training and runtime share this file; a change here needs a new model.

use std::ops::Range;

use crate::lexicon;
use crate::words::{self, Word};

/// Bumped with every change of the features: a model made from others is refused.
pub const VERSION: u32 = 3;
/// Words beyond this many do not change what a mail wants.
const WORD_LIMIT: usize = 400;
const SUBJECT_LIMIT: usize = 40;

/// Where a feature was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Zone {
    /// The subject line.
    Subject,
    /// The message.
    Body,
    /// Either of them.
    Merged,
    /// Facts about the mail.
    Fact,
    /// Letters of the words, for spellings the model has never seen.
    Letters,
    /// Concepts of the trade, alone and in pairs.
    Concept,
}

impl Zone {
    const fn seed(self) -> u32 {
        match self {
            Zone::Subject => 0x9e37_79b9,
            Zone::Body => 0x85eb_ca6b,
            Zone::Merged => 0xc2b2_ae35,
            Zone::Fact => 0x27d4_eb2f,
            Zone::Letters => 0x1656_67b1,
            Zone::Concept => 0x7feb_352d,
        }
    }

    const fn weight(self) -> f32 {
        match self {
            Zone::Subject => 0.7,
            Zone::Body | Zone::Merged => 1.0,
            Zone::Fact => 0.5,
            Zone::Letters => 0.6,
            Zone::Concept => 1.0,
        }
    }
}

/// A numbered feature with its weight and, for words of the message, its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// Hash of zone and n-gram.
    pub bucket: u32,
    /// Weight within the mail.
    pub value: f32,
    /// Zone it was read in.
    pub zone: Zone,
    /// The n-gram in words a person can read.
    pub label: String,
    /// Bytes of the message it covers; empty outside [`Zone::Body`].
    pub span: Range<usize>,
}

/// What features are read from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Page<'a> {
    /// Subject line.
    pub subject: &'a str,
    /// Message without quotes and signature.
    pub message: &'a str,
    /// Product names in the message, as bytes.
    pub products: &'a [Range<usize>],
    /// True when the mail is a reply.
    pub is_reply: bool,
}

/// The number of an n-gram: FNV-1a with a final mix, fixed for ever.
pub fn bucket(zone: Zone, first: &str, second: Option<&str>) -> u32 {
    let mut hash = 0x811c_9dc5_u32 ^ zone.seed();
    for byte in first.bytes().chain(second.into_iter().flat_map(|word| std::iter::once(0x1f).chain(word.bytes()))) {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    hash ^= hash >> 15;
    hash = hash.wrapping_mul(0x2c1b_3c6d);
    hash ^ (hash >> 12)
}

/// The features of a page.
pub fn read(page: &Page<'_>) -> Vec<Feature> {
    let (subject_line, is_forward) = bare_subject(page.subject);
    let subject = words::read(subject_line, SUBJECT_LIMIT);
    let message = with_products(words::read(page.message, WORD_LIMIT), page.products);
    let mut features = Vec::new();
    grams(&mut features, Zone::Subject, &[&subject]);
    grams(&mut features, Zone::Body, &[&message]);
    grams(&mut features, Zone::Merged, &[&stems(&subject), &stems(&message)]);
    letters(&mut features, &[&subject, &message]);
    concepts(&mut features, &subject, &message);
    facts(&mut features, page, &message, is_forward);
    features
}

/// The subject without "Re:", "Fwd:" and ticket brackets, and whether it was a forward.
fn bare_subject(subject: &str) -> (&str, bool) {
    let mut rest = subject.trim();
    let mut is_forward = false;
    loop {
        let lower = rest.to_lowercase();
        let mark = ["re:", "re :", "fw:", "fwd:", "aw:", "sv:", "antw:", "[external]", "[ext]"]
            .iter()
            .find(|mark| lower.starts_with(**mark));
        let Some(mark) = mark else { return (rest, is_forward) };
        is_forward |= mark.starts_with("fw");
        match rest.get(mark.len()..) {
            Some(shorter) => rest = shorter.trim_start(),
            None => return (rest, is_forward),
        }
    }
}

/// True when the subject opens with a name in brackets that is no number and no warning (`[users] …`, `Re: [dev] …`).
pub(crate) fn is_tagged(subject: &str) -> bool {
    let (bare, _) = bare_subject(subject);
    let tag = bare.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(tag, _)| tag);
    tag.is_some_and(|tag| {
        tag.len() < 24 && !tag.is_empty() && !tag.chars().any(|one| one.is_ascii_digit() || one == ':')
    })
}

/// Puts one word in the place of each product, so that the model does not learn products as wishes.
fn with_products(words: Vec<Word>, products: &[Range<usize>]) -> Vec<Word> {
    if products.is_empty() {
        return words;
    }
    let mut out: Vec<Word> = Vec::with_capacity(words.len());
    for word in words {
        match products.iter().find(|product| product.start <= word.span.start && word.span.end <= product.end) {
            Some(product) if out.last().is_some_and(|last| last.span == *product) => {}
            Some(product) => out.push(Word { text: "prdname".to_owned(), span: product.clone() }),
            None => out.push(word),
        }
    }
    out
}

/// Words without the endings of English grammar, so that "supplied" and "supplies" are one word in the merged zone.
fn stems(words: &[Word]) -> Vec<Word> {
    words.iter().map(|word| Word { text: stem(&word.text).to_owned(), span: word.span.clone() }).collect()
}

fn stem(word: &str) -> &str {
    if crate::language::is_small(word) {
        return word;
    }
    let is_long = |rest: &str| rest.len() >= 4 && rest.is_ascii();
    for ending in ["ingly", "edly", "ments", "ation", "ing", "ied", "ies", "ment", "ed", "es", "ly", "s", "e"] {
        if let Some(rest) = word.strip_suffix(ending).filter(|rest| is_long(rest)) {
            return rest;
        }
    }
    word
}

fn grams(features: &mut Vec<Feature>, zone: Zone, texts: &[&[Word]]) {
    let start = features.len();
    for words in texts {
        for (at, word) in words.iter().enumerate() {
            let span = if zone == Zone::Body { word.span.clone() } else { 0..0 };
            let number = bucket(zone, &word.text, None);
            features.push(Feature { bucket: number, value: 1.0, zone, label: word.text.clone(), span });
            if let Some(next) = words.get(at + 1) {
                let span = if zone == Zone::Body { word.span.start..next.span.end } else { 0..0 };
                let label = format!("{} {}", word.text, next.text);
                let number = bucket(zone, &word.text, Some(&next.text));
                features.push(Feature { bucket: number, value: 1.0, zone, label, span });
            }
        }
    }
    settle(features, start, zone);
}

/// Counts each n-gram once and scales a zone by the root of its size, so that a long mail does not shout.
fn settle(features: &mut Vec<Feature>, start: usize, zone: Zone) {
    let mut zone_features = features.split_off(start);
    zone_features.sort_by_key(|feature| feature.bucket);
    zone_features.dedup_by_key(|feature| feature.bucket);
    let count = f32::from(u16::try_from(zone_features.len()).unwrap_or(u16::MAX)).max(4.0);
    for feature in &mut zone_features {
        feature.value = zone.weight() / count.sqrt();
    }
    features.append(&mut zone_features);
}

fn letters(features: &mut Vec<Feature>, texts: &[&[Word]]) {
    let start = features.len();
    for word in texts.iter().flat_map(|words| words.iter()) {
        if word.text == "prdname" {
            continue;
        }
        let padded: Vec<char> = std::iter::once('^').chain(word.text.chars()).chain(std::iter::once('$')).collect();
        for size in [3, 4] {
            for window in padded.windows(size) {
                let gram: String = window.iter().collect();
                let number = bucket(Zone::Letters, &gram, None);
                features.push(Feature {
                    bucket: number,
                    value: 1.0,
                    zone: Zone::Letters,
                    label: word.text.clone(),
                    span: 0..0,
                });
            }
        }
    }
    settle(features, start, Zone::Letters);
}

/// Concepts of subject and message together, and each pair of neighbouring or co-occurring ones.
fn concepts(features: &mut Vec<Feature>, subject: &[Word], message: &[Word]) {
    let start = features.len();
    let mut put = |first: &str, second: Option<&str>, label: &str| {
        let number = bucket(Zone::Concept, first, second);
        features.push(Feature { bucket: number, value: 1.0, zone: Zone::Concept, label: label.to_owned(), span: 0..0 });
    };
    let mut seen: Vec<&str> = Vec::new();
    let mut previous = "start";
    for name in subject.iter().chain(message).filter_map(|word| lexicon::concept(&word.text)) {
        if previous != name {
            put(previous, Some(name), name);
        }
        previous = name;
        if !seen.contains(&name) {
            seen.push(name);
        }
    }
    seen.sort_unstable();
    for (at, name) in seen.iter().enumerate() {
        put(name, None, name);
        for other in seen.iter().skip(at + 1) {
            put(&format!("{name}+{other}"), None, name);
        }
    }
    settle(features, start, Zone::Concept);
}

fn facts(features: &mut Vec<Feature>, page: &Page<'_>, message: &[Word], is_forward: bool) {
    let start = features.len();
    let count = |wanted: &str| message.iter().filter(|word| word.text == wanted).count();
    let has_number = message.iter().any(|word| word.text.starts_with('0'));
    let length = match message.len() {
        0..=4 => "length: a few words",
        5..=14 => "length: one line",
        15..=39 => "length: short",
        40..=99 => "length: medium",
        _ => "length: long",
    };
    let lower = page.message.to_lowercase();
    let has_hindi = lower.chars().any(|character| ('\u{900}'..='\u{97f}').contains(&character));
    let known = [
        (page.is_reply, "is a reply"),
        (is_forward, "is a forward"),
        (is_tagged(page.subject), "has the tag of a list in its subject"),
        (count("?") == 1, "asks one question"),
        (count("?") > 1, "asks several questions"),
        (count("!") > 1, "exclamations"),
        (has_number, "has numbers"),
        (count("rs") > 0 || count("usd") > 0, "names money"),
        (lower.contains("http") || lower.contains("www."), "has a link"),
        (lower.contains('@'), "has an address"),
        (lower.contains(" | "), "has a table"),
        (has_hindi, "is in Devanagari"),
        (page.subject.trim().is_empty(), "has no subject"),
        (!page.products.is_empty(), "names a product we sell"),
        (true, length),
    ];
    for (holds, label) in known {
        if holds {
            let number = bucket(Zone::Fact, label, None);
            features.push(Feature {
                bucket: number,
                value: 1.0,
                zone: Zone::Fact,
                label: label.to_owned(),
                span: 0..0,
            });
        }
    }
    for feature in features.iter_mut().skip(start) {
        feature.value = Zone::Fact.weight() * 0.5;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_page_gives_the_same_features() {
        let page = Page { subject: "Re: RFQ", message: "please quote 5 MT", ..Page::default() };
        assert_eq!(read(&page), read(&page));
    }

    #[test]
    fn a_product_is_one_word_whatever_its_name() {
        let products = vec![std::ops::Range { start: 5, end: 15 }];
        let page = Page { message: "need zinc oxide today", products: &products, ..Page::default() };
        let labels: Vec<String> = read(&page).into_iter().map(|feature| feature.label).collect();
        assert!(labels.contains(&"need prdname".to_owned()));
        assert!(!labels.iter().any(|label| label.contains("zinc")));
    }

    #[test]
    fn two_spellings_of_a_word_share_letters() {
        let letters = |message| {
            let features = read(&Page { message, ..Page::default() });
            features.into_iter().filter(|feature| feature.zone == Zone::Letters).map(|feature| feature.bucket)
        };
        let other: Vec<u32> = letters("quotashun").collect();
        assert!(letters("quotation").filter(|bucket| other.contains(bucket)).count() >= 4);
    }

    #[test]
    fn endings_of_grammar_are_cut_in_english_alone() {
        assert_eq!(stem("supplied"), stem("supplies"));
        assert_eq!(stem("received"), stem("receive"));
        for word in ["rate", "aapke", "चाहिए", "gas"] {
            assert_eq!(stem(word), word);
        }
    }

    #[test]
    fn the_hash_never_changes() {
        assert_eq!(bucket(Zone::Body, "please", Some("quote")), bucket(Zone::Body, "please", Some("quote")));
        assert_ne!(bucket(Zone::Body, "please", None), bucket(Zone::Subject, "please", None));
        assert_ne!(bucket(Zone::Body, "ab", Some("c")), bucket(Zone::Body, "a", Some("bc")));
    }
}
