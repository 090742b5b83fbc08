//! Where each row is: its version, and the scopes that it has left and entered.
//!
//! A row's scopes are what the row says of itself, and what its parent's are (`kernel::synced`). They are written down
//! in the transaction that changes the row. Whoever puts a row under a parent touches the parent's entry, so that it
//! and who moves the parent cannot both be right: one of them runs again.

use std::collections::{BTreeMap, BTreeSet};

use pebble_core::kernel::{
    Engines,
    synced::{Access, Audience, Parent},
    tx::Changed,
};
use pebble_sync::{Change, Code, Key, Person, Refusal, Scope, StoreError, Table};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    fault::{column, number, said, unexpected, unreadable},
    rows::{member, present},
    tx::{MOST, SqlTx},
};

/// What is written down of a row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Held {
    pub(crate) ver: u64,
    pub(crate) scopes: BTreeSet<i32>,
    parent: Option<Key>,
}

/// A row on its way from some scopes to others.
struct Moving {
    key: Key,
    /// None when the row was removed.
    audience: Option<Audience>,
}

impl Moving {
    fn parent(&self) -> Option<Key> {
        self.audience.as_ref().and_then(Audience::parent).map(key_of)
    }
}

fn key_of(parent: Parent) -> Key {
    Key { table: Table::from(parent.table), id: parent.id }
}

/// These rows, by table.
fn by_table(keys: &BTreeSet<Key>) -> BTreeMap<&str, Vec<Uuid>> {
    let mut tables: BTreeMap<&str, Vec<Uuid>> = BTreeMap::new();
    for key in keys {
        tables.entry(key.table.as_str()).or_default().push(key.id);
    }
    tables
}

pub(crate) fn read(row: present::Model) -> Result<(Key, Held), StoreError> {
    let key = Key { table: Table::from(row.record.as_str()), id: row.row_id };
    let parent = row.parent.zip(row.parent_id).map(|(table, id)| Key { table: Table::from(table.as_str()), id });
    let scopes = serde_json::from_str(&row.scopes).map_err(unreadable)?;
    Ok((key, Held { ver: number(row.ver), scopes, parent }))
}

/// What is written down of these rows.
pub(crate) async fn held(db: &DatabaseTransaction, keys: &BTreeSet<Key>) -> Result<BTreeMap<Key, Held>, StoreError> {
    let mut found = BTreeMap::new();
    for (table, ids) in by_table(keys) {
        for ids in ids.chunks(MOST) {
            let rows = present::Entity::find()
                .filter(present::Column::Record.eq(table))
                .filter(present::Column::RowId.is_in(ids.iter().copied()));
            for row in rows.all(db).await.map_err(said)? {
                let (key, held) = read(row)?;
                found.insert(key, held);
            }
        }
    }
    Ok(found)
}

/// What a transaction has found out of rows, those included of which nothing is written down.
pub(crate) type Placed = BTreeMap<Key, Option<Held>>;

/// What is written down of these rows, asked for once in a transaction.
async fn known(tx: &mut SqlTx, keys: &BTreeSet<Key>) -> Result<BTreeMap<Key, Held>, StoreError> {
    let unknown: BTreeSet<Key> = keys.iter().filter(|key| !tx.placed.contains_key(key)).cloned().collect();
    if !unknown.is_empty() {
        let mut found = held(tx.db()?, &unknown).await?;
        tx.placed.extend(unknown.into_iter().map(|key| (key.clone(), found.remove(&key))));
    }
    let of = |key: &Key| Some((key.clone(), tx.placed.get(key)?.clone()?));
    Ok(keys.iter().filter_map(of).collect())
}

/// Keeps what has just been written down.
fn remember(tx: &mut SqlTx, moving: &[Moving], held: &BTreeMap<Key, Held>, scopes: &BTreeMap<Key, BTreeSet<i32>>) {
    for each in moving {
        let ver = held.get(&each.key).map_or(0, |held| held.ver).saturating_add(1);
        let scopes = scopes.get(&each.key).cloned().unwrap_or_default();
        tx.placed.insert(each.key.clone(), Some(Held { ver, scopes, parent: each.parent() }));
    }
}

/// These rows themselves.
pub(crate) async fn rows_of(
    db: &DatabaseTransaction,
    engines: Engines,
    keys: &BTreeSet<Key>,
) -> Result<Vec<(Key, Value)>, StoreError> {
    let mut found = Vec::new();
    for (name, ids) in by_table(keys) {
        let table = engines.tables().find(|table| table.name == name);
        let Some(access) = table.and_then(|table| table.synced) else { continue };
        let rows = (access.rows)(db, &ids).await.map_err(unexpected)?;
        found.extend(rows.into_iter().map(|(id, row)| (Key { table: Table::from(name), id }, row)));
    }
    Ok(found)
}

fn access(engines: Engines, key: &Key) -> Result<Access, StoreError> {
    let table = engines.tables().find(|table| table.name == key.table.as_str());
    table.and_then(|table| table.synced).ok_or_else(|| unreadable(format!("{key} is not synced")))
}

/// Writes down where the changed rows are now, and what hangs under one that has moved. With a person, refuses what
/// lies outside of what they may see.
pub(crate) async fn place(
    tx: &mut SqlTx,
    engines: Engines,
    person: Option<Person>,
    changes: Vec<Changed>,
) -> Result<Result<Vec<Change>, Refusal>, StoreError> {
    let mut moving = Vec::new();
    for change in changes {
        let key = Key { table: Table::from(change.table.name), id: change.id };
        let of = access(engines, &key)?.audience_of;
        let audience = change.after.as_ref().map(of).transpose().map_err(unexpected)?;
        moving.push(Moving { key, audience });
    }
    let keys = moving.iter().flat_map(|each| [Some(each.key.clone()), each.parent()]).flatten().collect();
    let mut held = known(tx, &keys).await?;
    if let Some(person) = person
        && !may(&moving, &held, &tx.granted(person).await?)
    {
        return Ok(Err(Refusal::new(Code::Denied, "This belongs to a colleague, and was not shared with you.")));
    }
    let mut scopes = BTreeMap::new();
    // Parents first: what hangs under them is where they are.
    moving.sort_by_key(|each| each.parent().is_some());
    settle(tx, &moving, &held, &mut scopes).await?;
    let inherited = under_moved(tx, engines, &scopes, &mut held).await?;
    settle(tx, &inherited, &held, &mut scopes).await?;
    moving.extend(inherited);
    write(tx, &moving, &held, &scopes)?;
    tx.send_unless_hopeful().await?;
    remember(tx, &moving, &held, &scopes);
    Ok(Ok(moving.into_iter().map(|each| told(each, &held, &scopes)).collect()))
}

/// Whether somebody who sees these scopes may change these rows: each of them was in one of the scopes, or is new and
/// hangs under what was, or under nothing.
fn may(moving: &[Moving], held: &BTreeMap<Key, Held>, granted: &BTreeSet<i32>) -> bool {
    let is_seen = |key: &Key| held.get(key).is_none_or(|held| !held.scopes.is_disjoint(granted));
    let is_gone = |key: &Key| held.get(key).is_some_and(|held| held.scopes.is_empty());
    moving.iter().all(|each| {
        (is_seen(&each.key) || is_gone(&each.key))
            && (held.contains_key(&each.key) || each.parent().is_none_or(|parent| is_seen(&parent)))
    })
}

async fn settle(
    tx: &mut SqlTx,
    moving: &[Moving],
    held: &BTreeMap<Key, Held>,
    scopes: &mut BTreeMap<Key, BTreeSet<i32>>,
) -> Result<(), StoreError> {
    for each in moving {
        let mut now = BTreeSet::new();
        if let Some(audience) = &each.audience {
            for name in audience.scopes(&BTreeSet::new()) {
                now.insert(tx.scope(name).await?);
            }
        }
        if let Some(parent) = each.parent() {
            let stands = held.get(&parent).map(|held| &held.scopes);
            now.extend(scopes.get(&parent).or(stands).into_iter().flatten());
        }
        scopes.insert(each.key.clone(), now);
    }
    Ok(())
}

/// What hangs under rows that have moved and was not changed itself. What is written down of it goes into `held`.
async fn under_moved(
    tx: &mut SqlTx,
    engines: Engines,
    scopes: &BTreeMap<Key, BTreeSet<i32>>,
    held: &mut BTreeMap<Key, Held>,
) -> Result<Vec<Moving>, StoreError> {
    let has_moved = |(key, now): &(&Key, &BTreeSet<i32>)| held.get(*key).is_some_and(|held| held.scopes != **now);
    let parents: Vec<Uuid> = scopes.iter().filter(has_moved).map(|(key, _)| key.id).collect();
    if parents.is_empty() {
        return Ok(Vec::new());
    }
    tx.send().await?;
    let mut children = BTreeSet::new();
    for some in parents.chunks(MOST) {
        let rows = present::Entity::find().filter(present::Column::ParentId.is_in(some.iter().copied()));
        for row in rows.all(tx.db()?).await.map_err(said)? {
            let (key, child) = read(row)?;
            if !scopes.contains_key(&key) && child.parent.as_ref().is_some_and(|parent| scopes.contains_key(parent)) {
                children.insert(key.clone());
                held.insert(key, child);
            }
        }
    }
    let rows = rows_of(tx.db()?, engines, &children).await?;
    let each = |(key, row): (Key, Value)| {
        let audience = Some((access(engines, &key)?.audience)(&row).map_err(unexpected)?);
        Ok(Moving { key, audience })
    };
    rows.into_iter().map(each).collect()
}

/// Notes what is to be written down.
fn write(
    tx: &mut SqlTx,
    moving: &[Moving],
    held: &BTreeMap<Key, Held>,
    scopes: &BTreeMap<Key, BTreeSet<i32>>,
) -> Result<(), StoreError> {
    for each in moving {
        let had = held.get(&each.key).cloned().unwrap_or_default();
        let now = scopes.get(&each.key).cloned().unwrap_or_default();
        let parent = each.parent();
        if parent != had.parent {
            tx.placing.touched.extend(parent.clone());
        }
        for (is_in, scope) in now
            .difference(&had.scopes)
            .map(|scope| (true, *scope))
            .chain(had.scopes.difference(&now).map(|scope| (false, *scope)))
        {
            tx.placing.members.insert((each.key.clone(), scope), is_in);
        }
        let row = present::ActiveModel {
            record: Set(each.key.table.as_str().to_owned()),
            row_id: Set(each.key.id),
            ver: Set(column(had.ver.saturating_add(1))),
            scopes: Set(serde_json::to_string(&now).map_err(unreadable)?),
            parent: Set(parent.as_ref().map(|parent| parent.table.as_str().to_owned())),
            parent_id: Set(parent.map(|parent| parent.id)),
        };
        tx.placing.rows.insert(each.key.clone(), row);
    }
    Ok(())
}

/// What is to be written down of rows: each as it is at last.
#[derive(Default)]
pub(crate) struct Placing {
    rows: BTreeMap<Key, present::ActiveModel>,
    /// Rows that have entered a scope, and those that have left one.
    members: BTreeMap<(Key, i32), bool>,
    /// Parents under which something was put.
    touched: BTreeSet<Key>,
}

impl Placing {
    pub(crate) async fn write(self, db: &DatabaseTransaction) -> Result<(), StoreError> {
        let Placing { rows, members, mut touched } = self;
        touched.retain(|key| !rows.contains_key(key));
        let replace = OnConflict::columns([present::Column::Record, present::Column::RowId])
            .update_columns([
                present::Column::Ver,
                present::Column::Scopes,
                present::Column::Parent,
                present::Column::ParentId,
            ])
            .to_owned();
        let rows: Vec<present::ActiveModel> = rows.into_values().collect();
        for some in rows.chunks(MOST) {
            let insert = present::Entity::insert_many(some.iter().cloned()).on_conflict(replace.clone());
            insert.exec_without_returning(db).await.map_err(said)?;
        }
        write_members(db, members).await?;
        for (table, ids) in by_table(&touched) {
            present::Entity::update_many()
                .col_expr(present::Column::Ver, Expr::col(present::Column::Ver))
                .filter(present::Column::Record.eq(table))
                .filter(present::Column::RowId.is_in(ids))
                .exec(db)
                .await
                .map_err(said)?;
        }
        Ok(())
    }
}

async fn write_members(db: &DatabaseTransaction, members: BTreeMap<(Key, i32), bool>) -> Result<(), StoreError> {
    let row = |((key, scope), _): ((Key, i32), bool)| (scope, key.table.as_str().to_owned(), key.id);
    let (entered, left): (Vec<_>, Vec<_>) = members.into_iter().partition(|(_, is_in)| *is_in);
    let (entered, left): (Vec<_>, Vec<_>) =
        (entered.into_iter().map(row).collect(), left.into_iter().map(row).collect());
    for some in entered.chunks(MOST) {
        let rows = some.iter().map(|(scope, record, id): &(i32, String, Uuid)| member::ActiveModel {
            scope: Set(*scope),
            record: Set(record.clone()),
            row_id: Set(*id),
        });
        // One that left and came back within the transaction is there still.
        let once = OnConflict::columns([member::Column::Scope, member::Column::Record, member::Column::RowId])
            .do_nothing()
            .to_owned();
        member::Entity::insert_many(rows).on_conflict(once).exec_without_returning(db).await.map_err(said)?;
    }
    for some in left.chunks(200) {
        let each = |(scope, record, id): &(i32, String, Uuid)| {
            let (scope, record) = (member::Column::Scope.eq(*scope), member::Column::Record.eq(record.as_str()));
            Condition::all().add(scope).add(record).add(member::Column::RowId.eq(*id))
        };
        let these = some.iter().map(each).fold(Condition::any(), Condition::add);
        member::Entity::delete_many().filter(these).exec(db).await.map_err(said)?;
    }
    Ok(())
}

fn told(each: Moving, held: &BTreeMap<Key, Held>, scopes: &BTreeMap<Key, BTreeSet<i32>>) -> Change {
    let left = held.get(&each.key).map(|held| held.scopes.clone()).unwrap_or_default();
    let entered = scopes.get(&each.key).cloned().unwrap_or_default();
    let named = |scopes: BTreeSet<i32>| scopes.into_iter().map(Scope).collect();
    Change { key: each.key, before: None, left: named(left), entered: named(entered) }
}
