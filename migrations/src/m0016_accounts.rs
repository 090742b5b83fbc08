//! How people prove to the office who they are, beside an invitation: a name with a password, or the word of an
//! identity provider. A desk leaves these tables empty.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Accounts and identities.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        // The login is kept in small letters; of the password only what checks it (Argon2id, PHC string).
        let account = [uuid("person_id"), text("login"), text("password"), number("changed_at")];
        keyed(schema, "account", account, &["person_id"]).await?;
        unique(schema, "account_by_login", "account", &["login"]).await?;
        // Whom a provider means: its issuer and its own id of the person, never an address.
        let identity = [text("issuer"), text("subject"), uuid("person_id"), number("seen_at")];
        keyed(schema, "identity", identity, &["issuer", "subject"]).await
    }
}
