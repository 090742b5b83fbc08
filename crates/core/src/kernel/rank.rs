//! Rank: where a row stands among its neighbours, as a short string, so that a move rewrites one row.
//!
//! A rank is an integer followed by a fraction, both in the digits `0-9a-z`, so plain byte order is rank order
//! (SQLite `BINARY`, PostgreSQL `"C"`). The first byte states how many integer digits follow: `i` one, `j` two …
//! `z` eighteen; `h` one, `g` two … `0` eighteen for integers below the first. Adding at either end counts the
//! integer up or down and stays short; only squeezing between two neighbours lengthens the fraction.
//!
//! It does not break ties: two desks that insert at the same place offline make the same rank, and the row's id
//! decides. Whoever must place a row between two equal ranks gives one of them a new rank first.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;
use ts_rs::TS;
use utoipa::ToSchema;

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
/// How many digits there are; also the digit just above `z`, which stands for "no upper neighbour".
const BASE: u8 = 36;
/// Headers from here up count integers from the first rank on; below it, integers before the first rank.
const MIDDLE: u8 = 18;

/// A place in an order. Ranks compare as their bytes do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, TS, ToSchema)]
#[ts(type = "string")]
pub struct Rank(String);

/// Why a rank could not be read or made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RankError {
    /// The text is not a rank this module could have made.
    #[error("rank: {0:?} is not a rank; use one made by the board, such as \"i0\"")]
    Malformed(String),
    /// The lower neighbour does not stand before the upper one.
    #[error("rank: {lower} does not stand before {upper}; read the neighbours again and repeat the move")]
    NotInOrder {
        /// The neighbour that should come first.
        lower: Rank,
        /// The neighbour that should come second.
        upper: Rank,
    },
}

impl Rank {
    /// The rank of the first row in an empty list.
    #[must_use]
    pub fn first() -> Self {
        Self("i0".to_owned())
    }

    /// A rank strictly between two neighbours; `None` means the end of the list on that side.
    ///
    /// # Errors
    /// `NotInOrder` when `lower` is not strictly before `upper`.
    pub fn between(lower: Option<&Rank>, upper: Option<&Rank>) -> Result<Rank, RankError> {
        match (lower.map(Parts::of), upper.map(Parts::of)) {
            (None, None) => Ok(Self::first()),
            (Some(low), None) => Ok(low.after()),
            (None, Some(high)) => Ok(high.before()),
            (Some(low), Some(high)) if low < high => Ok(low.until(&high)),
            _ => Err(RankError::NotInOrder {
                lower: lower.cloned().unwrap_or_else(Self::first),
                upper: upper.cloned().unwrap_or_else(Self::first),
            }),
        }
    }

    /// `count` ranks in order, one whole step apart: what a fresh or re-numbered list starts with.
    #[must_use]
    pub fn spread(count: usize) -> Vec<Rank> {
        std::iter::successors(Some(Self::first()), |rank| Some(Parts::of(rank).after())).take(count).collect()
    }

    /// The text to store: bytes in `0-9a-z`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Rank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for Rank {
    type Err = RankError;

    fn from_str(text: &str) -> Result<Self, RankError> {
        if Parts::read(text).is_some_and(|parts| parts.is_sound()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(RankError::Malformed(text.to_owned()))
        }
    }
}

impl Serialize for Rank {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Rank {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

crate::column_as_text!(Rank, |rank| rank.as_str().to_owned(), |text| text.parse().ok());

/// A rank taken apart: digits as numbers 0–35. The derived order equals the order of the texts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Parts {
    header: u8,
    integer: Vec<u8>,
    fraction: Vec<u8>,
}

impl Parts {
    /// A `Rank` is checked when it is made, so what cannot be read is unreachable and falls back to the first.
    fn of(rank: &Rank) -> Self {
        Self::read(&rank.0).unwrap_or_else(|| Self { header: MIDDLE, integer: vec![0], fraction: Vec::new() })
    }

    fn read(text: &str) -> Option<Self> {
        let digits: Vec<u8> = text.bytes().map(digit_of).collect::<Option<_>>()?;
        let (&header, rest) = digits.split_first()?;
        let (integer, fraction) = rest.split_at_checked(width(header))?;
        Some(Self { header, integer: integer.to_vec(), fraction: fraction.to_vec() })
    }

    /// A fraction ending in zero, or the lowest integer alone, would leave no room just below it.
    fn is_sound(&self) -> bool {
        self.fraction.last() != Some(&0) && !(self.is_lowest() && self.fraction.is_empty())
    }

    fn is_lowest(&self) -> bool {
        self.header == 0 && self.integer.iter().all(|&digit| digit == 0)
    }

    fn write(&self) -> Rank {
        let digits = std::iter::once(&self.header).chain(&self.integer).chain(&self.fraction);
        Rank(digits.filter_map(|&digit| DIGITS.get(usize::from(digit))).map(|&byte| char::from(byte)).collect())
    }

    fn with_fraction(&self, fraction: Vec<u8>) -> Rank {
        Self { fraction, ..self.clone() }.write()
    }

    fn after(&self) -> Rank {
        match self.next_integer() {
            Some(next) => next.write(),
            None => self.with_fraction(middle(&self.fraction, None)),
        }
    }

    fn before(&self) -> Rank {
        if self.is_lowest() {
            return self.with_fraction(middle(&[], Some(&self.fraction)));
        }
        if !self.fraction.is_empty() {
            return self.with_fraction(Vec::new());
        }
        match self.previous_integer() {
            Some(previous) if !previous.is_lowest() => previous.write(),
            Some(previous) => previous.with_fraction(middle(&[], None)),
            None => self.with_fraction(middle(&[], Some(&self.fraction))),
        }
    }

    /// A rank between `self` and `high`, given that `self < high`.
    fn until(&self, high: &Parts) -> Rank {
        if (self.header, &self.integer) == (high.header, &high.integer) {
            return self.with_fraction(middle(&self.fraction, Some(&high.fraction)));
        }
        match self.next_integer() {
            Some(next) if next < *high => next.write(),
            _ => self.with_fraction(middle(&self.fraction, None)),
        }
    }

    /// The next whole number, or `None` above the highest.
    fn next_integer(&self) -> Option<Self> {
        let mut integer = self.integer.clone();
        for digit in integer.iter_mut().rev() {
            if *digit + 1 < BASE {
                *digit += 1;
                return Some(Self { header: self.header, integer, fraction: Vec::new() });
            }
            *digit = 0;
        }
        let header = self.header.checked_add(1).filter(|header| *header < BASE)?;
        Some(Self { header, integer: vec![0; width(header)], fraction: Vec::new() })
    }

    /// The previous whole number, or `None` below the lowest.
    fn previous_integer(&self) -> Option<Self> {
        let mut integer = self.integer.clone();
        for digit in integer.iter_mut().rev() {
            if *digit > 0 {
                *digit -= 1;
                return Some(Self { header: self.header, integer, fraction: Vec::new() });
            }
            *digit = BASE - 1;
        }
        let header = self.header.checked_sub(1)?;
        Some(Self { header, integer: vec![BASE - 1; width(header)], fraction: Vec::new() })
    }
}

/// How many integer digits follow this header.
fn width(header: u8) -> usize {
    usize::from(if header >= MIDDLE { header - MIDDLE + 1 } else { MIDDLE - header })
}

fn digit_of(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'z' => Some(byte - b'a' + 10),
        _ => None,
    }
}

/// The shortest fraction near the middle of two others, given `low < high`; no `high` stands for one.
fn middle(low: &[u8], high: Option<&[u8]>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut lows = low.iter().copied();
    let mut highs = high.map(|digits| digits.iter().copied().peekable());
    loop {
        let below = lows.next().unwrap_or(0);
        let above = highs.as_mut().map_or(BASE, |digits| digits.next().unwrap_or(0));
        if above > below.saturating_add(1) {
            out.push(below + (above - below) / 2);
            return out;
        }
        if above > below {
            if highs.as_mut().is_some_and(|digits| digits.peek().is_some()) {
                // The upper fraction goes on, so cutting it here already falls between the two.
                out.push(above);
                return out;
            }
            // Nothing between these digits: follow the lower one, above which everything is now free.
            highs = None;
        }
        out.push(below);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rank(text: &str) -> Rank {
        text.parse().unwrap()
    }

    #[test]
    fn ten_thousand_appends_or_prepends_stay_within_eight_bytes() {
        let (mut last, mut first) = (Rank::first(), Rank::first());
        for _ in 0..10_000 {
            let next = Rank::between(Some(&last), None).unwrap();
            assert!(next > last && next.as_str().len() <= 8);
            last = next;
            let previous = Rank::between(None, Some(&first)).unwrap();
            assert!(previous < first && previous.as_str().len() <= 8);
            first = previous;
        }
        assert_eq!(last.as_str().len(), 4);
        assert_eq!(first.as_str().len(), 4);
    }

    #[test]
    fn a_spread_is_in_order_and_has_the_asked_length() {
        let ranks = Rank::spread(2_000);
        assert_eq!(ranks.len(), 2_000);
        assert!(ranks.iter().zip(ranks.iter().skip(1)).all(|(a, b)| a < b));
        assert!(Rank::spread(0).is_empty());
    }

    #[test]
    fn neighbours_out_of_order_are_refused() {
        let (a, b) = (rank("i0"), rank("i1"));
        assert!(matches!(Rank::between(Some(&b), Some(&a)), Err(RankError::NotInOrder { .. })));
        assert!(matches!(Rank::between(Some(&a), Some(&a)), Err(RankError::NotInOrder { .. })));
    }

    #[test]
    fn texts_that_would_leave_no_room_are_refused() {
        for text in ["", "i", "j0", "i0A", "i0 ", "i00", "i0i0", "0000000000000000000", "é"] {
            assert_eq!(text.parse::<Rank>(), Err(RankError::Malformed(text.to_owned())), "{text:?}");
        }
    }

    #[test]
    fn there_is_always_room_beyond_the_outermost_ranks() {
        let mut top = rank(&format!("z{}", "z".repeat(18)));
        let mut bottom = rank(&format!("0{}1", "0".repeat(18)));
        for _ in 0..200 {
            let higher = Rank::between(Some(&top), None).unwrap();
            assert!(higher > top);
            top = higher.as_str().parse().unwrap();
            let lower = Rank::between(None, Some(&bottom)).unwrap();
            assert!(lower < bottom);
            bottom = lower.as_str().parse().unwrap();
        }
        let second_lowest = rank(&format!("0{}1", "0".repeat(17)));
        assert!(Rank::between(None, Some(&second_lowest)).unwrap() < second_lowest);
    }

    #[test]
    fn squeezing_into_one_gap_a_thousand_times_always_succeeds() {
        for keep_low in [true, false] {
            let (mut low, mut high) = (rank("i0"), rank("i1"));
            for _ in 0..1_000 {
                let mid = Rank::between(Some(&low), Some(&high)).unwrap();
                assert!(low < mid && mid < high);
                let read: Rank = mid.as_str().parse().unwrap();
                if keep_low { high = read } else { low = read }
            }
            assert!(low.as_str().len().max(high.as_str().len()) <= 2 + 1_000 / 5 + 1);
        }
    }

    #[test]
    fn a_rank_travels_as_a_plain_string_and_is_checked_on_arrival() {
        assert_eq!(serde_json::to_string(&Rank::first()).unwrap(), "\"i0\"");
        assert!(serde_json::from_str::<Rank>("\"I0\"").is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn random_insertions_keep_the_order(places in prop::collection::vec(any::<prop::sample::Index>(), 1..120)) {
            let mut list: Vec<Rank> = Vec::new();
            for place in places {
                let at = place.index(list.len() + 1);
                let low = at.checked_sub(1).and_then(|below| list.get(below));
                let made = Rank::between(low, list.get(at)).unwrap();
                prop_assert_eq!(&made.as_str().parse::<Rank>().unwrap(), &made);
                list.insert(at, made);
            }
            prop_assert!(list.windows(2).all(|pair| pair[0].as_str().as_bytes() < pair[1].as_str().as_bytes()));
        }

        #[test]
        fn any_two_ranks_have_one_between_them(a in "[0-9a-z]{1,24}", b in "[0-9a-z]{1,24}") {
            if let (Ok(a), Ok(b)) = (a.parse::<Rank>(), b.parse::<Rank>()) && a != b {
                let (low, high) = if a < b { (a, b) } else { (b, a) };
                let mid = Rank::between(Some(&low), Some(&high)).unwrap();
                prop_assert!(low < mid && mid < high);
                prop_assert!(mid.as_str().parse::<Rank>().is_ok());
            }
        }
    }
}
