//! Everything the simulated mail service knows, behind one lock, so that a run is one order of events.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::mpsc::UnboundedSender;

use crate::breach::{Breach, Rule};
use crate::fault::{Armed, Fault};
use crate::hold::Door;

use super::delta::{DeltaMode, Expiry};
use super::mailbox::{Mailbox, MoveRules};
use super::send::{SendMode, SentMail};

/// Requests kept in the log.
const LOG_LENGTH: usize = 20_000;
/// Requests already on their way when a mailbox is throttled are not called early.
const GRACE: Duration = Duration::from_millis(100);

/// How the service behaves where the real one is ambiguous, or misbehaves.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct Modes {
    /// A move shows in the destination's change feed.
    pub destination_reports_moves: bool,
    /// A message moved away and back between two polls is only reported as removed.
    pub aba_hole: bool,
    /// Change feed pages.
    pub delta: DeltaMode,
    /// Expired cursors.
    pub expiry: Expiry,
    /// The answers of a batch come in another order.
    pub shuffle_batches: bool,
    /// So many items of the next batch are throttled.
    pub throttle_batch_items: u32,
    /// A sent message gets a new id.
    pub new_id_on_send: bool,
    /// Simulated seconds until the copy of a sent message is in Sent Items.
    pub sent_copy_delay_s: u32,
    /// What happens to the next sends.
    pub send: SendMode,
    /// How many sends `send` lasts; 0 means until changed.
    pub send_times: u32,
    /// Of a thousand requests, those of a batch counted singly, so many fail by chance: before they are carried out or
    /// after it, with a status or with no answer at all.
    pub random_faults: u32,
    /// Which chance: another number, other faults.
    pub random_seed: u64,
}

impl Default for Modes {
    fn default() -> Self {
        Self {
            destination_reports_moves: true,
            aba_hole: true,
            delta: DeltaMode::Normal,
            expiry: Expiry::Gone,
            shuffle_batches: false,
            throttle_batch_items: 0,
            new_id_on_send: false,
            sent_copy_delay_s: 0,
            send: SendMode::Normal,
            send_times: 0,
            random_faults: 0,
            random_seed: 0,
        }
    }
}

impl Modes {
    pub(crate) fn move_rules(&self) -> MoveRules {
        MoveRules { aba_hole: self.aba_hole, destination_reports: self.destination_reports_moves }
    }
}

/// A request as it came, without its tokens.
#[derive(Debug, Clone, Serialize)]
pub struct LogEntry {
    /// By the simulated clock.
    pub at: DateTime<Utc>,
    /// Whose mailbox; empty when not signed in.
    pub mailbox: String,
    /// HTTP method.
    pub method: String,
    /// Decoded path, cursors cut out.
    pub path: String,
    /// `Prefer` as sent.
    pub prefer: String,
    /// JSON body, if any.
    pub body: Value,
    /// Status answered; 0 when the connection was dropped.
    pub status: u16,
    /// Inside a batch.
    pub is_batched: bool,
}

/// An access token.
#[derive(Debug, Clone)]
pub(crate) struct Bearer {
    pub address: String,
    pub expires_at: DateTime<Utc>,
    pub is_revoked: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Throttle {
    pub left: u32,
    pub retry_after: Option<String>,
}

#[derive(Debug, Clone)]
struct Hold {
    issued: Instant,
    wall: Instant,
    until: DateTime<Utc>,
    request: String,
}

/// The state.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub mailboxes: BTreeMap<String, Mailbox>,
    pub bearers: HashMap<String, Bearer>,
    pub modes: Modes,
    pub breaches: Vec<Breach>,
    pub csdl_findings: Vec<String>,
    pub log: VecDeque<LogEntry>,
    pub faults: Vec<Armed>,
    pub throttles: HashMap<String, Throttle>,
    pub in_flight: HashMap<String, u32>,
    pub most_in_flight: u32,
    holds: HashMap<String, Hold>,
    pub sent: Vec<SentMail>,
    pub watchers: Vec<UnboundedSender<SentMail>>,
    pub requests: u64,
    /// Requests that were left to chance so far.
    pub chances: u64,
    pub tokens_issued: u64,
    /// Who holds requests; all pass when nobody does.
    pub door: Option<Door>,
}

impl State {
    pub(crate) fn breach(&mut self, rule: Rule, request: &str, detail: impl Into<String>) {
        self.breaches.push(Breach { rule, request: request.to_owned(), detail: detail.into() });
    }

    pub(crate) fn record(&mut self, entry: LogEntry) {
        if self.log.len() >= LOG_LENGTH {
            self.log.pop_front();
        }
        self.log.push_back(entry);
    }

    pub(crate) fn strike(&mut self, method: &str, path: &str) -> Option<Fault> {
        self.faults.iter_mut().find_map(|armed| armed.strike(method, path))
    }

    /// Remembers that a mailbox was told to wait.
    pub(crate) fn hold(&mut self, address: &str, now: DateTime<Utc>, request: &str, retry_after: &str) {
        let Some(wait) = seconds(retry_after, now) else { return };
        let issued = Instant::now();
        let step = TimeDelta::from_std(wait).unwrap_or(TimeDelta::zero());
        let hold = Hold { issued, wall: issued + wait, until: now + step, request: request.to_owned() };
        self.holds.insert(address.to_owned(), hold);
    }

    /// Whether a request comes before the wait is over, by the simulated clock and by the real one.
    pub(crate) fn is_early(&mut self, address: &str, now: DateTime<Utc>, request: &str) -> bool {
        let Some(hold) = self.holds.get(address) else { return false };
        if now >= hold.until || Instant::now() >= hold.wall {
            self.holds.remove(address);
            return false;
        }
        hold.request == request || hold.issued.elapsed() > GRACE
    }
}

/// `Retry-After`: seconds, whole or not, or an HTTP date.
fn seconds(text: &str, now: DateTime<Utc>) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let at = DateTime::parse_from_rfc2822(text).ok()?;
    (at.with_timezone(&Utc) - now).to_std().ok()
}
