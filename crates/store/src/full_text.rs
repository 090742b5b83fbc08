//! The full-text index: one FTS5 table beside each searched table, fed by triggers.
//!
//! What is searched rides on the `Record` trait, so this follows the engine list by itself. The index keeps no text of its
//! own, and the beginnings of words of two to four letters besides, which are what search as you type asks first. It
//! refers to rows by SQLite's row number, which a copy may change: a table whose index was made otherwise, or a restored
//! file, has it built anew.
//!
//! Where a record says by which instant it is walked, the index numbers its rows by that instant's second and, below it,
//! the row: FTS5 answers in the order of its row numbers, so the newest of what fits come first and nothing is sorted. Such
//! a table grows for years and is searched most. The others are read whole when a desk joins an office: there beginnings of
//! four letters are left out, which few words share, and eight parts are merged at a time, not four, so that less is
//! written again.

use pebble_core::kernel::{Engines, FullText, Table, search};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};

/// Builds what is missing, builds anew what no longer fits, and takes away what is searched no more.
pub(crate) async fn build(connection: &DatabaseConnection, engines: Engines) -> Result<(), DbErr> {
    connection
        .execute_unprepared("CREATE TABLE IF NOT EXISTS full_text (name TEXT PRIMARY KEY, columns TEXT NOT NULL)")
        .await?;
    let searched: Vec<Table> = engines.tables().filter(|table| !table.full_text.columns.is_empty()).collect();
    for (name, _) in made(connection).await? {
        if !searched.iter().any(|table| table.name == name) {
            clear(connection, &name).await?;
            note(connection, "DELETE FROM full_text WHERE name = ?", &[&name]).await?;
        }
    }
    let made = made(connection).await?;
    for table in searched {
        let statements = statements(table);
        let is_made = made.iter().any(|(name, how)| name == table.name && *how == statements.join(";"));
        if !is_made {
            make(connection, table.name, &statements).await?;
        }
    }
    Ok(())
}

/// The indexes there are, and by which statements each was made.
async fn made(connection: &DatabaseConnection) -> Result<Vec<(String, String)>, DbErr> {
    let ask = Statement::from_string(DbBackend::Sqlite, "SELECT name, columns FROM full_text");
    let rows = connection.query_all_raw(ask).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

async fn note(connection: &DatabaseConnection, sql: &str, values: &[&str]) -> Result<(), DbErr> {
    let values: Vec<_> = values.iter().map(|value| (*value).into()).collect();
    connection.execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)).await?;
    Ok(())
}

async fn make(connection: &DatabaseConnection, name: &str, statements: &[String]) -> Result<(), DbErr> {
    clear(connection, name).await?;
    for statement in statements {
        connection.execute_unprepared(statement).await?;
    }
    let upsert = "INSERT INTO full_text (name, columns) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET columns = excluded.columns";
    note(connection, upsert, &[name, &statements.join(";")]).await
}

/// Takes an index away, with every trigger that feeds it.
async fn clear(connection: &DatabaseConnection, name: &str) -> Result<(), DbErr> {
    let ask = Statement::from_sql_and_values(
        DbBackend::Sqlite,
        "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name GLOB ? || '_fts_*'",
        [name.into()],
    );
    for row in connection.query_all_raw(ask).await? {
        let trigger: String = row.try_get_by_index(0)?;
        connection.execute_unprepared(&format!("DROP TRIGGER {trigger}")).await?;
    }
    connection.execute_unprepared(&format!("DROP TABLE IF EXISTS {name}_fts")).await?;
    Ok(())
}

/// How an index is made, filled and fed.
fn statements(table: Table) -> Vec<String> {
    let Table { name, full_text: FullText { columns, beside, newest }, .. } = table;
    let (other, more) = beside.unwrap_or((name, &[]));
    let all = [columns, more].concat().join(", ");
    let number = |row: &str| match newest {
        Some(instant) => format!("((({row}.{instant} / 1000) << {}) | {row}.rowid)", search::ROW.count_ones()),
        None => format!("{row}.rowid"),
    };
    let of = |row: &str, columns: &[&str]| columns.iter().map(|column| format!("{row}.{column}")).collect::<Vec<_>>();
    let values = [of("of_row", columns), of("of_more", more)].concat().join(", ");
    let join =
        if beside.is_some() { format!(" LEFT JOIN {other} of_more ON of_more.id = of_row.id") } else { String::new() };
    let learn =
        format!("INSERT INTO {name}_fts(rowid, {all}) SELECT {}, {values} FROM {name} of_row{join}", number("of_row"));
    // What stands in the row alone need not be looked up again.
    let learn_new = match beside {
        Some(_) => format!("{learn} WHERE of_row.id = new.id;"),
        None => format!(
            "INSERT INTO {name}_fts(rowid, {all}) VALUES ({}, {});",
            number("new"),
            of("new", columns).join(", ")
        ),
    };
    let forget_old = format!("DELETE FROM {name}_fts WHERE rowid = {};", number("old"));
    let differ = |columns: &[&str]| {
        columns.iter().map(|column| format!("old.{column} IS NOT new.{column}")).collect::<Vec<_>>().join(" OR ")
    };
    let (beginnings, merged) = if newest.is_some() { ("2 3 4", 4) } else { ("2 3", 8) };
    let placed: Vec<&str> = columns.iter().copied().chain(newest).collect();
    let mut statements = vec![
        format!(
            "CREATE VIRTUAL TABLE {name}_fts USING fts5({all}, content='', contentless_delete=1, prefix='{beginnings}', \
             tokenize='unicode61 remove_diacritics 2')"
        ),
        format!("INSERT INTO {name}_fts({name}_fts, rank) VALUES('automerge', {merged})"),
        format!("CREATE TRIGGER {name}_fts_insert AFTER INSERT ON {name} BEGIN {learn_new} END"),
        format!("CREATE TRIGGER {name}_fts_delete AFTER DELETE ON {name} BEGIN {forget_old} END"),
        format!(
            "CREATE TRIGGER {name}_fts_update AFTER UPDATE ON {name} WHEN {} BEGIN {forget_old} {learn_new} END",
            differ(&placed)
        ),
    ];
    if beside.is_some() {
        let forget = |id: &str| {
            format!(
                "DELETE FROM {name}_fts WHERE rowid = (SELECT {} FROM {name} of_row WHERE of_row.id = {id});",
                number("of_row")
            )
        };
        let learn_old = format!("{learn} WHERE of_row.id = old.id;");
        let new = format!("BEGIN {} {learn_new} END", forget("new.id"));
        let old = format!("BEGIN {} {learn_old} END", forget("old.id"));
        statements.extend([
            format!("CREATE TRIGGER {name}_fts_more_insert AFTER INSERT ON {other} {new}"),
            format!("CREATE TRIGGER {name}_fts_more_delete AFTER DELETE ON {other} {old}"),
            format!("CREATE TRIGGER {name}_fts_more_update AFTER UPDATE ON {other} WHEN {} {new}", differ(more)),
        ]);
    }
    statements.push(learn);
    statements
}
