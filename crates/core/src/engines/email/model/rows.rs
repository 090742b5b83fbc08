//! The tables.

use super::{
    Direction, Disposition, FolderId, Hydration, MailboxId, MessageId, Phase, QuarantineId, RemovalId, StoredIntent,
    StoredRole,
};
use crate::{kernel::At, record};

/// The mailbox table.
pub mod mailbox {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, MailboxId};

    /// One signed-in mailbox.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "mailbox")]
    pub struct Model {
        /// Derived from the server's user id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MailboxId,
        /// Primary address, lower case.
        pub address: String,
        /// Display name.
        pub name: String,
        /// When the last whole round ended.
        pub synced_at: Option<At>,
        /// When it was connected.
        pub connected_at: At,
        /// The desk puts junk away by itself.
        pub puts_junk_away: bool,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(mailbox, "mailbox", "mailbox", Device);

/// The folder table.
pub mod folder {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, FolderId, MailboxId, Phase, StoredRole};

    /// One folder and where its sync stands.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "folder")]
    pub struct Model {
        /// Derived from mailbox and server id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: FolderId,
        /// Its mailbox.
        pub mailbox_id: MailboxId,
        /// Server id, case-sensitive.
        pub remote_id: String,
        /// Localised name.
        pub name: String,
        /// What it is for.
        pub role: StoredRole,
        /// False: listed, not read.
        pub is_synced: bool,
        /// Where the sync stands.
        pub phase: Phase,
        /// Link to go on with; none at the beginning.
        pub cursor: Option<String>,
        /// True when the link starts a new round, false within one.
        pub is_round_end: bool,
        /// Grows with each reset; rows of an older generation are looked into after the round.
        pub generation: i64,
        /// Messages on the server when last listed.
        pub remote_total: i64,
        /// When a round last ended well.
        pub synced_at: Option<At>,
        /// What is wrong, in plain words.
        pub trouble: Option<String>,
        /// When the counts were last compared and all was well.
        pub audited_at: Option<At>,
        /// When it was last read anew because they were apart.
        pub reread_at: Option<At>,
        /// How many more messages the server counts than are here though all was read: drafts, or what is no mail.
        pub apart: i64,
        /// In how many rounds in a row the counts were apart by anything else.
        pub apart_rounds: i32,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(folder, "folder", "folder", Device);

/// The message table: everything a list needs, and what became of it.
pub mod message {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, Direction, Disposition, FolderId, Hydration, MailboxId, MessageId, StoredIntent};

    /// One message.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "message")]
    pub struct Model {
        /// Derived from mailbox and server id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MessageId,
        /// Its mailbox.
        pub mailbox_id: MailboxId,
        /// The folder it is in.
        pub folder_id: FolderId,
        /// Server id, case-sensitive.
        pub remote_id: String,
        /// The folder's generation when it was last seen.
        pub generation: i64,
        /// Version tag of the server.
        pub change_key: String,
        /// `Message-ID` with its brackets.
        pub internet_message_id: Option<String>,
        /// First `Message-ID` of the thread, by `References` and `In-Reply-To`, never by subject.
        pub thread_root: Option<String>,
        /// Subject.
        pub subject: String,
        /// Sender address, lower case.
        pub from_address: String,
        /// Sender name.
        pub from_name: String,
        /// Recipients, as JSON text of addresses.
        pub recipients: String,
        /// Where its sender wants the answer, as JSON text; an empty list where that is the sender.
        pub reply_to: String,
        /// When it came (went).
        pub received_at: At,
        /// Read state.
        pub is_read: bool,
        /// Draft state.
        pub is_draft: bool,
        /// Has files.
        pub has_attachments: bool,
        /// First characters.
        pub preview: String,
        /// How much of it is here.
        pub hydration: Hydration,
        /// Which way.
        pub direction: Direction,
        /// What became of it.
        pub disposition: Disposition,
        /// Why, in plain words.
        pub reason: String,
        /// What it wants.
        pub intent: Option<StoredIntent>,
        /// How sure the reader was, in thousandths.
        pub confidence: Option<i32>,
        /// A person said so.
        pub is_corrected: bool,
        /// The enquiry or pre-lead it is on.
        pub record_id: Option<Uuid>,
        /// Whose it is, when known.
        pub company_id: Option<Uuid>,
        /// Set once the server no longer has it.
        pub gone_at: Option<At>,
        /// Where it stands in the lists: when it came, or came back from being snoozed.
        pub placed_at: At,
        /// It stands for its conversation in a list that is grouped: the newest that came in, else the newest of ours.
        pub is_head: bool,
        /// Out of the lists until then.
        pub snoozed_until: Option<At>,
        /// It came back from being snoozed and nobody has looked since.
        pub is_back: bool,
        /// What had become of it before it was marked as junk.
        pub was: Option<Disposition>,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(message, "message", "mail", Device,
    search: ["subject", "from_name", "from_address", "preview", "recipients"] and "body" ["text"] newest "placed_at",
    follows: ["is_read"]);

/// The body table: the inside of a message.
pub mod body {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::MessageId;

    /// One message's inside.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "body")]
    pub struct Model {
        /// The message's id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MessageId,
        /// Sanitised HTML.
        pub html: String,
        /// Visible text.
        pub text: String,
        /// The verdict, as JSON text; none for our own mail.
        pub verdict: Option<String>,
        /// Attachment cards, as JSON text.
        pub attachments: String,
        /// The body was cut.
        pub is_truncated: bool,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(body, "body", "mail body", Device);

/// The removal table: what the server says is gone, until somebody has looked.
pub mod removal {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, FolderId, RemovalId};

    /// One candidate.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "removal")]
    pub struct Model {
        /// Derived from the folder and the server id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: RemovalId,
        /// The folder that reported it.
        pub folder_id: FolderId,
        /// Server id.
        pub remote_id: String,
        /// When.
        pub reported_at: At,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(removal, "removal", "reported removal", Device);

/// The quarantine table: what could not be read, kept for another try.
pub mod quarantine {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, FolderId, QuarantineId};

    /// One unreadable item.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "quarantine")]
    pub struct Model {
        /// Derived from the folder and the server id (or the raw text).
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: QuarantineId,
        /// Where it was.
        pub folder_id: FolderId,
        /// Server id, when it had one.
        pub remote_id: Option<String>,
        /// Why, in plain words.
        pub reason: String,
        /// The raw item, cut to 4 kB.
        pub raw: String,
        /// When.
        pub found_at: At,
        /// How often it was tried.
        pub attempts: i32,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(quarantine, "quarantine", "unreadable item", Device);
