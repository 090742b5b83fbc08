//! What is typed into the search of the inbox: words, and filters such as `from:ramesh`, `is:unread`, `after:7d`.
//!
//! A word with a colon that names no filter is a word like any other, so nothing typed is an error. A filter whose value
//! makes no sense is left out and said why.

use chrono::{Days, NaiveDate};

use crate::engines::email::{
    intent::Intent,
    model::{FilterTrouble, FilterWord, Tray},
};

/// One way in which a list is narrowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// Written by somebody with this in name or address.
    From(String),
    /// Written to such a person.
    To(String),
    /// With files.
    Attachment,
    /// Read, or unread.
    ReadState(bool),
    /// That want one of these.
    Intent(Vec<Intent>),
    /// Before the beginning of this day.
    Before(NaiveDate),
    /// From the beginning of this day on.
    After(NaiveDate),
    /// Of a company with this in its name.
    Company(String),
    /// In a list of the desk.
    In(Tray),
    /// In a folder of the mailbox with this in its name.
    InFolder(String),
}

/// What was typed, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// What is no filter.
    pub words: String,
    /// The filters.
    pub filters: Vec<Filter>,
    /// The filters as they were typed.
    pub known: Vec<FilterWord>,
    /// What was not understood.
    pub troubles: Vec<FilterTrouble>,
}

/// The filters there are, each with what it takes.
const KEYS: [(&str, &str); 8] = [
    ("from", "from: takes a name or an address, such as from:ramesh."),
    ("to", "to: takes a name or an address, such as to:sales."),
    ("has", "has: takes attachment."),
    ("is", "is: takes unread or read."),
    ("intent", "intent: takes what a mail wants, such as intent:enquiry or intent:complaint."),
    ("before", "before: takes a day, such as before:2026-11-30, before:today or before:7d."),
    ("after", "after: takes a day, such as after:2026-11-30, after:yesterday or after:7d."),
    ("company", "company: takes the name of a company, in quotes if it has a space."),
];
const IN: (&str, &str) = ("in", "in: takes a list or a folder, such as in:archived or in:\"Price lists\".");
/// The most filters that are obeyed.
const MOST: usize = 20;
/// The longest value that is looked at, in characters.
const LONGEST: usize = 200;

/// Takes apart what was typed; `today` is the day on the office's wall.
pub fn asked(text: &str, today: NaiveDate) -> Asked {
    let mut asked = Asked::default();
    for token in tokens(text) {
        let known = token.split_once(':').and_then(|(key, value)| {
            let key = key.to_lowercase();
            let help = KEYS.iter().chain([&IN]).find(|(name, _)| *name == key)?.1;
            Some((key, value.trim_matches('"').trim().chars().take(LONGEST).collect::<String>(), help))
        });
        let Some((key, value, help)) = known.filter(|_| asked.filters.len() < MOST) else {
            if !asked.words.is_empty() {
                asked.words.push(' ');
            }
            asked.words.push_str(token);
            continue;
        };
        let text = token.to_owned();
        match filter(&key, &value, today) {
            Some(filter) => {
                asked.filters.push(filter);
                asked.known.push(FilterWord { text, key, value });
            }
            None => asked.troubles.push(FilterTrouble { text, message: help.to_owned() }),
        }
    }
    asked
}

fn filter(key: &str, value: &str, today: NaiveDate) -> Option<Filter> {
    // What has no letter and no digit finds nothing and says nothing.
    if !value.chars().any(char::is_alphanumeric) {
        return None;
    }
    let word = value.to_lowercase();
    match (key, word.as_str()) {
        ("from", _) => Some(Filter::From(value.to_owned())),
        ("to", _) => Some(Filter::To(value.to_owned())),
        ("company", _) => Some(Filter::Company(value.to_owned())),
        ("has", "attachment" | "attachments" | "file" | "files") => Some(Filter::Attachment),
        ("is", "unread") => Some(Filter::ReadState(false)),
        ("is", "read") => Some(Filter::ReadState(true)),
        ("intent", _) => intents(&word),
        ("before", _) => day(&word, today).map(Filter::Before),
        ("after", _) => day(&word, today).map(Filter::After),
        ("in", _) => Some(Tray::from_key(&word).map_or_else(|| Filter::InFolder(value.to_owned()), Filter::In)),
        _ => None,
    }
}

fn intents(word: &str) -> Option<Filter> {
    let key = word.replace([' ', '-'], "_");
    let exact = Intent::from_key(&key);
    let fitting: Vec<Intent> = match exact {
        Some(intent) => vec![intent],
        None => Intent::ALL.into_iter().filter(|intent| intent.key().contains(&key)).collect(),
    };
    (!fitting.is_empty()).then_some(Filter::Intent(fitting))
}

/// A day as people write one: `2026-11-30`, `30/11/2026`, `today`, `yesterday`, `7d` for a week ago.
fn day(word: &str, today: NaiveDate) -> Option<NaiveDate> {
    match word {
        "today" => return Some(today),
        "yesterday" => return today.checked_sub_days(Days::new(1)),
        _ => {}
    }
    if let Some(count) = word.strip_suffix('d') {
        return today.checked_sub_days(Days::new(count.parse().ok()?));
    }
    let form = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"];
    form.iter().find_map(|form| NaiveDate::parse_from_str(word, form).ok()).filter(|day| in_reach(*day))
}

/// A day that instants can be compared with.
fn in_reach(day: NaiveDate) -> bool {
    use chrono::Datelike;
    (1900..=9999).contains(&day.year())
}

/// Words parted by white space; what stands between quotes is one.
fn tokens(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut is_quoted) = (None, false);
    for (at, letter) in text.char_indices() {
        if letter == '"' {
            is_quoted = !is_quoted;
        }
        if letter.is_whitespace() && !is_quoted {
            found.extend(start.take().and_then(|from: usize| text.get(from..at)));
        } else if start.is_none() {
            start = Some(at);
        }
    }
    found.extend(start.and_then(|from| text.get(from..)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 19).unwrap()
    }

    fn of(text: &str) -> Asked {
        asked(text, today())
    }

    #[test]
    fn filters_are_told_from_words_wherever_they_stand() {
        let found = of("zinc from:ramesh oxide has:attachment is:unread");
        assert_eq!(found.words, "zinc oxide");
        let filters = [Filter::From("ramesh".to_owned()), Filter::Attachment, Filter::ReadState(false)];
        assert_eq!(found.filters, filters);
        assert_eq!(found.known[0].text, "from:ramesh");
        assert!(found.troubles.is_empty());
    }

    #[test]
    fn a_value_in_quotes_keeps_its_spaces() {
        let found = of(r#"company:"Nirmal Paints" price in:"Price lists"#);
        assert_eq!(found.words, "price");
        let folder = Filter::InFolder("Price lists".to_owned());
        assert_eq!(found.filters, [Filter::Company("Nirmal Paints".to_owned()), folder]);
    }

    #[test]
    fn a_colon_that_names_no_filter_is_part_of_a_word() {
        let found = of("subject:zinc 10:30 http://x.in :");
        assert_eq!(found.words, "subject:zinc 10:30 http://x.in :");
        assert!(found.filters.is_empty() && found.troubles.is_empty());
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        let date = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap();
        for (typed, day) in [
            ("2026-11-01", "2026-11-01"),
            ("1/11/2026", "2026-11-01"),
            ("today", "2026-11-19"),
            ("Yesterday", "2026-11-18"),
            ("7d", "2026-11-12"),
        ] {
            assert_eq!(of(&format!("after:{typed}")).filters, [Filter::After(date(day))], "{typed}");
        }
    }

    #[test]
    fn a_filter_that_makes_no_sense_is_left_out_and_says_how_it_is_written() {
        for typed in [
            "after:2026-13-40",
            "before:soon",
            "is:blue",
            "has:x",
            "intent:banana",
            "from:",
            "from:\"\"",
            "after:99999999999d",
        ] {
            let found = of(typed);
            assert!(found.filters.is_empty(), "{typed}");
            assert_eq!(found.troubles[0].text, typed);
            assert!(found.troubles[0].message.contains(": takes "), "{typed}");
        }
    }

    #[test]
    fn an_intent_is_found_by_its_key_or_a_part_of_it() {
        assert_eq!(of("intent:enquiry_rfq").filters, [Filter::Intent(vec![Intent::EnquiryRfq])]);
        assert_eq!(of("intent:complaint").filters, [Filter::Intent(vec![Intent::Complaint])]);
        let Filter::Intent(both) = &of("intent:sample").filters[0] else { panic!("no intent") };
        assert_eq!(both.len(), 2);
    }

    #[test]
    fn a_list_of_the_desk_is_told_from_a_folder_of_the_mailbox() {
        assert_eq!(of("in:archived").filters, [Filter::In(Tray::Archived)]);
        assert_eq!(of("in:Vendors").filters, [Filter::InFolder("Vendors".to_owned())]);
    }
}
