//! Time is an argument. `Clock` is where it comes from; `At` is how an instant is kept.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Where "now" comes from. The host hands one in; nothing else asks the machine.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> At;
}

/// A UTC instant in whole milliseconds.
///
/// Kept as an integer column: SQLite and PostgreSQL then agree on equality and order to the last digit, which
/// a replay on the other engine relies on. JSON and TypeScript see RFC 3339 text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, sea_orm::DeriveValueType)]
pub struct At(pub i64);

impl At {
    /// From milliseconds since 1970-01-01T00:00:00Z.
    pub const fn from_millis(millis: i64) -> At {
        At(millis)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// As a chrono instant; instants chrono cannot express become its epoch.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }

    /// Time since `earlier`; negative when it lies ahead.
    pub fn since(self, earlier: At) -> TimeDelta {
        TimeDelta::milliseconds(self.0.saturating_sub(earlier.0))
    }

    /// Later (or earlier) by a span.
    #[must_use]
    pub fn plus(self, span: TimeDelta) -> At {
        At(self.0.saturating_add(span.num_milliseconds()))
    }
}

impl From<DateTime<Utc>> for At {
    fn from(instant: DateTime<Utc>) -> At {
        At(instant.timestamp_millis())
    }
}

impl std::fmt::Display for At {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.utc().to_rfc3339_opts(chrono::SecondsFormat::Millis, true))
    }
}

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<At, D::Error> {
        DateTime::<Utc>::deserialize(deserializer).map(At::from)
    }
}

impl ts_rs::TS for At {
    type WithoutGenerics = At;
    type OptionInnerType = At;
    fn name(_: &ts_rs::Config) -> String {
        "string".to_owned()
    }
    fn inline(_: &ts_rs::Config) -> String {
        "string".to_owned()
    }
}

impl utoipa::PartialSchema for At {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        super::shapes::text(utoipa::openapi::KnownFormat::DateTime)
    }
}
impl utoipa::ToSchema for At {}

/// A clock that stands still until it is moved: for tests, for the demo, for a year in a unit test.
#[derive(Debug, Default)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock standing at `at`.
    pub fn at(at: At) -> ManualClock {
        ManualClock(AtomicI64::new(at.millis()))
    }

    /// Moves the clock on (or back) by a span.
    pub fn advance(&self, span: TimeDelta) {
        self.0.fetch_add(span.num_milliseconds(), Ordering::SeqCst);
    }

    /// Sets the clock.
    pub fn set(&self, at: At) {
        self.0.store(at.millis(), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> At {
        At(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_survives_json_to_the_millisecond() {
        let at = At::from_millis(1_795_000_123_456);
        let text = serde_json::to_string(&at).unwrap();
        assert_eq!(text, "\"2026-11-18T11:08:43.456Z\"");
        assert_eq!(serde_json::from_str::<At>(&text).unwrap(), at);
    }

    #[test]
    fn a_manual_clock_moves_only_when_moved() {
        let clock = ManualClock::at(At(1_000));
        assert_eq!(clock.now(), At(1_000));
        clock.advance(TimeDelta::seconds(2));
        assert_eq!(clock.now(), At(3_000));
    }
}
