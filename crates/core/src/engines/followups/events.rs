//! What the follow-up engine announces.

use serde::{Deserialize, Serialize};

use crate::{
    engines::{email::events::SendMail, enquiries::model::EnquiryId},
    kernel::{At, Event},
};

/// The next touch of an enquiry changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Planned {
    /// On which enquiry.
    pub enquiry_id: EnquiryId,
    /// When; none when nothing is planned.
    pub next_at: Option<At>,
    /// What, in two or three words.
    pub label: Option<String>,
    /// The text.
    pub text: Option<String>,
}
impl Event for Planned {
    const NAME: &'static str = "followups.planned";
}

/// The task of an enquiry that is due first changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Waiting {
    /// On which enquiry.
    pub enquiry_id: EnquiryId,
    /// When; none when nothing is to be done.
    pub due_at: Option<At>,
    /// What, in a line.
    pub title: Option<String>,
}
impl Event for Waiting {
    const NAME: &'static str = "followups.waiting";
}

/// A touch reached the customer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TouchMade {
    /// On which enquiry.
    pub enquiry_id: EnquiryId,
    /// What, in a line.
    pub label: String,
    /// The text.
    pub text: String,
    /// The mail, when it was one.
    pub mail: Option<SendMail>,
    /// Its `Message-ID`.
    pub reference: Option<String>,
}
impl Event for TouchMade {
    const NAME: &'static str = "followups.touch_made";
}

/// A task was done.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TaskDone {
    /// On which enquiry.
    pub enquiry_id: EnquiryId,
    /// What, in a line.
    pub title: String,
    /// The rep's words.
    pub comment: String,
    /// The customer was called or written to.
    pub is_touch: bool,
    /// It was a call.
    pub is_call: bool,
}
impl Event for TaskDone {
    const NAME: &'static str = "followups.task_done";
}

/// A call took place.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CallMade {
    /// On which enquiry.
    pub enquiry_id: EnquiryId,
    /// Who rang whom and how long they talked, in a line.
    pub title: String,
    /// The rep's words.
    pub comment: String,
    /// We rang.
    pub is_touch: bool,
}
impl Event for CallMade {
    const NAME: &'static str = "followups.call_made";
}
