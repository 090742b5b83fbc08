//! Placing mail in the working week of an Indian office.
//!
//! Monday to Saturday, ten past nine to ten to seven, Asia/Kolkata. Holidays are left out on purpose: the demo is
//! dated relative to any day, and mail does arrive on holidays.

use chrono::{DateTime, Datelike, Duration, FixedOffset, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};

/// Working minutes in one open day.
pub(super) const DAY: i64 = 580;
/// How far back the mailbox reaches, in working minutes: a little over seventeen open days.
pub(super) const REACH: i64 = 10_000;

/// Asia/Kolkata, which has had one fixed offset since 1945.
pub(super) fn india() -> Option<FixedOffset> {
    FixedOffset::east_opt(19_800)
}

fn opening(day: NaiveDate) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    if day.weekday() == Weekday::Sun {
        return None;
    }
    let open = india()?.from_local_datetime(&day.and_time(NaiveTime::from_hms_opt(9, 10, 0)?)).single()?;
    let open = open.with_timezone(&Utc);
    Some((open, open + Duration::minutes(DAY)))
}

/// The instant that lies this many working minutes before `now`.
pub(super) fn back(now: DateTime<Utc>, minutes: i64) -> DateTime<Utc> {
    let Some(zone) = india() else { return now };
    let mut left = Duration::minutes(minutes.max(0));
    let today = now.with_timezone(&zone).date_naive();
    for day in today.iter_days_back().take(60) {
        let Some((open, close)) = opening(day) else { continue };
        let end = close.min(now);
        let length = (end - open).max(Duration::zero());
        if left < length {
            return end - left;
        }
        left -= length;
    }
    now - Duration::minutes(minutes)
}

trait DaysBack {
    fn iter_days_back(self) -> impl Iterator<Item = NaiveDate>;
}

impl DaysBack for NaiveDate {
    fn iter_days_back(self) -> impl Iterator<Item = NaiveDate> {
        std::iter::successors(Some(self), NaiveDate::pred_opt)
    }
}

/// The instant in a format of chrono's, in Indian time.
pub(super) fn written(at: DateTime<Utc>, format: &str) -> String {
    match india() {
        Some(zone) => at.with_timezone(&zone).format(format).to_string(),
        None => at.format(format).to_string(),
    }
}
