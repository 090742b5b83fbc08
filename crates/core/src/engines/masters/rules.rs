//! Identifiers and addresses: their form and their check digits. Prices: which is in force, and who sets them.

use chrono::NaiveDate;

use super::model::{NewCompany, PriceNow, SetPrice, company, price, product};
use crate::{
    engines::people::model::Role,
    kernel::{Code, Error, Result, money::Currency},
};

/// Domains that say nothing about a company.
const FREEMAIL: [&str; 16] = [
    "gmail.com",
    "googlemail.com",
    "yahoo.com",
    "yahoo.co.in",
    "yahoo.in",
    "ymail.com",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "msn.com",
    "rediffmail.com",
    "icloud.com",
    "me.com",
    "aol.com",
    "protonmail.com",
    "zoho.com",
];

/// The company domain of an address; none for freemail and for what is no address.
pub fn company_domain(address: &str) -> Option<String> {
    let domain = address.rsplit_once('@')?.1.trim().trim_end_matches('.').to_lowercase();
    (domain.contains('.') && !FREEMAIL.contains(&domain.as_str())).then_some(domain)
}

/// Checks a company to be entered.
///
/// # Errors
/// `Invalid` at the field that does not hold, saying what is expected.
pub fn company(new: &NewCompany) -> Result<()> {
    if new.name.trim().is_empty() {
        return Err(Error::invalid("name", "Please give the company's name."));
    }
    if let Some(gstin) = filled(&new.gstin) {
        check_gstin(gstin)?;
    }
    if let Some(pan) = filled(&new.pan) {
        check_pan(pan)?;
    }
    if let Some(cin) = filled(&new.cin) {
        check_cin(cin)?;
    }
    match (filled(&new.gstin), filled(&new.pan)) {
        (Some(gstin), Some(pan)) if gstin.get(2..12).is_some_and(|inside| !inside.eq_ignore_ascii_case(pan)) => {
            Err(Error::invalid(
                "pan",
                "This PAN is not the one inside the GSTIN (characters 3 to 12). One of them is wrong.",
            ))
        }
        _ => Ok(()),
    }
}

fn filled(value: &Option<String>) -> Option<&str> {
    value.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

/// Checks a GSTIN: form and check character (product.md section 4).
///
/// # Errors
/// `Invalid` at `gstin`.
pub fn check_gstin(gstin: &str) -> Result<()> {
    let upper = gstin.trim().to_uppercase();
    let is_plain = upper.len() == 15 && upper.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_plain || !upper.bytes().take(2).all(|byte| byte.is_ascii_digit()) {
        return Err(Error::invalid(
            "gstin",
            "A GSTIN has 15 letters and digits and begins with the state code, like 27AAPFU0939F1ZV.",
        ));
    }
    let value = |byte: u8| char::from(byte).to_digit(36).unwrap_or(0);
    let sum: u32 = upper
        .bytes()
        .take(14)
        .enumerate()
        .map(|(place, byte)| {
            let product = value(byte) * if place % 2 == 0 { 1 } else { 2 };
            product / 36 + product % 36
        })
        .sum();
    let expected = char::from_digit((36 - sum % 36) % 36, 36).map(|digit| digit.to_ascii_uppercase());
    if upper.chars().last() == expected {
        return Ok(());
    }
    Err(Error::invalid(
        "gstin",
        "The last character of this GSTIN does not fit the rest. Please compare it with the paper.",
    ))
}

/// Checks a PAN's form; its check letter's rule is not published.
///
/// # Errors
/// `Invalid` at `pan`.
pub fn check_pan(pan: &str) -> Result<()> {
    let upper = pan.trim().to_uppercase();
    let fits = upper.len() == 10
        && upper.bytes().enumerate().all(|(place, byte)| match place {
            5..=8 => byte.is_ascii_digit(),
            _ => byte.is_ascii_uppercase(),
        });
    if fits {
        Ok(())
    } else {
        Err(Error::invalid("pan", "A PAN has five letters, four digits and a letter, like AAPFU0939F."))
    }
}

/// Checks a CIN's form.
///
/// # Errors
/// `Invalid` at `cin`.
pub fn check_cin(cin: &str) -> Result<()> {
    let upper = cin.trim().to_uppercase();
    let fits = upper.len() == 21
        && upper.bytes().enumerate().all(|(place, byte)| match place {
            0 => byte == b'L' || byte == b'U',
            1..=5 | 8..=11 | 15..=20 => byte.is_ascii_digit(),
            _ => byte.is_ascii_uppercase(),
        });
    if fits {
        return Ok(());
    }
    Err(Error::invalid(
        "cin",
        "A CIN has 21 characters, like L17110MH1973PLC019786. Partnerships and proprietors have none; leave it empty.",
    ))
}

/// What the entered products are priced in.
pub const HOME: &str = "INR";

/// A company with what is said anew of it: only what was not known is taken.
pub fn with_new(before: &company::Model, said: company::Model) -> company::Model {
    let known = before.clone();
    company::Model {
        domain: known.domain.or(said.domain),
        gstin: known.gstin.or(said.gstin),
        pan: known.pan.or(said.pan),
        cin: known.cin.or(said.cin),
        city: known.city.or(said.city),
        industry: known.industry.or(said.industry),
        is_customer: known.is_customer || said.is_customer,
        ..known
    }
}

/// Checks a price to be set, where this version is the newest.
///
/// # Errors
/// `Invalid` at the field, `Conflict` when somebody has set another since it was read.
pub fn check_price(new: &SetPrice, today: NaiveDate, newest: i32) -> Result<()> {
    if new.base.is_some_and(|base| base != newest) {
        return Err(Error::conflict("Somebody has set another price of this product since. Read it, then decide."));
    }
    if new.price_minor <= 0 {
        return Err(Error::invalid("price_minor", "Please give a price above zero."));
    }
    Currency::parse(&new.currency).map_err(|problem| Error::invalid("currency", format!("{problem}.")))?;
    if new.valid_from < today {
        return Err(Error::invalid(
            "valid_from",
            "A price cannot hold from a day that has passed: choose today or later.",
        ));
    }
    Ok(())
}

/// Whether somebody may set prices: directors, managers and the commercial roles, and anybody where nobody has such a
/// role.
pub fn may_price(role: Option<Role>, has_pricers: bool) -> bool {
    !has_pricers || role.is_some_and(|role| PRICERS.contains(&role))
}

/// What those are told who may not set prices.
pub fn no_price() -> Error {
    Error::new(Code::Denied, "Prices are set by a director, a manager or somebody of the commercial side.")
}

/// Who sets prices.
pub const PRICERS: [Role; 4] = [Role::Director, Role::Manager, Role::Commercial, Role::Technocommercial];

/// The price of a product that is in force on a day: of those that hold already the latest, and of one day's the newest.
pub fn price_on(product: &product::Model, versions: &[price::Model], on: NaiveDate) -> Option<PriceNow> {
    let held = versions.iter().filter(|row| row.product_id == product.id && row.valid_from <= on);
    let newest = held.max_by_key(|row| (row.valid_from, row.version));
    let entered = || {
        let price_minor = product.list_price_minor?;
        Some(PriceNow { version: 0, price_minor, currency: HOME.to_owned() })
    };
    newest
        .map(|row| PriceNow { version: row.version, price_minor: row.price_minor, currency: row.currency.clone() })
        .or_else(entered)
}

/// Fewer digits fit too many numbers.
const LEAST_DIGITS: usize = 4;

/// The beginning of a number as it is kept, for what somebody types of an Indian one: `098200 11` is `919820011`. None
/// for what has letters in it, and for less than four digits.
pub fn dialled(words: &str) -> Option<String> {
    let is_between = |char: char| char.is_whitespace() || "+-()./".contains(char);
    if !words.chars().all(|char| char.is_ascii_digit() || is_between(char)) {
        return None;
    }
    let digits: String = words.chars().filter(char::is_ascii_digit).collect();
    let number = digits.trim_start_matches('0');
    let has_country = words.trim_start().starts_with(['+', '0']) && number.len() == digits.len()
        || number.len() > 10 && number.starts_with("91");
    let has_enough = number.len() >= LEAST_DIGITS;
    has_enough.then(|| if has_country { number.to_owned() } else { format!("91{number}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn genuine_gstins_pass_and_a_changed_one_is_refused_at_its_field() {
        for genuine in ["27AAPFU0939F1ZV", "29AAGCB7383J1Z4", "07AAGFF2194N1Z1"] {
            assert!(check_gstin(genuine).is_ok(), "{genuine}");
        }
        assert_eq!(check_gstin("27AAPFU0939F1ZW").unwrap_err().field.as_deref(), Some("gstin"));
        assert!(check_gstin("ज27AAPFU0939F1Z").is_err());
    }

    #[test]
    fn a_pan_that_is_not_the_one_inside_the_gstin_is_refused() {
        let new = NewCompany {
            name: "Nirmal".to_owned(),
            gstin: Some("27AAPFU0939F1ZV".to_owned()),
            pan: Some("AAGCB7383J".to_owned()),
            ..NewCompany::default()
        };
        assert_eq!(company(&new).unwrap_err().field.as_deref(), Some("pan"));
    }

    #[test]
    fn a_cin_has_its_digits_in_the_right_places() {
        assert!(check_cin("L17110MH1973PLC019786").is_ok());
        assert!(check_cin("X17110MH1973PLC019786").is_err());
    }

    #[test]
    fn what_is_typed_of_a_number_begins_it_as_it_is_kept() {
        for typed in ["98200 11", "098200-11", "+91 98200 11", "(0)98200 11"] {
            assert_eq!(dialled(typed).as_deref(), Some("919820011"), "{typed}");
        }
        assert_eq!(dialled("91 98200 11223").as_deref(), Some("919820011223"));
        assert_eq!(dialled("+1 415 555").as_deref(), Some("1415555"));
        for other in ["982", "00", "RFQ 2339", "9820x", ""] {
            assert_eq!(dialled(other), None, "{other}");
        }
    }

    #[test]
    fn freemail_says_nothing_about_a_company() {
        assert_eq!(company_domain("a@gmail.com"), None);
        assert_eq!(company_domain("A@Nirmal.Example"), Some("nirmal.example".to_owned()));
        assert_eq!(company_domain("nobody"), None);
    }
}
