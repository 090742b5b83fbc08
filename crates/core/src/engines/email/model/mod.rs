//! Rows and shapes of the mail engine. All of it stays on this device.

mod judgements;
mod learning;
mod ledger;
mod letters;
mod pictures;
mod rows;
mod senders;
mod views;
mod wishes;
mod words;

pub use judgements::*;
pub use learning::*;
pub use ledger::*;
pub use letters::*;
pub use pictures::{TakePictures, TakenPicture, picture};
pub use rows::{body, folder, mailbox, message, quarantine, removal};
pub use senders::sender;
pub use views::*;
pub use wishes::*;
pub use words::{Say, Told, What, word};

use crate::{id, words};

id!(
    /// A signed-in mailbox.
    MailboxId
);
id!(
    /// A folder of a mailbox.
    FolderId
);
id!(
    /// A message; derived from mailbox and server id.
    MessageId
);
id!(
    /// A message whose removal the server reported and nobody has confirmed.
    RemovalId
);
id!(
    /// What is kept in mind of a sender; derived from the address.
    SenderId
);
id!(
    /// Something the server sent that could not be read.
    QuarantineId
);

id!(
    /// A word to the mail server; derived from the mail and what it is about.
    WordId
);
id!(
    /// A picture that stands inside a mail; derived from the mail and how its body names it.
    PictureId
);
id!(
    /// A mail that is being written.
    DraftId
);
id!(
    /// A text to begin a mail from.
    TemplateId
);
id!(
    /// A model that the reader was taught.
    TaughtId
);

words!(
    /// What a draft is to become.
    pub enum DraftWay {
        /// A mail of its own.
        New = "new",
        /// An answer to whom wrote.
        Reply = "reply",
        /// An answer to everybody on a mail.
        ReplyAll = "reply_all",
        /// A mail passed on.
        Forward = "forward",
    }
);

words!(
    /// How far a draft has come.
    pub enum DraftState {
        /// It is being written.
        Open = "open",
        /// It waits for its time, or for the network.
        Waiting = "waiting",
        /// It has been handed over, and is looked for in Sent Items.
        Leaving = "leaving",
        /// It was refused: nothing has left.
        Failed = "failed",
        /// Nobody can tell whether it left.
        Unknown = "unknown",
    }
);

words!(
    /// What became of a mail. Every mail has exactly one, so the counts add up.
    pub enum Disposition {
        /// Not read yet: its body is still on the server.
        Pending = "pending",
        /// On an enquiry.
        Linked = "linked",
        /// Waiting with its sender as a pre-lead.
        Prelead = "prelead",
        /// Put away, with a reason.
        Archived = "archived",
        /// A person has to look.
        Unclassified = "unclassified",
        /// Our own, on no enquiry.
        Sent = "sent",
        /// Junk: a person said so, of this mail or of an earlier one of its sender, or two signals did.
        Junk = "junk",
    }
);

words!(
    /// Which way a mail went.
    pub enum Direction {
        /// To us.
        Incoming = "incoming",
        /// From us.
        Outgoing = "outgoing",
    }
);

words!(
    /// How much of a message is here.
    pub enum Hydration {
        /// The outside only.
        Envelope = "envelope",
        /// All of it.
        Whole = "whole",
        /// It could not be read; it is in quarantine.
        Failed = "failed",
    }
);

words!(
    /// Where a folder's sync stands.
    pub enum Phase {
        /// Never read.
        New = "new",
        /// Being read from the beginning.
        Enumerating = "enumerating",
        /// Read; only changes are asked for.
        Steady = "steady",
    }
);

crate::column_as_text!(StoredIntent, |intent| intent.0.key().to_owned(), |text| super::intent::Intent::from_key(&text)
    .map(StoredIntent));

/// An intent in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct StoredIntent(pub super::intent::Intent);

crate::column_as_text!(
    StoredRole,
    |role| match serde_json::to_value(role.0) {
        Ok(serde_json::Value::String(key)) => key,
        _ => String::new(),
    },
    |text| serde_json::from_value(serde_json::Value::String(text)).ok().map(StoredRole)
);

/// A folder role in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct StoredRole(pub super::mailbox::FolderRole);
