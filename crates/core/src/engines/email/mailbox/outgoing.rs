//! A mail that goes out.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::Address;

/// How a mail follows the one that it answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// To whom wrote it.
    #[default]
    Reply,
    /// To everybody on it.
    ReplyAll,
    /// On to others, with its files.
    Forward,
}

/// A file that goes out with a mail. Its bytes are the desk's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct OutgoingFile {
    /// BLAKE3 of its bytes.
    pub hash: String,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Bytes.
    #[ts(type = "number")]
    pub size: i64,
}

/// A mail to be sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Outgoing {
    /// Our own mark, a UUID: the effect's id. Makes the send recognisable whatever happens.
    pub outbox_id: String,
    /// To. When an answer names anybody, it goes to exactly these; otherwise to whom the server chooses.
    pub to: Vec<Address>,
    /// Cc.
    pub cc: Vec<Address>,
    /// Bcc.
    #[serde(default)]
    pub bcc: Vec<Address>,
    /// Subject.
    pub subject: String,
    /// The subject is the person's own. Otherwise an answer keeps what the server gives it.
    #[serde(default)]
    pub is_own_subject: bool,
    /// HTML body, as it was written; it is cleaned and laid out for mail programs when the draft is made.
    pub html: String,
    /// Server id of the message this answers, if any.
    pub reply_to_id: Option<String>,
    /// How it answers it.
    #[serde(default)]
    pub way: Way,
    /// Files that go with it, in order.
    #[serde(default)]
    pub files: Vec<OutgoingFile>,
}
