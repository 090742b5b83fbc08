//! The `Mailbox` port: what the mail engine asks of a mail server.
//!
//! `pebble-outlook` implements it over Microsoft Graph. Ids are the server's immutable ids: opaque and
//! case-sensitive. Cursors are opaque. Nothing here retries: the adapter does, and says what it could not do.

mod outgoing;
mod sought;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

pub use outgoing::{Outgoing, OutgoingFile, Way};
pub use sought::{Location, Sought};

/// The signed-in mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Account {
    /// Server id of the user.
    pub id: String,
    /// Primary address, lower case.
    pub address: String,
    /// Display name.
    pub name: String,
}

/// What a folder is for. Names are localised and never decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FolderRole {
    /// The inbox.
    Inbox,
    /// Sent items.
    Sent,
    /// Drafts: only our own drafts are followed.
    Drafts,
    /// Deleted items.
    Deleted,
    /// Junk e-mail.
    Junk,
    /// The archive.
    Archive,
    /// The outbox: never synced.
    Outbox,
    /// Any other folder.
    Other,
}

/// A folder on the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoteFolder {
    /// Server id.
    pub id: String,
    /// Parent folder id.
    pub parent_id: Option<String>,
    /// Localised name.
    pub name: String,
    /// What it is for.
    pub role: FolderRole,
    /// Messages on the server, for counts and audits.
    pub total: i64,
    /// Search folders and hidden folders are listed but not synced.
    pub is_synced: bool,
}

/// A person at an address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Address {
    /// Lower case; empty when the server had none.
    pub address: String,
    /// Display name; may be empty.
    pub name: String,
}

/// The outside of a message: what a list or delta page gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// Immutable id.
    pub id: String,
    /// The folder it is in.
    pub folder_id: String,
    /// Version tag of the server.
    pub change_key: String,
    /// `Message-ID`, normalised to include its angle brackets.
    pub internet_message_id: Option<String>,
    /// Server conversation id: a hint.
    pub conversation_id: Option<String>,
    /// Base64 conversation index: 22-byte head plus 5 bytes a reply.
    pub conversation_index: Option<String>,
    /// Subject.
    pub subject: String,
    /// Sender; empty when the message has none.
    pub from: Address,
    /// To.
    pub to: Vec<Address>,
    /// Cc.
    pub cc: Vec<Address>,
    /// Where its sender wants the answer; empty where that is the sender.
    pub reply_to: Vec<Address>,
    /// When it was received (sent, for our own).
    pub received_at: DateTime<Utc>,
    /// Read state.
    pub is_read: bool,
    /// Draft state.
    pub is_draft: bool,
    /// False also when there are only inline images.
    pub has_attachments: bool,
    /// First 255 characters.
    pub preview: String,
}

/// Largest picture that is fetched unasked to be shown in a mail, in bytes. A larger one is a file.
pub const LARGEST_PICTURE: i64 = 5 << 20;

/// An attachment's card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AttachmentCard {
    /// Server id.
    pub id: String,
    /// File name as sent: hostile.
    pub name: String,
    /// MIME type as sent: hostile.
    pub content_type: String,
    /// Bytes.
    #[ts(type = "number")]
    pub size: i64,
    /// The body shows it as a picture.
    pub is_inline: bool,
    /// How the body names it there: what stands behind `mail://img/` in the markup.
    #[serde(default)]
    pub shown_as: Option<String>,
}

/// A message whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetched {
    /// Its outside.
    pub envelope: Envelope,
    /// Sanitised HTML, safe for the mail frame; pictures blocked.
    pub html: String,
    /// The visible text.
    pub text: String,
    /// Internet headers in order; for our own sent mail rebuilt from MAPI properties.
    pub headers: Vec<(String, String)>,
    /// `In-Reply-To`, normalised.
    pub in_reply_to: Option<String>,
    /// `References`, normalised, oldest first.
    pub references: Vec<String>,
    /// Attachments without content.
    pub attachments: Vec<AttachmentCard>,
    /// Our own mark (`CrmOutboxId`) when the message was sent by us through [`Mailbox::create_draft`].
    pub outbox_id: Option<String>,
    /// True when the body was longer than the adapter keeps and has been cut.
    pub is_truncated: bool,
}

/// The answer for one id of a [`Mailbox::fetch`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetch {
    /// Here it is.
    Message(Box<Fetched>),
    /// The server no longer has it.
    Gone(String),
    /// It came, but could not be read; quarantine it with this reason.
    Poison {
        /// Message id.
        id: String,
        /// Why, in plain words.
        reason: String,
    },
    /// Not answered this time (throttled within the batch): ask again later.
    Later(String),
    /// The server fails over this message: ask again, and not for ever.
    Failing {
        /// Message id.
        id: String,
        /// With which status, 500 or more.
        status: u16,
    },
}

/// Where a message is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Located {
    /// In this folder.
    In {
        /// Message id.
        id: String,
        /// Folder id.
        folder_id: String,
        /// Its outside, unless that cannot be read.
        outside: Option<Box<Envelope>>,
    },
    /// Nowhere.
    Gone(String),
    /// Not answered: ask again later.
    Later(String),
}

/// Where to go on in a folder's change feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cursor {
    /// From the beginning.
    Start,
    /// Mid-round.
    Next(String),
    /// Next round.
    Delta(String),
}

/// One item of a change page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// New or changed.
    Upsert(Box<Envelope>),
    /// Reported removed from this folder: to be confirmed before it is believed.
    Removed(String),
    /// Unreadable item: quarantine it, with its id if it had one.
    Poison {
        /// Message id, when readable.
        id: Option<String>,
        /// Why.
        reason: String,
        /// The raw item, cut to 4 kB.
        raw: String,
    },
}

/// A page of changes. The cursor must be stored in the same transaction as the items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangePage {
    /// The items, in server order.
    pub items: Vec<Change>,
    /// Where to go on: `Next` within the round, `Delta` when the round is complete.
    pub cursor: Cursor,
}

/// A page of a plain, newest-first list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    /// The items, newest first; unreadable ones as [`Change::Poison`].
    pub items: Vec<Change>,
    /// Opaque link of the next page.
    pub next: Option<String>,
}

/// A draft on the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftRef {
    /// Immutable id.
    pub id: String,
    /// `Message-ID` given by the server, when it said one.
    pub internet_message_id: Option<String>,
}

/// A sent message as found again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentRef {
    /// Id in Sent Items.
    pub id: String,
    /// `Message-ID`.
    pub internet_message_id: Option<String>,
    /// When it went.
    pub sent_at: DateTime<Utc>,
}

/// What became of a send, after looking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendState {
    /// It is in Sent Items.
    Sent(SentRef),
    /// It is still a draft: nothing left.
    StillDraft(DraftRef),
    /// Neither found yet (Sent copies may be minutes late).
    NotFound,
}

/// What leads on after a sign-in that did not work: trying again is of use after some of them only (graph.md 3.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SignInRemedy {
    /// The person signs in again.
    Again,
    /// An administrator approves the app.
    Approval,
    /// The person asks who makes the organisation's rules why: they do not let them in.
    Policy,
    /// The person signs in with another account.
    OtherAccount,
    /// Whoever registered the app with Microsoft puts that right.
    Registration,
    /// Time: Microsoft is away, or the network is.
    Later,
    /// Something on this computer is put right.
    Computer,
}

/// Why the mailbox could not do it. Shown to people, so each says what happens next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailboxError {
    /// No network, or the server unreachable after retries.
    #[error("Outlook cannot be reached. Work goes on offline; sync resumes by itself.")]
    Offline,
    /// Throttled: nothing may be asked before this instant.
    #[error("Outlook asked to slow down. Sync resumes by itself.")]
    Throttled {
        /// Not before.
        until: DateTime<Utc>,
    },
    /// The sign-in has ended: revoked or expired grant, consent withdrawn, a policy.
    #[error("Outlook does not let this desk in: {reason}")]
    SignIn {
        /// What leads on.
        remedy: SignInRemedy,
        /// Plain words, with the AADSTS hint when there is one.
        reason: String,
    },
    /// The change cursor is no longer valid (410, syncStateNotFound…): re-enumerate into a new generation.
    #[error("Outlook forgot where we were; the folder is being read again.")]
    CursorExpired,
    /// The server refused this request for good.
    #[error("Outlook refused: {reason}")]
    Refused {
        /// Graph error code.
        code: String,
        /// Message from the server.
        reason: String,
    },
    /// The server broke on this request, again and again: what was asked for is wrong, not the way there.
    #[error("Outlook has trouble of its own with this ({reason}). It is asked again by itself.")]
    Unwell {
        /// What it said.
        reason: String,
    },
    /// The answer made no sense; nothing was stored and the cursor did not move.
    #[error("Outlook sent something unreadable ({reason}). The page will be asked for again.")]
    Malformed {
        /// What was wrong.
        reason: String,
    },
    /// A send was handed over and its outcome is not known: reconcile, never repeat blindly.
    #[error("It is not known whether Outlook sent the message; Sent Items is being checked.")]
    Unknown,
}

/// Takes what is read piece by piece; false ends the reading.
pub type Sink<'a> = dyn FnMut(&[u8]) -> bool + Send + 'a;

/// A mailbox on a mail server.
#[async_trait]
pub trait Mailbox: Send + Sync {
    /// Who is signed in.
    async fn account(&self) -> Result<Account, MailboxError>;
    /// All folders, with their roles.
    async fn folders(&self) -> Result<Vec<RemoteFolder>, MailboxError>;
    /// Newest first, since an instant; `link` from the page before.
    async fn recent(&self, folder_id: &str, since: DateTime<Utc>, link: Option<&str>)
    -> Result<ListPage, MailboxError>;
    /// One page of the folder's change feed.
    async fn changes(&self, folder_id: &str, cursor: &Cursor) -> Result<ChangePage, MailboxError>;
    /// Whole messages, at most 20 ids. One answer for each id, in any order.
    async fn fetch(&self, ids: &[String]) -> Result<Vec<Fetch>, MailboxError>;
    /// Where messages are now, at most 20 ids.
    async fn locate(&self, ids: &[String]) -> Result<Vec<Located>, MailboxError>;
    /// Looks for a mail in every folder; a mail may have copies.
    async fn seek(&self, sought: &Sought) -> Result<Vec<Location>, MailboxError>;
    /// Requests of the last ten minutes, of which the server allows only so many.
    fn requests(&self) -> u32;
    /// Creates the draft (an answer's draft when `reply_to_id` is set), body in place, or finds what an interrupted try
    /// left. Without files it is stamped with the outbox id and can go; with files it waits for them, and
    /// [`Mailbox::finish_draft`] stamps it.
    async fn create_draft(&self, mail: &Outgoing) -> Result<DraftRef, MailboxError>;
    /// How many attachments are on a draft, those that a forwarded mail brought along included.
    async fn attached(&self, draft: &DraftRef) -> Result<usize, MailboxError>;
    /// Adds a file to a draft, whatever its size. When the answer is lost, [`Mailbox::attached`] tells.
    async fn attach(&self, draft: &DraftRef, file: &OutgoingFile, bytes: Vec<u8>) -> Result<(), MailboxError>;
    /// Stamps a draft whose files are all there: what is found by the stamp is complete.
    async fn finish_draft(&self, outbox_id: &str, draft: &DraftRef) -> Result<DraftRef, MailboxError>;
    /// Hands the draft over. Never retried here once the request may have left.
    async fn send(&self, draft: &DraftRef) -> Result<(), MailboxError>;
    /// Looks where a mail is: by draft id, then by our mark in Sent Items and Drafts.
    async fn send_state(&self, outbox_id: &str, draft: Option<&DraftRef>) -> Result<SendState, MailboxError>;
    /// Marks a message read or unread on the server.
    async fn mark_read(&self, id: &str, is_read: bool) -> Result<(), MailboxError>;
    /// Reads the bytes of an attachment into a sink, as they come. What broke off is not asked for again by itself.
    async fn attachment(&self, message: &str, attachment: &str, sink: &mut Sink<'_>) -> Result<(), MailboxError>;
    /// Moves a message to the folder with this role. Moving it where it is changes nothing.
    async fn move_to(&self, id: &str, role: FolderRole) -> Result<(), MailboxError>;
}
