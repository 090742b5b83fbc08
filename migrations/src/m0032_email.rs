//! Pictures that stand inside mails.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// A picture is fetched when its mail is opened and kept, so that it is there without a network.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        table(schema, "picture", [id(), uuid("message_id"), text("shown_as"), text("media_type"), text("content")])
            .await?;
        index(schema, "picture_of_message", "picture", &["message_id"]).await
    }
}
