//! The tables.

use super::{ActivityId, ActivityKind, EnquiryId, Priority, TrackId, TrackKind};
use crate::{
    engines::masters::model::{CompanyId, ContactId},
    kernel::{At, Audience, PersonId, Synced, rank::Rank},
    record,
};

/// The enquiry table.
pub mod enquiry {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, CompanyId, ContactId, EnquiryId, PersonId, Priority, Rank};

    /// One enquiry.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema, DeriveEntityModel)]
    #[sea_orm(table_name = "enquiry")]
    #[ts(rename = "Enquiry")]
    #[schema(as = Enquiry)]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: EnquiryId,
        /// Short name for people, made from the id (`E-7K3QF2`).
        pub code: String,
        /// Whose.
        pub company_id: CompanyId,
        /// Who asked.
        pub contact_id: Option<ContactId>,
        /// Who works on it.
        pub owner_id: PersonId,
        /// Title.
        pub title: String,
        /// Product asked for.
        pub product: Option<String>,
        /// Decimal amount as text.
        pub quantity: Option<String>,
        /// Unit.
        pub unit: Option<String>,
        /// Worth, minor units.
        #[ts(type = "number | null")]
        pub value_minor: Option<i64>,
        /// ISO 4217.
        pub currency: String,
        /// How much it matters.
        pub priority: Priority,
        /// Stage (`PIPELINE`).
        pub stage: String,
        /// Since when.
        pub stage_since: At,
        /// Place in its column.
        pub rank: Rank,
        /// Review date of a long pendency.
        pub review_on: Option<chrono::NaiveDate>,
        /// Until when the quoted price holds.
        pub valid_until: Option<chrono::NaiveDate>,
        /// Their order number, once won.
        pub po_number: Option<String>,
        /// Why it ended, or why it is to be dropped.
        pub reason: Option<String>,
        /// How long an extension lasts (seed A 2.4).
        pub extended_until: Option<chrono::NaiveDate>,
        /// Extensions so far, at most two.
        pub extensions: i32,
        /// Last human or inbound act: what the 45 days count from.
        pub last_activity_at: At,
        /// Messages we have sent or calls made on it (seed C: 5-7 before Lost).
        pub touches: i32,
        /// `Message-ID` of the mail that opened it.
        pub mail_ref: Option<String>,
        /// When it was opened.
        pub created_at: At,
        /// When it ended.
        pub closed_at: Option<At>,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(enquiry, "enquiry", "enquiry", Shared, search: ["title", "code", "product"],
    follows: ["last_activity_at", "stage_since", "touches"], places: ["rank"]);

impl Synced for enquiry::Model {
    fn audience(&self) -> Audience {
        Audience::person(self.owner_id)
    }
}

/// The track table.
pub mod track {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, EnquiryId, PersonId, TrackId, TrackKind};

    /// One track.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema, DeriveEntityModel)]
    #[sea_orm(table_name = "track")]
    #[ts(rename = "Track")]
    #[schema(as = Track)]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: TrackId,
        /// Its enquiry.
        pub enquiry_id: EnquiryId,
        /// What it waits for.
        pub kind: TrackKind,
        /// Who sees to it.
        pub owner_id: PersonId,
        /// By when.
        pub due_on: chrono::NaiveDate,
        /// What exactly.
        pub note: Option<String>,
        /// When it began.
        pub opened_at: At,
        /// When it was settled.
        pub closed_at: Option<At>,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(track, "track", "track", Shared, under: [("enquiry_id", "enquiry")]);

impl Synced for track::Model {
    fn audience(&self) -> Audience {
        Audience::under::<enquiry::Model>(self.enquiry_id).and(self.owner_id)
    }
}

/// The activity table: the timeline, append-only.
pub mod activity {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{ActivityId, ActivityKind, At, EnquiryId, PersonId};

    /// One line.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema, DeriveEntityModel)]
    #[sea_orm(table_name = "activity")]
    #[ts(rename = "Activity")]
    #[schema(as = Activity)]
    pub struct Model {
        /// Id; of a mail derived from enquiry and `Message-ID`, so that it is there once.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ActivityId,
        /// Its enquiry.
        pub enquiry_id: EnquiryId,
        /// What it is.
        pub kind: ActivityKind,
        /// When it happened.
        pub at: At,
        /// One line.
        pub title: String,
        /// More, in plain text.
        pub body: String,
        /// Who, by name: theirs or ours.
        pub who: String,
        /// The person of ours, when one acted.
        pub person_id: Option<PersonId>,
        /// `Message-ID` of a mail.
        pub mail_ref: Option<String>,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(activity, "activity", "timeline entry", Shared, under: [("enquiry_id", "enquiry")]);

impl Synced for activity::Model {
    fn audience(&self) -> Audience {
        Audience::under::<enquiry::Model>(self.enquiry_id)
    }
}
