//! Taking back what was done.
//!
//! Two things are kept apart. **What was done to shared rows** stands in the log and the capture, on the desk and at the
//! office alike. The mutation `desk.undo` names other mutations and nothing else: wherever it runs, it looks up there what
//! they did, and puts that back column by column, so that nobody has to believe rows that a desk brings. It refuses what
//! was changed since, what has left the house, and what somebody else did. It is logged like any other, so that it can
//! be taken back itself.
//!
//! **What a person did at this desk** is a list of deeds: each command that they gave, or several that were given as
//! one, with the mutations that it ran and the rows of this device that it changed. `desk.take_back` undoes a deed whole:
//! a mail that was put on an enquiry leaves it again, and lies where it was. The list is a table of the device.

mod deed;
mod list;
mod plan;
mod rules;
mod trace;

use std::collections::BTreeMap;

use sea_orm::{EntityTrait, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

pub use deed::{DeedId, row};
pub(super) use deed::{Noted, note};
pub(super) use list::deeds;
pub use list::{Alter, DeedState, DeedView, Deeds};
use plan::{Put, plan};
pub(crate) use trace::{Entry, Trace, merged};

use super::{
    error::{Code, Error, Result},
    ids::MutationId,
    record::Reach,
    tx::Tx,
};

/// How many deeds are looked through for those that stand after all.
const RECENT: u64 = 500;

/// What is to be taken back.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Undo {
    /// The mutations, in the order in which they ran.
    #[ts(type = "Array<string>")]
    pub of: Vec<MutationId>,
}

/// Something that took other things back, and does not stand.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct UndoFell {
    /// The mutation that took them back.
    #[ts(type = "string")]
    pub mutation: MutationId,
}

/// Which deeds are to be taken back, as one.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct TakeBack {
    /// The deeds.
    pub deeds: Vec<DeedId>,
}

/// The name under which taking back is itself listed.
pub const TAKE_BACK: &str = "desk.take_back";
/// What can be taken back of what was done.
const FIXED: &str = "This cannot be undone: it stands as it was done.";
const OTHERS: &str = "Only who did this can undo it.";

/// Takes back what mutations did, the last one first, all of it or nothing.
pub(super) async fn undo(tx: &mut Tx, undo: Undo) -> Result<()> {
    if undo.of.is_empty() {
        return Err(Error::invalid("of", "Please say what is to be undone."));
    }
    let mut known = trace::entries(&tx.read(), &undo.of).await?;
    let mut traces = Vec::new();
    for mid in &undo.of {
        let entry = match known.remove(mid) {
            Some(entry) => Some(entry),
            None => tx.unwritten(*mid)?,
        };
        let entry =
            entry.ok_or_else(|| Error::conflict("What is to be undone was not done here, or did not stand."))?;
        if entry.person != tx.actor().person {
            return Err(Error::new(Code::Denied, OTHERS));
        }
        if !tx.read().engines().is_undoable(&entry.command) {
            return Err(Error::conflict(FIXED));
        }
        traces.extend(entry.traces);
    }
    let puts = plan(&tx.read(), &traces).await?;
    write(tx, puts).await
}

/// Writes what was planned, and has projections drawn anew.
async fn write(tx: &mut Tx, puts: Vec<Put>) -> Result<()> {
    let mut rows: BTreeMap<&'static str, Vec<Uuid>> = BTreeMap::new();
    for put in puts {
        if put.table.reach == Reach::Shared {
            rows.entry(put.table.name).or_default().push(put.id);
        }
        // A row that goes can no longer say what it hung under, and that stays.
        if let (None, Some(now), Some(access)) = (&put.then, &put.now, put.table.synced)
            && let Some(parent) = (access.audience)(now)?.parent()
        {
            rows.entry(parent.table).or_default().push(parent.id);
        }
        if put.table.reach == Reach::Derived {
            tx.wake_effects();
        }
        (put.table.erased.put)(tx, put.now, put.then).await?;
    }
    tx.retell(&rows).await
}

/// Takes back what was done at this desk: its mutations, and what it did to the rows of this device.
pub(super) async fn take_back(tx: &mut Tx, which: TakeBack) -> Result<()> {
    let mut rows: Vec<row::Model> = Vec::new();
    for id in which.deeds {
        rows.push(tx.get(id).await?);
    }
    rows.sort_by_key(|deed| deed.no);
    let (mut own, mut mutations) = (Vec::new(), Vec::new());
    for deed in &rows {
        list::may_take_back(&tx.read(), deed)?;
        own.extend(deed.traces()?);
        mutations.extend(deed.mutations()?);
    }
    if !mutations.is_empty() {
        tx.mutate::<Value>("desk.undo", &Undo { of: mutations }).await?;
    }
    let puts = plan(&tx.read(), &own).await?;
    write(tx, puts).await?;
    let by = tx.deed();
    for before in rows {
        let after = row::Model { undone_by: by, ..before.clone() };
        tx.update(&before, &after).await?;
    }
    Ok(())
}

/// Something that was taken back did not stand. The list says again of what it took back that it was done, as it was.
pub(super) async fn undo_fell(tx: &mut Tx, fell: UndoFell) -> Result<()> {
    let rows = row::Entity::find().order_by_desc(row::Column::No).limit(RECENT).all(tx.read().db()).await?;
    let mut by = Vec::new();
    for deed in rows.iter().filter(|deed| deed.command == TAKE_BACK) {
        if deed.mutations()?.contains(&fell.mutation) {
            by.push(deed.id);
        }
    }
    for before in rows.into_iter().filter(|deed| deed.undone_by.is_some_and(|id| by.contains(&id))) {
        let after = row::Model { undone_by: None, ..before.clone() };
        tx.update(&before, &after).await?;
    }
    Ok(())
}
