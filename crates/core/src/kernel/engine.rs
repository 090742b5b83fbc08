//! The engine table: what one folder under `engines/` offers, in one const.
//!
//! Dispatch, the TypeScript contract, change topics and the schema of full-text search derive from it; there is
//! no second list.

use futures::future::BoxFuture;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    contract::Types,
    error::{Error, Result},
    ids::PersonId,
    pipeline::Pipeline,
    read::Read,
    record::Table,
    shapes::Shapes,
    synced::Scope,
    tx::Tx,
};

/// A query as dispatch sees it.
pub type QueryFn = for<'a> fn(&'a Read<'a>, Value) -> BoxFuture<'a, Result<Value>>;
/// A command as dispatch sees it.
pub type CommandFn = for<'a> fn(&'a mut Tx, Value) -> BoxFuture<'a, Result<Value>>;
/// A reaction as dispatch sees it.
pub type ReactionFn = for<'a> fn(&'a mut Tx, Value) -> BoxFuture<'a, Result<()>>;
/// Announces anew what projections of these rows are drawn from.
pub type RetellFn = for<'a> fn(&'a mut Tx, Vec<uuid::Uuid>) -> BoxFuture<'a, Result<()>>;
/// What is due now.
pub type TickFn = for<'a> fn(&'a Read<'a>) -> BoxFuture<'a, Result<Vec<Call>>>;

/// A mutation that is due: which command, with what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// Wire name (`followups.fire`).
    pub command: String,
    /// Its input. The mutation's id is derived from it, so the same call made twice is one mutation.
    pub input: Value,
}

impl Call {
    /// A call with a typed input.
    pub fn new(command: &str, input: &impl Serialize) -> Result<Call> {
        Ok(Call { command: command.to_owned(), input: encode(input)? })
    }
}

/// A read that the door offers.
pub struct Query {
    /// Name within the engine.
    pub name: &'static str,
    /// Tables whose change makes an answer stale.
    pub topics: &'static [&'static str],
    /// How to run it.
    pub run: QueryFn,
    /// Its types, for the TypeScript contract.
    pub types: fn(&mut dyn Types),
}

/// A write that the door offers.
pub struct Command {
    /// Name within the engine.
    pub name: &'static str,
    /// How to run it.
    pub run: CommandFn,
    /// Its types, for the TypeScript contract.
    pub types: fn(&mut dyn Types),
    /// Its shapes, for the REST interface.
    pub shapes: fn() -> Shapes,
}

/// An answer to an event of another engine, inside the same transaction.
pub struct Reaction {
    /// The event's name (`email.arrived`).
    pub event: &'static str,
    /// What to do.
    pub run: ReactionFn,
}

/// A person sees what is another's, beside what is theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sight {
    /// Who.
    pub person: PersonId,
    /// What.
    pub scope: Scope,
    /// Why, in a word: `team`, `role`.
    pub why: &'static str,
}

/// Who sees more than what is theirs, as far as rows say it.
pub type SightsFn = for<'a> fn(&'a Read<'a>) -> BoxFuture<'a, Result<Vec<Sight>>>;

/// What a person is called.
pub type NameFn = for<'a> fn(&'a Read<'a>, PersonId) -> BoxFuture<'a, Result<String>>;

/// Who sees more than what is theirs.
pub struct Oversight {
    /// The tables that decide it.
    pub tables: &'static [&'static str],
    /// All of it, as the rows say now.
    pub sights: SightsFn,
}

/// What to announce anew when rows of a table came from the authority, past every command.
pub struct Retelling {
    /// The table.
    pub table: &'static str,
    /// Announces, for rows with these ids, those that are gone included.
    pub run: RetellFn,
}

/// One engine.
pub struct Engine {
    /// One word, the same in core, the UI, the tests and on the wire.
    pub name: &'static str,
    /// The tables it owns.
    pub tables: &'static [Table],
    /// Its stages and transitions, when its records move.
    pub pipeline: Option<&'static Pipeline>,
    /// Reads.
    pub queries: &'static [Query],
    /// Mutations: logged, replayed by the server.
    pub commands: &'static [Command],
    /// This device only: never logged, never leaves.
    pub local: &'static [Command],
    /// The host's own loops only: device commands that the door does not offer.
    pub internal: &'static [Command],
    /// The authority only: the server, or a desk that has none.
    pub central: &'static [Command],
    /// What the authority alone has seen, as mutations that it runs by itself: nobody asks for them, and a desk that
    /// brings one is not believed.
    pub observed: &'static [Command],
    /// What it does when others announce.
    pub reacts: &'static [Reaction],
    /// What it draws for screens when others announce: derived rows, and nothing else. An office, at which nobody looks,
    /// does without.
    pub draws: &'static [Reaction],
    /// What it announces anew, so that what others derive follows rows that came from the authority.
    pub retells: &'static [Retelling],
    /// Who sees more than what is theirs; an office grants it.
    pub oversight: Option<Oversight>,
    /// Those of its commands, logged or local, that who gave them may take back.
    pub undoable: &'static [&'static str],
    /// What people are called, from the engine that knows them.
    pub names: Option<NameFn>,
    /// What is due now, as mutations. A rule of the clock, so a year is a unit test.
    pub tick: Option<TickFn>,
}

impl Engine {
    /// An engine that offers nothing yet: the rest of a const table is filled in from it.
    pub const EMPTY: Engine = Engine {
        name: "",
        tables: &[],
        pipeline: None,
        queries: &[],
        commands: &[],
        local: &[],
        internal: &[],
        central: &[],
        observed: &[],
        reacts: &[],
        draws: &[],
        retells: &[],
        oversight: None,
        undoable: &[],
        names: None,
        tick: None,
    };
}

/// Something that happened, in the past tense, that other engines may react to.
pub trait Event: Serialize + DeserializeOwned + Send {
    /// `engine.happened`.
    const NAME: &'static str;
}

/// Reads an input from JSON.
///
/// # Errors
/// `Invalid` naming what does not fit.
pub fn decode<T: DeserializeOwned>(input: Value) -> Result<T> {
    serde_json::from_value(input)
        .map_err(|error| Error::invalid("input", format!("The request does not fit: {error}.")))
}

/// Writes an output as JSON.
pub fn encode<T: Serialize + ?Sized>(output: &T) -> Result<Value> {
    serde_json::to_value(output).map_err(Error::broken)
}

/// Lists the endpoints of an engine: `endpoints! { queries: detail(EnquiryId) -> Detail, on ["enquiry"]; }`,
/// `endpoints! { commands: advance(Advance) -> Moved; }`, `endpoints! { reacts: Arrived => events::open_or_link; }`.
/// Queries are found in the engine's `queries` module, commands in `commands`.
#[macro_export]
macro_rules! endpoints {
    (queries: $($name:ident($input:ty) -> $output:ty, on [$($topic:literal),* $(,)?];)*) => {
        &[$($crate::kernel::engine::Query {
            name: stringify!($name),
            topics: &[$($topic),*],
            run: |read, input| Box::pin(async move {
                let input: $input = $crate::kernel::engine::decode(input)?;
                $crate::kernel::engine::encode(&queries::$name(read, input).await?)
            }),
            types: $crate::types_of!($input, $output),
        }),*]
    };
    (commands: $($name:ident($input:ty) -> $output:ty;)*) => {
        &[$($crate::kernel::engine::Command {
            name: stringify!($name),
            run: |tx, input| Box::pin(async move {
                let input: $input = $crate::kernel::engine::decode(input)?;
                let output: $output = commands::$name(tx, input).await?;
                $crate::kernel::engine::encode(&output)
            }),
            types: $crate::types_of!($input, $output),
            shapes: $crate::kernel::shapes::Shapes::of::<$input, $output>,
        }),*]
    };
    (internal: $($name:ident($input:ty) -> $output:ty;)*) => {
        &[$($crate::kernel::engine::Command {
            name: stringify!($name),
            run: |tx, input| Box::pin(async move {
                let input: $input = $crate::kernel::engine::decode(input)?;
                let output: $output = commands::$name(tx, input).await?;
                $crate::kernel::engine::encode(&output)
            }),
            types: |_| {},
            shapes: $crate::kernel::shapes::Shapes::of::<(), ()>,
        }),*]
    };
    (draws: $($event:ty => $draw:path;)*) => {
        $crate::endpoints! { reacts: $($event => $draw;)* }
    };
    (reacts: $($event:ty => $react:path;)*) => {
        &[$($crate::kernel::engine::Reaction {
            event: <$event as $crate::kernel::engine::Event>::NAME,
            run: |tx, event| Box::pin(async move {
                let event: $event = $crate::kernel::engine::decode(event)?;
                $react(tx, event).await
            }),
        }),*]
    };
    (retells: $($table:literal => $retell:path;)*) => {
        &[$($crate::kernel::engine::Retelling {
            table: $table,
            run: |tx, ids| Box::pin($retell(tx, ids)),
        }),*]
    };
}

/// Tells the contract writer the types of an endpoint. A released program writes no contract, and carries none of what
/// that takes.
#[macro_export]
macro_rules! types_of {
    ($input:ty, $output:ty) => {
        |types| {
            if cfg!(debug_assertions) {
                types.endpoint(
                    $crate::kernel::contract::type_name::<$input>(),
                    $crate::kernel::contract::type_name::<$output>(),
                );
            }
        }
    };
}

/// The engines of a build, with look-up by wire name.
#[derive(Clone, Copy)]
pub struct Engines(pub &'static [&'static Engine]);

/// What a wire name leads to.
pub enum Endpoint {
    /// A read.
    Query(&'static Query),
    /// A mutation: logged.
    Mutation(&'static Command),
    /// A command of this device.
    Local(&'static Command),
    /// A command of the host's own loops.
    Internal(&'static Command),
    /// A command of the authority: logged too.
    Central(&'static Command),
    /// What the authority has seen: logged too.
    Observed(&'static Command),
}

impl Engines {
    /// What `engine.name` leads to.
    ///
    /// # Errors
    /// `Missing` when nothing has that name.
    pub fn endpoint(&self, wire: &str) -> Result<Endpoint> {
        let unknown = || Error::new(super::error::Code::Missing, format!("There is no command named {wire}."));
        let (engine, name) = wire.split_once('.').ok_or_else(unknown)?;
        let engine = self.0.iter().find(|each| each.name == engine).ok_or_else(unknown)?;
        let find = |list: &'static [Command]| list.iter().find(|command| command.name == name);
        None.or_else(|| engine.queries.iter().find(|query| query.name == name).map(Endpoint::Query))
            .or_else(|| find(engine.commands).map(Endpoint::Mutation))
            .or_else(|| find(engine.local).map(Endpoint::Local))
            .or_else(|| find(engine.internal).map(Endpoint::Internal))
            .or_else(|| find(engine.central).map(Endpoint::Central))
            .or_else(|| find(engine.observed).map(Endpoint::Observed))
            .ok_or_else(unknown)
    }

    /// The reactions to an event, in the order of the engine list.
    pub fn reactions(&self, event: &str) -> impl Iterator<Item = &'static Reaction> + use<'_> {
        let event = event.to_owned();
        self.0.iter().flat_map(|engine| engine.reacts).filter(move |reaction| reaction.event == event)
    }

    /// What is drawn when an event happens, in the order of the engine list.
    pub fn drawings(&self, event: &str) -> impl Iterator<Item = &'static Reaction> + use<'_> {
        let event = event.to_owned();
        self.0.iter().flat_map(|engine| engine.draws).filter(move |drawing| drawing.event == event)
    }

    /// What is announced anew when rows of a table came past every command, in the order of the engine list.
    pub fn retellings(&self, table: &str) -> impl Iterator<Item = &'static Retelling> + use<'_> {
        let table = table.to_owned();
        self.0.iter().flat_map(|engine| engine.retells).filter(move |each| each.table == table)
    }

    /// Whether who gave a command may take it back.
    pub fn is_undoable(&self, wire: &str) -> bool {
        let Some((engine, name)) = wire.split_once('.') else { return false };
        self.0.iter().any(|each| each.name == engine && each.undoable.contains(&name))
    }

    /// What a person is called; "Somebody" where nobody knows.
    ///
    /// # Errors
    /// The database's.
    pub async fn name_of(&self, read: &Read<'_>, person: PersonId) -> Result<String> {
        match self.0.iter().find_map(|engine| engine.names) {
            Some(names) => names(read, person).await,
            None => Ok("Somebody".to_owned()),
        }
    }

    /// The table with this name.
    pub fn table(&self, name: &str) -> Option<Table> {
        self.tables().find(|table| table.name == name)
    }

    /// Every table.
    pub fn tables(&self) -> impl Iterator<Item = Table> + use<'_> {
        self.0.iter().flat_map(|engine| engine.tables.iter().copied())
    }
}
