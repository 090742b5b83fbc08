//! Pre-leads.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Pre-leads.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        table(
            schema,
            "prelead",
            [
                id(),
                text("source"),
                text("name"),
                text("address"),
                maybe_text("company_name"),
                maybe_text("phone"),
                text("subject"),
                text("wants"),
                maybe_text("product"),
                maybe_text("quantity"),
                maybe_text("unit"),
                text("stage"),
                number("stage_since"),
                maybe_text("reason"),
                maybe_date("wake_on"),
                maybe_uuid("enquiry_id"),
                uuid("owner_id"),
                small("mails"),
                maybe_text("mail_ref"),
                number("created_at"),
                number("seen_at"),
            ],
        )
        .await?;
        index(schema, "prelead_by_stage", "prelead", &["stage", "seen_at"]).await?;
        index(schema, "prelead_by_address", "prelead", &["address"]).await?;
        Ok(())
    }
}
