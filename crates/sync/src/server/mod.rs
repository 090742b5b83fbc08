//! The office's side. Every call stands alone, so any node may answer it.
//!
//! An adapter has proven who asks before it calls; what the person may see and do is read here, in the same view or
//! transaction as the answer.

mod ask;
mod pull;
mod push;
mod stamp;

pub use stamp::{Round, horizon};

use crate::{
    ids::Millis,
    rules::Rules,
    server_store::ServerStore,
    store::{Executor, StoreError},
    wire::{Caller, Reply, Request, Stop},
};

/// How much the server takes and gives at once.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The largest mutation that may run, in bytes.
    pub mutation_bytes: u64,
    /// Mutations in one transaction as long as all of them stand.
    pub hopeful_mutations: usize,
    /// Mutations in one transaction when one of them did not.
    pub chunk_mutations: usize,
    /// Rows in a page.
    pub page_rows: u32,
    /// Events in one round of the stamper.
    pub round_events: usize,
    /// How far a device's clock may run ahead before its instants are held back, in milliseconds.
    pub ahead_ms: i64,
    /// The schema of this program. A newer device is asked to come back, until every node has been replaced.
    pub schema: u32,
    /// The oldest schema that is served.
    pub min_schema: u32,
}

impl Default for Limits {
    /// As sync.md 4.4, 4.8 and 4.12 have it.
    fn default() -> Limits {
        Limits {
            mutation_bytes: 256 << 10,
            hopeful_mutations: 200,
            chunk_mutations: 20,
            page_rows: 2_000,
            round_events: 2_000,
            ahead_ms: 300_000,
            schema: 1,
            min_schema: 1,
        }
    }
}

/// The office's side of the protocol.
#[derive(Debug, Clone)]
pub struct Server<S, X> {
    store: S,
    executor: X,
    limits: Limits,
    rules: Rules,
}

impl<S: ServerStore, X: Executor<S::Tx>> Server<S, X> {
    /// One node.
    pub fn new(store: S, executor: X, limits: Limits) -> Server<S, X> {
        Server { store, executor, limits, rules: Rules::ALL }
    }

    /// For the simulator, which shows what each rule is there for.
    #[doc(hidden)]
    #[must_use]
    pub fn under(mut self, rules: Rules) -> Server<S, X> {
        self.rules = rules;
        self
    }

    /// Answers a device.
    ///
    /// # Errors
    /// The store's; the adapter answers 503 and the device asks again.
    pub async fn answer(&self, caller: Caller, request: Request, now: Millis) -> Result<Reply, StoreError> {
        if caller.schema > self.limits.schema {
            return Ok(Reply::Stop(Stop::Busy { retry_after_ms: 5_000 }));
        }
        match request {
            Request::Hello(_) => self.hello(caller).await,
            Request::Push(push) => self.push(caller, push, now).await,
            Request::Pull(pull) => self.pull(caller, &pull).await,
            Request::Snapshot(snapshot) => self.snapshot(caller, &snapshot).await,
            Request::Check(check) => self.check(caller, &check).await,
        }
    }
}
