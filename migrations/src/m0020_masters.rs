//! What contacts are reached by beside the first number and address, ids that stand for others, and territories.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// What contacts are reached by, ids that stand for others, territories.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let kind = [uuid("contact_id"), text("kind"), text("value")];
        let times = [number("added_at"), maybe_number("retired_at"), maybe_number("bounced_at")];
        table(schema, "contact_point", [id()].into_iter().chain(kind).chain(times)).await?;
        index(schema, "contact_point_by_contact", "contact_point", &["contact_id", "added_at"]).await?;
        index(schema, "contact_point_by_value", "contact_point", &["value"]).await?;
        table(schema, "alias", [id(), uuid("stands_for")]).await?;
        table(schema, "territory", [id(), text("name"), maybe_uuid("parent_id"), maybe_uuid("head_id")]).await?;
        table(schema, "territory_cover", [id(), uuid("territory_id"), uuid("person_id")]).await?;
        index(schema, "territory_cover_by_person", "territory_cover", &["person_id"]).await
    }
}
