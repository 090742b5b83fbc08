//! The demo's only source of variety: a named, repeatable sequence of numbers.
//!
//! Two runs with the same name draw the same numbers, on every machine. It is not a source of secrets.

/// A repeatable sequence of draws (SplitMix64, seeded from the name).
pub(super) struct Dice(u64);

impl Dice {
    /// The sequence that belongs to this name.
    pub(super) fn named(name: &str) -> Self {
        let seed = blake3::hash(name.as_bytes());
        let folded = seed.as_bytes().iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        Self(folded)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, not including, `end`; 0 when `end` is 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(1).max(1);
        usize::try_from(self.next() % end).unwrap_or(0)
    }

    /// A number from `low` to `high`, both possible.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high.saturating_sub(low)).unwrap_or(0).saturating_add(1);
        low.saturating_add(i64::try_from(self.next() % span).unwrap_or(0))
    }

    /// True in about this many of a hundred draws.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of the choices; the empty text when there are none.
    pub(super) fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices.get(self.below(choices.len())).copied().unwrap_or("")
    }
}

/// The first `letters` hexadecimal digits of a digest over the parts: the demo's ids.
pub(super) fn digest(parts: &[&str], letters: usize) -> String {
    blake3::hash(parts.join("\n").as_bytes()).to_hex().chars().take(letters).collect()
}
