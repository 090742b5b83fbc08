//! What goes in and out of the follow-up engine.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{
    Category, Channel, Direction, EnrolmentId, EnrolmentState, Outcome, SequenceKey, StepId, TaskId, TaskKind,
    enrolment, step, task,
};
use crate::{
    engines::{
        enquiries::model::{EnquiryId, Priority},
        masters::model::ContactId,
    },
    kernel::{At, Error, Result, setting::Setting},
};

/// How follow-ups run in this office (product.md 3: settings with these defaults).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(default)]
pub struct Cadence {
    /// Days between touches at high priority (seed B 2.1: 2).
    pub high_days: u16,
    /// At medium priority (seed B 2.1: 4).
    pub medium_days: u16,
    /// At low priority (seed B 2.1: 7; seed C says 5: product.md 3 #1).
    pub low_days: u16,
    /// Touches before the sequence asks for a decision (seed C: 5-7).
    pub max_touches: u16,
    /// Sequences that are switched off.
    pub off: Vec<SequenceKey>,
    /// Sequences whose mails a person looks at first.
    pub review: Vec<SequenceKey>,
}

impl Default for Cadence {
    fn default() -> Cadence {
        Cadence { high_days: 2, medium_days: 4, low_days: 7, max_touches: 7, off: Vec::new(), review: Vec::new() }
    }
}

impl Setting for Cadence {
    const KEY: &'static str = "cadence";

    fn check(&self) -> Result<()> {
        for (field, days) in
            [("high_days", self.high_days), ("medium_days", self.medium_days), ("low_days", self.low_days)]
        {
            if !(1..=60).contains(&days) {
                return Err(Error::invalid(field, "Please give 1 to 60 days between touches."));
            }
        }
        if !(1..=20).contains(&self.max_touches) {
            return Err(Error::invalid("max_touches", "Please give 1 to 20 touches before a decision."));
        }
        Ok(())
    }
}

/// A sequence as the settings show it.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct SequenceView {
    /// Key.
    pub key: SequenceKey,
    /// Name.
    pub name: String,
    /// What starts it, in plain words.
    pub trigger: String,
    /// Switched on.
    pub is_on: bool,
    /// A person looks at each mail first.
    pub is_reviewed: bool,
    /// Its touches.
    pub steps: Vec<StepView>,
}

/// A touch as the settings show it.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct StepView {
    /// When, in plain words.
    pub when: String,
    /// How.
    pub channel: Channel,
    /// Subject of a mail.
    pub subject: String,
    /// Text with its variables.
    pub body: String,
}

/// Sequences and their cadence.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Sequences {
    /// Spacing and switches.
    pub cadence: Cadence,
    /// The sequences.
    pub sequences: Vec<SequenceView>,
}

/// What a sequence does on an enquiry.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Running {
    /// The enrolment.
    pub enrolment: enrolment::Model,
    /// Its name.
    pub name: String,
    /// Touches so far, newest first.
    pub steps: Vec<step::Model>,
    /// The next touch as it would go out now.
    pub next: Option<NextTouch>,
}

/// The touch that comes next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct NextTouch {
    /// When.
    pub at: At,
    /// How.
    pub channel: Channel,
    /// Subject.
    pub subject: String,
    /// Text.
    pub body: String,
}

/// Sequences and open tasks of an enquiry.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct OfEnquiry {
    /// Sequences, running ones first.
    pub running: Vec<Running>,
    /// Tasks, open ones first.
    pub tasks: Vec<task::Model>,
}

/// The rep's day.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Today {
    /// Overdue, most urgent first: red.
    pub missed: Vec<TodayRow>,
    /// Due today, ranked.
    pub rows: Vec<TodayRow>,
    /// Done since the day began.
    #[ts(type = "number")]
    pub done_today: u64,
    /// Due today but beyond the rows shown.
    #[ts(type = "number")]
    pub more: u64,
    /// Calls made or taken since the day began.
    #[ts(type = "number")]
    pub calls_today: u64,
    /// Mails sent since the day began.
    #[ts(type = "number")]
    pub mails_today: u64,
    /// The next day on which something is due.
    pub next_day: Option<NextDay>,
}

/// A day that is still to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct NextDay {
    /// Which.
    pub on: NaiveDate,
    /// How much is due then.
    #[ts(type = "number")]
    pub count: u64,
    /// What comes first.
    pub first: String,
}

/// One thing to do.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct TodayRow {
    /// The task.
    pub task_id: TaskId,
    /// What about.
    pub kind: TaskKind,
    /// One line.
    pub title: String,
    /// The text to say or send.
    pub body: String,
    /// Why it stands here, in plain words.
    pub why: String,
    /// When.
    pub due_at: At,
    /// Past its day.
    pub is_overdue: bool,
    /// How much it matters.
    pub priority: Priority,
    /// The enquiry.
    pub enquiry_id: EnquiryId,
    /// Its title.
    pub enquiry: String,
    /// Company.
    pub company: String,
    /// Contact name.
    pub contact: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
}

/// A task done: outcome, category, comment, next date.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Complete {
    /// Which task.
    pub task_id: TaskId,
    /// How it went.
    pub outcome: Outcome,
    /// Category; required as `rules::complete` says.
    pub category: Option<Category>,
    /// Negotiated price in paise, for `price_high`.
    #[ts(type = "number | null")]
    pub negotiated_minor: Option<i64>,
    /// Competitor, for `bought_competitor`.
    pub competitor: Option<String>,
    /// Next date; required for `deferred`.
    pub next_on: Option<NaiveDate>,
    /// The rep's words; always required (seed B 2.4).
    pub comment: String,
}

impl Complete {
    /// What the rep says.
    pub fn said(&self) -> Said {
        Said {
            outcome: self.outcome,
            category: self.category,
            negotiated_minor: self.negotiated_minor,
            competitor: self.competitor.clone(),
            next_on: self.next_on,
            comment: self.comment.clone(),
        }
    }
}

/// How something went, in the rep's words.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Said {
    /// How it went.
    pub outcome: Outcome,
    /// Category; required as `rules::said` says.
    pub category: Option<Category>,
    /// Negotiated price in paise, for `price_high`.
    #[ts(type = "number | null")]
    pub negotiated_minor: Option<i64>,
    /// Competitor, for `bought_competitor`.
    pub competitor: Option<String>,
    /// Next date; required for `deferred`.
    pub next_on: Option<NaiveDate>,
    /// The rep's words; always required (seed B 2.4).
    pub comment: String,
}

/// A telephone call that took place, whether or not a task had asked for it.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct LogCall {
    /// On which enquiry.
    pub enquiry_id: EnquiryId,
    /// With whom; the contact of the enquiry when absent.
    pub contact_id: Option<ContactId>,
    /// Who rang.
    pub direction: Direction,
    /// How long they talked, when somebody has counted.
    pub seconds: Option<u32>,
    /// How it went: `no_answer` when nobody was reached.
    #[serde(flatten)]
    pub said: Said,
}

/// A task put off.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Snooze {
    /// Which task.
    pub task_id: TaskId,
    /// Until when.
    pub until: At,
}

/// A task for oneself.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Remind {
    /// On which enquiry.
    pub enquiry_id: EnquiryId,
    /// One line.
    pub title: String,
    /// When.
    pub due_at: At,
}

/// A sequence held, let go or ended by hand.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Steer {
    /// Which.
    pub id: EnrolmentId,
    /// Why.
    pub reason: String,
    /// Held until this day: it goes on by itself then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub until: Option<NaiveDate>,
}

/// A touch that is due.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Fire {
    /// Which enrolment.
    pub id: EnrolmentId,
    /// Number of the touch: firing it twice is firing it once.
    pub no: i32,
    /// When it was due.
    pub due_at: At,
}

/// A touch a person has read and lets go.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Release {
    /// Which.
    pub id: StepId,
    /// The text, possibly changed.
    pub body: String,
}

/// How it stands with a whole enrolment.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Standing {
    /// Which.
    pub id: EnrolmentId,
    /// Where it stands.
    pub state: EnrolmentState,
}
