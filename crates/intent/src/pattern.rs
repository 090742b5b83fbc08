//! Regular expressions that cannot panic. A pattern that does not compile matches nothing, and a test in the module
//! that owns it says so. No pattern of this crate comes from outside it.

use regex::{Captures, Match, Regex};

/// A compiled expression, or nothing when its source was wrong.
pub(crate) struct Pattern {
    regex: Option<Regex>,
}

impl Pattern {
    /// Compiles `source`, ignoring case.
    pub(crate) fn new(source: &str) -> Pattern {
        Pattern { regex: Regex::new(&format!("(?i){source}")).ok() }
    }

    /// True when the source compiled.
    #[cfg(test)]
    pub(crate) fn compiles(&self) -> bool {
        self.regex.is_some()
    }

    /// True when the pattern occurs in `text`.
    pub(crate) fn occurs(&self, text: &str) -> bool {
        self.regex.as_ref().is_some_and(|regex| regex.is_match(text))
    }

    /// The first place where the pattern occurs.
    pub(crate) fn first<'t>(&self, text: &'t str) -> Option<Match<'t>> {
        self.regex.as_ref().and_then(|regex| regex.find(text))
    }

    /// The first occurrence with its groups.
    pub(crate) fn groups<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.regex.as_ref().and_then(|regex| regex.captures(text))
    }

    /// Every occurrence with its groups, at most `limit`.
    pub(crate) fn all<'t>(&self, text: &'t str, limit: usize) -> Vec<Captures<'t>> {
        self.regex.as_ref().map(|regex| regex.captures_iter(text).take(limit).collect()).unwrap_or_default()
    }
}

/// Declares a pattern that is compiled on first use.
macro_rules! pattern {
    ($name:ident, $source:expr) => {
        static $name: std::sync::LazyLock<crate::pattern::Pattern> =
            std::sync::LazyLock::new(|| crate::pattern::Pattern::new($source));
    };
}
pub(crate) use pattern;
