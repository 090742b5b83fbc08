//! Files: what is attached where, what a desk has of it, and the bytes that the office has. A desk leaves the tables that
//! begin with `sync_` empty, a server `kept_file`.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Attachments and their bytes.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let attachment = [
            id(),
            uuid("enquiry_id"),
            maybe_uuid("paper_id"),
            text("hash"),
            number("size"),
            text("media_type"),
            text("name"),
            text("state"),
            uuid("attached_by"),
            number("attached_at"),
            maybe_number("sent_at"),
        ];
        table(schema, "attachment", attachment).await?;
        index(schema, "attachment_by_enquiry", "attachment", &["enquiry_id", "attached_at", "id"]).await?;
        index(schema, "attachment_by_hash", "attachment", &["hash"]).await?;
        index(schema, "attachment_by_state", "attachment", &["state", "attached_at", "id"]).await?;
        table(schema, "kept_file", [id(), text("hash"), number("size"), number("used_at")]).await?;
        index(schema, "kept_file_by_use", "kept_file", &["used_at", "id"]).await?;
        // What came of a file so far, by its attachment: nobody reads bytes through one that has not brought them.
        let upload = [id(), text("hash"), number("size"), number("received"), flag("is_whole"), number("touched_at")];
        table(schema, "sync_upload", upload).await?;
        index(schema, "sync_upload_by_hash", "sync_upload", &["hash"]).await?;
        index(schema, "sync_upload_by_age", "sync_upload", &["is_whole", "touched_at"]).await?;
        // The same bytes are kept once: under the attachment that brought them first.
        keyed(schema, "sync_blob", [text("hash"), uuid("upload_id")], &["hash"]).await?;
        let piece = [uuid("upload_id"), number("place"), bytes("bytes")];
        keyed(schema, "sync_piece", piece, &["upload_id", "place"]).await
    }
}
