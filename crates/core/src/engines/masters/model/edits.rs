//! What is put right of companies and contacts.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{CompanyId, ContactId};

/// What is put right of a company. What is absent stays, and what is empty is not known any more.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct EditCompany {
    /// Which.
    pub id: CompanyId,
    /// Name as they write it; never empty.
    #[serde(default)]
    #[ts(optional)]
    pub name: Option<String>,
    /// Town.
    #[serde(default)]
    #[ts(optional)]
    pub city: Option<String>,
    /// Trade.
    #[serde(default)]
    #[ts(optional)]
    pub industry: Option<String>,
    /// GST identification number.
    #[serde(default)]
    #[ts(optional)]
    pub gstin: Option<String>,
    /// Permanent account number.
    #[serde(default)]
    #[ts(optional)]
    pub pan: Option<String>,
}

/// What is put right of a contact. What is absent stays, and what is empty is not known any more. Numbers and addresses
/// are added and put first by commands of their own.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct EditContact {
    /// Who.
    pub id: ContactId,
    /// Name; never empty.
    #[serde(default)]
    #[ts(optional)]
    pub name: Option<String>,
    /// What they do there.
    #[serde(default)]
    #[ts(optional)]
    pub role: Option<String>,
}
