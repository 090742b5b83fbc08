//! What the quotations engine announces.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::model::QuotationId;
use crate::{engines::enquiries::model::EnquiryId, kernel::Event};

/// A quotation was begun.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Drafted {
    /// Which.
    pub id: QuotationId,
    /// For which enquiry.
    pub enquiry_id: EnquiryId,
    /// 1, or which revision of one that was sent.
    pub revision: i32,
    /// The number of a revision.
    pub number: Option<String>,
}
impl Event for Drafted {
    const NAME: &'static str = "quotations.drafted";
}

/// The office gave a quotation its number: it counts as sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sent {
    /// Which.
    pub id: QuotationId,
    /// The first of its revisions.
    pub root_id: QuotationId,
    /// For which enquiry.
    pub enquiry_id: EnquiryId,
    /// `Q-26-27-0001/R2`.
    pub label: String,
    /// Grand total, minor units.
    pub total_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// Until when it holds.
    pub valid_until: NaiveDate,
}
impl Event for Sent {
    const NAME: &'static str = "quotations.sent";
}

/// How a quotation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ending {
    /// The customer ordered.
    Won,
    /// They did not.
    Lost,
    /// Its day passed.
    Expired,
}

/// A quotation ended.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ended {
    /// Which.
    pub id: QuotationId,
    /// For which enquiry.
    pub enquiry_id: EnquiryId,
    /// `Q-26-27-0001/R2`.
    pub label: String,
    /// How.
    pub how: Ending,
    /// Their order number, when they ordered.
    pub po_number: Option<String>,
    /// Why not, when they did not.
    pub reason: Option<String>,
}
impl Event for Ended {
    const NAME: &'static str = "quotations.ended";
}
