//! Seeded chance, and the pauses in which a schedule decides who goes on.

use std::{
    future::poll_fn,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::Poll,
};

/// One stream of chance for a whole schedule. Nothing runs in parallel within one, so the stream is the schedule.
#[derive(Clone)]
pub struct Chance(Arc<AtomicU64>);

impl Chance {
    /// Seeds are mixed first: the streams of neighbours must not be one stream, shifted.
    pub fn of(seed: u64) -> Chance {
        Chance(Arc::new(AtomicU64::new(mixed(mixed(seed) ^ 0x5851_F42D_4C95_7F2D))))
    }

    pub fn next(&self) -> u64 {
        mixed(self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed))
    }

    /// From 0 to below `bound`.
    pub fn below(&self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }

    pub fn between(&self, low: i64, high: i64) -> i64 {
        low + i64::try_from(self.next() % u64::try_from(high - low + 1).unwrap()).unwrap()
    }

    pub fn one_in(&self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub fn uuid(&self) -> uuid::Uuid {
        uuid::Uuid::from_u64_pair(self.next(), self.next())
    }

    /// Sometimes lets others go first: every call of a store begins with it, and may be dropped there.
    pub async fn pause(&self) {
        let mut waits = self.one_in(4);
        poll_fn(|_| if std::mem::take(&mut waits) { Poll::Pending } else { Poll::Ready(()) }).await;
    }
}

/// SplitMix64's finish.
fn mixed(state: u64) -> u64 {
    let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
