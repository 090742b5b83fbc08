//! A desk's store in memory: rows that can be lost, an outbox that is durable at every call.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::poll_fn,
    sync::{Arc, Mutex, MutexGuard},
    task::Poll,
};

use pebble_sync::{
    Device, Fingerprint, Key, Millis, Mutation, Receipt, Savepoints, Scope, StoreError,
    client_store::{ClientStore, ClientTx, Ends, Entry, Outbox, Span, Standing},
    digest::bucket,
    wire::Row,
};
use serde_json::Value;

use crate::chance::Chance;

/// What a desk can fetch again.
#[derive(Clone, Default)]
pub struct Rows {
    pub standing: Standing,
    pub shown: BTreeMap<Key, Arc<Value>>,
    pub versions: BTreeMap<Key, u64>,
    pub refs: BTreeMap<Key, BTreeSet<Scope>>,
    pub images: BTreeMap<Key, Option<Arc<Value>>>,
}

/// What it cannot.
#[derive(Clone, Default)]
pub struct Kept {
    pub device: Option<Device>,
    pub last: u64,
    pub entries: Vec<Entry>,
}

struct Inside {
    rows: Rows,
    kept: Kept,
    is_open: bool,
}

/// A handle to a desk's store.
#[derive(Clone)]
pub struct Desk {
    inside: Arc<Mutex<Inside>>,
    chance: Chance,
}

impl Desk {
    pub fn new(chance: Chance, rows: Rows, kept: Kept) -> Desk {
        Desk { inside: Arc::new(Mutex::new(Inside { rows, kept, is_open: false })), chance }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap()
    }

    pub fn rows(&self) -> Rows {
        self.inside().rows.clone()
    }

    pub fn kept(&self) -> Kept {
        self.inside().kept.clone()
    }

    pub fn look<T>(&self, look: impl FnOnce(&Rows, &Kept) -> T) -> T {
        let inside = self.inside();
        look(&inside.rows, &inside.kept)
    }

    /// True while a transaction is open: what is saved may not be shown yet.
    pub fn is_open(&self) -> bool {
        self.inside().is_open
    }

    /// A disk that goes bad.
    pub fn damage(&self, damage: impl FnOnce(&mut Rows)) {
        damage(&mut self.inside().rows);
    }
}

fn is_of(kept: &Kept, entry: &Entry) -> bool {
    Some(entry.device) == kept.device
}

impl Outbox for Desk {
    async fn ends(&self) -> Result<Option<Ends>, StoreError> {
        self.chance.pause().await;
        let kept = &self.inside().kept;
        let Some(device) = kept.device else { return Ok(None) };
        let mine = || kept.entries.iter().filter(|entry| is_of(kept, entry));
        Ok(Some(Ends {
            device,
            last: kept.last,
            settled: mine().filter(|entry| !entry.is_settled).map(|entry| entry.n - 1).min().unwrap_or(kept.last),
            first_kept: mine().map(|entry| entry.n).min().unwrap_or(kept.last + 1),
            has_foreign: kept.entries.iter().any(|entry| !is_of(kept, entry)),
        }))
    }

    async fn append(&self, mutations: Vec<Mutation>, seen: u64) -> Result<u64, StoreError> {
        self.chance.pause().await;
        let kept = &mut self.inside().kept;
        let device = kept.device.ok_or_else(|| StoreError::Broken("no device".into()))?;
        for mutation in mutations {
            kept.last += 1;
            let (bytes, fingerprint) = (mutation.bytes(), mutation.fingerprint());
            let n = kept.last;
            let waits = (false, false, None);
            let (is_withdrawn, is_settled, outcome) = waits;
            let entry = Entry { device, n, seen, bytes, fingerprint, is_withdrawn, is_settled, outcome, mutation };
            kept.entries.push(entry);
        }
        Ok(kept.last)
    }

    async fn waiting(&self, after: u64, most: usize) -> Result<Vec<Entry>, StoreError> {
        self.chance.pause().await;
        let kept = &self.inside().kept;
        let waits = |entry: &&Entry| is_of(kept, entry) && !entry.is_settled && entry.n > after;
        Ok(kept.entries.iter().filter(waits).take(most).cloned().collect())
    }

    async fn fingerprint(&self, n: u64) -> Result<Option<Fingerprint>, StoreError> {
        self.chance.pause().await;
        let kept = &self.inside().kept;
        let found = kept.entries.iter().find(|entry| is_of(kept, entry) && entry.n == n);
        Ok(found.map(|entry| entry.fingerprint))
    }

    async fn settle(&self, receipts: &[Receipt], _: Millis) -> Result<(), StoreError> {
        self.chance.pause().await;
        let kept = &mut self.inside().kept;
        for entry in kept.entries.iter_mut().filter(|entry| Some(entry.device) == kept.device) {
            let Some(receipt) = receipts.iter().find(|receipt| receipt.n == entry.n) else { continue };
            entry.is_settled = true;
            if !entry.is_withdrawn || entry.outcome.is_none() {
                entry.outcome = Some(receipt.outcome.clone());
            }
        }
        Ok(())
    }

    async fn reopen(&self, from: u64) -> Result<(), StoreError> {
        self.chance.pause().await;
        let kept = &mut self.inside().kept;
        let device = kept.device;
        kept.entries.iter_mut().filter(|entry| Some(entry.device) == device && entry.n >= from).for_each(reopen);
        Ok(())
    }

    async fn adopt(&self, device: Device, all: bool) -> Result<(), StoreError> {
        self.chance.pause().await;
        let kept = &mut self.inside().kept;
        if all {
            kept.entries.iter_mut().for_each(reopen);
        }
        (kept.device, kept.last) = (Some(device), 0);
        for entry in kept.entries.iter_mut().filter(|entry| !entry.is_settled) {
            kept.last += 1;
            (entry.device, entry.n) = (device, kept.last);
        }
        Ok(())
    }
}

fn reopen(entry: &mut Entry) {
    entry.is_withdrawn |= entry.outcome.as_ref().is_some_and(|outcome| !outcome.stands());
    entry.is_settled = false;
}

impl ClientStore for Desk {
    type Tx = DeskTx;

    async fn begin(&self) -> Result<DeskTx, StoreError> {
        self.chance.pause().await;
        poll_fn(|_| {
            let mut inside = self.inside();
            if std::mem::replace(&mut inside.is_open, true) { Poll::Pending } else { Poll::Ready(()) }
        })
        .await;
        Ok(DeskTx { desk: self.clone(), rows: self.rows(), saved: None })
    }
}

pub struct DeskTx {
    desk: Desk,
    pub rows: Rows,
    saved: Option<Rows>,
}

impl Drop for DeskTx {
    fn drop(&mut self) {
        self.desk.inside().is_open = false;
    }
}

impl DeskTx {
    pub async fn pause(&self) {
        self.desk.chance.pause().await;
    }
}

impl Savepoints for DeskTx {
    async fn savepoint(&mut self) -> Result<(), StoreError> {
        self.pause().await;
        self.saved = Some(self.rows.clone());
        Ok(())
    }

    async fn rollback(&mut self) -> Result<(), StoreError> {
        self.pause().await;
        self.rows = self.saved.take().unwrap();
        Ok(())
    }

    async fn release(&mut self) -> Result<(), StoreError> {
        self.pause().await;
        self.saved = None;
        Ok(())
    }
}

impl ClientTx for DeskTx {
    async fn standing(&mut self) -> Result<Standing, StoreError> {
        self.pause().await;
        Ok(self.rows.standing.clone())
    }

    async fn stand(&mut self, standing: &Standing) -> Result<(), StoreError> {
        self.pause().await;
        self.rows.standing = standing.clone();
        Ok(())
    }

    async fn restore_images(&mut self) -> Result<Vec<Key>, StoreError> {
        self.pause().await;
        let images = std::mem::take(&mut self.rows.images);
        for (key, image) in &images {
            match image {
                Some(cols) => _ = self.rows.shown.insert(key.clone(), cols.clone()),
                None => _ = self.rows.shown.remove(key),
            }
        }
        Ok(images.into_keys().collect())
    }

    async fn save_images(&mut self, images: Vec<(Key, Option<Value>)>) -> Result<(), StoreError> {
        self.pause().await;
        for (key, image) in images {
            self.rows.images.entry(key).or_insert(image.map(Arc::new));
        }
        Ok(())
    }

    async fn versions(&mut self, keys: &[Key]) -> Result<BTreeMap<Key, u64>, StoreError> {
        self.pause().await;
        let find = |key: &Key| self.rows.versions.get(key).map(|ver| (key.clone(), *ver));
        Ok(keys.iter().filter_map(find).collect())
    }

    async fn write(&mut self, rows: Vec<Row>) -> Result<(), StoreError> {
        self.pause().await;
        for row in rows {
            let key = row.key();
            self.rows.versions.insert(key.clone(), row.ver);
            self.rows.refs.insert(key.clone(), row.scopes.into_iter().collect());
            match self.rows.images.get_mut(&key) {
                Some(image) => *image = Some(Arc::new(row.cols)),
                None => _ = self.rows.shown.insert(key, Arc::new(row.cols)),
            }
        }
        Ok(())
    }

    async fn forget_versions(&mut self) -> Result<(), StoreError> {
        self.pause().await;
        self.rows.versions.values_mut().for_each(|ver| *ver = 0);
        Ok(())
    }

    async fn leave(&mut self, refs: &[(Key, Scope)]) -> Result<(), StoreError> {
        self.pause().await;
        for (key, scope) in refs {
            self.rows.refs.get_mut(key).map(|scopes| scopes.remove(scope));
        }
        Ok(())
    }

    async fn leave_scopes(&mut self, scopes: &[Scope]) -> Result<Vec<Key>, StoreError> {
        self.pause().await;
        let mut left = Vec::new();
        for (key, held) in &mut self.rows.refs {
            let before = held.len();
            held.retain(|scope| !scopes.contains(scope));
            if held.len() < before {
                left.push(key.clone());
            }
        }
        Ok(left)
    }

    async fn held(&mut self, span: Span<'_>) -> Result<Vec<(Key, u64)>, StoreError> {
        self.pause().await;
        let is_in = |key: &Key| {
            span.after.is_none_or(|after| key > after)
                && span.through.is_none_or(|through| key <= through)
                && span.buckets.is_none_or(|buckets| buckets.contains(&bucket(key)))
        };
        let held = self.rows.refs.iter().filter(|(key, scopes)| scopes.contains(&span.scope) && is_in(key));
        let version = |key: &Key| self.rows.versions.get(key).copied().unwrap_or_default();
        Ok(held.map(|(key, _)| (key.clone(), version(key))).collect())
    }

    async fn drop_unreferenced(&mut self, keys: &[Key]) -> Result<(), StoreError> {
        self.pause().await;
        let is_alone = |key: &&Key| self.rows.refs.get(*key).is_none_or(BTreeSet::is_empty);
        let alone: Vec<Key> = keys.iter().filter(is_alone).cloned().collect();
        self.drop_rows(&alone).await
    }

    async fn drop_rows(&mut self, keys: &[Key]) -> Result<(), StoreError> {
        self.pause().await;
        for key in keys {
            match self.rows.images.get_mut(key) {
                Some(image) => *image = None,
                None => _ = self.rows.shown.remove(key),
            }
            self.rows.versions.remove(key);
            self.rows.refs.remove(key);
        }
        Ok(())
    }

    async fn commit(mut self) -> Result<(), StoreError> {
        self.pause().await;
        let rows = std::mem::take(&mut self.rows);
        self.desk.inside().rows = rows;
        Ok(())
    }
}
