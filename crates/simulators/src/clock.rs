//! The simulated world's clock: fixed until advanced, or running with real time for a demo.
//!
//! It decides token expiry, received dates and when a sent copy appears. It does not delay network answers.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};

#[derive(Debug)]
struct Reading {
    at: DateTime<Utc>,
    running_since: Option<Instant>,
}

impl Reading {
    fn now(&self) -> DateTime<Utc> {
        let passed = self
            .running_since
            .map_or(TimeDelta::zero(), |since| TimeDelta::from_std(since.elapsed()).unwrap_or(TimeDelta::zero()));
        self.at + passed
    }
}

/// A clock that tests move by hand.
#[derive(Debug)]
pub struct SimClock {
    reading: Mutex<Reading>,
}

impl SimClock {
    /// A clock that stands still at `at` until it is advanced.
    #[must_use]
    pub fn fixed(at: DateTime<Utc>) -> Arc<Self> {
        Arc::new(Self { reading: Mutex::new(Reading { at, running_since: None }) })
    }

    /// A clock that starts at `at` and runs with real time; it may still be advanced.
    #[must_use]
    pub fn running(at: DateTime<Utc>) -> Arc<Self> {
        Arc::new(Self { reading: Mutex::new(Reading { at, running_since: Some(Instant::now()) }) })
    }

    /// The instant it shows.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.reading.lock().unwrap_or_else(PoisonError::into_inner).now()
    }

    /// Moves it forward (or back, for a negative step).
    pub fn advance(&self, step: TimeDelta) {
        let mut reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        reading.at += step;
    }

    /// Sets it to an instant; a running clock goes on from there.
    pub fn set(&self, at: DateTime<Utc>) {
        let mut reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        reading.at = at;
        reading.running_since = reading.running_since.map(|_| Instant::now());
    }
}
