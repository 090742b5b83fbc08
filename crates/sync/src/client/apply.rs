//! Taking in a page: apply it beneath what is pending, and at a checkpoint undo that and run again what still is, in one
//! transaction.

use std::collections::BTreeMap;

use super::{Client, Opened, Session, Status, Touched, snapshot};
use crate::{
    client_store::{ClientStore, ClientTx, Ends},
    ids::{Fingerprint, Key, Millis, Scope},
    mutation::Receipt,
    store::{Executor, StoreError},
    wire::{End, Grant, Leave, Page, Pull, Push, Pushed, Row},
};

/// Before a desk asks again that was answered from an older view than before, in milliseconds: that view catches up.
const BEHIND_MS: i64 = 500;

impl<S: ClientStore, X: Executor<S::Tx>> Client<S, X> {
    pub(super) async fn page(
        &self,
        session: &mut Session,
        asked: &Pull,
        page: Page,
        now: Millis,
    ) -> Result<Touched, StoreError> {
        let Page { rows, leaves, end } = page;
        let Some(ends) = self.store.ends().await? else { return Ok(Touched::default()) };
        if let Some(n) = self.first_foreign(&end, ends).await? {
            session.status = Status::NeedsDevice { from: n };
            return Ok(Touched::default());
        }
        let mut opened = self.open().await?;
        if opened.standing.epoch != Some(asked.epoch) || opened.standing.cursor != asked.cursor {
            return Ok(Touched::default());
        }
        self.regrant(&mut opened, &end.grants).await?;
        self.write(&mut opened, rows, false).await?;
        self.take_leaves(&mut opened, leaves).await?;
        let standing = &mut opened.standing;
        standing.cursor = end.cursor;
        // After a welcome the cursor has jumped, and what lies between is in the sweep: rows it has not reached yet may
        // be older than the cursor says.
        let is_sweeping = standing.jobs.iter().any(|job| job.is_sweep && job.buckets.is_none());
        // A row that had moved on in a newer view was not in the pages of that, and in an older view it is where the
        // cursor has passed: only a view as new as any before has told everything.
        let is_older = end.head < standing.head;
        standing.head = standing.head.max(end.head);
        standing.is_caught_up = !end.more && !is_sweeping && !is_older;
        let counts = standing.is_caught_up || !self.rules.acks_wait_for_a_checkpoint;
        if counts {
            standing.acked = standing.acked.max(end.acked);
        }
        let is_whole = counts || opened.standing.is_caught_up;
        let mut touched = if is_whole { self.close(opened).await? } else { self.keep(opened).await? };
        if !end.more {
            session.next_pull = now.plus(self.limits.poll_ms);
        }
        if is_older && !end.more {
            session.not_before = now.plus(BEHIND_MS);
        }
        if counts && !end.receipts.is_empty() {
            // After the rows: a crash in between has the receipts sent again.
            self.store.settle(&end.receipts, now).await?;
            touched.receipts = end.receipts;
        }
        Ok(touched)
    }

    /// The first number that the server has an outcome for and that is not ours: this device was cloned.
    async fn first_foreign(&self, end: &End, ends: Ends) -> Result<Option<u64>, StoreError> {
        if end.acked <= ends.settled {
            return Ok(None);
        }
        let theirs: BTreeMap<u64, Fingerprint> = end.receipts.iter().map(|each| (each.n, each.fingerprint)).collect();
        for entry in self.store.waiting(ends.settled, usize::MAX).await? {
            if entry.n <= end.acked && theirs.get(&entry.n) != Some(&entry.fingerprint) {
                return Ok(Some(entry.n));
            }
        }
        Ok((end.acked > ends.last).then(|| ends.last.saturating_add(1)))
    }

    /// Stores rows in the scopes that are known, unless a newer version is held. A sweep is read from the newest view, and so always stands.
    pub(super) async fn write(
        &self,
        opened: &mut Opened<S::Tx>,
        mut rows: Vec<Row>,
        is_sweep: bool,
    ) -> Result<(), StoreError> {
        // A scope that was granted since the last page is not known yet, and may be gone before it is: a reference to
        // it would never be taken away. Its own snapshot will bring it.
        let known = opened.standing.scopes();
        for row in &mut rows {
            row.scopes.retain(|scope| known.contains(scope));
        }
        rows.retain(|row| !row.scopes.is_empty());
        if rows.is_empty() {
            return Ok(());
        }
        if !is_sweep {
            let keys: Vec<Key> = rows.iter().map(Row::key).collect();
            let held = opened.tx.versions(&keys).await?;
            rows.retain(|row| held.get(&row.key()).is_none_or(|ver| *ver <= row.ver));
        }
        opened.touched.keys.extend(rows.iter().map(Row::key));
        opened.tx.write(rows).await
    }

    async fn take_leaves(&self, opened: &mut Opened<S::Tx>, leaves: Vec<Leave>) -> Result<(), StoreError> {
        let refs: Vec<(Key, Scope)> =
            leaves.into_iter().map(|leave| (Key { table: leave.table, id: leave.id }, leave.scope)).collect();
        self.leave(opened, refs).await
    }

    /// Takes rows out of scopes, and removes those that are in none any more.
    pub(super) async fn leave(&self, opened: &mut Opened<S::Tx>, refs: Vec<(Key, Scope)>) -> Result<(), StoreError> {
        if refs.is_empty() {
            return Ok(());
        }
        opened.tx.leave(&refs).await?;
        let keys = refs.into_iter().map(|(key, _)| key).collect();
        self.drop_left(opened, keys).await
    }

    /// Takes whole scopes away.
    pub(super) async fn lose(&self, opened: &mut Opened<S::Tx>, scopes: &[Scope]) -> Result<(), StoreError> {
        if scopes.is_empty() {
            return Ok(());
        }
        opened.standing.jobs.retain(|job| !scopes.contains(&job.scope));
        let keys = opened.tx.leave_scopes(scopes).await?;
        self.drop_left(opened, keys).await
    }

    async fn drop_left(&self, opened: &mut Opened<S::Tx>, keys: Vec<Key>) -> Result<(), StoreError> {
        if self.rules.count_references {
            opened.tx.drop_unreferenced(&keys).await?;
        } else {
            opened.tx.drop_rows(&keys).await?;
        }
        opened.touched.keys.extend(keys);
        Ok(())
    }

    /// Follows the grants: a lost scope is left, a new one is read by key from after this page.
    async fn regrant(&self, opened: &mut Opened<S::Tx>, grants: &[Grant]) -> Result<(), StoreError> {
        let before = opened.standing.scopes();
        opened.standing.grants = grants.to_vec();
        let now = opened.standing.scopes();
        let lost: Vec<Scope> = before.difference(&now).copied().collect();
        self.lose(opened, &lost).await?;
        if self.rules.snapshot_new_grants {
            let new: Vec<Grant> = grants.iter().filter(|grant| !before.contains(&grant.scope)).cloned().collect();
            opened.standing.jobs.extend(snapshot::jobs(&new, false));
        }
        Ok(())
    }

    /// The answer to a push is advice. It moves on what is sent next, and nothing that is shown.
    pub(super) async fn pushed(
        &self,
        session: &mut Session,
        asked: &Push,
        pushed: Pushed,
        now: Millis,
    ) -> Result<Touched, StoreError> {
        let last = pushed.receipts.iter().map(|receipt| receipt.n).max().unwrap_or(0);
        let offered = asked.offers.iter().map(|offer| offer.n).max().unwrap_or(0);
        session.sent = session.sent.max(last.min(offered));
        // What was sent comes back with the feed: do not wait for the next poll.
        session.next_pull = now;
        if !self.rules.acks_ride_in_the_feed {
            return self.ack_at_once(last, pushed.receipts, now).await;
        }
        Ok(Touched { advice: pushed.receipts, ..Touched::default() })
    }

    async fn ack_at_once(&self, last: u64, receipts: Vec<Receipt>, now: Millis) -> Result<Touched, StoreError> {
        let mut opened = self.open().await?;
        opened.standing.acked = opened.standing.acked.max(last);
        let mut touched = self.close(opened).await?;
        self.store.settle(&receipts, now).await?;
        touched.receipts = receipts;
        Ok(touched)
    }
}
