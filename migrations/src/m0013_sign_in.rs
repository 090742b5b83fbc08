//! How a device of the office proves itself: the key it showed when it was taken in, and marks of what renews its
//! tokens. The tokens themselves are nowhere. A desk leaves this table empty.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// How a device proves itself.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            uuid("device_id"),
            text("key"),
            // None once the sign-in has ended.
            maybe_text("current"),
            maybe_text("before"),
            number("until"),
        ];
        keyed(schema, "sync_sign_in", columns, &["device_id"]).await
    }
}
