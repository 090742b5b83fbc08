//! Running a mutation inside a transaction that somebody else holds: a server's, or a desk's that takes in a page.
//!
//! It is the same run as [`run`](super::run) makes, with the same ids and reactions. It commits nothing, and asks
//! nobody whether the mutation has been run before: both are the holder's business.

use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::{Request, Tx};
use crate::kernel::{
    clock::At,
    effect,
    engine::{Command, Endpoint, Engines, encode},
    error::{Code, Error, Result},
    held::Held,
    ids::{DeviceId, MutationId, PersonId},
    log::{self, change},
    read::{Actor, Read},
    record::{Record, Table},
    rows::Rows,
};

/// Its name differs from those that `Tx` uses inside.
const SAVEPOINT: &str = "within";

/// A transaction in which a holder runs one mutation after the other. What one has read the next need not read again, and
/// what they log is written at once before the commit: most of what a small mutation costs is trips to the database.
///
/// It is sound as long as nobody else writes rows of the business in the transaction.
pub struct Within {
    db: DatabaseTransaction,
    met: Rows,
    held: Held,
    log: log::Unwritten,
    mark: log::Mark,
    is_hopeful: bool,
}

impl Within {
    /// An open transaction in which nothing has run.
    pub fn over(db: DatabaseTransaction) -> Within {
        let log = log::Unwritten::default();
        Within { db, met: Rows::default(), held: Held::default(), mark: log.mark(), log, is_hopeful: false }
    }

    /// The same for mutations that are hoped to stand all: what one writes waits for the next one's question or the
    /// commit, so none can be undone by itself, and what the database does not take is told late. When one does not
    /// stand, the holder drops the transaction and runs all of them again in one of [`Within::over`].
    pub fn hopeful(db: DatabaseTransaction) -> Within {
        Within { is_hopeful: true, ..Within::over(db) }
    }

    /// Whether it is one of [`Within::hopeful`].
    pub fn is_hopeful(&self) -> bool {
        self.is_hopeful
    }

    /// The transaction, for what is not the business's.
    pub fn db(&self) -> &DatabaseTransaction {
        &self.db
    }

    /// Sends what waits: for who reads rows of the business through [`Within::db`].
    ///
    /// # Errors
    /// The database's.
    pub async fn send(&self) -> Result<()> {
        Ok(self.held.send_all(&self.db).await?)
    }

    /// Reads rows that mutations are about to ask for one by one.
    ///
    /// # Errors
    /// The database's.
    pub async fn read_ahead(&self, table: Table, ids: &[Uuid]) -> Result<()> {
        let nobody = Actor { person: PersonId(Uuid::nil()), device: DeviceId(Uuid::nil()) };
        let read = Read::within(&self.db, At::from_millis(0), nobody, &self.met, &self.held);
        (table.erased.meet)(&read, ids).await
    }

    /// Sets a mark to go back to; one at a time.
    ///
    /// # Errors
    /// The database's.
    pub async fn set_mark(&mut self) -> Result<()> {
        self.db.execute_unprepared(&format!("SAVEPOINT {SAVEPOINT}")).await?;
        self.mark = self.log.mark();
        Ok(())
    }

    /// Undoes what came after the mark.
    ///
    /// # Errors
    /// The database's; the transaction is of no use then.
    pub async fn undo(&mut self) -> Result<()> {
        self.log.back_to(self.mark);
        self.met.forget_all();
        self.db.execute_unprepared(&format!("ROLLBACK TO SAVEPOINT {SAVEPOINT}")).await?;
        self.keep().await
    }

    /// Lets go of the mark.
    ///
    /// # Errors
    /// The database's.
    pub async fn keep(&mut self) -> Result<()> {
        self.db.execute_unprepared(&format!("RELEASE SAVEPOINT {SAVEPOINT}")).await?;
        Ok(())
    }

    /// Writes what has been logged, and commits.
    ///
    /// # Errors
    /// The database's.
    pub async fn commit(mut self) -> Result<()> {
        self.send().await?;
        self.log.write(&self.db).await?;
        Ok(self.db.commit().await?)
    }

    /// The transaction alone: for who runs what is logged elsewhere.
    pub fn into_db(self) -> DatabaseTransaction {
        self.db
    }
}

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
    /// It may not be; what it wrote is to be undone.
    Refused(Error),
    /// It was to replace something that is not the newest; what it wrote is to be undone.
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
    pub before: Option<RowText>,
    /// The row after; none when it was removed.
    pub after: Option<RowText>,
}

/// A row as it is captured: JSON text, which is read when somebody wants to know what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowText(String);

impl RowText {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What it says.
    ///
    /// # Errors
    /// `Broken`, which a row of ours never is.
    pub fn read(&self) -> Result<Value> {
        serde_json::from_str(&self.0).map_err(Error::broken)
    }
}

/// An office, which runs a mutation for good: it is written to the log, what the authority has to do after it is done
/// ([`Tx::require`]), and nothing is drawn.
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

/// Runs one mutation and hands the transaction back. A desk that runs it again is no authority. What the mutation wrote
/// before it was refused is the holder's to undo ([`Within::undo`]).
///
/// # Errors
/// `Busy` when the transaction has to be undone and tried again, and whatever else the database says that is not the
/// mutation's fault. Everything else is an ending ([`Ran`]).
pub async fn run_within(
    within: Within,
    engines: Engines,
    request: Request,
    version: u32,
    authority: Option<Authority>,
) -> (Within, Result<Ran>) {
    let is_known = i64::from(version) == i64::from(log::VERSION);
    let (command, is_central) = match engines.endpoint(&request.command) {
        Ok(Endpoint::Mutation(command) | Endpoint::Observed(command)) if is_known => (command, false),
        Ok(Endpoint::Central(command)) if is_known => (command, true),
        _ => return (within, Ok(Ran::Unknown)),
    };
    let Within { db, met, held, log, mark, is_hopeful } = within;
    let has_screens = authority.is_none();
    let mut tx = Tx { met, held, log, has_screens, ..Tx::new(db, engines, &request) };
    let ran = match tx.run_before(&request, authority.is_some() && is_central).await {
        Ok(Some(output)) => Ok(Ran::Applied { output, changes: Vec::new(), given: Vec::new() }),
        Ok(None) => tx.run_apart(command, request, authority, is_hopeful).await,
        Err(error) => Err(error),
    };
    (Within { db: tx.db, met: tx.met, held: tx.held, log: tx.log, mark, is_hopeful }, ran)
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

    async fn run_apart(
        &mut self,
        command: &Command,
        request: Request,
        authority: Option<Authority>,
        is_hopeful: bool,
    ) -> Result<Ran> {
        let mark = self.log.mark();
        let is_final = authority.is_some();
        let ended = self.run_with_required(request, command, authority).await;
        let ended = if is_hopeful { ended } else { self.sent(ended).await };
        let changes = match &ended {
            Ok((_, mids, _)) => self.changed(mids)?,
            Err(_) => Vec::new(),
        };
        if ended.is_err() || !is_final {
            self.log.back_to(mark);
        }
        if ended.is_err() {
            self.met.forget_all();
            self.held.forget_all();
        }
        match ended {
            Ok((output, _, given)) => Ok(Ran::Applied { output, changes, given }),
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
        // Outgoing work is captured so that it can be taken back, and is no row that travels.
        let is_shared = |row: &change::ActiveModel| *row.record.as_ref() != effect::row::Model::NAME;
        let each = |mut row: change::ActiveModel| {
            let name = row.record.take().unwrap_or_default();
            let table = self.engines.table(&name);
            Ok(Changed {
                table: table.ok_or_else(|| Error::broken(format!("no engine declares {name}")))?,
                id: row.row_id.take().unwrap_or_default(),
                before: row.before.take().flatten().map(RowText),
                after: row.after.take().flatten().map(RowText),
            })
        };
        self.log.merged(mids).into_iter().filter(is_shared).map(each).collect()
    }
}
