//! The desk's side.
//!
//! [`Client`] is shared by the screens, which run mutations, and the sync loop, which alone has a [`Session`]: what is
//! lost with the process and may be. The loop asks [`Client::next`] what to do, sends the request, and hands the
//! answer to [`Client::receive`], or says [`Session::failed`].

mod apply;
mod enrol;
mod link;
mod queue;
mod session;
mod snapshot;

use std::collections::BTreeSet;

pub use link::ahead;
pub use queue::Saved;
pub use session::{Next, Session, Status};

use crate::{
    client_store::{ClientStore, ClientTx, Entry, Standing},
    ids::{Device, Key},
    mutation::{Receipt, Refusal},
    rules::Rules,
    store::{Call, Change, Executor, Ran, Savepoints, StoreError},
};

/// How much a desk sends and asks for at once.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Mutations in a push.
    pub push_mutations: usize,
    /// Bytes of mutations in a push; one that is larger goes alone.
    pub push_bytes: u64,
    /// The largest mutation that is queued, in bytes.
    pub mutation_bytes: u64,
    /// Rows in a page.
    pub page_rows: u32,
    /// Pieces of a snapshot that are read before a pull gets its turn.
    pub pieces: u32,
    /// Milliseconds from one pull to the next when nothing happens.
    pub poll_ms: i64,
}

impl Default for Limits {
    /// As sync.md 4.4 and 4.13 have it.
    fn default() -> Limits {
        Limits {
            push_mutations: 200,
            push_bytes: 1 << 20,
            mutation_bytes: 256 << 10,
            page_rows: 2_000,
            pieces: 16,
            poll_ms: 60_000,
        }
    }
}

/// The desk's side of the protocol.
#[derive(Debug, Clone)]
pub struct Client<S, X> {
    store: S,
    executor: X,
    limits: Limits,
    schema: u32,
    rules: Rules,
}

/// What changed on the desk.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Touched {
    /// Rows to show again.
    pub keys: BTreeSet<Key>,
    /// Outcomes that count from now on.
    pub receipts: Vec<Receipt>,
    /// Outcomes that a push was answered with: good for a badge.
    pub advice: Vec<Receipt>,
}

/// A transaction on the rows. What the server sends goes beneath what is pending, which stays as it is shown until it is
/// run again: at every checkpoint, and whenever there is no telling what it builds on. Running it again with each page of
/// a long pull would cost as many times as much as there are pages.
struct Opened<T> {
    tx: T,
    standing: Standing,
    device: Option<Device>,
    touched: Touched,
}

impl<S: ClientStore, X: Executor<S::Tx>> Client<S, X> {
    /// A desk whose program knows this schema.
    pub fn new(store: S, executor: X, schema: u32, limits: Limits) -> Client<S, X> {
        Client { store, executor, limits, schema, rules: Rules::ALL }
    }

    /// For the simulator, which shows what each rule is there for.
    #[doc(hidden)]
    #[must_use]
    pub fn under(mut self, rules: Rules) -> Client<S, X> {
        self.rules = rules;
        self
    }

    /// Brings the rows in line with the outbox; run once at every start, before anything else. What was saved and not
    /// shown when the power went is shown; a newer program reads its scopes again, for the columns it now knows.
    ///
    /// # Errors
    /// The store's.
    pub async fn wake(&self) -> Result<Touched, StoreError> {
        let mut opened = self.open().await?;
        let standing = &mut opened.standing;
        if standing.schema != self.schema {
            if standing.epoch.is_some() {
                standing.jobs = snapshot::jobs(&standing.grants, true);
            }
            standing.schema = self.schema;
        }
        self.close(opened).await
    }

    /// Opens a transaction.
    async fn open(&self) -> Result<Opened<S::Tx>, StoreError> {
        let mut tx = self.store.begin().await?;
        let mut standing = tx.standing().await?;
        let device = self.store.ends().await?.map(|ends| ends.device);
        if standing.device != device {
            // The outbox says who we are; another device's numbers mean nothing to this one.
            (standing.device, standing.acked) = (device, 0);
        }
        Ok(Opened { tx, standing, device, touched: Touched::default() })
    }

    /// Commits, with what is pending as it was shown.
    async fn keep(&self, opened: Opened<S::Tx>) -> Result<Touched, StoreError> {
        let Opened { mut tx, standing, touched, .. } = opened;
        tx.stand(&standing).await?;
        tx.commit().await?;
        Ok(touched)
    }

    /// Undoes what is pending, runs again what still is, and commits.
    async fn close(&self, opened: Opened<S::Tx>) -> Result<Touched, StoreError> {
        let Opened { mut tx, mut standing, device, mut touched } = opened;
        touched.keys.extend(tx.restore_images().await?);
        standing.troubled.clear();
        if device.is_some() {
            for entry in self.store.waiting(standing.acked, usize::MAX).await? {
                if entry.is_withdrawn {
                    continue;
                }
                if let Some(trouble) = self.replay(&mut tx, &entry, &mut touched).await? {
                    standing.troubled.insert(entry.n, trouble);
                }
            }
        }
        tx.stand(&standing).await?;
        tx.commit().await?;
        Ok(touched)
    }

    /// Runs one pending mutation; answers why it cannot be shown.
    async fn replay(
        &self,
        tx: &mut S::Tx,
        entry: &Entry,
        touched: &mut Touched,
    ) -> Result<Option<Refusal>, StoreError> {
        tx.savepoint().await?;
        let (mutation, at) = (&entry.mutation, entry.mutation.at);
        let call = Call { mutation, at, now: at, given: &[], device: Some(entry.device), seen: entry.seen };
        match self.executor.run(tx, call).await? {
            Ran::Applied { changes, .. } => {
                tx.release().await?;
                touched.keys.extend(changes.iter().map(|change| change.key.clone()));
                tx.save_images(images(changes)).await?;
                Ok(None)
            }
            refused => {
                tx.rollback().await?;
                Ok(Some(trouble(refused)))
            }
        }
    }
}

/// The states to return to.
fn images(changes: Vec<Change>) -> Vec<(Key, Option<serde_json::Value>)> {
    changes.into_iter().map(|change| (change.key, change.before)).collect()
}

/// Why something did not run.
fn trouble(ran: Ran) -> Refusal {
    match ran {
        Ran::Refused(refusal) => refusal,
        Ran::Stale { reason, .. } => Refusal::new(crate::Code::Conflict, reason),
        Ran::Applied { .. } => Refusal::new(crate::Code::Broken, "It was applied."),
    }
}
