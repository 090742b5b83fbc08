//! Whether and how what was done to a row is taken back. Plain functions of what was done and how the row is now.

use chrono::TimeDelta;
use serde_json::Value;

use super::trace::{Columns, Trace};
use crate::kernel::{clock::At, effect::State, history::differing, record::Table};

/// Minutes before work that waits again may leave: an office hears of it first.
const RESPITE: i64 = 2;

/// Why it cannot be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Clash {
    /// The row is not here.
    Gone,
    /// The row that was removed is here again.
    Back,
    /// A column was changed since.
    Changed(String),
    /// What was to leave the house has left.
    Left,
}

/// What becomes of a row when this is taken back.
pub(super) fn taken_back(table: &Table, trace: &Trace, now: Option<&Columns>) -> Result<Option<Columns>, Clash> {
    let is_loose = |name: &str| table.follows.contains(&name) || table.places.contains(&name);
    match (&trace.before, &trace.after, now) {
        (None, Some(_), None) | (Some(_), Some(_), None) => Err(Clash::Gone),
        (None, Some(after), Some(now)) => match differing(after, now).into_iter().find(|(name, ..)| !is_loose(name)) {
            Some((name, ..)) => Err(Clash::Changed(name)),
            None => Ok(None),
        },
        (Some(_), None, Some(_)) => Err(Clash::Back),
        (Some(before), None, None) => Ok(Some(before.clone())),
        (Some(before), Some(after), Some(now)) => {
            let mut then = now.clone();
            for (name, old, new) in differing(before, after) {
                let is_same = now.get(&name) == Some(&new);
                if is_same || table.places.contains(&name.as_str()) {
                    then.insert(name, old);
                } else if !is_loose(&name) {
                    return Err(Clash::Changed(name));
                }
            }
            Ok(Some(then))
        }
        (None, None, now) => Ok(now.cloned()),
    }
}

/// What becomes of a piece of outgoing work: what was asked for is called off as long as it has not left, and what was
/// called off waits again. It says nothing of work that is not known here.
pub(super) fn called_back(trace: &Trace, now: Option<&Columns>, at: At) -> Result<Option<Columns>, Clash> {
    let Some(now) = now else { return Ok(None) };
    let (was, became, is) = (state(trace.before.as_ref()), state(trace.after.as_ref()), state(Some(now)));
    let waits = |state: Option<State>| matches!(state, Some(State::Queued | State::Claimed));
    let stopped = |state: Option<State>| matches!(state, None | Some(State::Cancelled));
    let mut then = now.clone();
    if waits(became) && stopped(was) {
        match is {
            Some(State::Queued | State::Claimed) => {
                let ends = [("trouble", Value::from("It was taken back")), ("ended_at", Value::from(at.to_string()))];
                set(&mut then, State::Cancelled, ends);
            }
            Some(State::Dispatching | State::Done | State::Unknown) => return Err(Clash::Left),
            _ => {}
        }
    } else if waits(was) && stopped(became) && is == Some(State::Cancelled) {
        let due = Value::from(at.plus(TimeDelta::minutes(RESPITE)).to_string());
        set(&mut then, State::Queued, [("trouble", Value::Null), ("ended_at", Value::Null)]);
        set(&mut then, State::Queued, [("claimed_by", Value::Null), ("due_at", due)]);
    }
    Ok(Some(then))
}

fn state(row: Option<&Columns>) -> Option<State> {
    row?.get("state")?.as_str().and_then(State::from_key)
}

fn set(row: &mut Columns, state: State, more: [(&str, Value); 2]) {
    row.insert("state".to_owned(), Value::from(state.key()));
    row.extend(more.map(|(name, value)| (name.to_owned(), value)));
}

/// What people call a column.
pub(super) fn label(column: &str) -> String {
    let known = [("is_corrected", "label"), ("intent", "label"), ("disposition", "place"), ("record_id", "place")];
    if let Some((_, words)) = known.iter().find(|(name, _)| *name == column) {
        return (*words).to_owned();
    }
    let plain = ["_minor", "_id", "_at", "_on"].iter().find_map(|end| column.strip_suffix(end)).unwrap_or(column);
    plain.trim_start_matches("is_").replace('_', " ")
}
