//! Telephone numbers in E.164. Without a country code a number is Indian: mobiles start with 6 to 9, landlines with an
//! area code.

use pebble_core::engines::email::intent::EntityValue;

use super::Found;
use crate::pattern::pattern;

pattern!(ABROAD, r"(?:^|[^\w+])(?P<number>(?:\+|00)\s?[1-9][\d\s().-]{6,18}\d)(?:[^\d]|$)");
pattern!(
    MOBILE,
    r"(?:^|[^\d+/.-])(?P<number>(?:\(?\+?91\)?[\s-]?|0)?[6-9]\d{4}[\s-]?\d{5}|(?:91[\s-]?|0)?[6-9]\d{2}[\s-]\d{3}[\s-]\d{4})(?:[^\d]|$)"
);
pattern!(LANDLINE, r"(?:^|[^\d+/.-])(?P<number>\(?0[1-8]\d{1,3}\)?[\s-]\d{3,4}[\s-]?\d{3,4})(?:[^\d]|$)");

/// Every telephone number in `text`.
pub(crate) fn find(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for pattern in [&ABROAD, &MOBILE, &LANDLINE] {
        for groups in pattern.all(text, 50) {
            let Some(written) = groups.name("number") else { continue };
            if let Some(number) = e164(written.as_str()) {
                found.push(Found::at(&written, EntityValue::Phone { number }));
            }
        }
    }
    found
}

fn e164(written: &str) -> Option<String> {
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    if written.trim_start().starts_with('+') || digits.starts_with("00") {
        let national = digits.trim_start_matches("00");
        if let Some(rest) = national.strip_prefix("91") {
            let rest = rest.trim_start_matches('0');
            return (rest.len() == 10).then(|| format!("+91{rest}"));
        }
        return (8..=15).contains(&national.len()).then(|| format!("+{national}"));
    }
    let national = match digits.len() {
        12 => digits.strip_prefix("91")?,
        11 => digits.strip_prefix('0')?,
        10 => digits.as_str(),
        _ => return None,
    };
    Some(format!("+91{national}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_e164() {
        for (text, expected) in [
            ("call 98200 12345", Some("+919820012345")),
            ("+91-9820012345", Some("+919820012345")),
            ("09820012345", Some("+919820012345")),
            ("91 9820012345", Some("+919820012345")),
            ("+1 (415) 555-2671", Some("+14155552671")),
            ("022-2345 6789", Some("+912223456789")),
            ("0044 20 7946 0958", Some("+442079460958")),
            ("invoice 5820012345", None),
            ("ref 12345", None),
        ] {
            let found = find(text);
            let number = found.first().map(|found| match &found.value {
                EntityValue::Phone { number } => number.as_str(),
                other => panic!("not a phone: {other:?}"),
            });
            assert_eq!(number, expected, "{text}");
        }
    }

    #[test]
    fn the_patterns_compile() {
        assert!(ABROAD.compiles() && MOBILE.compiles() && LANDLINE.compiles());
    }
}
