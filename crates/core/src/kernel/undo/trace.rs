//! What was done to rows, as it is taken back: read from the log and the capture.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::kernel::{
    error::{Error, Result},
    history::{acts, columns, differing},
    ids::{MutationId, PersonId},
    log::change,
    read::Read,
    record::Record,
};

/// Ids in one question: both databases limit its parameters.
const MOST_IDS: usize = 200;

/// The columns of a row.
pub(super) type Columns = Map<String, Value>;

/// What was done to a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Trace {
    /// Table.
    pub(crate) record: String,
    /// Row.
    pub(crate) row_id: Uuid,
    /// The row before; none when it was made.
    pub(crate) before: Option<Columns>,
    /// The row after; none when it was removed.
    pub(crate) after: Option<Columns>,
    /// Where it stands in the capture, if it does.
    #[serde(skip)]
    pub(crate) seq: Option<i64>,
}

impl Trace {
    /// What was done to a row of this device. Of one that stays only the columns that differ are kept.
    pub(crate) fn of<R: Record>(record: &str, row_id: Uuid, before: Option<&R>, after: Option<&R>) -> Result<Trace> {
        let columns = |row: Option<&R>| match row.map(serde_json::to_value).transpose().map_err(Error::broken)? {
            Some(Value::Object(columns)) => Ok::<_, Error>(Some(columns)),
            _ => Ok(None),
        };
        let (mut before, mut after) = (columns(before)?, columns(after)?);
        if let (Some(old), Some(new)) = (&mut before, &mut after) {
            let names: Vec<String> = differing(old, new).into_iter().map(|(name, ..)| name).collect();
            old.retain(|name, _| names.contains(name));
            new.retain(|name, _| names.contains(name));
        }
        Ok(Trace { record: record.to_owned(), row_id, before, after, seq: None })
    }

    /// From the texts of the capture.
    pub(crate) fn read(record: &str, row_id: Uuid, before: Option<&str>, after: Option<&str>) -> Result<Trace> {
        let (before, after) = (columns(before)?, columns(after)?);
        Ok(Trace { record: record.to_owned(), row_id, before, after, seq: None })
    }
}

/// What a mutation did.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Wire name.
    pub(crate) command: String,
    /// Who ran it.
    pub(crate) person: PersonId,
    /// Each row once, in the order in which they were first touched.
    pub(crate) traces: Vec<Trace>,
}

/// Each row once, as it was first and as it was last. What came to nothing is left out.
pub(crate) fn merged(traces: impl Iterator<Item = Trace>) -> Vec<Trace> {
    let mut places: HashMap<(String, Uuid), usize> = HashMap::new();
    let mut found: Vec<Trace> = Vec::new();
    for trace in traces {
        let place = *places.entry((trace.record.clone(), trace.row_id)).or_insert(found.len());
        match found.get_mut(place) {
            Some(first) => join(first, trace),
            None => found.push(trace),
        }
    }
    found.retain(|trace| trace.before != trace.after);
    found
}

/// Adds what was done to a row later. Where only columns that differ are kept, each keeps its first value of before.
fn join(first: &mut Trace, later: Trace) {
    match (&mut first.before, &mut first.after, later.before, later.after) {
        (Some(before), Some(after), Some(old), Some(new)) => {
            for (name, value) in old {
                before.entry(name).or_insert(value);
            }
            after.extend(new);
            let same: Vec<String> =
                before.keys().filter(|name| before.get(*name) == after.get(*name)).cloned().collect();
            for name in same.iter().filter(|name| *name != "id") {
                before.remove(name);
                after.remove(name);
            }
        }
        (None, Some(after), _, Some(new)) => after.extend(new),
        (Some(before), last, Some(old), None) => {
            for (name, value) in old {
                before.entry(name).or_insert(value);
            }
            *last = None;
        }
        (_, last, _, new) => *last = new,
    }
    first.seq = later.seq;
}

/// What these mutations did, those of which the log knows.
pub(super) async fn entries(read: &Read<'_>, mids: &[MutationId]) -> Result<BTreeMap<MutationId, Entry>> {
    let mut traces: BTreeMap<MutationId, Vec<Trace>> = BTreeMap::new();
    for mids in mids.chunks(MOST_IDS) {
        let rows = change::Entity::find()
            .filter(change::Column::Mid.is_in(mids.iter().copied()))
            .order_by_asc(change::Column::Mid)
            .order_by_asc(change::Column::Seq)
            .all(read.db())
            .await?;
        for row in rows {
            let trace = Trace::read(&row.record, row.row_id, row.before.as_deref(), row.after.as_deref())?;
            traces.entry(row.mid).or_default().push(Trace { seq: Some(row.seq), ..trace });
        }
    }
    let acts = acts(read, mids.iter().copied()).await?;
    let entry = |(mid, act): (MutationId, crate::kernel::history::Act)| {
        let traces = merged(traces.remove(&mid).unwrap_or_default().into_iter());
        (mid, Entry { command: act.command, person: act.person, traces })
    };
    Ok(acts.into_iter().map(entry).collect())
}
