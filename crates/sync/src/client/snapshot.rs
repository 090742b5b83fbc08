//! Reading a scope by key, and comparing what is held.

use std::collections::BTreeSet;

use super::{Client, Session, Touched};
use crate::{
    client_store::{ClientStore, ClientTx, Job, Span},
    ids::{Key, Scope},
    store::{Executor, StoreError},
    wire::{Check, Checked, Chunk, Grant, Row, Snapshot},
};

/// One job for each grant, in their order.
pub(super) fn jobs(grants: &[Grant], is_sweep: bool) -> Vec<Job> {
    grants.iter().map(|grant| Job { scope: grant.scope, after: None, buckets: None, is_sweep }).collect()
}

impl<S: ClientStore, X: Executor<S::Tx>> Client<S, X> {
    pub(super) async fn chunk(&self, asked: &Snapshot, chunk: Chunk) -> Result<Touched, StoreError> {
        let mut opened = self.open().await?;
        let is_current = opened.standing.jobs.first().is_some_and(|job| {
            (job.scope, &job.after, &job.buckets, job.is_sweep)
                == (asked.scope, &asked.after, &asked.buckets, asked.is_sweep)
        });
        if opened.standing.epoch != Some(asked.epoch) || !is_current {
            return Ok(Touched::default());
        }
        if asked.is_sweep {
            let listed: BTreeSet<Key> = chunk.rows.iter().map(Row::key).collect();
            let (after, through) = (asked.after.as_ref(), chunk.next.as_ref());
            let span = Span { scope: asked.scope, after, through, buckets: asked.buckets.as_deref() };
            let held = opened.tx.held(span).await?;
            let gone = held.into_iter().map(|(key, _)| key).filter(|key| !listed.contains(key));
            let refs = gone.map(|key| (key, asked.scope)).collect();
            self.leave(&mut opened, refs).await?;
        }
        self.write(&mut opened, chunk.rows, asked.is_sweep).await?;
        let standing = &mut opened.standing;
        // A pull is due at once when the desk is not caught up, and its checkpoint runs again what is pending.
        let is_whole = chunk.next.is_none() && standing.is_caught_up;
        if chunk.next.is_none() {
            standing.jobs.remove(0);
            if !self.rules.cursor_before_scan && standing.jobs.is_empty() {
                standing.cursor = chunk.head;
            }
        } else if let Some(job) = standing.jobs.first_mut() {
            job.after = chunk.next;
        }
        if is_whole { self.close(opened).await } else { self.keep(opened).await }
    }

    /// The scope was revoked while it was read. The next page says so too, and takes its rows away.
    pub(super) async fn not_granted(&self, scope: Scope) -> Result<Touched, StoreError> {
        let mut opened = self.open().await?;
        opened.standing.jobs.retain(|job| job.scope != scope);
        // If it comes back by then, it has to be read from the start: forget that it was granted.
        opened.standing.grants.retain(|grant| grant.scope != scope);
        self.lose(&mut opened, &[scope]).await?;
        self.close(opened).await
    }

    pub(super) async fn checked(
        &self,
        session: &mut Session,
        asked: &Check,
        checked: Checked,
    ) -> Result<Touched, StoreError> {
        match checked {
            Checked::Equal => _ = session.to_check.remove(&asked.scope),
            Checked::Moved => session.next_pull = crate::ids::Millis::default(),
            Checked::Differs(buckets) => {
                session.to_check.remove(&asked.scope);
                let mut opened = self.open().await?;
                if opened.standing.epoch == Some(asked.epoch) && opened.standing.scopes().contains(&asked.scope) {
                    let job = Job { scope: asked.scope, after: None, buckets: Some(buckets), is_sweep: true };
                    opened.standing.jobs.push(job);
                }
                return self.close(opened).await;
            }
        }
        Ok(Touched::default())
    }
}
