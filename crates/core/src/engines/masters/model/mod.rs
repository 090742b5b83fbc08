//! Rows and shapes of the masters engine: companies, contacts, products.

mod edits;
mod found;
mod prices;

pub use edits::{EditCompany, EditContact};
pub use found::{CompanyCard, ContactCard};
pub use prices::{GivePrice, Listed, PriceNow, SetPrice, price};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{
    id,
    kernel::{At, Audience, Synced, ids::derive},
    record, words,
};

id!(
    /// A company.
    CompanyId
);
id!(
    /// A person at a company.
    ContactId
);
id!(
    /// A product we sell.
    ProductId
);
id!(
    /// A list price; derived from the product and the version.
    PriceId
);
id!(
    /// A telephone number or mail address of a contact beside the first.
    PointId
);
id!(
    /// An id that somebody gave to what another had entered already.
    AliasId
);

words!(
    /// What a contact is reached by.
    pub enum PointKind {
        /// A telephone number, E.164.
        Phone = "phone",
        /// A mail address, lower case.
        Email = "email",
    }
);

impl PointId {
    /// The id of what a contact is reached by, so that two desks that enter it make one.
    pub fn of(contact: ContactId, kind: PointKind, value: &str) -> PointId {
        PointId(derive(&[b"point", contact.0.as_bytes(), kind.key().as_bytes(), value.as_bytes()]))
    }
}

/// The company table.
pub mod company {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, CompanyId};

    /// One company.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema, DeriveEntityModel)]
    #[sea_orm(table_name = "company")]
    #[ts(rename = "Company")]
    #[schema(as = Company)]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: CompanyId,
        /// Name as they write it.
        pub name: String,
        /// Mail domain, lower case; never a freemail domain.
        pub domain: Option<String>,
        /// GST identification number.
        pub gstin: Option<String>,
        /// Permanent account number.
        pub pan: Option<String>,
        /// Corporate identification number.
        pub cin: Option<String>,
        /// Town.
        pub city: Option<String>,
        /// Trade.
        pub industry: Option<String>,
        /// True once they have ordered: an old customer skips validation (seed A "Old Customer?").
        pub is_customer: bool,
        /// Barred: no mail of theirs opens anything (seed A "BARRED").
        pub is_barred: bool,
        /// When it was entered.
        pub created_at: At,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(company, "company", "company", Shared, search: ["name", "domain", "city", "industry"]);

impl Synced for company::Model {
    fn audience(&self) -> Audience {
        Audience::office()
    }
}

/// The contact table.
pub mod contact {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, CompanyId, ContactId};

    /// One contact.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema, DeriveEntityModel)]
    #[sea_orm(table_name = "contact")]
    #[ts(rename = "Contact")]
    #[schema(as = Contact)]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ContactId,
        /// Their company.
        pub company_id: CompanyId,
        /// Name; may be empty for a role mailbox.
        pub name: String,
        /// Mail address, lower case.
        pub email: Option<String>,
        /// Telephone, E.164.
        pub phone: Option<String>,
        /// What they do there.
        pub role: Option<String>,
        /// When mail to them last failed for good; nothing is sent automatically after that.
        pub bounced_at: Option<At>,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(contact, "contact", "contact", Shared, search: ["name", "email", "phone"]);

impl Synced for contact::Model {
    fn audience(&self) -> Audience {
        Audience::office()
    }
}

/// The table of what contacts are reached by beside their first number and address: entering another never overwrites
/// one (sync.md 4.8 "contact facts").
pub mod point {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, ContactId, PointId, PointKind};

    /// One number or address.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema, DeriveEntityModel)]
    #[sea_orm(table_name = "contact_point")]
    #[ts(rename = "ContactPoint")]
    #[schema(as = ContactPoint)]
    pub struct Model {
        /// Derived from the contact, the kind and the value.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PointId,
        /// Whose.
        pub contact_id: ContactId,
        /// What sort.
        pub kind: PointKind,
        /// The number or address.
        pub value: String,
        /// When it was entered.
        pub added_at: At,
        /// When somebody said that it is no longer theirs.
        pub retired_at: Option<At>,
        /// When mail to it last failed for good.
        pub bounced_at: Option<At>,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(point, "contact_point", "number or address", Shared, search: ["value"]);

impl Synced for point::Model {
    fn audience(&self) -> Audience {
        Audience::office()
    }
}

/// The table of ids that stand for others: two desks entered the same company under what each knew of it, and what the
/// second does for it goes on under the id that it knows (sync.md 4.8 "creation").
pub mod alias {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::AliasId;

    /// One id.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema, DeriveEntityModel)]
    #[sea_orm(table_name = "alias")]
    #[schema(as = Alias)]
    pub struct Model {
        /// The id that was given.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: AliasId,
        /// The id of the company or contact that was there.
        pub stands_for: Uuid,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(alias, "alias", "alias", Shared);

impl Synced for alias::Model {
    fn audience(&self) -> Audience {
        Audience::office()
    }
}

/// The product table.
pub mod product {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::ProductId;

    /// One product.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema, DeriveEntityModel)]
    #[sea_orm(table_name = "product")]
    #[ts(rename = "Product")]
    #[schema(as = Product)]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ProductId,
        /// Catalogue name, unique.
        pub name: String,
        /// Other names, separated by newlines.
        pub synonyms: String,
        /// CAS registry number.
        pub cas: Option<String>,
        /// Unit it is sold by.
        pub unit: String,
        /// List price in paise per unit that it was entered with: version 0 of its prices.
        #[ts(type = "number | null")]
        pub list_price_minor: Option<i64>,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(product, "product", "product", Shared, search: ["name", "synonyms", "cas"]);

impl Synced for product::Model {
    fn audience(&self) -> Audience {
        Audience::office()
    }
}

/// A company to be entered.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(default)]
pub struct NewCompany {
    /// Name; required.
    pub name: String,
    /// Mail domain.
    pub domain: Option<String>,
    /// GSTIN, checked.
    pub gstin: Option<String>,
    /// PAN, checked.
    pub pan: Option<String>,
    /// CIN, checked.
    pub cin: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// Trade.
    pub industry: Option<String>,
    /// Has ordered before.
    pub is_customer: bool,
    /// People there.
    pub contacts: Vec<NewContact>,
}

/// A contact to be entered.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(default)]
pub struct NewContact {
    /// Name.
    pub name: String,
    /// Mail address.
    pub email: Option<String>,
    /// Telephone in any form.
    pub phone: Option<String>,
    /// What they do.
    pub role: Option<String>,
}

/// A product to be entered.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(default)]
pub struct NewProduct {
    /// Catalogue name; required.
    pub name: String,
    /// Other names.
    pub synonyms: Vec<String>,
    /// CAS number, checked.
    pub cas: Option<String>,
    /// Unit.
    pub unit: String,
    /// List price in paise.
    #[ts(type = "number | null")]
    pub list_price_minor: Option<i64>,
}

/// A number or an address of a contact.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct OfPoint {
    /// Whose.
    pub contact_id: ContactId,
    /// What sort.
    pub kind: PointKind,
    /// The number in any form, or the address.
    pub value: String,
}

/// Many at once. What is there already (same name, domain or address) is left as it is.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(default)]
pub struct Import {
    /// Companies with their contacts.
    pub companies: Vec<NewCompany>,
    /// Products.
    pub products: Vec<NewProduct>,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Imported {
    /// New companies.
    pub companies: usize,
    /// New contacts.
    pub contacts: usize,
    /// New products.
    pub products: usize,
    /// Left alone because they were there.
    pub known: usize,
    /// Products that were there with another list price, which they keep.
    #[serde(default)]
    #[ts(as = "Option<usize>", optional)]
    pub other_prices: usize,
}

/// Mail to an address came back for good.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct NoteBounce {
    /// The address that failed.
    pub address: String,
    /// When the report came.
    pub at: At,
}

/// Who is behind an address.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Their company.
    pub company: company::Model,
    /// The contact with this very address, when entered.
    pub contact: Option<contact::Model>,
}
