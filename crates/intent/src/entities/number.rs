//! Numbers with a rule behind them: GSTIN and CAS with their check digits, purchase-order numbers after a cue word.

use pebble_core::engines::email::intent::EntityValue;

use super::Found;
use crate::pattern::pattern;

pattern!(GSTIN, r"\b(?P<number>\d{2}[A-Z]{5}\d{4}[A-Z][0-9A-Z][A-Z][0-9A-Z])\b");
pattern!(CAS, r"(?:^|[^\d-])(?P<number>\d{2,7}-\d{2}-\d)(?:[^\d-]|$)");
pattern!(CAS_CUE, r"\bcas\b[^\n]{0,20}$");
pattern!(
    PO,
    r"\b(?:p\.?\s?o|purchase\s+order|order|पीओ)\.?\s*(?:(?:no|num|number|nr|ref)\b\.?\s*)?[#:.=-]?\s*(?P<number>[A-Z0-9][A-Z0-9/_.-]{2,29})"
);

/// GSTINs; one with a wrong check character is kept as invalid.
pub(crate) fn gstins(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for groups in GSTIN.all(text, 50) {
        if let Some(number) = groups.name("number") {
            let upper = number.as_str().to_ascii_uppercase();
            let is_valid = gstin_checks(&upper);
            found.push(Found { is_valid, ..Found::at(&number, EntityValue::Gstin { number: upper }) });
        }
    }
    found
}

/// The GSTIN check character: base 36, factors 1 and 2 in turn, quotient plus remainder, complement to 36.
fn gstin_checks(number: &str) -> bool {
    let digits: Option<Vec<u32>> = number.chars().map(|character| character.to_digit(36)).collect();
    let Some((check, body)) = digits.as_deref().and_then(<[u32]>::split_last) else { return false };
    let sum: u32 = body
        .iter()
        .zip([1, 2].into_iter().cycle())
        .map(|(digit, factor)| {
            let product = digit * factor;
            product / 36 + product % 36
        })
        .sum();
    let state_known = number
        .get(..2)
        .and_then(|state| state.parse::<u8>().ok())
        .is_some_and(|state| (1..=38).contains(&state) || state == 97 || state == 99);
    state_known && (36 - sum % 36) % 36 == *check
}

/// CAS numbers; one with a wrong check digit is kept as invalid when it cannot be anything else.
pub(crate) fn cas_numbers(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for groups in CAS.all(text, 50) {
        let Some(number) = groups.name("number") else { continue };
        let is_valid = cas_checks(number.as_str());
        let has_cue = text.get(..number.start()).is_some_and(|before| CAS_CUE.occurs(before));
        let is_long = number.as_str().len() >= 9;
        if is_valid || has_cue || is_long {
            let value = EntityValue::Cas { number: number.as_str().to_owned() };
            found.push(Found { is_valid, ..Found::at(&number, value) });
        }
    }
    found
}

/// The CAS check digit: digits weighted 1, 2, 3 … from the right, sum modulo 10.
fn cas_checks(number: &str) -> bool {
    let digits: Vec<u32> = number.chars().filter_map(|character| character.to_digit(10)).collect();
    let Some((check, body)) = digits.split_last() else { return false };
    let sum: u32 = body.iter().rev().zip(1_u32..).map(|(digit, weight)| digit * weight).sum();
    sum % 10 == *check && body.first().is_some_and(|first| *first > 0)
}

/// Purchase-order numbers: a cue word, then something with a digit in it that is neither a date nor a quantity.
pub(crate) fn po_numbers(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for groups in PO.all(text, 50) {
        let (Some(all), Some(number)) = (groups.get(0), groups.name("number")) else { continue };
        let written = number.as_str().trim_end_matches(['.', '-', '/', '_']);
        let digits = written.chars().filter(char::is_ascii_digit).count();
        if super::reference::is_one_word(text.get(all.start()..number.start()).unwrap_or_default(), written) {
            continue;
        }
        let is_bare_word_order = all.as_str().to_lowercase().starts_with("order") && digits == written.len();
        let has_cue = all.as_str().contains(['#', ':']) || all.as_str().to_lowercase().contains("no");
        let follows_unit = text.get(number.end()..).is_some_and(|rest| {
            let word: String = rest.trim_start().chars().take_while(|character| character.is_alphabetic()).collect();
            super::unit(&word).is_some() && word.to_lowercase() != "no"
        });
        if digits < 2 || (follows_unit && digits == written.len()) || (is_bare_word_order && !has_cue) {
            continue;
        }
        let value = EntityValue::PoNumber { number: written.to_owned() };
        found.push(Found { value, start: number.start(), end: number.start() + written.len(), is_valid: true });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gstin_check_characters_are_verified() {
        assert!(gstin_checks("27AAPFU0939F1ZV"));
        let found = gstins("GSTIN: 27aapfu0939f1zv and 27AAPFU0939F1ZW");
        assert_eq!(found.iter().map(|found| found.is_valid).collect::<Vec<_>>(), [true, false]);
    }

    #[test]
    fn cas_check_digits_are_verified() {
        for genuine in ["1314-13-2", "7732-18-5", "67-64-1", "50-00-0", "13463-67-7"] {
            assert!(cas_checks(genuine), "{genuine}");
        }
        let found = cas_numbers("CAS No. 1314-13-3");
        assert_eq!(found.len(), 1);
        assert!(!found[0].is_valid);
        assert!(cas_numbers("on 10-12-5").is_empty());
    }

    #[test]
    fn po_numbers_follow_a_cue() {
        for (text, expected) in [
            ("PO No. 4500012345 dated", Some("4500012345")),
            ("our purchase order no: ABC/PO/2026-27/118.", Some("ABC/PO/2026-27/118")),
            ("P.O. # 77812", Some("77812")),
            ("PO-2291 attached", Some("2291")),
            ("order 20 drums", None),
            ("order 500 kg", None),
            ("PO will follow tomorrow", None),
        ] {
            let found = po_numbers(text);
            let number = found.first().map(|found| match &found.value {
                EntityValue::PoNumber { number } => number.as_str(),
                other => panic!("not a PO number: {other:?}"),
            });
            assert_eq!(number, expected, "{text}");
        }
    }

    #[test]
    fn the_patterns_compile() {
        assert!(GSTIN.compiles() && CAS.compiles() && CAS_CUE.compiles() && PO.compiles());
    }
}
