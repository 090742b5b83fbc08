//! Cards and column totals: a projection.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Cards and column totals: a projection.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        table(
            schema,
            "card",
            [
                id(),
                text("stage"),
                text("rank"),
                text("title"),
                text("company"),
                maybe_text("product"),
                maybe_number("value_minor"),
                text("currency"),
                text("priority"),
                uuid("owner_id"),
                text("tracks"),
                number("stage_since"),
                number("last_activity_at"),
                maybe_date("flag_on"),
                maybe_number("next_at"),
                maybe_text("next_label"),
                maybe_text("next_text"),
            ],
        )
        .await?;
        index(schema, "card_by_place", "card", &["stage", "rank", "id"]).await?;
        index(schema, "card_by_owner", "card", &["owner_id", "stage", "rank"]).await?;
        table(schema, "card_total", [id(), text("stage"), number("cards"), number("value_minor")]).await?;
        Ok(())
    }
}
