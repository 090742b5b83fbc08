//! The table.

use super::{EditionId, Lines, QuotationId, Terms};
use crate::{
    engines::{
        enquiries::model::{EnquiryId, enquiry},
        masters::model::{CompanyId, ContactId},
    },
    kernel::{At, Audience, PersonId, Synced},
    record,
};

/// The quotation table. Lines and terms stand in the row itself: a quotation is saved, compared and frozen as a whole.
pub mod quotation {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, CompanyId, ContactId, EditionId, EnquiryId, Lines, PersonId, QuotationId, Terms};

    /// One revision of a quotation, or somebody's fork of it.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema, DeriveEntityModel)]
    #[sea_orm(table_name = "quotation")]
    #[ts(rename = "Quotation")]
    #[schema(as = Quotation)]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: QuotationId,
        /// For which enquiry.
        pub enquiry_id: EnquiryId,
        /// To whom.
        pub company_id: CompanyId,
        /// To whose attention.
        pub contact_id: Option<ContactId>,
        /// Who makes it; of a fork, whose it is.
        pub owner_id: PersonId,
        /// The first of its revisions; itself, for the first.
        pub root_id: QuotationId,
        /// 1, 2, 3 …
        pub revision: i32,
        /// The office's number, shared by all revisions; none before the office gave it.
        pub number: Option<String>,
        /// The quotation that this is a fork of.
        pub fork_of: Option<QuotationId>,
        /// Stage (`PIPELINE`).
        pub stage: String,
        /// What it says now: another one after each saving.
        pub edition: EditionId,
        /// ISO 4217.
        pub currency: String,
        /// Lines.
        pub lines: Lines,
        /// Terms.
        pub terms: Terms,
        /// Freight, minor units.
        #[ts(type = "number")]
        pub freight_minor: i64,
        /// Until when it holds.
        pub valid_until: Option<chrono::NaiveDate>,
        /// Sum of the lines before tax, minor units.
        #[ts(type = "number")]
        pub net_minor: i64,
        /// Sum of the taxes of the lines.
        #[ts(type = "number")]
        pub tax_minor: i64,
        /// Lines, taxes and freight.
        #[ts(type = "number")]
        pub total_minor: i64,
        /// Who approved it.
        pub approved_by: Option<PersonId>,
        /// When the office gave it its number and it counts as sent.
        pub sent_at: Option<At>,
        /// Their order number, once won.
        pub po_number: Option<String>,
        /// The day of their order.
        pub po_on: Option<chrono::NaiveDate>,
        /// Why it was lost, or what became of a fork.
        pub reason: Option<String>,
        /// Who saved it last.
        pub saved_by: PersonId,
        /// When.
        pub saved_at: At,
        /// When it was begun.
        pub created_at: At,
        /// When it ended; of a fork, when it was settled.
        pub closed_at: Option<At>,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(quotation, "quotation", "quotation", Shared, under: [("enquiry_id", "enquiry")]);

impl Synced for quotation::Model {
    fn audience(&self) -> Audience {
        let under = Audience::under::<enquiry::Model>(self.enquiry_id);
        // What somebody wrote stays theirs when the enquiry goes to another.
        if self.fork_of.is_some() { under.and(self.owner_id) } else { under }
    }
}
