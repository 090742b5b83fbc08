//! An office: a real server on a real database, reached over loopback.

use std::{net::SocketAddr, path::Path, sync::Arc};

use chrono::TimeDelta;
use pebble_core::{
    engines::ENGINES,
    kernel::{At, Clock},
};
use pebble_server::{Keys, Running, serve};
use pebble_simulators::SimClock;
use pebble_store::Store;
use pebble_sync::{Millis, Person};
use tokio::net::TcpListener;
use uuid::Uuid;

use crate::rig::DeskClock;

const SECRET: &[u8] = b"what only this office knows, and all its nodes";

/// A server of an office, on SQLite.
pub struct Office {
    running: Option<Running>,
    address: SocketAddr,
    clock: Arc<SimClock>,
    folder: tempfile::TempDir,
    invitations: std::sync::atomic::AtomicI64,
}

impl Office {
    /// A fresh one, whose time is this clock's.
    pub async fn open(clock: &Arc<SimClock>) -> Office {
        let folder = tempfile::tempdir().unwrap();
        let running = run(folder.path(), clock, "127.0.0.1:0".parse().unwrap()).await;
        let address = running.address;
        let invitations = std::sync::atomic::AtomicI64::new(0);
        Office { running: Some(running), address, clock: Arc::clone(clock), folder, invitations }
    }

    /// Where desks find it.
    pub fn address(&self) -> String {
        format!("http://{}", self.address)
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
        self.running = Some(run(self.folder.path(), &self.clock, self.address).await);
    }

    /// What the server's database says.
    pub fn database(&self) -> std::path::PathBuf {
        self.folder.path().join("office.db")
    }
}

async fn run(folder: &Path, clock: &Arc<SimClock>, address: SocketAddr) -> Running {
    let clock: Arc<dyn Clock> = Arc::new(DeskClock(Arc::clone(clock), TimeDelta::zero()));
    let store = Store::sqlite(&folder.join("office.db"), ENGINES, clock.now()).await.unwrap();
    let listener = TcpListener::bind(address).await.unwrap();
    serve(store, ENGINES, Keys::of(SECRET), clock, listener).await.unwrap()
}
