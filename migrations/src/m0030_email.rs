//! Where the sender of a mail wants the answer.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// A form of a web site writes in its own name and wants the answer to go to whoever filled it in.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let mut column = text("reply_to").default("[]").to_owned();
        schema.alter_table(Table::alter().table("message").add_column(&mut column).to_owned()).await
    }
}
