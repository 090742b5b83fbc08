//! Working out what taking something back comes to, row by row, before anything is written.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;
use uuid::Uuid;

use super::{
    rules::{Clash, called_back, label, taken_back},
    trace::{Columns, Trace},
};
use crate::kernel::{
    calendar::Calendar,
    clock::At,
    effect,
    error::{Error, Result},
    history::{acts, differing},
    ids::PersonId,
    log::change,
    read::Read,
    record::{Record, Table},
};

/// Later changes of one row that are looked through for whoever changed it.
const MOST_LATER: u64 = 50;

/// A row, and what becomes of it.
pub(super) struct Put {
    pub table: Table,
    pub id: Uuid,
    pub now: Option<Value>,
    pub then: Option<Value>,
}

type Place = (&'static str, Uuid);
type States = BTreeMap<Place, Option<Columns>>;

/// What becomes of which rows when these are taken back, the last one first.
///
/// # Errors
/// `Conflict` with the reason why it cannot be.
pub(super) async fn plan(read: &Read<'_>, traces: &[Trace]) -> Result<Vec<Put>> {
    let mut tables = Vec::new();
    for trace in traces {
        let unknown = || Error::conflict("This was done by another version of the program and cannot be undone.");
        tables.push(read.engines().table(&trace.record).ok_or_else(unknown)?);
    }
    let now = states(read, &tables, traces).await?;
    let mut then = now.clone();
    for (trace, table) in traces.iter().zip(&tables).rev() {
        let place = (table.name, trace.row_id);
        let is = then.get(&place).and_then(Option::as_ref);
        let becomes = if table.name == effect::row::Model::NAME {
            called_back(trace, is, read.now())
        } else {
            taken_back(table, trace, is)
        };
        match becomes {
            Ok(row) => _ = then.insert(place, row),
            Err(clash) => return Err(Error::conflict(reason(read, table, trace, is, clash).await?)),
        }
    }
    let mut puts = Vec::new();
    for (place, row) in then {
        let was = now.get(&place).cloned().flatten();
        let Some(table) = tables.iter().find(|table| table.name == place.0).filter(|_| was != row) else { continue };
        let value = |row: Option<Columns>| row.map(Value::Object);
        puts.push(Put { table: *table, id: place.1, now: value(was), then: value(row) });
    }
    nothing_hangs(read, &puts).await?;
    Ok(puts)
}

/// How the rows are now.
async fn states(read: &Read<'_>, tables: &[Table], traces: &[Trace]) -> Result<States> {
    let mut ids: BTreeMap<&'static str, (Table, BTreeSet<Uuid>)> = BTreeMap::new();
    for (table, trace) in tables.iter().zip(traces) {
        ids.entry(table.name).or_insert((*table, BTreeSet::new())).1.insert(trace.row_id);
    }
    let mut found = States::new();
    for (name, (table, ids)) in ids {
        found.extend(ids.iter().map(|id| ((name, *id), None)));
        let ids: Vec<Uuid> = ids.into_iter().collect();
        for (id, row) in (table.erased.many)(read, &ids).await? {
            if let Value::Object(columns) = row {
                found.insert((name, id), Some(columns));
            }
        }
    }
    Ok(found)
}

/// Refuses while something that stays hangs under a row that goes.
async fn nothing_hangs(read: &Read<'_>, puts: &[Put]) -> Result<()> {
    for put in puts.iter().filter(|put| put.then.is_none()) {
        for table in read.engines().tables() {
            let Some((column, _)) = table.under.iter().find(|(_, of)| *of == put.table.name) else { continue };
            let going: Vec<Uuid> = puts
                .iter()
                .filter(|other| other.table.name == table.name && other.then.is_none())
                .map(|other| other.id)
                .collect();
            let under = (table.erased.under)(read, column, put.id, going.len().saturating_add(1)).await?;
            if under.iter().any(|id| !going.contains(id)) {
                let (noun, child) = (put.table.noun, table.noun);
                return Err(Error::conflict(format!(
                    "More has been done with this {noun} since: a {child} hangs on it now, so it stays."
                )));
            }
        }
    }
    Ok(())
}

/// What a row is called: its most telling column.
pub(super) fn name_in(table: &Table, row: &Columns) -> Option<String> {
    let named = table.full_text.columns.first().copied().into_iter().chain(["title", "name"]);
    let mut texts = named.filter_map(|column| row.get(column)?.as_str()).map(str::trim);
    texts.find(|text| !text.is_empty()).map(str::to_owned)
}

async fn reason(read: &Read<'_>, table: &Table, trace: &Trace, is: Option<&Columns>, clash: Clash) -> Result<String> {
    let noun = table.noun;
    let which =
        is.and_then(|row| name_in(table, row)).map_or_else(|| format!("this {noun}"), |name| format!("“{name}”"));
    Ok(match clash {
        Clash::Gone => format!("This {noun} is no longer here: it was removed, or somebody else has it now."),
        Clash::Back => format!("This {noun} is here again."),
        Clash::Left => "It has left already: what others have received cannot be taken back.".to_owned(),
        Clash::Changed(column) => {
            let what = label(&column);
            match since(read, trace, &column).await? {
                Some(later) => {
                    let today = read.setting::<Calendar>().await?.local_date(later.at.utc());
                    let on = today.format("%-d %B");
                    if later.person == read.actor().person {
                        format!("You changed the {what} of {which} again on {on}. Undo that first.")
                    } else {
                        format!("{} changed the {what} of {which} on {on}, after you.", later.who)
                    }
                }
                None => format!("The {what} of {which} was changed elsewhere meanwhile."),
            }
        }
    })
}

struct Later {
    at: At,
    person: PersonId,
    who: String,
}

/// Who changed a column after this, as far as the log knows.
async fn since(read: &Read<'_>, trace: &Trace, column: &str) -> Result<Option<Later>> {
    let Some(seq) = trace.seq else { return Ok(None) };
    let later = change::Entity::find()
        .filter(change::Column::RowId.eq(trace.row_id))
        .filter(change::Column::Seq.gt(seq))
        .order_by_asc(change::Column::Seq)
        .limit(MOST_LATER)
        .all(read.db())
        .await?;
    for row in later {
        let step = Trace::read(&row.record, row.row_id, row.before.as_deref(), row.after.as_deref())?;
        let (Some(before), Some(after)) = (&step.before, &step.after) else { continue };
        if differing(before, after).iter().any(|(name, ..)| name == column) {
            let act = acts(read, [row.mid].into_iter()).await?.remove(&row.mid);
            return Ok(act.map(|act| Later { at: row.at, person: act.person, who: act.who }));
        }
    }
    Ok(None)
}
