//! What a rep asks to be done with several mails at once, and how a list is narrowed.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::MessageId;
use crate::kernel::At;

/// Several mails.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct ManyMails {
    /// Which, at most 500.
    pub ids: Vec<MessageId>,
    /// With the rest of the conversations that they stand for, as far as it is in the inbox.
    #[serde(default)]
    pub is_whole: bool,
}

/// Several mails that are read, or not.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct MarkMails {
    /// Which, at most 500.
    pub ids: Vec<MessageId>,
    /// With the rest of the conversations that they stand for, as far as it is in the inbox.
    #[serde(default)]
    pub is_whole: bool,
    /// Read or unread.
    pub is_read: bool,
}

/// Mails that are to come back later.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct SnoozeMails {
    /// Which, at most 500.
    pub ids: Vec<MessageId>,
    /// With the rest of the conversations that they stand for, as far as it is in the inbox.
    #[serde(default)]
    pub is_whole: bool,
    /// When they come back.
    pub until: At,
}

/// Whether the pictures of a mail's sender are shown unasked.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct TrustPictures {
    /// A mail of theirs.
    pub id: MessageId,
    /// From now on.
    pub is_trusted: bool,
}

/// A filter as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct FilterWord {
    /// The whole word: `from:ramesh`.
    pub text: String,
    /// What it narrows by: `from`.
    pub key: String,
    /// To what: `ramesh`.
    pub value: String,
}

/// A filter that was not understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct FilterTrouble {
    /// The whole word.
    pub text: String,
    /// What is wrong with it, and how to write it.
    pub message: String,
}
