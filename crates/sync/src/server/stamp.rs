//! The stamper: gives numbers to what is committed, and to nothing else.
//!
//! Any node may run a round at any time. The head's lock is held to the commit, so rounds commit in the order of their
//! numbers, and whoever sees a number sees all before it. What was not committed in time is in the next round.

use std::collections::BTreeMap;

use super::Server;
use crate::{
    ids::{Device, Key, Scope},
    server_store::{Event, ServerStore, ServerTx, Stamped},
    store::{Executor, StoreError},
};

/// How a round ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Round {
    /// Another stamper is at it.
    Busy,
    /// There was nothing to number.
    Idle,
    /// So many events have a number; the head is here.
    Stamped {
        /// Events.
        events: usize,
        /// The newest number: worth a hint to the devices.
        head: u64,
    },
}

impl<S: ServerStore, X: Executor<S::Tx>> Server<S, X> {
    /// One round.
    ///
    /// # Errors
    /// The store's; the round is undone, and the next one does the same.
    pub async fn stamp(&self) -> Result<Round, StoreError> {
        let mut tx = self.store.begin().await?;
        let Some(head) = tx.lock_head().await? else { return Ok(Round::Busy) };
        let events = tx.unnumbered(self.limits.round_events).await?;
        if events.is_empty() {
            return Ok(Round::Idle);
        }
        let places: Vec<u64> = events.iter().map(|(place, _)| *place).collect();
        let (mut seq, mut moved, mut acked) = (head, BTreeMap::new(), BTreeMap::new());
        for (_, event) in events {
            seq = seq.saturating_add(1);
            keep_last(event, seq, &mut moved, &mut acked);
        }
        let stamped = |((scope, key), (seq, is_live))| Stamped { seq, scope, key, is_live };
        tx.number(moved.into_iter().map(stamped).collect()).await?;
        tx.acknowledge(acked.into_iter().map(|(device, (n, seq))| (device, n, seq)).collect()).await?;
        tx.advance(&places, seq).await?;
        tx.commit().await?;
        Ok(Round::Stamped { events: places.len(), head: seq })
    }

    /// Forgets rows that have left, up to a number. A device that is further behind is told to begin again.
    ///
    /// # Errors
    /// The store's.
    pub async fn forget(&self, horizon: u64) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        let Some(head) = tx.lock_head().await? else { return Ok(()) };
        tx.forget(horizon.min(head)).await?;
        tx.commit().await
    }
}

fn keep_last(
    event: Event,
    seq: u64,
    moved: &mut BTreeMap<(Scope, Key), (u64, bool)>,
    acked: &mut BTreeMap<Device, (u64, u64)>,
) {
    match event {
        Event::Moved { scope, key, is_live } => _ = moved.insert((scope, key), (seq, is_live)),
        Event::Acked { device, n } => {
            let last = acked.entry(device).or_insert((n, seq));
            *last = (n.max(last.0), seq);
        }
    }
}

/// Up to where tombstones may be forgotten: what every active device has seen, or what is older than `oldest`, which
/// is the newest number that is old enough (180 days) to be forgotten whoever has not seen it.
pub fn horizon(cursors: impl IntoIterator<Item = u64>, oldest: u64) -> u64 {
    cursors.into_iter().min().map_or(oldest, |least| least.max(oldest))
}
