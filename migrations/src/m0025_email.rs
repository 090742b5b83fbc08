//! Mail that is being written on this device: drafts, texts to begin from, and how each mailbox signs.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Drafts, templates and the habits of writing.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let draft = [
            id(),
            text("way"),
            maybe_uuid("answers"),
            maybe_uuid("enquiry_id"),
            text("to_people"),
            text("cc_people"),
            text("bcc_people"),
            text("subject"),
            text("begun_subject"),
            text("html"),
            text("files"),
            number("begun_at"),
            number("saved_at"),
            maybe_uuid("effect_id"),
            maybe_number("discarded_at"),
        ];
        table(schema, "draft", draft).await?;
        index(schema, "draft_by_time", "draft", &["saved_at", "id"]).await?;
        index(schema, "draft_by_answered", "draft", &["answers", "way"]).await?;
        table(schema, "template", [id(), text("name"), text("subject"), text("html"), number("saved_at")]).await?;
        table(schema, "writing", [id(), text("signature"), number("undo_seconds")]).await
    }
}
