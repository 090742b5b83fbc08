//! The tables.

use super::{DefaultId, Reach, Shown, TotalId, ViewId};
use crate::{
    engines::{
        enquiries::model::{EnquiryId, Priority, TrackKind},
        masters::model::CompanyId,
        people::model::TeamId,
    },
    kernel::{At, Audience, PersonId, Synced, rank::Rank},
    record,
};

/// The card table: what a board shows of a record, and nothing else.
pub mod card {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, CompanyId, EnquiryId, PersonId, Priority, Rank, TrackKind};

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
        /// Whose enquiry it is.
        pub company_id: Option<CompanyId>,
        /// The product alone, in small letters.
        pub product_key: Option<String>,
        /// The open track that began first.
        pub lead_track: Option<TrackKind>,
        /// When the earliest open task is due.
        pub task_at: Option<At>,
        /// What it is.
        pub task_title: Option<String>,
        /// The earlier of the two: what comes next, by hand or by itself.
        pub due_at: Option<At>,
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

/// The table of kept views.
pub mod view {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, PersonId, Reach, Shown, TeamId, ViewId};

    /// One view.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema, DeriveEntityModel)]
    #[sea_orm(table_name = "board_view")]
    #[ts(rename = "BoardView")]
    #[schema(as = BoardView)]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ViewId,
        /// Name.
        pub name: String,
        /// Who made it.
        pub owner_id: PersonId,
        /// Who has it.
        pub reach: Reach,
        /// The team that has it; none of one that the whole office has.
        pub team_id: Option<TeamId>,
        /// What it shows.
        pub shown: Shown,
        /// Grows with each change; a change names the one that it was made from.
        pub edition: i32,
        /// When it was last changed.
        pub changed_at: At,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(view, "board_view", "view of the board", Shared);

impl Synced for view::Model {
    fn audience(&self) -> Audience {
        match self.reach {
            Reach::Private => Audience::person(self.owner_id),
            Reach::Team => Audience::office(),
        }
    }
}

/// The table of the views that people begin with.
pub mod first {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{DefaultId, PersonId, ViewId};

    /// One person's.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema, DeriveEntityModel)]
    #[sea_orm(table_name = "board_default")]
    #[schema(as = BoardDefault)]
    pub struct Model {
        /// Derived from the person.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: DefaultId,
        /// Whose.
        pub person_id: PersonId,
        /// Which view.
        pub view_id: ViewId,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(first, "board_default", "view to begin with", Shared);

impl Synced for first::Model {
    fn audience(&self) -> Audience {
        Audience::person(self.person_id)
    }
}
