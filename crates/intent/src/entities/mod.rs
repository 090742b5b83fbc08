//! What a mail names: products, quantities, prices, dates, numbers. Rules and check digits only; nothing is learnt here
//! and nothing is stored. Spans are byte offsets into the text that was searched.

mod date;
mod festival;
mod number;
mod phone;
mod price;
mod product;
mod quantity;
mod reference;
mod registry;
mod terms;

use chrono::NaiveDate;
use pebble_core::engines::email::intent::{Entity, EntityValue};
use regex::Match;

pub(crate) use date::find as dates;
pub(crate) use product::{Catalogue, is_one_edit};

/// No letter names more things than this; beyond it the rest is dropped.
const LIMIT: usize = 200;

/// A candidate before overlaps are settled.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    pub(crate) value: EntityValue,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) is_valid: bool,
}

impl Found {
    pub(crate) fn at(found: &Match<'_>, value: EntityValue) -> Found {
        Found { value, start: found.start(), end: found.end(), is_valid: true }
    }
}

/// Everything `text` names, in order. Relative dates count from `received_on`; without it they are left out.
pub(crate) fn find(text: &str, received_on: Option<NaiveDate>, catalogue: &Catalogue) -> Vec<Entity> {
    let mut taken: Vec<Found> = Vec::new();
    // Earlier kinds win an overlap: a check digit is stronger evidence than a word beside a number.
    let kinds = [
        number::gstins(text),
        registry::cins(text),
        registry::utrs(text),
        registry::eway_bills(text),
        number::cas_numbers(text),
        reference::invoices(text),
        reference::rfqs(text),
        number::po_numbers(text),
        registry::pans(text),
        registry::ifscs(text),
        registry::hsns(text),
        price::find(text),
        catalogue.find(text),
        terms::payment_terms(text),
        terms::incoterms(text),
        quantity::find(text),
        date::find(text, received_on),
        received_on.map(|today| festival::find(text, today)).unwrap_or_default(),
        phone::find(text),
    ];
    for found in kinds.into_iter().flatten() {
        let overlaps = taken.iter().any(|other| found.start < other.end && other.start < found.end);
        if !overlaps && taken.len() < LIMIT {
            taken.push(found);
        }
    }
    taken.sort_by_key(|found| found.start);
    taken.into_iter().filter_map(|found| entity(text, found)).collect()
}

fn entity(text: &str, found: Found) -> Option<Entity> {
    let written = text.get(found.start..found.end)?;
    Some(Entity {
        value: found.value,
        text: written.to_owned(),
        start: found.start,
        end: found.end,
        is_valid: found.is_valid,
    })
}

/// The canonical name of a unit as written, or nothing when it is not one.
pub(crate) fn unit(written: &str) -> Option<&'static str> {
    let folded: String = written.to_lowercase().chars().filter(|character| character.is_alphabetic()).collect();
    let name = match folded.as_str() {
        "kg" | "kgs" | "kilo" | "kilos" | "kilogram" | "kilograms" | "किलो" => "kg",
        "mt" | "mts" | "metricton" | "metrictons" | "metrictonne" | "metrictonnes" | "ton" | "tons" | "tonne"
        | "tonnes" | "t" | "टन" => "mt",
        "l" | "lt" | "ltr" | "ltrs" | "lit" | "litre" | "litres" | "liter" | "liters" | "लीटर" => "l",
        "kl" | "kls" | "kilolitre" | "kilolitres" => "kl",
        "drum" | "drums" | "barrel" | "barrels" | "ड्रम" => "drum",
        "bag" | "bags" | "bori" | "बैग" => "bag",
        "ibc" | "ibcs" => "ibc",
        "carboy" | "carboys" => "carboy",
        "fcl" | "fcls" | "container" | "containers" => "fcl",
        "tanker" | "tankers" => "tanker",
        "nos" | "no" | "pc" | "pcs" | "piece" | "pieces" => "nos",
        "g" | "gm" | "gms" | "gram" | "grams" => "g",
        _ => return None,
    };
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_point_at_the_text_as_written() {
        let catalogue = Catalogue::new(&[("Zinc Oxide".to_owned(), vec!["ZnO".to_owned()])]);
        let text = "कृपया Zinc Oxide 20x250 kg @ Rs 182/kg by 15/06/2026, call +91 98200 12345";
        let found = find(text, None, &catalogue);
        assert_eq!(found.len(), 5);
        assert!(found.iter().all(|entity| text.get(entity.start..entity.end) == Some(entity.text.as_str())));
    }

    #[test]
    fn a_price_is_not_also_a_quantity() {
        let found = find("at Rs. 120 per kg", None, &Catalogue::default());
        assert_eq!(found.len(), 1);
        assert!(matches!(found[0].value, EntityValue::Price { amount_minor: 12_000, .. }));
    }
}
