//! Quantities: a number beside a unit, packs multiplied out. Prices and rates ("per kg") are not quantities.

use pebble_core::engines::email::intent::EntityValue;
use rust_decimal::Decimal;

use super::{Found, unit};
use crate::pattern::pattern;

/// A number as Indians and others write it: `1,00,000`, `2,500.75`, `12`.
pub(crate) const NUMBER: &str = r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d{1,12}(?:\.\d{1,6})?";
const MEASURE: &str = r"kgs?|kilograms?|kilos?|किलो|mts?|m\.\s?t\.?|metric tons?|metric tonnes?|tonnes?|tons?|टन|ltrs?|lit(?:re|er)s?|lit|lt|l|लीटर|kls?|kilolitres?|gms?|grams?|g";
const PACK: &str = r"drums?|barrels?|bags?|ibcs?|carboys?|ड्रम|बैग";

pattern!(
    PACKED,
    &format!(
        r"\b(?P<count>\d{{1,6}})\s*(?:nos\.?\s*)?(?:(?:hdpe|ms|gi|pp|new)\s+)?(?P<pack>{PACK})?\s*(?:[x×*]|of|@|\(|each of)\s*(?:approx\.?\s*)?(?P<size>{NUMBER})\s*(?P<unit>{MEASURE})\b\.?(?:\s*each)?\)?"
    )
);
pattern!(
    REVERSED,
    &format!(r"\b(?P<size>{NUMBER})\s*(?P<unit>{MEASURE})\s*[x×*]\s*(?P<count>\d{{1,6}})\s*(?:nos\.?|pcs|{PACK})?\b")
);
pattern!(
    PLAIN,
    &format!(
        r"(?:^|[^\w.,/-])(?P<all>(?:(?P<low>{NUMBER})\s*(?:-|to|–)\s*)?(?P<amount>{NUMBER})\s*(?P<scale>lakhs?|lacs?|k\b)?\s*-?\s*(?P<unit>{MEASURE}|{PACK}|fcls?|containers?|tankers?|nos|pcs|t))(?:[^\w]|$)"
    )
);
pattern!(CONTAINERS, r"\b(?P<count>\d{1,3})\s*[x×*]\s*(?:20|40)\s*(?:'|’|ft\.?|feet|hc)?\s*(?:fcls?|containers?)\b");

/// Every quantity in `text`.
pub(crate) fn find(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for groups in CONTAINERS.all(text, 50) {
        if let (Some(all), Some(count)) = (groups.get(0), groups.name("count")) {
            found.push(Found::at(&all, quantity(count.as_str().to_owned(), "fcl")));
        }
    }
    for pattern in [&PACKED, &REVERSED] {
        for groups in pattern.all(text, 100) {
            let parts = (groups.get(0), groups.name("count"), groups.name("size"), groups.name("unit"));
            let (Some(all), Some(count), Some(size), Some(measure)) = parts else { continue };
            let amount = decimal(count.as_str()).zip(decimal(size.as_str())).and_then(|(a, b)| a.checked_mul(b));
            if let (Some(amount), Some(name)) = (amount, unit(measure.as_str())) {
                found.push(Found::at(&all, quantity(amount.normalize().to_string(), name)));
            }
        }
    }
    found.extend(plain(text));
    found
}

fn plain(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for groups in PLAIN.all(text, 200) {
        let (Some(all), Some(amount), Some(measure)) = (groups.name("all"), groups.name("amount"), groups.name("unit"))
        else {
            continue;
        };
        let scale = match groups.name("scale").map(|scale| scale.as_str().to_lowercase()) {
            Some(scale) if scale.starts_with('l') => Decimal::from(100_000),
            Some(_) => Decimal::from(1_000),
            None => Decimal::ONE,
        };
        let amount = decimal(amount.as_str()).and_then(|amount| amount.checked_mul(scale));
        if let (Some(amount), Some(name)) = (amount, unit(measure.as_str()))
            && !amount.is_zero()
        {
            found.push(Found::at(&all, quantity(amount.normalize().to_string(), name)));
        }
    }
    found
}

fn quantity(amount: String, unit: &str) -> EntityValue {
    EntityValue::Quantity { amount, unit: unit.to_owned() }
}

/// The number behind `written`, commas ignored.
pub(crate) fn decimal(written: &str) -> Option<Decimal> {
    written.replace(',', "").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> Option<(String, String)> {
        let mut all = find(text);
        all.sort_by_key(|found| (found.start, std::cmp::Reverse(found.end)));
        all.into_iter().next().map(|found| match found.value {
            EntityValue::Quantity { amount, unit } => (amount, unit),
            other => panic!("not a quantity: {other:?}"),
        })
    }

    #[test]
    fn packs_are_multiplied_out() {
        for (text, amount, unit) in [
            ("20x250 kg", "5000", "kg"),
            ("2 drums of 200 L", "400", "l"),
            ("10 bags x 25 kgs", "250", "kg"),
            ("4 IBC (1000 kg each)", "4000", "kg"),
            ("25 kg x 40 bags", "1000", "kg"),
            ("2 x 20' FCL", "2", "fcl"),
        ] {
            assert_eq!(first(text), Some((amount.to_owned(), unit.to_owned())), "{text}");
        }
    }

    #[test]
    fn plain_quantities_are_read() {
        for (text, amount, unit) in [
            ("need 5 MT urgently", "5", "mt"),
            ("10 ton chahiye", "10", "mt"),
            ("2.5 MT", "2.5", "mt"),
            ("1,500 kgs.", "1500", "kg"),
            ("2 lakh kg", "200000", "kg"),
            ("5-6 MT per month", "6", "mt"),
            ("500gm sample", "500", "g"),
            ("3 tankers", "3", "tanker"),
            ("25 M.T.", "25", "mt"),
            ("50 किलो", "50", "kg"),
        ] {
            assert_eq!(first(text), Some((amount.to_owned(), unit.to_owned())), "{text}");
        }
    }

    #[test]
    fn a_rate_is_not_a_quantity() {
        assert_eq!(first("120 per kg"), None);
        assert_eq!(first("120/kg"), None);
    }

    #[test]
    fn the_patterns_compile() {
        assert!(PACKED.compiles() && REVERSED.compiles() && PLAIN.compiles() && CONTAINERS.compiles());
    }
}
