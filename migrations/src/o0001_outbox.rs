//! Unsent work, in a file of its own: the rows can be fetched again, this cannot.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Unsent work.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let only = ColumnDef::new("id").integer().not_null().primary_key().to_owned();
        // Which device numbers new entries, and the last number it gave.
        table(schema, "device", [only, uuid("device_id"), number("last")]).await?;
        let place = ColumnDef::new("place").big_integer().not_null().auto_increment().primary_key().to_owned();
        let entry = [
            place,
            uuid("device_id"),
            number("n"),
            number("seen"),
            number("bytes"),
            uuid("fingerprint"),
            flag("is_withdrawn"),
            flag("is_settled"),
            // A person has yet to look at what became of it.
            flag("is_unread"),
            maybe_text("outcome"),
            maybe_number("settled_at"),
            text("mutation"),
        ];
        table(schema, "entry", entry).await?;
        unique(schema, "entry_by_number", "entry", &["device_id", "n"]).await?;
        index(schema, "entry_waiting", "entry", &["is_settled", "device_id", "n"]).await?;
        index(schema, "entry_unread", "entry", &["is_unread"]).await
    }
}
