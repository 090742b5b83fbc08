//! An office: a real server on a real database, reached over loopback.

use std::{net::SocketAddr, path::Path, sync::Arc};

use chrono::TimeDelta;
use pebble_core::{
    engines::ENGINES,
    kernel::{At, Clock},
};
use pebble_server::{Keys, Limits, Running, SqlStore, Terms, serve};
use pebble_simulators::SimClock;
use pebble_store::{Store, Tenant};
use pebble_sync::{Epoch, Millis, Person};
use tokio::net::TcpListener;
use uuid::Uuid;

use crate::{
    fresh_database,
    rig::{DeskClock, copy_all},
};

const SECRET: &[u8] = b"what only this office knows, and all its nodes";

/// A server of an office.
pub struct Office {
    running: Option<Running>,
    address: SocketAddr,
    clock: Arc<SimClock>,
    database: Database,
    terms: Terms,
    invitations: std::sync::atomic::AtomicI64,
}

impl Office {
    /// A fresh one on SQLite, whose time is this clock's.
    pub async fn open(clock: &Arc<SimClock>) -> Office {
        Office::open_on(clock, open_terms()).await
    }

    /// A fresh one on SQLite, on these terms.
    pub async fn open_on(clock: &Arc<SimClock>, terms: Terms) -> Office {
        Office::on(Database::File(tempfile::tempdir().unwrap()), clock, terms).await
    }

    /// A fresh one on PostgreSQL, whose database has this name.
    pub async fn on_postgres(name: &str, clock: &Arc<SimClock>) -> Office {
        Office::on(Database::Postgres(fresh_database(name).await), clock, open_terms()).await
    }

    async fn on(database: Database, clock: &Arc<SimClock>, terms: Terms) -> Office {
        let running = run(&database, clock, "127.0.0.1:0".parse().unwrap(), terms.clone()).await;
        let address = running.address;
        let invitations = std::sync::atomic::AtomicI64::new(0);
        Office { running: Some(running), address, clock: Arc::clone(clock), database, terms, invitations }
    }

    /// Where desks find it.
    pub fn address(&self) -> String {
        match &self.terms.tls {
            None => format!("http://{}", self.address),
            Some(tls) => format!("https://{}/#{}", self.address, tls.pin.as_deref().unwrap_or_default()),
        }
    }

    /// An invitation for one more desk of a person.
    pub fn invitation(&self, person: Uuid) -> String {
        let more = self.invitations.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let until = At::from(self.clock.now() + TimeDelta::hours(24)).millis() + more;
        Keys::of(SECRET).invite(Person(person), Millis(until))
    }

    /// The server goes away.
    pub async fn go_away(&mut self) {
        self.running.take().unwrap().end().await.unwrap();
    }

    /// It is there again, where it was.
    pub async fn come_back(&mut self) {
        self.running = Some(run(&self.database, &self.clock, self.address, self.terms.clone()).await);
    }

    /// A copy of the server's folder, made while it is away. For an office on SQLite.
    pub async fn copied(&mut self) -> tempfile::TempDir {
        self.go_away().await;
        let copy = tempfile::tempdir().unwrap();
        copy_all(self.folder(), copy.path());
        self.come_back().await;
        copy
    }

    /// The server goes away, and a copy of its folder takes the place of what it has.
    pub async fn put_back(&mut self, copy: &Path) {
        self.go_away().await;
        for file in std::fs::read_dir(self.folder()).unwrap() {
            std::fs::remove_file(file.unwrap().path()).unwrap();
        }
        copy_all(copy, self.folder());
    }

    /// The server's folder. For an office on SQLite.
    pub fn folder(&self) -> &Path {
        match &self.database {
            Database::File(folder) => folder.path(),
            Database::Postgres(_) => panic!("an office on PostgreSQL has no folder"),
        }
    }

    /// Locks every desk of a person out.
    pub async fn lock_out(&self, person: Uuid) {
        let clock = clock_of(&self.clock);
        let store = self.database.store(clock.now()).await;
        let office = SqlStore::open(store, ENGINES, clock, Epoch(Uuid::nil())).await.unwrap();
        let all = office.all_devices().await.unwrap();
        for each in all.into_iter().filter(|each| each.person == Person(person)) {
            assert!(office.revoke_device(each.device).await.unwrap());
        }
        office.close().await;
    }
}

enum Database {
    File(tempfile::TempDir),
    Postgres(String),
}

impl Database {
    async fn store(&self, now: At) -> Store {
        match self {
            Database::File(folder) => Store::sqlite(&folder.path().join("office.db"), ENGINES, now).await.unwrap(),
            Database::Postgres(url) => Store::postgres(url, Tenant::default()).await.unwrap(),
        }
    }
}

/// Without limits.
pub fn open_terms() -> Terms {
    Terms { limits: Limits::NONE, has_passwords: true, ..Terms::default() }
}

fn clock_of(clock: &Arc<SimClock>) -> Arc<dyn Clock> {
    Arc::new(DeskClock(Arc::clone(clock), TimeDelta::zero()))
}

async fn run(database: &Database, clock: &Arc<SimClock>, address: SocketAddr, terms: Terms) -> Running {
    let clock = clock_of(clock);
    let store = database.store(clock.now()).await;
    let listener = TcpListener::bind(address).await.unwrap();
    serve(store, ENGINES, Keys::of(SECRET), clock, terms, listener).await.unwrap()
}
