//! People and teams.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// People and teams.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        table(
            schema,
            "person",
            [
                id(),
                text("name"),
                text("email"),
                text("role"),
                maybe_uuid("team_id"),
                maybe_uuid("backup_id"),
                flag("is_active"),
            ],
        )
        .await?;
        index(schema, "person_by_team", "person", &["team_id", "name"]).await?;
        table(schema, "team", [id(), text("name")]).await?;
        Ok(())
    }
}
