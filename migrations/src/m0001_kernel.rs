//! The mutation log, the change capture, outgoing work and settings.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// The mutation log, the change capture, outgoing work and settings.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let seq = || ColumnDef::new("seq").big_integer().not_null().auto_increment().primary_key().to_owned();
        table(
            schema,
            "mutation",
            [
                seq(),
                uuid("mid"),
                text("name"),
                small("version"),
                text("input"),
                text("output"),
                number("at"),
                uuid("person_id"),
                uuid("device_id"),
            ],
        )
        .await?;
        unique(schema, "mutation_by_mid", "mutation", &["mid"]).await?;
        table(
            schema,
            "change",
            [
                seq(),
                uuid("mid"),
                text("record"),
                uuid("row_id"),
                maybe_text("before"),
                maybe_text("after"),
                number("at"),
            ],
        )
        .await?;
        index(schema, "change_by_row", "change", &["row_id", "seq"]).await?;
        index(schema, "change_by_mutation", "change", &["mid"]).await?;
        table(
            schema,
            "effect",
            [
                id(),
                text("kind"),
                text("payload"),
                text("report"),
                text("state"),
                uuid("person_id"),
                number("fence"),
                maybe_uuid("claimed_by"),
                number("due_at"),
                small("attempts"),
                maybe_text("progress"),
                maybe_text("trouble"),
                number("created_at"),
                maybe_number("ended_at"),
            ],
        )
        .await?;
        index(schema, "effect_by_due", "effect", &["state", "kind", "person_id", "due_at", "id"]).await?;
        table(schema, "setting", [id(), text("key"), text("value"), number("set_at")]).await?;
        Ok(())
    }
}
