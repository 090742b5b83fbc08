//! Rows and shapes of the enquiries engine.

mod rows;
mod views;

pub use rows::{activity, enquiry, track};
pub use views::*;

use crate::{id, words};

id!(
    /// An enquiry.
    EnquiryId
);
id!(
    /// A track of an enquiry.
    TrackId
);
id!(
    /// One line of a timeline.
    ActivityId
);

words!(
    /// How much it matters (product.md 3 #2; a hand-set priority wins over a score).
    pub enum Priority {
        /// High.
        High = "high",
        /// Medium.
        Medium = "medium",
        /// Low.
        Low = "low",
    }
);

words!(
    /// What runs beside the stage (seed A 3: several "Pending" may run at once).
    pub enum TrackKind {
        /// The customer's specification.
        Specification = "specification",
        /// Our own technical review.
        TechnicalQuery = "technical_query",
        /// Samples out.
        Samples = "samples",
        /// Vendor questionnaire and papers.
        VqDocs = "vq_docs",
        /// A supplier's rate.
        SupplierRate = "supplier_rate",
    }
);

words!(
    /// A fact that may become unknown again.
    pub enum Blank {
        /// The product.
        Product = "product",
        /// The quantity.
        Quantity = "quantity",
        /// Its unit.
        Unit = "unit",
        /// What it is worth.
        Value = "value_minor",
        /// Who asked.
        Contact = "contact_id",
        /// Until when the price holds.
        ValidUntil = "valid_until",
    }
);

words!(
    /// What a line of the timeline is.
    pub enum ActivityKind {
        /// A mail from them.
        MailIn = "mail_in",
        /// A mail from us.
        MailOut = "mail_out",
        /// A move between stages.
        Move = "move",
        /// A telephone call, whoever rang.
        Call = "call",
        /// A note.
        Note = "note",
        /// A track opened or closed.
        Track = "track",
        /// A task done.
        Task = "task",
        /// A sequence did something.
        Step = "step",
        /// Something about a quotation or an order.
        Quotation = "quotation",
        /// A file came or went.
        File = "file",
    }
);
