//! Rows and shapes of the board.

mod rows;
mod views;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

pub use rows::{card, first, total, view};
pub use views::*;

use crate::{
    engines::{
        enquiries::model::{EnquiryId, Priority, TrackKind},
        masters::model::CompanyId,
    },
    id,
    kernel::{At, PersonId, pipeline::StageKind},
    words,
};

id!(
    /// The sum of a column.
    TotalId
);
id!(
    /// A kept view.
    ViewId
);
id!(
    /// The view that a person begins with.
    DefaultId
);

words!(
    /// Whose cards, as whoever looks would say it.
    pub enum Whose {
        /// Their own.
        Me = "me",
        /// Their team's.
        Team = "team",
    }
);

words!(
    /// When what comes next is due.
    pub enum Due {
        /// Before today.
        Overdue = "overdue",
        /// Today.
        Today = "today",
        /// Today or in the six days after.
        Week = "week",
    }
);

words!(
    /// In which order the cards of a column stand.
    pub enum Sort {
        /// As people have put them.
        Hand = "hand",
        /// The most valuable first.
        Value = "value",
        /// What is due first.
        Due = "due",
        /// What will be flagged first.
        Flag = "flag",
        /// What has been in its column longest.
        Age = "age",
    }
);

/// As people have put them, unless somebody says otherwise.
#[allow(clippy::derivable_impls, reason = "the words are declared by a macro that derives no default")]
impl Default for Sort {
    fn default() -> Sort {
        Sort::Hand
    }
}

words!(
    /// What the board is cut into lanes by.
    pub enum LaneBy {
        /// Who works on it.
        Owner = "owner",
        /// How much it matters.
        Priority = "priority",
        /// Whose it is: those with the most cards, and all others together.
        Company = "company",
        /// What it waits for: the open track that began first.
        Track = "track",
    }
);

/// Which cards. What is absent narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS, ToSchema)]
#[serde(default)]
pub struct Filter {
    /// Of this person only.
    pub owner_id: Option<PersonId>,
    /// Of whoever looks, or of their team.
    pub whose: Option<Whose>,
    /// Of this priority only.
    pub priority: Option<Priority>,
    /// Of this company only.
    pub company_id: Option<CompanyId>,
    /// For this product only, by its name.
    pub product: Option<String>,
    /// With this track open.
    pub track: Option<TrackKind>,
    /// In their column for so many days or more.
    pub stage_days: Option<i32>,
    /// Flagged within so many days, or flagged by then already.
    pub flag_days: Option<i32>,
    /// With what comes next due then.
    pub due: Option<Due>,
    /// Worth so much or more, minor units.
    #[ts(type = "number | null")]
    pub least_minor: Option<i64>,
    /// Worth so much or less, minor units.
    #[ts(type = "number | null")]
    pub most_minor: Option<i64>,
    /// Whose title, company or product fits these words.
    pub query: Option<String>,
}

/// A column's head.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct Column {
    /// Stage key.
    pub key: String,
    /// Label.
    pub label: String,
    /// Meaning, and so colour.
    pub kind: StageKind,
    /// Cards.
    #[ts(type = "number")]
    pub count: i64,
    /// Sum of their values, minor units.
    #[ts(type = "number")]
    pub value_minor: i64,
    /// ISO 4217.
    pub currency: String,
}

/// A part of a column.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS, ToSchema)]
pub struct Window {
    /// Stage key.
    pub column: String,
    /// Cards to skip.
    #[ts(type = "number")]
    pub offset: u64,
    /// Cards wanted, at most 200.
    #[ts(type = "number")]
    pub limit: u64,
    /// Which cards.
    #[serde(default)]
    pub filter: Filter,
    /// Only of this lane.
    #[serde(default)]
    #[ts(optional)]
    pub lane: Option<InLane>,
    /// In which order.
    #[serde(default)]
    #[ts(as = "Option<Sort>", optional)]
    pub sort: Sort,
}

/// A lane, as a window names it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct InLane {
    /// What the lanes are.
    pub by: LaneBy,
    /// Which: a person's id, a priority, a company's id, a track. None for the cards that no other lane has.
    pub key: Option<String>,
    /// Of the cards that no other lane has: the keys of the others.
    #[serde(default)]
    pub except: Vec<String>,
}

/// How to cut the board into lanes.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Cut {
    /// By what.
    pub by: LaneBy,
    /// Which cards.
    #[serde(default)]
    pub filter: Filter,
}

/// A lane with what is in each of its columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct Lane {
    /// Which, as a window names it; none for the cards that no other lane has.
    pub key: Option<String>,
    /// Name: a person's, a company's; empty where the key says it.
    pub label: String,
    /// Cards.
    #[ts(type = "number")]
    pub count: i64,
    /// Sum of their values, minor units.
    #[ts(type = "number")]
    pub value_minor: i64,
    /// Its columns, in the order of the board; those without a card are left out.
    pub cells: Vec<Cell>,
}

/// A column within a lane.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct Cell {
    /// Stage key.
    pub column: String,
    /// Cards.
    #[ts(type = "number")]
    pub count: i64,
    /// Sum of their values, minor units.
    #[ts(type = "number")]
    pub value_minor: i64,
}

/// A card that was picked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct Picked {
    /// The enquiry.
    pub id: EnquiryId,
    /// Title.
    pub title: String,
    /// Column.
    pub column: String,
}

/// The cards of a part of a column, in order.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Cards {
    /// The cards.
    pub cards: Vec<Card>,
}

/// A card on the board.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct Card {
    /// The enquiry.
    pub id: EnquiryId,
    /// Column.
    pub stage: String,
    /// Title.
    pub title: String,
    /// Company.
    pub company: String,
    /// Product and quantity.
    pub product: Option<String>,
    /// Worth, minor units.
    #[ts(type = "number | null")]
    pub value_minor: Option<i64>,
    /// ISO 4217.
    pub currency: String,
    /// How much it matters.
    pub priority: Priority,
    /// Who works on it.
    pub owner_id: PersonId,
    /// Kinds of the open tracks.
    pub tracks: Vec<String>,
    /// Days in this column.
    #[ts(type = "number")]
    pub days_here: i64,
    /// Days without a counted activity.
    #[ts(type = "number")]
    pub days_idle: i64,
    /// Days until it is flagged; none when it never is.
    #[ts(type = "number | null")]
    pub days_to_flag: Option<i64>,
    /// When the sequence acts next.
    pub next_at: Option<At>,
    /// What it will do.
    pub next_label: Option<String>,
    /// The text it will send.
    pub next_text: Option<String>,
    /// When the earliest open task is due.
    pub task_at: Option<At>,
    /// What it is.
    pub task_title: Option<String>,
    /// That task was due before today.
    pub is_late: bool,
}

impl Card {
    /// A card as it looks today.
    pub fn on(row: card::Model, now: At, today: Day) -> Card {
        Card {
            days_idle: now.since(row.last_activity_at).num_days(),
            days_to_flag: row.flag_on.map(|on| on.signed_duration_since(today.on).num_days()),
            tracks: row.tracks.split(',').filter(|kind| !kind.is_empty()).map(str::to_owned).collect(),
            id: row.id,
            stage: row.stage,
            title: row.title,
            company: row.company,
            product: row.product,
            value_minor: row.value_minor,
            currency: row.currency,
            priority: row.priority,
            days_here: now.since(row.stage_since).num_days(),
            is_late: row.task_at.is_some_and(|at| at < today.starts),
            owner_id: row.owner_id,
            task_at: row.task_at,
            task_title: row.task_title,
            next_at: row.next_at,
            next_label: row.next_label,
            next_text: row.next_text,
        }
    }
}

/// A day on the office wall.
#[derive(Debug, Clone, Copy)]
pub struct Day {
    /// Which.
    pub on: NaiveDate,
    /// When it begins.
    pub starts: At,
}
