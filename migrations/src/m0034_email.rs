//! What the ledger of a mailbox counts: the mails of a folder, and how it stands with comparing that with the server's count.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Counting folders.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            maybe_number("audited_at"),
            maybe_number("reread_at"),
            ColumnDef::new("apart").big_integer().not_null().default(0).to_owned(),
            ColumnDef::new("apart_rounds").integer().not_null().default(0).to_owned(),
        ] {
            let mut added = column;
            schema.alter_table(Table::alter().table("folder").add_column(&mut added).to_owned()).await?;
        }
        schema.drop_index(Index::drop().name("message_by_folder").table("message").to_owned()).await?;
        // How many mails a folder has is read from the index alone.
        let columns = ["folder_id", "gone_at", "generation", "hydration"];
        index(schema, "message_by_folder", "message", &columns).await
    }
}
