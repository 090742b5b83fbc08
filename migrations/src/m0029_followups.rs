//! Sequences that are held until a day, and what a person did on a day.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// When a held sequence goes on by itself; the timeline by person.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let mut column = maybe_number("resumes_at");
        schema.alter_table(Table::alter().table("enrolment").add_column(&mut column).to_owned()).await?;
        index(schema, "activity_by_person", "activity", &["person_id", "at"]).await
    }
}
