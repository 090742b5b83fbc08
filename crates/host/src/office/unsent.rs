//! What the sync screen shows of the outbox, and what a person does about it: nothing of theirs is dropped without them.

use std::collections::BTreeMap;

use pebble_core::kernel::{At, Code, Error, MutationId, Result, undo::UndoFell};
use pebble_sync::{Mutation, Outcome, Refusal, client::Touched};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::{
    Office,
    fault::{number, told, unreadable},
    outbox::read,
    tables::entry,
};
use crate::Desk;

/// Most entries of the list.
const MOST: u64 = 500;

/// Where a change stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum UnsentState {
    /// It waits for the server.
    Waiting,
    /// It waits, and cannot be shown at present.
    Hidden,
    /// The server refused it.
    Refused,
    /// Something newer stood there: both are kept, and a person decides.
    Stale,
}

/// A change that has not reached the server, or did not stand there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Unsent {
    /// Names it.
    #[ts(type = "number")]
    pub place: i64,
    /// The command.
    pub command: String,
    /// Its input: mine.
    pub input: Value,
    /// When it was made.
    pub at: At,
    /// Where it stands.
    pub state: UnsentState,
    /// Why, in a plain sentence.
    pub reason: Option<String>,
    /// The field at fault.
    pub field: Option<String>,
    /// What stands at the server: theirs.
    pub current: Option<Value>,
}

/// Names a change.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OfUnsent {
    /// Which.
    #[ts(type = "number")]
    pub place: i64,
}

/// Everything that has not reached the server, for safe keeping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Exported {
    /// A name for the file.
    pub name: String,
    /// JSON, a change on each line.
    pub text: String,
}

/// A change that was to take something back, and does not stand.
pub(crate) struct FallenUndo(MutationId);

impl FallenUndo {
    fn of(mutation: &Mutation) -> Option<FallenUndo> {
        (mutation.name == "desk.undo").then_some(FallenUndo(MutationId(mutation.id.0)))
    }

    /// Has the list of what was done say so.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn tell(self, desk: &Desk) -> Result<()> {
        desk.internal("desk.undo_fell", &UndoFell { mutation: self.0 }).await
    }
}

impl Office {
    /// What waits and what did not stand, at most 500 of each.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn unsent(&self) -> Result<Vec<Unsent>> {
        let standing = self.store.standing().await.map_err(told)?;
        let rows = self.store.unsent(MOST).await.map_err(told)?;
        rows.into_iter()
            .filter(|row| row.is_unread || !row.is_withdrawn)
            .map(|row| shown(row, &standing.troubled))
            .collect()
    }

    /// The change that a person has looked at is done with: one that waits is taken back.
    ///
    /// # Errors
    /// `Missing` when it is not there any more.
    pub(crate) async fn discard(&self, place: i64) -> Result<Touched> {
        let row = self.entry(place).await?;
        self.store.see_to(&row).await.map_err(told)?;
        if row.is_settled { Ok(Touched::default()) } else { self.client.wake().await.map_err(told) }
    }

    /// The command of a change, to be done again as a new one.
    ///
    /// # Errors
    /// `Conflict` when it still waits: it is done already.
    pub(crate) async fn mine(&self, place: i64) -> Result<(String, Value)> {
        let row = self.entry(place).await?;
        if !row.is_settled {
            return Err(Error::conflict("This change still waits for the server: it need not be made again."));
        }
        let entry = read(row).map_err(told)?;
        Ok((entry.mutation.name, entry.mutation.input))
    }

    /// What was to be taken back by changes that did not stand.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn fallen(&self) -> Result<Vec<FallenUndo>> {
        let (_, unread) = self.store.counts().await.map_err(told)?;
        if unread == 0 {
            return Ok(Vec::new());
        }
        let rows = self.store.unsent(MOST).await.map_err(told)?.into_iter().filter(|row| row.is_unread);
        let mut fallen = Vec::new();
        for row in rows {
            fallen.extend(FallenUndo::of(&read(row).map_err(told)?.mutation));
        }
        Ok(fallen)
    }

    /// What a change was to take back, if that is what it was to do.
    ///
    /// # Errors
    /// `Missing` when it is not there any more.
    pub(crate) async fn undo_of(&self, place: i64) -> Result<Option<FallenUndo>> {
        let entry = read(self.entry(place).await?).map_err(told)?;
        Ok(FallenUndo::of(&entry.mutation))
    }

    /// All that has not reached the server or did not stand there, as text.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn export(&self, now: At) -> Result<Exported> {
        let mut text = String::new();
        for row in self.store.unsent(u64::from(u32::MAX)).await.map_err(told)? {
            let entry = read(row).map_err(told)?;
            text.push_str(&serde_json::to_string(&entry).map_err(Error::broken)?);
            text.push('\n');
        }
        Ok(Exported { name: format!("unsent-work-{}.jsonl", now.millis()), text })
    }

    async fn entry(&self, place: i64) -> Result<entry::Model> {
        let gone = || Error::new(Code::Missing, "This change has reached the server or was discarded meanwhile.");
        self.store.entry(place).await.map_err(told)?.ok_or_else(gone)
    }
}

fn shown(row: entry::Model, troubled: &BTreeMap<u64, Refusal>) -> Result<Unsent> {
    let place = row.place;
    let trouble = (!row.is_settled).then(|| troubled.get(&number(row.n))).flatten().cloned();
    let outcome: Option<Outcome> =
        row.outcome.as_deref().map(serde_json::from_str).transpose().map_err(unreadable).map_err(told)?;
    let (state, why, current) = match (row.is_settled, outcome) {
        (true, Some(Outcome::Stale { reason, current })) => {
            (UnsentState::Stale, Some(Refusal::new(pebble_sync::Code::Conflict, reason)), Some(current))
        }
        (true, Some(Outcome::Refused(refusal))) => (UnsentState::Refused, Some(refusal), None),
        _ if trouble.is_some() => (UnsentState::Hidden, trouble, None),
        _ => (UnsentState::Waiting, None, None),
    };
    let entry = read(row).map_err(told)?;
    Ok(Unsent {
        place,
        command: entry.mutation.name,
        input: entry.mutation.input,
        at: At::from_millis(entry.mutation.at.0),
        state,
        reason: why.as_ref().map(|why| why.reason.clone()),
        field: why.and_then(|why| why.field),
        current,
    })
}
