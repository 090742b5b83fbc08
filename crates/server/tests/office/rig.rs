//! An office with a few people, on SQLite or on PostgreSQL, and what they do.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use pebble_core::{
    engines::{
        ENGINES,
        masters::company_id,
        people::model::{TeamId, team},
    },
    kernel::{
        At, Code, Engine, Engines, Error, Result, Tx, clock::ManualClock, engine::Command, shapes::Shapes, shared,
    },
};
use pebble_server::{Node, SqlStore};
use pebble_store::{Store, Tenant};
use pebble_sync::{
    Device, Epoch, Key, Millis, Mutation, MutationId, Outcome, Person, Receipt, Scope,
    server::Limits,
    wire::{Caller, Hello, Offer, Page, Pull, Push, Pushed, Reply, Request, Row, Snapshot, Stop, Welcome},
};
use pebble_tests::fresh_database;
use serde_json::{Value, json};
use uuid::Uuid;

/// A Thursday at eleven in India.
pub const NOW: Millis = Millis(1_795_066_200_000);

pub fn epoch() -> Epoch {
    Epoch(Uuid::from_u128(0xE))
}

/// Which database an office stands on.
#[derive(Clone, Copy)]
pub enum On {
    Sqlite,
    Postgres,
}

/// An office.
pub struct Office {
    pub store: Store,
    pub sql: SqlStore,
    pub node: Node,
    _folder: Option<tempfile::TempDir>,
}

pub async fn node_over(store: Store, engines: Engines) -> (SqlStore, Node) {
    let clock = Arc::new(ManualClock::at(At::from_millis(NOW.0)));
    let sql = SqlStore::open(store, engines, clock, epoch()).await.unwrap();
    (sql.clone(), Node::new(sql, engines, Limits::default()))
}

impl Office {
    pub async fn on(on: On, name: &str, engines: Engines) -> Office {
        let folder = tempfile::tempdir().unwrap();
        let store = match on {
            On::Sqlite => {
                Store::sqlite(&folder.path().join("office.db"), engines, At::from_millis(NOW.0)).await.unwrap()
            }
            On::Postgres => Store::postgres(&fresh_database(name).await, Tenant::default()).await.unwrap(),
        };
        let (sql, node) = node_over(store.clone(), engines).await;
        Office { store, sql, node, _folder: Some(folder) }
    }

    /// Over a database that is there.
    pub fn of(store: Store, sql: SqlStore, node: Node) -> Office {
        Office { store, sql, node, _folder: None }
    }

    /// Ends its connections.
    pub async fn close(self) {
        self.store.close().await;
    }

    /// Takes in a rep with a desk.
    pub async fn rep(&self, number: u128) -> Rep {
        let (device, person) = (Device(Uuid::from_u128(0xD00 + number)), Person(Uuid::from_u128(0xA00 + number)));
        self.sql.enrol(device, person, "Laptop").await.unwrap();
        Rep { device, person, made: 0, last: None, held: BTreeMap::new(), cursor: 0, settled: 0 }
    }

    pub async fn stamp(&self) {
        self.node.stamp().await.unwrap();
    }

    pub async fn ask(&self, rep: &Rep, request: Request) -> Reply {
        let caller = Caller { device: rep.device, schema: 1 };
        self.node.answer(caller, request, NOW).await.unwrap()
    }
}

/// A rep's desk, as far as the server can tell: it numbers mutations, and keeps what it is sent.
pub struct Rep {
    pub device: Device,
    pub person: Person,
    pub made: u64,
    pub last: Option<pebble_sync::Fingerprint>,
    pub held: BTreeMap<Key, (Row, BTreeSet<Scope>)>,
    pub cursor: u64,
    pub settled: u64,
}

impl Rep {
    /// A mutation in this person's name.
    pub fn mutation(&self, id: u128, name: &str, input: Value) -> Mutation {
        let id = MutationId(Uuid::from_u128(id));
        Mutation { id, name: name.into(), version: 1, input, at: NOW, person: self.person }
    }

    /// Offers it under the next number.
    pub fn offer(&mut self, mutation: Mutation) -> Offer {
        self.made += 1;
        Offer { n: self.made, seen: self.cursor, is_withdrawn: false, given: Vec::new(), mutation }
    }

    pub async fn push(&mut self, office: &Office, offers: Vec<Offer>) -> Vec<Receipt> {
        let ask = Push { epoch: epoch(), after: self.last, offers: offers.clone() };
        match office.ask(self, Request::Push(ask)).await {
            Reply::Pushed(Pushed { receipts }) => {
                self.last = offers.last().map(|offer| offer.mutation.fingerprint());
                receipts
            }
            reply => panic!("{reply:?}"),
        }
    }

    /// Pushes one mutation and answers what became of it.
    pub async fn tell(&mut self, office: &Office, id: u128, name: &str, input: Value) -> Outcome {
        let mutation = self.mutation(id, name, input);
        let offer = self.offer(mutation);
        self.push(office, vec![offer]).await.remove(0).outcome
    }

    /// One page.
    pub async fn page(&self, office: &Office, limit: u32) -> Page {
        let ask = Pull { epoch: epoch(), cursor: self.cursor, settled: self.settled, limit };
        match office.ask(self, Request::Pull(ask)).await {
            Reply::Page(page) => page,
            reply => panic!("{reply:?}"),
        }
    }

    /// Pulls until nothing is left, and answers the last page.
    pub async fn pull(&mut self, office: &Office, limit: u32) -> Page {
        loop {
            let page = self.page(office, limit).await;
            for row in page.rows.clone() {
                let scopes = row.scopes.iter().copied().collect();
                self.held.insert(row.key(), (row, scopes));
            }
            for leave in &page.leaves {
                let key = Key { table: leave.table.clone(), id: leave.id };
                let Some((_, scopes)) = self.held.get_mut(&key) else { continue };
                scopes.remove(&leave.scope);
                if scopes.is_empty() {
                    self.held.remove(&key);
                }
            }
            self.cursor = page.end.cursor;
            if !page.end.more {
                return page;
            }
        }
    }

    pub async fn welcome(&self, office: &Office) -> Welcome {
        match office.ask(self, Request::Hello(Hello {})).await {
            Reply::Welcome(welcome) => welcome,
            reply => panic!("{reply:?}"),
        }
    }

    pub async fn stopped(&self, office: &Office, request: Request) -> Stop {
        match office.ask(self, request).await {
            Reply::Stop(stop) => stop,
            reply => panic!("{reply:?}"),
        }
    }

    /// All rows of a scope by key.
    pub async fn snapshot(&self, office: &Office, scope: Scope, limit: u32) -> Vec<Row> {
        let (mut rows, mut after) = (Vec::new(), None);
        loop {
            let cursor = self.cursor;
            let ask = Snapshot { epoch: epoch(), cursor, scope, after, buckets: None, is_sweep: false, limit };
            let Reply::Chunk(chunk) = office.ask(self, Request::Snapshot(ask)).await else { panic!("no chunk") };
            rows.extend(chunk.rows);
            let Some(next) = chunk.next else { return rows };
            after = Some(next);
        }
    }

    /// Names of the tables of what the desk holds, each as often as it is held.
    pub fn tables(&self) -> BTreeMap<String, usize> {
        let mut tables = BTreeMap::new();
        for key in self.held.keys() {
            *tables.entry(key.table.as_str().to_owned()).or_default() += 1;
        }
        tables
    }
}

pub const COMPANY: u128 = 0xC0;

/// Enters a company, and answers its id.
pub async fn company(rep: &mut Rep, office: &Office, id: u128, name: &str) -> Uuid {
    let outcome = rep.tell(office, id, "masters.add_company", json!({ "name": name })).await;
    assert_eq!(outcome, Outcome::APPLIED);
    company_id("name", name).0
}

/// The id of the first row that a mutation makes.
pub fn made_first(id: u128) -> Uuid {
    let mutation = pebble_core::kernel::MutationId(Uuid::from_u128(id));
    pebble_core::kernel::ids::Ids::of(mutation).next_id()
}

pub fn opening(company: Uuid, title: &str) -> Value {
    json!({ "company_id": company, "contact_id": null, "title": title, "product": null, "quantity": null,
        "unit": null, "value_minor": null, "priority": null, "mail": null })
}

pub fn advance(enquiry: Uuid, from: &str, to: &str) -> Value {
    json!({ "id": enquiry, "from": from, "to": to, "after": null, "before": null,
        "fields": { "due_on": "2026-11-25" } })
}

/// Quotations are replaced whole or not at all: an engine that stands in for theirs.
pub const REVISIONS: Engine = Engine {
    name: "revisions",
    tables: &[shared::<team::Model>()],
    commands: &[
        Command {
            name: "save",
            run: |tx, input| Box::pin(save(tx, input)),
            types: |_| {},
            shapes: Shapes::of::<(), ()>,
        },
        Command {
            name: "fail",
            run: |tx, input| Box::pin(fail(tx, input)),
            types: |_| {},
            shapes: Shapes::of::<(), ()>,
        },
    ],
    ..Engine::EMPTY
};

pub const WITH_REVISIONS: Engines = Engines(&[&pebble_core::kernel::desk::ENGINE, &REVISIONS]);

/// Replaces a text of which the author has seen a version.
async fn save(tx: &mut Tx, input: Value) -> Result<Value> {
    let text = |key: &str| input[key].as_str().unwrap_or_default().to_owned();
    let id = TeamId(Uuid::from_u128(0x7E));
    let after = team::Model { id, name: text("to") };
    let Some(before) = tx.read().find::<team::Model>(id).await? else {
        tx.insert(&after).await?;
        return Ok(Value::Null);
    };
    if before.name != text("replaces") {
        return Err(tx.stale("Somebody saved a newer one.", &before));
    }
    tx.update(&before, &after).await.map(|()| Value::Null)
}

/// Writes, and then finds a fault of ours.
async fn fail(tx: &mut Tx, _: Value) -> Result<Value> {
    let id: TeamId = tx.id();
    tx.insert(&team::Model { id, name: "Lost".to_owned() }).await?;
    Err(Error::new(Code::Broken, "A fault."))
}

pub const ALL: Engines = ENGINES;
