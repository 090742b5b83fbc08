//! Time as this crate uses it: what the wall says, and a steady count that a wrong wall cannot move.
//!
//! Expiry and waiting are measured on [`Pace`], never on the wall: a computer whose clock is three hours wrong
//! still refreshes its token when it should and waits as long as it was asked to.

use std::time::{Duration, Instant};

use async_trait::async_trait;
/// What the wall says. Used only to tell people and the engine an instant.
pub use pebble_core::kernel::Clock;

/// A steady clock that can also be waited on.
#[async_trait]
pub trait Pace: Send + Sync {
    /// Time since some fixed moment; never goes back.
    fn elapsed(&self) -> Duration;
    /// Waits.
    async fn sleep(&self, span: Duration);
}

/// The computer's own pace.
#[derive(Debug, Clone, Copy)]
pub struct SteadyPace {
    origin: Instant,
}

impl SteadyPace {
    /// Counts from now.
    #[must_use]
    pub fn start() -> Self {
        Self { origin: Instant::now() }
    }
}

#[async_trait]
impl Pace for SteadyPace {
    fn elapsed(&self) -> Duration {
        self.origin.elapsed()
    }

    async fn sleep(&self, span: Duration) {
        tokio::time::sleep(span).await;
    }
}
