//! Dates that Indian trade counts from festivals: "Diwali ke baad", "before Holi", "Christmas tak". The moon decides most of
//! them, so their days stand in a table; beyond it a festival is left unread rather than guessed.

use chrono::{Datelike, Days, NaiveDate};
use pebble_core::engines::email::intent::EntityValue;

use super::Found;
use crate::pattern::pattern;

pattern!(
    FESTIVAL,
    r"\b(?P<before>before|by|after|post|till|until)?\s*(?P<name>(?:diwali|deepawali|deepavali|holi|dussehra|dasara|dashahara|ganesh chaturthi|ganpati|navratri|raksha bandhan|rakhi|christmas|xmas|new year|republic day|independence day)\b|दिवाली|दीवाली|दीपावली|होली|दशहरा|रक्षाबंधन)\s*(?P<behind>ke baad|k baad|baad|se pehle|ke pehle|se pahle|tak|के बाद|से पहले|तक)?"
);

/// Year, month, day.
type Day = (i32, u32, u32);

/// Festivals of the moon: name, then the days that the table knows.
const MOVING: [(&str, [Day; 6]); 6] = [
    ("diwali", [(2025, 10, 20), (2026, 11, 8), (2027, 10, 29), (2028, 10, 17), (2029, 11, 5), (2030, 10, 26)]),
    ("holi", [(2025, 3, 14), (2026, 3, 4), (2027, 3, 22), (2028, 3, 11), (2029, 3, 1), (2030, 3, 20)]),
    ("dussehra", [(2025, 10, 2), (2026, 10, 20), (2027, 10, 9), (2028, 9, 27), (2029, 10, 16), (2030, 10, 6)]),
    ("ganesh", [(2025, 8, 27), (2026, 9, 14), (2027, 9, 4), (2028, 8, 23), (2029, 9, 11), (2030, 9, 1)]),
    ("navratri", [(2025, 9, 22), (2026, 10, 11), (2027, 9, 30), (2028, 9, 19), (2029, 10, 8), (2030, 9, 28)]),
    ("rakhi", [(2025, 8, 9), (2026, 8, 28), (2027, 8, 17), (2028, 8, 5), (2029, 8, 23), (2030, 8, 13)]),
];

/// Dates told by a festival with a word of before or after beside it.
pub(crate) fn find(text: &str, today: NaiveDate) -> Vec<Found> {
    let mut found = Vec::new();
    for groups in FESTIVAL.all(text, 20) {
        let (Some(all), Some(name)) = (groups.get(0), groups.name("name")) else { continue };
        let word = |group: &str| groups.name(group).map(|word| word.as_str().to_lowercase()).unwrap_or_default();
        let (before, behind) = (word("before"), word("behind"));
        if before.is_empty() && behind.is_empty() {
            continue;
        }
        let is_after = matches!(before.as_str(), "after" | "post") || behind.contains("baad") || behind.contains("बाद");
        let day = next(&name.as_str().to_lowercase(), today);
        let on = if is_after { day.and_then(|day| day.checked_add_days(Days::new(1))) } else { day };
        if let Some(on) = on {
            let start = groups.name("before").map_or(name.start(), |before| before.start());
            let end = all.start() + all.as_str().trim_end().len();
            found.push(Found { value: EntityValue::Date { on }, start, end, is_valid: true });
        }
    }
    found
}

fn next(name: &str, today: NaiveDate) -> Option<NaiveDate> {
    let fixed = match name {
        "christmas" | "xmas" => Some((12, 25)),
        "new year" => Some((1, 1)),
        "republic day" => Some((1, 26)),
        "independence day" => Some((8, 15)),
        _ => None,
    };
    if let Some((month, day)) = fixed {
        let years = [today.year(), today.year() + 1];
        return years
            .into_iter()
            .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
            .find(|day| *day >= today);
    }
    let key = match name {
        "holi" | "होली" => "holi",
        "dussehra" | "dasara" | "dashahara" | "दशहरा" => "dussehra",
        "ganesh chaturthi" | "ganpati" => "ganesh",
        "navratri" => "navratri",
        "raksha bandhan" | "rakhi" | "रक्षाबंधन" => "rakhi",
        _ => "diwali",
    };
    let (_, days) = MOVING.iter().find(|(known, _)| *known == key)?;
    days.iter().filter_map(|(year, month, day)| NaiveDate::from_ymd_opt(*year, *month, *day)).find(|day| *day >= today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn festivals_are_days_when_a_word_says_before_or_after() {
        let today = NaiveDate::from_ymd_opt(2026, 5, 13).expect("a date");
        let on = |text: &str| match find(text, today).first().map(|found| &found.value) {
            Some(EntityValue::Date { on }) => Some(*on),
            _ => None,
        };
        assert_eq!(on("Diwali ke baad dekhte hain"), NaiveDate::from_ymd_opt(2026, 11, 9));
        assert_eq!(on("needed before Holi"), NaiveDate::from_ymd_opt(2027, 3, 22));
        assert_eq!(on("Christmas tak chahiye"), NaiveDate::from_ymd_opt(2026, 12, 25));
        assert_eq!(on("दीवाली के बाद"), NaiveDate::from_ymd_opt(2026, 11, 9));
        assert_eq!(on("Happy Diwali to all"), None);
    }

    #[test]
    fn the_pattern_compiles() {
        assert!(FESTIVAL.compiles());
    }
}
