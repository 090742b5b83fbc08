//! Rows and shapes of the orders engine.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{
    engines::{
        enquiries::model::{EnquiryId, enquiry},
        masters::model::CompanyId,
        quotations::model::{Lines, QuotationId, Terms},
    },
    id,
    kernel::{At, Audience, PersonId, Synced},
    record,
};

id!(
    /// An order; derived from the quotation, which has one at most.
    OrderId
);

/// The order table. Append-only but for the number.
pub mod sales_order {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, CompanyId, EnquiryId, Lines, OrderId, PersonId, QuotationId, Terms};

    /// One order.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema, DeriveEntityModel)]
    #[sea_orm(table_name = "sales_order")]
    #[ts(rename = "SalesOrder")]
    #[schema(as = SalesOrder)]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: OrderId,
        /// The quotation that was won.
        pub quotation_id: QuotationId,
        /// Of which enquiry.
        pub enquiry_id: EnquiryId,
        /// By whom.
        pub company_id: CompanyId,
        /// Who sold it.
        pub owner_id: PersonId,
        /// The office's number; none before the office gave it.
        pub number: Option<String>,
        /// Their order number.
        pub po_number: String,
        /// The day of their order.
        pub po_on: chrono::NaiveDate,
        /// Where it goes.
        pub deliver_to: String,
        /// ISO 4217.
        pub currency: String,
        /// The lines of the quotation, as they were won.
        pub lines: Lines,
        /// Its terms.
        pub terms: Terms,
        /// Freight, minor units.
        #[ts(type = "number")]
        pub freight_minor: i64,
        /// Sum of the lines before tax, minor units.
        #[ts(type = "number")]
        pub net_minor: i64,
        /// Sum of the taxes.
        #[ts(type = "number")]
        pub tax_minor: i64,
        /// Everything with freight.
        #[ts(type = "number")]
        pub total_minor: i64,
        /// When it was placed.
        pub placed_at: At,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(sales_order, "sales_order", "order", Shared, under: [("enquiry_id", "enquiry")]);

impl Synced for sales_order::Model {
    fn audience(&self) -> Audience {
        Audience::under::<enquiry::Model>(self.enquiry_id)
    }
}

/// An order to be placed for a quotation that is won.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct PlaceOrder {
    /// The quotation.
    pub quotation_id: QuotationId,
    /// The grand total that was read, minor units.
    #[ts(type = "number")]
    pub total_minor: i64,
    /// Where it goes; required.
    pub deliver_to: String,
}

/// An order that waits for the office's number.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct NumberOrder {
    /// Which.
    pub id: OrderId,
    /// The number that it was given before, when what was done then is offered again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub given: Option<String>,
}
