//! What the office does, in numbers, as Prometheus reads them.

use std::{
    fmt::Write,
    sync::atomic::{AtomicI64, AtomicU64, Ordering},
};

use pebble_sync::{Outcome, wire::Reply};

/// Counts since the node started.
#[derive(Debug, Default)]
pub(crate) struct Meters {
    applied: AtomicU64,
    refused: AtomicU64,
    stale: AtomicU64,
    rows: AtomicU64,
    leaves: AtomicU64,
    stops: AtomicU64,
    failures: AtomicU64,
    turned_away: AtomicU64,
    behind: AtomicU64,
    /// Devices that listen for hints.
    listening: AtomicI64,
    /// The newest number.
    head: AtomicU64,
}

fn add(to: &AtomicU64, count: usize) {
    to.fetch_add(u64::try_from(count).unwrap_or_default(), Ordering::Relaxed);
}

impl Meters {
    /// Counts an answer.
    pub(crate) fn answered(&self, reply: &Reply) {
        match reply {
            Reply::Pushed(pushed) => {
                for receipt in &pushed.receipts {
                    add(
                        match receipt.outcome {
                            Outcome::Applied { .. } => &self.applied,
                            Outcome::Refused(_) => &self.refused,
                            Outcome::Stale { .. } => &self.stale,
                        },
                        1,
                    );
                }
            }
            Reply::Page(page) => {
                add(&self.rows, page.rows.len());
                add(&self.leaves, page.leaves.len());
            }
            Reply::Chunk(chunk) => add(&self.rows, chunk.rows.len()),
            Reply::Stop(_) => add(&self.stops, 1),
            Reply::Welcome(_) | Reply::Checked(_) => {}
        }
    }

    /// Counts a failure of the database.
    pub(crate) fn failed(&self) {
        add(&self.failures, 1);
    }

    /// Counts a request that was too much.
    pub(crate) fn turned_away(&self) {
        add(&self.turned_away, 1);
    }

    /// Counts a desk that had seen more than the database holds.
    pub(crate) fn is_behind(&self) {
        add(&self.behind, 1);
    }

    /// A device begins (1) or ends (-1) to listen.
    pub(crate) fn listens(&self, by: i64) {
        self.listening.fetch_add(by, Ordering::Relaxed);
    }

    /// Notes the newest number.
    pub(crate) fn at(&self, head: u64) {
        self.head.store(head, Ordering::Relaxed);
    }

    /// All of it, with how many events wait for a number.
    pub(crate) fn text(&self, waiting: u64) -> String {
        let mut text = String::new();
        let count = |of: &AtomicU64| of.load(Ordering::Relaxed).to_string();
        let lines = [
            ("counter", "pebble_mutations_total{outcome=\"applied\"}", count(&self.applied)),
            ("counter", "pebble_mutations_total{outcome=\"refused\"}", count(&self.refused)),
            ("counter", "pebble_mutations_total{outcome=\"stale\"}", count(&self.stale)),
            ("counter", "pebble_rows_sent_total", count(&self.rows)),
            ("counter", "pebble_leaves_sent_total", count(&self.leaves)),
            ("counter", "pebble_stops_total", count(&self.stops)),
            ("counter", "pebble_turned_away_total", count(&self.turned_away)),
            ("counter", "pebble_database_failures_total", count(&self.failures)),
            ("counter", "pebble_desks_ahead_total", count(&self.behind)),
            ("gauge", "pebble_listening_devices", self.listening.load(Ordering::Relaxed).to_string()),
            ("gauge", "pebble_head", count(&self.head)),
            ("gauge", "pebble_unnumbered_events", waiting.to_string()),
        ];
        let mut last = "";
        for (kind, name, value) in &lines {
            let family = name.split('{').next().unwrap_or(name);
            if family != last {
                let _ = writeln!(text, "# TYPE {family} {kind}");
            }
            last = family;
            let _ = writeln!(text, "{name} {value}");
        }
        text
    }
}
