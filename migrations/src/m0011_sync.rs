//! What only a server keeps: devices and what became of their mutations, the order of changes, and who may see what.
//!
//! A desk has these tables too and leaves them empty. Keys are ordered by their bytes on every engine, so the names in
//! them are compared by bytes where the database would compare them by language.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::columns::*;

/// What only a server keeps.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let by_bytes = |mut column: ColumnDef| {
            if schema.get_database_backend() == DbBackend::Postgres {
                column.extra("COLLATE \"C\"");
            }
            column
        };
        let record = || by_bytes(text("record"));
        let place = ColumnDef::new("place").big_integer().not_null().auto_increment().primary_key().to_owned();
        let scope_id = ColumnDef::new("id").integer().not_null().auto_increment().primary_key().to_owned();
        let only = ColumnDef::new("id").integer().not_null().primary_key().to_owned();
        // The life of the database, the newest number, and up to where tombstones are gone. Locked by stampers alone.
        table(schema, "sync_head", [only, uuid("epoch"), number("seq"), number("horizon")]).await?;
        table(
            schema,
            "sync_device",
            [
                id(),
                uuid("person_id"),
                text("name"),
                number("last"),
                maybe_uuid("last_fingerprint"),
                flag("is_revoked"),
                number("enrolled_at"),
            ],
        )
        .await?;
        let result = [uuid("device_id"), number("n"), uuid("fingerprint"), text("outcome")];
        keyed(schema, "sync_result", result, &["device_id", "n"]).await?;
        table(schema, "sync_known", [id(), maybe_uuid("fingerprint"), maybe_text("outcome")]).await?;
        let scope = || ColumnDef::new("scope").integer().null().to_owned();
        let row = || ColumnDef::new("row_id").uuid().null().to_owned();
        let record_if_any = by_bytes(maybe_text("record"));
        let is_live = ColumnDef::new("is_live").boolean().null().to_owned();
        let event = [place, scope(), record_if_any, row(), is_live, maybe_uuid("device_id"), maybe_number("n")];
        table(schema, "sync_outbox", event).await?;
        let vis = [small("scope"), record(), uuid("row_id"), number("seq"), flag("is_live")];
        keyed(schema, "sync_vis", vis, &["scope", "record", "row_id"]).await?;
        index(schema, "sync_vis_by_seq", "sync_vis", &["scope", "seq"]).await?;
        let left = "CREATE INDEX sync_vis_by_leave ON sync_vis (seq) WHERE NOT is_live";
        schema.get_connection().execute_unprepared(left).await?;
        keyed(schema, "sync_ack", [uuid("device_id"), number("n"), number("seq")], &["device_id"]).await?;
        // `sync_vis` lags behind the stamper: the version and the scopes of a row as it is now stand here.
        let parent = [maybe_text("parent"), maybe_uuid("parent_id")];
        let present = [record(), uuid("row_id"), number("ver"), text("scopes")].into_iter().chain(parent);
        keyed(schema, "sync_row", present, &["record", "row_id"]).await?;
        index(schema, "sync_row_by_parent", "sync_row", &["parent_id"]).await?;
        let member = [small("scope"), record(), uuid("row_id")];
        keyed(schema, "sync_member", member, &["scope", "record", "row_id"]).await?;
        table(schema, "sync_scope", [scope_id, text("name")]).await?;
        unique(schema, "sync_scope_by_name", "sync_scope", &["name"]).await?;
        let grant = [uuid("person_id"), small("scope"), text("why"), small("rank"), maybe_number("until")];
        keyed(schema, "sync_grant", grant, &["person_id", "scope", "why"]).await
    }
}
