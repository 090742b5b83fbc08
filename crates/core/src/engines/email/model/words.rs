//! What the mail server is still to be told of what a person did with a mail here.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{MessageId, WordId};
use crate::{
    kernel::{At, ids::derive},
    record, words,
};

words!(
    /// What there is to tell.
    pub enum What {
        /// It was read.
        Read = "read",
        /// It counts as new.
        Unread = "unread",
        /// It is junk.
        Junk = "junk",
        /// It belongs in the inbox.
        Inbox = "inbox",
    }
);

impl What {
    /// Whether it is about the folder that a mail is in, or about its having been read.
    pub(crate) fn is_about_place(self) -> bool {
        matches!(self, What::Junk | What::Inbox)
    }
}

impl WordId {
    /// A mail has one word of each sort: what was said last is what counts.
    pub(crate) fn of(message: MessageId, what: What) -> WordId {
        WordId(derive(&[b"word", message.0.as_bytes(), &[u8::from(what.is_about_place())]]))
    }
}

/// Something was done with mails.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Say {
    /// The mails.
    pub ids: Vec<MessageId>,
    /// What was done.
    pub what: What,
}

/// What the server was told, as it stood then.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Told {
    /// Which words.
    pub words: Vec<(WordId, What)>,
    /// Which of them it will never follow, such as one about a mail that it does not have any more.
    pub refused: Vec<(WordId, What)>,
}

/// The word table.
pub mod word {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, MessageId, What, WordId};

    /// One word.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "word")]
    pub struct Model {
        /// Derived from the mail and the sort of word.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: WordId,
        /// The mail.
        pub message_id: MessageId,
        /// What there is to tell.
        pub what: What,
        /// When it was said.
        pub said_at: At,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(word, "word", "word to the mail server", Device);
