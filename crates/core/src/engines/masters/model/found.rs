//! What a search answers with.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{CompanyId, ContactId};

/// A company as found.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct CompanyCard {
    /// Id.
    pub id: CompanyId,
    /// Name.
    pub name: String,
    /// Town.
    pub city: Option<String>,
    /// Mail domain.
    pub domain: Option<String>,
    /// Old customer.
    pub is_customer: bool,
}

/// A contact as found.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct ContactCard {
    /// Id.
    pub id: ContactId,
    /// Name.
    pub name: String,
    /// Mail address that is written to.
    pub email: Option<String>,
    /// Number that is rung, E.164.
    pub phone: Option<String>,
    /// Name of their company.
    pub company: String,
}
