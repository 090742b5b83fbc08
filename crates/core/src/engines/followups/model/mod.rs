//! Rows and shapes of the follow-up engine.

mod rows;
mod views;

pub use rows::{enrolment, step, task};
pub use views::*;

use crate::{id, words};

id!(
    /// A sequence running on an enquiry; derived from both and the occurrence.
    EnrolmentId
);
id!(
    /// One touch of an enrolment; derived from the enrolment and its number, so planning twice is planning once.
    StepId
);
id!(
    /// Something a person has to do.
    TaskId
);

words!(
    /// The shipped sequences (product.md 3 #8).
    pub enum SequenceKey {
        /// Enquiry cadence: call, mail, WhatsApp in turn, spaced by priority (seed B 2.1).
        EnquiryCadence = "enquiry_cadence",
        /// Quote sent: day 1 mail, day 3 WhatsApp, day 5 task (seed C UC-FLW-001).
        QuoteSent = "quote_sent",
        /// Quote expiry nudge: day 3 mail for high priority (seed B flow A).
        QuoteExpiry = "quote_expiry",
    }
);

words!(
    /// How a touch reaches the customer.
    pub enum Channel {
        /// Mail from the rep's own mailbox.
        Mail = "mail",
        /// WhatsApp; a task for the rep while no WhatsApp account is connected.
        Whatsapp = "whatsapp",
        /// A call: a task.
        Call = "call",
        /// Anything else a person does.
        Task = "task",
    }
);

words!(
    /// Where an enrolment stands.
    pub enum EnrolmentState {
        /// Running.
        Active = "active",
        /// Standing still; no step may fire.
        Paused = "paused",
        /// Over, by a person, a reply's outcome or the end of the enquiry.
        Terminated = "terminated",
        /// All touches made.
        Finished = "finished",
    }
);

words!(
    /// Where a touch stands.
    pub enum StepState {
        /// Planned.
        Planned = "planned",
        /// A person has to look at the text first.
        InReview = "in_review",
        /// Handed to its channel.
        Dispatched = "dispatched",
        /// It reached the customer, or the task was made.
        Done = "done",
        /// It could not be done; a task says so.
        Failed = "failed",
        /// Called off.
        Cancelled = "cancelled",
    }
);

words!(
    /// What a task is about.
    pub enum TaskKind {
        /// Ring the customer.
        Call = "call",
        /// Send a WhatsApp message.
        Whatsapp = "whatsapp",
        /// Look at a text and send it.
        Review = "review",
        /// The customer answered: say when to go on.
        AnswerReply = "answer_reply",
        /// All touches made: decide.
        Decide = "decide",
        /// Something went wrong with a send.
        Trouble = "trouble",
        /// Anything else.
        Other = "other",
    }
);

words!(
    /// Who rang.
    pub enum Direction {
        /// We did.
        Out = "out",
        /// The customer did.
        In = "in",
    }
);

words!(
    /// How it went (product.md 3 #15, first level).
    pub enum Outcome {
        /// They want it.
        Interested = "interested",
        /// They do not.
        NotInterested = "not_interested",
        /// Later.
        CallLater = "call_later",
        /// Nobody there.
        NoAnswer = "no_answer",
    }
);

words!(
    /// Fixed categories of feedback (seed B 2.4), second level.
    pub enum Category {
        /// No response.
        NoResponse = "no_response",
        /// No requirement.
        NoRequirement = "no_requirement",
        /// Price high: asks for the negotiated price.
        PriceHigh = "price_high",
        /// Bought from a competitor: asks for the name.
        BoughtCompetitor = "bought_competitor",
        /// Deferred: asks for the next date.
        Deferred = "deferred",
    }
);
