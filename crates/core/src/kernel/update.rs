//! Changing many rows in one statement.
//!
//! Only columns that differ are written: an index or a search trigger on the others is left alone, and on PostgreSQL the
//! row stays in its page. Rows in which the same columns differ, as in a bulk move, go together.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, IdenStatic, Statement, Value};

use super::record::{Record, differing};

/// Parameters of one statement: SQLite takes 32,766.
const MOST: usize = 8_000;

/// Writes later states over rows.
///
/// # Errors
/// `RecordNotFound` when one of them is gone: it is neither left unchanged in silence nor made anew.
pub(super) async fn update<R: Record>(db: &impl ConnectionTrait, rows: Vec<(R, R)>) -> Result<(), DbErr> {
    let mut alike: BTreeMap<Vec<&'static str>, Vec<Vec<Value>>> = BTreeMap::new();
    for (before, after) in rows {
        let columns: Vec<_> = differing(&before, &after).collect();
        let names = columns.iter().map(|column| column.as_str()).collect();
        let mut values = vec![Value::from(after.row_id())];
        values.extend(columns.into_iter().map(|column| after.get(column)));
        alike.entry(names).or_default().push(values);
    }
    for (columns, rows) in alike {
        let width = columns.len().saturating_add(1);
        for rows in rows.chunks(MOST.div_euclid(width).max(1)) {
            let sql = statement(db.get_database_backend(), R::NAME, &columns, rows.len());
            let values: Vec<Value> = rows.iter().flatten().cloned().collect();
            let written =
                db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
            if usize::try_from(written.rows_affected()) != Ok(rows.len()) {
                return Err(DbErr::RecordNotFound(R::NOUN.to_owned()));
            }
        }
    }
    Ok(())
}

/// `WITH "later" ("id", …) AS (VALUES …) UPDATE … SET … FROM "later" WHERE …`, which both databases read alike.
fn statement(backend: DbBackend, table: &str, columns: &[&str], rows: usize) -> String {
    let width = columns.len().saturating_add(1);
    let place = |number: usize| match backend {
        DbBackend::Postgres => format!("${number}"),
        _ => "?".to_owned(),
    };
    let row = |row: usize| {
        let first = row.saturating_mul(width);
        let places: Vec<String> = (1..=width).map(|column| place(first.saturating_add(column))).collect();
        format!("({})", places.join(", "))
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    let named: Vec<String> = columns.iter().map(|column| format!("\"{column}\"")).collect();
    let set: Vec<String> = named.iter().map(|column| format!("{column} = \"later\".{column}")).collect();
    format!(
        "WITH \"later\" (\"id\", {named}) AS (VALUES {rows}) UPDATE \"{table}\" SET {set} FROM \"later\" \
         WHERE \"{table}\".\"id\" = \"later\".\"id\"",
        named = named.join(", "),
        rows = rows.join(", "),
        set = set.join(", "),
    )
}
