//! Mail arriving: fills in what Exchange would have filled in, threads it, and puts it in its folder.
//!
//! It does not judge the mail: nulls, odd dates and hostile HTML pass through as given.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SecondsFormat, Utc};

use super::ids::IdSource;
use super::mailbox::Mailbox;
use super::model::{Message, NewMessage, Person};

/// Bytes a conversation index grows with each reply.
const REPLY_BYTES: usize = 5;

/// Where a message stands in its thread.
pub(crate) struct Place {
    pub conversation_id: String,
    pub conversation_index: Vec<u8>,
    pub references: Vec<String>,
}

/// A `Message-ID` with its angle brackets.
pub(crate) fn bracketed(id: &str) -> String {
    let bare = id.trim().trim_start_matches('<').trim_end_matches('>');
    format!("<{bare}>")
}

/// An instant as Graph writes it.
pub(crate) fn stamp(at: DateTime<Utc>) -> String {
    let digits = if at.timestamp_subsec_micros() == 0 { SecondsFormat::Secs } else { SecondsFormat::Micros };
    at.to_rfc3339_opts(digits, true)
}

impl Mailbox {
    /// The place of an answer to `parent`, or of a new thread.
    pub(crate) fn place(&self, parent: Option<&Message>, number: u64) -> Place {
        let Some(parent) = parent else {
            let mut index = vec![1];
            index.extend(self.ids.bytes("topic", number, 21));
            return Place {
                conversation_id: self.ids.conversation(number),
                conversation_index: index,
                references: Vec::new(),
            };
        };
        let mut index = parent.conversation_index.clone();
        index.extend(self.ids.bytes("reply", number, REPLY_BYTES));
        let mut references = parent.references.clone();
        references.push(parent.internet_message_id.clone());
        Place { conversation_id: parent.conversation_id.clone(), conversation_index: index, references }
    }

    /// Finds a message by server id or by `Message-ID`.
    pub(crate) fn find(&self, id: &str) -> Option<u64> {
        self.message_key(id).or_else(|| self.by_internet_id(&bracketed(id))).or_else(|| self.by_internet_id(id))
    }

    /// What a message answers, even when its copy has not reached Sent Items yet.
    fn parent(&self, id: &str) -> Option<&Message> {
        let stored = self.find(id).and_then(|key| self.messages.get(&key));
        let wanted = bracketed(id);
        let travelling = || self.in_transport.iter().map(|(_, _, message)| message);
        stored.or_else(|| travelling().find(|message| message.internet_message_id == wanted))
    }

    /// Delivers a message; `None` when its folder does not exist. Gives its key.
    pub(crate) fn arrive(&mut self, mail: NewMessage, now: DateTime<Utc>) -> Option<u64> {
        let folder = self.folder_key(if mail.folder.is_empty() { "inbox" } else { &mail.folder })?;
        let slot = self.slot();
        let in_reply_to = mail.in_reply_to.as_deref().map(bracketed);
        let parent = mail.conversation_of.as_deref().or(in_reply_to.as_deref()).and_then(|id| self.parent(id));
        let place = self.place(parent, slot.key);
        let received_at = mail.received_at.unwrap_or(now);
        let references = match (mail.references.is_empty(), &in_reply_to) {
            (false, _) => mail.references.iter().map(|id| bracketed(id)).collect(),
            (true, Some(_)) => place.references,
            (true, None) => Vec::new(),
        };
        let domain = mail.from.as_ref().and_then(|from| from.address.split_once('@')).map_or("mail.example", |it| it.1);
        let internet_message_id = mail
            .internet_message_id
            .clone()
            .unwrap_or_else(|| format!("<{}@{domain}>", self.ids.guid("message-id", slot.key)));
        let to = if mail.to.is_empty() { vec![Person::new(&self.name, &self.address)] } else { mail.to };
        let mut message = Message {
            folder,
            immutable_id: slot.immutable_id,
            mutable_id: slot.mutable_id,
            change: 0,
            internet_message_id,
            conversation_id: place.conversation_id,
            conversation_index: place.conversation_index,
            subject: mail.subject,
            body: mail.body,
            is_own: mail.from.as_ref().is_some_and(|from| from.address.eq_ignore_ascii_case(&self.address)),
            from: mail.from,
            to,
            cc: mail.cc,
            bcc: Vec::new(),
            reply_to: mail.reply_to,
            received_at,
            sent_at: received_at,
            created_at: received_at,
            modified_at: received_at,
            is_read: mail.is_read,
            is_draft: false,
            categories: mail.categories,
            importance: "normal".into(),
            flag: "notFlagged".into(),
            headers: Vec::new(),
            in_reply_to,
            references,
            properties: std::collections::BTreeMap::new(),
            attachments: mail.attachments,
            overrides: mail.overrides,
        };
        message.headers = transport_headers(&message, mail.headers);
        self.insert(slot.key, message);
        Some(slot.key)
    }
}

/// The headers a received message shows: those of its envelope, then those it came with.
fn transport_headers(message: &Message, given: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut headers = Vec::new();
    let mut add = |name: &str, value: String| headers.push((name.to_owned(), value));
    add("Received", format!("from mx.example by mail.example; {}", message.received_at.to_rfc2822()));
    if let Some(from) = &message.from {
        add("From", mail_name(from));
    }
    add("To", message.to.iter().map(mail_name).collect::<Vec<_>>().join(", "));
    if !message.cc.is_empty() {
        add("Cc", message.cc.iter().map(mail_name).collect::<Vec<_>>().join(", "));
    }
    add("Subject", message.subject.clone());
    add("Date", message.sent_at.to_rfc2822());
    add("Message-ID", message.internet_message_id.clone());
    if let Some(parent) = &message.in_reply_to {
        add("In-Reply-To", parent.clone());
    }
    if !message.references.is_empty() {
        add("References", message.references.join(" "));
    }
    let known: Vec<String> = headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    headers.extend(given.into_iter().filter(|(name, _)| !known.contains(&name.to_ascii_lowercase())));
    headers
}

fn mail_name(person: &Person) -> String {
    if person.name.is_empty() { person.address.clone() } else { format!("{} <{}>", person.name, person.address) }
}

/// What the message's MAPI properties hold beside those clients set: In-Reply-To, References and Message-ID.
pub(crate) fn mapi(message: &Message, id: &str) -> Option<String> {
    match id {
        "String 0x1042" => message.in_reply_to.clone(),
        "String 0x1039" => (!message.references.is_empty()).then(|| message.references.join(" ")),
        "String 0x1035" => Some(message.internet_message_id.clone()),
        _ => message.properties.get(id).cloned(),
    }
}

/// The change key of a message.
pub(crate) fn change_key(message: &Message) -> String {
    IdSource::change_key(message.change)
}

/// The conversation index in base64.
pub(crate) fn index_text(message: &Message) -> String {
    STANDARD.encode(&message.conversation_index)
}
