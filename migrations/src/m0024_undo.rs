//! What a person did at this desk, so that they can see it later and take it back. A server leaves it empty.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// The list of what was done.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let deed = [
            id(),
            number("no"),
            text("command"),
            text("input"),
            small("count"),
            number("at"),
            uuid("person_id"),
            text("mutations"),
            text("traces"),
            text("record"),
            maybe_uuid("record_id"),
            text("title"),
            text("part"),
            text("fields"),
            maybe_uuid("undone_by"),
        ];
        table(schema, "deed", deed).await?;
        unique(schema, "deed_by_no", "deed", &["no"]).await
    }
}
