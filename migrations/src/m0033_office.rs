//! Room for rows that change often.

use sea_orm::{ConnectionTrait, DbBackend};
use sea_orm_migration::prelude::*;

/// PostgreSQL writes a changed row beside the old one. Where its page has room, no index has to be told as long as no
/// indexed column has changed (heap-only tuples), and an edit costs half. On full pages, which it makes by itself, every
/// index of the table is written for every edit.
const CHANGING: [&str; 19] = [
    "attachment",
    "company",
    "contact",
    "contact_point",
    "effect",
    "enquiry",
    "enrolment",
    "prelead",
    "price",
    "product",
    "quotation",
    "sales_order",
    "series",
    "setting",
    "step",
    "sync_device",
    "sync_row",
    "task",
    "track",
];

/// Of a page, in per cent, that is filled with new rows.
const FILLED: u8 = 70;

/// Leaves room in the pages of tables whose rows change.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        if schema.get_database_backend() != DbBackend::Postgres {
            return Ok(());
        }
        for table in CHANGING {
            let room = format!("ALTER TABLE \"{table}\" SET (fillfactor = {FILLED})");
            schema.get_connection().execute_unprepared(&room).await?;
        }
        Ok(())
    }
}
