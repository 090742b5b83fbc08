//! Phone: one telephone number in E.164, so that a call and a contact meet on equal text.
//!
//! India is read in detail (trunk 0, STD codes, toll-free); other countries are read when they are written with `+`
//! or `00`, and only their length is checked (ITU-T E.164: 8 to 15 digits here). Whether a number is in service, and
//! whether it is a mobile, cannot be known from its digits and is not guessed.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;
use ts_rs::TS;
use utoipa::ToSchema;

/// A telephone number as `+` and 8 to 15 digits, country code first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, TS, ToSchema)]
#[ts(type = "string")]
pub struct Phone(String);

/// Why a text is not one telephone number.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("phone: {text:?} {why}")]
pub struct PhoneError {
    /// What was written.
    pub text: String,
    /// What is wrong with it and how to write it.
    pub why: &'static str,
}

const LETTERS: &str = "has a letter or sign in it; write one number, and put an extension in the notes";
const SEVERAL: &str = "looks like more than one number; write them in separate fields";
const TOO_SHORT: &str = "is too short; add the STD code, like 022-2345 6789";
const TOO_LONG: &str = "has too many digits; write ten digits, or start with + and the country code";
const NO_SUCH: &str = "is not an Indian number; start with + and the country code if it is from elsewhere";
const NO_COUNTRY: &str = "has no country code after its prefix; no country code starts with 0";

impl Phone {
    /// Reads a number as people write it: `098200 12345`, `+91 (0) 22-2345 6789`, `0044 20 7946 0958`.
    ///
    /// # Errors
    /// `PhoneError`, saying what is wrong and how to write it.
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        let fail = |why| PhoneError { text: text.to_owned(), why };
        let trimmed = text.trim();
        let trimmed = trimmed.strip_prefix("tel:").unwrap_or(trimmed).trim_start();
        // Writers of `+91 (0) 22` mean: dial the 0 only from within the country.
        let plain = trimmed.replacen("(0)", "", 1);
        let (has_plus, body) = match plain.strip_prefix('+') {
            Some(rest) => (true, rest),
            None => (false, if trimmed.starts_with("(0)") { trimmed } else { plain.as_str() }),
        };
        let digits = digits_of(body).map_err(fail)?;
        if let Some(abroad) = if has_plus { Some(digits.as_str()) } else { digits.strip_prefix("00") } {
            return international(abroad).map_err(fail);
        }
        indian(&digits).map_err(fail)
    }

    /// The number in E.164, such as `+919820012345`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Keeps the digits and drops what people put between them; anything else is refused.
fn digits_of(body: &str) -> Result<String, &'static str> {
    let mut digits = String::new();
    for sign in body.chars() {
        match sign {
            '0'..='9' => digits.push(sign),
            ' ' | '\u{a0}' | '\t' | '-' | '‐' | '‑' | '–' | '.' | '(' | ')' => {}
            '/' | ',' | ';' | '+' => return Err(SEVERAL),
            _ => return Err(LETTERS),
        }
    }
    Ok(digits)
}

fn international(digits: &str) -> Result<Phone, &'static str> {
    if digits.starts_with('0') {
        return Err(NO_COUNTRY);
    }
    if let Some(national) = digits.strip_prefix("91") {
        return national_number(national.strip_prefix('0').unwrap_or(national));
    }
    match digits.len() {
        0..8 => Err("is too short; write + and the country code, the area code and the number"),
        8..=15 => Ok(Phone(format!("+{digits}"))),
        _ => Err(TOO_LONG),
    }
}

/// A number without a prefix for abroad: ten digits with or without a trunk 0 or the country code.
fn indian(digits: &str) -> Result<Phone, &'static str> {
    let inner = digits.strip_prefix('0').unwrap_or(digits);
    let national = if inner.len() == 12 { inner.strip_prefix("91").unwrap_or(inner) } else { inner };
    national_number(national)
}

fn national_number(national: &str) -> Result<Phone, &'static str> {
    let toll_free = is_toll_free(national);
    match national.len() {
        0..10 => Err(TOO_SHORT),
        11 if toll_free => Ok(Phone(format!("+91{national}"))),
        10 if !national.starts_with('0') => Ok(Phone(format!("+91{national}"))),
        10 => Err(NO_SUCH),
        _ => Err(TOO_LONG),
    }
}

fn is_toll_free(national: &str) -> bool {
    national.starts_with("1800") || national.starts_with("1860")
}

/// Grouped as the country reads it: `+91 98200 12345`, `+91 22 2345 6789`, `+1 415 555 0132`, `+44 207 946 0958`.
impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.trim_start_matches('+');
        let (country, national) = digits.split_at_checked(country_width(digits)).unwrap_or((digits, ""));
        write!(f, "+{country}")?;
        let mut rest = national;
        for &width in group_widths(country, national) {
            match rest.split_at_checked(width) {
                Some((group, left)) if !left.is_empty() => {
                    write!(f, " {group}")?;
                    rest = left;
                }
                _ => break,
            }
        }
        write!(f, " {rest}")
    }
}

/// How many digits the country code has (ITU-T E.164 assignments: zones 1 and 7, the two-digit codes, else three).
fn country_width(digits: &str) -> usize {
    const TWO: &str = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 \
        66 81 82 84 86 90 91 92 93 94 95 98";
    match digits.get(..2) {
        _ if digits.starts_with(['1', '7']) => 1,
        Some(first) if TWO.split_ascii_whitespace().any(|code| code == first) => 2,
        _ => 3,
    }
}

/// Widths of the groups before the last one, which takes what remains.
fn group_widths(country: &str, national: &str) -> &'static [usize] {
    const METROS: [&str; 6] = ["11", "20", "22", "33", "40", "44"];
    if country != "91" {
        return if national.len() > 9 { &[3, 3] } else { &[3] };
    }
    if is_toll_free(national) {
        return &[4, 3];
    }
    if METROS.iter().any(|metro| national.starts_with(metro)) {
        return &[2, 4];
    }
    // Mobiles start with 6 to 9, as do some STD codes (79, 80); five and five reads well for both.
    if national.starts_with(['6', '7', '8', '9']) { &[5] } else { &[3, 3] }
}

impl std::str::FromStr for Phone {
    type Err = PhoneError;

    fn from_str(text: &str) -> Result<Self, PhoneError> {
        Self::parse(text)
    }
}

impl Serialize for Phone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Phone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn e164(text: &str) -> String {
        Phone::parse(text).unwrap_or_else(|error| panic!("{error}")).as_str().to_owned()
    }

    #[test]
    fn every_indian_way_of_writing_a_mobile_gives_one_number() {
        for text in [
            "9820012345",
            "098200 12345",
            "+91 98200-12345",
            "91 9820012345",
            "0091-98200-12345",
            "091 98200 12345",
            "+91 (0) 98200 12345",
            "tel:+91.98200.12345",
        ] {
            assert_eq!(e164(text), "+919820012345", "{text}");
        }
    }

    #[test]
    fn a_landline_keeps_its_std_code_without_the_trunk_zero() {
        for text in ["022-23456789", "(022) 2345 6789", "+91 (0)22 2345 6789", "(0)22 2345 6789", "+91-022-23456789"] {
            assert_eq!(e164(text), "+912223456789", "{text}");
        }
        assert_eq!(e164("0120 4234567"), "+911204234567");
        assert_eq!(e164("1800 123 4567"), "+9118001234567");
    }

    #[test]
    fn other_countries_need_their_prefix() {
        assert_eq!(e164("+1 (415) 555-0132"), "+14155550132");
        assert_eq!(e164("0044 20 7946 0958"), "+442079460958");
        assert!(Phone::parse("20 7946 0958 11").is_err());
    }

    #[test]
    fn what_is_not_one_number_is_refused_with_the_fix() {
        for (text, hint) in [
            ("", "too short"),
            ("23456789", "STD code"),
            ("+91 12345", "STD code"),
            ("98200 12345 / 98200 12346", "more than one"),
            ("022-23456789 ext 12", "extension"),
            ("98200123456789", "too many digits"),
            ("+0 123456789", "country code"),
            ("+12", "too short"),
            ("+1234567890123456", "too many"),
            ("९८२००१२३४५", "letter or sign"),
        ] {
            let error = Phone::parse(text).unwrap_err().to_string();
            assert!(error.starts_with("phone: ") && error.contains(hint), "{text:?}: {error}");
        }
    }

    #[test]
    fn numbers_are_shown_in_groups() {
        for (text, shown) in [
            ("9820012345", "+91 98200 12345"),
            ("02223456789", "+91 22 2345 6789"),
            ("01204234567", "+91 120 423 4567"),
            ("18001234567", "+91 1800 123 4567"),
            ("+14155550132", "+1 415 555 0132"),
            ("+442079460958", "+44 207 946 0958"),
            ("+97141234567", "+971 412 34567"),
        ] {
            assert_eq!(Phone::parse(text).unwrap().to_string(), shown);
        }
    }

    proptest! {
        #[test]
        fn what_is_displayed_or_stored_reads_back(text in "\\+?[0-9]{6,18}") {
            if let Ok(phone) = Phone::parse(&text) {
                prop_assert_eq!(&Phone::parse(&phone.to_string()).unwrap(), &phone);
                let json = serde_json::to_string(&phone).unwrap();
                prop_assert_eq!(serde_json::from_str::<Phone>(&json).unwrap(), phone);
            }
        }

        #[test]
        fn a_number_is_a_plus_and_eight_to_fifteen_digits(text in "[+0-9() .-]{0,24}|\\PC{0,20}") {
            if let Ok(phone) = Phone::parse(&text) {
                let digits = phone.as_str().strip_prefix('+').unwrap();
                prop_assert!((8..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()));
            }
        }
    }
}
