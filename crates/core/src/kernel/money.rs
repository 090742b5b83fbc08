//! Money: whole minor units of one currency. Every sum is exact, and a rounding happens once, where it is named.
//!
//! It does not exchange currencies and knows no tax: those are rules of the engines that price.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;
use utoipa::ToSchema;

mod currency;
pub(super) mod figures;
mod words;

pub use currency::Currency;

/// An amount of money. May be negative: credit notes and corrections are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
pub struct Money {
    /// Whole minor units (paisa, cents, fils).
    #[ts(type = "number")]
    pub minor: i64,
    /// What they are units of.
    pub currency: Currency,
}

/// Why an amount could not be read or calculated.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MoneyError {
    /// Two currencies met in one sum.
    #[error("currency: cannot combine {left} with {right}; convert one of them first")]
    Mismatch {
        /// The currency of the left side.
        left: Currency,
        /// The currency of the right side.
        right: Currency,
    },
    /// The result does not fit in 64 bits of minor units.
    #[error("amount: the result is too large to keep; check the quantity and the rate")]
    TooLarge,
    /// An amount was to be shared out and no share was above zero.
    #[error("ratios: none is above zero; give at least one share to split by")]
    NoRatio,
    /// The code is not in ISO 4217.
    #[error("currency: {0:?} is not a currency code; use three letters such as INR or USD")]
    UnknownCurrency(String),
    /// The text is not an amount.
    #[error("amount: {text:?} cannot be read: {why}")]
    Unreadable {
        /// What was written.
        text: String,
        /// What is wrong with it and how to write it.
        why: String,
    },
}

/// Splits a 64-bit amount so that its product with any decimal fits in 128 bits.
const LIMB: u128 = 1_000_000_000;

impl Money {
    /// An amount from whole minor units.
    #[must_use]
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, in a currency.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// Reads an amount as people write it; `default` is the currency when the text names none. Takes grouping commas,
    /// `k`, `lakh`, `cr`, `million`, `Rs`, `₹`, `$`, ISO codes, and a closing `/-` or `only`.
    ///
    /// # Errors
    /// `Unreadable`, saying what to write instead; decimals beyond the minor unit are refused, not rounded.
    pub fn parse(text: &str, default: Currency) -> Result<Self, MoneyError> {
        words::read(text, default)
    }

    /// The sum.
    ///
    /// # Errors
    /// `Mismatch` across currencies, `TooLarge` beyond 64 bits.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.combine(other, i64::checked_add)
    }

    /// The difference.
    ///
    /// # Errors
    /// `Mismatch` across currencies, `TooLarge` beyond 64 bits.
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.combine(other, i64::checked_sub)
    }

    /// The sum of many amounts of one currency; zero for none.
    ///
    /// # Errors
    /// `Mismatch` when one is in another currency, `TooLarge` beyond 64 bits.
    pub fn sum(amounts: impl IntoIterator<Item = Self>, currency: Currency) -> Result<Self, MoneyError> {
        amounts.into_iter().try_fold(Self::zero(currency), Self::checked_add)
    }

    /// This amount times a factor (a rate times a quantity, a price times a percentage), rounded once to the minor
    /// unit, halves away from zero, so that a credit note mirrors its invoice.
    ///
    /// # Errors
    /// `TooLarge` beyond 64 bits.
    pub fn times(self, factor: Decimal) -> Result<Self, MoneyError> {
        let size = u128::from(self.minor.unsigned_abs());
        let mantissa = factor.mantissa().unsigned_abs();
        let unit = u128::pow(10, factor.scale());
        let (whole, part) = (mantissa / unit, mantissa % unit);
        // `part * size` may need 160 bits, so the amount is multiplied limb by limb; the last division rounds.
        let high = part * (size / LIMB);
        let low = (high % unit) * LIMB + part * (size % LIMB);
        let rounded = low / unit + u128::from(low % unit * 2 >= unit);
        let total = whole
            .checked_mul(size)
            .and_then(|sum| sum.checked_add(high / unit * LIMB))
            .and_then(|sum| sum.checked_add(rounded))
            .and_then(|sum| i64::try_from(sum).ok())
            .ok_or(MoneyError::TooLarge)?;
        let negative = (self.minor < 0) != factor.is_sign_negative();
        Ok(Self::new(if negative { -total } else { total }, self.currency))
    }

    /// Shares the amount out by ratios, in their order. The parts sum to the whole exactly: left-over minor units go
    /// one each to the parts that lost most by rounding down, the earlier first.
    ///
    /// # Errors
    /// `NoRatio` when no ratio is above zero.
    pub fn allocate(self, ratios: &[u32]) -> Result<Vec<Self>, MoneyError> {
        let total: u128 = ratios.iter().map(|&ratio| u128::from(ratio)).sum();
        if total == 0 {
            return Err(MoneyError::NoRatio);
        }
        let size = u128::from(self.minor.unsigned_abs());
        let mut shares: Vec<Share> = Vec::with_capacity(ratios.len());
        for (place, &ratio) in ratios.iter().enumerate() {
            let exact = size * u128::from(ratio);
            shares.push(Share { place, units: exact / total, lost: exact % total });
        }
        let mut left = size - shares.iter().map(|share| share.units).sum::<u128>();
        shares.sort_by_key(|share| (std::cmp::Reverse(share.lost), share.place));
        for share in &mut shares {
            let one = left.min(1);
            share.units += one;
            left -= one;
        }
        shares.sort_by_key(|share| share.place);
        shares.iter().map(|share| self.with_size(share.units)).collect()
    }

    /// The amount in major units, exactly: 150 paisa is 1.50.
    #[must_use]
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.minor, self.currency.exponent())
    }

    fn with_size(self, size: u128) -> Result<Self, MoneyError> {
        let signed = i128::try_from(size).map_err(|_| MoneyError::TooLarge)? * i128::from(self.minor.signum());
        i64::try_from(signed).map(|minor| Self::new(minor, self.currency)).map_err(|_| MoneyError::TooLarge)
    }

    fn combine(self, other: Self, with: impl Fn(i64, i64) -> Option<i64>) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Mismatch { left: self.currency, right: other.currency });
        }
        with(self.minor, other.minor).map(|minor| Self::new(minor, self.currency)).ok_or(MoneyError::TooLarge)
    }
}

struct Share {
    place: usize,
    units: u128,
    lost: u128,
}

/// Rupees as `₹1,23,456.50`; other currencies as `USD 123,456.50`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = Decimal::from_i128_with_scale(i128::from(self.minor).abs(), self.currency.exponent()).to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let (mark, step) = if self.currency == Currency::INR { ("₹", 2) } else { (self.currency.code(), 3) };
        let sign = if self.minor < 0 { "-" } else { "" };
        let gap = if self.currency == Currency::INR { "" } else { " " };
        let point = if fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{mark}{gap}{}{point}{fraction}", figures::group(whole, step))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn inr(minor: i64) -> Money {
        Money::new(minor, Currency::INR)
    }

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn currencies_do_not_mix_in_a_sum() {
        let dollars = Money::new(1, Currency::USD);
        let mixed = MoneyError::Mismatch { left: Currency::INR, right: Currency::USD };
        assert_eq!(inr(1).checked_add(dollars), Err(mixed.clone()));
        assert_eq!(Money::sum([inr(1), dollars], Currency::INR), Err(mixed));
    }

    #[test]
    fn a_sum_beyond_sixty_four_bits_is_refused() {
        assert_eq!(inr(i64::MAX).checked_add(inr(1)), Err(MoneyError::TooLarge));
        assert_eq!(inr(i64::MIN).checked_sub(inr(1)), Err(MoneyError::TooLarge));
        assert_eq!(inr(i64::MAX).times(decimal("1.1")), Err(MoneyError::TooLarge));
    }

    #[test]
    fn half_a_paisa_rounds_up_and_a_credit_mirrors_it() {
        assert_eq!(inr(101).times(decimal("0.5")), Ok(inr(51)));
        assert_eq!(inr(-101).times(decimal("0.5")), Ok(inr(-51)));
        assert_eq!(inr(101).times(decimal("-0.5")), Ok(inr(-51)));
        assert_eq!(inr(100).times(decimal("0.0049999")), Ok(inr(0)));
        assert_eq!(inr(9_850).times(decimal("2500")), Ok(inr(24_625_000)));
    }

    #[test]
    fn a_long_factor_on_a_large_amount_is_still_exact() {
        let third = decimal("0.3333333333333333333333333333");
        assert_eq!(inr(3_000_000_000_000_000_000).times(third), Ok(inr(1_000_000_000_000_000_000)));
        assert_eq!(inr(i64::MAX).times(Decimal::ONE), Ok(inr(i64::MAX)));
    }

    #[test]
    fn a_hundred_split_three_ways_loses_no_paisa() {
        assert_eq!(inr(10_000).allocate(&[1, 1, 1]), Ok(vec![inr(3_334), inr(3_333), inr(3_333)]));
        assert_eq!(inr(-5).allocate(&[0, 3, 7]), Ok(vec![inr(0), inr(-2), inr(-3)]));
        assert_eq!(inr(5).allocate(&[0, 0]), Err(MoneyError::NoRatio));
        assert_eq!(inr(5).allocate(&[]), Err(MoneyError::NoRatio));
    }

    #[test]
    fn rupees_are_grouped_in_lakhs_and_crores() {
        assert_eq!(inr(12_345_650).to_string(), "₹1,23,456.50");
        assert_eq!(inr(-5).to_string(), "-₹0.05");
        assert_eq!(Money::new(123_456_789, Currency::USD).to_string(), "USD 1,234,567.89");
        assert_eq!(Money::new(1_234, Currency::JPY).to_string(), "JPY 1,234");
        assert_eq!(inr(i64::MIN).to_string(), "-₹92,23,37,20,36,85,47,758.08");
    }

    #[test]
    fn money_travels_as_minor_units_and_a_code() {
        let json = serde_json::to_string(&inr(150)).unwrap();
        assert_eq!(json, r#"{"minor":150,"currency":"INR"}"#);
        assert!(serde_json::from_str::<Money>(r#"{"minor":150,"currency":"QQQ"}"#).is_err());
    }

    proptest! {
        #[test]
        fn shares_sum_to_the_whole_and_none_is_off_by_more_than_one(
            minor in any::<i64>(), ratios in prop::collection::vec(any::<u32>(), 1..12),
        ) {
            prop_assume!(ratios.iter().any(|&ratio| ratio > 0));
            let parts = inr(minor).allocate(&ratios).unwrap();
            let total: i128 = ratios.iter().map(|&ratio| i128::from(ratio)).sum();
            prop_assert_eq!(parts.iter().map(|part| i128::from(part.minor)).sum::<i128>(), i128::from(minor));
            for (part, ratio) in parts.iter().zip(&ratios) {
                let off = i128::from(part.minor) * total - i128::from(minor) * i128::from(*ratio);
                prop_assert!(off.abs() < total);
            }
        }

        #[test]
        fn a_product_is_within_half_a_minor_unit_of_the_exact_one(
            minor in -9_000_000_000i64..9_000_000_000, mantissa in -1_000_000_000i64..1_000_000_000, scale in 0u32..9,
        ) {
            let made = inr(minor).times(Decimal::new(mantissa, scale)).unwrap().minor;
            let unit = 10i128.pow(scale);
            let off = i128::from(made) * unit - i128::from(minor) * i128::from(mantissa);
            prop_assert!(off.abs() * 2 <= unit);
        }

        #[test]
        fn subtraction_undoes_addition(a in any::<i32>(), b in any::<i32>()) {
            let (a, b) = (inr(i64::from(a)), inr(i64::from(b)));
            prop_assert_eq!(a.checked_add(b).unwrap().checked_sub(b), Ok(a));
        }
    }
}
