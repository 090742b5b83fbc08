//! The questions a desk asks and the answers it gets, as JSON (sync.md 4.4).
//!
//! How they travel is the adapter's business: one path for each kind of [`Request`], [`Stop`] as a status. Who asks
//! travels beside them ([`Caller`]): an adapter takes the device from the proven token, never from a body.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    digest::Digest,
    ids::{Device, Epoch, Fingerprint, Key, Millis, Scope, Table},
    mutation::{Mutation, Receipt},
};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    /// The device, proven by its token.
    pub device: Device,
    /// The schema number that its program knows.
    pub schema: u32,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum Request {
    /// Where does the server stand?
    Hello(Hello),
    /// Take these mutations.
    Push(Push),
    /// What has changed?
    Pull(Pull),
    /// What is in this scope?
    Snapshot(Snapshot),
    /// Do we hold the same?
    Check(Check),
}

/// Where does the server stand? Asked at first, after a new epoch and beyond the horizon.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hello {}

/// A mutation with its number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// The device's number for it.
    pub n: u64,
    /// The device's cursor when it was made: what its author could know.
    pub seen: u64,
    /// True when its number has to be filled but it must not run: the person took it back, or it was refused before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_withdrawn: bool,
    /// What an authority gave for it before ([`crate::Outcome::Applied`]).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given: Vec<Value>,
    /// The mutation.
    pub mutation: Mutation,
}

/// Take these mutations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Push {
    /// The epoch that the device knows.
    pub epoch: Epoch,
    /// Fingerprint of the mutation before the first; by it a cloned device is found out. None when it is not kept.
    pub after: Option<Fingerprint>,
    /// Mutations with consecutive numbers.
    pub offers: Vec<Offer>,
}

/// What has changed?
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pull {
    /// The epoch that the device knows.
    pub epoch: Epoch,
    /// Everything up to here has been applied.
    pub cursor: u64,
    /// Receipts up to this number have been stored.
    pub settled: u64,
    /// At most so many rows and leaves.
    pub limit: u32,
}

/// What is in this scope?
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The epoch that the device knows.
    pub epoch: Epoch,
    /// The device's cursor: an older view than this is no answer.
    pub cursor: u64,
    /// Which scope.
    pub scope: Scope,
    /// Keys after this one.
    pub after: Option<Key>,
    /// Only keys in these buckets; none means all.
    pub buckets: Option<Vec<u8>>,
    /// True when what is not in the answer will be removed: the newest view is needed.
    pub is_sweep: bool,
    /// At most so many rows.
    pub limit: u32,
}

/// Do we hold the same?
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// The epoch that the device knows.
    pub epoch: Epoch,
    /// The device's cursor.
    pub cursor: u64,
    /// Which scope.
    pub scope: Scope,
    /// What the device holds of it, by bucket; empty buckets are left out.
    pub buckets: BTreeMap<u8, Digest>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Reply {
    /// To [`Hello`].
    Welcome(Welcome),
    /// To [`Push`].
    Pushed(Pushed),
    /// To [`Pull`].
    Page(Page),
    /// To [`Snapshot`].
    Chunk(Chunk),
    /// To [`Check`].
    Checked(Checked),
    /// To anything, instead of an answer.
    Stop(Stop),
}

/// A scope that a person may see, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Which.
    pub scope: Scope,
    /// Why: own, role, team, delegation, escalation, share.
    pub why: String,
    /// Until when, if it ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Millis>,
}

/// Where the server stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Welcome {
    /// Its epoch.
    pub epoch: Epoch,
    /// The newest number: the cursor from which to pull after the snapshots.
    pub head: u64,
    /// The device's last number that has an outcome; 0 when none has.
    pub last: u64,
    /// Fingerprint of that mutation.
    pub last_fingerprint: Option<Fingerprint>,
    /// Scopes in the order in which they are worth having: own first.
    pub grants: Vec<Grant>,
}

/// What became of the mutations. Advice for a badge: it counts only when it comes with a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pushed {
    /// One for each offer, in order.
    pub receipts: Vec<Receipt>,
}

/// A row as it is now, with the scopes it is in now, of those that the person may see.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Table.
    pub table: Table,
    /// Id.
    pub id: uuid::Uuid,
    /// Grows with each change of the row or of its scopes.
    pub ver: u64,
    /// Columns. What the device does not know it keeps as it came.
    pub cols: Value,
    /// Scopes.
    pub scopes: Vec<Scope>,
}

impl Row {
    /// Which row.
    pub fn key(&self) -> Key {
        Key { table: self.table.clone(), id: self.id }
    }
}

/// A row that is no longer in a scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leave {
    /// Which scope.
    pub scope: Scope,
    /// Table.
    pub table: Table,
    /// Id.
    pub id: uuid::Uuid,
}

/// The end of a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct End {
    /// The device's cursor from now on.
    pub cursor: u64,
    /// True when there is more to pull; false makes this a checkpoint.
    pub more: bool,
    /// The newest number.
    pub head: u64,
    /// The device's mutations up to this number are in what has been sent. Counts only at a checkpoint.
    pub acked: u64,
    /// Outcomes of the device's mutations after `settled` and up to `acked`.
    pub receipts: Vec<Receipt>,
    /// All scopes the person may see.
    pub grants: Vec<Grant>,
    /// The oldest schema that is still served.
    pub min_schema: u32,
}

/// What has changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Rows that are there.
    pub rows: Vec<Row>,
    /// Rows that are not.
    pub leaves: Vec<Leave>,
    /// The rest.
    pub end: End,
}

/// A piece of a scope.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chunk {
    /// All rows of the scope after the asked key and up to `next`, in key order.
    pub rows: Vec<Row>,
    /// Ask again after this key; none when the scope has ended.
    pub next: Option<Key>,
    /// The newest number in the view that this was read from.
    pub head: u64,
}

/// The outcome of a check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Checked {
    /// Both hold the same.
    Equal,
    /// The scope has changed since the device's cursor: pull, then ask again.
    Moved,
    /// These buckets differ and are to be read again.
    Differs(Vec<u8>),
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Stop {
    /// The server was restored, or the device remembers more than it: say hello (HTTP 410).
    EpochChanged,
    /// What the device missed is no longer known one by one: say hello (410).
    Horizon,
    /// The program is too old to be told anything; what it has to say is still taken (426).
    Upgrade {
        /// The oldest schema that is served.
        min_schema: u32,
    },
    /// The device was revoked: destroy what it holds (403).
    Revoked,
    /// The server does not know this device: enrol again (401).
    UnknownDevice,
    /// A number was left out; this one comes next (409).
    Expected {
        /// The next number.
        n: u64,
    },
    /// This number stands for another mutation: the device was cloned and has to enrol again (409).
    Forked {
        /// The first number known to differ; 0 when all may.
        n: u64,
    },
    /// The scope is not the person's, or no longer (403).
    NotGranted {
        /// Which.
        scope: Scope,
    },
    /// Come back later (429, 503).
    Busy {
        /// After so many milliseconds.
        retry_after_ms: u64,
    },
}

/// May this desk carry out a piece of outgoing work? (sync.md 4.9)
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Which.
    pub effect: uuid::Uuid,
}

/// Who carries a piece of outgoing work out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "claim", rename_all = "snake_case")]
pub enum Claimed {
    /// The desk that asks, and no other, now and whenever it asks again.
    Granted,
    /// Another desk of the person.
    Held,
    /// Nobody: it was done, failed or was called off.
    Ended,
    /// The server has no such work, or not yet.
    Unknown,
}
