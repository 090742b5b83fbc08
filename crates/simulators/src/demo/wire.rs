//! The demo's mail as the simulator takes it.
//!
//! The truth label stays behind: nothing a program under test can read may tell it the answer.

use super::model::{DemoAddress, DemoAttachment, DemoBody, DemoFolder, DemoMessage};
use crate::graph::{MailBody, MailFile, NewMessage, Person};

impl DemoFolder {
    /// The well-known name by which Graph knows the folder.
    #[must_use]
    pub fn well_known(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Sent => "sentitems",
            Self::Archive => "archive",
            Self::Junk => "junkemail",
        }
    }
}

impl From<DemoAddress> for Person {
    fn from(address: DemoAddress) -> Self {
        Self::new(address.name, address.address)
    }
}

impl From<DemoBody> for MailBody {
    fn from(body: DemoBody) -> Self {
        match body {
            DemoBody::Html(content) => Self::Html(content),
            DemoBody::Text(content) => Self::Text(content),
        }
    }
}

impl From<DemoAttachment> for MailFile {
    fn from(file: DemoAttachment) -> Self {
        Self { name: file.name, content_type: file.content_type, bytes: file.bytes, ..Self::default() }
    }
}

impl From<DemoMessage> for NewMessage {
    fn from(message: DemoMessage) -> Self {
        Self {
            from: Some(message.from.into()),
            to: message.to.into_iter().map(Into::into).collect(),
            cc: message.cc.into_iter().map(Into::into).collect(),
            subject: message.subject,
            body: message.body.into(),
            received_at: Some(message.received_at),
            headers: message.headers,
            conversation_of: message.in_reply_to.clone(),
            in_reply_to: message.in_reply_to,
            references: message.references,
            attachments: message.attachments.into_iter().map(Into::into).collect(),
            folder: message.folder.well_known().to_owned(),
            is_read: message.is_read,
            internet_message_id: Some(message.message_id),
            ..Self::default()
        }
    }
}

impl From<&crate::graph::SentMail> for super::model::SentMail {
    fn from(mail: &crate::graph::SentMail) -> Self {
        let address = |person: &Person| DemoAddress { name: person.name.clone(), address: person.address.clone() };
        let text = match &mail.body {
            MailBody::Html(content) => untagged(content),
            MailBody::Text(content) => content.clone(),
        };
        Self {
            message_id: mail.internet_message_id.clone(),
            references: mail.references.clone(),
            thread: mail.conversation_id.clone(),
            from: address(&mail.from),
            to: mail.to.iter().map(address).collect(),
            subject: mail.subject.clone(),
            text,
            sent_at: mail.sent_at,
        }
    }
}

/// The text of HTML this program wrote itself; good enough to quote, not a sanitiser.
fn untagged(html: &str) -> String {
    let mut out = String::new();
    let mut pieces = html.split('<');
    out.push_str(pieces.next().unwrap_or(""));
    for piece in pieces {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        let name = tag.trim_start_matches('/').trim_end_matches('/').split_whitespace().next().unwrap_or("");
        if matches!(name, "br" | "p" | "div" | "tr") && !out.ends_with("\n\n") {
            out.push('\n');
        }
        out.push_str(text);
    }
    let plain = out.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    plain.trim().to_owned()
}
