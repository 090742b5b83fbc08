//! Where the message ends and its signature or disclaimer begins. Only the message is classified; a signature names the
//! sender's products and certificates and would answer for him.

use std::ops::Range;

use crate::pattern::pattern;

pattern!(
    CLOSING,
    r"^\W*(?:(?:thanks?|thanking you|many thanks|thank you|thx|thnx|tks|dhanyava?ad|shukriya|धन्यवाद|सादर|with|warm(?:est)?|best|kind|sincere|yours|regds?|rgds|regards|br|sincerely|faithfully|truly|cheers|bhavdiya|भवदीय|mit freundlichen grüßen|cordialement|saludos|and|&|n|in advance|so much|very much|wishes|once again|again|a lot)\W*){1,7}$"
);
pattern!(
    PHONE_FOOTER,
    r"^\W*(?:sent|get) (?:from|outlook)\b.{0,40}\b(?:iphone|ipad|android|samsung|mobile|phone|ios|outlook|yahoo|mail|redmi|oneplus|vivo)"
);
pattern!(
    DISCLAIMER,
    r"^\W*(?:disclaimer|confidentiality notice|privileged (?:and|&) confidential|caution:|this (?:e-?mail|message|communication)\b.{0,80}\b(?:confidential|intended|privileged|virus|transmitted)|the information (?:contained )?in this (?:e-?mail|message)|please consider the environment|save (?:paper|trees)|\[?external\]?:? (?:e-?mail|sender|mail)|if you are not the intended|any views or opinions|diese e-mail enthält)"
);

/// Byte range of the message inside the newest part: without signature and disclaimer.
pub(crate) fn message(newest: &str) -> Range<usize> {
    let mut offset = 0_usize;
    let mut start = 0_usize;
    let mut end = newest.len();
    let mut words = 0_usize;
    let total = newest.lines().count();
    for (number, line) in newest.split_inclusive('\n').enumerate() {
        let bare = line.trim();
        if DISCLAIMER.occurs(bare) {
            // A warning banner on top is skipped, a disclaimer at the end closes the message.
            if words == 0 && number < 4 {
                start = offset + line.len();
            } else {
                end = offset;
                break;
            }
        } else if words > 0 && (bare == "--" || bare == "—" || PHONE_FOOTER.occurs(bare)) {
            end = offset;
            break;
        } else if words > 0 && CLOSING.occurs(bare) && total.saturating_sub(number) <= 20 {
            end = offset + line.len();
            break;
        } else {
            words += crate::reply::word_count(bare);
        }
        offset += line.len();
    }
    start.min(end)..end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> &str {
        text.get(message(text)).unwrap_or_default().trim()
    }

    #[test]
    fn the_signature_is_not_part_of_the_message() {
        assert_eq!(
            body("Pls quote.\n\nThanks & Regards,\nRavi\nXYZ Chem\nISO 9001"),
            "Pls quote.\n\nThanks & Regards,"
        );
        assert_eq!(body("Pls quote.\n-- \nRavi"), "Pls quote.");
        assert_eq!(body("need rate\nSent from my iPhone"), "need rate");
    }

    #[test]
    fn a_thank_you_that_says_more_is_message() {
        assert_eq!(body("Thanks for the quote.\nIt is too high."), "Thanks for the quote.\nIt is too high.");
    }

    #[test]
    fn banners_and_disclaimers_are_left_out() {
        let text = "CAUTION: external mail\nNeed 5 MT\nThis email is confidential and intended for X\nmore";
        assert_eq!(body(text), "Need 5 MT");
    }

    #[test]
    fn the_patterns_compile() {
        assert!(CLOSING.compiles() && PHONE_FOOTER.compiles() && DISCLAIMER.compiles());
    }
}
