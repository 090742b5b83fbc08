//! What a desk keeps of its office: where it stands with it, which rows came from it and for which scopes, and what rows
//! were before work that the office has not seen yet. All of it can be fetched again. A desk without an office, and a
//! server, leave these tables empty.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// What a desk keeps of its office.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let only = ColumnDef::new("id").integer().not_null().primary_key().to_owned();
        table(schema, "office_standing", [only, text("standing")]).await?;
        keyed(schema, "office_row", [text("record"), uuid("row_id"), number("ver")], &["record", "row_id"]).await?;
        let member = [small("scope"), text("record"), uuid("row_id")];
        keyed(schema, "office_ref", member, &["scope", "record", "row_id"]).await?;
        index(schema, "office_ref_by_row", "office_ref", &["record", "row_id"]).await?;
        let image = [text("record"), uuid("row_id"), maybe_text("image")];
        keyed(schema, "office_image", image, &["record", "row_id"]).await
    }
}
