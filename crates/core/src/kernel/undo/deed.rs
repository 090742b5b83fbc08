//! What a person did at this desk.

use sea_orm::{EntityTrait, QueryOrder, QuerySelect};
use serde_json::Value;
use uuid::Uuid;

use super::{
    TAKE_BACK, TakeBack,
    list::Alter,
    plan::name_in,
    trace::{Columns, Trace},
};
use crate::{
    id,
    kernel::{
        At, PersonId, effect,
        engine::decode,
        error::{Error, Result},
        history::differing,
        ids::MutationId,
        read::Read,
        record::{Record, Table},
        tx::Tx,
    },
    record,
};

/// Bytes of an input that are kept for the sentence about it.
const LONGEST_INPUT: usize = 16_384;

id!(
    /// Something that a person did at this desk.
    DeedId
);

/// The deed table.
pub mod row {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, DeedId, PersonId};

    /// One deed.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "deed")]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: DeedId,
        /// Grows by one.
        pub no: i64,
        /// The command that was given, the first of several.
        pub command: String,
        /// What it was given with, as JSON text.
        pub input: String,
        /// How many commands were given as one.
        pub count: i32,
        /// When.
        pub at: At,
        /// Who.
        pub person_id: PersonId,
        /// The mutations that ran, as JSON text, in their order.
        pub mutations: String,
        /// The rows of this device that changed, as JSON text.
        pub traces: String,
        /// The table of what it was done to.
        pub record: String,
        /// What it was done to.
        pub record_id: Option<Uuid>,
        /// What that was called.
        pub title: String,
        /// What in particular, such as a task of an enquiry.
        pub part: String,
        /// The fields that it changed, as JSON text.
        pub fields: String,
        /// The deed that took it back.
        pub undone_by: Option<DeedId>,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(row, "deed", "deed", Device);

impl row::Model {
    /// The mutations that ran.
    pub(super) fn mutations(&self) -> Result<Vec<MutationId>> {
        serde_json::from_str(&self.mutations).map_err(Error::broken)
    }

    /// The rows of a table of this device that changed.
    ///
    /// # Errors
    /// `Broken` when what was written down cannot be read.
    pub fn touched(&self, table: &str) -> Result<Vec<Uuid>> {
        Ok(self.traces()?.into_iter().filter(|trace| trace.record == table).map(|trace| trace.row_id).collect())
    }

    /// Those of them that stayed and have another value in a column now.
    ///
    /// # Errors
    /// `Broken` when what was written down cannot be read.
    pub fn changed(&self, table: &str, column: &str) -> Result<Vec<Uuid>> {
        let has = |columns: &Option<Columns>| columns.as_ref().is_some_and(|columns| columns.contains_key(column));
        let is_it = |trace: &Trace| trace.record == table && has(&trace.before) && has(&trace.after);
        Ok(self.traces()?.into_iter().filter(is_it).map(|trace| trace.row_id).collect())
    }

    /// The rows of this device that changed.
    pub(super) fn traces(&self) -> Result<Vec<Trace>> {
        serde_json::from_str(&self.traces).map_err(Error::broken)
    }
}

/// What was done.
pub(crate) struct Noted<'a> {
    /// The command.
    pub(crate) command: &'a str,
    /// What it was given with.
    pub(crate) input: &'a Value,
    /// The mutations that ran.
    pub(crate) mutations: Vec<MutationId>,
    /// The rows of this device that changed.
    pub(crate) own: Vec<Trace>,
    /// All rows that changed, the most telling first.
    pub(crate) traces: Vec<Trace>,
}

/// Writes a deed down, or adds to one: several commands that are given as one are one deed.
pub(crate) async fn note(tx: &mut Tx, id: DeedId, noted: Noted<'_>) -> Result<()> {
    if let Some(before) = tx.read().find::<row::Model>(id).await? {
        let (mut mutations, mut traces) = (before.mutations()?, before.traces()?);
        mutations.extend(noted.mutations);
        traces.extend(noted.own);
        let after = row::Model {
            count: before.count.saturating_add(1),
            mutations: text(&mutations)?,
            traces: text(&traces)?,
            ..before.clone()
        };
        return tx.update(&before, &after).await;
    }
    let about = about(tx, &noted).await?;
    let last = row::Entity::find().order_by_desc(row::Column::No).limit(1).one(tx.read().db()).await?;
    let deed = row::Model {
        id,
        no: last.map_or(1, |last| last.no.saturating_add(1)),
        command: noted.command.to_owned(),
        input: short(noted.input),
        count: about.count,
        at: tx.now(),
        person_id: tx.actor().person,
        mutations: text(&noted.mutations)?,
        traces: text(&noted.own)?,
        record: about.record,
        record_id: about.id,
        title: about.title,
        part: about.part,
        fields: text(&about.fields)?,
        undone_by: None,
    };
    tx.insert(&deed).await
}

/// What a command was given with, as long as that is a sentence's worth: a whole catalogue is in the log.
fn short(input: &Value) -> String {
    let text = input.to_string();
    if text.len() <= LONGEST_INPUT { text } else { Value::Null.to_string() }
}

fn text(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Error::broken)
}

/// What was done is about this.
struct About {
    record: String,
    id: Option<Uuid>,
    title: String,
    part: String,
    count: i32,
    fields: Vec<Alter>,
}

async fn about(tx: &Tx, noted: &Noted<'_>) -> Result<About> {
    let read = tx.read();
    if noted.command == TAKE_BACK {
        let which: TakeBack = decode(noted.input.clone())?;
        if let Some(id) = which.deeds.first() {
            let deed: row::Model = read.get(*id).await?;
            let fields = serde_json::from_str(&deed.fields).map_err(Error::broken)?;
            let row::Model { record, record_id: id, title, part, count, .. } = deed;
            return Ok(About { record, id, title, part, count, fields });
        }
    }
    let named = named(noted.input);
    let is_plain = |trace: &&Trace| trace.record != effect::row::Model::NAME;
    let first = noted.traces.iter().filter(is_plain).find(|trace| named.contains(&trace.row_id));
    let Some(first) = first.or_else(|| noted.traces.iter().find(is_plain)) else {
        return Ok(About {
            record: String::new(),
            id: None,
            title: String::new(),
            part: String::new(),
            count: 1,
            fields: Vec::new(),
        });
    };
    let (own, row) = row_of(&read, first).await?;
    let (table, id, whole) = match above(&read, own, &row).await? {
        Some(above) => above,
        None => (own, Some(first.row_id), row.clone()),
    };
    let part = if id == Some(first.row_id) { String::new() } else { named_in(own, &row) };
    let of = |trace: &&Trace| trace.row_id == first.row_id || Some(trace.row_id) == id;
    Ok(About {
        record: table.map_or_else(|| first.record.clone(), |table| table.name.to_owned()),
        id,
        title: named_in(table, &whole),
        part,
        count: 1,
        fields: noted.traces.iter().filter(of).flat_map(|trace| altered(&read, trace)).collect(),
    })
}

fn named_in(table: Option<Table>, row: &Columns) -> String {
    table.and_then(|table| name_in(&table, row)).unwrap_or_default()
}

/// The ids that an input names, by themselves or in a list.
fn named(input: &Value) -> Vec<Uuid> {
    match input {
        Value::Object(members) => members.values().flat_map(named).collect(),
        Value::Array(items) => items.iter().flat_map(named).collect(),
        Value::String(text) => Uuid::parse_str(text).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// A row as it is now; one that was removed, as it was.
async fn row_of(read: &Read<'_>, trace: &Trace) -> Result<(Option<Table>, Columns)> {
    let table = read.engines().table(&trace.record);
    let known = trace.after.clone().or_else(|| trace.before.clone()).unwrap_or_default();
    let Some(found) = table else { return Ok((None, known)) };
    let row = (found.erased.many)(read, &[trace.row_id]).await?.into_iter().next();
    Ok((table, row.and_then(|(_, row)| row.as_object().cloned()).unwrap_or(known)))
}

type Above = (Option<Table>, Option<Uuid>, Columns);

/// The row under which a row hangs, as long as it is here.
async fn above(read: &Read<'_>, table: Option<Table>, row: &Columns) -> Result<Option<Above>> {
    let Some(access) = table.and_then(|table| table.synced) else { return Ok(None) };
    let Ok(audience) = (access.audience)(&Value::Object(row.clone())) else { return Ok(None) };
    let Some(parent) = audience.parent() else { return Ok(None) };
    let Some(of) = read.engines().table(parent.table) else { return Ok(None) };
    let found = (of.erased.many)(read, &[parent.id]).await?.into_iter().next();
    Ok(found.and_then(|(id, row)| Some((Some(of), Some(id), row.as_object().cloned()?))))
}

/// The fields of a row that stays which are others now.
fn altered(read: &Read<'_>, trace: &Trace) -> Vec<Alter> {
    let (Some(before), Some(after)) = (&trace.before, &trace.after) else { return Vec::new() };
    let table = read.engines().table(&trace.record);
    let is_told = |name: &str| {
        name != "id" && table.is_none_or(|table| !table.follows.contains(&name) && !table.places.contains(&name))
    };
    let told = differing(before, after).into_iter().filter(|(name, ..)| is_told(name));
    told.map(|(field, old, new)| Alter { record: trace.record.clone(), field, old, new }).collect()
}
