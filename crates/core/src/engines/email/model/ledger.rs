//! The ledger of a mailbox: what the server has, what is here of it, and why the rest is not.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{FolderId, MailRow, MailboxId, Phase};
use crate::{engines::email::mailbox::FolderRole, kernel::At};

/// The ledger of the mailbox in use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct Ledger {
    /// Whose.
    pub address: String,
    /// When the last whole round ended.
    pub synced_at: Option<At>,
    /// Its folders: those that are read first, the inbox before all.
    pub folders: Vec<FolderEntry>,
}

/// A folder in the ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct FolderEntry {
    /// Id.
    pub id: FolderId,
    /// Localised name.
    pub name: String,
    /// What it is for.
    pub role: FolderRole,
    /// False: it is listed and not read.
    pub is_read: bool,
    /// Where its sync stands.
    pub phase: Phase,
    /// Messages on the server when it was last listed.
    #[ts(type = "number")]
    pub on_server: i64,
    /// What is here.
    pub here: FolderCount,
    /// Reported as gone or moved, and not looked for yet.
    #[ts(type = "number")]
    pub missing: i64,
    /// When a round of it last ended well.
    pub synced_at: Option<At>,
    /// When the counts were last compared and all was well.
    pub audited_at: Option<At>,
    /// When it was last read anew because they were apart.
    pub reread_at: Option<At>,
    /// How many more messages the server counts than are here though all was read: drafts, or what is no mail.
    #[ts(type = "number")]
    pub apart: i64,
    /// What is wrong, in plain words.
    pub trouble: Option<String>,
}

/// What is here of a folder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct FolderCount {
    /// Mails that are here.
    #[ts(type = "number")]
    pub stored: i64,
    /// Of these, those whose body is still on the server.
    #[ts(type = "number")]
    pub waiting: i64,
    /// Set aside because they cannot be read.
    #[ts(type = "number")]
    pub unreadable: i64,
    /// Of these, those of which not even sender and subject are here.
    #[ts(type = "number")]
    pub unknown: i64,
}

impl FolderCount {
    /// Messages of the server of which it is known what became.
    pub(crate) fn accounted(self) -> i64 {
        self.stored.saturating_add(self.unknown)
    }
}

/// Where a mail that was asked for is here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct KnownMail {
    /// The mail.
    pub row: MailRow,
    /// The folder that it is in, or was in last.
    pub folder: String,
    /// The server does not have it any more since then.
    pub gone_at: Option<At>,
    /// Its body is still on the server.
    pub is_waiting: bool,
    /// Why it cannot be read.
    pub trouble: Option<String>,
}

/// Messages that somebody misses, where the server has them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Missed {
    /// Which mailbox.
    pub mailbox_id: MailboxId,
    /// Server ids of the message and of its folder.
    pub places: Vec<(String, String)>,
}
