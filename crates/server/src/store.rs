//! The server's database: transactions that write, and snapshots that read.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use pebble_core::kernel::{Clock, Engines, PersonId, Scope as Name, tx::Within};
use pebble_store::Store;
use pebble_sync::{
    Device, Epoch, Millis, Person, Scope, StoreError,
    server_store::{ServerStore, ServerTx},
};
use sea_orm::{
    AccessMode, ColumnTrait, DatabaseConnection, EntityTrait, IsolationLevel, PaginatorTrait, QueryFilter, QueryOrder,
    TransactionTrait, sea_query::OnConflict,
};

use crate::{
    fault::said,
    rows::{device, grant, head, outbox},
    tx::SqlTx,
    view::SqlView,
};

/// Numbers of scopes that are surely committed, by name.
pub(crate) type Scopes = Arc<Mutex<BTreeMap<String, i32>>>;

/// Why a person sees what is theirs.
const OWN: &str = "own";

/// After a person's own scopes come those that others let them see.
pub(crate) const BESIDE: i32 = 10;

/// A device that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenIn {
    /// Its id.
    pub device: Device,
    /// Whose.
    pub person: Person,
    /// The name that its computer gave.
    pub name: String,
    /// It was locked out.
    pub is_revoked: bool,
}

/// The database of an office.
#[derive(Clone)]
pub struct SqlStore {
    store: Store,
    engines: Engines,
    clock: Arc<dyn Clock>,
    scopes: Scopes,
}

impl SqlStore {
    /// Makes a database the server's; `epoch` is its life if it has none yet.
    ///
    /// # Errors
    /// The database's; `Busy` when another node does the same just now.
    pub async fn open(
        store: Store,
        engines: Engines,
        clock: Arc<dyn Clock>,
        epoch: Epoch,
    ) -> Result<SqlStore, StoreError> {
        let found = head::Entity::find().one(store.reader()).await.map_err(said)?;
        if found.is_none() {
            let tx = store.begin().await.map_err(said)?;
            let first = head::Model { id: 1, epoch: epoch.0, seq: 0, horizon: 0 };
            let once = OnConflict::column(head::Column::Id).do_nothing().to_owned();
            let insert = head::Entity::insert_many([head::ActiveModel::from(first)]).on_conflict(once);
            insert.exec_without_returning(&tx).await.map_err(said)?;
            tx.commit().await.map_err(said)?;
        }
        Ok(SqlStore { store, engines, clock, scopes: Scopes::default() })
    }

    /// Takes in a device of a person, who may then see what is theirs and what is everybody's. False when the device is
    /// there already; nothing is changed then.
    ///
    /// # Errors
    /// The database's.
    pub async fn enrol(&self, device: Device, person: Person, name: &str) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        if tx.lock_device(device).await?.is_some() {
            return Ok(false);
        }
        let row = device::Model {
            id: device.0,
            person_id: person.0,
            name: name.to_owned(),
            last: 0,
            last_fingerprint: None,
            is_revoked: false,
            enrolled_at: self.clock.now().millis(),
        };
        device::Entity::insert_many([device::ActiveModel::from(row)])
            .exec_without_returning(tx.db()?)
            .await
            .map_err(said)?;
        let own = tx.scope(Name::Person(PersonId(person.0))).await?;
        let office = tx.scope(Name::Office).await?;
        for (scope, rank) in [own, office].into_iter().zip(0..) {
            tx.grant(grant::Model { person_id: person.0, scope, why: OWN.to_owned(), rank, until: None }).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Lets a person see a scope beside what is theirs, for a reason, and until when.
    ///
    /// # Errors
    /// The database's.
    pub async fn grant(
        &self,
        person: Person,
        scope: Name,
        why: &str,
        until: Option<Millis>,
    ) -> Result<Scope, StoreError> {
        let mut tx = self.begin().await?;
        let scope = tx.scope(scope).await?;
        let until = until.map(|until| until.0);
        tx.grant(grant::Model { person_id: person.0, scope, why: why.to_owned(), rank: BESIDE, until }).await?;
        tx.commit().await?;
        Ok(Scope(scope))
    }

    /// Takes a scope from a person, whatever it was granted for.
    ///
    /// # Errors
    /// The database's.
    pub async fn revoke_grant(&self, person: Person, scope: Scope) -> Result<(), StoreError> {
        let tx = self.begin().await?;
        grant::Entity::delete_many()
            .filter(grant::Column::PersonId.eq(person.0))
            .filter(grant::Column::Scope.eq(scope.0))
            .exec(tx.db()?)
            .await
            .map_err(said)?;
        tx.commit().await
    }

    /// How many events wait for a number.
    ///
    /// # Errors
    /// The database's.
    pub async fn waiting(&self) -> Result<u64, StoreError> {
        outbox::Entity::find().count(self.store.reader()).await.map_err(said)
    }

    /// True when PostgreSQL keeps this office from others in its database, or nothing else is in it.
    pub(crate) fn is_guarded(&self) -> bool {
        self.store.is_guarded()
    }

    /// The engines of the office.
    pub(crate) fn engines(&self) -> Engines {
        self.engines
    }

    /// For reading one row of the server's own.
    pub(crate) fn reader(&self) -> &DatabaseConnection {
        self.store.reader()
    }

    /// Ends all connections.
    pub async fn close(self) {
        self.store.close().await;
    }

    /// Every device, by when it was taken in.
    ///
    /// # Errors
    /// The database's.
    pub async fn all_devices(&self) -> Result<Vec<TakenIn>, StoreError> {
        let rows = device::Entity::find().order_by_asc(device::Column::EnrolledAt).all(self.store.reader()).await;
        let shown = |row: device::Model| TakenIn {
            device: Device(row.id),
            person: Person(row.person_id),
            name: row.name,
            is_revoked: row.is_revoked,
        };
        Ok(rows.map_err(said)?.into_iter().map(shown).collect())
    }

    /// A device may neither send nor receive from now on. False when there is none of that id.
    ///
    /// # Errors
    /// The database's.
    pub async fn revoke_device(&self, device: Device) -> Result<bool, StoreError> {
        let tx = self.begin().await?;
        let done = device::Entity::update_many()
            .col_expr(device::Column::IsRevoked, true.into())
            .filter(device::Column::Id.eq(device.0))
            .exec(tx.db()?)
            .await
            .map_err(said)?;
        tx.commit().await?;
        Ok(done.rows_affected > 0)
    }

    /// Begins another life of the database: after it was restored, so that desks offer again what it has lost.
    ///
    /// # Errors
    /// The database's.
    pub async fn begin_epoch(&self, epoch: Epoch) -> Result<(), StoreError> {
        let tx = self.begin().await?;
        head::Entity::update_many().col_expr(head::Column::Epoch, epoch.0.into()).exec(tx.db()?).await.map_err(said)?;
        tx.commit().await
    }
}

impl SqlStore {
    fn over(&self, within: Within) -> SqlTx {
        let scopes = Arc::clone(&self.scopes);
        SqlTx::new(within, !self.store.has_many_writers(), self.engines, scopes, self.clock.now())
    }
}

impl ServerStore for SqlStore {
    type Tx = SqlTx;
    type View = SqlView;

    async fn begin(&self) -> Result<SqlTx, StoreError> {
        Ok(self.over(Within::over(self.store.begin().await.map_err(said)?)))
    }

    async fn begin_hopeful(&self) -> Result<SqlTx, StoreError> {
        Ok(self.over(Within::hopeful(self.store.begin().await.map_err(said)?)))
    }

    /// There are no replicas yet, so every view is of what is committed now.
    async fn view(&self) -> Result<SqlView, StoreError> {
        self.fresh_view().await
    }

    async fn fresh_view(&self) -> Result<SqlView, StoreError> {
        let reader = self.store.reader();
        let db = match self.store.has_many_writers() {
            true => reader.begin_with_config(Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly)).await,
            false => reader.begin().await,
        };
        Ok(SqlView::new(db.map_err(said)?, self.engines, self.clock.now()))
    }
}
