//! Rows as data, read and written as every row is: for who takes back what a command of any engine did.
//!
//! Unlike [`synced`](super::synced), which puts rows where the authority has them, this goes through `Tx`: what is
//! written is checked against the table's reach and captured.

use futures::future::BoxFuture;
use sea_orm::{
    EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use serde_json::Value;
use uuid::Uuid;

use super::{
    engine::{decode, encode},
    error::Result,
    read::Read,
    record::Record,
    tx::Tx,
};

/// Reads those of these rows that there are, with their ids.
pub type ManyFn = for<'a> fn(&'a Read<'a>, &'a [Uuid]) -> BoxFuture<'a, Result<Vec<(Uuid, Value)>>>;
/// Reads these rows, so that the transaction has met them.
pub type MeetFn = for<'a> fn(&'a Read<'a>, &'a [Uuid]) -> BoxFuture<'a, Result<()>>;
/// Makes a row, replaces it by another state, or removes it: what it is now, and what it is to be.
pub type PutFn = for<'a> fn(&'a mut Tx, Option<Value>, Option<Value>) -> BoxFuture<'a, Result<()>>;
/// Reads the ids of rows that have this id in a column, so many at most.
pub type UnderFn = for<'a> fn(&'a Read<'a>, &'static str, Uuid, usize) -> BoxFuture<'a, Result<Vec<Uuid>>>;

/// How the rows of a table are read and written by who does not know their type.
#[derive(Debug, Clone, Copy)]
pub struct Erased {
    /// Reads rows by their ids.
    pub many: ManyFn,
    /// Reads rows for who asks for them next.
    pub meet: MeetFn,
    /// Writes a row.
    pub put: PutFn,
    /// Reads the ids of the rows that have an id in a column.
    pub under: UnderFn,
}

impl Erased {
    /// The functions for one record.
    pub(super) const fn of<R: Record>() -> Erased {
        Erased {
            many: |read, ids| Box::pin(many::<R>(read, ids)),
            meet: |read, ids| Box::pin(async move { read.many::<R>(ids).await.map(drop) }),
            put: |tx, before, after| Box::pin(put::<R>(tx, before, after)),
            under: |read, column, id, most| Box::pin(under::<R>(read, column, id, most)),
        }
    }
}

async fn many<R: Record>(read: &Read<'_>, ids: &[Uuid]) -> Result<Vec<(Uuid, Value)>> {
    read.many::<R>(ids).await?.into_iter().map(|row| Ok((row.row_id(), encode(&row)?))).collect()
}

async fn put<R: Record>(tx: &mut Tx, before: Option<Value>, after: Option<Value>) -> Result<()> {
    let read = |row: Option<Value>| row.map(decode::<R>).transpose();
    match (read(before)?, read(after)?) {
        (None, Some(after)) => tx.insert(&after).await,
        (Some(before), Some(after)) => tx.update(&before, &after).await,
        (Some(before), None) => tx.remove(&before).await,
        (None, None) => Ok(()),
    }
}

async fn under<R: Record>(read: &Read<'_>, column: &'static str, id: Uuid, most: usize) -> Result<Vec<Uuid>> {
    let these = R::Table::find().select_only().expr(Expr::col("id")).filter(Expr::col(column).eq(id));
    let most = u64::try_from(most).unwrap_or(u64::MAX);
    Ok(these.limit(most).into_tuple().all(read.db()).await?)
}
