//! What the office's side asks of its database.
//!
//! Two ways in: a [`ServerTx`], read committed, for what writes; a [`View`], one snapshot, for what reads. A view may
//! be of a replica, and so older than another; it is never a mixture.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
};

use serde::{Deserialize, Serialize};

use crate::{
    ids::{Device, Epoch, Fingerprint, Key, MutationId, Person, Scope},
    mutation::{Mutation, Outcome, Receipt},
    store::{Savepoints, StoreError},
    wire::{Grant, Row},
};

/// The server's database.
pub trait ServerStore: Send + Sync {
    /// An open transaction; dropped without `commit`, it is undone.
    type Tx: ServerTx;
    /// A snapshot.
    type View: View;
    /// Opens a transaction.
    fn begin(&self) -> impl Future<Output = Result<Self::Tx, StoreError>> + Send;
    /// Opens one for mutations that are hoped to stand all, as nearly all do. It need not be able to undo one of them:
    /// then it answers [`StoreError::Hopeless`] when it should, or when it commits. It saves most of what a small
    /// mutation costs.
    fn begin_hopeful(&self) -> impl Future<Output = Result<Self::Tx, StoreError>> + Send {
        self.begin()
    }
    /// A snapshot, perhaps of a replica.
    fn view(&self) -> impl Future<Output = Result<Self::View, StoreError>> + Send;
    /// A snapshot of everything that is committed now.
    fn fresh_view(&self) -> impl Future<Output = Result<Self::View, StoreError>> + Send;
}

/// A device as the server knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceRow {
    /// Whose it is.
    pub person: Person,
    /// Its last number with an outcome.
    pub last: u64,
    /// Fingerprint of that mutation.
    pub last_fingerprint: Option<Fingerprint>,
    /// True when it may neither send nor receive.
    pub is_revoked: bool,
}

/// Where the feed stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The life of the database.
    pub epoch: Epoch,
    /// The newest number.
    pub seq: u64,
    /// Tombstones up to this number have been removed.
    pub horizon: u64,
}

/// Something to be numbered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A row is, or is no longer, in a scope.
    Moved {
        /// Which scope.
        scope: Scope,
        /// Which row.
        key: Key,
        /// True when it is in it.
        is_live: bool,
    },
    /// The device's mutations up to this number have an outcome. Comes after their effects.
    Acked {
        /// Whose.
        device: Device,
        /// The number.
        n: u64,
    },
}

/// The newest number of a row in a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamped {
    /// The number.
    pub seq: u64,
    /// Which scope.
    pub scope: Scope,
    /// Which row.
    pub key: Key,
    /// True when it was in it.
    pub is_live: bool,
}

/// A mutation that has an outcome already, perhaps under another device.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Its fingerprint then.
    pub fingerprint: Fingerprint,
    /// What became of it.
    pub outcome: Outcome,
}

/// A transaction that writes.
pub trait ServerTx: Savepoints {
    /// The epoch.
    fn epoch(&mut self) -> impl Future<Output = Result<Epoch, StoreError>> + Send;
    /// The device's row, locked until the end.
    fn lock_device(&mut self, device: Device) -> impl Future<Output = Result<Option<DeviceRow>, StoreError>> + Send;
    /// Stores the device's row.
    fn put_device(&mut self, device: Device, row: DeviceRow) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Receipts of a device, from one number to another, both included, in order. A lost one is left out.
    fn receipts(
        &mut self,
        device: Device,
        from: u64,
        through: u64,
    ) -> impl Future<Output = Result<Vec<Receipt>, StoreError>> + Send;
    /// Those of these mutations that have an outcome. Of two transactions that run one at a time, the later waits here or
    /// is `Busy` when it stores its outcome.
    fn known(
        &mut self,
        ids: &[MutationId],
    ) -> impl Future<Output = Result<BTreeMap<MutationId, Known>, StoreError>> + Send;
    /// What is about to run in it: rows that these will ask for may be read at once.
    fn expect(&mut self, mutations: &[&Mutation]) -> impl Future<Output = Result<(), StoreError>> + Send {
        let _ = mutations;
        async { Ok(()) }
    }
    /// Stores receipts of a device, with the ids of their mutations.
    fn put_receipts(
        &mut self,
        device: Device,
        receipts: &[(MutationId, Receipt)],
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Stores the outcome of a mutation that no device offered.
    fn put_known(&mut self, id: MutationId, known: Known) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Adds events without a number, in this order. Called last, when every row lock is held, so that transactions
    /// that depend on each other get their places in order.
    fn append_events(&mut self, events: Vec<Event>) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The newest number, locked until the end; none when another holds it (`FOR UPDATE SKIP LOCKED`).
    fn lock_head(&mut self) -> impl Future<Output = Result<Option<u64>, StoreError>> + Send;
    /// The oldest committed events without a number, with their places, in order.
    fn unnumbered(&mut self, most: usize) -> impl Future<Output = Result<Vec<(u64, Event)>, StoreError>> + Send;
    /// Stores numbers, each replacing what its row had in its scope.
    fn number(&mut self, stamped: Vec<Stamped>) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Stores acknowledgements with their numbers. A device's goes only up.
    fn acknowledge(&mut self, acks: Vec<(Device, u64, u64)>) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Removes events by their places and sets the head.
    fn advance(&mut self, places: &[u64], head: u64) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Removes tombstones numbered up to `horizon`, and remembers it.
    fn forget(&mut self, horizon: u64) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Makes all of it stand.
    fn commit(self) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// A snapshot.
pub trait View: Send {
    /// Where the feed stands.
    fn head(&mut self) -> impl Future<Output = Result<Head, StoreError>> + Send;
    /// A device.
    fn device(&mut self, device: Device) -> impl Future<Output = Result<Option<DeviceRow>, StoreError>> + Send;
    /// What a person may see, own scopes first.
    fn grants(&mut self, person: Person) -> impl Future<Output = Result<Vec<Grant>, StoreError>> + Send;
    /// What was numbered after `after` in these scopes, by number.
    fn changed(
        &mut self,
        scopes: &BTreeSet<Scope>,
        after: u64,
        most: usize,
    ) -> impl Future<Output = Result<Vec<Stamped>, StoreError>> + Send;
    /// Those of these rows that there are, with all their scopes.
    fn rows(&mut self, keys: &BTreeSet<Key>) -> impl Future<Output = Result<BTreeMap<Key, Row>, StoreError>> + Send;
    /// Rows of a scope after a key, in key order, with all their scopes.
    fn scan(
        &mut self,
        scope: Scope,
        after: Option<&Key>,
        buckets: Option<&[u8]>,
        most: usize,
    ) -> impl Future<Output = Result<Vec<Row>, StoreError>> + Send;
    /// Keys and versions of all rows of a scope.
    fn versions(&mut self, scope: Scope) -> impl Future<Output = Result<Vec<(Key, u64)>, StoreError>> + Send;
    /// The device's acknowledged number, and the number in the feed at which it was.
    fn acked(&mut self, device: Device) -> impl Future<Output = Result<Option<(u64, u64)>, StoreError>> + Send;
    /// Receipts of a device after one number, through another, in order.
    fn receipts(
        &mut self,
        device: Device,
        after: u64,
        through: u64,
    ) -> impl Future<Output = Result<Vec<Receipt>, StoreError>> + Send;
}
