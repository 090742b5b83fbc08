//! What the desk's side asks of its store: a rebuildable store of rows, and a durable outbox of unsent work.
//!
//! The two are apart because they are worth different things. The rows can be fetched again; the outbox is the only
//! place where unsent work is. So an adapter keeps them in two files, the outbox with full synchronisation, and this
//! crate always writes them in an order that a crash in between does not harm: the outbox first when something is
//! added, the rows first when something is done with.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    ids::{Device, Epoch, Fingerprint, Key, Millis, Scope},
    mutation::{Mutation, Outcome, Receipt, Refusal},
    store::{Savepoints, StoreError},
    wire::{Grant, Row},
};

/// Where a desk stands; stored as one JSON value in the same transaction as the rows it speaks of.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Standing {
    /// The device whose numbers `acked` and `troubled` speak of.
    pub device: Option<Device>,
    /// The server's epoch; none before the first welcome.
    pub epoch: Option<Epoch>,
    /// Everything up to here has been applied.
    pub cursor: u64,
    /// The newest number that this epoch's answers were true up to: an answer of a view that is older says nothing of
    /// what moved on in between.
    pub head: u64,
    /// True when the last page ended in a checkpoint: nothing more to pull, of a view that is as new as any before, and
    /// no sweep after a welcome unfinished.
    pub is_caught_up: bool,
    /// Mutations up to this number are in the rows for good, or were refused.
    pub acked: u64,
    /// Scopes that the server grants, in its order.
    pub grants: Vec<Grant>,
    /// Scopes to be read by key, the first one first.
    pub jobs: Vec<Job>,
    /// Pending mutations, by number, that cannot be shown at present, with the reason. They wait all the same: only
    /// the server refuses.
    pub troubled: BTreeMap<u64, Refusal>,
    /// The schema with which rows were last received.
    pub schema: u32,
}

impl Standing {
    /// The scopes of the grants.
    pub fn scopes(&self) -> BTreeSet<Scope> {
        self.grants.iter().map(|grant| grant.scope).collect()
    }
}

/// A scope, or some buckets of it, to be read by key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Which scope.
    pub scope: Scope,
    /// Keys up to here have been read.
    pub after: Option<Key>,
    /// Only these buckets.
    pub buckets: Option<Vec<u8>>,
    /// True when what the server does not list is to be removed.
    pub is_sweep: bool,
}

/// Keys of a scope in a range: after `after`, up to and with `through`, in these buckets; `None` is no bound.
#[derive(Debug, Clone, Copy)]
pub struct Span<'a> {
    /// Which scope.
    pub scope: Scope,
    /// Lower bound, excluded.
    pub after: Option<&'a Key>,
    /// Upper bound, included.
    pub through: Option<&'a Key>,
    /// Buckets.
    pub buckets: Option<&'a [u8]>,
}

/// The desk's rows. One transaction at a time: `begin` waits for the one before.
pub trait ClientStore: Outbox {
    /// An open transaction; dropped without `commit`, it is undone.
    type Tx: ClientTx;
    /// Opens a transaction (`BEGIN IMMEDIATE`).
    fn begin(&self) -> impl Future<Output = Result<Self::Tx, StoreError>> + Send;
}

/// A transaction of the desk.
pub trait ClientTx: Savepoints {
    /// Where the desk stands; the default at first.
    fn standing(&mut self) -> impl Future<Output = Result<Standing, StoreError>> + Send;
    /// Stores where it stands.
    fn stand(&mut self, standing: &Standing) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Puts every row with an image back to it, forgets the images, and names the rows.
    fn restore_images(&mut self) -> impl Future<Output = Result<Vec<Key>, StoreError>> + Send;
    /// Keeps the state of rows before they were first changed by something pending; none for a row that was not
    /// there. A row that has an image keeps the one it has.
    fn save_images(&mut self, images: Vec<(Key, Option<Value>)>)
    -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Versions of those of these rows that came from the server.
    fn versions(&mut self, keys: &[Key]) -> impl Future<Output = Result<BTreeMap<Key, u64>, StoreError>> + Send;
    /// Stores rows of the server with their versions, each in exactly the scopes it names. A row that has an image stays
    /// as it is shown: what came becomes its image.
    fn write(&mut self, rows: Vec<Row>) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Sets the version of every row to 0, so that any version of the server replaces it.
    fn forget_versions(&mut self) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Takes rows out of scopes.
    fn leave(&mut self, refs: &[(Key, Scope)]) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Takes every row out of these scopes, and names the rows.
    fn leave_scopes(&mut self, scopes: &[Scope]) -> impl Future<Output = Result<Vec<Key>, StoreError>> + Send;
    /// Rows and their versions in a span of a scope.
    fn held(&mut self, span: Span<'_>) -> impl Future<Output = Result<Vec<(Key, u64)>, StoreError>> + Send;
    /// Removes those of these rows that are in no scope any more, as `drop_rows` does.
    fn drop_unreferenced(&mut self, keys: &[Key]) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Removes these rows from all scopes and altogether. A row that has an image stays as it is shown: its image becomes
    /// that it was not there.
    fn drop_rows(&mut self, keys: &[Key]) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Makes all of it stand.
    fn commit(self) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// A mutation in the outbox.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The device it was numbered for.
    pub device: Device,
    /// Its number there.
    pub n: u64,
    /// The cursor when it was made.
    pub seen: u64,
    /// Bytes of its JSON.
    pub bytes: u64,
    /// Its fingerprint.
    pub fingerprint: Fingerprint,
    /// True when it must not run: its number only has to be filled.
    pub is_withdrawn: bool,
    /// False while it waits for the server.
    pub is_settled: bool,
    /// What became of it; of one that was reopened, what had become of it.
    pub outcome: Option<Outcome>,
    /// The mutation.
    pub mutation: Mutation,
}

/// What the outbox knows without reading its entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ends {
    /// The device that numbers new entries.
    pub device: Device,
    /// Its last number; 0 when it has none.
    pub last: u64,
    /// All its entries up to this number are settled.
    pub settled: u64,
    /// The lowest of its numbers whose entry is kept; the one after `last` when none is.
    pub first_kept: u64,
    /// True when entries of an earlier device are kept.
    pub has_foreign: bool,
}

/// Unsent work, and what was sent lately. Each method is durable when it returns.
///
/// Entries keep the order in which they were appended through every change of device. Settled ones are kept
/// for two weeks, in case the server has to be restored; refused and stale ones until the person has seen to them.
pub trait Outbox: Send + Sync {
    /// What it holds; none before the device was enrolled.
    fn ends(&self) -> impl Future<Output = Result<Option<Ends>, StoreError>> + Send;
    /// Adds entries with the device's next numbers, all or none, and answers the last of them. Called only while a
    /// transaction of the rows is open, so never twice at once.
    fn append(&self, mutations: Vec<Mutation>, seen: u64) -> impl Future<Output = Result<u64, StoreError>> + Send;
    /// The current device's entries that wait, after a number, in order.
    fn waiting(&self, after: u64, most: usize) -> impl Future<Output = Result<Vec<Entry>, StoreError>> + Send;
    /// Fingerprint of the current device's entry with this number, if it is kept.
    fn fingerprint(&self, n: u64) -> impl Future<Output = Result<Option<Fingerprint>, StoreError>> + Send;
    /// Settles entries of the current device. A withdrawn one keeps the outcome it had, for its reason.
    fn settle(&self, receipts: &[Receipt], now: Millis) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Lets the current device's entries from this number on wait again. What was refused or stale is withdrawn, and
    /// so is not run when it is offered again.
    fn reopen(&self, from: u64) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Makes this the device: entries that wait get its numbers from 1, in the order of the outbox. With `all`,
    /// settled ones are reopened before, whichever device they were numbered for.
    fn adopt(&self, device: Device, all: bool) -> impl Future<Output = Result<(), StoreError>> + Send;
}
