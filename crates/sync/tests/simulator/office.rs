//! The office's database in memory: committed states, transactions that are read committed, row locks that wait,
//! replicas that lag, and a log of what must hold whatever happens.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard},
};

use pebble_sync::{
    Device, Epoch, Key, MutationId, Person, Receipt, Scope, StoreError,
    digest::bucket,
    server_store::{DeviceRow, Event, Head, Known, ServerStore, Stamped, View},
    wire::{Grant, Row},
};

use crate::{chance::Chance, office_tx::OfficeTx};

/// Everything that is committed.
#[derive(Clone)]
pub struct State {
    pub epoch: Epoch,
    pub head: u64,
    pub horizon: u64,
    pub devices: BTreeMap<Device, DeviceRow>,
    pub receipts: BTreeMap<(Device, u64), Arc<Receipt>>,
    pub known: BTreeMap<MutationId, Arc<Known>>,
    pub unnumbered: BTreeMap<u64, Event>,
    pub visible: BTreeMap<(Scope, Key), (u64, bool)>,
    pub acks: BTreeMap<Device, (u64, u64)>,
    pub grants: BTreeMap<Person, BTreeSet<Scope>>,
    pub rows: BTreeMap<Key, Arc<Row>>,
    /// How often each mutation took effect.
    pub ran: BTreeMap<MutationId, u32>,
}

/// What a transaction may hold until its end.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lock {
    Device(Device),
    Mutation(MutationId),
    Row(Key),
    Head,
}

pub struct Inside {
    pub committed: Arc<State>,
    pub replica: Arc<State>,
    pub locks: BTreeMap<Lock, u64>,
    pub transactions: u64,
    pub places: u64,
    /// Numbers given out before the commit, in the variant that does so.
    pub early_seq: u64,
    /// The newest head that anybody was shown.
    pub shown: u64,
    /// Scopes of each version of each row.
    pub written: BTreeMap<(Epoch, Key, u64), Vec<Scope>>,
    pub violations: Vec<String>,
    pub restores: u32,
}

/// A handle to the database.
#[derive(Clone)]
pub struct Office {
    inside: Arc<Mutex<Inside>>,
    pub chance: Chance,
    /// The variant without a stamper: numbers are taken when an event is written.
    pub numbers_early: bool,
    pub has_replicas: bool,
}

impl Office {
    pub fn new(chance: Chance, numbers_early: bool, has_replicas: bool) -> Office {
        let state = Arc::new(State {
            epoch: Epoch(chance.uuid()),
            head: 0,
            horizon: 0,
            devices: BTreeMap::new(),
            receipts: BTreeMap::new(),
            known: BTreeMap::new(),
            unnumbered: BTreeMap::new(),
            visible: BTreeMap::new(),
            acks: BTreeMap::new(),
            grants: BTreeMap::new(),
            rows: BTreeMap::new(),
            ran: BTreeMap::new(),
        });
        let inside = Inside {
            committed: state.clone(),
            replica: state,
            locks: BTreeMap::new(),
            transactions: 0,
            places: 0,
            early_seq: 0,
            shown: 0,
            written: BTreeMap::new(),
            violations: Vec::new(),
            restores: 0,
        };
        Office { inside: Arc::new(Mutex::new(inside)), chance, numbers_early, has_replicas }
    }

    pub fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap()
    }

    pub fn state(&self) -> Arc<State> {
        self.inside().committed.clone()
    }

    /// A transaction of its own, at once.
    pub fn edit(&self, edit: impl FnOnce(&mut State)) {
        edit(Arc::make_mut(&mut self.inside().committed));
    }

    pub fn was_restored(&self) -> bool {
        self.inside().restores > 0
    }

    /// The replica hears the news.
    pub fn catch_up(&self) {
        let mut inside = self.inside();
        inside.replica = inside.committed.clone();
    }

    /// Puts an old state back, as a new epoch.
    pub fn restore(&self, old: &State) {
        let epoch = Epoch(self.chance.uuid());
        let mut inside = self.inside();
        let state = State { epoch, ..old.clone() };
        for (key, row) in &state.rows {
            inside.written.insert((epoch, key.clone(), row.ver), row.scopes.clone());
        }
        (inside.shown, inside.early_seq) = (state.head, state.head);
        inside.committed = Arc::new(state);
        inside.replica = inside.committed.clone();
        inside.locks.clear();
        inside.restores += 1;
    }
}

impl ServerStore for Office {
    type Tx = OfficeTx;
    type View = Seen;

    async fn begin(&self) -> Result<OfficeTx, StoreError> {
        self.chance.pause().await;
        Ok(OfficeTx::new(self.clone()))
    }

    async fn begin_hopeful(&self) -> Result<OfficeTx, StoreError> {
        self.chance.pause().await;
        Ok(OfficeTx::hopeful(self.clone()))
    }

    async fn view(&self) -> Result<Seen, StoreError> {
        self.chance.pause().await;
        let is_late = self.has_replicas && self.chance.one_in(2);
        let inside = self.inside();
        let state = if is_late { inside.replica.clone() } else { inside.committed.clone() };
        Ok(Seen { state, office: self.clone() })
    }

    async fn fresh_view(&self) -> Result<Seen, StoreError> {
        self.chance.pause().await;
        Ok(Seen { state: self.state(), office: self.clone() })
    }
}

/// A snapshot.
pub struct Seen {
    state: Arc<State>,
    office: Office,
}

impl Seen {
    async fn pause(&self) {
        self.office.chance.pause().await;
    }
}

impl View for Seen {
    async fn head(&mut self) -> Result<Head, StoreError> {
        self.pause().await;
        let State { epoch, head, horizon, .. } = *self.state;
        let mut inside = self.office.inside();
        if inside.committed.epoch == epoch {
            inside.shown = inside.shown.max(head);
        }
        Ok(Head { epoch, seq: head, horizon })
    }

    async fn device(&mut self, device: Device) -> Result<Option<DeviceRow>, StoreError> {
        self.pause().await;
        Ok(self.state.devices.get(&device).copied())
    }

    async fn grants(&mut self, person: Person) -> Result<Vec<Grant>, StoreError> {
        self.pause().await;
        let scopes = self.state.grants.get(&person).cloned().unwrap_or_default();
        Ok(scopes.into_iter().map(|scope| Grant { scope, why: "role".into(), until: None }).collect())
    }

    async fn changed(&mut self, scopes: &BTreeSet<Scope>, after: u64, most: usize) -> Result<Vec<Stamped>, StoreError> {
        self.pause().await;
        let mut found = Vec::new();
        for ((scope, key), (seq, is_live)) in &self.state.visible {
            if *seq > after && scopes.contains(scope) {
                found.push(Stamped { seq: *seq, scope: *scope, key: key.clone(), is_live: *is_live });
            }
        }
        found.sort_by_key(|stamped| stamped.seq);
        found.truncate(most);
        Ok(found)
    }

    async fn rows(&mut self, keys: &BTreeSet<Key>) -> Result<BTreeMap<Key, Row>, StoreError> {
        self.pause().await;
        let find = |key: &Key| self.state.rows.get(key).map(|row| (key.clone(), (**row).clone()));
        Ok(keys.iter().filter_map(find).collect())
    }

    async fn scan(
        &mut self,
        scope: Scope,
        after: Option<&Key>,
        buckets: Option<&[u8]>,
        most: usize,
    ) -> Result<Vec<Row>, StoreError> {
        self.pause().await;
        let is_asked = |key: &Key| {
            after.is_none_or(|after| key > after) && buckets.is_none_or(|buckets| buckets.contains(&bucket(key)))
        };
        let rows = self.state.rows.iter().filter(|(key, row)| row.scopes.contains(&scope) && is_asked(key));
        Ok(rows.take(most).map(|(_, row)| (**row).clone()).collect())
    }

    async fn versions(&mut self, scope: Scope) -> Result<Vec<(Key, u64)>, StoreError> {
        self.pause().await;
        let rows = self.state.rows.iter().filter(|(_, row)| row.scopes.contains(&scope));
        Ok(rows.map(|(key, row)| (key.clone(), row.ver)).collect())
    }

    async fn acked(&mut self, device: Device) -> Result<Option<(u64, u64)>, StoreError> {
        self.pause().await;
        Ok(self.state.acks.get(&device).copied())
    }

    async fn receipts(&mut self, device: Device, after: u64, through: u64) -> Result<Vec<Receipt>, StoreError> {
        self.pause().await;
        let range = self.state.receipts.range((device, after + 1)..=(device, through));
        Ok(range.map(|(_, receipt)| (**receipt).clone()).collect())
    }
}
