//! How long to wait: reading `Retry-After`, the backoff when there is none, and the gate all requests share.
//!
//! It does not decide whether a request may be repeated: that is [`super::Idempotency`].

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER};

/// Longest wait that is slept through; a longer one is reported instead.
pub const LONGEST_SLEEP: Duration = Duration::from_secs(30);
/// First wait after a 429 or 503 that names none.
const FIRST_BACKOFF: Duration = Duration::from_secs(10);
/// First wait after a broken connection or another 5xx.
const FIRST_RETRY: Duration = Duration::from_secs(1);
/// No wait of our own making is longer.
const LONGEST_BACKOFF: Duration = Duration::from_secs(300);
/// No wait asked by a server is believed beyond this.
const LONGEST_ASKED: Duration = Duration::from_secs(24 * 3600);

/// The wait a server asked for: seconds, possibly fractional (`2.128`), or an HTTP date.
///
/// A date is read against the answer's own `Date`, so that a wrong clock here changes nothing.
#[must_use]
pub fn asked(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let text = text(headers.get(RETRY_AFTER))?;
    let wait = match text.parse::<f64>() {
        Ok(seconds) => Duration::try_from_secs_f64(seconds).ok()?,
        Err(_) => {
            let until = date(text)?;
            let server_now = text_date(headers).unwrap_or(now);
            // A date already past says nothing usable: better to back off than to ask again at once.
            (until - server_now).to_std().ok().filter(|wait| !wait.is_zero())?
        }
    };
    Some(wait.min(LONGEST_ASKED))
}

fn text_date(headers: &HeaderMap) -> Option<DateTime<Utc>> {
    date(text(headers.get(DATE))?)
}

fn text(value: Option<&HeaderValue>) -> Option<&str> {
    value?.to_str().ok().map(str::trim)
}

fn date(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc2822(text).ok().map(|at| at.with_timezone(&Utc))
}

/// Wait before try `n` (from 0) after a 429 or 503 that named none: 10 s, 20 s, 40 s… give or take a fifth.
#[must_use]
pub fn backoff(n: u32) -> Duration {
    doubled(FIRST_BACKOFF, n)
}

/// Wait before try `n` (from 0) after a broken connection or a 5xx that is not throttling.
#[must_use]
pub fn retry(n: u32) -> Duration {
    doubled(FIRST_RETRY, n)
}

fn doubled(first: Duration, n: u32) -> Duration {
    crate::chance::jitter(first.saturating_mul(2_u32.saturating_pow(n))).min(LONGEST_BACKOFF)
}

/// The moment before which nothing may be asked of a mailbox. One per mailbox, shared by every request.
#[derive(Debug, Default)]
pub struct Gate {
    not_before: Mutex<Duration>,
}

impl Gate {
    /// Closes until `until`; never opens sooner than already said.
    pub fn close_until(&self, until: Duration) {
        let mut held = self.not_before.lock().unwrap_or_else(PoisonError::into_inner);
        *held = (*held).max(until);
    }

    /// How much longer it is closed.
    #[must_use]
    pub fn remaining(&self, now: Duration) -> Duration {
        self.not_before.lock().unwrap_or_else(PoisonError::into_inner).saturating_sub(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(k, v)| (reqwest::header::HeaderName::from_static(k), HeaderValue::from_static(v))).collect()
    }

    fn noon() -> DateTime<Utc> {
        date("Sun, 22 Nov 2026 12:00:00 GMT").unwrap()
    }

    #[test]
    fn fractional_seconds_are_read() {
        assert_eq!(asked(&headers(&[("retry-after", "2.128")]), noon()), Some(Duration::from_millis(2128)));
    }

    #[test]
    fn a_date_is_read_against_the_servers_own_date() {
        let three_hours_off =
            headers(&[("retry-after", "Sun, 22 Nov 2026 15:00:20 GMT"), ("date", "Sun, 22 Nov 2026 15:00:00 GMT")]);
        assert_eq!(asked(&three_hours_off, noon()), Some(Duration::from_secs(20)));
    }

    #[test]
    fn a_date_without_the_servers_own_is_read_against_the_wall() {
        let plain = headers(&[("retry-after", "Sun, 22 Nov 2026 12:00:07 GMT")]);
        assert_eq!(asked(&plain, noon()), Some(Duration::from_secs(7)));
    }

    #[test]
    fn a_date_that_has_passed_counts_as_absent() {
        let past = headers(&[("retry-after", "Sun, 22 Nov 2026 11:59:00 GMT")]);
        assert_eq!(asked(&past, noon()), None);
    }

    #[test]
    fn nonsense_counts_as_absent() {
        for text in ["soon", "-3", "NaN", "inf", ""] {
            assert_eq!(asked(&headers(&[("retry-after", text)]), noon()), None, "{text}");
        }
        assert_eq!(asked(&HeaderMap::new(), noon()), None);
    }

    #[test]
    fn backoff_doubles_within_a_fifth_and_stops_at_five_minutes() {
        for n in 0..40 {
            let plain = Duration::from_secs(10).saturating_mul(2_u32.saturating_pow(n));
            let wait = backoff(n);
            assert!(wait <= LONGEST_BACKOFF);
            assert!(wait >= plain.mul_f64(0.79).min(LONGEST_BACKOFF), "{n}: {wait:?}");
            assert!(wait <= plain.mul_f64(1.21), "{n}: {wait:?}");
        }
    }

    #[test]
    fn the_gate_never_opens_sooner_than_said() {
        let gate = Gate::default();
        gate.close_until(Duration::from_secs(40));
        gate.close_until(Duration::from_secs(5));
        assert_eq!(gate.remaining(Duration::from_secs(10)), Duration::from_secs(30));
        assert_eq!(gate.remaining(Duration::from_secs(41)), Duration::ZERO);
    }
}
