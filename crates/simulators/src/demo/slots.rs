//! Filling the `{slots}` of a hand-written part.
//!
//! A slot nobody knows stays as it is, so that a test finds it; nothing is silently left blank.

use chrono::{DateTime, Datelike, Duration, Utc};

use super::deal::{Deal, grouped, rupees};
use super::dice::Dice;
use super::hours::{india, written};
use super::model::DemoAddress;

/// Somebody who writes or is written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Party {
    /// Name and address.
    pub(super) who: DemoAddress,
    /// What they do.
    pub(super) role: String,
    /// Mobile number.
    pub(super) phone: String,
    /// Firm.
    pub(super) company: String,
    /// City of the firm.
    pub(super) city: String,
    /// GSTIN of the firm, when registered.
    pub(super) gstin: Option<String>,
}

/// Everything a part may speak of.
pub(super) struct Scene<'a> {
    /// The thread, for draws that must stay the same.
    pub(super) key: &'a str,
    /// The other side of the thread.
    pub(super) party: &'a Party,
    /// What it is about.
    pub(super) deal: &'a Deal,
    /// When the mail is written.
    pub(super) at: DateTime<Utc>,
}

impl Scene<'_> {
    /// The text with its slots filled.
    pub(super) fn fill(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + 64);
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, tail)) = after.split_once('}') else {
                rest = after;
                continue;
            };
            match self.slot(name) {
                Some(value) => out.push_str(&value),
                None => {
                    out.push('{');
                    out.push_str(name);
                    out.push('}');
                }
            }
            rest = tail;
        }
        out.push_str(rest);
        out
    }

    fn slot(&self, name: &str) -> Option<String> {
        self.of_people(name)
            .or_else(|| self.of_deal(name))
            .or_else(|| self.of_papers(name))
            .or_else(|| self.of_dates(name))
    }

    fn of_people(&self, name: &str) -> Option<String> {
        let party = self.party;
        Some(match name {
            "me" => "Asha".to_owned(),
            "name" => party.who.name.clone(),
            "first" => first_name(&party.who.name),
            "email" => party.who.address.clone(),
            "role" => party.role.clone(),
            "phone" => party.phone.clone(),
            "company" => party.company.clone(),
            "city" => party.city.clone(),
            "gstin" => party.gstin.clone().unwrap_or_else(|| "applied for".to_owned()),
            _ => return None,
        })
    }

    fn of_deal(&self, name: &str) -> Option<String> {
        let deal = self.deal;
        Some(match name {
            "product" => deal.main.product.clone(),
            "qty" => deal.main.quantity.clone(),
            "pack" => deal.main.pack.clone(),
            "spec" => deal.main.spec.clone(),
            "cas" => deal.main.cas.clone(),
            "price" => rupees(deal.main.price),
            "product2" => deal.second.product.clone(),
            "qty2" => deal.second.quantity.clone(),
            "price2" => rupees(deal.second.price),
            "product3" => deal.third.product.clone(),
            "qty3" => deal.third.quantity.clone(),
            "counter" => rupees(deal.counter),
            "revised" => rupees(deal.revised),
            "rival" => rupees(deal.rival),
            "amount" => grouped(deal.value()),
            "total" => grouped(deal.value() * 118 / 100),
            _ => return None,
        })
    }

    fn of_papers(&self, name: &str) -> Option<String> {
        let number = self.deal.number;
        let mut dice = Dice::named(&format!("{name} {}", self.key));
        Some(match name {
            "po" => match number % 4 {
                0 => format!("P/26-27/{number}"),
                1 => format!("45000{number}"),
                2 => format!("RM-{number}"),
                _ => format!("{number}/RM/{}", self.at.year()),
            },
            "rfq" => format!("RFQ-{number}"),
            "inv" => format!("PC/26-27/{}", number / 2),
            "lr" => format!("LR {}", number * 7),
            "batch" => format!("B{number}A"),
            "veh" => format!("MH 04 GX {number}"),
            "utr" => format!("N{}{number}", dice.between(100_000_000, 999_999_999)),
            "eway" => format!("{}", dice.between(271_000_000_000, 279_999_999_999)),
            "transporter" => dice
                .pick(&[
                    "Gati Vahan Roadlines",
                    "Shree Balaram Carriers",
                    "Vayu Surface Logistics",
                    "Navkar Lorry Service",
                ])
                .to_owned(),
            "rivalco" => dice
                .pick(&["Sarvottam Chemtrade", "Nakshatra Solvents", "Bharosa Chem Agencies", "Tapi Petro-Chem"])
                .to_owned(),
            "days" => dice.pick(&["15", "21", "30", "45", "60"]).to_owned(),
            "few" => dice.between(2, 6).to_string(),
            _ => return None,
        })
    }

    fn of_dates(&self, name: &str) -> Option<String> {
        let mut dice = Dice::named(&format!("{name} {}", self.key));
        let (days, format) = match name {
            "date" => (dice.between(3, 9), dice.pick(&["%d-%m-%Y", "%d/%m/%Y", "%d %b", "%-d %B %Y"])),
            "date2" => (dice.between(12, 25), dice.pick(&["%d-%m-%Y", "%d.%m.%Y", "%-d %b %Y"])),
            "later" => (dice.between(20, 45), dice.pick(&["%-d %B", "%d-%m-%Y"])),
            "month" => (32, "%B"),
            "day" => (dice.between(1, 5), "%A"),
            "back" => (dice.between(3, 11), dice.pick(&["%d-%m-%Y", "%-d %B %Y", "%A, %d %B %Y"])),
            "today" => (0, "%d-%m-%Y"),
            "ago" => (-dice.between(2, 8), dice.pick(&["%d-%m-%Y", "%-d %b", "%d/%m/%Y"])),
            "ago2" => (-dice.between(35, 70), "%d-%m-%Y"),
            _ => return None,
        };
        let mut at = self.at + Duration::days(days);
        if india().is_some_and(|zone| at.with_timezone(&zone).weekday() == chrono::Weekday::Sun) {
            at += Duration::days(1);
        }
        Some(written(at, format))
    }
}

/// The name one is greeted by: titles and initials skipped.
pub(super) fn first_name(name: &str) -> String {
    let is_name = |word: &&str| word.chars().count() > 2 && !word.ends_with('.');
    name.split_whitespace().find(is_name).unwrap_or(name).to_owned()
}
