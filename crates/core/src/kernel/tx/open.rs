//! Running a command to its end: committed at once, or left open for a holder who has something to add.

use sea_orm::DatabaseTransaction;
use serde_json::Value;

use super::{Capture, Changed, Request, Tx};
use crate::kernel::{
    engine::{Endpoint, Engines},
    error::{Error, Result},
    ids::MutationId,
    log,
};

/// What a command did, in a transaction that is still open; dropped without a commit, it is undone.
pub struct Done {
    /// The transaction.
    pub db: DatabaseTransaction,
    /// What the command answered.
    pub output: Value,
    /// What changed, for the screens.
    pub capture: Capture,
    /// The mutations that were logged, in the order in which they ran.
    pub mutations: Vec<Logged>,
}

/// A mutation that ran, as an authority needs it to run it again.
#[derive(Debug, Clone)]
pub struct Logged {
    /// Its id.
    pub mid: MutationId,
    /// Wire name.
    pub command: String,
    /// Version of the name's meaning.
    pub version: u32,
    /// Input.
    pub input: Value,
    /// The shared rows that it changed, each once.
    pub changes: Vec<Changed>,
}

/// Runs one command in a fresh transaction, with what the authority has to do after it, and commits it. For a desk
/// that has no office: it is its own authority.
///
/// A mutation whose id is in the log already is not run again: its first output is returned.
///
/// # Errors
/// Whatever the command refuses; the transaction is rolled back whole.
pub async fn run(db: DatabaseTransaction, engines: Engines, request: Request) -> Result<(Value, Capture)> {
    let command = request.command.clone();
    run_alone(db, engines, request).await?.commit(&command).await
}

/// Runs one command like [`run`], and leaves the commit to a holder who has something to add.
///
/// # Errors
/// Whatever the command refuses; the transaction is rolled back whole.
pub async fn run_alone(db: DatabaseTransaction, engines: Engines, request: Request) -> Result<Done> {
    let mut tx = Tx::new(db, engines, &request);
    let output = tx.run_whole(request).await?;
    tx.run_required(tx.now).await?;
    tx.write_all().await?;
    Ok(Done { db: tx.db, output, capture: tx.capture, mutations: Vec::new() })
}

impl Done {
    /// Commits it; says what the command answered and what changed.
    ///
    /// # Errors
    /// The database's.
    pub async fn commit(self, command: &str) -> Result<(Value, Capture)> {
        tracing::debug!(command, topics = ?self.capture.topics, "committing");
        self.db.commit().await?;
        tracing::debug!(command, topics = ?self.capture.topics, "committed");
        Ok((self.output, self.capture))
    }
}

/// Runs one command like [`run`], and leaves the commit to a holder who has to write down what ran. What the authority
/// has to do after it is left to the authority.
///
/// # Errors
/// Whatever the command refuses; the transaction is rolled back whole.
pub async fn run_open(db: DatabaseTransaction, engines: Engines, request: Request) -> Result<Done> {
    let mut tx = Tx::new(db, engines, &request);
    let output = tx.run_whole(request).await?;
    let mutations = tx.log.mutations().iter().map(|row| tx.logged_as(row)).collect::<Result<Vec<Logged>>>()?;
    tx.write_all().await?;
    Ok(Done { db: tx.db, output, capture: tx.capture, mutations })
}

impl Tx {
    async fn run_whole(&mut self, request: Request) -> Result<Value> {
        self.begin_deed(&request)?;
        let (command, input) = (request.command.clone(), request.deed.map(|_| request.input.clone()));
        let output = self.run_endpoint(request).await?;
        if let Some(input) = input {
            self.note_deed(&command, &input).await?;
        }
        Ok(output)
    }

    async fn run_endpoint(&mut self, request: Request) -> Result<Value> {
        Ok(match self.engines.endpoint(&request.command)? {
            Endpoint::Query(_) => return Err(Error::invalid("cmd", "This name is a query, not a command.")),
            Endpoint::Local(command) | Endpoint::Internal(command) => {
                self.run_local(request.mid, command, request.input).await?
            }
            Endpoint::Mutation(command) | Endpoint::Central(command) | Endpoint::Observed(command) => {
                match self.logged(request.mid).await? {
                    Some(done) => done,
                    None => self.run_logged(request.mid, &request.command, command, request.input).await?,
                }
            }
        })
    }

    async fn write_all(&mut self) -> Result<()> {
        self.held.send_all(&self.db).await?;
        self.log.write(&self.db).await
    }

    fn logged_as(&self, row: &log::mutation::ActiveModel) -> Result<Logged> {
        let mid = *row.mid.as_ref();
        Ok(Logged {
            mid,
            command: row.name.as_ref().clone(),
            version: u32::try_from(*row.version.as_ref()).map_err(Error::broken)?,
            input: serde_json::from_str(row.input.as_ref()).map_err(Error::broken)?,
            changes: self.changed(&[mid])?,
        })
    }
}
