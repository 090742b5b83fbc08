//! What the sync loop remembers while it runs. All of it may be lost: the store and the server say it again.

use std::collections::BTreeSet;

use crate::{
    backoff::{Backoff, batch},
    ids::{Millis, Scope},
    wire::Request,
};

/// What is wrong, if something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Status {
    /// Nothing.
    #[default]
    Fine,
    /// The server was restored, or we were away beyond its horizon: ask where it stands.
    NeedsWelcome,
    /// The device was cloned, or the server does not know it: a new device id is needed. What has an outcome is
    /// offered again too, from this number on; 0 means all that is kept, of any device.
    NeedsDevice {
        /// The first number to offer again.
        from: u64,
    },
    /// The program is too old to receive; it still sends.
    NeedsUpgrade {
        /// The oldest schema that is served.
        min_schema: u32,
    },
    /// The device was revoked: export the outbox if policy allows, then destroy the rows.
    Revoked,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq)]
pub enum Next {
    /// Send this; hand the ticket back with the answer.
    Send(u64, Box<Request>),
    /// Nothing until then, unless a hint or a mutation comes.
    Wait(Millis),
    /// Have the server give us a device id, then call [`super::Client::adopt`].
    Enrol,
    /// Nothing, ever: the device was revoked.
    Stop,
}

/// The memory of one run of the sync loop.
#[derive(Debug, Default)]
pub struct Session {
    pub(super) status: Status,
    pub(super) ticket: u64,
    pub(super) asked: Option<Request>,
    pub(super) sent: u64,
    pub(super) batch: Option<usize>,
    pub(super) wait: Backoff,
    pub(super) not_before: Millis,
    pub(super) next_pull: Millis,
    /// Pieces of a snapshot since the last pull.
    pub(super) pieces: u32,
    pub(super) to_check: BTreeSet<Scope>,
    pub(super) hinted: u64,
}

impl Session {
    /// A fresh one, at every start.
    pub fn new() -> Session {
        Session::default()
    }

    /// What is wrong, if something is.
    pub fn status(&self) -> Status {
        self.status
    }

    /// True while the last question was not answered and the next one waits its time.
    pub fn is_resting(&self, now: Millis) -> bool {
        now < self.not_before
    }

    /// The server has said that there is something up to this number. Losing a hint costs time, nothing else.
    pub fn hint(&mut self, head: u64) {
        self.hinted = self.hinted.max(head);
    }

    /// Asks the server, at the next quiet moment, whether it holds the same in these scopes.
    pub fn check(&mut self, scopes: impl IntoIterator<Item = Scope>) {
        self.to_check.extend(scopes);
    }

    /// True while checks wait for an answer.
    pub fn is_checking(&self) -> bool {
        !self.to_check.is_empty()
    }

    /// The network or the server failed to answer: wait, longer each time. `chance` is any random number.
    pub fn failed(&mut self, ticket: u64, now: Millis, chance: u64) {
        if self.ticket != ticket {
            return;
        }
        if let Some(Request::Push(_)) = self.asked.take() {
            self.batch = Some(batch(self.batch.unwrap_or(usize::MAX), false, usize::MAX));
        }
        self.rest(now, chance, 0);
    }

    pub(super) fn rest(&mut self, now: Millis, chance: u64, asked: u64) {
        self.wait = self.wait.after_failure(chance, asked);
        self.not_before = now.plus(i64::try_from(self.wait.0).unwrap_or(i64::MAX));
    }

    pub(super) fn ask(&mut self, request: Request) -> Next {
        self.ticket = self.ticket.saturating_add(1);
        self.asked = Some(request.clone());
        Next::Send(self.ticket, Box::new(request))
    }

    /// The request that this ticket stands for, once.
    pub(super) fn redeem(&mut self, ticket: u64) -> Option<Request> {
        if self.ticket == ticket { self.asked.take() } else { None }
    }
}
