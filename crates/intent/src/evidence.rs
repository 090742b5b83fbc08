//! Why a verdict fell: the sentence that weighed most and the strongest words and facts, in plain words. It explains the
//! model's arithmetic and adds nothing to it.

use std::ops::Range;

use pebble_core::engines::email::intent::Evidence;

use crate::features::{Feature, Zone};
use crate::model::Model;

const REASONS: usize = 5;
const SENTENCE_LIMIT: usize = 400;

/// Words that hold a sentence together and say nothing about what it wants, in English and in Hindi as it is typed.
const FILLERS: [&str; 92] = [
    "a", "about", "all", "also", "am", "an", "and", "any", "are", "as", "at", "aur", "be", "been", "but", "by", "can",
    "could", "did", "do", "does", "for", "from", "had", "has", "have", "he", "her", "hai", "hain", "his", "ho", "i",
    "if", "in", "into", "is", "it", "its", "ka", "ke", "ki", "ko", "may", "me", "mein", "my", "of", "on", "or", "our",
    "par", "same", "se", "shall", "she", "should", "so", "some", "such", "than", "that", "the", "their", "them",
    "then", "there", "these", "they", "this", "those", "to", "toh", "up", "us", "very", "was", "we", "were", "what",
    "when", "which", "who", "will", "with", "wo", "would", "ye", "yeh", "you", "your", "yours",
];

/// A label without the fillers at its ends, if anything is left.
fn telling(label: &str) -> Option<String> {
    let is_filler = |word: &&str| FILLERS.contains(word) || !word.chars().any(char::is_alphanumeric) && *word != "?";
    let words: Vec<&str> = label.split(' ').skip_while(is_filler).collect();
    let trailing = words.iter().rev().take_while(|word| is_filler(word)).count();
    let kept = words.get(..words.len().saturating_sub(trailing))?;
    (!kept.is_empty()).then(|| kept.join(" "))
}

/// Explains why `class` won for a message with these features.
pub(crate) fn explain(model: &Model, features: &[Feature], class: usize, message: &str, subject: &str) -> Evidence {
    let mut pushes: Vec<(&Feature, f32)> =
        features.iter().map(|feature| (feature, model.push(feature, class))).filter(|(_, push)| *push > 0.0).collect();
    pushes.sort_by(|left, right| right.1.total_cmp(&left.1));
    let mut reasons: Vec<String> = Vec::new();
    for (feature, _) in &pushes {
        let words = telling(&feature.label);
        let reason = match (feature.zone, &words) {
            (Zone::Subject, Some(words)) => format!("“{words}” in the subject"),
            (Zone::Body, Some(words)) => format!("“{words}”"),
            (Zone::Fact, _) => format!("the mail {}", feature.label),
            _ => continue,
        };
        // "send" says nothing beside "please send".
        let is_said = words.is_some_and(|words| reasons.iter().any(|known| known.contains(&words)));
        if feature.zone != Zone::Fact && is_said {
            continue;
        }
        reasons.push(reason);
        if reasons.len() == REASONS {
            break;
        }
    }
    Evidence { sentence: heaviest(&pushes, message).unwrap_or(subject).to_owned(), reasons }
}

fn heaviest<'m>(pushes: &[(&Feature, f32)], message: &'m str) -> Option<&'m str> {
    let mut best: Option<(f32, Range<usize>)> = None;
    for span in sentences(message) {
        let inside = |feature: &Feature| feature.zone == Zone::Body && span.contains(&feature.span.start);
        let weight: f32 = pushes.iter().filter(|(feature, _)| inside(feature)).map(|(_, push)| push).sum();
        if best.as_ref().is_none_or(|(most, _)| weight > *most) {
            best = Some((weight, span));
        }
    }
    let (_, span) = best?;
    let sentence = message.get(span)?.trim();
    (!sentence.is_empty()).then(|| crate::visible::head(sentence, SENTENCE_LIMIT))
}

/// Sentences of a text as byte ranges: up to a line end or a full stop that is followed by a blank.
pub(crate) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let mut start = 0_usize;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let next_is_blank = characters.peek().is_none_or(|(_, next)| next.is_whitespace());
        let ends = match character {
            '\n' | '।' => true,
            '.' | '!' | '?' => next_is_blank && !is_abbreviation(text.get(start..at).unwrap_or_default()),
            _ => false,
        };
        if ends {
            let end = at + character.len_utf8();
            spans.push(start..end);
            start = end;
        }
    }
    if start < text.len() {
        spans.push(start..text.len());
    }
    spans.retain(|span| text.get(span.clone()).is_some_and(|sentence| sentence.chars().any(char::is_alphanumeric)));
    spans
}

fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default().to_lowercase();
    matches!(word.as_str(), "rs" | "no" | "mr" | "ms" | "mrs" | "dr" | "approx" | "qty" | "pvt" | "ltd" | "m/s" | "p.o")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_only_hold_a_sentence_together_are_no_reason() {
        for label in ["the", "for the", "we are", "hai", "."] {
            assert_eq!(telling(label), None, "{label}");
        }
        for (label, kept) in [
            ("the price", "price"),
            ("quote for", "quote"),
            ("please send", "please send"),
            ("not interested", "not interested"),
            ("rate kya", "rate kya"),
            ("?", "?"),
        ] {
            assert_eq!(telling(label).as_deref(), Some(kept));
        }
    }

    #[test]
    fn sentences_survive_decimals_and_abbreviations() {
        let text = "Rate Rs. 12.50 is high. Please revise!\nThanks";
        let found: Vec<&str> = sentences(text).into_iter().filter_map(|span| text.get(span)).map(str::trim).collect();
        assert_eq!(found, ["Rate Rs. 12.50 is high.", "Please revise!", "Thanks"]);
    }
}
