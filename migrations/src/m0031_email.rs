//! What Outlook is still to be told of what was done with a mail here.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// What was said while Outlook could not be reached is not lost.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        table(schema, "word", [id(), uuid("message_id"), text("what"), number("said_at")]).await
    }
}
