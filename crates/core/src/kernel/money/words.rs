//! Money as people write it: `Rs 98/-`, `1.5 lakh`, `USD 1,200.50`. It reads one amount that is the whole text;
//! finding amounts inside a mail belongs to the classifier.

use rust_decimal::Decimal;

use super::{Currency, Money, MoneyError, figures};

/// Marks people write instead of a code. A longer mark stands before one it contains.
const MARKS: &[(&str, Currency)] = &[
    ("rupees", Currency::INR),
    ("rs.", Currency::INR),
    ("rs", Currency::INR),
    ("₹", Currency::INR),
    ("us$", Currency::USD),
    ("$", Currency::USD),
    ("€", Currency::EUR),
    ("£", Currency::GBP),
];

/// Words that multiply the number before them.
const SCALES: &[(&str, u64)] = &[
    ("thousand", 1_000),
    ("k", 1_000),
    ("lakhs", 100_000),
    ("lakh", 100_000),
    ("lacs", 100_000),
    ("lac", 100_000),
    ("million", 1_000_000),
    ("mn", 1_000_000),
    ("crores", 10_000_000),
    ("crore", 10_000_000),
    ("cr.", 10_000_000),
    ("cr", 10_000_000),
    ("billion", 1_000_000_000),
    ("bn", 1_000_000_000),
];

pub(super) fn read(text: &str, default: Currency) -> Result<Money, MoneyError> {
    let fail = |why: String| MoneyError::Unreadable { text: text.to_owned(), why };
    let lower = text.trim().to_lowercase();
    let (mut negative, rest) = take_sign(&lower);
    let rest = rest.strip_suffix("only").unwrap_or(rest).trim_end();
    let rest = rest.strip_suffix("/-").or_else(|| rest.strip_suffix("/=")).unwrap_or(rest).trim_end();
    let (before, rest) = take_currency(rest, Side::Front);
    let (after, rest) = take_currency(rest, Side::Back);
    let currency = match (before, after) {
        (Some(one), Some(other)) if one != other => {
            return Err(fail(format!("it names both {one} and {other}; keep one currency")));
        }
        (one, other) => one.or(other).unwrap_or(default),
    };
    let (inner_negative, rest) = take_sign(rest);
    negative ^= inner_negative;
    let (scale, digits) = take_scale(rest);
    if digits.is_empty() {
        return Err(fail("there is no number in it; write an amount like 1,23,456.50".to_owned()));
    }
    let number = figures::read(digits).map_err(fail)?;
    let minor = to_minor(number, scale, currency).map_err(fail)?;
    Ok(Money::new(if negative { -minor } else { minor }, currency))
}

fn to_minor(number: Decimal, scale: u64, currency: Currency) -> Result<i64, String> {
    let steps = u64::pow(10, currency.exponent());
    let minor = number
        .checked_mul(Decimal::from(scale))
        .and_then(|major| major.checked_mul(Decimal::from(steps)))
        .ok_or_else(|| "it is too large an amount to keep; check the zeros".to_owned())?;
    if !minor.fract().is_zero() {
        return Err(format!("{currency} has {} decimals; round the amount to them", currency.exponent()));
    }
    i64::try_from(minor.trunc()).map_err(|_| "it is too large an amount to keep; check the zeros".to_owned())
}

fn take_sign(text: &str) -> (bool, &str) {
    match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    }
}

#[derive(Clone, Copy)]
enum Side {
    Front,
    Back,
}

fn take_currency(text: &str, side: Side) -> (Option<Currency>, &str) {
    let strip = |mark: &str| match side {
        Side::Front => text.strip_prefix(mark),
        Side::Back => text.strip_suffix(mark),
    };
    for (mark, currency) in MARKS {
        if let Some(rest) = strip(mark) {
            return (Some(*currency), rest.trim());
        }
    }
    let letters = match side {
        Side::Front => text.split_at_checked(3),
        Side::Back => {
            text.len().checked_sub(3).and_then(|at| text.split_at_checked(at)).map(|(rest, code)| (code, rest))
        }
    };
    match letters.map(|(code, rest)| (Currency::parse(code), rest)) {
        Some((Ok(currency), rest)) => (Some(currency), rest.trim()),
        _ => (None, text),
    }
}

fn take_scale(text: &str) -> (u64, &str) {
    for (word, scale) in SCALES {
        if let Some(rest) = text.strip_suffix(word) {
            return (*scale, rest.trim_end());
        }
    }
    (1, text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn inr(text: &str) -> i64 {
        let money = read(text, Currency::INR).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(money.currency, Currency::INR);
        money.minor
    }

    #[test]
    fn amounts_are_read_the_way_people_write_them() {
        for (text, minor) in [
            ("1,23,456.50", 12_345_650),
            ("1.5 lakh", 15_000_000),
            ("1.5 Lacs", 15_000_000),
            ("2 cr", 2_000_000_000),
            ("₹2 Crore only", 2_000_000_000),
            ("Rs 98/-", 9_800),
            ("Rs. 98/- only", 9_800),
            ("98 rs", 9_800),
            ("INR 98", 9_800),
            ("-₹1,000", -100_000),
            ("Rs -5", -500),
            ("50k", 5_000_000),
            ("0", 0),
        ] {
            assert_eq!(inr(text), minor, "{text}");
        }
    }

    #[test]
    fn a_named_currency_wins_over_the_default() {
        assert_eq!(read("USD 1,200.50", Currency::INR).unwrap(), Money::new(120_050, Currency::USD));
        assert_eq!(read("$1.2 mn", Currency::INR).unwrap(), Money::new(120_000_000, Currency::USD));
        assert_eq!(read("500 jpy", Currency::INR).unwrap(), Money::new(500, Currency::JPY));
        assert_eq!(read("1.250 KWD", Currency::INR).unwrap(), Money::new(1_250, Currency::KWD));
    }

    #[test]
    fn an_unreadable_amount_says_what_to_write() {
        for (text, hint) in [
            ("", "no number"),
            ("Rs", "no number"),
            ("1,5 lakh", "comma"),
            ("98.125", "INR has 2 decimals"),
            ("USD 5 INR", "keep one currency"),
            ("about 50", "not a number"),
            ("99999999999 cr", "too large"),
        ] {
            let error = read(text, Currency::INR).unwrap_err().to_string();
            assert!(error.contains(hint), "{text:?}: {error}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_without_a_panic(text in "(rs|₹|usd)? ?-?[0-9,.]{0,30} ?(cr|lakh|k|/-)?|\\PC{0,20}") {
            let _ = read(&text, Currency::INR);
        }

        #[test]
        fn what_is_displayed_reads_back(minor in -i64::MAX..i64::MAX, code in prop::sample::select(vec!["INR", "USD", "JPY", "KWD"])) {
            let money = Money::new(minor, Currency::parse(code).unwrap());
            prop_assert_eq!(read(&money.to_string(), Currency::EUR).unwrap(), money);
        }
    }
}
