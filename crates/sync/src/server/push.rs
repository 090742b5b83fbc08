//! Taking mutations: each number has one outcome, for ever, and nothing blocks the queue.

use std::collections::{BTreeMap, BTreeSet};

use super::Server;
use crate::{
    ids::{Key, Millis, MutationId, Scope},
    mutation::{Code, Mutation, Outcome, Receipt, Refusal},
    server_store::{DeviceRow, Event, Known, ServerStore, ServerTx},
    store::{Call, Change, Executor, Ran, Savepoints, StoreError},
    wire::{Caller, Offer, Push, Pushed, Reply, Stop},
};

/// What a chunk of a push came to.
struct Chunk {
    receipts: Vec<Receipt>,
    stop: Option<Stop>,
}

/// A chunk being worked on.
struct Work {
    caller: Caller,
    device: DeviceRow,
    now: Millis,
    /// Outcomes of numbers that were offered before.
    past: BTreeMap<u64, Receipt>,
    /// Outcomes of mutations that were offered before, perhaps by another device.
    known: BTreeMap<MutationId, Known>,
    fresh: Vec<(MutationId, Receipt)>,
    events: Vec<Event>,
}

impl<S: ServerStore, X: Executor<S::Tx>> Server<S, X> {
    /// Takes mutations in order, some in each transaction: first in the hope that all of them stand, and when one does
    /// not, once more so that each can be undone by itself. When it stops in between, what came before stands, and the
    /// device learns of it by offering it again.
    ///
    /// # Errors
    /// The store's: that chunk is undone, those before it stand.
    pub async fn push(&self, caller: Caller, push: Push, now: Millis) -> Result<Reply, StoreError> {
        let mut receipts: Vec<Receipt> = Vec::new();
        let (mut after, mut left, mut careful) = (push.after, push.offers.as_slice(), 0);
        while !left.is_empty() {
            let most =
                if careful == 0 { self.limits.hopeful_mutations } else { self.limits.chunk_mutations.min(careful) };
            let (offers, rest) = left.split_at(most.clamp(1, left.len()));
            let tx = if careful == 0 { self.store.begin_hopeful().await? } else { self.store.begin().await? };
            let chunk = match self.take(tx, caller, &push, after, offers, now).await {
                // What is broken may be one of them, and fewer at once are less in the way of others.
                Err(StoreError::Hopeless(_) | StoreError::Broken(_)) if careful == 0 => {
                    careful = offers.len();
                    continue;
                }
                Err(StoreError::Busy(_)) if careful == 0 && offers.len() > self.limits.chunk_mutations => {
                    careful = offers.len();
                    continue;
                }
                chunk => chunk?,
            };
            receipts.extend(chunk.receipts);
            match chunk.stop {
                // What was taken is worth more than the reason for stopping, which the next push meets again.
                Some(_) if !receipts.is_empty() => break,
                Some(stop) => return Ok(Reply::Stop(stop)),
                None => {}
            }
            after = offers.last().map(|offer| offer.mutation.fingerprint());
            careful = careful.saturating_sub(offers.len());
            left = rest;
        }
        Ok(Reply::Pushed(Pushed { receipts }))
    }

    async fn take(
        &self,
        mut tx: S::Tx,
        caller: Caller,
        push: &Push,
        after: Option<crate::Fingerprint>,
        offers: &[Offer],
        now: Millis,
    ) -> Result<Chunk, StoreError> {
        let stop = |stop| Ok(Chunk { receipts: Vec::new(), stop: Some(stop) });
        let Some(device) = tx.lock_device(caller.device).await? else { return stop(Stop::UnknownDevice) };
        if device.is_revoked {
            return stop(Stop::Revoked);
        }
        if tx.epoch().await? != push.epoch {
            return stop(Stop::EpochChanged);
        }
        let numbers = || offers.iter().map(|offer| offer.n);
        let (Some(from), Some(through)) = (numbers().min(), numbers().max()) else {
            return Ok(Chunk { receipts: Vec::new(), stop: None });
        };
        let is_next = from == device.last.saturating_add(1);
        if is_next && after.is_some() && device.last_fingerprint.is_some() && after != device.last_fingerprint {
            return stop(Stop::Forked { n: 0 });
        }
        let mut work = Work {
            caller,
            device,
            now,
            past: BTreeMap::new(),
            known: BTreeMap::new(),
            fresh: Vec::new(),
            events: Vec::new(),
        };
        if from <= device.last {
            let past = tx.receipts(caller.device, from, through).await?;
            work.past = past.into_iter().map(|receipt| (receipt.n, receipt)).collect();
        }
        let ids: BTreeSet<MutationId> = offers.iter().map(|offer| offer.mutation.id).collect();
        work.known = tx.known(&ids.into_iter().collect::<Vec<_>>()).await?;
        let is_fresh = |offer: &&Offer| offer.n > work.device.last && !work.known.contains_key(&offer.mutation.id);
        let fresh: Vec<&Mutation> = offers.iter().filter(is_fresh).map(|offer| &offer.mutation).collect();
        tx.expect(&fresh).await?;
        let mut chunk = Chunk { receipts: Vec::new(), stop: None };
        for offer in offers {
            match self.offered(&mut tx, &mut work, offer).await? {
                Ok(receipt) => chunk.receipts.push(receipt),
                Err(stop) => {
                    chunk.stop = Some(stop);
                    break;
                }
            }
        }
        self.store_chunk(tx, work).await?;
        Ok(chunk)
    }

    /// Events last, and the acknowledgement after the effects.
    async fn store_chunk(&self, mut tx: S::Tx, mut work: Work) -> Result<(), StoreError> {
        if work.fresh.is_empty() {
            return Ok(());
        }
        tx.put_receipts(work.caller.device, &work.fresh).await?;
        tx.put_device(work.caller.device, work.device).await?;
        work.events.push(Event::Acked { device: work.caller.device, n: work.device.last });
        tx.append_events(work.events).await?;
        tx.commit().await
    }

    async fn offered(
        &self,
        tx: &mut S::Tx,
        work: &mut Work,
        offer: &Offer,
    ) -> Result<Result<Receipt, Stop>, StoreError> {
        let fingerprint = offer.mutation.fingerprint();
        let next = work.device.last.saturating_add(1);
        if offer.n > next {
            return Ok(Err(Stop::Expected { n: next }));
        }
        if offer.n < next && self.rules.run_once {
            let past = work.past.get(&offer.n).filter(|past| past.fingerprint == fingerprint);
            return Ok(past.cloned().ok_or(Stop::Forked { n: offer.n }));
        }
        let outcome = self.outcome(tx, work, offer, fingerprint).await?;
        let receipt = Receipt { n: offer.n, fingerprint, outcome };
        if offer.n == next {
            work.device.last = offer.n;
            work.device.last_fingerprint = Some(fingerprint);
            work.fresh.push((offer.mutation.id, receipt.clone()));
        } else {
            // Only without the rule that a number runs once.
            work.fresh.push((offer.mutation.id, receipt.clone()));
        }
        let known = Known { fingerprint, outcome: receipt.outcome.clone() };
        work.known.entry(offer.mutation.id).or_insert(known);
        Ok(Ok(receipt))
    }

    async fn outcome(
        &self,
        tx: &mut S::Tx,
        work: &mut Work,
        offer: &Offer,
        fingerprint: crate::Fingerprint,
    ) -> Result<Outcome, StoreError> {
        let mutation = &offer.mutation;
        if let Some(known) = work.known.get(&mutation.id).filter(|_| self.rules.run_once) {
            return Ok(if known.fingerprint == fingerprint {
                known.outcome.clone()
            } else {
                refused(Code::Invalid, "Its id stands for another mutation.")
            });
        }
        if offer.is_withdrawn {
            return Ok(refused(Code::Withdrawn, "It was withdrawn."));
        }
        if mutation.person != work.device.person {
            return Ok(refused(Code::Denied, "It was made in another person's name."));
        }
        let bytes = mutation.bytes();
        if bytes > self.limits.mutation_bytes {
            let most = self.limits.mutation_bytes;
            return Ok(refused(Code::TooLarge, &format!("It has {bytes} bytes, of {most} at most.")));
        }
        let at = mutation.at.min(work.now.plus(self.limits.ahead_ms));
        let (device, given) = (Some(work.caller.device), offer.given.as_slice());
        let call = Call { mutation, at, now: work.now, given, device, seen: offer.seen };
        tx.savepoint().await?;
        match self.executor.run(tx, call).await? {
            Ran::Applied { changes, given } => {
                tx.release().await?;
                work.events.extend(self.events(changes));
                Ok(Outcome::Applied { given })
            }
            Ran::Refused(refusal) => {
                tx.rollback().await?;
                Ok(Outcome::Refused(refusal))
            }
            Ran::Stale { reason, current } => {
                tx.rollback().await?;
                Ok(Outcome::Stale { reason, current })
            }
        }
    }

    /// Runs a mutation of the server itself: a job, a rule, an administrator. Its id runs once.
    ///
    /// # Errors
    /// The store's.
    pub async fn decide(&self, mutation: &Mutation) -> Result<Outcome, StoreError> {
        let mut tx = self.store.begin().await?;
        if let Some(known) = tx.known(&[mutation.id]).await?.remove(&mutation.id) {
            return Ok(known.outcome);
        }
        let call = Call { mutation, at: mutation.at, now: mutation.at, given: &[], device: None, seen: u64::MAX };
        match self.executor.run(&mut tx, call).await? {
            Ran::Applied { changes, given } => {
                let outcome = Outcome::Applied { given };
                let known = Known { fingerprint: mutation.fingerprint(), outcome: outcome.clone() };
                tx.put_known(mutation.id, known).await?;
                tx.append_events(self.events(changes).collect()).await?;
                tx.commit().await?;
                Ok(outcome)
            }
            Ran::Refused(refusal) => Ok(Outcome::Refused(refusal)),
            Ran::Stale { reason, current } => Ok(Outcome::Stale { reason, current }),
        }
    }

    /// What is to be numbered of these changes: where each row is now, and what it has left. For who runs a mutation in
    /// a transaction of its own.
    pub fn events(&self, changes: Vec<Change>) -> impl Iterator<Item = Event> + use<S, X> {
        let tells_of_leaving = self.rules.leaving_is_an_event;
        changes.into_iter().flat_map(move |change| {
            let entered: BTreeSet<Scope> = change.entered.into_iter().collect();
            let left: Vec<Scope> = change.left.into_iter().filter(|scope| !entered.contains(scope)).collect();
            let moved = |scope: Scope, key: &Key, is_live| Event::Moved { scope, key: key.clone(), is_live };
            let is_in: Vec<Event> = entered.into_iter().map(|scope| moved(scope, &change.key, true)).collect();
            let is_out: Vec<Event> = left.into_iter().map(|scope| moved(scope, &change.key, false)).collect();
            is_in.into_iter().chain(is_out.into_iter().filter(move |_| tells_of_leaving))
        })
    }
}

fn refused(code: Code, reason: &str) -> Outcome {
    Outcome::Refused(Refusal::new(code, reason))
}
