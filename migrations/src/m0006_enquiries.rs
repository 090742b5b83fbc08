//! Enquiries, their tracks and their timeline.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Enquiries, their tracks and their timeline.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        table(
            schema,
            "enquiry",
            [
                id(),
                text("code"),
                uuid("company_id"),
                maybe_uuid("contact_id"),
                uuid("owner_id"),
                text("title"),
                maybe_text("product"),
                maybe_text("quantity"),
                maybe_text("unit"),
                maybe_number("value_minor"),
                text("currency"),
                text("priority"),
                text("stage"),
                number("stage_since"),
                text("rank"),
                maybe_date("review_on"),
                maybe_date("valid_until"),
                maybe_text("po_number"),
                maybe_text("reason"),
                maybe_date("extended_until"),
                small("extensions"),
                number("last_activity_at"),
                small("touches"),
                maybe_text("mail_ref"),
                number("created_at"),
                maybe_number("closed_at"),
            ],
        )
        .await?;
        index(schema, "enquiry_by_company", "enquiry", &["company_id", "closed_at", "created_at"]).await?;
        index(schema, "enquiry_by_stage", "enquiry", &["stage", "rank"]).await?;
        index(schema, "enquiry_by_time", "enquiry", &["created_at"]).await?;
        index(schema, "enquiry_by_activity", "enquiry", &["closed_at", "last_activity_at"]).await?;
        table(
            schema,
            "track",
            [
                id(),
                uuid("enquiry_id"),
                text("kind"),
                uuid("owner_id"),
                date("due_on"),
                maybe_text("note"),
                number("opened_at"),
                maybe_number("closed_at"),
            ],
        )
        .await?;
        index(schema, "track_by_enquiry", "track", &["enquiry_id", "closed_at"]).await?;
        table(
            schema,
            "activity",
            [
                id(),
                uuid("enquiry_id"),
                text("kind"),
                number("at"),
                text("title"),
                text("body"),
                text("who"),
                maybe_uuid("person_id"),
                maybe_text("mail_ref"),
            ],
        )
        .await?;
        index(schema, "activity_by_enquiry", "activity", &["enquiry_id", "at"]).await?;
        Ok(())
    }
}
