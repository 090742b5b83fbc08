//! The three weeks of mail the demo starts with.
//!
//! Each thread ends a number of working minutes before `now` and is laid out backwards from there, so the number
//! of mails never depends on the day.

use chrono::{DateTime, Duration, Utc};

use super::cast::account;
use super::dice::Dice;
use super::hours::{DAY, REACH, back};
use super::model::{Demo, DemoFolder};
use super::stories::{Story, Whose, stories};
use super::studio::{Studio, Thread, gap};

/// Stories whose threads a tidy rep files once they are over.
const FILED: [&str; 12] = [
    "won",
    "lost",
    "lost_late",
    "dues",
    "paid",
    "complaint",
    "vendor",
    "letters",
    "pitch_no",
    "cold_no",
    "dispatch",
    "meet",
];

/// The mailbox as it stands at `now`: at least 620 mails in 185 threads from 64 companies, oldest first.
#[must_use]
pub fn mailbox(now: DateTime<Utc>) -> Demo {
    let (studio, threads) = threads(now);
    let mut messages: Vec<_> = threads.into_iter().flat_map(|thread| thread.messages).collect();
    messages.sort_by(|one, other| {
        one.received_at.cmp(&other.received_at).then_with(|| one.message_id.cmp(&other.message_id))
    });
    Demo {
        account: account(),
        companies: studio.companies,
        products: studio.products,
        colleagues: studio.colleagues,
        messages,
    }
}

/// The threads of the mailbox, with the studio that made them.
pub(super) fn threads(now: DateTime<Utc>) -> (Studio, Vec<Thread>) {
    let mut studio = Studio::open();
    let mut threads = Vec::new();
    let mut turns = Turns::default();
    for story in stories() {
        for number in 0..story.threads {
            let turn = turns.next(story.whose);
            let Some(party) = studio.party(story.whose, turn) else { continue };
            let thread = studio.thread(&format!("{}-{number:02}", story.name), story.name, party);
            threads.push(tell(&mut studio, thread, &story, now));
        }
    }
    (studio, threads)
}

fn tell(studio: &mut Studio, mut thread: Thread, story: &Story, now: DateTime<Utc>) -> Thread {
    let mut dice = Dice::named(&format!("times {}", thread.key));
    let (low, high) = story.age;
    let end = dice.between((low * DAY).max(4), high * DAY - 20).min(REACH - 20);
    let gaps: Vec<i64> = story.steps.iter().skip(1).map(|step| gap(*step, &mut dice).num_minutes()).collect();
    let total: i64 = gaps.iter().sum::<i64>().max(1);
    let room = total.min(REACH - end);
    let mut ahead = total;
    let mut gaps = gaps.into_iter();
    for step in &story.steps {
        let mut at = back(now, end + ahead * room / total) - Duration::seconds(dice.between(0, 50));
        if ahead == total && thread.chain.is_empty() && is_off_hours(story, &mut dice) {
            at -= Duration::minutes(dice.between(60, 420));
        }
        studio.append(&mut thread, *step, at);
        ahead -= gaps.next().unwrap_or(0);
    }
    file_away(&mut thread, story, now, end, &mut dice);
    thread
}

fn is_off_hours(story: &Story, dice: &mut Dice) -> bool {
    dice.chance(if story.whose == Whose::Outside { 45 } else { 6 })
}

fn file_away(thread: &mut Thread, story: &Story, now: DateTime<Utc>, end: i64, dice: &mut Dice) {
    let is_filed = FILED.contains(&story.name) && end > 3 * DAY && dice.chance(55);
    let last = thread.chain.last().cloned();
    for message in &mut thread.messages {
        if message.folder != DemoFolder::Inbox {
            continue;
        }
        let is_waiting = Some(&message.message_id) == last.as_ref() && now - message.received_at < Duration::hours(40);
        message.is_read = !dice.chance(if is_waiting { 75 } else { 4 });
        if is_filed {
            message.folder = DemoFolder::Archive;
            message.is_read = true;
        }
    }
}

/// Whose turn it is to write, per kind.
#[derive(Default)]
struct Turns {
    known: usize,
    stranger: usize,
    gone: usize,
    home: usize,
    outside: usize,
}

impl Turns {
    fn next(&mut self, whose: Whose) -> usize {
        let turn = match whose {
            Whose::Known => &mut self.known,
            Whose::Stranger => &mut self.stranger,
            Whose::Gone => &mut self.gone,
            Whose::Home => &mut self.home,
            Whose::Outside => &mut self.outside,
        };
        let now = *turn;
        *turn += 1;
        now
    }
}
