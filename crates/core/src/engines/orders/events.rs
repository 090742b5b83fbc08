//! What the orders engine announces.

use serde::{Deserialize, Serialize};

use super::model::OrderId;
use crate::{
    engines::{enquiries::model::EnquiryId, masters::model::CompanyId},
    kernel::Event,
};

/// The office gave an order its number: it is placed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Placed {
    /// Which.
    pub id: OrderId,
    /// Of which enquiry.
    pub enquiry_id: EnquiryId,
    /// By whom.
    pub company_id: CompanyId,
    /// The office's number.
    pub number: String,
}
impl Event for Placed {
    const NAME: &'static str = "orders.placed";
}
