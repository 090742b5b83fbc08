//! Terms of a deal: the incoterm with its place, and when the goods are paid for. Only the eleven incoterms of 2020, `FOR`
//! as India uses it, and the older names still written; `for` in small letters is a word and no term.

use pebble_core::engines::email::intent::EntityValue;
use regex::Captures;

use super::Found;
use crate::pattern::pattern;

const PLACE: &str = r"(?:[\s,:-]{1,3}(?P<place>(?-i:[A-Z][\p{L}.]+(?:[ ]+[A-Z][\p{L}.]+){0,2}|destination|site|plant|port)|(?-i:[\p{Devanagari}]+)))?";

pattern!(
    INCOTERM,
    &format!(
        r"(?:^|[^\w])(?P<all>(?P<term>(?-i:EXW|FCA|FAS|FOB|CFR|CNF|CIF|CPT|CIP|DAP|DPU|DAT|DDP|DDU|FOR)\b|(?-i:fob|cif|cfr|cnf|exw|ddp|dap)\b|c\s?&\s?f\b|f\.o\.r\b\.?|f\.o\.b\b\.?|c\.i\.f\b\.?|ex[\s-](?:works?|factory|godown|warehouse)\b){PLACE})"
    )
);
pattern!(EX_PLACE, r"(?:^|[^\w])(?P<all>(?:ex|Ex|EX)[\s-]+(?P<place>(?-i:[A-Z][\p{L}]+)))");
pattern!(
    NOT_A_PLACE,
    r"^(?:the|at|with|and|price|basis|please|pls|payment|delivery|rate|dear|we|our|kindly|inclusive|incl|gst|usd|inr|rs|for|per|by|stock|dollars?|terms?|regards|thanks)\b"
);
pattern!(
    CREDIT,
    r"\b(?P<all>(?:(?:net|credit(?:\s+(?:of|period))?|payment(?:\s+terms?)?\s*(?:will be|is|are)?|terms?|within|against|pdc(?:\s+of)?|lc|l/c)[\s:-]*)?(?P<days>\d{1,3})\s*(?:-\s*)?(?:days?|din|दिन)\s*(?:(?:'|’)?\s*)?(?:ka\s+|का\s+|ki\s+)?(?:credit|pdc|lc|l/c|usance|udhaar|udhar|उधार|क्रेडिट|net|from\s+(?:the\s+)?(?:date\s+of\s+)?(?:invoice|grn|bl|b/l|receipt|delivery|dispatch|bill)(?:\s+date)?|after\s+(?:invoice|grn|receipt|delivery|bill)))"
);
pattern!(
    CREDIT_BEFORE,
    r"\b(?P<all>(?:net|credit\s*(?:of|period|:|-)?|payment(?:\s+terms?)?\s*(?::|-|is|within|in)?|lc|l/c|pdc(?:\s+of)?)\s*:?\s*(?P<days>\d{1,3})\s*(?:days?|din|दिन)\b)"
);
pattern!(
    ADVANCE,
    r"\b(?P<all>(?:(?:\d{1,3}\s*(?:%|percent|pct)\s*)?(?:(?:in\s+)?advance|adv)\s*(?:payment|against\s+(?:pi|proforma))?(?:\s*(?:,|and|&|\+|balance)\s*(?:balance\s*)?\d{1,3}\s*%?\s*(?:against|before|on|after)\s+[\w /]{2,24})?)|cash on delivery|against (?:delivery|dispatch documents|documents|proforma(?: invoice)?|pi\b|copy of documents|bl copy)|cod\b|cad\b|(?:irrevocable\s+)?(?:lc|l/c|letter of credit)\s*(?:at\s+sight|(?P<days>\d{1,3})\s*days)|dp at sight|d/p(?: at sight)?|tt (?:in )?advance|immediate payment|payment against delivery)"
);
pattern!(PERCENT, r"\d{1,3}\s*(?:%|percent|pct)");
pattern!(PAYS, r"\b(?:payment|terms?|pay|bhugtan|%|percent|pct|against|tt)\b|भुगतान|%");

/// Incoterms with their place.
pub(crate) fn incoterms(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for groups in INCOTERM.all(text, 50) {
        let (Some(all), Some(term)) = (groups.name("all"), groups.name("term")) else { continue };
        if is_word(text, term, groups.name("place").is_some()) {
            continue;
        }
        push_incoterm(&mut found, &groups, all, canonical(term.as_str()), term.end());
    }
    for groups in EX_PLACE.all(text, 50) {
        let (Some(all), Some(place)) = (groups.name("all"), groups.name("place")) else { continue };
        if !NOT_A_PLACE.occurs(place.as_str()) {
            push_incoterm(&mut found, &groups, all, "EXW", all.end());
        }
    }
    found
}

/// `FOR` where everything is in capitals is the word, and `DAP` behind a quantity is the fertiliser.
fn is_word(text: &str, term: regex::Match<'_>, has_place: bool) -> bool {
    let before = text.get(..term.start()).unwrap_or_default();
    match term.as_str() {
        "FOR" => {
            let from = (term.start().saturating_sub(40)..=term.start()).find(|at| text.is_char_boundary(*at));
            let to = (term.end()..=text.len()).rev().find(|at| *at <= term.end() + 40 && text.is_char_boundary(*at));
            let around = from.zip(to).and_then(|(from, to)| text.get(from..to)).unwrap_or_default();
            !around.chars().any(char::is_lowercase)
        }
        "DAP" | "dap" => {
            !has_place && before.split_whitespace().next_back().is_some_and(|word| super::unit(word).is_some())
        }
        _ => false,
    }
}

fn push_incoterm(found: &mut Vec<Found>, groups: &Captures<'_>, all: regex::Match<'_>, term: &str, term_end: usize) {
    let place = groups.name("place").filter(|place| !NOT_A_PLACE.occurs(place.as_str()));
    let place = place.map(|place| (place.end(), place.as_str().trim_end_matches('.').to_owned()));
    let end = place.as_ref().map_or(term_end, |(end, _)| *end);
    let value = EntityValue::Incoterm { term: term.to_owned(), place: place.map(|(_, place)| place) };
    found.push(Found { value, start: all.start(), end, is_valid: true });
}

fn canonical(written: &str) -> &'static str {
    let letters: String = written.to_ascii_uppercase().chars().filter(char::is_ascii_alphabetic).collect();
    match letters.as_str() {
        "FCA" => "FCA",
        "FAS" => "FAS",
        "FOB" => "FOB",
        "CFR" | "CNF" | "CF" => "CFR",
        "CIF" => "CIF",
        "CPT" => "CPT",
        "CIP" => "CIP",
        "DAP" | "DDU" => "DAP",
        "DPU" | "DAT" => "DPU",
        "DDP" => "DDP",
        "FOR" => "FOR",
        _ => "EXW",
    }
}

/// Payment terms: days of credit, advance, documents.
pub(crate) fn payment_terms(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for (pattern, is_advance) in [(&CREDIT, false), (&CREDIT_BEFORE, false), (&ADVANCE, true)] {
        for groups in pattern.all(text, 50) {
            let Some(all) = groups.name("all") else { continue };
            let written = all.as_str().trim();
            let days = groups.name("days").and_then(|days| days.as_str().parse::<u16>().ok());
            let bare = written.eq_ignore_ascii_case("advance") || written.eq_ignore_ascii_case("in advance");
            let from = all.start().saturating_sub(40);
            let around = (from..=all.start()).find_map(|at| text.get(at..all.start())).unwrap_or_default();
            // "Thanks in advance" is no term of payment.
            if bare && !PAYS.occurs(around) || days.is_some_and(|days| days > 365) {
                continue;
            }
            let at_once = is_advance && days.is_none() && !written.to_lowercase().contains("sight");
            let is_mixed = PERCENT.occurs(written) && !written.starts_with("100");
            let days = if at_once && !is_mixed { Some(0) } else { days };
            let terms = written.to_lowercase();
            let end = all.start() + all.as_str().trim_end().len();
            let value = EntityValue::PaymentTerm { days, terms };
            found.push(Found { value, start: all.start(), end, is_valid: true });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_incoterm_is_read_with_its_place() {
        for (text, term, place) in [
            ("quote CIF Jebel Ali please", "CIF", Some("Jebel Ali")),
            ("price FOB Nhava Sheva", "FOB", Some("Nhava Sheva")),
            ("rate f.o.r. Pune", "FOR", Some("Pune")),
            ("ex-works Vapi", "EXW", Some("Vapi")),
            ("rate ex Kandla", "EXW", Some("Kandla")),
            ("C&F Chittagong", "CFR", Some("Chittagong")),
            ("on DDP basis", "DDP", None),
        ] {
            let found = incoterms(text);
            let expected = EntityValue::Incoterm { term: term.to_owned(), place: place.map(str::to_owned) };
            assert_eq!(found.first().map(|found| &found.value), Some(&expected), "{text}");
        }
        for text in [
            "thanks for the offer",
            "FORMIC ACID 85%",
            "DATE: 5 MAY",
            "CIPLA, FORWARD, DATA",
            "PLS QUOTE FOR SODIUM HYDROSULPHITE 5 MT",
            "need 50 MT DAP at the plant",
        ] {
            assert!(incoterms(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn payment_terms_are_days_advance_or_documents() {
        for (text, days) in [
            ("payment 30 days credit", Some(30)),
            ("45 din ka credit chahiye", Some(45)),
            ("100% advance", Some(0)),
            ("net 60 days", Some(60)),
            ("60 days from the date of invoice", Some(60)),
            ("LC at sight", None),
            ("payment against delivery", Some(0)),
        ] {
            let found = payment_terms(text);
            let days_of = |found: &Found| match &found.value {
                EntityValue::PaymentTerm { days, .. } => *days,
                other => panic!("not a term: {other:?}"),
            };
            assert_eq!(found.first().map(days_of), Some(days), "{text}");
        }
        assert!(payment_terms("thanks in advance").is_empty());
        assert!(payment_terms("reply in 3 days").is_empty());
        assert!(payment_terms("complaint against pigment lot 4").is_empty());
    }

    #[test]
    fn the_patterns_compile() {
        for pattern in [&INCOTERM, &EX_PLACE, &NOT_A_PLACE, &CREDIT, &CREDIT_BEFORE, &ADVANCE, &PAYS, &PERCENT] {
            assert!(pattern.compiles());
        }
    }
}
