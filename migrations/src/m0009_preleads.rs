//! Pre-leads by the domain of their company: a barred one keeps all of it out.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Pre-leads by the domain of their company.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        index(schema, "prelead_by_company", "prelead", &["company_name", "stage"]).await
    }
}
