//! Writes that wait for a reader.
//!
//! A trip to the database costs more than most of what it does there, and a command that takes in a page of mail writes
//! some rows several times. So a transaction keeps its writes, row by row as they are at last, and sends those of a
//! table in few statements: before the first question that names the table, before a savepoint, and before it ends.
//! No table refers to another by a constraint, so the order of tables does not matter; who asks through [`Conn`] sees
//! every write that came before.

use std::{
    any::Any,
    collections::{BTreeMap, btree_map::Entry},
    sync::atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use futures::lock::Mutex;
use sea_orm::{
    ConnectionTrait, DatabaseExecutor, DbBackend, DbErr, EntityTrait, ExecResult, IdenStatic, Iterable, QueryFilter,
    QueryResult, Statement,
    sea_query::{Alias, Expr, ExprTrait, OnConflict},
};
use uuid::Uuid;

use super::{
    error::{Error, Result},
    record::{Record, all_set},
    update::update,
};

/// Rows that one statement writes: both databases limit its parameters.
const MOST_IN_ONE: usize = 200;
/// Rows of a table that wait, at most.
const MOST_WAITING: usize = 1_000;

/// What is to become of a row.
enum Fate<R> {
    Made(R),
    Changed {
        before: R,
        after: R,
    },
    /// Made after it had been removed.
    Put(R),
    Removed,
}

/// The rows of one table that wait.
struct Waiting<R>(BTreeMap<Uuid, Fate<R>>);

/// The same, whatever the table.
#[async_trait]
trait AnyWaiting: Send {
    fn as_any(&mut self) -> &mut dyn Any;
    async fn write(self: Box<Self>, db: &DatabaseExecutor<'_>) -> Result<(), DbErr>;
}

#[async_trait]
impl<R: Record> AnyWaiting for Waiting<R> {
    fn as_any(&mut self) -> &mut dyn Any {
        self
    }

    async fn write(self: Box<Self>, db: &DatabaseExecutor<'_>) -> Result<(), DbErr> {
        let (mut made, mut changed, mut put, mut removed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (id, fate) in self.0 {
            match fate {
                Fate::Made(row) => made.push(row),
                Fate::Changed { before, after } if before == after => {}
                Fate::Changed { before, after } => changed.push((before, after)),
                Fate::Put(row) => put.push(row),
                Fate::Removed => removed.push(id),
            }
        }
        for ids in removed.chunks(MOST_IN_ONE) {
            R::Table::delete_many().filter(Expr::col("id").is_in(ids.iter().copied())).exec(db).await?;
        }
        // Not a plain insert: what another transaction has inserted meanwhile is then told from what this one can see,
        // and only that is worth another try.
        let once = OnConflict::column(Alias::new("id")).do_nothing().to_owned();
        while let Some(rows) = some_of(&mut made) {
            let count = rows.len();
            let all = rows.into_iter().map(all_set);
            let written = R::Table::insert_many(all).on_conflict(once.clone()).exec_without_returning(db).await?;
            if usize::try_from(written) != Ok(count) {
                return Err(DbErr::Custom(format!("a new {} is there already", R::NOUN)));
            }
        }
        update(db, changed).await?;
        let columns = <R::Table as EntityTrait>::Column::iter().filter(|column| column.as_str() != "id");
        let replace = OnConflict::column(Alias::new("id")).update_columns(columns).to_owned();
        while let Some(rows) = some_of(&mut put) {
            let rows = rows.into_iter().map(all_set);
            R::Table::insert_many(rows).on_conflict(replace.clone()).exec_without_returning(db).await?;
        }
        Ok(())
    }
}

/// The next rows that go into one statement, from the end.
fn some_of<R>(rows: &mut Vec<R>) -> Option<Vec<R>> {
    (!rows.is_empty()).then(|| rows.split_off(rows.len().saturating_sub(MOST_IN_ONE)))
}

/// The writes of a transaction that have not been sent.
#[derive(Default)]
pub(super) struct Held {
    rows: Mutex<BTreeMap<&'static str, Box<dyn AnyWaiting>>>,
    /// Some of it was not taken. Whoever asked may not have minded, but it is not to be committed as if it had been.
    has_failed: AtomicBool,
}

impl Held {
    /// A new row. Answers how many rows of its table wait.
    ///
    /// # Errors
    /// `Broken` when a row with its id waits already.
    pub fn made<R: Record>(&mut self, row: R) -> Result<usize> {
        let rows = self.of::<R>()?;
        match rows.entry(row.row_id()) {
            Entry::Vacant(place) => _ = place.insert(Fate::Made(row)),
            Entry::Occupied(mut place) if matches!(place.get(), Fate::Removed) => _ = place.insert(Fate::Put(row)),
            Entry::Occupied(_) => return Err(Error::broken(format!("a {} was made twice", R::NOUN))),
        }
        Ok(rows.len())
    }

    /// A later state of a row. Answers how many rows of its table wait.
    ///
    /// # Errors
    /// `Missing` when the row was removed before.
    pub fn changed<R: Record>(&mut self, before: R, after: R) -> Result<usize> {
        let rows = self.of::<R>()?;
        match rows.entry(after.row_id()) {
            Entry::Vacant(place) => _ = place.insert(Fate::Changed { before, after }),
            Entry::Occupied(mut place) => match place.get_mut() {
                Fate::Made(row) | Fate::Put(row) | Fate::Changed { after: row, .. } => *row = after,
                Fate::Removed => return Err(Error::missing(R::NOUN)),
            },
        }
        Ok(rows.len())
    }

    /// A row's end.
    pub fn removed<R: Record>(&mut self, id: Uuid) -> Result<usize> {
        let rows = self.of::<R>()?;
        match rows.entry(id) {
            Entry::Vacant(place) => _ = place.insert(Fate::Removed),
            Entry::Occupied(place) if matches!(place.get(), Fate::Made(_)) => _ = place.remove(),
            Entry::Occupied(mut place) => _ = place.insert(Fate::Removed),
        }
        Ok(rows.len())
    }

    fn of<R: Record>(&mut self) -> Result<&mut BTreeMap<Uuid, Fate<R>>> {
        let any = self.rows.get_mut().entry(R::NAME).or_insert_with(|| Box::new(Waiting::<R>(BTreeMap::new())));
        let waiting = any.as_any().downcast_mut::<Waiting<R>>();
        waiting.map(|waiting| &mut waiting.0).ok_or_else(|| Error::broken(format!("two tables are named {}", R::NAME)))
    }

    /// True when so many rows wait that it is time to send them.
    pub fn is_full(waiting: usize) -> bool {
        waiting >= MOST_WAITING
    }

    /// Sends all that waits.
    pub async fn send_all(&self, db: impl Into<DatabaseExecutor<'_>>) -> Result<(), DbErr> {
        self.send(&db.into(), |_| true).await
    }

    /// Sends what waits of one table.
    pub async fn send_of<R: Record>(&self, db: impl Into<DatabaseExecutor<'_>>) -> Result<(), DbErr> {
        self.send(&db.into(), |name| name == R::NAME).await
    }

    /// Lets go of all that waits: it has been undone.
    pub fn forget_all(&mut self) {
        self.rows.get_mut().clear();
        *self.has_failed.get_mut() = false;
    }

    /// Whether a row waits, and as what: its state, or none when it was removed.
    async fn known<R: Record>(&self, id: Uuid) -> Option<Option<R>> {
        let mut held = self.rows.lock().await;
        let waiting = held.get_mut(R::NAME)?.as_any().downcast_mut::<Waiting<R>>()?;
        match waiting.0.get(&id)? {
            Fate::Made(row) | Fate::Put(row) | Fate::Changed { after: row, .. } => Some(Some(row.clone())),
            Fate::Removed => Some(None),
        }
    }

    /// The lock is kept until all is written: whoever asks meanwhile waits for the writes.
    async fn send(&self, db: &DatabaseExecutor<'_>, wanted: impl Fn(&str) -> bool) -> Result<(), DbErr> {
        let mut held = self.rows.lock().await;
        if self.has_failed.load(Ordering::Relaxed) {
            return Err(DbErr::Custom("what was written before was not taken".to_owned()));
        }
        let names: Vec<&'static str> = held.keys().copied().filter(|name| wanted(name)).collect();
        for name in names {
            if let Some(waiting) = held.remove(name) {
                waiting.write(db).await.inspect_err(|_| self.has_failed.store(true, Ordering::Relaxed))?;
            }
        }
        Ok(())
    }
}

/// What queries run on: a connection, or a transaction that sends what it holds of the tables that a question names.
pub struct Conn<'a> {
    on: DatabaseExecutor<'a>,
    held: Option<&'a Held>,
}

impl<'a> Conn<'a> {
    /// Over a connection or an open transaction, with what the transaction holds.
    pub(super) fn new(on: DatabaseExecutor<'a>, held: Option<&'a Held>) -> Conn<'a> {
        Conn { on, held }
    }

    /// The row with this id: what waits is looked at first and need not be sent.
    pub(super) async fn row<R: Record>(&self, id: Uuid) -> Result<Option<R>> {
        if let Some(held) = self.held
            && let Some(known) = held.known::<R>(id).await
        {
            return Ok(known);
        }
        Ok(R::Table::find().filter(Expr::col("id").eq(id)).one(&self.on).await?)
    }

    async fn send_before(&self, sql: &str) -> Result<(), DbErr> {
        match self.held {
            Some(held) => held.send(&self.on, |name| names(sql, name)).await,
            None => Ok(()),
        }
    }
}

/// Whether a statement names a table or its full-text index.
fn names(sql: &str, table: &str) -> bool {
    let is_word = |letter: char| letter == '_' || letter.is_alphanumeric();
    sql.match_indices(table).any(|(at, _)| {
        let (before, after) = (sql.get(..at).unwrap_or_default(), sql.get(at + table.len()..).unwrap_or_default());
        !before.ends_with(is_word) && (!after.starts_with(is_word) || after.starts_with("_fts"))
    })
}

#[async_trait]
impl ConnectionTrait for Conn<'_> {
    fn get_database_backend(&self) -> DbBackend {
        self.on.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.send_before(&statement.sql).await?;
        self.on.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.send_before(sql).await?;
        self.on.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.send_before(&statement.sql).await?;
        self.on.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.send_before(&statement.sql).await?;
        self.on.query_all_raw(statement).await
    }
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_statement_names_a_table_only_by_its_whole_name_or_its_index() {
        assert!(names(r#"SELECT "message"."id" FROM "message""#, "message"));
        assert!(names("SELECT rowid FROM message_fts WHERE message_fts MATCH ?", "message"));
        assert!(names("SELECT message.id", "message"));
        assert!(!names(r#"SELECT "activity"."message_id" FROM "activity""#, "message"));
        assert!(!names(r#"SELECT "card_total"."id" FROM "card_total""#, "card"));
        assert!(!names(r#"SELECT "step_track"."id""#, "track"));
    }
}
