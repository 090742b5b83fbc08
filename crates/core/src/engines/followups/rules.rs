//! Decisions of the follow-up engine.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::model::{Category, Direction, LogCall, Outcome, Said, TaskKind, task};
use crate::{
    engines::enquiries::model::Priority,
    kernel::{At, Error, Result},
};

/// What a template may name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Variables {
    /// Contact's name.
    pub contact: Option<String>,
    /// Company.
    pub company: Option<String>,
    /// Product, with its quantity.
    pub product: Option<String>,
    /// Title of the enquiry.
    pub title: Option<String>,
    /// The rep.
    pub me: Option<String>,
    /// Until when the price holds, ready to read.
    pub valid_until: Option<String>,
}

/// Fills a template in.
///
/// # Errors
/// The names of the variables that have no value: nothing is sent with a blank (seed C UC-FLW-004: 100 % accurate).
pub fn fill(template: &str, variables: &Variables) -> std::result::Result<String, Vec<String>> {
    let mut text = String::new();
    let mut blanks = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            text.push('{');
            rest = after;
            continue;
        };
        match value(name, variables).map(str::trim).filter(|value| !value.is_empty()) {
            Some(value) => text.push_str(value),
            None => blanks.push(name.to_owned()),
        }
        rest = behind;
    }
    text.push_str(rest);
    if blanks.is_empty() { Ok(text) } else { Err(blanks) }
}

fn value<'a>(name: &str, variables: &'a Variables) -> Option<&'a str> {
    match name {
        "contact" => variables.contact.as_deref(),
        "company" => variables.company.as_deref(),
        "product" => variables.product.as_deref(),
        "title" => variables.title.as_deref(),
        "me" => variables.me.as_deref(),
        "valid_until" => variables.valid_until.as_deref(),
        _ => None,
    }
}

/// Plain text as HTML paragraphs.
pub fn html(text: &str) -> String {
    let escape = |line: &str| line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let paragraph = |block: &str| format!("<p>{}</p>", block.lines().map(escape).collect::<Vec<_>>().join("<br>"));
    text.split("\n\n").map(paragraph).collect()
}

/// Whether a task is done already with these very words: a report that came twice.
pub fn says_the_same(before: &task::Model, after: &task::Model) -> bool {
    let said = |task: &task::Model| (task.outcome, task.category, task.comment.clone());
    before.done_at.is_some() && said(before) == said(after)
}

/// Checks what a rep says about a task or a call (product.md 3 #15).
///
/// # Errors
/// `Invalid` at the field that is missing for the outcome.
pub fn said(done: &Said, today: NaiveDate) -> Result<()> {
    let comment = done.comment.trim();
    if comment.chars().filter(|char| char.is_alphanumeric()).count() < 3 {
        return Err(Error::invalid("comment", "Please say in a few words how it went."));
    }
    let allowed: &[Category] = match done.outcome {
        Outcome::Interested => &[],
        Outcome::NotInterested => &[Category::NoRequirement, Category::PriceHigh, Category::BoughtCompetitor],
        Outcome::CallLater => &[Category::Deferred],
        Outcome::NoAnswer => &[Category::NoResponse],
    };
    match done.category {
        Some(category) if !allowed.contains(&category) => {
            return Err(Error::invalid("category", "This category does not fit the outcome."));
        }
        None if done.outcome == Outcome::NotInterested => {
            return Err(Error::invalid(
                "category",
                "Please choose why: no requirement, price high, or bought elsewhere.",
            ));
        }
        _ => {}
    }
    if done.category == Some(Category::PriceHigh) && done.negotiated_minor.is_none_or(|minor| minor <= 0) {
        return Err(Error::invalid("negotiated_minor", "Please give the price they would accept."));
    }
    if done.category == Some(Category::BoughtCompetitor)
        && done.competitor.as_deref().is_none_or(|name| name.trim().is_empty())
    {
        return Err(Error::invalid("competitor", "Please name the competitor."));
    }
    match done.next_on {
        None if done.outcome == Outcome::CallLater => Err(Error::invalid("next_on", "Please choose the next date.")),
        Some(on) if on < today => Err(Error::invalid("next_on", "The next date has passed already.")),
        _ => Ok(()),
    }
}

/// A conversation is longer than this many seconds (seed B 2.1: a call of more than 30 s).
const TALK_SECONDS: u32 = 30;
/// No call is longer than a day.
const MOST_SECONDS: u32 = 86_400;

/// Checks a call.
///
/// # Errors
/// `Invalid` at the field that is missing or does not fit the others.
pub fn call(call: &LogCall, today: NaiveDate) -> Result<()> {
    if call.seconds.is_some_and(|seconds| seconds > MOST_SECONDS) {
        return Err(Error::invalid("seconds", "A call is no longer than a day."));
    }
    if call.said.outcome == Outcome::NoAnswer && call.seconds.is_some_and(|seconds| seconds > 0) {
        return Err(Error::invalid("seconds", "Nobody was reached, so nobody has talked."));
    }
    said(&call.said, today)
}

/// Whether a call was a conversation: that stops a sequence (seed B 2.1). Where nobody has counted the seconds, what
/// came of it says so.
pub fn talked(outcome: Outcome, seconds: Option<u32>) -> bool {
    outcome != Outcome::NoAnswer && seconds.is_none_or(|seconds| seconds > TALK_SECONDS)
}

/// A call in a line.
pub fn call_line(direction: Direction, whom: &str, seconds: Option<u32>) -> String {
    let line = match direction {
        Direction::Out => format!("Called {whom}"),
        Direction::In => format!("{whom} called"),
    };
    match seconds.unwrap_or_default() {
        0 => line,
        seconds @ 1..60 => format!("{line}, {seconds} s"),
        seconds => match seconds % 60 {
            0 => format!("{line}, {} min", seconds / 60),
            rest => format!("{line}, {} min {rest} s", seconds / 60),
        },
    }
}

/// Days that a sequence may be held ahead.
const MOST_HELD_DAYS: i64 = 366;

/// Checks the day until which a sequence is held.
///
/// # Errors
/// `Invalid` at `until`.
pub fn held_until(on: NaiveDate, today: NaiveDate) -> Result<()> {
    let ahead = on.signed_duration_since(today).num_days();
    if (1..=MOST_HELD_DAYS).contains(&ahead) {
        return Ok(());
    }
    Err(Error::invalid("until", "Please choose a day from tomorrow on, within a year."))
}

/// Whether an outcome means that the customer spoke with us: that stops a sequence (seed B 2.1; product.md 3 #4).
pub fn was_answered(kind: TaskKind, outcome: Outcome) -> bool {
    kind == TaskKind::AnswerReply || (kind == TaskKind::Call && outcome != Outcome::NoAnswer)
}

/// How urgent a task is; higher comes first.
pub fn urgency(row: &task::Model, now: At, value_minor: i64) -> i64 {
    let kind = match row.kind {
        TaskKind::AnswerReply => 500,
        TaskKind::Trouble => 400,
        TaskKind::Call => 200,
        TaskKind::Review => 150,
        TaskKind::Whatsapp => 120,
        TaskKind::Decide => 100,
        TaskKind::Other => 80,
    };
    let priority = match row.priority {
        Priority::High => 300,
        Priority::Medium => 150,
        Priority::Low => 0,
    };
    let overdue_hours = now.since(row.due_at).num_hours().clamp(0, 240);
    let worth = (value_minor / 10_000_000).clamp(0, 100);
    kind + priority + overdue_hours + worth
}

/// From this worth on it is said: what counts for the place of a row is one of its reasons.
const WORTH_SAYING: i64 = 10_000_000;

/// Rupees as people say large sums: `₹4.5 L`, `₹1.2 Cr`.
fn in_lakh(minor: i64) -> String {
    let (scale, unit) = if minor >= 1_000_000_000 { (9, "Cr") } else { (7, "L") };
    format!("₹{} {unit}", Decimal::new(minor, scale).round_dp(1).normalize())
}

/// Why a task stands where it stands, in plain words.
pub fn why(row: &task::Model, now: At, days_overdue: i64, value_minor: i64) -> String {
    let reason = match row.kind {
        TaskKind::AnswerReply => "The customer answered",
        TaskKind::Trouble => "A message could not be sent",
        TaskKind::Call => "Call is due",
        TaskKind::Review => "A text waits for your look",
        TaskKind::Whatsapp => "WhatsApp is due",
        TaskKind::Decide => "All touches made, no answer",
        TaskKind::Other => "You asked to be reminded",
    };
    let mut weight = if row.priority == Priority::High { ", high priority" } else { "" }.to_owned();
    if value_minor >= WORTH_SAYING {
        weight.push_str(&format!(", worth {}", in_lakh(value_minor)));
    }
    match days_overdue {
        0 if row.due_at > now => format!("{reason}, later today{weight}"),
        0 => format!("{reason}{weight}"),
        1 => format!("{reason}, since yesterday{weight}"),
        days => format!("{reason}, {days} days overdue{weight}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables() -> Variables {
        Variables { contact: Some("Ramesh".to_owned()), product: Some("Zinc oxide".to_owned()), ..Variables::default() }
    }

    #[test]
    fn a_template_with_a_blank_is_refused_and_names_the_blank() {
        assert_eq!(fill("Dear {contact}: {product}", &variables()), Ok("Dear Ramesh: Zinc oxide".to_owned()));
        assert_eq!(
            fill("{contact} {valid_until} {unknown}", &variables()),
            Err(vec!["valid_until".to_owned(), "unknown".to_owned()])
        );
        assert_eq!(fill("a { b", &variables()), Ok("a { b".to_owned()));
    }

    #[test]
    fn what_a_customer_is_called_cannot_become_markup() {
        assert_eq!(html("Dear <b>&\n\nBye\nMe"), "<p>Dear &lt;b&gt;&amp;</p><p>Bye<br>Me</p>");
    }

    fn done(outcome: Outcome, category: Option<Category>) -> Said {
        Said {
            outcome,
            category,
            negotiated_minor: None,
            competitor: None,
            next_on: None,
            comment: "spoke with him".to_owned(),
        }
    }

    #[test]
    fn each_category_asks_for_its_own_field() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        let field = |done: &Said| said(done, today).unwrap_err().field.unwrap();
        assert_eq!(field(&done(Outcome::NotInterested, None)), "category");
        assert_eq!(field(&done(Outcome::NotInterested, Some(Category::PriceHigh))), "negotiated_minor");
        assert_eq!(field(&done(Outcome::NotInterested, Some(Category::BoughtCompetitor))), "competitor");
        assert_eq!(field(&done(Outcome::CallLater, Some(Category::Deferred))), "next_on");
        assert_eq!(field(&done(Outcome::Interested, Some(Category::Deferred))), "category");
        assert!(said(&done(Outcome::Interested, None), today).is_ok());
    }

    #[test]
    fn a_task_is_not_closed_without_words() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        let silent = Said { comment: " . ".to_owned(), ..done(Outcome::Interested, None) };
        assert_eq!(said(&silent, today).unwrap_err().field.as_deref(), Some("comment"));
    }

    #[test]
    fn an_unanswered_call_does_not_stop_the_sequence_and_an_answered_one_does() {
        assert!(!was_answered(TaskKind::Call, Outcome::NoAnswer));
        assert!(was_answered(TaskKind::Call, Outcome::Interested));
        assert!(!was_answered(TaskKind::Whatsapp, Outcome::Interested));
    }

    #[test]
    fn a_call_stops_a_sequence_from_the_thirty_first_second_on() {
        assert!(!talked(Outcome::Interested, Some(30)));
        assert!(talked(Outcome::Interested, Some(31)));
        assert!(talked(Outcome::CallLater, None));
        assert!(!talked(Outcome::NoAnswer, None));
    }

    #[test]
    fn a_call_is_told_in_a_line() {
        assert_eq!(call_line(Direction::Out, "Ramesh Iyer", Some(200)), "Called Ramesh Iyer, 3 min 20 s");
        assert_eq!(call_line(Direction::In, "Ramesh Iyer", Some(45)), "Ramesh Iyer called, 45 s");
        assert_eq!(call_line(Direction::Out, "Ramesh Iyer", Some(120)), "Called Ramesh Iyer, 2 min");
        assert_eq!(call_line(Direction::Out, "Ramesh Iyer", None), "Called Ramesh Iyer");
    }

    #[test]
    fn a_sequence_is_held_until_a_day_that_lies_ahead() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        let until = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        assert_eq!(held_until(today, today).unwrap_err().field.as_deref(), Some("until"));
        assert!(held_until(until(21), today).is_ok());
    }

    #[test]
    fn large_sums_are_said_in_lakh_and_crore() {
        assert_eq!((in_lakh(45_000_000), in_lakh(1_230_000_000)), ("₹4.5 L".to_owned(), "₹1.2 Cr".to_owned()));
    }
}
