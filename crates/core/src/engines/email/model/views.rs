//! What goes in and out of the mail engine.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Disposition, FilterTrouble, FilterWord, FolderId, MailboxId, MessageId, QuarantineId};
use crate::{
    engines::email::{
        intent::{Intent, Verdict},
        mailbox::{Account, Address, AttachmentCard, Envelope, Fetched, RemoteFolder},
    },
    kernel::At,
    words,
};

words!(
    /// The lists of the inbox.
    pub enum Tray {
        /// Everything that came in and is not put away.
        Inbox = "inbox",
        /// What a person has to look at.
        Unclassified = "unclassified",
        /// On enquiries.
        Linked = "linked",
        /// With pre-leads.
        Preleads = "preleads",
        /// Put away.
        Archived = "archived",
        /// Our own.
        Sent = "sent",
        /// Out of sight until later.
        Snoozed = "snoozed",
        /// Junk.
        Junk = "junk",
        /// Everything.
        All = "all",
    }
);

/// Which mails to list.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct ListMail {
    /// Which list.
    pub folder: Tray,
    /// Words, and filters such as `from:` and `is:unread`; empty for none.
    pub query: Option<String>,
    /// One row for each conversation, where nothing is searched for.
    #[serde(default)]
    pub is_grouped: bool,
    /// Rows to skip.
    #[ts(type = "number")]
    pub offset: u64,
    /// Rows wanted, at most 200.
    #[ts(type = "number")]
    pub limit: u64,
}

/// A page of mails, newest first.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct MailPage {
    /// How many there are in all; where `has_more`, how many at least.
    #[ts(type = "number")]
    pub total: u64,
    /// There are more than `total`: what words fit is counted a thousand rows beyond the page and no further.
    pub has_more: bool,
    /// The rows asked for.
    pub rows: Vec<MailRow>,
    /// The filters that were understood, as they were typed.
    pub filters: Vec<FilterWord>,
    /// Those that were not, and why; the list is as if they were not there.
    pub troubles: Vec<FilterTrouble>,
}

/// A mail in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct MailRow {
    /// Id.
    pub id: MessageId,
    /// Subject.
    pub subject: String,
    /// Sender; the first recipient for our own mail.
    pub from: Address,
    /// First characters.
    pub preview: String,
    /// When it came.
    pub received_at: At,
    /// Read state.
    pub is_read: bool,
    /// Has files.
    pub has_attachments: bool,
    /// What it wants.
    pub intent: Option<Intent>,
    /// How sure, 0 to 1.
    pub confidence: Option<f32>,
    /// A person said so.
    pub is_corrected: bool,
    /// What became of it.
    pub disposition: Disposition,
    /// Why.
    pub reason: String,
    /// The enquiry it is on.
    #[ts(type = "string | null")]
    pub enquiry_id: Option<Uuid>,
    /// The pre-lead it waits with.
    #[ts(type = "string | null")]
    pub prelead_id: Option<Uuid>,
    /// The company it is from.
    pub company: Option<String>,
    /// That company.
    #[ts(type = "string | null")]
    pub company_id: Option<Uuid>,
    /// What a line of a timeline calls it: its `Message-ID`, else its id on the server.
    pub mail_ref: String,
    /// From us.
    pub is_outgoing: bool,
    /// Mails of the conversation that it stands for; one where it stands for itself.
    #[ts(type = "number")]
    pub mails: u64,
    /// Of those, how many nobody has read.
    #[ts(type = "number")]
    pub unread: u64,
    /// Out of the lists until then.
    pub snoozed_until: Option<At>,
    /// It came back from being snoozed and nobody has looked since.
    pub is_back: bool,
}

/// A mail whole, with what can be done with it. Its HTML comes by the mail frame, not here.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct MailDetail {
    /// The row.
    pub row: MailRow,
    /// Recipients.
    pub recipients: Vec<Address>,
    /// Where its sender wants the answer, when that is somewhere else.
    pub reply_to: Vec<Address>,
    /// Files.
    pub attachments: Vec<AttachmentCard>,
    /// What the reader made of it; none for our own mail and while the body is on its way.
    pub verdict: Option<Verdict>,
    /// Visible text.
    pub text: String,
    /// The other mails of the thread, oldest first, this one included.
    pub thread: Vec<MailRow>,
    /// The body was cut.
    pub is_truncated: bool,
    /// Still on the server.
    pub is_pending: bool,
    /// It asks for pictures of the web.
    pub has_pictures: bool,
    /// The pictures of this sender are always shown.
    pub shows_pictures: bool,
    /// How many of the pictures that came with it are still on the server.
    pub pictures_away: u32,
}

/// Where every mail is. `total` is the sum of the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct MailCounts {
    /// All.
    #[ts(type = "number")]
    pub total: u64,
    /// On enquiries.
    #[ts(type = "number")]
    pub linked: u64,
    /// With pre-leads.
    #[ts(type = "number")]
    pub preleads: u64,
    /// Put away.
    #[ts(type = "number")]
    pub archived: u64,
    /// A person has to look.
    #[ts(type = "number")]
    pub unclassified: u64,
    /// Of those, what is not snoozed: it has to be looked at now.
    #[ts(type = "number")]
    pub to_sort: u64,
    /// Body still on the server.
    #[ts(type = "number")]
    pub pending: u64,
    /// Our own, on no enquiry.
    #[ts(type = "number")]
    pub sent: u64,
    /// Junk.
    #[ts(type = "number")]
    pub junk: u64,
    /// Unreadable.
    #[ts(type = "number")]
    pub quarantined: u64,
}

/// One mail.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct OneMail {
    /// Which.
    pub id: MessageId,
}

/// A mail put on an enquiry by hand.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct LinkMail {
    /// Which mail.
    pub id: MessageId,
    /// Which enquiry.
    #[ts(type = "string")]
    pub enquiry_id: Uuid,
}

/// A label put right.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct CorrectMail {
    /// Which mail.
    pub id: MessageId,
    /// What it wants.
    pub intent: Intent,
}

/// A mail put away.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct ArchiveMail {
    /// Which mail.
    pub id: MessageId,
    /// Why; a plain word is enough, empty means "by hand".
    pub reason: Option<String>,
}

/// Read state.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct MarkMail {
    /// Which mail.
    pub id: MessageId,
    /// Read or unread.
    pub is_read: bool,
}

/// An enquiry opened from a mail.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct OpenFromMail {
    /// The mail.
    pub id: MessageId,
    /// Title; the subject when empty.
    pub title: Option<String>,
    /// Product.
    pub product: Option<String>,
    /// Decimal amount as text.
    pub quantity: Option<String>,
    /// Unit.
    pub unit: Option<String>,
}

/// Something unreadable.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Unreadable {
    /// Id.
    pub id: QuarantineId,
    /// Why.
    pub reason: String,
    /// When.
    pub found_at: At,
    /// How often it was tried.
    pub attempts: i32,
}

/// A mailbox that signed in, or is about to be read.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Connect {
    /// Whose.
    pub account: Account,
    /// Somebody has just signed in to it, or the program has taken the sign-in up: it is the one in use from now on.
    pub is_sign_in: bool,
}

/// The folders of a mailbox as listed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Folders {
    /// Which mailbox.
    pub mailbox_id: MailboxId,
    /// All of them.
    pub folders: Vec<RemoteFolder>,
}

/// A page of a folder's change feed, with the link behind it: stored together or not at all.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TakePage {
    /// Which folder.
    pub folder_id: FolderId,
    /// New or changed.
    pub upserts: Vec<Envelope>,
    /// Reported removed.
    pub removed: Vec<String>,
    /// Unreadable.
    pub poison: Vec<Poison>,
    /// Where to go on; none for a plain list, which moves no cursor.
    pub cursor: Option<crate::engines::email::mailbox::Cursor>,
}

/// An unreadable item.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Poison {
    /// Server id, when readable.
    pub id: Option<String>,
    /// Why.
    pub reason: String,
    /// Raw, cut.
    pub raw: String,
}

/// Whole messages with what the reader made of them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TakeWhole {
    /// Which mailbox.
    pub mailbox_id: MailboxId,
    /// The messages.
    pub messages: Vec<Whole>,
    /// Server ids that are gone.
    pub gone: Vec<String>,
    /// Server ids that could not be read, with why.
    pub failed: Vec<Poison>,
}

/// A message and its verdict.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Whole {
    /// As fetched.
    pub fetched: Fetched,
    /// What it wants; none for our own mail.
    pub verdict: Option<Verdict>,
}

/// What was found out about reported removals.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TakeLocations {
    /// Which mailbox.
    pub mailbox_id: MailboxId,
    /// Still there.
    pub found: Vec<Place>,
    /// Gone.
    pub gone: Vec<String>,
}

/// Where a message was found.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Place {
    /// Server id.
    pub id: String,
    /// Server id of the folder.
    pub folder_id: String,
    /// How it looks there, unless that cannot be read.
    pub outside: Option<Envelope>,
}

/// What a folder says about its sync.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FolderTrouble {
    /// Which folder.
    pub folder_id: FolderId,
    /// Plain words; none when it is well.
    pub trouble: Option<String>,
    /// The cursor is void: read it again into a new generation.
    pub is_reset: bool,
}

/// What the mail loop needs to know before it asks the server.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Appetite {
    /// Folders to read.
    pub folders: Vec<super::folder::Model>,
    /// Server ids whose bodies are wanted, newest first, at most 200.
    pub bodies: Vec<String>,
    /// Server ids whose removal is to be confirmed, at most 200.
    pub removals: Vec<String>,
}
