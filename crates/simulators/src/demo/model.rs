//! What the demo mailbox consists of, as plain values.
//!
//! Nothing here knows HTTP or how a mailbox is stored; the simulator turns these into its own messages.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// A whole demonstration: the rep's mailbox and the masters that go with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demo {
    /// Whose mailbox it is.
    pub account: DemoAddress,
    /// Every customer that writes or is written to, the known ones and the strangers.
    pub companies: Vec<DemoCompany>,
    /// What the distributor sells.
    pub products: Vec<DemoProduct>,
    /// The rep's colleagues on the same domain; the first is the rep's stand-in.
    pub colleagues: Vec<DemoColleague>,
    /// All mail, oldest first.
    pub messages: Vec<DemoMessage>,
}

/// A display name with its mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoAddress {
    /// The name as a mail client shows it.
    pub name: String,
    /// The address, always under `.example`.
    pub address: String,
}

/// A colleague of the rep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoColleague {
    /// Name and address.
    pub address: DemoAddress,
    /// What they do, as in a signature.
    pub role: String,
}

/// An invented customer company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoCompany {
    /// Trade name.
    pub name: String,
    /// Mail domain, always under `.example`.
    pub domain: String,
    /// Indian city of the works.
    pub city: String,
    /// Trade the company is in.
    pub industry: String,
    /// A made-up GSTIN whose check character is right, when the company is registered.
    pub gstin: Option<String>,
    /// The people who write from there, at least one.
    pub contacts: Vec<DemoContact>,
    /// Whether the masters already hold it; the others arrive as pre-leads.
    pub is_known: bool,
}

/// A person at a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoContact {
    /// Full name.
    pub name: String,
    /// Mail address.
    pub address: String,
    /// Indian mobile number in the form `+91 90000 0dddd`.
    pub phone: String,
    /// What they do there.
    pub role: String,
}

/// A product of the price list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoProduct {
    /// Name on the price list.
    pub name: String,
    /// Other names customers use.
    pub synonyms: Vec<String>,
    /// CAS registry number with a valid check digit.
    pub cas: String,
    /// Unit the price is per.
    pub unit: String,
    /// List price in paise per unit, before GST.
    pub list_price_minor: i64,
    /// Usual packing, such as `25 kg bag`.
    pub pack: String,
    /// The parameter buyers ask about most.
    pub spec: String,
}

/// Where a message lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DemoFolder {
    /// Received and still there.
    Inbox,
    /// Written by the rep.
    Sent,
    /// Filed by the rep.
    Archive,
    /// Filed by the mail system.
    Junk,
}

/// A message text in the form its sender chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DemoBody {
    /// An HTML document fragment.
    Html(String),
    /// Plain text with `\n` line ends.
    Text(String),
}

impl DemoBody {
    /// The raw content, markup included.
    #[must_use]
    pub fn content(&self) -> &str {
        match self {
            Self::Html(content) | Self::Text(content) => content,
        }
    }
}

/// A file on a message, a few made-up bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoAttachment {
    /// File name with extension.
    pub name: String,
    /// MIME type that fits the extension.
    pub content_type: String,
    /// The content.
    pub bytes: Vec<u8>,
}

/// One mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoMessage {
    /// Where it lies.
    pub folder: DemoFolder,
    /// Key of its conversation; all mails of one thread share it.
    pub thread: String,
    /// Sender.
    pub from: DemoAddress,
    /// Recipients.
    pub to: Vec<DemoAddress>,
    /// Copy recipients.
    pub cc: Vec<DemoAddress>,
    /// Subject line.
    pub subject: String,
    /// Text.
    pub body: DemoBody,
    /// When it was received, or sent for mail of the rep.
    pub received_at: DateTime<Utc>,
    /// Internet headers beyond addresses, subject, date and threading, in order.
    pub headers: Vec<(String, String)>,
    /// Message-ID with angle brackets.
    pub message_id: String,
    /// Message-ID of the mail this one answers.
    pub in_reply_to: Option<String>,
    /// Message-IDs of the thread so far, oldest first.
    pub references: Vec<String>,
    /// Files.
    pub attachments: Vec<DemoAttachment>,
    /// Whether the rep has opened it.
    pub is_read: bool,
    /// What the mail wants, as a label of the intent list, or `sent` for mail of the rep. Known to tests
    /// only: it never goes over the wire.
    pub truth: String,
}

/// A mail that comes in while the demo runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Time after the start of the demo.
    pub after: Duration,
    /// The mail.
    pub message: DemoMessage,
}

/// A mail the program sent, as far as a customer needs it to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentMail {
    /// Message-ID with angle brackets.
    pub message_id: String,
    /// Message-IDs of the thread before it, oldest first.
    pub references: Vec<String>,
    /// Key of the conversation the answer joins.
    pub thread: String,
    /// Sender of the mail, who gets the answer.
    pub from: DemoAddress,
    /// Recipients; the first answers.
    pub to: Vec<DemoAddress>,
    /// Subject line.
    pub subject: String,
    /// The text without markup, quoted in the answer.
    pub text: String,
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
}
