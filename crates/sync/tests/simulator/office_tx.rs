//! A transaction of the office: what it wrote is seen by itself until it commits; dropped, it never was.

use std::{collections::BTreeMap, future::poll_fn, sync::Arc, task::Poll};

use pebble_sync::{
    Device, Epoch, Key, MutationId, Receipt, Savepoints, Scope, StoreError,
    server_store::{DeviceRow, Event, Known, ServerTx, Stamped},
    wire::Row,
};

use crate::office::{Lock, Office, State};

/// How often a transaction looks whether a lock is free before it takes it for a deadlock.
const PATIENCE: u32 = 12;

/// What a savepoint can undo.
#[derive(Clone, Default)]
struct Draft {
    rows: BTreeMap<Key, Option<Arc<Row>>>,
    ran: Vec<MutationId>,
    violations: Vec<String>,
}

pub struct OfficeTx {
    office: Office,
    id: u64,
    draft: Draft,
    saved: Option<Draft>,
    is_hopeful: bool,
    devices: Vec<(Device, DeviceRow)>,
    receipts: Vec<(Device, MutationId, Receipt)>,
    known: Vec<(MutationId, Known)>,
    events: Vec<(u64, Event)>,
    early: Vec<(u64, Event)>,
    stamped: Vec<Stamped>,
    acks: Vec<(Device, u64, u64)>,
    advance: Option<(Vec<u64>, u64)>,
    horizon: Option<u64>,
}

impl Drop for OfficeTx {
    fn drop(&mut self) {
        let id = self.id;
        self.office.inside().locks.retain(|_, holder| *holder != id);
    }
}

impl OfficeTx {
    /// It cannot undo a part of itself, and now and then learns at its commit that not all may stand.
    pub fn hopeful(office: Office) -> OfficeTx {
        let mut tx = OfficeTx::new(office);
        tx.is_hopeful = true;
        tx
    }

    pub fn new(office: Office) -> OfficeTx {
        let mut inside = office.inside();
        inside.transactions += 1;
        let id = inside.transactions;
        drop(inside);
        OfficeTx {
            office,
            id,
            draft: Draft::default(),
            saved: None,
            is_hopeful: false,
            devices: Vec::new(),
            receipts: Vec::new(),
            known: Vec::new(),
            events: Vec::new(),
            early: Vec::new(),
            stamped: Vec::new(),
            acks: Vec::new(),
            advance: None,
            horizon: None,
        }
    }

    async fn pause(&self) {
        self.office.chance.pause().await;
    }

    fn take(&self, lock: &Lock) -> bool {
        *self.office.inside().locks.entry(lock.clone()).or_insert(self.id) == self.id
    }

    async fn lock(&mut self, lock: Lock) -> Result<(), StoreError> {
        let mut looks = 0;
        poll_fn(|_| {
            looks += 1;
            match (self.take(&lock), looks > PATIENCE) {
                (true, _) => Poll::Ready(Ok(())),
                (false, true) => Poll::Ready(Err(StoreError::Busy("deadlock".into()))),
                (false, false) => Poll::Pending,
            }
        })
        .await
    }

    /// A row, locked.
    pub async fn row(&mut self, key: &Key) -> Result<Option<Arc<Row>>, StoreError> {
        self.pause().await;
        self.lock(Lock::Row(key.clone())).await?;
        let drafted = self.draft.rows.get(key).cloned();
        Ok(drafted.unwrap_or_else(|| self.office.state().rows.get(key).cloned()))
    }

    /// Keys of rows whose `lead` is this one. The lead is locked, and who adds one locks it first.
    pub async fn children(&mut self, lead: uuid::Uuid) -> Result<Vec<Key>, StoreError> {
        self.pause().await;
        let state = self.office.state();
        let mut rows: BTreeMap<&Key, Option<&Arc<Row>>> =
            state.rows.iter().map(|(key, row)| (key, Some(row))).collect();
        rows.extend(self.draft.rows.iter().map(|(key, row)| (key, row.as_ref())));
        let lead = lead.to_string();
        let is_child = |row: &Arc<Row>| row.cols["lead"] == *lead;
        Ok(rows.into_iter().filter(|(_, row)| row.is_some_and(is_child)).map(|(key, _)| key.clone()).collect())
    }

    pub async fn put(&mut self, key: &Key, row: Option<Row>) -> Result<(), StoreError> {
        self.pause().await;
        self.draft.rows.insert(key.clone(), row.map(Arc::new));
        Ok(())
    }

    /// Notes that a mutation took effect.
    pub fn ran(&mut self, id: MutationId) {
        self.draft.ran.push(id);
    }

    /// Notes that something happened that must not.
    pub fn violation(&mut self, what: String) {
        self.draft.violations.push(what);
    }

    pub fn may_see(&self, person: pebble_sync::Person, row: &Row) -> bool {
        let state = self.office.state();
        state.grants.get(&person).is_some_and(|scopes| row.scopes.iter().any(|scope| scopes.contains(scope)))
    }

    fn apply(&mut self, state: &mut State) {
        for (key, row) in std::mem::take(&mut self.draft.rows) {
            match row {
                Some(row) => _ = state.rows.insert(key, row),
                None => _ = state.rows.remove(&key),
            }
        }
        for id in std::mem::take(&mut self.draft.ran) {
            *state.ran.entry(id).or_default() += 1;
        }
        state.devices.extend(self.devices.drain(..));
        for (device, id, receipt) in self.receipts.drain(..) {
            let known = Known { fingerprint: receipt.fingerprint, outcome: receipt.outcome.clone() };
            state.known.entry(id).or_insert(Arc::new(known));
            state.receipts.insert((device, receipt.n), Arc::new(receipt));
        }
        state.known.extend(self.known.drain(..).map(|(id, known)| (id, Arc::new(known))));
        state.unnumbered.extend(self.events.drain(..));
        for Stamped { seq, scope, key, is_live } in self.stamped.drain(..) {
            state.visible.insert((scope, key), (seq, is_live));
        }
        for (device, n, seq) in self.acks.drain(..) {
            let ack = state.acks.entry(device).or_insert((n, seq));
            *ack = (ack.0.max(n), ack.1.max(seq));
        }
        if let Some((places, head)) = self.advance.take() {
            places.iter().for_each(|place| _ = state.unnumbered.remove(place));
            state.head = head;
        }
        if let Some(horizon) = self.horizon.take() {
            state.visible.retain(|_, (seq, is_live)| *is_live || *seq > horizon);
            state.horizon = state.horizon.max(horizon);
        }
        for (seq, event) in self.early.drain(..) {
            match event {
                Event::Moved { scope, key, is_live } => _ = state.visible.insert((scope, key), (seq, is_live)),
                Event::Acked { device, n } => _ = state.acks.insert(device, (n, seq)),
            }
            state.head = state.head.max(seq);
        }
    }
}

impl Savepoints for OfficeTx {
    async fn savepoint(&mut self) -> Result<(), StoreError> {
        self.pause().await;
        self.saved = (!self.is_hopeful).then(|| self.draft.clone());
        Ok(())
    }

    async fn rollback(&mut self) -> Result<(), StoreError> {
        self.pause().await;
        self.draft = self.saved.take().ok_or_else(|| StoreError::Hopeless("one does not stand".into()))?;
        Ok(())
    }

    async fn release(&mut self) -> Result<(), StoreError> {
        self.pause().await;
        self.saved = None;
        Ok(())
    }
}

impl ServerTx for OfficeTx {
    async fn epoch(&mut self) -> Result<Epoch, StoreError> {
        self.pause().await;
        Ok(self.office.state().epoch)
    }

    async fn lock_device(&mut self, device: Device) -> Result<Option<DeviceRow>, StoreError> {
        self.pause().await;
        self.lock(Lock::Device(device)).await?;
        Ok(self.office.state().devices.get(&device).copied())
    }

    async fn put_device(&mut self, device: Device, row: DeviceRow) -> Result<(), StoreError> {
        self.pause().await;
        self.devices.push((device, row));
        Ok(())
    }

    async fn receipts(&mut self, device: Device, from: u64, through: u64) -> Result<Vec<Receipt>, StoreError> {
        self.pause().await;
        let state = self.office.state();
        Ok(state.receipts.range((device, from)..=(device, through)).map(|(_, receipt)| (**receipt).clone()).collect())
    }

    async fn known(&mut self, ids: &[MutationId]) -> Result<BTreeMap<MutationId, Known>, StoreError> {
        self.pause().await;
        for id in ids {
            self.lock(Lock::Mutation(*id)).await?;
        }
        let state = self.office.state();
        let find = |id: &MutationId| state.known.get(id).map(|known| (*id, (**known).clone()));
        Ok(ids.iter().filter_map(find).collect())
    }

    async fn put_receipts(&mut self, device: Device, receipts: &[(MutationId, Receipt)]) -> Result<(), StoreError> {
        self.pause().await;
        self.receipts.extend(receipts.iter().map(|(id, receipt)| (device, *id, receipt.clone())));
        Ok(())
    }

    async fn put_known(&mut self, id: MutationId, known: Known) -> Result<(), StoreError> {
        self.pause().await;
        self.known.push((id, known));
        Ok(())
    }

    async fn append_events(&mut self, events: Vec<Event>) -> Result<(), StoreError> {
        for event in events {
            self.pause().await;
            let mut inside = self.office.inside();
            if self.office.numbers_early {
                inside.early_seq += 1;
                self.early.push((inside.early_seq, event));
            } else {
                inside.places += 1;
                self.events.push((inside.places, event));
            }
        }
        Ok(())
    }

    async fn lock_head(&mut self) -> Result<Option<u64>, StoreError> {
        self.pause().await;
        Ok(self.take(&Lock::Head).then(|| self.office.state().head))
    }

    async fn unnumbered(&mut self, most: usize) -> Result<Vec<(u64, Event)>, StoreError> {
        self.pause().await;
        let state = self.office.state();
        Ok(state.unnumbered.iter().take(most).map(|(place, event)| (*place, event.clone())).collect())
    }

    async fn number(&mut self, stamped: Vec<Stamped>) -> Result<(), StoreError> {
        self.pause().await;
        self.stamped = stamped;
        Ok(())
    }

    async fn acknowledge(&mut self, acks: Vec<(Device, u64, u64)>) -> Result<(), StoreError> {
        self.pause().await;
        self.acks = acks;
        Ok(())
    }

    async fn advance(&mut self, places: &[u64], head: u64) -> Result<(), StoreError> {
        self.pause().await;
        self.advance = Some((places.to_vec(), head));
        Ok(())
    }

    async fn forget(&mut self, horizon: u64) -> Result<(), StoreError> {
        self.pause().await;
        self.horizon = Some(horizon);
        Ok(())
    }

    async fn commit(mut self) -> Result<(), StoreError> {
        self.pause().await;
        if self.is_hopeful && self.office.chance.one_in(20) {
            return Err(StoreError::Hopeless("what one wrote was not taken".into()));
        }
        if self.is_hopeful && self.office.chance.one_in(40) {
            return Err(StoreError::Broken("a row that one names cannot be read".into()));
        }
        let office = self.office.clone();
        let mut inside = office.inside();
        let epoch = inside.committed.epoch;
        for (key, row) in &self.draft.rows {
            let scopes: Vec<Scope> = row.as_ref().map(|row| row.scopes.clone()).unwrap_or_default();
            let ver = row.as_ref().map_or(0, |row| row.ver);
            inside.written.insert((epoch, key.clone(), ver), scopes);
        }
        let numbers = self.stamped.iter().map(|stamped| stamped.seq).chain(self.early.iter().map(|(seq, _)| *seq));
        let filled_in: Vec<u64> = numbers.filter(|seq| *seq <= inside.shown).collect();
        let shown = inside.shown;
        inside.violations.append(&mut self.draft.violations);
        inside.violations.extend(filled_in.iter().map(|seq| format!("I4: {seq} filled in below {shown}")));
        let state = Arc::make_mut(&mut inside.committed);
        self.apply(state);
        drop(inside);
        Ok(())
    }
}
