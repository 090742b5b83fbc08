//! Figures as people write them: digits with grouping commas and a decimal point, read exactly and written back.
//! It knows neither currencies nor units, and guesses nothing: a comma that could be a decimal sign is refused.

use rust_decimal::Decimal;

/// Reads an unsigned number such as `1,23,456.50` or `123,456`. The error says what is wrong and how to write it.
pub(in crate::kernel) fn read(text: &str) -> Result<Decimal, String> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if text.ends_with('.') || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("{text:?} has a stray sign after its decimal point; write it like 1,234.50"));
    }
    let groups: Vec<&str> = whole.split(',').collect();
    let digits = groups.concat();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("{text:?} is not a number; write digits like 1,234.50"));
    }
    if !is_grouped(&groups) {
        return Err(format!("{text:?} has a comma where no thousands end; write 1.5 or 1,500 or 1,50,000"));
    }
    let plain = if fraction.is_empty() { digits } else { format!("{digits}.{fraction}") };
    Decimal::from_str_exact(&plain).map_err(|_| format!("{text:?} has more digits than can be kept; shorten it"))
}

/// Indian (2,2,3) and western (3,3,3) grouping: the last group has three digits, those before it two or three.
fn is_grouped(groups: &[&str]) -> bool {
    match groups {
        [_] => true,
        [first, inner @ .., last] => {
            (1..=3).contains(&first.len()) && inner.iter().all(|group| matches!(group.len(), 2 | 3)) && last.len() == 3
        }
        [] => false,
    }
}

/// Groups the digits of a whole number: three from the right, then by `step` (2 Indian, 3 western).
pub(in crate::kernel) fn group(digits: &str, step: usize) -> String {
    let count = digits.chars().count();
    let mut out = String::with_capacity(count + count / 2);
    for (place, digit) in digits.chars().enumerate() {
        let left = count - place;
        if place > 0 && left >= 3 && (left - 3).is_multiple_of(step) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn both_groupings_are_read_and_a_doubtful_comma_is_not() {
        for text in ["1,23,456.50", "123,456.50", "123456.5"] {
            assert_eq!(read(text).unwrap().to_string().trim_end_matches('0'), "123456.5", "{text}");
        }
        for text in ["1,5", "1,2,3", "1.234,56", "12,34", ",500", "1.", "1.2.3", "", ".", "-1", "१२", "1e5"] {
            assert!(read(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn digits_are_grouped_the_indian_and_the_western_way() {
        assert_eq!(group("123456789", 2), "12,34,56,789");
        assert_eq!(group("123456789", 3), "123,456,789");
        assert_eq!(group("999", 2), "999");
    }

    proptest! {
        #[test]
        fn what_is_grouped_reads_back(number in any::<u64>(), step in 2usize..=3) {
            prop_assert_eq!(read(&group(&number.to_string(), step)).unwrap(), Decimal::from(number));
        }

        #[test]
        fn any_text_is_read_or_refused_without_a_panic(text in "[0-9,.]{0,40}|\\PC{0,20}") {
            let _ = read(&text);
        }
    }
}
