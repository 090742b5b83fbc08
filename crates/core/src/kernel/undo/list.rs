//! What a person did at this desk, as they look it up, and whether it can be taken back.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    FIXED, TAKE_BACK,
    deed::{DeedId, row},
    plan::plan,
    trace::entries,
};
use crate::{
    kernel::{
        At,
        error::{Code, Error, Result},
        read::Read,
    },
    words,
};

/// Deeds that are shown at once.
const MOST: u64 = 500;

words!(
    /// What can be done about a deed.
    pub enum DeedState {
        /// It can be taken back.
        Open = "open",
        /// It cannot; the reason says why.
        Fixed = "fixed",
        /// It was taken back.
        Undone = "undone",
    }
);

/// A field that was changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct Alter {
    /// The table.
    pub record: String,
    /// The field.
    pub field: String,
    /// What it was.
    #[ts(type = "unknown")]
    pub old: Value,
    /// What it became.
    #[ts(type = "unknown")]
    pub new: Value,
}

/// Which deeds.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Deeds {
    /// Older than this one, by its number; the newest when absent.
    #[ts(type = "number | null")]
    pub before: Option<i64>,
    /// How many, at most 500.
    #[ts(type = "number")]
    pub limit: u64,
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct DeedView {
    /// Id.
    pub id: DeedId,
    /// Grows with each.
    #[ts(type = "number")]
    pub no: i64,
    /// The command; the first of several that were given as one.
    pub command: String,
    /// How many were given as one.
    pub count: i32,
    /// When.
    pub at: At,
    /// The table of what it was done to.
    pub record: String,
    /// What it was done to.
    pub record_id: Option<Uuid>,
    /// What that was called.
    pub title: String,
    /// What in particular, such as a task of an enquiry.
    pub part: String,
    /// What the command was given with.
    #[ts(type = "unknown")]
    pub input: Value,
    /// What it changed.
    pub fields: Vec<Alter>,
    /// What can be done about it.
    pub standing: DeedState,
    /// Why it cannot be taken back, in plain words.
    pub reason: Option<String>,
    /// The deed that took it back, which can be taken back in turn.
    pub undone_by: Option<DeedId>,
    /// The number of that.
    #[ts(type = "number | null")]
    pub undone_no: Option<i64>,
}

/// What was done at this desk, the newest first.
pub(crate) async fn deeds(read: &Read<'_>, which: Deeds) -> Result<Vec<DeedView>> {
    let rows = row::Entity::find()
        .filter(row::Column::No.lt(which.before.unwrap_or(i64::MAX)))
        .filter(row::Column::Command.ne(TAKE_BACK))
        .order_by_desc(row::Column::No)
        .limit(which.limit.clamp(1, MOST))
        .all(read.db())
        .await?;
    let undone: Vec<Uuid> = rows.iter().filter_map(|deed| deed.undone_by).map(Uuid::from).collect();
    let by: BTreeMap<DeedId, i64> =
        read.many::<row::Model>(&undone).await?.into_iter().map(|deed| (deed.id, deed.no)).collect();
    let mut found = Vec::new();
    for deed in rows {
        let (standing, reason) = standing(read, &deed).await?;
        found.push(DeedView {
            undone_no: deed.undone_by.and_then(|id| by.get(&id).copied()),
            input: serde_json::from_str(&deed.input).map_err(Error::broken)?,
            fields: serde_json::from_str(&deed.fields).map_err(Error::broken)?,
            id: deed.id,
            no: deed.no,
            command: deed.command,
            count: deed.count,
            at: deed.at,
            record: deed.record,
            record_id: deed.record_id,
            title: deed.title,
            part: deed.part,
            standing,
            reason,
            undone_by: deed.undone_by,
        });
    }
    Ok(found)
}

/// Refuses at once what could never be taken back, or was already.
pub(super) fn may_take_back(read: &Read<'_>, deed: &row::Model) -> Result<()> {
    if deed.undone_by.is_some() {
        return Err(Error::conflict("This was undone already."));
    }
    if deed.person_id != read.actor().person {
        return Err(Error::conflict("This was done before this desk joined its office, and stands."));
    }
    if !read.engines().is_undoable(&deed.command) {
        return Err(Error::conflict(FIXED));
    }
    Ok(())
}

async fn standing(read: &Read<'_>, deed: &row::Model) -> Result<(DeedState, Option<String>)> {
    if deed.undone_by.is_some() {
        return Ok((DeedState::Undone, None));
    }
    match look(read, deed).await {
        Ok(()) => Ok((DeedState::Open, None)),
        Err(refusal) if matches!(refusal.code, Code::Conflict | Code::Denied | Code::Missing) => {
            Ok((DeedState::Fixed, Some(refusal.message)))
        }
        Err(broken) => Err(broken),
    }
}

/// Looks whether a deed could be taken back now.
async fn look(read: &Read<'_>, deed: &row::Model) -> Result<()> {
    may_take_back(read, deed)?;
    let mutations = deed.mutations()?;
    let mut known = entries(read, &mutations).await?;
    let mut traces = deed.traces()?;
    for mid in mutations {
        traces.extend(known.remove(&mid).map(|entry| entry.traces).unwrap_or_default());
    }
    plan(read, &traces).await.map(|_| ())
}
