//! Shared rows as data, and who each of them is for.
//!
//! A server and the desks exchange rows without knowing their types: an engine's table brings the few functions that
//! read and write its rows as JSON. What is written here comes from the authority, or puts back what was there before,
//! so it goes past `Tx`: it is not captured, not logged, and no engine reacts to it.

use std::{collections::BTreeSet, fmt, str::FromStr};

use futures::future::BoxFuture;
use sea_orm::{
    DatabaseTransaction, EntityTrait, IdenStatic, Iterable, QueryFilter, QuerySelect,
    sea_query::{Alias, Expr, ExprTrait, OnConflict},
};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    engine::{decode, encode},
    error::{Error, Result},
    ids::PersonId,
    record::{Record, all_set},
    shapes::RowShape,
    tx::RowText,
};

/// Ids in one statement: both databases limit its parameters.
const MOST: usize = 500;
/// Values in one statement that writes rows: SQLite takes 32,766, PostgreSQL twice as many.
const MOST_VALUES: usize = 32_000;

/// A set of rows that people are given as a whole (sync.md 4.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// What the whole office has: who we are, who the customers are, what is sold, and how we work.
    Office,
    /// What one person works on.
    Person(PersonId),
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scope::Office => f.write_str("org"),
            Scope::Person(person) => write!(f, "u:{person}"),
        }
    }
}

impl FromStr for Scope {
    type Err = super::Error;

    fn from_str(name: &str) -> Result<Scope> {
        let person = |id: &str| Uuid::parse_str(id).ok().map(|id| Scope::Person(PersonId(id)));
        match name {
            "org" => Some(Scope::Office),
            _ => name.strip_prefix("u:").and_then(person),
        }
        .ok_or_else(|| super::Error::broken(format!("{name:?} is no scope")))
    }
}

/// The row whose scopes another is in as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Parent {
    /// Its table.
    pub table: &'static str,
    /// Its id.
    pub id: Uuid,
}

/// Who a row is for, as the row itself says: nothing else has a say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audience {
    own: BTreeSet<Scope>,
    parent: Option<Parent>,
}

impl Audience {
    /// Everybody in the office.
    pub fn office() -> Audience {
        Audience { own: [Scope::Office].into(), parent: None }
    }

    /// A person.
    pub fn person(person: PersonId) -> Audience {
        Audience { own: [Scope::Person(person)].into(), parent: None }
    }

    /// Whoever the parent is for. A parent has none itself.
    pub fn under<R: Record>(id: impl Into<Uuid>) -> Audience {
        Audience { own: BTreeSet::new(), parent: Some(Parent { table: R::NAME, id: id.into() }) }
    }

    /// And this person.
    #[must_use]
    pub fn and(mut self, person: PersonId) -> Audience {
        self.own.insert(Scope::Person(person));
        self
    }

    /// The row whose scopes this one is in as well.
    pub fn parent(&self) -> Option<Parent> {
        self.parent
    }

    /// All scopes of the row, given those of its parent.
    pub fn scopes(&self, of_parent: &BTreeSet<Scope>) -> BTreeSet<Scope> {
        self.own.union(of_parent).copied().collect()
    }
}

/// A shared record: one that says who it is for.
pub trait Synced: Record + ToSchema {
    /// Who it is for.
    fn audience(&self) -> Audience;
}

/// Reads the ids of all rows.
pub type IdsFn = for<'a> fn(&'a DatabaseTransaction) -> BoxFuture<'a, Result<Vec<Uuid>>>;
/// Reads those of these rows that there are, with their ids.
pub type RowsFn = for<'a> fn(&'a DatabaseTransaction, &'a [Uuid]) -> BoxFuture<'a, Result<Vec<(Uuid, Value)>>>;
/// Writes whole rows, whether they were there or not.
pub type PutFn = for<'a> fn(&'a DatabaseTransaction, Vec<Value>) -> BoxFuture<'a, Result<()>>;
/// Removes rows.
pub type RemoveFn = for<'a> fn(&'a DatabaseTransaction, &'a [Uuid]) -> BoxFuture<'a, Result<()>>;

/// How the rows of a shared table are read and written by who does not know their type.
#[derive(Debug, Clone, Copy)]
pub struct Access {
    /// Reads the ids of all rows.
    pub ids: IdsFn,
    /// Reads rows by their ids.
    pub rows: RowsFn,
    /// Writes rows.
    pub put: PutFn,
    /// Removes rows by their ids.
    pub remove: RemoveFn,
    /// Who a row is for.
    pub audience: fn(&Value) -> Result<Audience>,
    /// The same of a row as it is captured.
    pub audience_of: fn(&RowText) -> Result<Audience>,
    /// What a row looks like.
    pub shape: fn() -> RowShape,
}

impl Access {
    /// The functions for one record.
    pub(super) const fn of<R: Synced>() -> Access {
        Access {
            ids: |db| Box::pin(ids::<R>(db)),
            rows: |db, ids| Box::pin(rows::<R>(db, ids)),
            put: |db, rows| Box::pin(put::<R>(db, rows)),
            remove: |db, ids| Box::pin(remove::<R>(db, ids)),
            audience: |row| Ok(decode::<R>(row.clone())?.audience()),
            audience_of: |row| Ok(serde_json::from_str::<R>(row.as_str()).map_err(Error::broken)?.audience()),
            shape: RowShape::of::<R>,
        }
    }
}

async fn ids<R: Synced>(db: &DatabaseTransaction) -> Result<Vec<Uuid>> {
    Ok(R::Table::find().select_only().expr(Expr::col("id")).into_tuple().all(db).await?)
}

async fn rows<R: Synced>(db: &DatabaseTransaction, ids: &[Uuid]) -> Result<Vec<(Uuid, Value)>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(MOST) {
        let rows = R::Table::find().filter(Expr::col("id").is_in(chunk.iter().copied())).all(db).await?;
        for row in rows {
            found.push((row.row_id(), encode(&row)?));
        }
    }
    Ok(found)
}

/// The next statement is made while the database works on the one before. SQLite writes an index of words out before each
/// statement that it may have to undo, and merges what was written out: so the statements are few.
async fn put<R: Synced>(db: &DatabaseTransaction, rows: Vec<Value>) -> Result<()> {
    let columns = <R::Table as EntityTrait>::Column::iter().filter(|column| column.as_str() != "id");
    let replace = OnConflict::column(Alias::new("id")).update_columns(columns).to_owned();
    let at_once = MOST_VALUES / <R::Table as EntityTrait>::Column::iter().count().max(1);
    let mut rows = rows.into_iter();
    let mut statement = || {
        let some = rows.by_ref().take(at_once).map(decode::<R>).collect::<Result<Vec<R>>>()?;
        let some = (!some.is_empty()).then(|| R::Table::insert_many(some.into_iter().map(all_set)));
        Ok::<_, super::Error>(some.map(|some| some.on_conflict(replace.clone())))
    };
    let mut next = statement()?;
    while let Some(this) = next {
        let (done, following) = futures::join!(this.exec_without_returning(db), async { statement() });
        done?;
        next = following?;
    }
    Ok(())
}

async fn remove<R: Synced>(db: &DatabaseTransaction, ids: &[Uuid]) -> Result<()> {
    for chunk in ids.chunks(MOST) {
        R::Table::delete_many().filter(Expr::col("id").is_in(chunk.iter().copied())).exec(db).await?;
    }
    Ok(())
}
