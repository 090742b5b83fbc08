//! Papers are found by their numbers.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Indexes of the numbers.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        index(schema, "quotation_by_number", "quotation", &["number"]).await?;
        index(schema, "sales_order_by_number", "sales_order", &["number"]).await
    }
}
