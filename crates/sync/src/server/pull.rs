//! What has changed: for each number above the cursor, the present row and where it is now.

use std::collections::{BTreeMap, BTreeSet};

use super::Server;
use crate::{
    ids::{Key, Scope},
    server_store::{DeviceRow, Head, ServerStore, Stamped, View},
    store::{Executor, StoreError},
    wire::{Caller, End, Grant, Leave, Page, Pull, Reply, Row, Stop},
};

/// A view that may answer this device, and what it says of it.
pub(super) struct Seen<V> {
    pub(super) view: V,
    pub(super) head: Head,
    pub(super) device: DeviceRow,
    pub(super) grants: Vec<Grant>,
}

impl<V> Seen<V> {
    pub(super) fn scopes(&self) -> BTreeSet<Scope> {
        self.grants.iter().map(|grant| grant.scope).collect()
    }
}

impl<S: ServerStore, X: Executor<S::Tx>> Server<S, X> {
    /// One page of what has changed since a cursor.
    ///
    /// # Errors
    /// The store's.
    pub async fn pull(&self, caller: Caller, ask: &Pull) -> Result<Reply, StoreError> {
        let mut seen = match self.see(caller, ask.epoch, ask.cursor, false).await? {
            Ok(seen) => seen,
            Err(stop) => return Ok(Reply::Stop(stop)),
        };
        if ask.cursor < seen.head.horizon {
            return Ok(Reply::Stop(Stop::Horizon));
        }
        let scopes = seen.scopes();
        let limit = usize::try_from(ask.limit.clamp(1, self.limits.page_rows)).unwrap_or(1);
        let mut changed = seen.view.changed(&scopes, ask.cursor, limit.saturating_add(1)).await?;
        let more = changed.len() > limit;
        changed.truncate(limit);
        let cursor = changed.last().filter(|_| more).map_or(seen.head.seq, |last| last.seq);
        let (rows, leaves) = self.present(caller, &mut seen, &scopes, changed).await?;
        // The last acknowledgement, if this page reaches it. A device takes it at a checkpoint only: its effect may
        // have been numbered anew, behind this page.
        let acked = seen.view.acked(caller.device).await?.filter(|(_, seq)| *seq <= cursor).map_or(0, |(n, _)| n);
        let receipts = match acked > ask.settled {
            true => seen.view.receipts(caller.device, ask.settled, acked).await?,
            false => Vec::new(),
        };
        let end = End {
            cursor,
            more,
            head: seen.head.seq,
            acked,
            receipts,
            grants: seen.grants,
            min_schema: self.limits.min_schema,
        };
        Ok(Reply::Page(Page { rows, leaves, end }))
    }

    /// A view that is not behind the device, and what it says of the device and its person.
    pub(super) async fn see(
        &self,
        caller: Caller,
        epoch: crate::Epoch,
        cursor: u64,
        is_fresh: bool,
    ) -> Result<Result<Seen<S::View>, Stop>, StoreError> {
        let mut view = if is_fresh { self.store.fresh_view().await? } else { self.store.view().await? };
        let mut head = view.head().await?;
        if !is_fresh && (head.epoch != epoch || head.seq < cursor) {
            // A replica may only be late: ask what is true now.
            view = self.store.fresh_view().await?;
            head = view.head().await?;
        }
        if head.epoch != epoch || head.seq < cursor {
            return Ok(Err(Stop::EpochChanged));
        }
        let device = match view.device(caller.device).await? {
            Some(device) => device,
            None => match self.store.fresh_view().await?.device(caller.device).await? {
                // A replica that has not heard of the device yet.
                Some(_) => return Ok(Err(Stop::Busy { retry_after_ms: 1_000 })),
                None => return Ok(Err(Stop::UnknownDevice)),
            },
        };
        if device.is_revoked {
            return Ok(Err(Stop::Revoked));
        }
        if caller.schema < self.limits.min_schema {
            return Ok(Err(Stop::Upgrade { min_schema: self.limits.min_schema }));
        }
        let grants = view.grants(device.person).await?;
        Ok(Ok(Seen { view, head, device, grants }))
    }

    async fn present(
        &self,
        caller: Caller,
        seen: &mut Seen<S::View>,
        scopes: &BTreeSet<Scope>,
        changed: Vec<Stamped>,
    ) -> Result<(Vec<Row>, Vec<Leave>), StoreError> {
        let keys: BTreeSet<Key> = changed.iter().map(|stamped| stamped.key.clone()).collect();
        let present = seen.view.rows(&keys).await?;
        let mut rows: BTreeMap<Key, Row> = BTreeMap::new();
        let mut leaves = Vec::new();
        for Stamped { scope, key, is_live, .. } in changed {
            let row = present.get(&key).filter(|row| row.scopes.contains(&scope));
            if !self.rules.present_truth && is_live != row.is_some() {
                continue;
            }
            match row {
                Some(row) if !rows.contains_key(&key) => _ = rows.insert(key, self.shown(caller, row.clone(), scopes)),
                Some(_) => {}
                None => leaves.push(Leave { scope, table: key.table, id: key.id }),
            }
        }
        Ok((rows.into_values().collect(), leaves))
    }

    /// A row as this device may see it.
    pub(super) fn shown(&self, caller: Caller, mut row: Row, scopes: &BTreeSet<Scope>) -> Row {
        row.scopes.retain(|scope| scopes.contains(scope));
        row.cols = self.executor.present(&row.table, row.cols, caller.schema);
        row
    }
}
