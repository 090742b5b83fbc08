//! Rows and shapes of the quotations engine.

mod rows;
mod views;

pub use rows::quotation;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;
pub use views::*;

use crate::{engines::masters::model::ProductId, id, words};

id!(
    /// A quotation: one revision of it, or a fork.
    QuotationId
);
id!(
    /// What a quotation said between two savings; derived from the mutation that saved it.
    EditionId
);

words!(
    /// What becomes of a fork.
    pub enum Keep {
        /// My content becomes the next edition of the original.
        Mine = "mine",
        /// The original stays as it is.
        Theirs = "theirs",
        /// The original stays, and the fork is put away without a choice.
        Neither = "neither",
    }
);

/// A line of a quotation or an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Line {
    /// The product, when it is in the catalogue.
    pub product_id: Option<ProductId>,
    /// What is offered, as it is printed.
    pub name: String,
    /// Decimal amount as text.
    pub quantity: String,
    /// Unit (`kg`, `MT`, `drum` …).
    pub unit: String,
    /// Minor units for one of the unit.
    #[ts(type = "number")]
    pub rate_minor: i64,
    /// The version of the list price that the rate is; none for a rate given by hand.
    pub price_version: Option<i32>,
    /// Discount in hundredths of a percent, 0 to 10,000.
    pub discount_bp: i32,
    /// GST in hundredths of a percent, 0 to 10,000.
    pub gst_bp: i32,
}

/// The lines, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Lines(pub Vec<Line>);

crate::column_as_text!(Lines, |lines| serde_json::to_string(lines).unwrap_or_default(), |text| serde_json::from_str(
    &text
)
.ok());

/// On what terms.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(default)]
pub struct Terms {
    /// Payment (`30 days from invoice`).
    pub payment: String,
    /// Delivery or Incoterm (`Ex works`, `FOR`, `CIF`).
    pub delivery: String,
    /// The place that it names.
    pub place: String,
    /// Packing.
    pub packing: String,
    /// Anything else that is printed.
    pub remarks: String,
}

crate::column_as_text!(Terms, |terms| serde_json::to_string(terms).unwrap_or_default(), |text| serde_json::from_str(
    &text
)
.ok());
