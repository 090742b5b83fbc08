//! How long to wait after a failure, and how much to send after it. Pure: chance and the past are arguments.

use serde::{Deserialize, Serialize};

/// The shortest wait, in milliseconds.
pub const SHORTEST: u64 = 1_000;
/// The longest wait, in milliseconds, unless the server asks for more.
pub const LONGEST: u64 = 300_000;

/// The wait after the last failure, in milliseconds; 0 when there was none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Backoff(pub u64);

impl Backoff {
    /// The wait after one more failure: between one second and three times the last wait, never above five minutes
    /// (decorrelated jitter). `chance` is any random number; `asked` is what the server asks for at least.
    #[must_use]
    pub fn after_failure(self, chance: u64, asked: u64) -> Backoff {
        let widest = self.0.saturating_mul(3).clamp(SHORTEST.saturating_mul(3), LONGEST);
        let span = widest.saturating_sub(SHORTEST).saturating_add(1);
        let wait = SHORTEST.saturating_add(chance.checked_rem(span).unwrap_or(0));
        // Spreads out those who were all told the same.
        let spread = chance.checked_rem(SHORTEST).unwrap_or(0);
        Backoff(if asked > wait { asked.saturating_add(spread) } else { wait })
    }
}

/// How many mutations go into one push: halves when a push got no answer, grows by ten when it got one.
#[must_use]
pub fn batch(last: usize, has_answered: bool, most: usize) -> usize {
    let next = if has_answered { last.saturating_add(10) } else { last / 2 };
    next.clamp(1, most.max(1))
}

/// Where in a rush a device's turn comes, in milliseconds from its start: fixed for a device, spread over `width`.
pub fn phase(device: crate::ids::Device, width: u64) -> u64 {
    let (high, low) = device.0.as_u64_pair();
    (high ^ low).checked_rem(width).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_wait_stays_between_its_bounds(chances in prop::collection::vec(any::<u64>(), 1..40)) {
            let mut wait = Backoff::default();
            for chance in chances {
                let next = wait.after_failure(chance, 0);
                prop_assert!((SHORTEST..=LONGEST).contains(&next.0));
                prop_assert!(next.0 <= wait.0.max(SHORTEST) * 3);
                wait = next;
            }
        }

        #[test]
        fn the_server_gets_the_rest_it_asks_for(last in 0..LONGEST, chance: u64, asked in 0..2 * LONGEST) {
            let wait = Backoff(last).after_failure(chance, asked);
            prop_assert!(wait.0 >= asked && wait.0 < asked.max(LONGEST) + SHORTEST);
        }

        #[test]
        fn a_batch_is_never_empty_and_never_too_large(answers in prop::collection::vec(any::<bool>(), 0..60)) {
            let mut size = 200;
            for has_answered in answers {
                size = batch(size, has_answered, 200);
                prop_assert!((1..=200).contains(&size));
            }
        }

        #[test]
        fn a_turn_comes_within_the_rush(id: u128, width in 1_u64..600_000) {
            prop_assert!(phase(crate::ids::Device(uuid::Uuid::from_u128(id)), width) < width);
        }
    }

    #[test]
    fn devices_that_fail_together_do_not_come_back_together() {
        let waits: std::collections::BTreeSet<u64> =
            (0..100_u64).map(|n| Backoff(60_000).after_failure(n.wrapping_mul(0x9E37_79B9_7F4A_7C15), 0).0).collect();
        assert!(waits.len() > 90, "{} different waits", waits.len());
    }
}
