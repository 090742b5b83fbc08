//! Tables that are nothing but their key are kept in its order on SQLite: a row is written once, not in the table and
//! again in the index of its key. A desk that reads an office for the first time writes two of them for every record.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// Keeps them in the order of their keys.
#[derive(DeriveMigrationName)]
pub struct Migration;

const SCOPED: &str = r#""scope" integer NOT NULL, "record" text NOT NULL, "row_id" uuid_text NOT NULL"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        if schema.get_database_backend() != DbBackend::Sqlite {
            return Ok(());
        }
        let version = r#""record" text NOT NULL, "row_id" uuid_text NOT NULL, "ver" integer NOT NULL"#;
        anew(schema, "office_row", version, r#""record", "row_id""#).await?;
        for table in ["office_ref", "sync_member"] {
            anew(schema, table, SCOPED, r#""scope", "record", "row_id""#).await?;
        }
        let by_row = r#"CREATE INDEX "office_ref_by_row" ON "office_ref" ("record", "row_id")"#;
        schema.get_connection().execute_unprepared(by_row).await.map(|_| ())
    }
}

async fn anew(schema: &SchemaManager<'_>, table: &str, columns: &str, key: &str) -> Result<(), DbErr> {
    let statements = [
        format!(r#"CREATE TABLE "{table}_anew" ({columns}, PRIMARY KEY ({key})) WITHOUT ROWID"#),
        format!(r#"INSERT INTO "{table}_anew" SELECT * FROM "{table}""#),
        format!(r#"DROP TABLE "{table}""#),
        format!(r#"ALTER TABLE "{table}_anew" RENAME TO "{table}""#),
    ];
    for statement in statements {
        schema.get_connection().execute_unprepared(&statement).await?;
    }
    Ok(())
}
