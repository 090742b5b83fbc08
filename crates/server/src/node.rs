//! One node of the office: answers desks, and numbers what has been committed.
//!
//! Nodes share nothing but the database, so any number of them may run, and any of them may be killed.

use std::{sync::Arc, time::Duration};

use pebble_core::kernel::Engines;
use pebble_sync::{
    Device, Millis, StoreError,
    server::{Limits, Round, Server},
    wire::{Caller, Reply, Request, Stop},
};
use tokio::sync::Mutex;

use crate::{office::Office, store::SqlStore};

/// How often something is tried that another transaction was faster at.
const TRIES: u32 = 10;

/// A node.
#[derive(Clone)]
pub struct Node {
    server: Server<SqlStore, Office>,
    office: Office,
    /// Those who run again, one after the other: all at once they would only meet again.
    again: Arc<Mutex<()>>,
}

impl Node {
    /// A node over a database of the office.
    pub fn new(store: SqlStore, engines: Engines, limits: Limits) -> Node {
        let office = Office::new(engines);
        Node { server: Server::new(store, office, limits), office, again: Arc::default() }
    }

    /// Answers a device that has proven to be who it says; it is asked to come back when others are faster for long.
    ///
    /// # Errors
    /// When the database fails; the device asks again.
    pub async fn answer(&self, caller: Caller, request: Request, now: Millis) -> Result<Reply, StoreError> {
        let answer = || self.server.answer(caller, request.clone(), now);
        Ok(self.until_alone(caller.device, answer).await?.unwrap_or(Reply::Stop(Stop::Busy { retry_after_ms: 1_000 })))
    }

    /// Runs something, again as long as other transactions are faster; none when that goes on for long.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn until_alone<T, F: Future<Output = Result<T, StoreError>>>(
        &self,
        who: Device,
        run: impl Fn() -> F,
    ) -> Result<Option<T>, StoreError> {
        for tries in 0..TRIES {
            let _turn = if tries > 0 { Some(self.again.lock().await) } else { None };
            match run().await {
                Err(StoreError::Busy(cause)) => {
                    tracing::debug!(cause, tries, "another transaction was faster");
                    tokio::time::sleep(pause(who, tries)).await;
                }
                ended => return ended.map(Some),
            }
        }
        Ok(None)
    }

    /// Numbers what is committed until nothing is left; answers the newest number when it has given any.
    ///
    /// # Errors
    /// When the database fails; what was numbered stands, and the next call goes on.
    pub async fn stamp(&self) -> Result<Option<u64>, StoreError> {
        let mut newest = None;
        loop {
            match self.server.stamp().await {
                Ok(Round::Stamped { head, .. }) => newest = Some(head),
                // Another node's stamper has it.
                Ok(Round::Busy | Round::Idle) | Err(StoreError::Busy(_)) => return Ok(newest),
                Err(broken) => return Err(broken),
            }
        }
    }

    /// The business of the office.
    pub(crate) fn office(&self) -> Office {
        self.office
    }

    /// The protocol underneath, for jobs and for whoever runs the office.
    pub fn server(&self) -> &Server<SqlStore, Office> {
        &self.server
    }
}

/// Longer with each try, and not the same for two devices that met.
fn pause(who: Device, tries: u32) -> Duration {
    let (_, _, _, [own, ..]) = who.0.as_fields();
    let longest = 2_u64.saturating_pow(tries.min(7));
    Duration::from_millis(
        u64::from(*own).wrapping_mul(7).checked_rem(longest).unwrap_or_default().saturating_add(longest),
    )
}
