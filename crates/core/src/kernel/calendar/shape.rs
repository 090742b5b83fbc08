//! The calendar as it is stored and edited: plain texts, checked into a `Calendar` field by field.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use ts_rs::TS;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

use super::{Calendar, CalendarError, Holiday, HolidayOn, Hours};

/// Minutes in a day, written `24:00`.
pub(super) const DAY: u16 = 1_440;
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A calendar in texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CalendarShape {
    /// An IANA zone name such as `Asia/Kolkata`.
    pub zone: String,
    /// Seven lists, Monday first; an empty list is a weekly off.
    pub week: Vec<Vec<HoursShape>>,
    /// Days without work whatever the weekday.
    pub holidays: Vec<HolidayShape>,
}

/// One stretch of work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct HoursShape {
    /// Local opening time, `HH:MM`.
    pub from: String,
    /// Local closing time, `HH:MM`, up to `24:00`.
    pub to: String,
}

/// One holiday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct HolidayShape {
    /// A date, `2026-03-04`, or a day of every year, `--01-26` (ISO 8601 without its year).
    pub on: String,
    /// What is celebrated.
    pub name: String,
}

impl PartialSchema for Calendar {
    fn schema() -> RefOr<Schema> {
        CalendarShape::schema()
    }
}

impl ToSchema for Calendar {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        CalendarShape::schemas(schemas);
    }
}

impl Calendar {
    /// The Indian office: Monday to Saturday 09:30–18:30, Sunday off, and the three national holidays of every year.
    #[must_use]
    pub fn india() -> Self {
        let day = || vec![Hours { from: 9 * 60 + 30, to: 18 * 60 + 30 }];
        let national = |month, day, name: &str| Holiday { on: HolidayOn::Yearly { month, day }, name: name.to_owned() };
        Self {
            zone: Tz::Asia__Kolkata,
            week: [day(), day(), day(), day(), day(), day(), Vec::new()],
            holidays: vec![
                national(1, 26, "Republic Day"),
                national(8, 15, "Independence Day"),
                national(10, 2, "Gandhi Jayanti"),
            ],
        }
    }
}

impl Default for Calendar {
    fn default() -> Self {
        Self::india()
    }
}

impl TryFrom<CalendarShape> for Calendar {
    type Error = CalendarError;

    fn try_from(shape: CalendarShape) -> Result<Self, CalendarError> {
        let zone = shape.zone.parse().map_err(|_| {
            invalid("zone", format!("{:?} is not a time zone; use a name such as Asia/Kolkata", shape.zone))
        })?;
        let count = shape.week.len();
        let days = shape.week.iter().zip(WEEKDAYS).map(|(day, name)| read_day(day, name));
        let week = days
            .collect::<Result<Vec<_>, _>>()?
            .try_into()
            .ok()
            .filter(|_| count == 7)
            .ok_or_else(|| invalid("week", format!("has {count} days; give seven lists, Monday first")))?;
        let mut holidays: Vec<Holiday> = Vec::new();
        for (place, holiday) in shape.holidays.iter().enumerate() {
            let read = read_holiday(holiday, place)?;
            if holidays.iter().any(|known| known.on == read.on) {
                let why = format!("{} is listed twice; remove one", holiday.on);
                return Err(invalid(&format!("holidays[{place}].on"), why));
            }
            holidays.push(read);
        }
        Ok(Self { zone, week, holidays })
    }
}

impl From<&Calendar> for CalendarShape {
    fn from(calendar: &Calendar) -> Self {
        let hours = |hours: &Hours| HoursShape { from: clock(hours.from), to: clock(hours.to) };
        let holiday = |holiday: &Holiday| HolidayShape { on: holiday.on.to_string(), name: holiday.name.clone() };
        Self {
            zone: calendar.zone.name().to_owned(),
            week: calendar.week.iter().map(|day| day.iter().map(hours).collect()).collect(),
            holidays: calendar.holidays.iter().map(holiday).collect(),
        }
    }
}

impl std::fmt::Display for HolidayOn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Date(date) => write!(f, "{date}"),
            Self::Yearly { month, day } => write!(f, "--{month:02}-{day:02}"),
        }
    }
}

impl Serialize for Calendar {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        CalendarShape::from(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Calendar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        CalendarShape::deserialize(deserializer)?.try_into().map_err(D::Error::custom)
    }
}

fn read_day(day: &[HoursShape], name: &str) -> Result<Vec<Hours>, CalendarError> {
    let mut read: Vec<Hours> = Vec::new();
    for (place, hours) in day.iter().enumerate() {
        let field = |end: &str| format!("week.{name}[{place}].{end}");
        let from = read_clock(&hours.from, &field("from"))?;
        let to = read_clock(&hours.to, &field("to"))?;
        if to <= from {
            let why = format!(
                "{} is not after {}; close later, or put the night's rest on the next day",
                hours.to, hours.from
            );
            return Err(invalid(&field("to"), why));
        }
        if read.last().is_some_and(|before| from < before.to) {
            let why = format!("{} is before the previous hours end; list hours in order and apart", hours.from);
            return Err(invalid(&field("from"), why));
        }
        read.push(Hours { from, to });
    }
    Ok(read)
}

fn read_clock(text: &str, field: &str) -> Result<u16, CalendarError> {
    let two =
        |part: &str| (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<u16>().ok());
    text.split_once(':')
        .and_then(|(hours, minutes)| Some((two(hours)??, two(minutes)??)))
        .filter(|&(_, minutes)| minutes < 60)
        .map(|(hours, minutes)| hours * 60 + minutes)
        .filter(|&minute| minute <= DAY)
        .ok_or_else(|| invalid(field, format!("{text:?} is not a time of day; write it like 09:30")))
}

fn read_holiday(holiday: &HolidayShape, place: usize) -> Result<Holiday, CalendarError> {
    let field = |end: &str| format!("holidays[{place}].{end}");
    if holiday.name.trim().is_empty() {
        return Err(invalid(&field("name"), "is empty; say what the holiday is".to_owned()));
    }
    let on = match holiday.on.strip_prefix("--") {
        // A leap year stands in, so that 29 February may be a yearly holiday.
        Some(day) => NaiveDate::parse_from_str(&format!("2024-{day}"), "%Y-%m-%d")
            .ok()
            .map(|date| HolidayOn::Yearly { month: chrono::Datelike::month(&date), day: chrono::Datelike::day(&date) }),
        None => NaiveDate::parse_from_str(&holiday.on, "%Y-%m-%d").ok().map(HolidayOn::Date),
    };
    let on = on.ok_or_else(|| {
        let why = format!("{:?} is not a date; write it like 2026-01-26, or --01-26 for every year", holiday.on);
        invalid(&field("on"), why)
    })?;
    Ok(Holiday { on, name: holiday.name.trim().to_owned() })
}

fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn invalid(field: &str, why: String) -> CalendarError {
    CalendarError::Invalid { field: field.to_owned(), why }
}
