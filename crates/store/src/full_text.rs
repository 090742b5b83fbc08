//! The full-text index: one FTS5 table beside each searched table, fed by triggers.
//!
//! What is searched rides on the `Record` trait, so this follows the engine list by itself. The index refers to rows by
//! SQLite's row number, which a copy may change: a list that differs from the stored one, or a restored file, has its
//! index rebuilt.

use pebble_core::kernel::{Engines, Table};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};

/// Builds what is missing and rebuilds what no longer fits.
pub(crate) async fn build(connection: &DatabaseConnection, engines: Engines) -> Result<(), DbErr> {
    connection
        .execute_unprepared("CREATE TABLE IF NOT EXISTS full_text (name TEXT PRIMARY KEY, columns TEXT NOT NULL)")
        .await?;
    for table in engines.tables().filter(|table| !table.full_text.is_empty()) {
        if stored(connection, table.name).await?.as_deref() != Some(&table.full_text.join(",")) {
            make(connection, table).await?;
        }
    }
    Ok(())
}

async fn stored(connection: &DatabaseConnection, name: &str) -> Result<Option<String>, DbErr> {
    let ask = Statement::from_sql_and_values(
        DbBackend::Sqlite,
        "SELECT columns FROM full_text WHERE name = ?",
        [name.into()],
    );
    connection.query_one_raw(ask).await?.map(|row| row.try_get_by_index::<String>(0)).transpose()
}

async fn make(connection: &DatabaseConnection, table: Table) -> Result<(), DbErr> {
    let name = table.name;
    let columns = table.full_text.join(", ");
    let of = |row: &str| table.full_text.iter().map(|column| format!("{row}.{column}")).collect::<Vec<_>>().join(", ");
    let differ = table
        .full_text
        .iter()
        .map(|column| format!("old.{column} IS NOT new.{column}"))
        .collect::<Vec<_>>()
        .join(" OR ");
    let forget =
        format!("INSERT INTO {name}_fts({name}_fts, rowid, {columns}) VALUES ('delete', old.rowid, {});", of("old"));
    let learn = format!("INSERT INTO {name}_fts(rowid, {columns}) VALUES (new.rowid, {});", of("new"));
    let statements = [
        format!("DROP TRIGGER IF EXISTS {name}_fts_insert"),
        format!("DROP TRIGGER IF EXISTS {name}_fts_delete"),
        format!("DROP TRIGGER IF EXISTS {name}_fts_update"),
        format!("DROP TABLE IF EXISTS {name}_fts"),
        format!(
            "CREATE VIRTUAL TABLE {name}_fts USING fts5({columns}, content='{name}', content_rowid='rowid', \
             tokenize='unicode61 remove_diacritics 2')"
        ),
        format!("CREATE TRIGGER {name}_fts_insert AFTER INSERT ON {name} BEGIN {learn} END"),
        format!("CREATE TRIGGER {name}_fts_delete AFTER DELETE ON {name} BEGIN {forget} END"),
        format!("CREATE TRIGGER {name}_fts_update AFTER UPDATE ON {name} WHEN {differ} BEGIN {forget} {learn} END"),
        format!("INSERT INTO {name}_fts({name}_fts) VALUES ('rebuild')"),
    ];
    for statement in statements {
        connection.execute_unprepared(&statement).await?;
    }
    let note = Statement::from_sql_and_values(
        DbBackend::Sqlite,
        "INSERT INTO full_text (name, columns) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET columns = excluded.columns",
        [name.into(), table.full_text.join(",").into()],
    );
    connection.execute_raw(note).await?;
    Ok(())
}
