//! Mail on this device: mailboxes, folders, messages, bodies, removals, quarantine.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Mail on this device: mailboxes, folders, messages, bodies, removals, quarantine.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        table(
            schema,
            "mailbox",
            [id(), text("address"), text("name"), maybe_number("synced_at"), number("connected_at")],
        )
        .await?;
        table(
            schema,
            "folder",
            [
                id(),
                uuid("mailbox_id"),
                text("remote_id"),
                text("name"),
                text("role"),
                flag("is_synced"),
                text("phase"),
                maybe_text("cursor"),
                flag("is_round_end"),
                number("generation"),
                number("remote_total"),
                maybe_number("synced_at"),
                maybe_text("trouble"),
            ],
        )
        .await?;
        index(schema, "folder_by_mailbox", "folder", &["mailbox_id", "role"]).await?;
        table(
            schema,
            "message",
            [
                id(),
                uuid("mailbox_id"),
                uuid("folder_id"),
                text("remote_id"),
                number("generation"),
                text("change_key"),
                maybe_text("internet_message_id"),
                maybe_text("thread_root"),
                text("subject"),
                text("from_address"),
                text("from_name"),
                text("recipients"),
                number("received_at"),
                flag("is_read"),
                flag("is_draft"),
                flag("has_attachments"),
                text("preview"),
                text("hydration"),
                text("direction"),
                text("disposition"),
                text("reason"),
                maybe_text("intent"),
                maybe_small("confidence"),
                flag("is_corrected"),
                maybe_uuid("record_id"),
                maybe_uuid("company_id"),
                maybe_number("gone_at"),
            ],
        )
        .await?;
        index(schema, "message_by_tray", "message", &["disposition", "gone_at", "received_at"]).await?;
        index(schema, "message_by_time", "message", &["received_at"]).await?;
        index(schema, "message_by_thread", "message", &["thread_root", "received_at"]).await?;
        index(schema, "message_by_message_id", "message", &["internet_message_id"]).await?;
        index(schema, "message_by_record", "message", &["record_id", "received_at"]).await?;
        index(schema, "message_by_hydration", "message", &["hydration", "received_at"]).await?;
        index(schema, "message_by_folder", "message", &["folder_id", "generation"]).await?;
        table(
            schema,
            "body",
            [id(), text("html"), text("text"), maybe_text("verdict"), text("attachments"), flag("is_truncated")],
        )
        .await?;
        table(schema, "removal", [id(), uuid("folder_id"), text("remote_id"), number("reported_at")]).await?;
        table(
            schema,
            "quarantine",
            [
                id(),
                uuid("folder_id"),
                maybe_text("remote_id"),
                text("reason"),
                text("raw"),
                number("found_at"),
                small("attempts"),
            ],
        )
        .await?;
        Ok(())
    }
}
