//! The computer's clock.

use chrono::Utc;
use pebble_core::kernel::{At, Clock};

/// The computer's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is where time comes from")]
    fn now(&self) -> At {
        At::from(Utc::now())
    }
}
