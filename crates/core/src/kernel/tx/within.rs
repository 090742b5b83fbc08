//! Running a mutation inside a transaction that somebody else holds: a server's, or a desk's that takes in a page.
//!
//! It is the same run as [`run`](super::run) makes, with the same ids and reactions. It commits nothing, and asks
//! nobody whether the mutation has been run before: both are the holder's business.

use sea_orm::DatabaseTransaction;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::{Request, Tx};
use crate::kernel::{
    engine::{Command, Endpoint, Engines, encode},
    error::{Code, Error, Result},
    ids::MutationId,
    log::{self, change},
    record::Table,
};

/// Its name differs from those that `Tx` uses inside.
const SAVEPOINT: &str = "within";

/// How a mutation ended.
#[derive(Debug, Clone)]
pub enum Ran {
    /// It stands.
    Applied {
        /// What it answered.
        output: Value,
        /// The shared rows that it changed, each once.
        changes: Vec<Changed>,
    },
    /// It may not be, and left nothing behind.
    Refused(Error),
    /// It was to replace something that is not the newest, and left nothing behind.
    Stale {
        /// A plain sentence.
        reason: String,
        /// What stands.
        current: Value,
    },
    /// This build has no such mutation, or not this version of it.
    Unknown,
}

/// A shared row that a mutation changed.
#[derive(Debug, Clone)]
pub struct Changed {
    /// Its table.
    pub table: Table,
    /// Its id.
    pub id: Uuid,
    /// The row before; none when it was made.
    pub before: Option<Value>,
    /// The row after; none when it was removed.
    pub after: Option<Value>,
}

/// Runs one mutation and hands the transaction back. `is_final` is the authority's: the mutation is written to the log,
/// and what the authority has to do after it is done ([`Tx::require`]). A desk that runs it again does neither.
///
/// # Errors
/// `Busy` when the transaction has to be undone and tried again, and whatever else the database says that is not the
/// mutation's fault. Everything else is an ending ([`Ran`]).
pub async fn run_within(
    db: DatabaseTransaction,
    engines: Engines,
    request: Request,
    version: u32,
    is_final: bool,
) -> (DatabaseTransaction, Result<Ran>) {
    let is_known = i64::from(version) == i64::from(log::VERSION);
    let (command, is_central) = match engines.endpoint(&request.command) {
        Ok(Endpoint::Mutation(command)) if is_known => (command, false),
        Ok(Endpoint::Central(command)) if is_known => (command, true),
        _ => return (db, Ok(Ran::Unknown)),
    };
    let mut tx = Tx::new(db, engines, &request);
    let ran = match tx.run_before(&request, is_final && is_central).await {
        Ok(Some(output)) => Ok(Ran::Applied { output, changes: Vec::new() }),
        Ok(None) => tx.run_apart(command, request, is_final).await,
        Err(error) => Err(error),
    };
    (tx.db, ran)
}

impl Tx {
    /// Refuses because what the mutation replaces is not the newest any more: money is never merged silently, so both
    /// states are kept side by side (sync.md 4.8). The command returns the error.
    pub fn stale(&mut self, reason: impl Into<String>, current: &impl Serialize) -> Error {
        self.newest = encode(current).ok();
        Error::conflict(reason)
    }

    /// What a command of the authority answered when it ran here already. A desk that was its own authority brings such
    /// commands along, and here they have followed from its other work.
    async fn run_before(&self, request: &Request, is_asked: bool) -> Result<Option<Value>> {
        if is_asked { self.logged(request.mid).await } else { Ok(None) }
    }

    async fn run_apart(&mut self, command: &Command, request: Request, is_final: bool) -> Result<Ran> {
        let mark = self.set_savepoint(SAVEPOINT).await?;
        let ended = self.run_with_required(request, command, is_final).await;
        let ended = self.sent(ended).await;
        let undo = ended.is_err().then_some(mark);
        if undo.is_none() && is_final {
            self.log.write(&self.db).await?;
        }
        // A connection that was lost is found out here at the latest: nobody's mutation is refused for it.
        self.close_savepoint(SAVEPOINT, undo).await?;
        match ended {
            Ok((output, mids)) => Ok(Ran::Applied { output, changes: self.changed(&mids)? }),
            Err(error) if matches!(error.code, Code::Busy | Code::Offline) => Err(error),
            Err(error) => Ok(match self.newest.take() {
                Some(current) => Ran::Stale { reason: error.message, current },
                None => Ran::Refused(error),
            }),
        }
    }

    /// Runs the mutation, and at the authority what it has to do after it. Answers which mutations ran.
    async fn run_with_required(
        &mut self,
        request: Request,
        command: &Command,
        is_final: bool,
    ) -> Result<(Value, Vec<MutationId>)> {
        let output = self.run_logged(request.mid, &request.command, command, request.input).await?;
        let mut mids = vec![request.mid];
        if is_final {
            mids.extend(self.run_required().await?);
        }
        Ok((output, mids))
    }

    /// The shared rows that mutations of this transaction changed.
    pub(super) fn changed(&self, mids: &[MutationId]) -> Result<Vec<Changed>> {
        let read = |text: Option<String>| text.as_deref().map(serde_json::from_str).transpose().map_err(Error::broken);
        let each = |mut row: change::ActiveModel| {
            let name = row.record.take().unwrap_or_default();
            let table = self.engines.tables().find(|table| table.name == name);
            Ok(Changed {
                table: table.ok_or_else(|| Error::broken(format!("no engine declares {name}")))?,
                id: row.row_id.take().unwrap_or_default(),
                before: read(row.before.take().flatten())?,
                after: read(row.after.take().flatten())?,
            })
        };
        self.log.merged(mids).into_iter().map(each).collect()
    }
}
