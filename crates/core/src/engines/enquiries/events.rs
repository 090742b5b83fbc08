//! What the enquiries engine announces.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::model::{EnquiryId, Priority, Quick, SharedMail, enquiry};
use crate::kernel::{Event, PersonId};

/// An enquiry was opened or changed in any way a card shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Changed {
    /// The row as it is now.
    pub enquiry: enquiry::Model,
    /// Company name.
    pub company: String,
    /// Kinds of the open tracks.
    pub tracks: Vec<String>,
}
impl Event for Changed {
    const NAME: &'static str = "enquiries.changed";
}

/// An enquiry is no longer here: it is somebody else's now.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Gone {
    /// Which.
    pub id: EnquiryId,
}
impl Event for Gone {
    const NAME: &'static str = "enquiries.gone";
}

/// An enquiry was given to somebody else.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reassigned {
    /// Which.
    pub id: EnquiryId,
    /// Whose it is now.
    pub to: PersonId,
}
impl Event for Reassigned {
    const NAME: &'static str = "enquiries.reassigned";
}

/// An enquiry was opened.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Opened {
    /// Which.
    pub id: EnquiryId,
    /// Who owns it.
    pub owner_id: PersonId,
    /// How much it matters.
    pub priority: Priority,
    /// The pre-lead it came from.
    pub prelead_id: Option<Uuid>,
}
impl Event for Opened {
    const NAME: &'static str = "enquiries.opened";
}

/// Somebody asks by telephone, on a visit, at a fair: who they are, and what for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Introduced {
    /// The enquiry it is going to be.
    pub id: EnquiryId,
    /// What was said.
    pub quick: Quick,
}
impl Event for Introduced {
    const NAME: &'static str = "enquiries.introduced";
}

/// An enquiry moved to another stage.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Moved {
    /// Which.
    pub id: EnquiryId,
    /// From.
    pub from: String,
    /// To.
    pub to: String,
    /// True when that is an end: sequences end with it (product.md 3 #7).
    pub is_last: bool,
    /// How much it matters.
    pub priority: Priority,
    /// Who owns it.
    pub owner_id: PersonId,
}
impl Event for Moved {
    const NAME: &'static str = "enquiries.moved";
}

/// The priority changed: sequences are re-spaced (product.md 1.2 B6).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reprioritised {
    /// Which.
    pub id: EnquiryId,
    /// Now.
    pub priority: Priority,
}
impl Event for Reprioritised {
    const NAME: &'static str = "enquiries.reprioritised";
}

/// A mail was put on an enquiry.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MailAttached {
    /// Which.
    pub id: EnquiryId,
    /// The mail.
    pub mail: SharedMail,
    /// It is the mail that opened the enquiry: it answers nothing.
    pub is_opening: bool,
}
impl Event for MailAttached {
    const NAME: &'static str = "enquiries.mail_attached";
}

/// A mail of this device was taken by an enquiry. Announced by local commands only: the mail stays here.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MailTaken {
    /// The message.
    pub message_id: Uuid,
    /// The enquiry.
    pub enquiry_id: Uuid,
    /// Why, in plain words.
    pub reason: String,
    /// No other mail of its thread need follow it.
    pub is_alone: bool,
}
impl Event for MailTaken {
    const NAME: &'static str = "enquiries.mail_taken";
}
