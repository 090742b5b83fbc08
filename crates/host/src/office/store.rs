//! The desk's store as the protocol asks for it: its rows in the desk's database, its outbox in a file of its own.

use std::sync::{Arc, Mutex, PoisonError};

use pebble_core::kernel::{Actor, Clock, Engines, tx::Capture};
use pebble_store::Store;
use pebble_sync::{
    StoreError,
    client_store::{ClientStore, Standing},
};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, PaginatorTrait};

use super::{
    fault::{said, unreadable},
    tables::{standing, version},
    tx::DeskTx,
};

/// Cheap to clone; all clones are the same store.
#[derive(Clone)]
pub(crate) struct DeskStore(Arc<Inner>);

struct Inner {
    store: Store,
    outbox: DatabaseConnection,
    engines: Engines,
    clock: Arc<dyn Clock>,
    actor: Actor,
    /// What transactions of the protocol have changed and no screen has been told.
    news: Mutex<Capture>,
}

impl DeskStore {
    pub(super) fn new(
        store: Store,
        outbox: DatabaseConnection,
        engines: Engines,
        clock: Arc<dyn Clock>,
        actor: Actor,
    ) -> DeskStore {
        DeskStore(Arc::new(Inner { store, outbox, engines, clock, actor, news: Mutex::default() }))
    }

    pub(super) fn engines(&self) -> Engines {
        self.0.engines
    }

    pub(super) fn outbox(&self) -> &DatabaseConnection {
        &self.0.outbox
    }

    pub(super) fn reader(&self) -> &DatabaseConnection {
        self.0.store.reader()
    }

    /// The protocol's view of a transaction that a command has begun.
    pub(super) fn over(&self, db: DatabaseTransaction) -> DeskTx {
        DeskTx::new(self.clone(), db, self.0.clock.now(), self.0.actor)
    }

    /// Remembers what screens have to be told.
    pub(super) fn changed(&self, capture: Capture) {
        let mut news = self.0.news.lock().unwrap_or_else(PoisonError::into_inner);
        news.topics.extend(capture.topics);
        news.ids.extend(capture.ids);
    }

    /// What screens have not been told.
    pub(crate) fn news(&self) -> Capture {
        std::mem::take(&mut *self.0.news.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Where the desk stands, without waiting for a writer.
    pub(super) async fn standing(&self) -> Result<Standing, StoreError> {
        standing_on(self.reader()).await
    }

    /// How many rows came from the server.
    pub(super) async fn rows(&self) -> Result<u64, StoreError> {
        version::Entity::find().count(self.reader()).await.map_err(said)
    }

    /// Ends the connection to the outbox.
    pub(crate) async fn close(&self) {
        let _ = self.0.outbox.clone().close().await;
    }
}

/// Where a desk stands; the default at first.
pub(super) async fn standing_on(db: &impl ConnectionTrait) -> Result<Standing, StoreError> {
    let row = standing::Entity::find().one(db).await.map_err(said)?;
    row.map_or(Ok(Standing::default()), |row| serde_json::from_str(&row.standing).map_err(unreadable))
}

impl ClientStore for DeskStore {
    type Tx = DeskTx;

    async fn begin(&self) -> Result<DeskTx, StoreError> {
        Ok(self.over(self.0.store.begin().await.map_err(said)?))
    }
}
