//! Prices in minor units. A number is a price when a currency, "/-" or "per kg" says so; bare numbers are not guessed.

use pebble_core::engines::email::intent::EntityValue;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::quantity::{NUMBER, decimal};
use super::{Found, unit};
use crate::pattern::pattern;

const SCALE: &str = r"(?P<scale>lakhs?|lacs?|crores?|cr\b|k\b)?";
const PER: &str = r"(?:\s*(?:/-|/=))?(?:\s*(?:per|/|a|prati|प्रति)\s*(?P<per>kgs?|kilos?|किलो|mts?|m\.t\.|metric ton|tonnes?|tons?|lit(?:re|er)s?|ltrs?|lt|l|drums?|bags?|pcs?|nos?)\b)?";

pattern!(
    BEFORE,
    &format!(
        r"(?P<currency>₹|\brs\b\.?|\bre\b\.|\binr\b|\busd\b|us\$|\$|€|\beur\b|\brupees\b|रु\.?|रुपये)\s*:?\s*(?P<amount>{NUMBER})\s*{SCALE}{PER}"
    )
);
pattern!(
    BEHIND,
    &format!(
        r"\b(?P<amount>{NUMBER})\s*{SCALE}\s*(?:(?P<currency>rs\b\.?|inr\b|₹|rupees\b|rupaye\b|rupay\b|usd\b|us\$|\$|dollars?\b|eur\b|euros?\b|रुपये|रु\.?)|(?P<dash>/-|/=)){PER}"
    )
);
pattern!(
    RATE,
    &format!(
        r"\b(?P<amount>{NUMBER})\s*(?:(?:per|/|prati|प्रति)\s*)(?P<per>kgs?|kilos?|किलो|mts?|metric ton|tonnes?|tons?|lit(?:re|er)s?|ltrs?|lt)\b"
    )
);
pattern!(NOT_A_RATE, r"(?:mg|gm?|ml|%|ppm)\s*$");

/// Every price in `text`, the surest forms first.
pub(crate) fn find(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for pattern in [&BEFORE, &BEHIND, &RATE] {
        for groups in pattern.all(text, 100) {
            let (Some(all), Some(amount)) = (groups.get(0), groups.name("amount")) else { continue };
            if NOT_A_RATE.occurs(amount.as_str()) {
                continue;
            }
            let scale = groups.name("scale").map_or("", |scale| scale.as_str());
            let currency = groups.name("currency").map_or("INR", |written| currency(written.as_str()));
            let per = groups.name("per").and_then(|per| unit(per.as_str())).map(str::to_owned);
            if let Some(amount_minor) = minor(amount.as_str(), scale) {
                let value = EntityValue::Price { amount_minor, currency: currency.to_owned(), per };
                let end = all.start() + all.as_str().trim_end().len();
                found.push(Found { value, start: all.start(), end, is_valid: true });
            }
        }
    }
    found
}

fn currency(written: &str) -> &'static str {
    let written = written.to_lowercase();
    if written.contains('$') || written.starts_with("usd") || written.starts_with("dollar") {
        "USD"
    } else if written.contains('€') || written.starts_with("eur") {
        "EUR"
    } else {
        "INR"
    }
}

fn minor(amount: &str, scale: &str) -> Option<i64> {
    let factor = match scale.to_lowercase().chars().next() {
        Some('l') => 100_000,
        Some('c') => 10_000_000,
        Some('k') => 1_000,
        _ => 1,
    };
    let value = decimal(amount)?.checked_mul(Decimal::from(factor * 100_i64))?;
    value.round().to_i64().filter(|minor| *minor > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_become_minor_units() {
        for (text, minor, code, per) in [
            ("Rs. 185/- per kg", 18_500, "INR", Some("kg")),
            ("₹1,25,000", 12_500_000, "INR", None),
            ("USD 1450 per MT", 145_000, "USD", Some("mt")),
            ("$1.20/kg", 120, "USD", Some("kg")),
            ("rate 92.50/kg", 9_250, "INR", Some("kg")),
            ("2.5 lakh rupees", 25_000_000, "INR", None),
            ("Rs 1.2 crore", 1_200_000_000, "INR", None),
            ("84 rupaye per kilo", 8_400, "INR", Some("kg")),
            ("120 per kg", 12_000, "INR", Some("kg")),
            ("450/-", 45_000, "INR", None),
            ("INR 78.5 / ltr", 7_850, "INR", Some("l")),
        ] {
            let found = find(text);
            let value =
                EntityValue::Price { amount_minor: minor, currency: code.to_owned(), per: per.map(str::to_owned) };
            assert_eq!(found.first().map(|found| &found.value), Some(&value), "{text}");
        }
    }

    #[test]
    fn a_bare_number_is_not_a_price() {
        assert!(find("invoice 4512 of 12/05/2026 for 20 drums").is_empty());
    }

    #[test]
    fn the_patterns_compile() {
        assert!(BEFORE.compiles() && BEHIND.compiles() && RATE.compiles() && NOT_A_RATE.compiles());
    }
}
