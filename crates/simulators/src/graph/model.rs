//! What a simulated mailbox holds: folders, messages, attachments, and each folder's change feed.
//!
//! Plain structures only; `mailbox` changes them, `render` shows them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A name and an address, as in a mail header.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Person {
    /// Display name; may be empty.
    pub name: String,
    /// SMTP address.
    pub address: String,
}

impl Person {
    /// A person from a name and an address.
    pub fn new(name: impl Into<String>, address: impl Into<String>) -> Self {
        Self { name: name.into(), address: address.into() }
    }
}

/// A message body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "type", content = "content")]
pub enum MailBody {
    /// HTML, unsanitised.
    Html(String),
    /// Plain text.
    Text(String),
}

impl Default for MailBody {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl MailBody {
    /// The content as it stands.
    #[must_use]
    pub fn content(&self) -> &str {
        match self {
            Self::Html(content) | Self::Text(content) => content,
        }
    }
}

/// A file on a message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MailFile {
    /// File name, any string.
    pub name: String,
    /// MIME type, any string.
    pub content_type: String,
    /// The file; base64 in JSON.
    #[serde(with = "base64_bytes")]
    pub bytes: Vec<u8>,
    /// Inline picture.
    pub is_inline: bool,
    /// `cid:` name of an inline picture.
    pub content_id: Option<String>,
}

mod base64_bytes {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&STANDARD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        STANDARD.decode(String::deserialize(from)?).map_err(D::Error::custom)
    }
}

/// A message about to arrive. Everything left empty is filled in the way Exchange would.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewMessage {
    /// Sender; `None` gives a message without `from`.
    pub from: Option<Person>,
    /// To; the mailbox itself when empty.
    pub to: Vec<Person>,
    /// Cc.
    pub cc: Vec<Person>,
    /// Reply-To.
    pub reply_to: Vec<Person>,
    /// Subject.
    pub subject: String,
    /// Body.
    pub body: MailBody,
    /// When it was received; now by the simulated clock when `None`.
    pub received_at: Option<DateTime<Utc>>,
    /// Further internet headers, in order.
    pub headers: Vec<(String, String)>,
    /// `In-Reply-To`, a `Message-ID` with or without angle brackets.
    pub in_reply_to: Option<String>,
    /// `References`, oldest first; taken from the parent when empty.
    pub references: Vec<String>,
    /// Joins the conversation of this message: a server id or a `Message-ID`.
    pub conversation_of: Option<String>,
    /// Files.
    pub attachments: Vec<MailFile>,
    /// Folder id or well-known name; `inbox` when empty.
    pub folder: String,
    /// Read state.
    pub is_read: bool,
    /// `Message-ID`; made up when `None`.
    pub internet_message_id: Option<String>,
    /// Categories.
    pub categories: Vec<String>,
    /// Raw JSON that replaces properties of the rendered message, for poison messages.
    pub overrides: Map<String, Value>,
}

/// A message in the mailbox.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub folder: u32,
    pub immutable_id: String,
    pub mutable_id: String,
    pub change: u64,
    pub internet_message_id: String,
    pub conversation_id: String,
    pub conversation_index: Vec<u8>,
    pub subject: String,
    pub body: MailBody,
    pub from: Option<Person>,
    pub to: Vec<Person>,
    pub cc: Vec<Person>,
    pub bcc: Vec<Person>,
    pub reply_to: Vec<Person>,
    pub received_at: DateTime<Utc>,
    pub sent_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
    pub modified_at: DateTime<Utc>,
    pub is_read: bool,
    pub is_draft: bool,
    /// Written here: Graph shows no internet headers for it.
    pub is_own: bool,
    pub categories: Vec<String>,
    pub importance: String,
    pub flag: String,
    pub headers: Vec<(String, String)>,
    pub in_reply_to: Option<String>,
    pub references: Vec<String>,
    /// Extended properties by id as the client wrote it.
    pub properties: BTreeMap<String, String>,
    pub attachments: Vec<MailFile>,
    pub overrides: Map<String, Value>,
}

/// Names by which Graph knows a folder whatever its language.
pub(crate) const WELL_KNOWN: [(&str, &str); 7] = [
    ("inbox", "Inbox"),
    ("drafts", "Drafts"),
    ("sentitems", "Sent Items"),
    ("deleteditems", "Deleted Items"),
    ("archive", "Archive"),
    ("junkemail", "Junk Email"),
    ("outbox", "Outbox"),
];

/// A folder.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    pub id: String,
    pub parent: Option<u32>,
    pub name: String,
    pub well_known: Option<&'static str>,
    pub is_hidden: bool,
    pub is_search: bool,
    /// Received in microseconds, then key: newest last.
    pub by_received: BTreeSet<(i64, u64)>,
    pub unread: u64,
    pub feed: Feed,
}

/// The last thing a feed has to say about one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    /// It is here, new or changed.
    Here(u64),
    /// It left; the ids it had here.
    Gone { immutable_id: String, mutable_id: String, reason: &'static str },
    /// It came back between two polls, or came where moves are not reported: with immutable ids only its leaving,
    /// if it was here before, is ever told. The pair is the immutable and the mutable id it left with.
    Hole { key: u64, left: Option<(String, String)> },
}

/// A change feed: only the newest entry of each item is kept, in order of change.
#[derive(Debug, Clone, Default)]
pub(crate) struct Feed {
    pub log: BTreeMap<u64, Entry>,
    pub latest: HashMap<u64, u64>,
    /// The last change any client has been shown.
    pub served: u64,
    /// Cursors of an older epoch have expired.
    pub epoch: u32,
}

impl Feed {
    /// Replaces what the feed says about `key`.
    pub(crate) fn note(&mut self, change: u64, key: u64, entry: Entry) {
        if let Some(old) = self.latest.insert(key, change) {
            self.log.remove(&old);
        }
        self.log.insert(change, entry);
    }

    /// What the feed last said about `key`.
    pub(crate) fn last(&self, key: u64) -> Option<(u64, &Entry)> {
        let change = *self.latest.get(&key)?;
        Some((change, self.log.get(&change)?))
    }
}
