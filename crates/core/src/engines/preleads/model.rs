//! Rows and shapes of the pre-leads engine.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{
    engines::{
        email::{intent::Intent, mailbox::Address},
        masters::model::NewCompany,
    },
    id,
    kernel::{At, Audience, PersonId, Synced, ids::derive},
    record, words,
};

id!(
    /// A pre-lead.
    PreleadId
);

impl PreleadId {
    /// The id of a sender to whoever they wrote to, by the address in any case: a stranger who writes to two of us is a
    /// pre-lead of each, because neither may see what is the other's.
    pub fn of(person: PersonId, address: &str) -> PreleadId {
        PreleadId(derive(&[b"prelead", person.0.as_bytes(), address.to_lowercase().as_bytes()]))
    }
}

words!(
    /// Where a pre-lead came from (seed A 2.1).
    pub enum Source {
        /// A campaign.
        Campaign = "campaign",
        /// The database.
        Database = "database",
        /// A mail from somebody unknown.
        Email = "email",
    }
);

/// The pre-lead table.
pub mod prelead {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, PersonId, PreleadId, Source};

    /// One pre-lead.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema, DeriveEntityModel)]
    #[sea_orm(table_name = "prelead")]
    #[ts(rename = "Prelead")]
    #[schema(as = Prelead)]
    pub struct Model {
        /// Derived from the address and whom they wrote to.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PreleadId,
        /// Where from.
        pub source: Source,
        /// Name as given.
        pub name: String,
        /// Mail address, lower case.
        pub address: String,
        /// Company as far as it is known.
        pub company_name: Option<String>,
        /// Telephone, E.164.
        pub phone: Option<String>,
        /// What they wrote about: subject of the newest mail.
        pub subject: String,
        /// What they want, in a line.
        pub wants: String,
        /// Product named.
        pub product: Option<String>,
        /// Quantity named, as text.
        pub quantity: Option<String>,
        /// Unit of the quantity.
        pub unit: Option<String>,
        /// Stage (`PIPELINE`).
        pub stage: String,
        /// Since when.
        pub stage_since: At,
        /// Why it was turned down or put off.
        pub reason: Option<String>,
        /// When to come back to it.
        pub wake_on: Option<chrono::NaiveDate>,
        /// The enquiry it became.
        pub enquiry_id: Option<Uuid>,
        /// Whose it is.
        pub owner_id: PersonId,
        /// How many mails it has sent.
        pub mails: i32,
        /// Thread of the newest mail: shared reference, not content.
        pub mail_ref: Option<String>,
        /// When it came in.
        pub created_at: At,
        /// When it last wrote.
        pub seen_at: At,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(prelead, "prelead", "pre-lead", Shared, search: ["name", "address", "company_name", "subject"],
    follows: ["stage_since"]);

impl Synced for prelead::Model {
    fn audience(&self) -> Audience {
        Audience::person(self.owner_id)
    }
}

/// A sender nobody knows, with what they want.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Take {
    /// The pre-lead it goes to. A desk says it, so that it stays the same in whosever name the work is done again.
    #[serde(default)]
    #[ts(optional)]
    pub id: Option<PreleadId>,
    /// Who.
    pub from: Address,
    /// What the mail is called.
    pub subject: String,
    /// The sentence that says what they want.
    pub wants: String,
    /// Label.
    pub intent: Intent,
    /// Product named.
    pub product: Option<String>,
    /// Quantity named.
    pub quantity: Option<String>,
    /// Unit.
    pub unit: Option<String>,
    /// Telephone named.
    pub phone: Option<String>,
    /// `Message-ID`.
    pub mail_ref: Option<String>,
    /// When it came.
    pub received_at: At,
    /// A person says it is worth a pre-lead: one that was put down as junk or dropped is looked at anew.
    #[serde(default)]
    pub is_insisted: bool,
}

/// A later mail of a sender who was turned away.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct NoteMail {
    /// The pre-lead that turns it away.
    pub id: PreleadId,
    /// What the mail is called.
    pub subject: String,
    /// The sentence that says what they want.
    pub wants: String,
    /// `Message-ID`.
    pub mail_ref: Option<String>,
    /// When it came.
    pub received_at: At,
}

/// A pre-lead found genuine: becomes a company with a contact, and an enquiry.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Validate {
    /// Which.
    pub id: PreleadId,
    /// The company it belongs to.
    pub company: NewCompany,
}

/// What validation made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct Validated {
    /// Which pre-lead.
    pub id: PreleadId,
    /// The enquiry it became.
    #[ts(type = "string | null")]
    pub enquiry_id: Option<uuid::Uuid>,
}

/// A pre-lead whose day has come again.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Wake {
    /// Which.
    pub id: PreleadId,
    /// The day it was put off to: a later date makes the call void.
    pub on: chrono::NaiveDate,
}

/// A pre-lead moved.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct MovePrelead {
    /// Which.
    pub id: PreleadId,
    /// Stage.
    pub to: String,
    /// What the stage asks for.
    #[ts(type = "Record<string, unknown>")]
    pub fields: serde_json::Map<String, serde_json::Value>,
}

/// A pre-lead as found.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct FoundPrelead {
    /// Id.
    pub id: PreleadId,
    /// Name as given.
    pub name: String,
    /// Mail address.
    pub address: String,
    /// Company as far as it is known.
    pub company_name: Option<String>,
    /// Subject of the newest mail.
    pub subject: String,
    /// It waits no longer, but among those who were turned away.
    pub is_turned_away: bool,
}

/// Some of the pre-leads, newest first.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct ListPreleads {
    /// Stage key; all that wait when absent.
    pub stage: Option<String>,
    /// Without a stage: those who were turned away instead of those who wait.
    #[serde(default)]
    pub is_turned_away: bool,
}
