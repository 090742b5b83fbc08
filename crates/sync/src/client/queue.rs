//! Saving work on the desk: run, put into the outbox, commit.

use super::{Client, images};
use crate::{
    client_store::{ClientStore, ClientTx},
    ids::Key,
    mutation::{Code, Mutation, Refusal},
    store::{Call, Change, Executor, Ran, StoreError},
};

/// What became of work on the desk.
#[derive(Debug, Clone, PartialEq)]
pub enum Saved {
    /// It is shown and will be sent.
    Queued {
        /// Its number.
        n: u64,
        /// Rows to show again.
        keys: Vec<Key>,
    },
    /// It was refused here; nothing was saved.
    Refused(Refusal),
}

impl<S: ClientStore, X: Executor<S::Tx>> Client<S, X> {
    /// Runs a mutation on the desk and queues it.
    ///
    /// # Errors
    /// The store's. If the outbox has taken the mutation and the rows then fail, it is saved, and shown after the next
    /// page or [`Client::wake`].
    pub async fn mutate(&self, mutation: Mutation) -> Result<Saved, StoreError> {
        let bytes = mutation.bytes();
        if bytes > self.limits.mutation_bytes {
            let reason = format!("It has {bytes} bytes, of {} at most: make it shorter.", self.limits.mutation_bytes);
            return Ok(Saved::Refused(Refusal::new(Code::TooLarge, reason)));
        }
        let mut tx = self.store.begin().await?;
        let standing = tx.standing().await?;
        let call = Call {
            mutation: &mutation,
            at: mutation.at,
            now: mutation.at,
            given: &[],
            device: standing.device,
            seen: standing.cursor,
        };
        match self.executor.run(&mut tx, call).await? {
            Ran::Applied { changes, .. } => {
                let keys = changes.iter().map(|change| change.key.clone()).collect();
                let n = self.enqueue(&mut tx, vec![(mutation, changes)]).await?;
                tx.commit().await?;
                Ok(Saved::Queued { n, keys })
            }
            refused => Ok(Saved::Refused(super::trouble(refused))),
        }
    }

    /// Puts mutations that have run in this transaction, in this order, into the outbox, and keeps what their rows were
    /// before; answers the last number. For a host that runs mutations inside commands of its own. Commit at once
    /// afterwards: from here on the work is saved.
    ///
    /// # Errors
    /// The store's; roll back then.
    pub async fn enqueue(&self, tx: &mut S::Tx, ran: Vec<(Mutation, Vec<Change>)>) -> Result<u64, StoreError> {
        let seen = tx.standing().await?.cursor;
        let mut mutations = Vec::with_capacity(ran.len());
        for (mutation, changes) in ran {
            tx.save_images(images(changes)).await?;
            mutations.push(mutation);
        }
        self.store.append(mutations, seen).await
    }
}
