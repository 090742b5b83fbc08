//! Reading ahead: the rows that mutations of one push name are read at once, and not one by one as each asks for its own.
//!
//! It is a guess and decides nothing: what a mutation names and is not read here, it asks for itself.

use std::collections::{BTreeMap, BTreeSet};

use pebble_core::kernel::record::Table;
use pebble_sync::{Mutation, StoreError};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    fault::{said, unexpected},
    places::read,
    rows::present,
    tx::SqlTx,
};

/// Ids of one engine's mutations, at most.
const MOST: usize = 500;

/// Reads the rows that these mutations name, of the engines whose mutations they are, and where those rows are.
pub(crate) async fn read_ahead(tx: &mut SqlTx, mutations: &[&Mutation]) -> Result<(), StoreError> {
    let mut named: BTreeMap<&str, BTreeSet<Uuid>> = BTreeMap::new();
    for mutation in mutations {
        let engine = mutation.name.split('.').next().unwrap_or_default();
        ids_in(&mutation.input, named.entry(engine).or_default());
    }
    for (engine, mut ids) in named {
        for table in tables_of(tx, engine) {
            let found = placed_in(tx, table, &ids).await?;
            if !found.is_empty() {
                tx.within()?.read_ahead(table, &found).await.map_err(unexpected)?;
            }
            for id in found {
                ids.remove(&id);
            }
        }
    }
    Ok(())
}

/// The tables of an engine whose rows are the office's, in its own order: what its mutations name is mostly in the first.
fn tables_of(tx: &SqlTx, engine: &str) -> Vec<Table> {
    let engine = tx.engines.0.iter().find(|each| each.name == engine);
    let shared = engine.into_iter().flat_map(|engine| engine.tables).filter(|table| table.synced.is_some());
    shared.copied().collect()
}

/// Which of these ids are rows of a table; where they are is kept.
async fn placed_in(tx: &mut SqlTx, table: Table, ids: &BTreeSet<Uuid>) -> Result<Vec<Uuid>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = present::Entity::find()
        .filter(present::Column::Record.eq(table.name))
        .filter(present::Column::RowId.is_in(ids.iter().copied()));
    let mut found = Vec::new();
    for row in rows.all(tx.db()?).await.map_err(said)? {
        let (key, held) = read(row)?;
        found.push(key.id);
        tx.placed.insert(key, Some(held));
    }
    Ok(found)
}

/// The ids that an input names, wherever they stand in it.
fn ids_in(input: &Value, ids: &mut BTreeSet<Uuid>) {
    if ids.len() >= MOST {
        return;
    }
    match input {
        Value::String(text) => ids.extend(Uuid::try_parse(text).ok()),
        Value::Array(values) => values.iter().for_each(|value| ids_in(value, ids)),
        Value::Object(fields) => fields.values().for_each(|value| ids_in(value, ids)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
