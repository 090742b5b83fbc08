//! What the reader made of a mail, what the desk did upon that by itself, and what a person said to it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Disposition, MailRow, MessageId, StoredIntent};
use crate::{engines::email::intent::Intent, kernel::At, record, words};

words!(
    /// What a person said to a judgement.
    pub enum Said {
        /// It was right.
        Accepted = "accepted",
        /// It was something else.
        Corrected = "corrected",
        /// What the desk did upon it was taken back.
        Undone = "undone",
    }
);

/// A mail that the desk put with the junk by itself.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct PutAway {
    /// The mail.
    pub row: MailRow,
    /// When the desk did it.
    pub at: At,
    /// What spoke for it, in plain words.
    pub reasons: Vec<String>,
    /// Nobody has looked at it in the list of these yet.
    pub is_new: bool,
}

/// What the desk put with the junk by itself in the last seven days, the newest first.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct PutAwayLately {
    /// The mails, at most 200.
    pub mails: Vec<PutAway>,
    /// How many of them nobody has looked at yet.
    #[ts(type = "number")]
    pub unseen: u64,
}

/// Somebody has looked at what was put away.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct SeenPutAway {
    /// At these mails.
    pub ids: Vec<MessageId>,
}

/// Whether the desk puts junk away by itself.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct SetJunk {
    /// It does.
    pub is_on: bool,
}

/// Which week is asked about.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct OfWeek {
    /// Weeks back from this one.
    pub back: u32,
}

/// How the reader did in a week, by what it took mails for.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Accuracy {
    /// The Monday on which the week begins, where the office is.
    pub from: NaiveDate,
    /// Its Sunday.
    pub until: NaiveDate,
    /// There are judgements of weeks before.
    pub has_earlier: bool,
    /// The desk puts junk away by itself; nothing where there is no mailbox.
    pub puts_junk_away: Option<bool>,
    /// One for each label that the reader gave, the commonest first.
    pub labels: Vec<LabelAccuracy>,
}

/// How it did with a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct LabelAccuracy {
    /// The label.
    pub intent: Intent,
    /// Mails that the reader took for it.
    #[ts(type = "number")]
    pub read: u64,
    /// Of them, those upon which the desk did something by itself.
    #[ts(type = "number")]
    pub by_itself: u64,
    /// Those that a person accepted.
    #[ts(type = "number")]
    pub accepted: u64,
    /// Those to which a person gave another label.
    #[ts(type = "number")]
    pub corrected: u64,
    /// Those where a person took back what the desk had done.
    #[ts(type = "number")]
    pub undone: u64,
}

/// The judgement table.
pub mod judgement {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, Disposition, MessageId, Said, StoredIntent};

    /// One mail's.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "judgement")]
    pub struct Model {
        /// The message's id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MessageId,
        /// What the reader took it for.
        pub intent: StoredIntent,
        /// How sure it was, in thousandths.
        pub confidence: i32,
        /// When.
        pub judged_at: At,
        /// What became of the mail without a person; nothing where it waits for one.
        pub did: Option<Disposition>,
        /// Why it was put with the junk, as a JSON list of plain words.
        pub reasons: String,
        /// When somebody looked at what was put away.
        pub seen_at: Option<At>,
        /// What a person said.
        pub said: Option<Said>,
        /// What it is, where a person put it right.
        pub put_right: Option<StoredIntent>,
        /// When.
        pub said_at: Option<At>,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(judgement, "judgement", "judgement of a mail", Device);
