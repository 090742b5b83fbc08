//! Reading what somebody types in one line about a new enquiry: `Asha Chem, sodium benzoate 500 kg, 98200 55123,
//! asha@ashachem.example`.
//!
//! A mail address, a telephone number and a quantity are known by their form, a product of the catalogue by its name.
//! What is left is taken in the order in which people say it: the company, the product, the person. What looks like
//! money is never taken for anything: it stays in words.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{
    engines::masters::rules::company_domain,
    kernel::{phone::Phone, quantity::Quantity},
};

/// What a line says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(default)]
pub struct Spoken {
    /// Whose enquiry it is.
    pub company: Option<String>,
    /// Who asks.
    pub contact: Option<String>,
    /// Their mail address, in small letters.
    pub email: Option<String>,
    /// Their number, E.164.
    pub phone: Option<String>,
    /// What they ask for.
    pub product: Option<String>,
    /// How much: a decimal number.
    pub quantity: Option<String>,
    /// Of what.
    pub unit: Option<String>,
    /// What was taken for nothing.
    pub rest: Vec<String>,
}

/// Words in one quantity at most: `20 drums x 250 kg`.
const QUANTITY_WORDS: usize = 5;
/// Words in one number at most: `+91 (0) 22 2345 6789`.
const PHONE_WORDS: usize = 6;
/// What stands before a number and says no more than that it is one.
const PHONE_MARKS: [&str; 8] = ["ph", "phone", "tel", "mob", "mobile", "cell", "call", "no"];
/// What a price begins with.
const MONEY_MARKS: [&str; 11] = ["rs", "inr", "usd", "eur", "₹", "$", "€", "@", "price", "rate", "budget"];
/// What joins parts of a sentence and is no part of a name.
const JOINTS: [&str; 12] = ["for", "of", "from", "need", "needs", "wants", "want", "and", "at", "-", "–", ":"];

/// What a part of the line left when all that is known by its form was taken out.
struct Plain {
    text: String,
    has_quantity: bool,
}

/// Reads a line. `catalogue` are the names of the products.
pub fn hear(line: &str, catalogue: &[String]) -> Spoken {
    let mut said = Spoken::default();
    let mut plain: Vec<Plain> = Vec::new();
    for part in parts(line) {
        let mut words: Vec<&str> = part.split_whitespace().collect();
        take_email(&mut words, &mut said);
        take_money(&mut words, &mut said);
        take_phone(&mut words, &mut said);
        let has_quantity = take_quantity(&mut words, &mut said);
        let text = take_product(words.join(" "), catalogue, &mut said);
        let text = without_joints(&text);
        if !text.is_empty() {
            plain.push(Plain { text, has_quantity });
        }
    }
    share_out(plain, &mut said);
    said
}

/// The parts between commas, semicolons and line ends. A comma between digits is part of the number.
fn parts(line: &str) -> Vec<String> {
    let letters: Vec<char> = line.chars().collect();
    let mut found = vec![String::new()];
    for (place, letter) in letters.iter().enumerate() {
        let is_digit = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(char::is_ascii_digit);
        let is_in_number = *letter == ',' && is_digit(place.checked_sub(1)) && is_digit(place.checked_add(1));
        if matches!(letter, ',' | ';' | '\n' | '\t') && !is_in_number {
            found.push(String::new());
        } else if let Some(last) = found.last_mut() {
            last.push(*letter);
        }
    }
    found
}

fn take_email(words: &mut Vec<&str>, said: &mut Spoken) {
    words.retain(|word| {
        let address = word.trim_matches(|sign: char| "<>()[]\"':.".contains(sign)).trim_start_matches("mailto:");
        let is_one = address.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && host.contains('.') && !host.contains('@') && !host.starts_with('.')
        });
        if is_one && said.email.is_none() {
            said.email = Some(address.to_lowercase());
        } else if is_one {
            said.rest.push((*word).to_owned());
        }
        !is_one
    });
}

/// From where a price begins nothing is taken for anything.
fn take_money(words: &mut Vec<&str>, said: &mut Spoken) {
    let is_mark = |word: &&str| {
        let lower = word.to_lowercase();
        let is_word = MONEY_MARKS.contains(&lower.trim_end_matches(['.', ':']));
        is_word || lower.starts_with(['₹', '$', '€']) || is_amount(&lower)
    };
    if let Some(at) = words.iter().position(is_mark) {
        said.rest.push(words.split_off(at).join(" "));
    }
}

/// `rs.85`, `85/kg`, `85/-`, `4.5l` is a volume, `4.5lakh` is none.
fn is_amount(word: &str) -> bool {
    let figures = |text: &str| text.starts_with(|sign: char| sign.is_ascii_digit());
    let after = |mark: &str| word.strip_prefix(mark).is_some_and(|rest| figures(rest.trim_start_matches('.')));
    let per = word.split_once('/').is_some_and(|(amount, unit)| figures(amount) && !figures(unit));
    after("rs")
        || after("inr")
        || after("usd")
        || per
        || (figures(word) && (word.ends_with("lakh") || word.ends_with("cr")))
}

/// The longest run of words that reads as one telephone number.
fn take_phone(words: &mut Vec<&str>, said: &mut Spoken) {
    let is_part = |word: &&str| {
        word.chars().all(|sign| sign.is_ascii_digit() || "+-().".contains(sign))
            && word.chars().any(|sign| sign.is_ascii_digit())
    };
    for width in (1..=PHONE_WORDS).rev() {
        for at in 0..words.len() {
            let Some(run) = words.get(at..at.saturating_add(width)) else { break };
            if !run.iter().all(is_part) {
                continue;
            }
            let Ok(phone) = Phone::parse(&run.join(" ")) else { continue };
            if said.phone.is_some() {
                return;
            }
            said.phone = Some(phone.as_str().to_owned());
            let is_mark = |word: &&str| PHONE_MARKS.contains(&word.to_lowercase().trim_end_matches(['.', ':']));
            let from = at.checked_sub(1).filter(|before| words.get(*before).is_some_and(is_mark)).unwrap_or(at);
            words.drain(from..at.saturating_add(width));
            return;
        }
    }
}

/// The longest run of words that reads as a quantity.
fn take_quantity(words: &mut Vec<&str>, said: &mut Spoken) -> bool {
    for width in (1..=QUANTITY_WORDS).rev() {
        for at in 0..words.len() {
            let Some(run) = words.get(at..at.saturating_add(width)) else { break };
            let Ok(quantity) = Quantity::parse(&run.join(" ")) else { continue };
            if quantity.amount.is_sign_negative() || quantity.amount.is_zero() || said.quantity.is_some() {
                continue;
            }
            said.quantity = Some(quantity.amount.normalize().to_string());
            said.unit = Some(quantity.unit.to_string());
            words.drain(at..at.saturating_add(width));
            return true;
        }
    }
    false
}

/// The longest name of the catalogue that stands in the text, as the catalogue writes it.
fn take_product(text: String, catalogue: &[String], said: &mut Spoken) -> String {
    if said.product.is_some() {
        return text;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let place = |name: &String| {
        let wanted: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
        let fits = |run: &[&str]| run.iter().zip(&wanted).all(|(word, wanted)| word.to_lowercase() == *wanted);
        if wanted.is_empty() {
            return None;
        }
        let at = words.windows(wanted.len()).position(fits)?;
        Some((wanted.len(), at))
    };
    let found = catalogue.iter().filter_map(|name| place(name).map(|place| (place, name)));
    let Some(((width, at), name)) = found.max_by_key(|((width, _), _)| *width) else { return text };
    said.product = Some(name.clone());
    let around = words.iter().take(at).chain(words.iter().skip(at.saturating_add(width)));
    around.copied().collect::<Vec<_>>().join(" ")
}

fn without_joints(text: &str) -> String {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let is_joint = |word: &&&str| JOINTS.contains(&word.to_lowercase().as_str());
    while words.last().filter(is_joint).is_some() {
        words.pop();
    }
    while words.first().filter(is_joint).is_some() {
        words.remove(0);
    }
    words.join(" ")
}

/// Gives the plain parts their meaning: what stands beside a quantity is the product, then come company, product and
/// person in this order.
fn share_out(mut plain: Vec<Plain>, said: &mut Spoken) {
    let says_who = said.email.as_deref().and_then(company_domain).is_some();
    if said.product.is_none()
        && (plain.len() > 1 || says_who)
        && let Some(at) = plain.iter().position(|part| part.has_quantity)
    {
        said.product = Some(plain.remove(at).text);
    }
    for part in plain {
        let place = if said.company.is_none() {
            &mut said.company
        } else if said.product.is_none() {
            &mut said.product
        } else if said.contact.is_none() {
            &mut said.contact
        } else {
            said.rest.push(part.text);
            continue;
        };
        *place = Some(part.text);
    }
}

impl Spoken {
    /// What the company is entered as: its name, or else what its people write from, or are rung at.
    pub fn company_name(&self) -> Option<String> {
        let domain = self.email.as_deref().and_then(company_domain);
        self.company.clone().or(domain).or_else(|| self.contact_name())
    }

    /// What the contact is entered as; none when nobody is named and nothing reaches them.
    pub fn contact_name(&self) -> Option<String> {
        let by_mail = || self.email.as_deref().and_then(named_in);
        let by_phone = || Phone::parse(self.phone.as_deref()?).ok().map(|phone| phone.to_string());
        self.contact.clone().or_else(by_mail).or_else(by_phone)
    }

    /// What the enquiry is called.
    pub fn title(&self) -> Option<String> {
        let amount = match (&self.quantity, &self.unit) {
            (Some(quantity), Some(unit)) => Some(format!("{quantity} {unit}")),
            _ => None,
        };
        match (&self.product, amount) {
            (Some(product), Some(amount)) => Some(format!("{product}, {amount}")),
            (Some(product), None) => Some(product.clone()),
            (None, _) => Some(format!("Enquiry of {}", self.company_name()?)),
        }
    }
}

/// `asha.mehta@…` is written by Asha Mehta.
fn named_in(address: &str) -> Option<String> {
    let (name, _) = address.split_once('@')?;
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>())
    };
    let words: Vec<String> =
        name.split(['.', '_', '-', '+']).filter_map(capital).filter(|word| !word.is_empty()).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(line: &str) -> Spoken {
        hear(line, &["Titanium dioxide".to_owned(), "Zinc oxide".to_owned()])
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn a_whole_line_says_who_what_how_much_and_how_they_are_reached() {
        let said = heard("Asha Chem, sodium benzoate 500 kg, 98200 55123, Asha@AshaChem.example");
        assert_eq!(said.company, some("Asha Chem"));
        assert_eq!(said.product, some("sodium benzoate"));
        assert_eq!((said.quantity.clone(), said.unit.clone()), (some("500"), some("kg")));
        assert_eq!(said.phone, some("+919820055123"));
        assert_eq!(said.email, some("asha@ashachem.example"));
        assert_eq!(said.contact_name(), some("Asha"));
        assert_eq!(said.title(), some("sodium benzoate, 500 kg"));
        assert_eq!(said.rest, Vec::<String>::new());
    }

    #[test]
    fn a_product_of_the_catalogue_is_found_without_a_comma_and_written_as_it_is_there() {
        let said = heard("Nirmal Paints titanium DIOXIDE 20 x 250 kg ph: 022-2345 6789");
        assert_eq!((said.company, said.product), (some("Nirmal Paints"), some("Titanium dioxide")));
        assert_eq!((said.quantity, said.unit), (some("5000"), some("kg")));
        assert_eq!(said.phone, some("+912223456789"));
    }

    #[test]
    fn a_name_an_address_or_a_number_is_enough() {
        assert_eq!(heard("Asha Chem").company_name(), some("Asha Chem"));
        let mail = heard("purchase.desk@ashachem.example");
        assert_eq!(mail.company_name(), some("ashachem.example"));
        assert_eq!(mail.contact_name(), some("Purchase Desk"));
        assert_eq!(heard("asha.mehta@gmail.com").company_name(), some("Asha Mehta"));
        assert_eq!(heard("+91 98200 55123").company_name(), some("+91 98200 55123"));
        assert_eq!(heard("  ,; ").company_name(), None);
    }

    #[test]
    fn money_is_never_taken_for_anything() {
        for price in ["Rs 85/kg", "₹85", "rs.8500", "@ 85", "85/kg", "4.5lakh", "INR 1,25,000", "price 90", "85/-"] {
            let said = heard(&format!("Asha Chem, zinc oxide 500 kg, {price}"));
            assert_eq!(said.rest, [price], "{price}");
            assert_eq!((said.quantity, said.phone, said.contact), (some("500"), None, None), "{price}");
        }
        let said = heard("Asha Chem zinc oxide 2 MT at Rs 9820055123");
        assert_eq!((said.phone, said.company), (None, some("Asha Chem")));
    }

    #[test]
    fn a_comma_inside_a_number_parts_nothing() {
        let said = heard("Asha Chem, acetone 1,500 kg");
        assert_eq!((said.product, said.quantity), (some("acetone"), some("1500")));
    }

    #[test]
    fn the_third_name_is_the_person_and_what_is_left_is_said() {
        let said = heard("Asha Chem, acetone, Ravi Kumar, urgent please");
        assert_eq!((said.company, said.product), (some("Asha Chem"), some("acetone")));
        assert_eq!((said.contact, said.rest), (some("Ravi Kumar"), vec!["urgent please".to_owned()]));
        let said = heard("Asha Chem, acetone 5 drums, Ravi Kumar");
        assert_eq!((said.contact, said.unit), (some("Ravi Kumar"), some("drum")));
    }

    #[test]
    fn what_reads_as_no_number_is_none() {
        assert_eq!(heard("Asha Chem, CAS 9003-11-6").phone, None);
        assert_eq!(heard("Asha Chem, 2026-12-31").phone, None);
        assert_eq!(heard("Asha Chem, 500").quantity, None);
        assert_eq!(heard("Asha Chem, a@b").email, None);
    }

    #[test]
    fn nothing_typed_can_break_it() {
        for line in ["", ",", "@", "₹", "+", "a@b.c@d.e", "जिंक ऑक्साइड 5 kg", "5", "x", "1x", "\u{0}\t\n", "....@...."]
        {
            heard(line);
        }
    }
}
