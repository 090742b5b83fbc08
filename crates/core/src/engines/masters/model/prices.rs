//! What products cost: versions of the list price, and the list of today.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{PriceId, ProductId};
use crate::{
    kernel::{At, Audience, PersonId, Synced},
    record,
};

/// The price table: what the list says of a product from a day on. Append-only.
pub mod price {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, PersonId, PriceId, ProductId};

    /// One version.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema, DeriveEntityModel)]
    #[sea_orm(table_name = "price")]
    #[ts(rename = "Price")]
    #[schema(as = Price)]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PriceId,
        /// Of which product.
        pub product_id: ProductId,
        /// 1, 2, 3 …; 0 is what the product was entered with.
        pub version: i32,
        /// Minor units for one of the product's unit.
        #[ts(type = "number")]
        pub price_minor: i64,
        /// ISO 4217.
        pub currency: String,
        /// The first day on which it holds.
        pub valid_from: chrono::NaiveDate,
        /// Who set it.
        pub set_by: PersonId,
        /// When.
        pub set_at: At,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(price, "price", "price", Shared);

impl Synced for price::Model {
    fn audience(&self) -> Audience {
        Audience::office()
    }
}

/// A new list price.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct SetPrice {
    /// Of which product.
    pub product_id: ProductId,
    /// Minor units for one of the product's unit; above zero.
    #[ts(type = "number")]
    pub price_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// The first day on which it holds; not a day that has passed.
    pub valid_from: chrono::NaiveDate,
    /// The newest version that was read, 0 when there was none: another that was set since refuses this one. Absent, it
    /// replaces whatever stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub base: Option<i32>,
}

/// A list price that waits for the office.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct GivePrice {
    /// As it was asked for.
    #[serde(flatten)]
    pub asked: SetPrice,
    /// The version that it was before, when what was done then is offered again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub given: Option<i32>,
}

/// A product as the list offers it today.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct Listed {
    /// Product.
    pub product_id: ProductId,
    /// Catalogue name.
    pub name: String,
    /// Unit it is sold by.
    pub unit: String,
    /// The price in force; none for what has no list price.
    pub price: Option<PriceNow>,
    /// The newest version, whether it holds already or not; 0 when none was set.
    pub newest: i32,
}

/// A price in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PriceNow {
    /// Which version.
    pub version: i32,
    /// Minor units for one of the product's unit.
    #[ts(type = "number")]
    pub price_minor: i64,
    /// ISO 4217.
    pub currency: String,
}
