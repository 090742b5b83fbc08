//! What the calendar promises, in India and where the clocks change.

use chrono::{DateTime, Duration, Utc};
use proptest::prelude::*;

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
}

/// An instant on the wall clock of India, such as `2026-01-23 18:00`.
fn ist(text: &str) -> DateTime<Utc> {
    at(&format!("{}:00+05:30", text.replace(' ', "T")))
}

fn calendar(zone: &str, hours: &[(&str, &str)]) -> Calendar {
    let day: Vec<_> = hours.iter().map(|(from, to)| HoursShape { from: (*from).into(), to: (*to).into() }).collect();
    CalendarShape { zone: zone.into(), week: vec![day; 7], holidays: Vec::new() }.try_into().unwrap()
}

#[test]
fn opening_minutes_are_in_and_closing_minutes_are_out() {
    let india = Calendar::india();
    for (text, open) in [
        ("2026-01-23 09:29", false),
        ("2026-01-23 09:30", true),
        ("2026-01-23 18:29", true),
        ("2026-01-23 18:30", false),
        ("2026-01-25 12:00", false),
        ("2026-01-26 12:00", false),
        ("2031-08-15 12:00", false),
    ] {
        assert_eq!(india.is_open(ist(text)), open, "{text}");
    }
}

#[test]
fn mail_after_hours_starts_at_the_next_opening_past_sunday_and_republic_day() {
    let india = Calendar::india();
    assert_eq!(india.next_opening(ist("2026-01-24 19:00")).unwrap(), ist("2026-01-27 09:30"));
    assert_eq!(india.next_opening(ist("2026-01-24 10:00")).unwrap(), ist("2026-01-24 10:00"));
    assert_eq!(india.working_between(ist("2026-01-24 18:00"), ist("2026-01-27 10:00")).unwrap(), Duration::minutes(60));
    assert_eq!(india.add_working(ist("2026-01-24 18:00"), Duration::hours(1)).unwrap(), ist("2026-01-27 10:00"));
}

#[test]
fn work_used_up_at_closing_ends_at_closing() {
    let india = Calendar::india();
    assert_eq!(india.add_working(ist("2026-01-23 17:30"), Duration::hours(1)).unwrap(), ist("2026-01-23 18:30"));
    assert_eq!(india.add_working(ist("2026-01-23 18:30"), Duration::zero()).unwrap(), ist("2026-01-24 09:30"));
    assert_eq!(india.add_working(ist("2026-01-23 12:00"), Duration::hours(-1)), Err(CalendarError::OutOfRange));
}

#[test]
fn days_are_counted_as_they_come_or_only_when_worked() {
    let india = Calendar::india();
    let friday = ist("2026-01-23 16:00");
    assert_eq!(india.add_days_then_next_opening(friday, 2, Count::Calendar).unwrap(), ist("2026-01-27 09:30"));
    assert_eq!(india.add_days_then_next_opening(friday, 2, Count::Business).unwrap(), ist("2026-01-27 16:00"));
    assert_eq!(india.add_days_then_next_opening(friday, 0, Count::Business).unwrap(), friday);
}

#[test]
fn days_between_counts_local_midnights() {
    let india = Calendar::india();
    assert_eq!(india.days_between(ist("2026-01-23 23:59"), ist("2026-01-24 00:01")), 1);
    assert_eq!(india.days_between(ist("2026-01-24 00:01"), ist("2026-01-23 23:59")), -1);
    assert_eq!(india.days_between(ist("2026-01-24 00:01"), ist("2026-01-24 23:59")), 0);
}

#[test]
fn a_calendar_that_never_opens_is_an_error_and_not_a_loop() {
    let closed = calendar("Asia/Kolkata", &[]);
    let now = ist("2026-01-23 12:00");
    assert!(!closed.is_open(now));
    assert_eq!(closed.next_opening(now), Err(CalendarError::NeverOpen));
    assert_eq!(closed.add_working(now, Duration::hours(1)), Err(CalendarError::NeverOpen));
    assert_eq!(closed.add_days_then_next_opening(now, 1, Count::Business), Err(CalendarError::NeverOpen));
    assert_eq!(closed.working_between(now, ist("2027-01-23 12:00")), Ok(Duration::zero()));
}

#[test]
fn instants_at_the_ends_of_time_are_refused_and_not_looped_over() {
    let india = Calendar::india();
    let (first, last) = (DateTime::<Utc>::MIN_UTC, at("9999-12-31T00:00:00Z"));
    assert_eq!(india.working_between(first, last), Err(CalendarError::OutOfRange));
    assert_eq!(india.add_working(last, Duration::MAX), Err(CalendarError::OutOfRange));
}

#[test]
fn a_skipped_opening_hour_opens_when_the_clocks_jump() {
    // Berlin, 29 March 2026: 02:00 becomes 03:00 at 01:00 UTC.
    let night = calendar("Europe/Berlin", &[("02:30", "05:00")]);
    let jump = at("2026-03-29T01:00:00Z");
    assert_eq!(night.next_opening(at("2026-03-29T00:00:00Z")).unwrap(), jump);
    assert_eq!(
        night.working_between(at("2026-03-29T00:00:00Z"), at("2026-03-29T12:00:00Z")).unwrap(),
        Duration::hours(2)
    );
    let lost = calendar("Europe/Berlin", &[("02:10", "02:50")]);
    assert!(!lost.is_working_day(chrono::NaiveDate::from_ymd_opt(2026, 3, 29).unwrap()));
    assert_eq!(lost.next_opening(at("2026-03-29T00:00:00Z")).unwrap(), at("2026-03-30T00:10:00Z"));
}

#[test]
fn a_day_begins_at_its_midnight_or_when_the_clocks_jump_over_it() {
    let mumbai = calendar("Asia/Kolkata", &[("10:00", "18:00")]);
    let on = |text: &str| text.parse::<chrono::NaiveDate>().expect("a date");
    assert_eq!(mumbai.dawn(on("2026-05-13")).utc(), at("2026-05-12T18:30:00Z"));
    // Clocks in Cairo went from midnight to one.
    let cairo = calendar("Africa/Cairo", &[("10:00", "18:00")]);
    assert_eq!(cairo.dawn(on("2024-04-26")).utc(), at("2024-04-25T22:00:00Z"));
}

#[test]
fn a_repeated_hour_is_worked_twice_and_counted_once_each() {
    // Berlin, 25 October 2026: 03:00 becomes 02:00 at 01:00 UTC.
    let (before, after) = (at("2026-10-24T22:00:00Z"), at("2026-10-25T12:00:00Z"));
    let night = calendar("Europe/Berlin", &[("02:00", "03:00")]);
    assert_eq!(night.working_between(before, after).unwrap(), Duration::hours(2));
    let shifts = calendar("Europe/Berlin", &[("01:00", "02:30"), ("02:40", "04:00")]);
    assert_eq!(shifts.working_between(before, after).unwrap(), Duration::hours(4));
    let whole = calendar("Europe/Berlin", &[("00:00", "24:00")]);
    let week = whole.working_between(at("2026-10-23T22:00:00Z"), at("2026-10-26T23:00:00Z")).unwrap();
    assert_eq!(week, Duration::hours(73));
}

#[test]
fn a_day_later_keeps_the_wall_time_when_the_clocks_change() {
    let office = calendar("Europe/Berlin", &[("00:00", "24:00")]);
    let later = office.add_days_then_next_opening(at("2026-03-28T09:00:00Z"), 1, Count::Calendar).unwrap();
    assert_eq!(later, at("2026-03-29T08:00:00Z"));
    let skipped = office.add_days_then_next_opening(at("2026-03-28T01:30:00Z"), 1, Count::Calendar).unwrap();
    assert_eq!(skipped, at("2026-03-29T01:00:00Z"));
    let repeated = at("2026-10-25T01:30:00Z");
    assert_eq!(office.add_days_then_next_opening(repeated, 0, Count::Calendar).unwrap(), repeated);
}

#[test]
fn a_calendar_travels_as_plain_texts() {
    let json = serde_json::to_value(Calendar::india()).unwrap();
    assert_eq!(json["zone"], "Asia/Kolkata");
    assert_eq!(json["week"][0], serde_json::json!([{"from": "09:30", "to": "18:30"}]));
    assert_eq!(json["week"][6], serde_json::json!([]));
    assert_eq!(json["holidays"][0], serde_json::json!({"on": "--01-26", "name": "Republic Day"}));
    assert_eq!(serde_json::from_value::<Calendar>(json).unwrap(), Calendar::india());
}

#[test]
fn a_wrong_field_is_named_with_its_fix() {
    let sound = CalendarShape::from(&Calendar::india());
    let hours = |from: &str, to: &str| HoursShape { from: from.into(), to: to.into() };
    let holiday = |on: &str, name: &str| HolidayShape { on: on.into(), name: name.into() };
    let with_monday = |day: Vec<HoursShape>| {
        let week = std::iter::once(day).chain(sound.week.iter().skip(1).cloned()).collect();
        CalendarShape { week, ..sound.clone() }
    };
    let with_holidays = |holidays| CalendarShape { holidays, ..sound.clone() };
    for (wrong, message) in [
        (CalendarShape { zone: "India".into(), ..sound.clone() }, "zone: \"India\" is not a time zone"),
        (CalendarShape { week: vec![Vec::new(); 6], ..sound.clone() }, "week: has 6 days"),
        (CalendarShape { week: vec![Vec::new(); 8], ..sound.clone() }, "week: has 8 days"),
        (with_monday(vec![hours("9:30", "18:30")]), "week.monday[0].from: \"9:30\" is not a time of day"),
        (with_monday(vec![hours("09:30", "24:01")]), "week.monday[0].to: \"24:01\""),
        (with_monday(vec![hours("18:30", "09:30")]), "week.monday[0].to: 09:30 is not after 18:30"),
        (with_monday(vec![hours("09:00", "13:00"), hours("12:00", "18:00")]), "week.monday[1].from: 12:00"),
        (with_holidays(vec![holiday("26 Jan", "Republic Day")]), "holidays[0].on: \"26 Jan\" is not a date"),
        (with_holidays(vec![holiday("2026-03-04", " ")]), "holidays[0].name: is empty"),
        (with_holidays(vec![holiday("--03-04", "Holi"); 2]), "holidays[1].on: --03-04 is listed twice"),
    ] {
        let error = Calendar::try_from(wrong).unwrap_err().to_string();
        assert!(error.starts_with(message), "{error}");
    }
}

/// The same question answered minute by minute: slow, and plainly right.
fn counted_minutes(calendar: &Calendar, from: DateTime<Utc>, minutes: i64) -> i64 {
    (0..minutes).map(|minute| i64::from(calendar.is_open(from + Duration::minutes(minute)))).sum()
}

fn zones() -> impl Strategy<Value = Calendar> {
    let hours: &[(&str, &str)] = &[("00:00", "02:20"), ("02:45", "13:00"), ("13:30", "24:00")];
    prop::sample::select(vec![
        Calendar::india(),
        calendar("Europe/Berlin", hours),
        calendar("America/Havana", hours),
        calendar("America/Santiago", hours),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn intervals_agree_with_counting_minutes(
        calendar in zones(), day in 0i64..730, minute in 0i64..1_440, length in 0i64..3_000,
    ) {
        let from = at("2026-01-01T00:00:00Z") + Duration::days(day) + Duration::minutes(minute);
        let worked = calendar.working_between(from, from + Duration::minutes(length)).unwrap();
        prop_assert_eq!(worked.num_minutes(), counted_minutes(&calendar, from, length));
    }

    #[test]
    fn adding_working_time_is_undone_by_measuring_it(
        calendar in zones(), start in 0i64..1_051_200, minutes in 0i64..20_000,
    ) {
        let from = at("2026-01-01T00:00:00Z") + Duration::minutes(start);
        let end = calendar.add_working(from, Duration::minutes(minutes)).unwrap();
        prop_assert_eq!(calendar.working_between(from, end).unwrap(), Duration::minutes(minutes));
        prop_assert_eq!(calendar.working_between(end, from).unwrap(), Duration::minutes(-minutes));
    }

    #[test]
    fn the_next_opening_is_open_and_nothing_before_it_is(calendar in zones(), start in 0i64..1_051_200) {
        let from = at("2026-01-01T00:00:00Z") + Duration::minutes(start);
        let opening = calendar.next_opening(from).unwrap();
        prop_assert!(opening >= from && calendar.is_open(opening));
        prop_assert_eq!(calendar.working_between(from, opening).unwrap(), Duration::zero());
    }

    #[test]
    fn any_shape_is_read_or_refused_without_a_panic(zone in "\\PC{0,12}", from in "[0-9:]{0,6}", on in "[-0-9]{0,12}|\\PC{0,8}") {
        let hours = HoursShape { from, to: "18:00".into() };
        let holidays = vec![HolidayShape { on, name: "x".into() }];
        let _ = Calendar::try_from(CalendarShape { zone: "UTC".into(), week: vec![vec![hours]; 7], holidays });
        let _ = Calendar::try_from(CalendarShape { zone, week: vec![Vec::new(); 7], holidays: Vec::new() });
    }
}
