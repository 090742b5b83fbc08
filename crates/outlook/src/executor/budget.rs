//! How much of the server's allowance is used: Graph takes 10,000 requests of a program for a mailbox in ten minutes,
//! each item of a batch counted (graph.md 2.7).

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// What is counted together.
const MINUTE: Duration = Duration::from_secs(60);
/// Minutes that count.
const MINUTES: u64 = 10;

/// Requests by the minute in which they left.
#[derive(Debug, Default)]
pub struct Budget(Mutex<VecDeque<(u64, u32)>>);

impl Budget {
    /// Notes requests that leave now.
    pub fn spend(&self, now: Duration, requests: u32) {
        let minute = now.as_secs() / MINUTE.as_secs();
        let mut minutes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match minutes.back_mut() {
            Some((last, count)) if *last == minute => *count = count.saturating_add(requests),
            _ => minutes.push_back((minute, requests)),
        }
        while minutes.front().is_some_and(|(first, _)| first.saturating_add(MINUTES) <= minute) {
            minutes.pop_front();
        }
    }

    /// Requests of the last ten minutes.
    pub fn spent(&self, now: Duration) -> u32 {
        let minute = now.as_secs() / MINUTE.as_secs();
        let minutes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let counts = minutes.iter().filter(|(each, _)| each.saturating_add(MINUTES) > minute);
        counts.fold(0, |sum, (_, count)| sum.saturating_add(*count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_left_ten_minutes_ago_counts_no_more() {
        let budget = Budget::default();
        budget.spend(Duration::from_secs(10), 3);
        budget.spend(Duration::from_secs(59), 1);
        budget.spend(Duration::from_secs(120), 20);
        assert_eq!(budget.spent(Duration::from_secs(599)), 24);
        assert_eq!(budget.spent(Duration::from_secs(600)), 20);
        assert_eq!(budget.spent(Duration::from_secs(720)), 0);
    }
}
