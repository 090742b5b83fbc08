//! Check characters of the demo's registry numbers.
//!
//! The GSTIN rule is the public mod-36 scheme over fifteen characters; the numbers made here belong to nobody
//! the demo knows of.

const ALPHABET: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The check character that completes the first fourteen characters of a GSTIN.
pub(super) fn gstin_check(first: &str) -> Option<char> {
    let mut sum = 0;
    for (place, letter) in first.chars().enumerate() {
        let value = ALPHABET.find(letter)?;
        let product = value * if place % 2 == 0 { 1 } else { 2 };
        sum += product / 36 + product % 36;
    }
    ALPHABET.chars().nth((36 - sum % 36) % 36)
}

/// A GSTIN for an invented firm: state code, a PAN-shaped part from the name, entity, check character.
pub(super) fn gstin_for(state: &str, name: &str, digits: i64) -> Option<String> {
    let letters: String = name.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_uppercase()).collect();
    let initial = letters.chars().next()?;
    let lead: String = letters.chars().skip(1).take(3).collect();
    let last = letters.chars().last()?;
    let first = format!("{state}{lead}C{initial}{digits:04}{last}1Z");
    (first.len() == 14).then_some(())?;
    gstin_check(&first).map(|check| format!("{first}{check}"))
}
