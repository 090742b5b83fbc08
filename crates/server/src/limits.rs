//! How much one device or address may ask, and how much is answered at once (sync.md 4.13).
//!
//! A device that asks faster than any honest desk does is told to come back; so is whoever knocks with invitations and
//! refresh tokens from one address. Reading whole scopes is the heaviest thing there is: more than a few at once only
//! take each other's time, so the others come back. Work that is pushed is never turned away for being much: it is
//! slowed like everything else of that device.

use std::{
    net::IpAddr,
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock};
use pebble_sync::Device;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How much is too much. A limit of 0 is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Requests of one device in a second, on average.
    pub requests_per_second: u32,
    /// Registrations and renewals from one address in a minute, on average.
    pub sign_ins_per_minute: u32,
    /// Snapshots that are read at once.
    pub snapshots_at_once: u32,
}

impl Limits {
    /// None at all, for those who measure.
    pub const NONE: Limits = Limits { requests_per_second: 0, sign_ins_per_minute: 0, snapshots_at_once: 0 };
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { requests_per_second: 20, sign_ins_per_minute: 60, snapshots_at_once: 32 }
    }
}

/// So many averages may come at once: a desk that was away has much to say.
const BURST: u32 = 10;
/// After this long a snapshot that was turned away has a chance, in milliseconds; each that waits adds as much.
const SNAPSHOT_TURN: u64 = 250;

/// Passwords that may be tried for one name in a minute: nobody mistypes more often.
const GUESSES: NonZeroU32 = match NonZeroU32::new(10) {
    Some(guesses) => guesses,
    None => NonZeroU32::MIN,
};
/// Passwords that are checked at once.
const HASHING: usize = 2;

/// Keeps the limits.
pub(crate) struct Doorman {
    devices: Option<DefaultKeyedRateLimiter<Device>>,
    addresses: Option<DefaultKeyedRateLimiter<IpAddr>>,
    /// Passwords tried for one name, whoever tries.
    guesses: DefaultKeyedRateLimiter<u64>,
    snapshots: Option<Arc<Semaphore>>,
    turned_away: AtomicU64,
    /// Checking a password takes memory on purpose: a few at a time.
    hashing: Semaphore,
}

impl Doorman {
    pub(crate) fn new(limits: Limits) -> Doorman {
        let burst = |rate: NonZeroU32| rate.saturating_mul(NonZeroU32::new(BURST).unwrap_or(NonZeroU32::MIN));
        let second = |rate| RateLimiter::keyed(Quota::per_second(rate).allow_burst(burst(rate)));
        let minute = |rate| RateLimiter::keyed(Quota::per_minute(rate));
        let at_once = usize::try_from(limits.snapshots_at_once).unwrap_or(usize::MAX);
        Doorman {
            devices: NonZeroU32::new(limits.requests_per_second).map(second),
            addresses: NonZeroU32::new(limits.sign_ins_per_minute).map(minute),
            snapshots: (at_once > 0).then(|| Arc::new(Semaphore::new(at_once.min(Semaphore::MAX_PERMITS)))),
            turned_away: AtomicU64::new(0),
            guesses: RateLimiter::keyed(Quota::per_minute(GUESSES)),
            hashing: Semaphore::new(HASHING),
        }
    }

    /// A request of a device. After how many milliseconds to come back, if it is too much.
    pub(crate) fn device(&self, device: Device) -> Result<(), u64> {
        allowed(self.devices.as_ref(), &device)
    }

    /// Somebody who is not proven yet.
    pub(crate) fn address(&self, address: IpAddr) -> Result<(), u64> {
        allowed(self.addresses.as_ref(), &address)
    }

    /// A password for a name. After how many milliseconds to come back, if it was tried too often.
    pub(crate) fn guess(&self, login: &str) -> Result<(), u64> {
        // A hash, so that what strangers make up takes no memory for long names.
        let [a, b, c, d, e, f, g, h, ..] = *blake3::hash(login.as_bytes()).as_bytes();
        let login = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
        allowed(Some(&self.guesses), &login)
    }

    /// A turn to check a password, kept as long as the answer is held.
    pub(crate) async fn hashing(&self) -> Option<tokio::sync::SemaphorePermit<'_>> {
        self.hashing.acquire().await.ok()
    }

    /// A place among those that read whole scopes, kept as long as the answer is held; none when there is no limit.
    pub(crate) fn snapshot(&self) -> Result<Option<OwnedSemaphorePermit>, u64> {
        let Some(places) = &self.snapshots else { return Ok(None) };
        match Arc::clone(places).try_acquire_owned() {
            Ok(place) => {
                self.turned_away.store(0, Ordering::Relaxed);
                Ok(Some(place))
            }
            Err(_) => {
                let before = self.turned_away.fetch_add(1, Ordering::Relaxed);
                Err(SNAPSHOT_TURN.saturating_mul(before.saturating_add(1).min(240)))
            }
        }
    }

    /// Forgets devices and addresses that have been quiet.
    pub(crate) fn tidy(&self) {
        self.devices.as_ref().inspect(|devices| devices.retain_recent());
        self.addresses.as_ref().inspect(|addresses| addresses.retain_recent());
        self.guesses.retain_recent();
    }
}

fn allowed<K: Clone + Eq + std::hash::Hash>(limiter: Option<&DefaultKeyedRateLimiter<K>>, who: &K) -> Result<(), u64> {
    let Some(limiter) = limiter else { return Ok(()) };
    limiter.check_key(who).map_err(|early| {
        let wait: Duration = early.wait_time_from(limiter.clock().now());
        u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).max(1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_too_much_is_told_when_to_come_back_and_nobody_else_is() {
        let doorman = Doorman::new(Limits { requests_per_second: 1, ..Limits::NONE });
        let (greedy, other) = (Device(uuid::Uuid::from_u128(1)), Device(uuid::Uuid::from_u128(2)));
        for _ in 0..BURST {
            assert_eq!(doorman.device(greedy), Ok(()));
        }
        let wait = doorman.device(greedy).unwrap_err();
        assert!((1..=1_000).contains(&wait), "{wait}");
        assert_eq!(doorman.device(other), Ok(()));
        assert_eq!(doorman.address(IpAddr::from([127, 0, 0, 1])), Ok(()));
    }

    #[test]
    fn a_place_is_free_again_once_the_answer_is_given_and_each_that_waits_waits_longer() {
        let doorman = Doorman::new(Limits { snapshots_at_once: 1, ..Limits::NONE });
        let first = doorman.snapshot().unwrap();
        assert_eq!(doorman.snapshot().unwrap_err(), SNAPSHOT_TURN);
        assert_eq!(doorman.snapshot().unwrap_err(), 2 * SNAPSHOT_TURN);
        drop(first);
        assert!(doorman.snapshot().is_ok());
    }
}
