//! Mails by their direction, newest first: the inbox is several dispositions of what came in, and is read in one order.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Mails by their direction.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let columns = ["direction", "gone_at", "received_at", "disposition"];
        index(schema, "message_by_direction", "message", &columns).await
    }
}
