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
    clock::At,
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
        /// What the authority answered to what the mutation asked of it ([`Tx::require`]), in that order.
        given: Vec<Value>,
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

/// Who runs a mutation for good: it is written to the log, and what the authority has to do after it is done
/// ([`Tx::require`]).
#[derive(Debug, Clone)]
pub struct Authority {
    /// The authority's present, at which it does that.
    pub now: At,
    /// What an authority answered before, when the mutation is offered again.
    pub given: Vec<Value>,
}

impl Authority {
    /// Whose present is this, and who has answered nothing before.
    pub fn at(now: At) -> Authority {
        Authority { now, given: Vec::new() }
    }
}

/// Runs one mutation and hands the transaction back. A desk that runs it again is no authority.
///
/// # Errors
/// `Busy` when the transaction has to be undone and tried again, and whatever else the database says that is not the
/// mutation's fault. Everything else is an ending ([`Ran`]).
pub async fn run_within(
    db: DatabaseTransaction,
    engines: Engines,
    request: Request,
    version: u32,
    authority: Option<Authority>,
) -> (DatabaseTransaction, Result<Ran>) {
    let is_known = i64::from(version) == i64::from(log::VERSION);
    let (command, is_central) = match engines.endpoint(&request.command) {
        Ok(Endpoint::Mutation(command) | Endpoint::Observed(command)) if is_known => (command, false),
        Ok(Endpoint::Central(command)) if is_known => (command, true),
        _ => return (db, Ok(Ran::Unknown)),
    };
    let mut tx = Tx::new(db, engines, &request);
    let ran = match tx.run_before(&request, authority.is_some() && is_central).await {
        Ok(Some(output)) => Ok(Ran::Applied { output, changes: Vec::new(), given: Vec::new() }),
        Ok(None) => tx.run_apart(command, request, authority).await,
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

    async fn run_apart(&mut self, command: &Command, request: Request, authority: Option<Authority>) -> Result<Ran> {
        let mark = self.set_savepoint(SAVEPOINT).await?;
        let is_final = authority.is_some();
        let ended = self.run_with_required(request, command, authority).await;
        let ended = self.sent(ended).await;
        let undo = ended.is_err().then_some(mark);
        if undo.is_none() && is_final {
            self.log.write(&self.db).await?;
        }
        // A connection that was lost is found out here at the latest: nobody's mutation is refused for it.
        self.close_savepoint(SAVEPOINT, undo).await?;
        match ended {
            Ok((output, mids, given)) => Ok(Ran::Applied { output, changes: self.changed(&mids)?, given }),
            Err(error) if matches!(error.code, Code::Busy | Code::Offline) => Err(error),
            Err(error) => Ok(match self.newest.take() {
                Some(current) => Ran::Stale { reason: error.message, current },
                None => Ran::Refused(error),
            }),
        }
    }

    /// Runs the mutation, and at the authority what it has to do after it. Answers which mutations ran, and what the
    /// authority's own answered.
    async fn run_with_required(
        &mut self,
        request: Request,
        command: &Command,
        authority: Option<Authority>,
    ) -> Result<(Value, Vec<MutationId>, Vec<Value>)> {
        let now = authority.as_ref().map(|authority| authority.now);
        self.given = authority.map(|authority| authority.given.into()).unwrap_or_default();
        let output = self.run_logged(request.mid, &request.command, command, request.input).await?;
        let mut mids = vec![request.mid];
        let Some(now) = now else { return Ok((output, mids, Vec::new())) };
        let (ran, given) = self.run_required(now).await?.into_iter().unzip::<_, _, Vec<_>, Vec<_>>();
        mids.extend(ran);
        Ok((output, mids, given))
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
