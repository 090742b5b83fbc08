//! The mail that keeps coming while the demo runs.
//!
//! New threads and answers in open ones, about one a minute for an hour. Answers to mail the program itself sends
//! are not here but in `answers`.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::dice::Dice;
use super::mailbox::threads;
use super::model::Arrival;
use super::stories::{Whose, step};
use super::studio::{Studio, Thread};

const PLAN: &str = include_str!("content/arrivals.txt");

/// The arrivals of the hour after `now`, soonest first; the first within five seconds.
#[must_use]
pub fn arrivals(now: DateTime<Utc>) -> Vec<Arrival> {
    let (mut studio, mut open) = threads(now);
    let mut dice = Dice::named("arrivals");
    let mut after = 4;
    let mut coming = Vec::new();
    for (number, line) in PLAN.lines().enumerate() {
        let mut words = line.split_whitespace();
        let (Some(how), Some(whom), Some(key)) = (words.next(), words.next(), words.next()) else { continue };
        let found = if how == "on" { continued(&mut open, whom) } else { opened(&studio, whom, number) };
        let Some(mut thread) = found else { continue };
        let at = now + chrono::Duration::seconds(after);
        studio.append(&mut thread, step(key), at);
        if let (Some(message), Ok(seconds)) = (thread.messages.pop(), u64::try_from(after)) {
            coming.push(Arrival { after: Duration::from_secs(seconds), message });
        }
        after += if number < 4 { 11 } else { dice.between(42, 78) };
    }
    coming
}

/// Takes one waiting thread of the story, each only once.
fn continued(open: &mut Vec<Thread>, story: &str) -> Option<Thread> {
    let place = open.iter().position(|thread| thread.story == story)?;
    Some(open.remove(place))
}

fn opened(studio: &Studio, whom: &str, number: usize) -> Option<Thread> {
    let whose = match whom {
        "stranger" => Whose::Stranger,
        "home" => Whose::Home,
        "outside" => Whose::Outside,
        _ => Whose::Known,
    };
    let party = studio.party(whose, number * 7 + 5)?;
    Some(studio.thread(&format!("arrival-{number:02}"), "arrival", party))
}
