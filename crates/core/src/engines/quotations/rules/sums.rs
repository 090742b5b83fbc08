//! What a quotation comes to, in whole minor units: a net and a tax for each line, each rounded once, and freight. Other
//! charges and taxes on freight are not known here.

use rust_decimal::Decimal;

use crate::{
    engines::quotations::model::{Content, Flaw, Line, LineSum, Reckoned},
    kernel::{
        Error, Result,
        money::{Currency, Money},
        quantity::Unit,
    },
};

/// Most lines of a quotation.
const MOST_LINES: usize = 200;
/// Most characters of a name or a term.
const LONGEST: usize = 2_000;
/// All of something, in hundredths of a percent.
const WHOLE: i32 = 10_000;

pub(super) fn currency(code: &str) -> Result<Currency> {
    Currency::parse(code).map_err(|problem| Error::invalid("currency", sentence(&problem)))
}

fn sentence(problem: &impl std::fmt::Display) -> String {
    let text = problem.to_string();
    let text = text.split_once(": ").map_or(text.as_str(), |(_, rest)| rest);
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

/// What a line comes to: the net is rate times quantity less the discount, rounded once, halves up; GST is reckoned on
/// that and rounded once.
///
/// # Errors
/// `Invalid` at the field of the line.
pub fn line_sum(line: &Line, currency: Currency) -> Result<LineSum> {
    let name = line.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST {
        return Err(Error::invalid("name", "Please say what is offered."));
    }
    Unit::parse(&line.unit).map_err(|problem| Error::invalid("unit", sentence(&problem)))?;
    if line.rate_minor < 0 {
        return Err(Error::invalid("rate_minor", "A rate cannot be below zero."));
    }
    for (field, share) in [("discount_bp", line.discount_bp), ("gst_bp", line.gst_bp)] {
        if !(0..=WHOLE).contains(&share) {
            return Err(Error::invalid(field, "Please give a percentage from 0 to 100."));
        }
    }
    let too_large = |_| Error::invalid("quantity", "This comes to more than can be reckoned. Check quantity and rate.");
    let kept = Decimal::new(i64::from(WHOLE.saturating_sub(line.discount_bp)), 4);
    let factor = quantity(&line.quantity)?.checked_mul(kept).unwrap_or(Decimal::MAX);
    let net = Money::new(line.rate_minor, currency).times(factor).map_err(too_large)?;
    let tax = net.times(Decimal::new(i64::from(line.gst_bp), 4)).map_err(too_large)?;
    Ok(LineSum { net_minor: net.minor, tax_minor: tax.minor })
}

/// Reads a quantity: above zero, with six decimals at most. Commas group thousands, as in 1,000 or 1,00,000, and never
/// stand for a point.
fn quantity(text: &str) -> Result<Decimal> {
    let read = ungrouped(text.trim()).and_then(|plain| plain.parse::<Decimal>().ok()).map(|number| number.normalize());
    let most = Decimal::new(1_000_000_000_000, 0);
    read.filter(|number| *number > Decimal::ZERO && *number <= most && number.scale() <= 6)
        .ok_or_else(|| Error::invalid("quantity", "Please give a quantity above zero, like 500 or 2.5."))
}

/// The number without its commas; none when they group nothing.
fn ungrouped(text: &str) -> Option<String> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let groups: Vec<&str> = whole.split(',').collect();
    let (first, rest) = groups.split_first()?;
    let (last, middle) = match rest.split_last() {
        Some((last, middle)) => (*last, middle),
        None => return (!text.contains(',')).then(|| text.to_owned()),
    };
    let holds = |group: &str, sizes: std::ops::RangeInclusive<usize>| {
        sizes.contains(&group.len()) && group.chars().all(|sign| sign.is_ascii_digit())
    };
    let is_grouped = holds(first, 1..=3) && last.len() == 3 && middle.iter().all(|group| holds(group, 2..=3));
    let points = text.strip_prefix(whole).unwrap_or_default();
    (is_grouped && !points.contains(',')).then(|| format!("{}{points}", groups.concat()))
}

fn at_line(place: usize, refusal: Error) -> Error {
    let field = refusal.field.unwrap_or_default();
    Error { field: Some(format!("lines.{place}.{field}")), ..refusal }
}

/// What everything comes to.
///
/// # Errors
/// `Invalid` at the first field that does not hold.
pub fn total(content: &Content) -> Result<Reckoned> {
    let currency = currency(&content.currency)?;
    if content.lines.len() > MOST_LINES {
        return Err(Error::invalid("lines", format!("A quotation has {MOST_LINES} lines at most.")));
    }
    if content.freight_minor < 0 {
        return Err(Error::invalid("freight_minor", "Freight cannot be below zero."));
    }
    let terms = &content.terms;
    for (field, text) in [
        ("payment", &terms.payment),
        ("delivery", &terms.delivery),
        ("place", &terms.place),
        ("packing", &terms.packing),
        ("remarks", &terms.remarks),
    ] {
        if text.chars().count() > LONGEST {
            return Err(Error::invalid(&format!("terms.{field}"), format!("Please use {LONGEST} characters at most.")));
        }
    }
    let too_large = || Error::invalid("lines", "Together this comes to more than can be reckoned.");
    let (mut net, mut tax, mut lines) = (0_i64, 0_i64, Vec::new());
    for (place, line) in content.lines.iter().enumerate() {
        let sum = line_sum(line, currency).map_err(|refusal| at_line(place, refusal))?;
        net = net.checked_add(sum.net_minor).ok_or_else(too_large)?;
        tax = tax.checked_add(sum.tax_minor).ok_or_else(too_large)?;
        lines.push(Some(sum));
    }
    let all = net.checked_add(tax).and_then(|sum| sum.checked_add(content.freight_minor)).ok_or_else(too_large)?;
    Ok(Reckoned { lines, net_minor: net, tax_minor: tax, total_minor: all, problem: None })
}

/// What it comes to while it is being written: lines that cannot be reckoned yet are left out, and the first problem is
/// told.
pub fn reckon(content: &Content) -> Reckoned {
    let refusal = match total(content) {
        Ok(reckoned) => return reckoned,
        Err(refusal) => refusal,
    };
    let currency = currency(&content.currency).unwrap_or(Currency::INR);
    let each = |line: &Line| line_sum(line, currency).ok();
    let sound: Vec<Line> = content.lines.iter().filter(|line| each(line).is_some()).cloned().collect();
    let rest = Content { currency: currency.code().to_owned(), lines: sound, ..content.clone() };
    let sums = total(&rest).ok();
    Reckoned {
        lines: content.lines.iter().take(MOST_LINES).map(each).collect(),
        net_minor: sums.as_ref().map_or(0, |sums| sums.net_minor),
        tax_minor: sums.as_ref().map_or(0, |sums| sums.tax_minor),
        total_minor: sums.as_ref().map_or(0, |sums| sums.total_minor),
        problem: Some(Flaw { field: refusal.field, message: refusal.message }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(quantity: &str, rate_minor: i64, discount_bp: i32, gst_bp: i32) -> Line {
        let (name, unit) = ("Zinc oxide".to_owned(), "kg".to_owned());
        let quantity = quantity.to_owned();
        Line { product_id: None, name, quantity, unit, rate_minor, price_version: None, discount_bp, gst_bp }
    }

    fn of(lines: Vec<Line>, freight_minor: i64) -> Content {
        let currency = "INR".to_owned();
        Content {
            currency,
            lines,
            freight_minor,
            valid_until: None,
            terms: crate::engines::quotations::model::Terms::default(),
        }
    }

    #[test]
    fn a_line_is_rounded_once_after_the_discount_and_its_tax_once_after_that() {
        let sum = line_sum(&line("2.5", 33_333, 500, 1_800), Currency::INR).unwrap();
        assert_eq!(sum, LineSum { net_minor: 79_166, tax_minor: 14_250 });
        let half = line_sum(&line("0.5", 101, 0, 5_000), Currency::INR).unwrap();
        assert_eq!(half, LineSum { net_minor: 51, tax_minor: 26 });
    }

    #[test]
    fn commas_group_thousands_in_either_way_and_nothing_else() {
        let read = |text: &str| quantity(text).ok().map(|number| number.to_string());
        for (text, number) in [("1,000", "1000"), ("1,00,000.5", "100000.5"), ("12,34,567", "1234567"), ("2.5", "2.5")]
        {
            assert_eq!(read(text).as_deref(), Some(number), "{text}");
        }
        for text in ["2,5", "0,5", "1,00", "1000,000", ",500", "1,,000", "1,000,", "1.5,000", "-1,000"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn what_does_not_hold_is_refused_at_its_line_and_field() {
        let sound = line("5", 100, 0, 1_800);
        let wrong = [
            ("quantity", Line { quantity: "five".to_owned(), ..sound.clone() }),
            ("quantity", Line { quantity: "0".to_owned(), ..sound.clone() }),
            ("quantity", Line { quantity: "2,5".to_owned(), ..sound.clone() }),
            ("quantity", Line { quantity: "0,500,1".to_owned(), ..sound.clone() }),
            ("quantity", Line { quantity: "1.0,000".to_owned(), ..sound.clone() }),
            ("quantity", Line { quantity: "1000000000000".to_owned(), rate_minor: i64::MAX, ..sound.clone() }),
            ("unit", Line { unit: "heap".to_owned(), ..sound.clone() }),
            ("name", Line { name: " ".to_owned(), ..sound.clone() }),
            ("rate_minor", Line { rate_minor: -1, ..sound.clone() }),
            ("discount_bp", Line { discount_bp: 10_001, ..sound.clone() }),
            ("gst_bp", Line { gst_bp: -1, ..sound.clone() }),
        ];
        for (field, line) in wrong {
            let refusal = total(&of(vec![sound.clone(), line], 0)).unwrap_err();
            assert_eq!(refusal.field, Some(format!("lines.1.{field}")), "{refusal}");
        }
        assert_eq!(total(&of(vec![], -1)).unwrap_err().field.as_deref(), Some("freight_minor"));
    }

    fn lines() -> impl Strategy<Value = Vec<Line>> {
        let one = (0_u64..2_000_000_000, 0_u32..7, 0_i64..5_000_000_000, 0..=10_000, 0..=10_000);
        let one = one.prop_map(|(mantissa, scale, rate, discount, gst)| {
            let quantity = Decimal::from_i128_with_scale(i128::from(mantissa), scale).to_string();
            line(&quantity, rate, discount, gst)
        });
        prop::collection::vec(one, 0..12)
    }

    proptest! {
        #[test]
        fn the_total_is_the_sum_of_the_lines_with_tax_and_freight(lines in lines(), freight in 0_i64..9_000_000_000) {
            if let Ok(sums) = total(&of(lines.clone(), freight)) {
                let each = sums.lines.iter().flatten();
                let all: i64 = each.map(|sum| sum.net_minor + sum.tax_minor).sum();
                prop_assert_eq!(sums.total_minor, all + freight);
                prop_assert_eq!(sums.net_minor + sums.tax_minor, all);
                prop_assert_eq!(total(&of(lines, freight)).unwrap(), sums, "reckoned again");
            }
        }

        #[test]
        fn whatever_is_typed_is_reckoned_or_refused_and_nothing_is_lost(
            quantity in ".{0,12}", rate in any::<i64>(), discount in any::<i32>(), gst in any::<i32>(),
            freight in any::<i64>(),
        ) {
            let content = of(vec![line(&quantity, rate, discount, gst), line("1", i64::MAX, 0, 10_000)], freight);
            let reckoned = reckon(&content);
            prop_assert_eq!(reckoned.lines.len(), 2);
            prop_assert_eq!(reckoned.problem.is_some(), total(&content).is_err());
        }
    }
}
