//! What to ask next, and whom an answer concerns.
//!
//! Order: a welcome if one is needed, then everything unsent (push before pull, so that work is on its way before its
//! row can leave), then snapshots and pulls in turn, then checks.

use super::{Client, Next, Session, Status, Touched};
use crate::{
    backoff::batch,
    client_store::{ClientStore, ClientTx, Ends, Entry, Span, Standing},
    digest::digests,
    ids::{Epoch, Millis},
    mutation::Outcome,
    store::{Executor, StoreError},
    wire::{Check, Chunk, Hello, Offer, Page, Pull, Push, Reply, Request, Snapshot, Stop},
};

/// What will most likely be asked once this answer has been taken in: it may be asked already while that goes on. If
/// something else is asked then, its answer has to be thrown away; if it is the same, the answer was only slow.
pub fn ahead(asked: &Request, reply: &Reply) -> Option<Request> {
    match (asked, reply) {
        (Request::Snapshot(asked), Reply::Chunk(Chunk { next: Some(next), .. })) => {
            Some(Request::Snapshot(Snapshot { after: Some(next.clone()), ..asked.clone() }))
        }
        (Request::Pull(asked), Reply::Page(Page { end, .. })) if end.more => {
            Some(Request::Pull(Pull { cursor: end.cursor, ..asked.clone() }))
        }
        _ => None,
    }
}

impl<S: ClientStore, X: Executor<S::Tx>> Client<S, X> {
    /// What to do now.
    ///
    /// # Errors
    /// The store's; ask again later.
    pub async fn next(&self, session: &mut Session, now: Millis) -> Result<Next, StoreError> {
        match session.status {
            Status::Revoked => return Ok(Next::Stop),
            Status::NeedsDevice { .. } => return Ok(Next::Enrol),
            _ => {}
        }
        let Some(ends) = self.store.ends().await? else { return Ok(Next::Enrol) };
        if now < session.not_before {
            return Ok(Next::Wait(session.not_before));
        }
        let mut tx = self.store.begin().await?;
        let standing = tx.standing().await?;
        let epoch = match standing.epoch {
            Some(epoch) if session.status != Status::NeedsWelcome => epoch,
            _ => return Ok(session.ask(Request::Hello(Hello {}))),
        };
        if let Some(push) = self.unsent(session, &standing, ends, epoch).await? {
            return Ok(session.ask(Request::Push(push)));
        }
        if matches!(session.status, Status::NeedsUpgrade { .. }) {
            return Ok(Next::Wait(now.plus(self.limits.poll_ms)));
        }
        if let Some(snapshot) = self.job(session, &standing, epoch) {
            return Ok(session.ask(Request::Snapshot(snapshot)));
        }
        let is_due = !standing.is_caught_up || now >= session.next_pull || session.hinted > standing.cursor;
        if !is_due && standing.jobs.is_empty() {
            let Some(scope) = session.to_check.first().copied() else { return Ok(Next::Wait(session.next_pull)) };
            let buckets = digests(tx.held(Span { scope, after: None, through: None, buckets: None }).await?);
            return Ok(session.ask(Request::Check(Check { epoch, cursor: standing.cursor, scope, buckets })));
        }
        session.hinted = 0;
        let pull = Pull { epoch, cursor: standing.cursor, settled: ends.settled, limit: self.limits.page_rows };
        Ok(session.ask(Request::Pull(pull)))
    }

    /// The next push, if something is unsent.
    async fn unsent(
        &self,
        session: &mut Session,
        standing: &Standing,
        ends: Ends,
        epoch: Epoch,
    ) -> Result<Option<Push>, StoreError> {
        // A number of another device says nothing about how far this one is.
        let acked = if standing.device == Some(ends.device) { standing.acked } else { 0 };
        let sent = session.sent.max(acked);
        if ends.last <= sent {
            return Ok(None);
        }
        let most = session.batch.unwrap_or(self.limits.push_mutations).clamp(1, self.limits.push_mutations);
        let mut bytes = 0_u64;
        let mut offers: Vec<Offer> = Vec::new();
        for entry in self.store.waiting(sent, most).await? {
            bytes = bytes.saturating_add(entry.bytes);
            if !offers.is_empty() && bytes > self.limits.push_bytes {
                break;
            }
            offers.push(offer(entry));
        }
        let Some(first) = offers.first().map(|offer| offer.n) else { return Ok(None) };
        let after = self.store.fingerprint(first.saturating_sub(1)).await?;
        Ok(Some(Push { epoch, after, offers }))
    }

    /// The next piece of a snapshot; after some a pull gets its turn, so that neither holds up the other.
    fn job(&self, session: &mut Session, standing: &Standing, epoch: Epoch) -> Option<Snapshot> {
        let has_turn = session.pieces < self.limits.pieces;
        session.pieces = if has_turn { session.pieces.saturating_add(1) } else { 0 };
        let is_turn = has_turn || !self.rules.cursor_before_scan;
        let job = standing.jobs.first().filter(|_| is_turn)?;
        Some(Snapshot {
            epoch,
            cursor: standing.cursor,
            scope: job.scope,
            after: job.after.clone(),
            buckets: job.buckets.clone(),
            is_sweep: job.is_sweep,
            limit: self.limits.page_rows,
        })
    }

    /// Takes in an answer. One to a request that was given up is ignored.
    ///
    /// # Errors
    /// The store's; nothing of the answer was taken in then, and it is asked for again.
    pub async fn receive(
        &self,
        session: &mut Session,
        ticket: u64,
        reply: Reply,
        now: Millis,
        chance: u64,
    ) -> Result<Touched, StoreError> {
        let Some(asked) = session.redeem(ticket) else { return Ok(Touched::default()) };
        if let Reply::Stop(stop) = reply {
            return self.stopped(session, &asked, stop, now, chance).await;
        }
        session.wait = crate::backoff::Backoff::default();
        match (asked, reply) {
            (Request::Hello(_), Reply::Welcome(welcome)) => self.welcomed(session, welcome).await,
            (Request::Push(push), Reply::Pushed(pushed)) => {
                session.batch = session.batch.map(|size| batch(size, true, self.limits.push_mutations));
                self.pushed(session, &push, pushed, now).await
            }
            (Request::Pull(pull), Reply::Page(page)) => self.page(session, &pull, page, now).await,
            (Request::Snapshot(asked), Reply::Chunk(chunk)) => self.chunk(&asked, chunk).await,
            (Request::Check(asked), Reply::Checked(checked)) => self.checked(session, &asked, checked).await,
            _ => {
                // An answer to another question: a server that we do not understand.
                session.rest(now, chance, 0);
                Ok(Touched::default())
            }
        }
    }

    async fn stopped(
        &self,
        session: &mut Session,
        asked: &Request,
        stop: Stop,
        now: Millis,
        chance: u64,
    ) -> Result<Touched, StoreError> {
        match stop {
            Stop::EpochChanged | Stop::Horizon => session.status = Status::NeedsWelcome,
            Stop::Upgrade { min_schema } => session.status = Status::NeedsUpgrade { min_schema },
            Stop::Revoked => session.status = Status::Revoked,
            Stop::UnknownDevice => session.status = Status::NeedsDevice { from: 0 },
            Stop::Forked { n } => session.status = Status::NeedsDevice { from: n },
            Stop::Expected { n } => {
                let ends = self.store.ends().await?;
                if ends.is_some_and(|ends| n > ends.settled && n <= ends.last) {
                    session.sent = n.saturating_sub(1);
                } else {
                    // It lacks what it had given an outcome, or has what we never made.
                    session.status = Status::NeedsWelcome;
                }
                session.rest(now, chance, 0);
            }
            Stop::NotGranted { scope } => {
                session.to_check.remove(&scope);
                if let Request::Snapshot(_) = asked {
                    return self.not_granted(scope).await;
                }
            }
            Stop::Busy { retry_after_ms } => session.rest(now, chance, retry_after_ms),
        }
        Ok(Touched::default())
    }
}

fn offer(entry: Entry) -> Offer {
    let given = match entry.outcome {
        Some(Outcome::Applied { given }) => given,
        _ => Vec::new(),
    };
    Offer { n: entry.n, seen: entry.seen, is_withdrawn: entry.is_withdrawn, given, mutation: entry.mutation }
}
