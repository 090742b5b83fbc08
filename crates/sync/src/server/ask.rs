//! The questions beside push and pull: hello, snapshot, check.

use super::Server;
use crate::{
    digest::{differing, digests},
    server_store::{ServerStore, View},
    store::{Executor, StoreError},
    wire::{Caller, Check, Checked, Chunk, Reply, Row, Snapshot, Stop, Welcome},
};

impl<S: ServerStore, X: Executor<S::Tx>> Server<S, X> {
    /// Where the server stands: the cursor from which a device pulls after it has read its scopes.
    ///
    /// # Errors
    /// The store's.
    pub async fn hello(&self, caller: Caller) -> Result<Reply, StoreError> {
        let epoch = self.store.fresh_view().await?.head().await?.epoch;
        let seen = match self.see(caller, epoch, 0, true).await? {
            Ok(seen) => seen,
            Err(stop) => return Ok(Reply::Stop(stop)),
        };
        Ok(Reply::Welcome(Welcome {
            epoch,
            head: seen.head.seq,
            last: seen.device.last,
            last_fingerprint: seen.device.last_fingerprint,
            grants: seen.grants,
        }))
    }

    /// A piece of a scope, by key.
    ///
    /// # Errors
    /// The store's.
    pub async fn snapshot(&self, caller: Caller, ask: &Snapshot) -> Result<Reply, StoreError> {
        let mut seen = match self.see(caller, ask.epoch, ask.cursor, ask.is_sweep).await? {
            Ok(seen) => seen,
            Err(stop) => return Ok(Reply::Stop(stop)),
        };
        let scopes = seen.scopes();
        if !scopes.contains(&ask.scope) {
            return Ok(Reply::Stop(Stop::NotGranted { scope: ask.scope }));
        }
        let limit = usize::try_from(ask.limit.clamp(1, self.limits.page_rows)).unwrap_or(1);
        let mut rows =
            seen.view.scan(ask.scope, ask.after.as_ref(), ask.buckets.as_deref(), limit.saturating_add(1)).await?;
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| has_more).map(Row::key);
        let rows = rows.into_iter().map(|row| self.shown(caller, row, &scopes)).collect();
        Ok(Reply::Chunk(Chunk { rows, next, head: seen.head.seq }))
    }

    /// Whether the device holds of a scope what the server holds.
    ///
    /// What was committed and not yet numbered makes buckets differ, too: reading them again is harmless.
    ///
    /// # Errors
    /// The store's.
    pub async fn check(&self, caller: Caller, ask: &Check) -> Result<Reply, StoreError> {
        let mut seen = match self.see(caller, ask.epoch, ask.cursor, true).await? {
            Ok(seen) => seen,
            Err(stop) => return Ok(Reply::Stop(stop)),
        };
        if !seen.scopes().contains(&ask.scope) {
            return Ok(Reply::Stop(Stop::NotGranted { scope: ask.scope }));
        }
        if !seen.view.changed(&[ask.scope].into(), ask.cursor, 1).await?.is_empty() {
            return Ok(Reply::Checked(Checked::Moved));
        }
        let ours = digests(seen.view.versions(ask.scope).await?);
        let buckets = differing(&ours, &ask.buckets);
        Ok(Reply::Checked(if buckets.is_empty() { Checked::Equal } else { Checked::Differs(buckets) }))
    }
}
