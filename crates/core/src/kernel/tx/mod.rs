//! The one write path.
//!
//! A `Tx` is one database transaction in one of two modes. A **mutation** writes shared rows, is logged and can be run
//! again elsewhere with the same result. A **local command** writes this device's rows (mail, cursors) and reaches
//! shared rows only by running mutations inside the same transaction, each logged under an id derived from its own.
//! Every write is captured; what is announced is reacted to before the transaction ends; the outside world is not
//! touched here, it is asked for with [`Tx::effect`].

mod deed;
mod open;
mod project;
mod react;
mod require;
mod within;
mod write;

pub use open::{Done, Logged, run, run_alone, run_open};
pub use project::project;
pub use require::required_by;
pub use within::{Authority, Changed, Ran, RowText, Within, run_within};

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
    engine::{Command, Endpoint, Engines, decode, encode},
    error::{Error, Result},
    held::Held,
    ids::{Ids, MutationId, derive},
    log,
    read::{Actor, Read},
    record::Record,
    rows::Rows,
    undo::DeedId,
};

/// Which rows may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Mutation,
    Local,
    /// Only what is derived is written: from rows that came from the authority, or for screens.
    Projection,
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
    log: log::Unwritten,
    met: Rows,
    held: Held,
    bears_refusals: bool,
    /// Parts of the command are undone by themselves when they are refused.
    is_careful: bool,
    /// A part was refused while nothing could undo it by itself.
    must_be_careful: bool,
    /// What the authority does after the mutations that ran.
    required: VecDeque<require::Required>,
    /// What an authority answered to what this mutation asked of it before.
    given: VecDeque<Value>,
    /// What stands, when the command was to replace something older.
    newest: Option<Value>,
    /// Somebody may look at what is drawn here.
    has_screens: bool,
    /// What a person does is noted, with the rows of this device that it changes.
    is_noting: bool,
    /// What is done, as the list of what was done has it.
    deed: Option<DeedId>,
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
    /// What a person does, as the list of what they did has it: several that are given as one have one id. None for
    /// what runs by itself, and for what is run again.
    pub deed: Option<DeedId>,
}

impl Tx {
    fn new(db: DatabaseTransaction, engines: Engines, request: &Request) -> Tx {
        Tx::over(db, engines, request.at, request.actor, Frame::new(Mode::Local, request.mid))
    }

    fn over(db: DatabaseTransaction, engines: Engines, now: At, actor: Actor, frame: Frame) -> Tx {
        Tx {
            db,
            engines,
            now,
            actor,
            frame,
            capture: Capture::default(),
            log: log::Unwritten::default(),
            met: Rows::default(),
            held: Held::default(),
            bears_refusals: false,
            is_careful: false,
            must_be_careful: false,
            required: VecDeque::new(),
            given: VecDeque::new(),
            newest: None,
            has_screens: true,
            is_noting: false,
            deed: None,
        }
    }

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
        Read::within(&self.db, self.now, self.actor, &self.met, &self.held).knowing(self.engines)
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

    /// Whether an authority has decided on this mutation before, and it is offered again: after a restore, or by a desk
    /// that was its own authority. What depends on the day (prices, validity) is not judged anew then.
    pub fn was_decided(&self) -> bool {
        !self.given.is_empty()
    }

    /// Asks for something in the outside world, to be carried out once, after the commit.
    /// `report` names the mutation that is told how it ended. A mutation that runs again on a desk, on what is true
    /// since, asks for nothing new.
    pub async fn effect(&mut self, kind: effect::Kind, payload: &impl Serialize, report: &str) -> Result<EffectId> {
        self.effect_at(self.now, kind, payload, report).await
    }

    /// The same, but not before an instant: until then it can be called off.
    pub async fn effect_at(
        &mut self,
        due: At,
        kind: effect::Kind,
        payload: &impl Serialize,
        report: &str,
    ) -> Result<EffectId> {
        let id: EffectId = self.id();
        if self.read().find::<effect::row::Model>(id).await?.is_some() {
            return Ok(id);
        }
        let is_shared = self.frame.mode == Mode::Mutation;
        let wanted = effect::Wanted { id, kind, report, is_shared, due };
        let row = effect::queued(wanted, encode(payload)?, self.now, self.actor);
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
        if !self.is_careful {
            let outcome = self.run_logged(mid, command, found, input).await;
            self.must_be_careful |= outcome.is_err();
            return decode(outcome?);
        }
        let mark = self.set_savepoint("mutation").await?;
        let outcome = self.run_logged(mid, command, found, input).await;
        let outcome = self.sent(outcome).await;
        self.close_savepoint("mutation", outcome.is_err().then_some(mark)).await?;
        decode(outcome?)
    }

    /// Savepoints cost more than most of what they guard, and refusals inside a command are rare: the first try makes
    /// none, and when something inside was refused, all is undone and done again with them.
    async fn run_local(&mut self, mid: MutationId, command: &Command, input: Value) -> Result<Value> {
        let mark = self.set_savepoint("command").await?;
        let outcome = self.run_and_settle(command, input.clone()).await;
        let is_done = outcome.is_ok();
        let outcome = self.sent(outcome).await;
        self.must_be_careful |= is_done && outcome.is_err();
        if !self.must_be_careful {
            return outcome;
        }
        self.close_savepoint("command", Some(mark)).await?;
        self.frame = Frame::new(Mode::Local, mid);
        self.capture = Capture::default();
        self.bears_refusals = false;
        self.is_careful = true;
        self.run_and_settle(command, input).await
    }

    async fn run_logged(&mut self, mid: MutationId, name: &str, command: &Command, input: Value) -> Result<Value> {
        let outer = std::mem::replace(&mut self.frame, Frame::new(Mode::Mutation, mid));
        let text = input.to_string();
        let outcome = self.run_and_settle(command, input).await;
        self.frame = outer;
        let output = outcome?;
        let row = log::mutation::ActiveModel {
            seq: sea_orm::NotSet,
            mid: sea_orm::Set(mid),
            name: sea_orm::Set(name.to_owned()),
            version: sea_orm::Set(log::VERSION),
            input: sea_orm::Set(text),
            output: sea_orm::Set(output.to_string()),
            at: sea_orm::Set(self.now),
            person_id: sea_orm::Set(self.actor.person),
            device_id: sea_orm::Set(self.actor.device),
        };
        self.log.mutation(row);
        self.capture.mutations.push(mid);
        Ok(output)
    }

    async fn run_and_settle(&mut self, command: &Command, input: Value) -> Result<Value> {
        let output = (command.run)(self, input).await?;
        self.settle().await?;
        Ok(output)
    }

    async fn logged(&self, mid: MutationId) -> Result<Option<Value>> {
        if let Some(row) = self.log.mutations().iter().find(|row| *row.mid.as_ref() == mid) {
            return serde_json::from_str(row.output.as_ref()).map(Some).map_err(Error::broken);
        }
        let row = log::mutation::Entity::find().filter(Expr::col("mid").eq(mid)).one(&self.db).await?;
        row.map(|row| serde_json::from_str(&row.output).map_err(Error::broken)).transpose()
    }

    /// What waits of a part that went well is sent while the part can still be blamed for it.
    async fn sent<O>(&self, outcome: Result<O>) -> Result<O> {
        if outcome.is_ok() {
            self.held.send_all(&self.db).await?;
        }
        outcome
    }

    async fn set_savepoint(&mut self, name: &str) -> Result<log::Mark> {
        self.held.send_all(&self.db).await?;
        self.db.execute_unprepared(&format!("SAVEPOINT {name}")).await?;
        Ok(self.log.mark())
    }

    /// Lets go of a savepoint; with a mark, what came after it is undone.
    async fn close_savepoint(&mut self, name: &str, undo: Option<log::Mark>) -> Result<()> {
        if let Some(mark) = undo {
            self.db.execute_unprepared(&format!("ROLLBACK TO SAVEPOINT {name}")).await?;
            self.log.back_to(mark);
            self.met.forget_all();
            self.held.forget_all();
        }
        self.db.execute_unprepared(&format!("RELEASE SAVEPOINT {name}")).await?;
        Ok(())
    }
}
