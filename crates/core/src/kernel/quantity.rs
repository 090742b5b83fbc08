//! Quantity: an exact decimal and the unit it counts. Mass converts to mass and volume to volume; nothing converts
//! a drum to kilograms, because a drum holds what the product says it holds.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;
use utoipa::ToSchema;

use super::money::figures;

/// What a quantity is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Kilogram.
    Kg,
    /// Gram.
    G,
    /// Metric tonne, 1,000 kg.
    Mt,
    /// Litre.
    L,
    /// Millilitre.
    Ml,
    /// Kilolitre, 1,000 l.
    Kl,
    /// Drum, of the size the product states.
    Drum,
    /// Bag, of the size the product states.
    Bag,
    /// Intermediate bulk container.
    Ibc,
    /// Carboy.
    Carboy,
    /// Full container load.
    Fcl,
    /// Road tanker.
    Tanker,
    /// Pieces.
    Nos,
}

/// What kind of thing a unit measures; only `Mass` and `Volume` convert within themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// Weighed.
    Mass,
    /// Measured by volume.
    Volume,
    /// Counted, each unit for itself.
    Count,
}

/// An amount of goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
pub struct Quantity {
    /// How many units; a decimal string on the wire, so nothing is lost to binary fractions.
    #[ts(type = "string")]
    pub amount: Decimal,
    /// What is counted.
    pub unit: Unit,
}

/// Why a quantity could not be read or calculated.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum QuantityError {
    /// The two units do not measure the same thing.
    #[error("unit: {from} cannot become {to}; state the quantity in {to}")]
    Inconvertible {
        /// The unit at hand.
        from: Unit,
        /// The unit asked for.
        to: Unit,
    },
    /// The result has more digits than a decimal keeps.
    #[error("quantity: the result is too large to keep; check the number")]
    TooLarge,
    /// The word is not a unit.
    #[error("unit: {0:?} is not known; use kg, g, mt, l, ml, kl, drum, bag, ibc, carboy, fcl, tanker or nos")]
    UnknownUnit(String),
    /// The text is not a quantity.
    #[error("quantity: {text:?} cannot be read: {why}")]
    Unreadable {
        /// What was written.
        text: String,
        /// What is wrong with it and how to write it.
        why: String,
    },
}

impl Unit {
    /// Reads a unit as people write it, in any case, singular or plural.
    ///
    /// # Errors
    /// `UnknownUnit`, listing the known ones.
    pub fn parse(word: &str) -> Result<Self, QuantityError> {
        let lower = word.trim().to_lowercase();
        Ok(match lower.trim_end_matches('.') {
            "kg" | "kgs" | "kilo" | "kilos" | "kilogram" | "kilograms" => Self::Kg,
            "g" | "gm" | "gms" | "gram" | "grams" => Self::G,
            "mt" | "mts" | "ton" | "tons" | "tonne" | "tonnes" => Self::Mt,
            "l" | "lt" | "ltr" | "ltrs" | "litre" | "litres" | "liter" | "liters" => Self::L,
            "ml" | "millilitre" | "millilitres" => Self::Ml,
            "kl" | "kilolitre" | "kilolitres" => Self::Kl,
            "drum" | "drums" => Self::Drum,
            "bag" | "bags" => Self::Bag,
            "ibc" | "ibcs" => Self::Ibc,
            "carboy" | "carboys" => Self::Carboy,
            "fcl" | "fcls" => Self::Fcl,
            "tanker" | "tankers" => Self::Tanker,
            "no" | "nos" | "pc" | "pcs" | "piece" | "pieces" => Self::Nos,
            _ => return Err(QuantityError::UnknownUnit(word.to_owned())),
        })
    }

    /// What the unit measures.
    #[must_use]
    pub const fn dimension(self) -> Dimension {
        match self {
            Self::Kg | Self::G | Self::Mt => Dimension::Mass,
            Self::L | Self::Ml | Self::Kl => Dimension::Volume,
            Self::Drum | Self::Bag | Self::Ibc | Self::Carboy | Self::Fcl | Self::Tanker | Self::Nos => {
                Dimension::Count
            }
        }
    }

    /// How many of the smallest unit of the dimension (gram, millilitre, itself) one of these is.
    const fn size(self) -> i64 {
        match self {
            Self::Mt | Self::Kl => 1_000_000,
            Self::Kg | Self::L => 1_000,
            _ => 1,
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Kg => "kg",
            Self::G => "g",
            Self::Mt => "MT",
            Self::L => "l",
            Self::Ml => "ml",
            Self::Kl => "kl",
            Self::Drum => "drum",
            Self::Bag => "bag",
            Self::Ibc => "IBC",
            Self::Carboy => "carboy",
            Self::Fcl => "FCL",
            Self::Tanker => "tanker",
            Self::Nos => "nos",
        })
    }
}

impl Quantity {
    /// An amount of a unit.
    #[must_use]
    pub const fn new(amount: Decimal, unit: Unit) -> Self {
        Self { amount, unit }
    }

    /// Reads `5 MT`, `1,500 kg`, or packs times size: `20x250 kg` and `20 drums x 250 kg` are both 5000 kg.
    ///
    /// # Errors
    /// `Unreadable` or `UnknownUnit`, saying what to write instead.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let lower = text.trim().to_lowercase();
        let Some((packs, each)) = lower.split_once(['x', '×', '*']) else {
            return Self::parse_one(text, &lower);
        };
        let each = Self::parse_one(text, each)?;
        let (number, word) = split_unit(packs);
        if !word.is_empty() && Unit::parse(word)?.dimension() != Dimension::Count {
            let why = format!("{word:?} cannot be a number of packs; write it like 20 drums x 250 kg");
            return Err(QuantityError::Unreadable { text: text.to_owned(), why });
        }
        each.times(read_number(text, number)?)
    }

    fn parse_one(whole: &str, part: &str) -> Result<Self, QuantityError> {
        let (number, word) = split_unit(part);
        if word.is_empty() {
            let why = "it names no unit; write it like 500 kg".to_owned();
            return Err(QuantityError::Unreadable { text: whole.to_owned(), why });
        }
        Ok(Self::new(read_number(whole, number)?, Unit::parse(word)?))
    }

    /// The same quantity in another unit of the same dimension, exactly.
    ///
    /// # Errors
    /// `Inconvertible` across dimensions and between counted units, `TooLarge` when the digits run out.
    pub fn convert(self, to: Unit) -> Result<Self, QuantityError> {
        if self.unit == to {
            return Ok(self);
        }
        if self.unit.dimension() != to.dimension() || to.dimension() == Dimension::Count {
            return Err(QuantityError::Inconvertible { from: self.unit, to });
        }
        let small = exact_product(self.amount, Decimal::from(self.unit.size()))?;
        // Sizes are powers of ten, so dividing only moves the decimal point.
        let places = to.size().ilog10();
        let scale = small.scale().checked_add(places).ok_or(QuantityError::TooLarge)?;
        let amount = Decimal::try_from_i128_with_scale(small.mantissa(), scale).map_err(|_| QuantityError::TooLarge)?;
        Ok(Self::new(amount.normalize(), to))
    }

    /// The sum, in the unit of the left side.
    ///
    /// # Errors
    /// As `convert`.
    pub fn checked_add(self, other: Self) -> Result<Self, QuantityError> {
        let other = other.convert(self.unit)?;
        let amount = self.amount.checked_add(other.amount).ok_or(QuantityError::TooLarge)?;
        Ok(Self::new(amount, self.unit))
    }

    /// This quantity so many times over.
    ///
    /// # Errors
    /// `TooLarge` when the digits run out.
    pub fn times(self, factor: Decimal) -> Result<Self, QuantityError> {
        Ok(Self::new(exact_product(self.amount, factor)?, self.unit))
    }
}

/// A product that is refused rather than rounded when its digits do not fit.
fn exact_product(a: Decimal, b: Decimal) -> Result<Decimal, QuantityError> {
    let (a, b) = (a.normalize(), b.normalize());
    a.mantissa()
        .checked_mul(b.mantissa())
        .and_then(|mantissa| Decimal::try_from_i128_with_scale(mantissa, a.scale() + b.scale()).ok())
        .map(|product| product.normalize())
        .ok_or(QuantityError::TooLarge)
}

/// Splits `250 kg` into its number and its word.
fn split_unit(text: &str) -> (&str, &str) {
    let text = text.trim();
    let at = text.find(|sign: char| sign.is_alphabetic()).unwrap_or(text.len());
    let (number, word) = text.split_at_checked(at).unwrap_or((text, ""));
    (number.trim(), word.trim())
}

fn read_number(whole: &str, number: &str) -> Result<Decimal, QuantityError> {
    figures::read(number).map_err(|why| QuantityError::Unreadable { text: whole.to_owned(), why })
}

/// `5,000 kg`, `2.5 MT`, `20 drum`: Indian grouping, no trailing zeros.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.amount.normalize().abs().to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let sign = if self.amount.is_sign_negative() && !self.amount.is_zero() { "-" } else { "" };
        let point = if fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{}{point}{fraction} {}", figures::group(whole, 2), self.unit)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn quantity(text: &str) -> Quantity {
        Quantity::parse(text).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn quantities_are_read_the_way_people_write_them() {
        for (text, shown) in [
            ("5 MT", "5 MT"),
            ("20x250 kg", "5,000 kg"),
            ("20 x 250kgs", "5,000 kg"),
            ("20 drums x 250 kg", "5,000 kg"),
            ("1,50,000 Ltrs.", "1,50,000 l"),
            ("2.50 kl", "2.5 kl"),
            ("1 FCL", "1 FCL"),
            ("40 carboys", "40 carboy"),
            ("12 nos.", "12 nos"),
        ] {
            assert_eq!(quantity(text).to_string(), shown, "{text}");
        }
    }

    #[test]
    fn an_unreadable_quantity_says_what_to_write() {
        for (text, hint) in [
            ("500", "names no unit"),
            ("five kg", "not a number"),
            ("kg", "not a number"),
            ("-5 kg", "not a number"),
            ("1,5 kg", "comma"),
            ("20 kg x 5 kg", "number of packs"),
            ("5 furlongs", "not known"),
        ] {
            let error = Quantity::parse(text).unwrap_err().to_string();
            assert!(error.contains(hint), "{text:?}: {error}");
        }
    }

    #[test]
    fn mass_converts_to_mass_and_volume_to_volume_only() {
        assert_eq!(quantity("2.5 MT").convert(Unit::Kg).unwrap(), quantity("2500 kg"));
        assert_eq!(quantity("750 ml").convert(Unit::Kl).unwrap(), quantity("0.00075 kl"));
        for (text, to) in [("1 kg", Unit::L), ("1 drum", Unit::Kg), ("1 drum", Unit::Bag), ("1 l", Unit::Nos)] {
            let error = quantity(text).convert(to).unwrap_err();
            assert!(matches!(error, QuantityError::Inconvertible { .. }), "{text}");
        }
        assert_eq!(quantity("3 drum").convert(Unit::Drum).unwrap(), quantity("3 drum"));
    }

    #[test]
    fn a_sum_keeps_the_unit_of_its_left_side() {
        assert_eq!(quantity("1 MT").checked_add(quantity("250 kg")).unwrap(), quantity("1.25 MT"));
        assert!(quantity("1 MT").checked_add(quantity("1 bag")).is_err());
    }

    #[test]
    fn a_quantity_travels_as_a_decimal_string_and_a_unit() {
        let json = serde_json::to_string(&quantity("2.5 MT")).unwrap();
        assert_eq!(json, r#"{"amount":"2.5","unit":"mt"}"#);
        assert_eq!(serde_json::from_str::<Quantity>(&json).unwrap(), quantity("2.5 MT"));
    }

    proptest! {
        #[test]
        fn a_conversion_there_and_back_changes_nothing(
            mantissa in 0i64..1_000_000_000_000, scale in 0u32..6,
            units in prop::sample::select(vec![(Unit::Kg, Unit::Mt), (Unit::Mt, Unit::G), (Unit::Ml, Unit::Kl)]),
        ) {
            let start = Quantity::new(Decimal::new(mantissa, scale), units.0);
            prop_assert_eq!(start.convert(units.1).unwrap().convert(units.0).unwrap(), start);
        }

        #[test]
        fn what_is_displayed_reads_back(mantissa in 0i64..i64::MAX, scale in 0u32..9) {
            let start = Quantity::new(Decimal::new(mantissa, scale), Unit::Kg);
            prop_assert_eq!(Quantity::parse(&start.to_string()).unwrap(), start);
        }

        #[test]
        fn any_text_is_read_or_refused_without_a_panic(text in "[0-9,.]{0,40} ?x? ?[0-9]{0,30} ?(kg|mt)?|\\PC{0,20}") {
            let _ = Quantity::parse(&text);
        }
    }
}
