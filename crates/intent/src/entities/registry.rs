//! Numbers of Indian registers: PAN, CIN, IFSC, bank references, HSN codes, e-way bills. Each has a form that its register
//! prescribes; one that breaks it is kept as invalid where its cue word leaves no doubt what was meant.

use pebble_core::engines::email::intent::EntityValue;

use super::Found;
use crate::pattern::pattern;

pattern!(PAN, r"\b(?P<number>[A-Z]{5}\d{4}[A-Z])\b");
pattern!(
    PAN_CUE,
    r"\bp\.?a\.?n\b[^\n\w]{0,4}(?:(?:card\s*)?(?:no|number|num)\b)?[^\n\w]{0,6}(?P<number>[A-Z0-9]{8,12})\b"
);
pattern!(CIN, r"\b(?P<number>[A-Z]\d{5}[A-Z]{2}\d{4}[A-Z]{3}\d{6})\b");
pattern!(CIN_CUE, r"\bcin\b[^\n\w]{0,4}(?:(?:no|number)\b)?[^\n\w]{0,6}(?P<number>[A-Z0-9]{18,23})\b");
pattern!(IFSC, r"\b(?P<number>[A-Z]{4}0[A-Z0-9]{6})\b");
pattern!(IFSC_CUE, r"\bifsc?\b(?:\s*code)?[^\n\w]{0,6}(?P<number>[A-Z]{4}[A-Z0-9]{5,8})\b");
pattern!(
    UTR,
    r"\b(?:utr|(?:neft|rtgs|imps|upi)\s*(?:ref(?:erence)?|utr|txn|transaction)?|(?:transaction|txn|bank)\s*ref(?:erence)?)\b\.?\s*(?:(?:no|number|num|id|is)\b\.?\s*)*[^\n\w]{0,4}(?P<number>[A-Z]{4}[A-Z0-9]{8,18}|\d{12,22})\b"
);
pattern!(
    HSN,
    r"\bhsn\b(?:\s*/\s*sac)?(?:\s*(?:code|no))?\b[^\n\w]{0,6}(?P<number>\d{4}\.\d{2}(?:\.\d{2})?|\d{4}\s\d{2}\s\d{2}|\d{8}|\d{6}|\d{4})\b"
);
pattern!(EWAY, r"\be-?\s?way\s*bill\b[^\n\d]{0,24}(?P<number>\d{4}[\s-]?\d{4}[\s-]?\d{4})\b");

/// Holder letters of a PAN: person, company, family, firm, association, trust, body, authority, government, artificial person.
const PAN_HOLDERS: &str = "PCHFATBLJGE";

/// PANs by form, and what a cue word calls one.
pub(crate) fn pans(text: &str) -> Vec<Found> {
    let is_sound = |number: &str| {
        let holder = number.chars().nth(3).unwrap_or('-');
        PAN_FORM.occurs(number) && PAN_HOLDERS.contains(holder)
    };
    let mut found = collect(text, &PAN_CUE, is_sound, |number| EntityValue::Pan { number });
    // Without its cue one is written in capitals: "batch2024a" is none.
    let bare = collect(text, &PAN, is_sound, |number| EntityValue::Pan { number });
    found.extend(bare.into_iter().filter(|bare| {
        !text.get(bare.start..bare.end).unwrap_or_default().contains(|one: char| one.is_ascii_lowercase())
    }));
    found
}

pattern!(PAN_FORM, r"^[A-Z]{5}\d{4}[A-Z]$");
pattern!(
    CIN_FORM,
    r"^[LU]\d{5}(?:AN|AP|AR|AS|BR|CH|CG|CT|DD|DN|DL|GA|GJ|HP|HR|JH|JK|KA|KL|LA|LD|MH|ML|MN|MP|MZ|NL|OR|OD|PB|PY|RJ|SK|TG|TS|TN|TR|TZ|UP|UR|UT|UK|WB)(?:18|19|20)\d{2}(?:FLC|FTC|GAP|GAT|GOI|NPL|OPC|PLC|PTC|SGC|ULL|ULT)\d{6}$"
);
pattern!(IFSC_FORM, r"^[A-Z]{4}0[A-Z0-9]{6}$");

/// Company numbers: listing letter, industry, state, year, kind, register number.
pub(crate) fn cins(text: &str) -> Vec<Found> {
    let is_sound = |number: &str| CIN_FORM.occurs(number);
    let mut found = collect(text, &CIN, is_sound, |number| EntityValue::Cin { number });
    found.extend(collect(text, &CIN_CUE, is_sound, |number| EntityValue::Cin { number }));
    found
}

/// Codes of bank branches: four letters of the bank, a nought, six of the branch.
pub(crate) fn ifscs(text: &str) -> Vec<Found> {
    let is_sound = |number: &str| IFSC_FORM.occurs(number);
    let mut found = collect(text, &IFSC_CUE, is_sound, |number| EntityValue::Ifsc { number });
    // Owner codes of containers end in U, J or Z (ISO 6346): without its cue such a number is a container's.
    let bare = collect(text, &IFSC, is_sound, |number| EntityValue::Ifsc { number });
    found.extend(bare.into_iter().filter(|bare| {
        !matches!(text.as_bytes().get(bare.start + 3).map(u8::to_ascii_uppercase), Some(b'U' | b'J' | b'Z'))
    }));
    found
}

/// References of bank transfers behind a cue word. NEFT and RTGS give 16 or 22 characters, IMPS and UPI 12 digits.
pub(crate) fn utrs(text: &str) -> Vec<Found> {
    let is_sound =
        |number: &str| matches!(number.len(), 12 | 16 | 22) && number.chars().any(|one| one.is_ascii_digit());
    let mut found = collect(text, &UTR, is_sound, |number| EntityValue::Utr { number });
    found.retain(|found| {
        text.get(found.start..found.end).is_some_and(|text| text.chars().filter(char::is_ascii_digit).count() > 5)
    });
    found
}

/// HSN codes behind their cue word: four, six or eight digits.
pub(crate) fn hsns(text: &str) -> Vec<Found> {
    let chapter = |number: &str| number.get(..2).and_then(|chapter| chapter.parse::<u8>().ok()).unwrap_or(0);
    let is_sound = |number: &str| matches!(number.len(), 4 | 6 | 8) && (1..=98).contains(&chapter(number));
    collect(text, &HSN, is_sound, |number| EntityValue::Hsn { number })
}

/// E-way bills behind their cue word: twelve digits.
pub(crate) fn eway_bills(text: &str) -> Vec<Found> {
    collect(text, &EWAY, |number| number.len() == 12, |number| EntityValue::EwayBill { number })
}

fn collect(
    text: &str,
    pattern: &crate::pattern::Pattern,
    is_sound: impl Fn(&str) -> bool,
    value: impl Fn(String) -> EntityValue,
) -> Vec<Found> {
    let mut found = Vec::new();
    for groups in pattern.all(text, 50) {
        let Some(written) = groups.name("number") else { continue };
        let number: String =
            written.as_str().chars().filter(|one| one.is_ascii_alphanumeric()).collect::<String>().to_ascii_uppercase();
        if number.chars().any(|one| one.is_ascii_digit()) {
            let is_valid = is_sound(&number);
            found.push(Found { is_valid, ..Found::at(&written, value(number)) });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pan_needs_a_holder_letter_and_a_wrong_one_is_shown_as_invalid() {
        let all: Vec<bool> = pans("PAN AAPFU0939F, pan no: AAPXU0939F").iter().map(|found| found.is_valid).collect();
        assert_eq!(all.first(), Some(&true));
        assert!(all.contains(&false));
        let short = pans("PAN: AAPFU093F");
        assert!(!short.is_empty() && short.iter().all(|found| !found.is_valid));
        assert!(pans("lot batch2024a").is_empty());
        assert!(pans("company PAN India").is_empty());
    }

    #[test]
    fn a_cin_names_its_state_and_its_kind() {
        for (text, is_valid) in [("CIN: U24110MH1994PTC081234", true), ("CIN: U24110ZZ1994PTC081234", false)] {
            let found = cins(text);
            assert!(!found.is_empty() && found.iter().all(|found| found.is_valid == is_valid), "{text}");
        }
    }

    #[test]
    fn bank_references_need_their_cue() {
        let found = utrs("UTR No: HDFCR52026051312345678 dated today");
        assert_eq!(found.len(), 1);
        assert!(found.iter().all(|found| found.is_valid));
        assert_eq!(utrs("IMPS ref 613312345678").len(), 1);
        assert!(utrs("vehicle 613312345678").is_empty());
        for (text, is_valid) in [("IFSC HDFC0001234", true), ("IFSC code: HDFC1001234", false)] {
            let found = ifscs(text);
            assert!(!found.is_empty() && found.iter().all(|found| found.is_valid == is_valid), "{text}");
        }
        assert!(ifscs("container MSKU0123456").is_empty());
    }

    #[test]
    fn tariff_codes_and_way_bills_stand_behind_their_words() {
        assert_eq!(hsns("HSN 28170010 and HSN code: 3907").len(), 2);
        assert!(hsns("HSN code please").is_empty());
        let beside = hsns("HSN 2817 25 kg");
        assert!(matches!(&beside[0].value, EntityValue::Hsn { number } if number == "2817"));
        assert_eq!(eway_bills("e-way bill no. 1812 3456 7890").len(), 1);
    }

    #[test]
    fn the_patterns_compile() {
        for pattern in
            [&PAN, &PAN_CUE, &CIN, &CIN_CUE, &IFSC, &IFSC_CUE, &UTR, &HSN, &EWAY, &PAN_FORM, &CIN_FORM, &IFSC_FORM]
        {
            assert!(pattern.compiles());
        }
    }
}
