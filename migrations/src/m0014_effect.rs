//! Outgoing work that a mutation asked for may wait on several desks of a person: their office says which of them acts.

use sea_orm_migration::prelude::*;

/// Outgoing work says whether others may have it too.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let column = ColumnDef::new("is_shared").boolean().not_null().default(false).to_owned();
        schema.alter_table(Table::alter().table("effect").add_column(column).to_owned()).await
    }
}
