//! A connection of its own to a desk's file, which keeps every statement that queries, commands and ticks run on it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use chrono::TimeDelta;
use pebble_core::{
    engines::ENGINES,
    kernel::{Actor, At, MutationId, PersonId, Read, engine::Endpoint, log::mutation, tx, undo::DeedId},
};
use pebble_tests::Rig;
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait, QueryOrder, Statement, TransactionTrait};
use serde_json::Value;
use uuid::Uuid;

use crate::journeys::storage::plain;

/// A statement and who ran it first.
#[derive(Clone)]
pub struct Seen {
    /// Wire name of the query or command, or of the engine whose tick it was.
    pub by: String,
    /// The statement with its values.
    pub statement: Statement,
}

/// The watched connection, with the desk's own person and time.
pub struct Watched {
    db: DatabaseConnection,
    actor: Actor,
    now: At,
    runs: u128,
    by: Arc<Mutex<String>>,
    seen: Arc<Mutex<BTreeMap<String, Seen>>>,
    asked: BTreeSet<String>,
}

impl Watched {
    /// Begins to watch.
    pub async fn on(rig: &Rig) -> Watched {
        let newest = mutation::Entity::find().order_by_desc(mutation::Column::Seq);
        let newest = newest.one(rig.desk.store().reader()).await.unwrap().expect("nothing has happened on this desk");
        let mut db = plain(&rig.folder.path().join("pebble.db")).await;
        let (by, seen) = (Arc::<Mutex<String>>::default(), Arc::<Mutex<BTreeMap<String, Seen>>>::default());
        let (doing, kept) = (Arc::clone(&by), Arc::clone(&seen));
        db.set_metric_callback(move |ran| {
            let first = || Seen { by: doing.lock().unwrap().clone(), statement: ran.statement.clone() };
            kept.lock().unwrap().entry(ran.statement.sql.clone()).or_insert_with(first);
        });
        let actor = Actor { person: newest.person_id, device: newest.device_id };
        Watched { db, actor, now: rig.desk.now(), runs: 0, by, seen, asked: BTreeSet::new() }
    }

    /// The present.
    pub fn now(&self) -> At {
        self.now
    }

    /// Whose desk it is.
    pub fn person(&self) -> PersonId {
        self.actor.person
    }

    /// Time passes.
    pub fn pass(&mut self, span: TimeDelta) {
        self.now = self.now.plus(span);
    }

    /// Asks a query.
    pub async fn ask(&mut self, wire: &str, input: Value) -> Value {
        let Ok(Endpoint::Query(query)) = ENGINES.endpoint(wire) else { panic!("{wire} is no query") };
        wire.clone_into(&mut self.by.lock().unwrap());
        self.asked.insert(wire.to_owned());
        let read = Read::new(&self.db, self.now, self.actor).knowing(ENGINES);
        (query.run)(&read, input).await.unwrap_or_else(|refusal| panic!("{wire} was refused: {refusal}"))
    }

    /// Runs a command in the one write path.
    pub async fn tell(&mut self, wire: &str, input: impl serde::Serialize) -> Value {
        wire.clone_into(&mut self.by.lock().unwrap());
        self.runs += 1;
        let request = tx::Request {
            mid: MutationId(Uuid::from_u128(self.runs)),
            command: wire.to_owned(),
            input: serde_json::to_value(input).unwrap(),
            at: self.now,
            actor: self.actor,
            deed: Some(DeedId(Uuid::from_u128(self.runs))),
        };
        match tx::run(self.db.begin().await.unwrap(), ENGINES, request).await {
            Ok((output, _)) => output,
            Err(refusal) => panic!("{wire} was refused: {refusal}"),
        }
    }

    /// Asks every engine what is due, and runs it; gives back what ran.
    pub async fn tick(&mut self) -> Vec<String> {
        let mut ran = Vec::new();
        for engine in ENGINES.0 {
            let Some(tick) = engine.tick else { continue };
            engine.name.clone_into(&mut self.by.lock().unwrap());
            let due = tick(&Read::new(&self.db, self.now, self.actor)).await.unwrap();
            for call in due {
                self.tell(&call.command, call.input).await;
                ran.push(call.command);
            }
        }
        ran
    }

    /// Queries of the engine list that nobody has asked.
    pub fn unasked(&self) -> Vec<String> {
        let wire = |engine: &str, query: &str| format!("{engine}.{query}");
        let all = ENGINES.0.iter().flat_map(|each| each.queries.iter().map(|query| wire(each.name, query.name)));
        all.filter(|query| !self.asked.contains(query)).collect()
    }

    /// Every distinct statement so far with what SQLite means to do for it, line by line.
    pub async fn plans(&self, rig: &Rig) -> Vec<(Seen, Vec<String>)> {
        let seen: Vec<Seen> = self.seen.lock().unwrap().values().cloned().collect();
        let mut plans = Vec::new();
        for each in seen {
            let mut explain = each.statement.clone();
            explain.sql = format!("EXPLAIN QUERY PLAN {}", explain.sql);
            let rows = rig.desk.store().reader().query_all_raw(explain).await.unwrap();
            let steps = rows.iter().map(|row| row.try_get::<String>("", "detail").unwrap()).collect();
            plans.push((each, steps));
        }
        plans
    }
}
