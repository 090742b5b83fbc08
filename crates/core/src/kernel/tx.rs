//! The one write path.
//!
//! A `Tx` is one database transaction in one of two modes. A **mutation** writes shared rows, is logged and can be run
//! again elsewhere with the same result. A **local command** writes this device's rows (mail, cursors) and reaches
//! shared rows only by running mutations inside the same transaction, each logged under an id derived from its own.
//! Every write is captured; what is announced is reacted to before the transaction ends; the outside world is not
//! touched here, it is asked for with [`Tx::effect`].

use std::collections::{BTreeSet, VecDeque};

use sea_orm::{
    ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use uuid::Uuid;

use super::{
    clock::At,
    effect::{self, EffectId},
    engine::{Command, Endpoint, Engines, Event, Reaction, decode, encode},
    error::{Code, Error, Result},
    ids::{Ids, MutationId, derive},
    log,
    read::{Actor, Read},
    record::{Reach, Record, all_set, only_changed},
    refusal::{Refused, Savepoint},
};

/// How deep reactions to reactions may go.
const DEEPEST: u8 = 8;

/// Which rows may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Mutation,
    Local,
}

/// What changed in a transaction, for the screens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capture {
    /// Tables.
    pub topics: BTreeSet<&'static str>,
    /// Rows; empty when there were too many to name.
    pub ids: BTreeSet<Uuid>,
    /// Mutations that were logged.
    pub mutations: Vec<MutationId>,
    /// True when something is waiting to be carried out.
    pub has_effects: bool,
}

/// The most row ids worth naming to a screen.
const MOST_IDS: usize = 256;

struct Frame {
    mode: Mode,
    id: MutationId,
    ids: Ids,
    children: u64,
    events: VecDeque<(u8, &'static str, Value)>,
    depth: u8,
}

impl Frame {
    fn new(mode: Mode, id: MutationId) -> Frame {
        Frame { mode, id, ids: Ids::of(id), children: 0, events: VecDeque::new(), depth: 0 }
    }
}

/// An open transaction with its time, its person and its ids.
pub struct Tx {
    db: DatabaseTransaction,
    engines: Engines,
    now: At,
    actor: Actor,
    frame: Frame,
    capture: Capture,
    bears_refusals: bool,
    savepoint: Savepoint,
}

/// What to run, and in whose name.
#[derive(Debug, Clone)]
pub struct Request {
    /// The mutation's id; for a local command the seed of the ids it makes.
    pub mid: MutationId,
    /// Wire name.
    pub command: String,
    /// Input.
    pub input: Value,
    /// When.
    pub at: At,
    /// Who.
    pub actor: Actor,
}

/// Runs one command in a fresh transaction and commits it.
///
/// A mutation whose id is in the log already is not run again: its first output is returned.
///
/// # Errors
/// Whatever the command refuses; the transaction is rolled back whole.
pub async fn run(db: DatabaseTransaction, engines: Engines, request: Request) -> Result<(Value, Capture)> {
    let endpoint = engines.endpoint(&request.command)?;
    let mut tx = Tx {
        db,
        engines,
        now: request.at,
        actor: request.actor,
        frame: Frame::new(Mode::Local, request.mid),
        capture: Capture::default(),
        bears_refusals: false,
        savepoint: Savepoint::None,
    };
    let output = match endpoint {
        Endpoint::Query(_) => return Err(Error::invalid("cmd", "This name is a query, not a command.")),
        Endpoint::Local(command) | Endpoint::Internal(command) => {
            let output = (command.run)(&mut tx, request.input).await?;
            tx.settle().await?;
            output
        }
        Endpoint::Mutation(command) | Endpoint::Central(command) => {
            tx.run_logged(request.mid, &request.command, command, request.input).await?
        }
    };
    tracing::debug!(command = request.command, topics = ?tx.capture.topics, "committing");
    tx.db.commit().await?;
    tracing::debug!(command = request.command, topics = ?tx.capture.topics, "committed");
    Ok((output, tx.capture))
}

impl Tx {
    /// The present instant; the same for everything in this transaction.
    pub fn now(&self) -> At {
        self.now
    }

    /// Who is acting.
    pub fn actor(&self) -> Actor {
        self.actor
    }

    /// A reading view of the rows as they are in this transaction.
    pub fn read(&self) -> Read<'_> {
        Read::new(&self.db, self.now, self.actor)
    }

    /// A new row id, derived from the mutation.
    pub fn id<T: From<Uuid>>(&mut self) -> T {
        T::from(self.frame.ids.next_id())
    }

    /// The row with this id.
    ///
    /// # Errors
    /// `Missing` naming the record's noun.
    pub async fn get<R: Record>(&self, id: impl Into<Uuid>) -> Result<R> {
        self.read().get::<R>(id).await
    }

    /// Inserts a row.
    ///
    /// # Errors
    /// `Broken` when the table's reach does not allow it here.
    pub async fn insert<R: Record>(&mut self, row: &R) -> Result<()> {
        self.before_writing::<R>().await?;
        R::Table::insert(all_set(row)).exec_without_returning(&self.db).await?;
        self.captured::<R>(None, Some(row)).await
    }

    /// Inserts many rows of a table that is not captured row by row (device and derived tables).
    pub async fn insert_many<R: Record>(&mut self, rows: &[R]) -> Result<()> {
        self.before_writing::<R>().await?;
        if R::REACH == Reach::Shared {
            for row in rows {
                self.insert(row).await?;
            }
            return Ok(());
        }
        for chunk in rows.chunks(200) {
            R::Table::insert_many(chunk.iter().map(all_set)).exec_without_returning(&self.db).await?;
        }
        self.capture.topics.insert(R::NAME);
        for row in rows {
            self.touched(row.row_id());
        }
        Ok(())
    }

    /// Replaces a row by a later state of itself. Nothing happens when both are equal.
    pub async fn update<R: Record>(&mut self, before: &R, after: &R) -> Result<()> {
        self.before_writing::<R>().await?;
        if before == after {
            return Ok(());
        }
        let id = after.row_id();
        if before.row_id() != id {
            return Err(Error::broken(format!("an update may not change the id of a {}", R::NOUN)));
        }
        let changed = R::Table::update_many()
            .set(only_changed(before, after))
            .filter(Expr::col("id").eq(id))
            .exec(&self.db)
            .await?;
        if changed.rows_affected == 0 {
            return Err(Error::missing(R::NOUN));
        }
        self.captured(Some(before), Some(after)).await
    }

    /// Removes a row.
    pub async fn remove<R: Record>(&mut self, row: &R) -> Result<()> {
        self.before_writing::<R>().await?;
        R::Table::delete_many().filter(Expr::col("id").eq(row.row_id())).exec(&self.db).await?;
        self.captured(Some(row), None).await
    }

    /// Tells the other engines. They react before this transaction ends.
    ///
    /// # Errors
    /// `Broken` when reactions to reactions go round in circles.
    pub fn announce<E: Event>(&mut self, event: &E) -> Result<()> {
        let depth = self.frame.depth.saturating_add(1);
        if depth > DEEPEST {
            return Err(Error::broken(format!("{} was announced {depth} reactions deep", E::NAME)));
        }
        self.frame.events.push_back((depth, E::NAME, encode(event)?));
        Ok(())
    }

    /// Asks for something in the outside world, to be carried out once, after the commit.
    /// `report` names the mutation that is told how it ended.
    pub async fn effect(&mut self, kind: effect::Kind, payload: &impl Serialize, report: &str) -> Result<EffectId> {
        let id: EffectId = self.id();
        let row = effect::queued(id, kind, encode(payload)?, report, self.now, self.actor);
        self.insert(&row).await?;
        self.capture.has_effects = true;
        Ok(id)
    }

    /// Runs a mutation from inside a local command, in the same transaction, logged under its own derived id.
    ///
    /// A refusal undoes the mutation's own writes and nothing else. A caller that passes the refusal on ends its whole
    /// command; one that can do without answers it and goes on.
    pub async fn mutate<O: DeserializeOwned>(&mut self, command: &str, input: &impl Serialize) -> Result<O> {
        if self.frame.mode != Mode::Local {
            return Err(Error::broken(format!("{command} was run from inside another mutation")));
        }
        let (Endpoint::Mutation(found) | Endpoint::Central(found)) = self.engines.endpoint(command)? else {
            return Err(Error::broken(format!("{command} is not a mutation")));
        };
        self.frame.children = self.frame.children.saturating_add(1);
        let mid = MutationId(derive(&[b"child", self.frame.id.0.as_bytes(), &self.frame.children.to_le_bytes()]));
        let input = encode(input)?;
        // A reaction that begins with a mutation needs no savepoint of its own: it keeps this one.
        let is_kept = self.savepoint == Savepoint::OnWrite;
        self.db.execute_unprepared("SAVEPOINT mutation").await?;
        if is_kept {
            self.savepoint = Savepoint::Open("mutation");
        }
        let outcome = self.run_logged(mid, command, found, input).await;
        if outcome.is_err() {
            self.db.execute_unprepared("ROLLBACK TO SAVEPOINT mutation").await?;
        }
        if !is_kept {
            self.db.execute_unprepared("RELEASE SAVEPOINT mutation").await?;
        }
        decode(outcome?)
    }

    async fn run_logged(&mut self, mid: MutationId, name: &str, command: &Command, input: Value) -> Result<Value> {
        if let Some(done) = self.logged(mid).await? {
            return Ok(done);
        }
        let outer = std::mem::replace(&mut self.frame, Frame::new(Mode::Mutation, mid));
        let outcome = self.run_and_settle(command, input.clone()).await;
        self.frame = outer;
        let output = outcome?;
        let row = log::mutation::ActiveModel {
            seq: sea_orm::NotSet,
            mid: sea_orm::Set(mid),
            name: sea_orm::Set(name.to_owned()),
            version: sea_orm::Set(1),
            input: sea_orm::Set(input.to_string()),
            output: sea_orm::Set(output.to_string()),
            at: sea_orm::Set(self.now),
            person_id: sea_orm::Set(self.actor.person),
            device_id: sea_orm::Set(self.actor.device),
        };
        log::mutation::Entity::insert(row).exec_without_returning(&self.db).await?;
        self.capture.mutations.push(mid);
        Ok(output)
    }

    async fn run_and_settle(&mut self, command: &Command, input: Value) -> Result<Value> {
        let output = (command.run)(self, input).await?;
        self.settle().await?;
        Ok(output)
    }

    async fn logged(&self, mid: MutationId) -> Result<Option<Value>> {
        let row = log::mutation::Entity::find().filter(Expr::col("mid").eq(mid)).one(&self.db).await?;
        row.map(|row| serde_json::from_str(&row.output).map_err(Error::broken)).transpose()
    }

    /// Lets the engines react until nothing is left to react to. It happens by itself at the end of a command; a
    /// command that has to see the result calls it earlier.
    pub async fn settle(&mut self) -> Result<()> {
        while let Some((depth, name, event)) = self.frame.events.pop_front() {
            self.frame.depth = depth;
            let engines = self.engines;
            for reaction in engines.reactions(name) {
                if self.bears_refusals && self.frame.mode == Mode::Local && name != Refused::NAME {
                    self.try_reaction(reaction, name, &event).await?;
                } else {
                    (reaction.run)(self, event.clone()).await?;
                }
            }
        }
        self.frame.depth = 0;
        Ok(())
    }

    /// From here on a reaction to this local command that is refused undoes its own writes and no others; it is
    /// announced as [`Refused`], and the command goes on. For commands that deal with many things at once.
    pub fn bear_refusals(&mut self) {
        self.bears_refusals = true;
    }

    async fn try_reaction(&mut self, reaction: &Reaction, name: &'static str, event: &Value) -> Result<()> {
        let (announced, logged) = (self.frame.events.len(), self.capture.mutations.len());
        self.savepoint = Savepoint::OnWrite;
        let outcome = (reaction.run)(self, event.clone()).await;
        let savepoint = std::mem::replace(&mut self.savepoint, Savepoint::None);
        if let (Err(_), Savepoint::Open(own)) = (&outcome, savepoint) {
            self.db.execute_unprepared(&format!("ROLLBACK TO SAVEPOINT {own}")).await?;
        }
        if let Savepoint::Open(own) = savepoint {
            self.db.execute_unprepared(&format!("RELEASE SAVEPOINT {own}")).await?;
        }
        match outcome {
            Err(refusal) if !matches!(refusal.code, Code::Busy | Code::Offline) => {
                self.frame.events.truncate(announced);
                self.capture.mutations.truncate(logged);
                self.announce(&Refused { event: name.to_owned(), payload: event.clone(), refusal })
            }
            outcome => outcome,
        }
    }

    async fn before_writing<R: Record>(&mut self) -> Result<()> {
        self.may_write::<R>()?;
        if self.savepoint == Savepoint::OnWrite {
            self.db.execute_unprepared("SAVEPOINT reaction").await?;
            self.savepoint = Savepoint::Open("reaction");
        }
        Ok(())
    }

    fn may_write<R: Record>(&self) -> Result<()> {
        match (R::REACH, self.frame.mode) {
            (Reach::Shared, Mode::Local) => {
                Err(Error::broken(format!("{} is shared: a local command reaches it through a mutation", R::NAME)))
            }
            (Reach::Device, Mode::Mutation) => {
                Err(Error::broken(format!("{} stays on the device: a mutation may not write it", R::NAME)))
            }
            _ => Ok(()),
        }
    }

    fn touched(&mut self, id: Uuid) {
        if self.capture.ids.len() < MOST_IDS {
            self.capture.ids.insert(id);
        }
    }

    async fn captured<R: Record>(&mut self, before: Option<&R>, after: Option<&R>) -> Result<()> {
        let Some(row_id) = after.or(before).map(Record::row_id) else { return Ok(()) };
        self.capture.topics.insert(R::NAME);
        self.touched(row_id);
        if R::REACH != Reach::Shared {
            return Ok(());
        }
        let text = |row: Option<&R>| row.map(serde_json::to_string).transpose().map_err(Error::broken);
        let row = log::change::ActiveModel {
            seq: sea_orm::NotSet,
            mid: sea_orm::Set(self.frame.id),
            record: sea_orm::Set(R::NAME.to_owned()),
            row_id: sea_orm::Set(row_id),
            before: sea_orm::Set(text(before)?),
            after: sea_orm::Set(text(after)?),
            at: sea_orm::Set(self.now),
        };
        log::change::Entity::insert(row).exec_without_returning(&self.db).await?;
        Ok(())
    }
}
