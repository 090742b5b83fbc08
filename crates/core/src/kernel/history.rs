//! What became of a record, field by field: read from the change capture.
//!
//! A desk captures what it does itself. What came from its office stands in between: where a field is another when this
//! desk changes the record next, somebody else has changed it, and no later than that.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    clock::At,
    engine::encode,
    error::{Error, Result},
    ids::{MutationId, PersonId},
    log::{change, mutation},
    read::Read,
    record::Record,
};

/// Changes of one record that are looked at, the newest.
const MOST: u64 = 500;
/// Ids in one question: both databases limit its parameters.
const MOST_IDS: usize = 200;

/// A field that was changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct Alteration {
    /// The field, as the row names it.
    pub field: String,
    /// What it was.
    #[ts(type = "unknown")]
    pub old: Value,
    /// What it became.
    #[ts(type = "unknown")]
    pub new: Value,
    /// When; where that is not known, an instant by which it had happened.
    pub at: At,
    /// False: it came from the office, from a colleague or another desk, some time before `at`.
    pub is_exact: bool,
    /// Who; none where only the office knows.
    pub person_id: Option<PersonId>,
    /// Their name.
    pub who: Option<String>,
    /// The command that did it; none where only the office knows.
    pub command: Option<String>,
}

/// The columns of a row.
pub(super) fn columns(text: Option<&str>) -> Result<Option<Map<String, Value>>> {
    match text.map(serde_json::from_str).transpose().map_err(Error::broken)? {
        Some(Value::Object(columns)) => Ok(Some(columns)),
        Some(_) => Err(Error::broken("a captured row is no object")),
        None => Ok(None),
    }
}

/// The columns in which two states of a row differ, with both values.
pub(super) fn differing(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<(String, Value, Value)> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let value = |row: &Map<String, Value>, name: &str| row.get(name).cloned().unwrap_or_default();
    let both = |name: &String| (name.clone(), value(before, name), value(after, name));
    names.into_iter().map(both).filter(|(_, old, new)| old != new).collect()
}

/// What one mutation did to the record.
struct Stretch {
    mid: MutationId,
    at: At,
    before: Option<Map<String, Value>>,
    after: Option<Map<String, Value>>,
}

/// Every field of a record that was changed, the newest first.
///
/// # Errors
/// `Missing` when the record is not here.
pub async fn of<R: Record>(read: &Read<'_>, id: impl Into<Uuid>) -> Result<Vec<Alteration>> {
    let id: Uuid = id.into();
    let now = match encode(&read.get::<R>(id).await?)? {
        Value::Object(columns) => columns,
        _ => Map::new(),
    };
    let stretches = stretches::<R>(read, id).await?;
    let who = acts(read, stretches.iter().map(|stretch| stretch.mid)).await?;
    let mut found = Vec::new();
    let mut known: Option<Map<String, Value>> = None;
    for stretch in stretches {
        let Stretch { mid, at, before, after } = stretch;
        if let (Some(known), Some(before)) = (&known, &before) {
            found.extend(differing(known, before).into_iter().map(|each| elsewhere(each, at)));
        }
        if let (Some(before), Some(after)) = (&before, &after) {
            let act = who.get(&mid);
            found.extend(differing(before, after).into_iter().map(|(field, old, new)| Alteration {
                is_exact: true,
                person_id: act.map(|act| act.person),
                who: act.map(|act| act.who.clone()),
                command: act.map(|act| act.command.clone()),
                ..elsewhere((field, old, new), at)
            }));
        }
        known = after;
    }
    if let Some(known) = known {
        found.extend(differing(&known, &now).into_iter().map(|each| elsewhere(each, read.now())));
    }
    found.retain(|each| {
        let is_followed = R::FOLLOWS.contains(&each.field.as_str());
        each.field != "id" && !is_followed && !R::PLACES.contains(&each.field.as_str())
    });
    found.reverse();
    Ok(found)
}

/// A change that only the office knows more of.
fn elsewhere((field, old, new): (String, Value, Value), at: At) -> Alteration {
    Alteration { field, old, new, at, is_exact: false, person_id: None, who: None, command: None }
}

/// What mutations did to the record, in the order in which they ran: what one did in several steps is one.
async fn stretches<R: Record>(read: &Read<'_>, id: Uuid) -> Result<Vec<Stretch>> {
    let rows = change::Entity::find()
        .filter(change::Column::RowId.eq(id))
        .order_by_desc(change::Column::Seq)
        .limit(MOST)
        .all(read.db())
        .await?;
    let mut found: Vec<Stretch> = Vec::new();
    for row in rows.into_iter().rev().filter(|row| row.record == R::NAME) {
        let (before, after) = (columns(row.before.as_deref())?, columns(row.after.as_deref())?);
        match found.last_mut().filter(|last| last.mid == row.mid) {
            Some(last) => last.after = after,
            None => found.push(Stretch { mid: row.mid, at: row.at, before, after }),
        }
    }
    Ok(found)
}

/// A mutation of the log, without what it carried.
pub(super) struct Act {
    pub command: String,
    pub person: PersonId,
    pub who: String,
}

/// Who ran these mutations, and by which command.
pub(super) async fn acts(read: &Read<'_>, mids: impl Iterator<Item = MutationId>) -> Result<HashMap<MutationId, Act>> {
    let mids: Vec<MutationId> = mids.collect::<BTreeSet<_>>().into_iter().collect();
    let mut names: BTreeMap<PersonId, String> = BTreeMap::new();
    let mut found = HashMap::new();
    for mids in mids.chunks(MOST_IDS) {
        let rows: Vec<(MutationId, String, PersonId)> = mutation::Entity::find()
            .select_only()
            .column(mutation::Column::Mid)
            .column(mutation::Column::Name)
            .column(mutation::Column::PersonId)
            .filter(mutation::Column::Mid.is_in(mids.iter().copied()))
            .into_tuple()
            .all(read.db())
            .await?;
        for (mid, command, person) in rows {
            let who = match names.get(&person) {
                Some(name) => name.clone(),
                None => read.engines().name_of(read, person).await?,
            };
            names.insert(person, who.clone());
            found.insert(mid, Act { command, person, who });
        }
    }
    Ok(found)
}
