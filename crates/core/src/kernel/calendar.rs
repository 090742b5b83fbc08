//! Calendar: when the office is open. It answers in intervals, never by stepping through minutes, so an answer costs
//! the same whatever the length of the shift.
//!
//! It knows no person and no sequence: who works by which calendar, and what is counted in business time, are rules
//! of the engines. It reads no clock: every instant is an argument.

use chrono::{DateTime, Duration, NaiveDate, TimeZone, Utc, Weekday};
use chrono_tz::{GapInfo, Tz};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;
use utoipa::ToSchema;

use super::At;

mod shape;

pub use shape::{CalendarShape, HolidayShape, HoursShape};

/// How many closed days in a row are searched before a calendar counts as never open.
const SEARCH_DAYS: u32 = 400;
/// The longest span counted, in days: dates further apart than a century come from a wrong clock or a hostile mail.
const SPAN_DAYS: i64 = 36_525;
const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// Working hours by weekday, holidays and the zone they are kept in.
#[derive(Debug, Clone, PartialEq, Eq, TS)]
#[ts(as = "CalendarShape")]
pub struct Calendar {
    zone: Tz,
    week: [Vec<Hours>; 7],
    holidays: Vec<Holiday>,
}

/// One stretch of work on one day, in minutes after local midnight; `to` is exclusive and at most 1,440.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Hours {
    from: u16,
    to: u16,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Holiday {
    on: HolidayOn,
    name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HolidayOn {
    Date(NaiveDate),
    Yearly { month: u32, day: u32 },
}

/// Whether days are counted as they come, or only those with working hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// Every day counts.
    Calendar,
    /// Only days with working hours count.
    Business,
}

/// Why a calendar cannot be kept or cannot answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CalendarError {
    /// A field of the calendar is wrong.
    #[error("{field}: {why}")]
    Invalid {
        /// The path of the field, such as `week.monday[0].to`.
        field: String,
        /// What is wrong with it and how to write it.
        why: String,
    },
    /// No working hours within 400 days.
    #[error("week: the calendar has no working hours within {SEARCH_DAYS} days; open at least one weekday")]
    NeverOpen,
    /// The span is negative, longer than a century, or beyond the dates that can be kept.
    #[error("duration: must be from zero up to a hundred years; check the dates")]
    OutOfRange,
}

type Stretch = (DateTime<Utc>, DateTime<Utc>);

impl Calendar {
    /// The zone the hours are kept in.
    #[must_use]
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// The date on the office wall at an instant.
    #[must_use]
    pub fn local_date(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }

    /// When a day begins on the office wall. Where the clocks skip its midnight it begins at the moment they jump to.
    #[must_use]
    pub fn dawn(&self, on: NaiveDate) -> At {
        let midnight = on.and_time(chrono::NaiveTime::MIN);
        At::from(self.instant(midnight, Ambiguous::Earlier).unwrap_or_else(|| midnight.and_utc()))
    }

    /// Whether a date has working hours: not a weekly off, not a holiday.
    #[must_use]
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        !self.stretches(date).is_empty()
    }

    /// Whether the office is open; opening minutes are in, closing minutes are out.
    #[must_use]
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        self.stretches(self.local_date(at)).iter().any(|&(from, to)| from <= at && at < to)
    }

    /// The first open instant from `at` on: `at` itself when open. After-hours mail starts its clock here.
    ///
    /// # Errors
    /// `NeverOpen` when 400 days pass without working hours.
    pub fn next_opening(&self, at: DateTime<Utc>) -> Result<DateTime<Utc>, CalendarError> {
        let mut date = self.local_date(at);
        for _ in 0..=SEARCH_DAYS {
            if let Some(&(from, _)) = self.stretches(date).iter().find(|&&(_, to)| to > at) {
                return Ok(from.max(at));
            }
            date = next(date)?;
        }
        Err(CalendarError::NeverOpen)
    }

    /// Working time from `a` to `b`; negative when `b` comes first, as `b - a` would be.
    ///
    /// # Errors
    /// `OutOfRange` when they are more than a century apart.
    pub fn working_between(&self, a: DateTime<Utc>, b: DateTime<Utc>) -> Result<Duration, CalendarError> {
        if a > b {
            return self.working_between(b, a).map(|worked| -worked);
        }
        let (mut date, last) = (self.local_date(a), self.local_date(b));
        if (last - date).num_days() > SPAN_DAYS {
            return Err(CalendarError::OutOfRange);
        }
        let mut worked = Duration::zero();
        while date <= last {
            for (from, to) in self.stretches(date) {
                worked += (to.min(b) - from.max(a)).max(Duration::zero());
            }
            date = next(date)?;
        }
        Ok(worked)
    }

    /// The instant at which so much working time has passed since `at`. Time used up exactly at closing ends at
    /// closing; no time at all ends at the next opening.
    ///
    /// # Errors
    /// `OutOfRange` for a negative time or an answer beyond a century, `NeverOpen` as in `next_opening`.
    pub fn add_working(&self, at: DateTime<Utc>, time: Duration) -> Result<DateTime<Utc>, CalendarError> {
        if time < Duration::zero() {
            return Err(CalendarError::OutOfRange);
        }
        let mut date = self.local_date(at);
        let (start, mut left, mut closed_days) = (date, time, 0);
        while (date - start).num_days() <= SPAN_DAYS {
            let stretches = self.stretches(date);
            closed_days = if stretches.is_empty() { closed_days + 1 } else { 0 };
            if closed_days > SEARCH_DAYS {
                return Err(CalendarError::NeverOpen);
            }
            for (from, to) in stretches.into_iter().filter(|&(_, to)| to > at) {
                let from = from.max(at);
                if left <= to - from {
                    return Ok(from + left);
                }
                left -= to - from;
            }
            date = next(date)?;
        }
        Err(CalendarError::OutOfRange)
    }

    /// The same wall time so many days later, then the next opening (a sequence step "two days after").
    ///
    /// # Errors
    /// `NeverOpen` as in `next_opening`, `OutOfRange` beyond the dates that can be kept.
    pub fn add_days_then_next_opening(
        &self,
        at: DateTime<Utc>,
        days: u16,
        count: Count,
    ) -> Result<DateTime<Utc>, CalendarError> {
        let local = at.with_timezone(&self.zone).naive_local();
        let date = match count {
            Count::Calendar => {
                local.date().checked_add_days(chrono::Days::new(days.into())).ok_or(CalendarError::OutOfRange)?
            }
            Count::Business => self.add_working_days(local.date(), days)?,
        };
        let landed = self.instant(date.and_time(local.time()), Ambiguous::Earlier).ok_or(CalendarError::OutOfRange)?;
        // On the same date nothing moves, so an instant in a repeated hour must not be read as the earlier one.
        self.next_opening(landed.max(at))
    }

    /// Local midnights passed from `a` to `b`: 0 on the same date, negative when `b` comes first.
    #[must_use]
    pub fn days_between(&self, a: DateTime<Utc>, b: DateTime<Utc>) -> i64 {
        (self.local_date(b) - self.local_date(a)).num_days()
    }

    fn add_working_days(&self, start: NaiveDate, days: u16) -> Result<NaiveDate, CalendarError> {
        let (mut date, mut left, mut closed_days) = (start, days, 0);
        while left > 0 {
            date = next(date)?;
            if self.is_working_day(date) {
                left -= 1;
                closed_days = 0;
            } else {
                closed_days += 1;
            }
            if closed_days > SEARCH_DAYS {
                return Err(CalendarError::NeverOpen);
            }
        }
        Ok(date)
    }

    /// The open stretches of a local date as instants, in order and apart.
    fn stretches(&self, date: NaiveDate) -> Vec<Stretch> {
        if self.holidays.iter().any(|holiday| holiday.on.falls_on(date)) {
            return Vec::new();
        }
        let weekday = chrono::Datelike::weekday(&date);
        let hours = WEEK.iter().zip(&self.week).find(|(day, _)| **day == weekday).map(|(_, hours)| hours);
        let mut stretches: Vec<Stretch> = Vec::new();
        for hours in hours.into_iter().flatten() {
            let opened = self.minute(date, hours.from, Ambiguous::Earlier);
            // Midnight ends the date at its first occurrence, or an hour would belong to two dates.
            let closing = if hours.to == shape::DAY { Ambiguous::Earlier } else { Ambiguous::Later };
            let closed = self.minute(date, hours.to, closing);
            if let (Some(from), Some(to)) = (opened, closed) {
                // A repeated hour can make a stretch reach into the next one; the time still counts once.
                let from = stretches.last().map_or(from, |&(_, before)| from.max(before));
                if from < to {
                    stretches.push((from, to));
                }
            }
        }
        stretches
    }

    fn minute(&self, date: NaiveDate, minute: u16, ambiguous: Ambiguous) -> Option<DateTime<Utc>> {
        let midnight = date.and_time(chrono::NaiveTime::MIN);
        self.instant(midnight.checked_add_signed(Duration::minutes(minute.into()))?, ambiguous)
    }

    /// A wall time as an instant. One that the clocks skip is the moment they jump; one that they repeat is as asked.
    fn instant(&self, wall: chrono::NaiveDateTime, ambiguous: Ambiguous) -> Option<DateTime<Utc>> {
        let found = match (self.zone.from_local_datetime(&wall), ambiguous) {
            (chrono::LocalResult::Single(one), _) => Some(one),
            (chrono::LocalResult::Ambiguous(earlier, _), Ambiguous::Earlier) => Some(earlier),
            (chrono::LocalResult::Ambiguous(_, later), Ambiguous::Later) => Some(later),
            (chrono::LocalResult::None, _) => GapInfo::new(&wall, &self.zone).and_then(|gap| gap.end),
        };
        found.map(|instant| instant.with_timezone(&Utc))
    }
}

#[derive(Clone, Copy)]
enum Ambiguous {
    Earlier,
    Later,
}

impl HolidayOn {
    fn falls_on(self, date: NaiveDate) -> bool {
        match self {
            Self::Date(on) => on == date,
            Self::Yearly { month, day } => {
                chrono::Datelike::month(&date) == month && chrono::Datelike::day(&date) == day
            }
        }
    }
}

fn next(date: NaiveDate) -> Result<NaiveDate, CalendarError> {
    date.succ_opt().ok_or(CalendarError::OutOfRange)
}

#[cfg(test)]
mod tests;
