//! What must hold: at every step what one desk can see of it, at the end all of it.

use std::collections::{BTreeMap, BTreeSet};

use pebble_sync::{
    Code, Executor, Key, MutationId, Outcome, Scope,
    client_store::Entry,
    wire::{Checked, Reply, Request, Row, Stop},
};
use serde_json::Value;

use crate::{
    desk::{Kept, Rows},
    office_tx::OfficeTx,
    toy::{self, Toy},
    world::{Letter, World},
};

impl World {
    /// I3 and I8, after each thing that a desk did.
    pub fn look_at(&mut self, seat: usize) {
        if !self.seats[seat].is_awake || self.seats[seat].desk.is_open() {
            return;
        }
        let saved = &self.seats[seat].saved;
        let found = self.seats[seat].desk.look(|rows, kept| {
            let vanished = kept.entries.iter().filter(|entry| has_vanished(entry, rows, kept));
            let mut found: Vec<String> =
                vanished.map(|entry| format!("I3: desk {seat} no longer shows {}", entry.mutation.id)).collect();
            let kept: BTreeSet<MutationId> = kept.entries.iter().map(|entry| entry.mutation.id).collect();
            let lost = saved.iter().filter(|id| !kept.contains(id));
            found.extend(lost.map(|id| format!("I8: desk {seat} has lost {id}")));
            found
        });
        if !found.is_empty() {
            self.note(|| format!("BAD: {found:?}"));
        }
        self.violations.extend(found);
    }

    /// I6, on everything the office says.
    pub fn overhear(&mut self, letter: Letter, request: &Request, reply: Option<&Reply>) {
        self.met.extend(reply.map_or(vec!["database busy"], labels));
        let (epoch, rows, granted): (_, &[Row], BTreeSet<Scope>) = match (request, reply) {
            (Request::Pull(pull), Some(Reply::Page(page))) => {
                (pull.epoch, &page.rows, page.end.grants.iter().map(|grant| grant.scope).collect())
            }
            (Request::Snapshot(asked), Some(Reply::Chunk(chunk))) => (asked.epoch, &chunk.rows, [asked.scope].into()),
            _ => return,
        };
        let inside = self.office.inside();
        let mut found = Vec::new();
        for row in rows {
            let written = inside.written.get(&(epoch, row.key(), row.ver)).cloned().unwrap_or_default();
            if !written.iter().any(|scope| granted.contains(scope)) {
                found.push(format!("I6: desk {} was told {} at {}", letter.seat, row.key(), row.ver));
            }
        }
        drop(inside);
        self.violations.append(&mut found);
    }

    /// I2, I4, I5, I7 and I9, once all is quiet.
    pub fn check_all(&mut self) {
        let mut found = std::mem::take(&mut self.office.inside().violations);
        let outcomes = self.check_outcomes(&mut found);
        self.check_effects(&outcomes, &mut found);
        for (step, count) in self.dispatched.lock().unwrap().iter().filter(|(_, count)| **count > 1) {
            found.push(format!("I7: {step} was dispatched {count} times"));
        }
        self.violations.append(&mut found);
    }

    /// I1: every desk shows what its person may see, as it is. Before the daily check, rows that went missing by
    /// themselves are still missing.
    pub fn check_rows(&mut self, is_checked: bool) {
        let mut found = Vec::new();
        for (at, seat) in self.seats.iter().enumerate().filter(|(_, seat)| !seat.has_stopped) {
            if is_checked || !seat.has_rotted {
                let wanted = self.wanted(seat.person, seat.schema);
                seat.desk.look(|rows, _| compare(at, &wanted, rows, &mut found));
            }
        }
        self.violations.append(&mut found);
    }

    /// One outcome for each mutation, wherever it was offered.
    fn check_outcomes(&self, found: &mut Vec<String>) -> BTreeMap<MutationId, Outcome> {
        let mut outcomes: BTreeMap<MutationId, Outcome> = BTreeMap::new();
        for (at, seat) in self.seats.iter().enumerate().filter(|(_, seat)| !seat.has_stopped) {
            for entry in seat.desk.kept().entries {
                let id = entry.mutation.id;
                let Some(outcome) = entry.outcome.filter(|_| entry.is_settled) else {
                    found.push(format!("I2: desk {at} has no outcome of {id}"));
                    continue;
                };
                let first = outcomes.entry(id).or_insert_with(|| outcome.clone());
                if (first.stands()) != (outcome.stands()) {
                    found.push(format!("I2: {id} is {first:?}, and {outcome:?} on desk {at}"));
                }
            }
        }
        outcomes
    }

    fn check_effects(&self, outcomes: &BTreeMap<MutationId, Outcome>, found: &mut Vec<String>) {
        let state = self.office.state();
        for (id, outcome) in outcomes {
            let ran = state.ran.get(id).copied().unwrap_or_default();
            if ran != u32::from(outcome.stands()) {
                found.push(format!("I2, I9: {id} ran {ran} times, and is {outcome:?}"));
            }
        }
        for (key, row) in &state.rows {
            let acts = row.cols["acts"].as_array().map(Vec::as_slice).unwrap_or_default();
            let different: BTreeSet<u64> = acts.iter().filter_map(Value::as_u64).collect();
            if different.len() < acts.len() {
                found.push(format!("I2: {key} took something twice: {acts:?}"));
            }
        }
    }

    /// What a person's desk is to show.
    fn wanted(&self, person: usize, schema: u32) -> BTreeMap<Key, (u64, Value)> {
        let state = self.office.state();
        let granted = state.grants.get(&toy::person(person)).cloned().unwrap_or_default();
        let rows = state.rows.iter().filter(|(_, row)| row.scopes.iter().any(|scope| granted.contains(scope)));
        let toy = Toy { compares_and_sets: true };
        let present = |row: &Row| Executor::<OfficeTx>::present(&toy, &row.table, row.cols.clone(), schema);
        rows.map(|(key, row)| (key.clone(), (row.ver, present(row)))).collect()
    }
}

/// What an answer shows a schedule to have met.
fn labels(reply: &Reply) -> Vec<&'static str> {
    let of = |outcome: &Outcome| match outcome {
        Outcome::Applied { .. } => "applied",
        Outcome::Stale { .. } => "stale",
        Outcome::Refused(refusal) => match refusal.code {
            Code::Denied => "denied",
            Code::Missing => "missing",
            Code::TooLarge => "too large",
            Code::Withdrawn => "withdrawn",
            Code::Broken => "poison",
            _ => "refused otherwise",
        },
    };
    match reply {
        Reply::Welcome(_) => vec!["welcome"],
        Reply::Pushed(pushed) => pushed.receipts.iter().map(|receipt| of(&receipt.outcome)).collect(),
        Reply::Page(page) if page.end.more => vec!["page"],
        Reply::Page(page) if page.leaves.is_empty() => vec!["checkpoint"],
        Reply::Page(_) => vec!["leave"],
        Reply::Chunk(chunk) if chunk.next.is_some() => vec!["chunk"],
        Reply::Chunk(_) => vec!["last chunk"],
        Reply::Checked(Checked::Equal) => vec!["equal"],
        Reply::Checked(Checked::Moved) => vec!["moved"],
        Reply::Checked(Checked::Differs(_)) => vec!["differs"],
        Reply::Stop(stop) => vec![match stop {
            Stop::EpochChanged => "epoch changed",
            Stop::Horizon => "horizon",
            Stop::Upgrade { .. } => "upgrade",
            Stop::Revoked => "revoked",
            Stop::UnknownDevice => "unknown device",
            Stop::Expected { .. } => "expected",
            Stop::Forked { .. } => "forked",
            Stop::NotGranted { .. } => "not granted",
            Stop::Busy { .. } => "busy",
        }],
    }
}

/// A desk's own work that is neither shown nor explained.
fn has_vanished(entry: &Entry, rows: &Rows, kept: &Kept) -> bool {
    let (input, standing) = (&entry.mutation.input, &rows.standing);
    let lead = match entry.mutation.name.as_str() {
        "lead.create" => toy::lead_made_by(&entry.mutation),
        "lead.act" | "lead.poison" | "lead.assign" => {
            toy::key("lead", input["lead"].as_str().and_then(|id| id.parse().ok()).unwrap_or_default())
        }
        _ => return false,
    };
    let is_current = standing.device == kept.device && Some(entry.device) == kept.device;
    let is_explained = match (&entry.outcome, entry.is_settled) {
        (Some(Outcome::Applied { .. }), true) => false,
        (Some(_), true) => true,
        // Refused before a restore; or acknowledged, with the outcome still to be fetched.
        (_, false) => {
            entry.is_withdrawn || !is_current || entry.n <= standing.acked || standing.troubled.contains_key(&entry.n)
        }
        (None, true) => true,
    };
    let Some(cols) = rows.shown.get(&lead).filter(|_| !is_explained) else { return false };
    !cols["acts"].as_array().is_some_and(|acts| acts.contains(&input["mark"]))
}

fn compare(at: usize, wanted: &BTreeMap<Key, (u64, Value)>, rows: &Rows, found: &mut Vec<String>) {
    for key in rows.shown.keys().filter(|key| !wanted.contains_key(*key)) {
        found.push(format!("I1: desk {at} shows the ghost {key}"));
    }
    for (key, (ver, cols)) in wanted {
        match rows.shown.get(key) {
            None => found.push(format!("I1: desk {at} misses {key}")),
            Some(shown) if **shown != *cols || rows.versions.get(key) != Some(ver) => {
                found.push(format!("I1: desk {at} shows an old {key}: {shown}, not {cols}"));
            }
            Some(_) => {}
        }
    }
}
