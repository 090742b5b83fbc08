//! Rows and shapes of the board.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{
    engines::enquiries::model::{EnquiryId, Priority},
    id,
    kernel::{At, PersonId, pipeline::StageKind, rank::Rank},
    record,
};

id!(
    /// The sum of a column.
    TotalId
);

/// The card table: what a board shows of a record, and nothing else.
pub mod card {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, EnquiryId, PersonId, Priority, Rank};

    /// One card.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "card")]
    pub struct Model {
        /// The enquiry's id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: EnquiryId,
        /// Column.
        pub stage: String,
        /// Place in it.
        pub rank: Rank,
        /// Title.
        pub title: String,
        /// Company.
        pub company: String,
        /// Product and quantity, ready to read.
        pub product: Option<String>,
        /// Worth, minor units.
        pub value_minor: Option<i64>,
        /// ISO 4217.
        pub currency: String,
        /// How much it matters.
        pub priority: Priority,
        /// Who works on it.
        pub owner_id: PersonId,
        /// Kinds of the open tracks, by comma.
        pub tracks: String,
        /// In this column since.
        pub stage_since: At,
        /// Last human or inbound act.
        pub last_activity_at: At,
        /// When it will be flagged.
        pub flag_on: Option<chrono::NaiveDate>,
        /// When the sequence acts next.
        pub next_at: Option<At>,
        /// What it will do.
        pub next_label: Option<String>,
        /// The text it will send.
        pub next_text: Option<String>,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(card, "card", "card", Derived, search: ["title", "company", "product"]);

/// The total table: count and value of each column, kept as cards come and go.
pub mod total {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::TotalId;

    /// One column's sum.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "card_total")]
    pub struct Model {
        /// Derived from the stage.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: TotalId,
        /// Column.
        pub stage: String,
        /// Cards.
        pub cards: i64,
        /// Sum of their values in rupees' minor units.
        pub value_minor: i64,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(total, "card_total", "column total", Derived);

/// Which cards.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(default)]
pub struct Filter {
    /// Of this person only.
    pub owner_id: Option<PersonId>,
    /// Of this priority only.
    pub priority: Option<Priority>,
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
    /// Kinds of the open tracks.
    pub tracks: Vec<String>,
    /// In this column since.
    pub stage_since: At,
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
}

impl Card {
    /// A card as it looks today.
    pub fn on(row: card::Model, now: At, today: NaiveDate) -> Card {
        Card {
            days_idle: now.since(row.last_activity_at).num_days(),
            days_to_flag: row.flag_on.map(|on| on.signed_duration_since(today).num_days()),
            tracks: row.tracks.split(',').filter(|kind| !kind.is_empty()).map(str::to_owned).collect(),
            id: row.id,
            stage: row.stage,
            title: row.title,
            company: row.company,
            product: row.product,
            value_minor: row.value_minor,
            currency: row.currency,
            priority: row.priority,
            stage_since: row.stage_since,
            next_at: row.next_at,
            next_label: row.next_label,
            next_text: row.next_text,
        }
    }
}
