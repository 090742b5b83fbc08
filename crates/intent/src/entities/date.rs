//! Dates, day first, as Indian trade writes them, and the relative ones counted from the day the mail was received. A
//! date without a year is the next one that is not more than half a year back.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use pebble_core::engines::email::intent::EntityValue;
use regex::Captures;

use super::Found;
use crate::pattern::{Pattern, pattern};

const MONTHS: &str = r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";
const DAYS: &str = r"mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|somwar|mangalwar|budhwar|guruwar|shukrawar|shukravar|shaniwar|raviwar";

pattern!(ISO, r"\b(?P<y>20\d{2})-(?P<m>\d{1,2})-(?P<d>\d{1,2})\b");
pattern!(
    NUMERIC,
    r"(?:^|[^\d/.-])(?P<all>(?P<d>\d{1,2})(?:/|\.|-)(?P<m>\d{1,2})(?:/|\.|-)(?P<y>20\d{2}|\d{2}))(?:[^\d/-]|$)"
);
pattern!(
    DAY_MONTH,
    &format!(
        r"\b(?P<d>\d{{1,2}})\s*(?:st|nd|rd|th)?(?:\s+of)?[\s.-]*(?P<month>{MONTHS})\b\.?(?:[\s,'’-]{{0,3}}(?P<y>20\d{{2}}|\d{{2}}\b))?"
    )
);
pattern!(
    MONTH_DAY,
    &format!(r"\b(?P<month>{MONTHS})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y>20\d{{2}})\b)?")
);
pattern!(
    MONTH_END,
    &format!(
        r"\b(?:end of|end)\s+(?P<month>{MONTHS})\b|\b(?P<month2>{MONTHS})\s*[- ]?\s*end\b|\b(?P<next>(?:end of\s+)?next\s+month(?:\s+end|'s end)?|agle mahine)\b|\b(?P<this>month\s*-?\s*end|end of (?:the |this )?month|eom|mahine ke (?:end|ant|aakhir)|mahina end)\b"
    )
);
pattern!(
    DAY_ONLY,
    r"\b(?P<all>(?:by|before|till|until|on|upto|up to)\s+(?:the\s+)?(?P<d>\d{1,2})(?:st|nd|rd|th)|(?P<d2>\d{1,2})(?:st|nd|rd|th)?\s*(?:tarikh|taarikh|tareekh|तारीख)?\s+(?:tak|तक)|(?P<d3>\d{1,2})\s*(?:tarikh|taarikh|tareekh|तारीख))\b?"
);
pattern!(
    WEEKDAY,
    &format!(
        r"\b(?:by|on|before|till|until|this|coming|next|from)\s+(?P<day>{DAYS})\b|\b(?P<day2>{DAYS})\s+(?:tak|ko|तक)\b"
    )
);
pattern!(
    WEEKDAY_DATE,
    &format!(
        r"\b(?:{DAYS})\.?,?\s*\(?(?:the\s+)?(?P<all>(?P<d>\d{{1,2}})(?:(?:/|\.|-)(?P<m>\d{{1,2}})\b|(?:st|nd|rd|th)\b))(?:[^\d/-]|$)"
    )
);
pattern!(DATE_FOLLOWS, r"^\.?,?\s*\(?(?:the\s+)?$");
pattern!(
    NEAR,
    r"\b(?P<word>day after tomorrow|tomorrow|today|next week|agle hafte|kal tak|aaj|parso|आज)\b|\b(?:in|within|after)\s+(?:the\s+)?(?:next\s+)?(?P<n>\d{1,3})\s*(?:working\s+)?(?P<span>days?|weeks?|months?)\b|\b(?P<n2>\d{1,3})\s*(?P<span2>din|hafte|दिन)\s+(?:mein|me|ke|baad|में|बाद)"
);

/// Every date in `text`. Without `received_on` only dates with a year are found.
pub(crate) fn find(text: &str, received_on: Option<NaiveDate>) -> Vec<Found> {
    let mut found = Vec::new();
    collect(&mut found, text, &ISO, |groups| ymd(number(groups, "y")?, number(groups, "m")?, number(groups, "d")?));
    collect(&mut found, text, &NUMERIC, numeric);
    collect(&mut found, text, &DAY_MONTH, |groups| named(groups, received_on));
    collect(&mut found, text, &MONTH_DAY, |groups| named(groups, received_on));
    if let Some(today) = received_on {
        collect(&mut found, text, &MONTH_END, |groups| month_end(groups, today));
        collect(&mut found, text, &WEEKDAY_DATE, |groups| beside_weekday(groups, today));
        collect(&mut found, text, &DAY_ONLY, |groups| day_only(groups, today));
        let mut weekdays = Vec::new();
        collect(&mut weekdays, text, &WEEKDAY, |groups| weekday(groups, today));
        // "on Monday, 23 November" names one day, and the date says which.
        let is_explained = |weekday: &Found| {
            found.iter().any(|date| text.get(weekday.end..date.start).is_some_and(|gap| DATE_FOLLOWS.occurs(gap)))
        };
        weekdays.retain(|weekday| !is_explained(weekday));
        found.extend(weekdays);
        collect(&mut found, text, &NEAR, |groups| near(groups, today));
    }
    found
}

fn collect(found: &mut Vec<Found>, text: &str, pattern: &Pattern, parse: impl Fn(&Captures<'_>) -> Option<NaiveDate>) {
    for groups in pattern.all(text, 50) {
        let Some(span) = groups.name("all").or_else(|| groups.get(0)) else { continue };
        if let Some(on) = parse(&groups) {
            found.push(Found::at(&span, EntityValue::Date { on }));
        }
    }
}

fn number(groups: &Captures<'_>, name: &str) -> Option<u32> {
    groups.name(name)?.as_str().parse().ok()
}

fn ymd(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let year = if year < 100 { year + 2000 } else { year };
    let (month, day) = if month > 12 && day <= 12 { (day, month) } else { (month, day) };
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

fn numeric(groups: &Captures<'_>) -> Option<NaiveDate> {
    ymd(number(groups, "y")?, number(groups, "m")?, number(groups, "d")?)
}

fn named(groups: &Captures<'_>, received_on: Option<NaiveDate>) -> Option<NaiveDate> {
    let month = month_number(groups.name("month")?.as_str())?;
    let day = number(groups, "d")?;
    match number(groups, "y") {
        Some(year) => ymd(year, month, day),
        None => next_occurrence(received_on?, month, day),
    }
}

fn next_occurrence(today: NaiveDate, month: u32, day: u32) -> Option<NaiveDate> {
    let this_year = NaiveDate::from_ymd_opt(today.year(), month, day)?;
    if this_year + Days::new(180) < today {
        return NaiveDate::from_ymd_opt(today.year() + 1, month, day);
    }
    Some(this_year)
}

fn month_number(name: &str) -> Option<u32> {
    let start = name.to_lowercase().get(..3)?.to_owned();
    let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    names.into_iter().zip(1_u32..).find(|(known, _)| *known == start).map(|(_, number)| number)
}

fn last_day(of: NaiveDate) -> Option<NaiveDate> {
    of.with_day(1)?.checked_add_months(Months::new(1))?.pred_opt()
}

fn month_end(groups: &Captures<'_>, today: NaiveDate) -> Option<NaiveDate> {
    if let Some(name) = groups.name("month").or_else(|| groups.name("month2")) {
        return last_day(next_occurrence(today, month_number(name.as_str())?, 1)?);
    }
    if let Some(next) = groups.name("next") {
        let first = today.with_day(1)?.checked_add_months(Months::new(1))?;
        return if next.as_str().to_lowercase().contains("end") { last_day(first) } else { Some(first) };
    }
    last_day(today)
}

fn day_only(groups: &Captures<'_>, today: NaiveDate) -> Option<NaiveDate> {
    let day = ["d", "d2", "d3"].into_iter().find_map(|name| number(groups, name))?;
    let this_month = today.with_day(day).filter(|date| *date >= today);
    this_month.or_else(|| today.with_day(1)?.checked_add_months(Months::new(1))?.with_day(day))
}

fn weekday(groups: &Captures<'_>, today: NaiveDate) -> Option<NaiveDate> {
    let name = groups.name("day").or_else(|| groups.name("day2"))?.as_str().to_lowercase();
    let wanted = match name.get(..3)? {
        "mon" | "som" => Weekday::Mon,
        "tue" | "man" => Weekday::Tue,
        "wed" | "bud" => Weekday::Wed,
        "thu" | "gur" => Weekday::Thu,
        "fri" | "shu" => Weekday::Fri,
        "sat" | "sha" => Weekday::Sat,
        _ => Weekday::Sun,
    };
    (1..=7).map(|ahead| today + Days::new(ahead)).find(|date| date.weekday() == wanted)
}

/// A date without a year, or a day without a month, right behind the name of its weekday.
fn beside_weekday(groups: &Captures<'_>, today: NaiveDate) -> Option<NaiveDate> {
    match number(groups, "m") {
        Some(month) => next_occurrence(today, month, number(groups, "d")?),
        None => day_only(groups, today),
    }
}

fn near(groups: &Captures<'_>, today: NaiveDate) -> Option<NaiveDate> {
    if let Some(word) = groups.name("word") {
        return match word.as_str().to_lowercase().as_str() {
            "today" | "aaj" | "आज" => Some(today),
            "tomorrow" | "kal tak" => today.checked_add_days(Days::new(1)),
            "day after tomorrow" | "parso" => today.checked_add_days(Days::new(2)),
            _ => (1..=7).map(|ahead| today + Days::new(ahead)).find(|date| date.weekday() == Weekday::Mon),
        };
    }
    let count = number(groups, "n").or_else(|| number(groups, "n2"))?;
    let span = groups.name("span").or_else(|| groups.name("span2"))?.as_str().to_lowercase();
    if span.starts_with("month") {
        return today.checked_add_months(Months::new(count));
    }
    let days =
        if span.starts_with("week") || span.starts_with("haf") { u64::from(count) * 7 } else { u64::from(count) };
    today.checked_add_days(Days::new(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a real day")
    }

    fn first(text: &str) -> Option<NaiveDate> {
        // 2026-05-13 is a Wednesday.
        find(text, Some(day(2026, 5, 13))).into_iter().next().map(|found| match found.value {
            EntityValue::Date { on } => on,
            other => panic!("not a date: {other:?}"),
        })
    }

    #[test]
    fn written_dates_are_day_first() {
        for (text, expected) in [
            ("dated 05/06/2026", day(2026, 6, 5)),
            ("on 5.6.26", day(2026, 6, 5)),
            ("2026-07-01", day(2026, 7, 1)),
            ("15th June 2026", day(2026, 6, 15)),
            ("June 15, 2026", day(2026, 6, 15)),
            ("15-Jun-26", day(2026, 6, 15)),
            ("by 3rd june", day(2026, 6, 3)),
            ("05/28/2026", day(2026, 5, 28)),
            ("10 Jan", day(2026, 1, 10)),
        ] {
            assert_eq!(first(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn relative_dates_count_from_the_day_of_receipt() {
        for (text, expected) in [
            ("by month end", day(2026, 5, 31)),
            ("15 tak bhej do", day(2026, 5, 15)),
            ("10 tarikh tak", day(2026, 6, 10)),
            ("by Friday", day(2026, 5, 15)),
            ("next week", day(2026, 5, 18)),
            ("tomorrow", day(2026, 5, 14)),
            ("within 10 days", day(2026, 5, 23)),
            ("end of June", day(2026, 6, 30)),
            ("by the 20th", day(2026, 5, 20)),
            ("2 din mein", day(2026, 5, 15)),
            ("next month", day(2026, 6, 1)),
        ] {
            assert_eq!(first(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_date_beside_its_weekday_is_the_day_that_is_meant() {
        for text in [
            "on Monday, 25 May",
            "on Monday, 25th May 2026",
            "by Monday 25.05.2026",
            "until Mon 25/05",
            "till Mon, 25.5.",
            "on Monday (25 May)",
            "on Monday, May 25",
            "by Mon. 25-May",
            "on Monday the 25th",
            "next Monday, 25/5",
        ] {
            let found: Vec<EntityValue> =
                find(text, Some(day(2026, 5, 13))).into_iter().map(|found| found.value).collect();
            assert!(
                !found.is_empty() && found.iter().all(|value| *value == EntityValue::Date { on: day(2026, 5, 25) }),
                "{text}: {found:?}"
            );
        }
        assert_eq!(first("on Monday, 5 drums"), Some(day(2026, 5, 18)));
    }

    #[test]
    fn impossible_and_undatable_dates_are_left_out() {
        assert_eq!(first("31/02/2026"), None);
        assert!(find("by Friday", None).is_empty());
    }

    #[test]
    fn the_patterns_compile() {
        for pattern in [
            &ISO,
            &NUMERIC,
            &DAY_MONTH,
            &MONTH_DAY,
            &MONTH_END,
            &DAY_ONLY,
            &WEEKDAY,
            &WEEKDAY_DATE,
            &DATE_FOLLOWS,
            &NEAR,
        ] {
            assert!(pattern.compiles());
        }
    }
}
