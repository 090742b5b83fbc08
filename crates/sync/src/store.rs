//! What both sides ask of their store and of whoever runs mutations.
//!
//! Every method is a batch, so that SQL answers it with a statement or two. A transaction that is dropped is undone.

use std::future::Future;

use serde_json::Value;

use crate::{
    ids::{Device, Key, Millis, Scope, Table},
    mutation::{Mutation, Refusal},
};

/// Why a store did not answer. Nothing of the transaction stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// It may work the next time: a lock, a deadlock, a serialization failure, a lost connection.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// It will not: a full disk, a damaged file.
    #[error("the database failed: {0}")]
    Broken(String),
    /// Not all that was done in a hopeful transaction may stand, and it cannot say what: all of it is to be done again
    /// in a plain one.
    #[error("not all of it may stand: {0}")]
    Hopeless(String),
}

/// Undoing part of a transaction. Savepoints do not nest. A hopeful transaction sets none, and answers `Hopeless` to who
/// would go back to one.
pub trait Savepoints: Send {
    /// Marks a point to return to.
    fn savepoint(&mut self) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Undoes what came after the savepoint, and forgets it.
    fn rollback(&mut self) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Keeps what came after the savepoint, and forgets it.
    fn release(&mut self) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// A mutation about to run.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// Which.
    pub mutation: &'a Mutation,
    /// When it happened: the device's word for it, and on the server not later than a few minutes from now.
    pub at: Millis,
    /// The present of who runs it; on a device the same as `at`.
    pub now: Millis,
    /// What an authority gave for it before ([`crate::Outcome::Applied`]).
    pub given: &'a [Value],
    /// Whose device offers it; none for what the server does itself.
    pub device: Option<Device>,
    /// The feed's number up to which its author had been told, for rules about late work.
    pub seen: u64,
}

/// A row that a mutation changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Which.
    pub key: Key,
    /// Columns before, which a device keeps as its base; none when it was made, and at the office, which goes by scopes.
    pub before: Option<Value>,
    /// The scopes it was in. A device leaves them empty.
    pub left: Vec<Scope>,
    /// The scopes it is in; none when it was removed. A device leaves them empty.
    pub entered: Vec<Scope>,
}

/// How a mutation ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Ran {
    /// It stands.
    Applied {
        /// Each row that it changed, once, with the state before the mutation. A change of scopes alone counts, and what
        /// inherits scopes from a row that moved is listed too.
        changes: Vec<Change>,
        /// What the authority gave for it ([`crate::Outcome::Applied`]); nothing on a device.
        given: Vec<Value>,
    },
    /// It may not be. What it wrote is undone by the caller.
    Refused(Refusal),
    /// It replaces a version that is not the newest (quotations, orders, prices, targets). What it wrote is undone by
    /// the caller, and it is kept as a fork.
    Stale {
        /// A plain sentence.
        reason: String,
        /// What stands now.
        current: Value,
    },
}

impl Ran {
    /// It stands, and nothing was given for it.
    pub fn applied(changes: Vec<Change>) -> Ran {
        Ran::Applied { changes, given: Vec::new() }
    }
}

/// Runs named mutations: the same code on both sides, over the side's own transaction.
///
/// A mutation asks no clock and no chance, derives its ids from its own id, locks a row before it reads it to decide,
/// and on the server checks what the person may do and raises a row's `ver` with every change of it or of its scopes.
pub trait Executor<T>: Send + Sync {
    /// Runs one.
    ///
    /// # Errors
    /// Only what the store said. A mutation that cannot succeed is refused, also when the fault is ours: an error
    /// here is tried again, and one that never ends would hold up everything after it.
    fn run(&self, tx: &mut T, call: Call<'_>) -> impl Future<Output = Result<Ran, StoreError>> + Send;

    /// The columns of a row as a program of this schema knows them. A device is asked nothing of the kind.
    fn present(&self, table: &Table, cols: Value, schema: u32) -> Value {
        let _ = (table, schema);
        cols
    }
}
