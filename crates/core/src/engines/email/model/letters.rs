//! Mail that is being written: its rows, and what goes in and out of writing.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{DraftId, DraftState, DraftWay, MailboxId, MessageId, TemplateId};
use crate::{
    engines::email::mailbox::{Address, AttachmentCard, OutgoingFile},
    kernel::{At, effect::EffectId},
    record,
};

/// The draft table.
pub mod draft {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, DraftId, DraftWay, EffectId};

    /// One mail that is being written, or waits to leave.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "draft")]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: DraftId,
        /// What it is to become.
        pub way: DraftWay,
        /// The mail it answers or passes on.
        pub answers: Option<Uuid>,
        /// The enquiry it is for.
        pub enquiry_id: Option<Uuid>,
        /// To, as JSON text of addresses.
        pub to_people: String,
        /// Cc, likewise.
        pub cc_people: String,
        /// Bcc, likewise.
        pub bcc_people: String,
        /// Subject.
        pub subject: String,
        /// The subject it began with: an answer that keeps it leaves the subject to the server.
        pub begun_subject: String,
        /// What is written, as HTML of the editor.
        pub html: String,
        /// Files, as JSON text.
        pub files: String,
        /// When it was begun.
        pub begun_at: At,
        /// When it was saved last.
        pub saved_at: At,
        /// The work that carries it out, once it was sent.
        pub effect_id: Option<EffectId>,
        /// When it was thrown away.
        pub discarded_at: Option<At>,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(draft, "draft", "draft", Device);

/// The template table.
pub mod template {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, TemplateId};

    /// One text to begin from.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema, DeriveEntityModel)]
    #[sea_orm(table_name = "template")]
    #[ts(rename = "Template")]
    #[schema(as = Template)]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: TemplateId,
        /// What it is called.
        pub name: String,
        /// The subject of a new mail; may be empty.
        pub subject: String,
        /// The text, with variables in double braces.
        pub html: String,
        /// When it was saved.
        pub saved_at: At,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(template, "template", "template", Device);

/// The writing table.
pub mod writing {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::MailboxId;

    /// How mail is written from one mailbox.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "writing")]
    pub struct Model {
        /// The mailbox's id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MailboxId,
        /// Signature, as HTML; may be empty.
        pub signature: String,
        /// How long a mail can be called back, in seconds.
        pub undo_seconds: i64,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(writing, "writing", "signature", Device);

/// A draft begun.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct BeginDraft {
    /// What it is to become.
    pub way: DraftWay,
    /// The mail it answers or passes on.
    pub answers: Option<MessageId>,
    /// The enquiry it is for; that of the mail when none is named.
    #[ts(type = "string | null")]
    pub enquiry_id: Option<Uuid>,
    /// To whom, for a mail of its own.
    pub to: Vec<Address>,
}

/// A draft named.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS, ToSchema)]
pub struct OneDraft {
    /// Which.
    pub id: DraftId,
}

/// What is written so far. Files have commands of their own.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct SaveDraft {
    /// Which draft.
    pub id: DraftId,
    /// To.
    pub to: Vec<Address>,
    /// Cc.
    pub cc: Vec<Address>,
    /// Bcc.
    pub bcc: Vec<Address>,
    /// Subject.
    pub subject: String,
    /// The editor's HTML.
    pub html: String,
}

/// A draft sent.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct SendDraft {
    /// As it is written now.
    pub written: SaveDraft,
    /// Not before this instant; at once, less the time to call it back, when none is named.
    pub not_before: Option<At>,
}

/// A draft that waits to leave.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct SentDraft {
    /// Which.
    pub id: DraftId,
    /// The work that carries it out.
    pub effect_id: EffectId,
    /// Not before.
    pub leaves_at: At,
    /// How long it can be called back, in seconds.
    #[ts(type = "number")]
    pub undo_seconds: i64,
}

/// A file added to a draft: its bytes are on the desk.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AttachToDraft {
    /// Which draft.
    pub id: DraftId,
    /// The file.
    pub file: OutgoingFile,
}

/// A file taken off a draft.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct TakeOffDraft {
    /// Which draft.
    pub id: DraftId,
    /// Which of its files, from nought.
    #[ts(type = "number")]
    pub place: usize,
}

/// The mail that a draft answers or passes on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct AnsweredMail {
    /// Which.
    pub id: MessageId,
    /// Who wrote it.
    pub from: Address,
    /// Its subject.
    pub subject: String,
    /// When it came.
    pub received_at: At,
    /// Files that go along when it is passed on.
    pub files: Vec<AttachmentCard>,
}

/// A draft whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct MailDraft {
    /// Id.
    pub id: DraftId,
    /// What it is to become.
    pub way: DraftWay,
    /// The mail it answers or passes on.
    pub answers: Option<AnsweredMail>,
    /// The enquiry it is for.
    #[ts(type = "string | null")]
    pub enquiry_id: Option<Uuid>,
    /// To.
    pub to: Vec<Address>,
    /// Cc.
    pub cc: Vec<Address>,
    /// Bcc.
    pub bcc: Vec<Address>,
    /// Subject.
    pub subject: String,
    /// The editor's HTML.
    pub html: String,
    /// Files.
    pub files: Vec<OutgoingFile>,
    /// When it was saved last.
    pub saved_at: At,
    /// How far it has come.
    pub state: DraftState,
}

/// A draft in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct DraftRow {
    /// Id.
    pub id: DraftId,
    /// What it is to become.
    pub way: DraftWay,
    /// The mail it answers or passes on.
    pub answers: Option<MessageId>,
    /// To.
    pub to: Vec<Address>,
    /// Subject.
    pub subject: String,
    /// First words.
    pub preview: String,
    /// Has files.
    pub has_files: bool,
    /// When it was saved last.
    pub saved_at: At,
    /// How far it has come.
    pub state: DraftState,
    /// Not before, once it was sent.
    pub leaves_at: Option<At>,
    /// What went wrong, in plain words.
    pub trouble: Option<String>,
}

/// Somebody to write to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct Correspondent {
    /// Address, lower case.
    pub address: String,
    /// Name; may be empty.
    pub name: String,
    /// Their company, when it is known.
    pub company: Option<String>,
}

/// A template saved.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct SaveTemplate {
    /// Which; a new one when none is named.
    pub id: Option<TemplateId>,
    /// What it is called.
    pub name: String,
    /// Subject; may be empty.
    pub subject: String,
    /// The text.
    pub html: String,
}

/// A template named.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct OneTemplate {
    /// Which.
    pub id: TemplateId,
}

/// How mail is written from the mailbox in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Writing {
    /// Its address; empty while nobody has signed in.
    pub address: String,
    /// Signature, as HTML; may be empty.
    pub signature: String,
    /// How long a mail can be called back, in seconds: 0, 5, 10 or 30.
    #[ts(type = "number")]
    pub undo_seconds: i64,
}

/// How mail is to be written from the mailbox in use.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct SetWriting {
    /// Signature, as HTML.
    pub signature: String,
    /// 0, 5, 10 or 30.
    #[ts(type = "number")]
    pub undo_seconds: i64,
}
