//! What goes in and out of the quotations engine.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{EditionId, Keep, Line, QuotationId, Terms, quotation};
use crate::engines::enquiries::model::EnquiryId;

/// What a quotation says, whole: header, lines and terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Content {
    /// ISO 4217.
    pub currency: String,
    /// Lines.
    pub lines: Vec<Line>,
    /// Freight, minor units; not negative.
    #[ts(type = "number")]
    pub freight_minor: i64,
    /// Until when it holds.
    pub valid_until: Option<NaiveDate>,
    /// Terms.
    #[serde(default)]
    pub terms: Terms,
}

/// A quotation to be begun.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Draft {
    /// For which enquiry.
    pub enquiry_id: EnquiryId,
    /// What it says.
    pub content: Content,
}

/// A quotation saved whole, over the edition that its author had before them.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Save {
    /// Which.
    pub id: QuotationId,
    /// The edition that was changed.
    pub base: EditionId,
    /// What it says now.
    pub content: Content,
}

/// Where a saving ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Saved {
    /// The quotation, or the fork that was made of it.
    pub id: QuotationId,
    /// The edition to go on from.
    pub edition: EditionId,
    /// Somebody else's edition stands: this one was kept beside it.
    pub is_fork: bool,
}

/// A word on the edition that somebody has read.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Word {
    /// Which.
    pub id: QuotationId,
    /// The edition that was read.
    pub base: EditionId,
}

/// The wish to send it.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Send {
    /// Which.
    pub id: QuotationId,
    /// The edition that was read.
    pub base: EditionId,
    /// The grand total that was read, minor units.
    #[ts(type = "number")]
    pub total_minor: i64,
}

/// A quotation that something is done to.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Which {
    /// Which.
    pub id: QuotationId,
}

/// A quotation that waits for the office's number.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct NumberQuotation {
    /// Which.
    pub id: QuotationId,
    /// The number that it was given before, when what was done then is offered again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub given: Option<String>,
}

/// The customer orders.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Accept {
    /// Which.
    pub id: QuotationId,
    /// Their order number.
    pub po_number: String,
    /// The day of their order.
    pub po_on: NaiveDate,
}

/// The customer does not.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Decline {
    /// Which.
    pub id: QuotationId,
    /// Why, in at least five characters.
    pub reason: String,
}

/// Its day has passed.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Expire {
    /// Which.
    pub id: QuotationId,
    /// The day until which it held; another one makes this void.
    pub valid_until: NaiveDate,
    /// The day on which it was found out. A desk whose clock is ahead finds it out too early, to no effect; on a later
    /// day it is another call.
    pub on: NaiveDate,
}

/// What is to become of a fork.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Settle {
    /// The fork.
    pub fork: QuotationId,
    /// The edition of the original that was compared.
    pub base: EditionId,
    /// Which stands.
    pub keep: Keep,
}

/// What a line comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct LineSum {
    /// After discount, rounded once, minor units.
    #[ts(type = "number")]
    pub net_minor: i64,
    /// GST on that, rounded once.
    #[ts(type = "number")]
    pub tax_minor: i64,
}

/// What a quotation comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Reckoned {
    /// For each line; none for one that cannot be reckoned.
    pub lines: Vec<Option<LineSum>>,
    /// Sum of the lines before tax, minor units.
    #[ts(type = "number")]
    pub net_minor: i64,
    /// Sum of the taxes.
    #[ts(type = "number")]
    pub tax_minor: i64,
    /// Everything with freight.
    #[ts(type = "number")]
    pub total_minor: i64,
    /// What is wrong, and where; nothing when it can be saved.
    pub problem: Option<Flaw>,
}

/// Something that cannot be saved as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Flaw {
    /// Field (`lines.0.quantity`).
    pub field: Option<String>,
    /// A plain sentence.
    pub message: String,
}

/// A quotation as the record shows it.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Quoted {
    /// The row.
    pub quotation: quotation::Model,
    /// `Q-26-27-0001/R2`; none before the office gave a number.
    pub label: Option<String>,
    /// Its stage, in words.
    pub stage: String,
    /// Keys of the stages it can go to.
    pub moves: Vec<String>,
    /// Who saved it last.
    pub saved_by: String,
    /// The rates were given by hand: no costing or list price stands behind at least one.
    pub is_manual: bool,
    /// The one who asks may approve it.
    pub may_approve: bool,
    /// Open forks of it.
    pub forks: Vec<quotation::Model>,
}
