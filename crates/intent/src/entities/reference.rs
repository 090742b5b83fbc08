//! Numbers that papers of the trade carry: invoices, requests for quotation, tenders. A cue word and something with a digit
//! in it that is neither a quantity nor a date.

use pebble_core::engines::email::intent::EntityValue;

use super::Found;
use crate::pattern::{Pattern, pattern};

const NUMBER: &str = r"(?P<number>[A-Z0-9][A-Z0-9/_.-]{1,29})";

pattern!(
    INVOICE,
    &format!(
        r"\b(?:(?:tax\s+|proforma\s+|commercial\s+)?(?:invoice|inv|bill)|बिल|इनवॉइस)\.?\s*(?:(?:no|num|number|nr)\b\.?\s*)?[#:.=-]*\s*{NUMBER}"
    )
);
pattern!(
    RFQ,
    &format!(
        r"\b(?:r\.?\s?f\.?\s?q|rfp|enquiry|inquiry|tender(?:\s+enquiry)?|request for quotation|quotation request|nit|indent)\.?\s*(?:(?:no|num|number|nr|ref)\b\.?\s*)?[#:.=-]*\s*{NUMBER}"
    )
);
pattern!(CUE, r"(?:no|num|number|nr|ref|नं)\b|[#:]");
pattern!(DATE_LIKE, r"^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}$|^\d{4}-\d{2}-\d{2}$|^\d{1,2}(?:st|nd|rd|th)$");
pattern!(AMOUNT, r"^(?:\s*/-|,\d|\.\d|\s*(?:rs|inr|rupees)\b|\s*₹)");

/// Invoice numbers.
pub(crate) fn invoices(text: &str) -> Vec<Found> {
    collect(text, &INVOICE, |number| EntityValue::InvoiceNumber { number })
}

/// Numbers of requests for quotation, enquiries and tenders.
pub(crate) fn rfqs(text: &str) -> Vec<Found> {
    collect(text, &RFQ, |number| EntityValue::RfqNumber { number })
}

fn collect(text: &str, pattern: &Pattern, value: impl Fn(String) -> EntityValue) -> Vec<Found> {
    let mut found = Vec::new();
    for groups in pattern.all(text, 50) {
        let (Some(all), Some(number)) = (groups.get(0), groups.name("number")) else { continue };
        let written = number.as_str().trim_end_matches(['.', '-', '/', '_']);
        let digits = written.chars().filter(char::is_ascii_digit).count();
        let cue = text.get(all.start()..number.start()).unwrap_or_default();
        if is_one_word(cue, written) || AMOUNT.occurs(text.get(number.start() + written.len()..).unwrap_or_default()) {
            continue;
        }
        let has_cue = CUE.occurs(cue) || cue.ends_with('-') || written.contains('/') || written.contains('-');
        let follows_unit = text.get(number.end()..).is_some_and(|rest| {
            let word: String = rest.trim_start().chars().take_while(|one| one.is_alphabetic()).collect();
            super::unit(&word).is_some()
        });
        let is_plain = digits == written.len();
        let behind = written.trim_start_matches(|one: char| one.is_ascii_digit());
        let follows_unit = follows_unit || (behind.len() < written.len() && super::unit(behind).is_some());
        let says_little = digits == 0 || (is_plain && digits < 3 && !has_cue) || follows_unit;
        if says_little || DATE_LIKE.occurs(written) {
            continue;
        }
        let end = number.start() + written.len();
        found.push(Found { value: value(written.to_owned()), start: number.start(), end, is_valid: true });
    }
    found
}

/// Nothing stands between cue and number, and the number begins with a letter: "inventory-26" is no invoice.
pub(super) fn is_one_word(cue: &str, number: &str) -> bool {
    cue.ends_with(char::is_alphabetic) && number.starts_with(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invoice_and_rfq_numbers_follow_their_words() {
        for (text, expected) in [
            ("against invoice no. INV/26-27/045 dated 3 May", Some("INV/26-27/045")),
            ("your bill 1123 is short", Some("1123")),
            ("invoice for 20 drums", None),
            ("invoice 20 drums", None),
            ("invoice dated 12/05/2026", None),
            ("invoice 2026-05-12", None),
            ("inventory-2026 and invoices/2026", None),
            ("bill 45000/- and bill: 45,000", None),
            ("invoice 45000 rs", None),
        ] {
            let number = invoices(text).into_iter().find_map(|found| match found.value {
                EntityValue::InvoiceNumber { number } => Some(number),
                _ => None,
            });
            assert_eq!(number.as_deref(), expected, "{text}");
        }
        for text in ["RFQ No. 6000123", "RFQ-2026/118", "tender no: GSECL/44/26", "enquiry ref 7781"] {
            assert_eq!(rfqs(text).len(), 1, "{text}");
        }
        for text in ["enquiry for 500 kg", "enquiry 500kg", "nitrobenzene-99", "Nitric-68%"] {
            assert!(rfqs(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn the_patterns_compile() {
        assert!(INVOICE.compiles() && RFQ.compiles() && CUE.compiles() && DATE_LIKE.compiles());
    }
}
