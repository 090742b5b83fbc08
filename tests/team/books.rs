//! The rows of an office, as the server and the desks have them, by who may see them.
//!
//! What a row is for is worked out from the rows alone, not from what the server has written down of it.

use std::collections::{BTreeMap, BTreeSet};

use pebble_core::{
    engines::ENGINES,
    kernel::{Scope, ids::derive, synced::Audience},
};
use pebble_store::Store;
use serde_json::Value;
use uuid::Uuid;

/// A table and an id.
pub(super) type Key = (&'static str, Uuid);

/// The shared rows of a database.
#[derive(PartialEq)]
pub(super) struct Books(BTreeMap<Key, Value>);

/// How many rows, and a hash of all they say.
pub(super) type Sum = (usize, Uuid);

impl Books {
    /// Reads them all.
    pub(super) async fn read(store: &Store) -> Books {
        let db = store.begin().await.unwrap();
        let mut rows = BTreeMap::new();
        for table in ENGINES.tables() {
            let Some(access) = table.synced else { continue };
            let ids = (access.ids)(&db).await.unwrap();
            let found = (access.rows)(&db, &ids).await.unwrap();
            rows.extend(found.into_iter().map(|(id, row)| ((table.name, id), row)));
        }
        Books(rows)
    }

    /// The rows of a table.
    pub(super) fn of<'a>(&'a self, table: &'a str) -> impl Iterator<Item = &'a Value> {
        self.0.iter().filter(move |((name, _), _)| *name == table).map(|(_, row)| row)
    }

    fn audience(&self, key: &Key) -> Option<Audience> {
        let access = ENGINES.tables().find(|table| table.name == key.0)?.synced?;
        Some((access.audience)(self.0.get(key)?).unwrap())
    }

    fn scopes(&self, key: &Key) -> BTreeSet<Scope> {
        let audience = self.audience(key).unwrap();
        let parent = audience.parent().and_then(|parent| self.audience(&(parent.table, parent.id)));
        audience.scopes(&parent.map(|parent| parent.scopes(&BTreeSet::new())).unwrap_or_default())
    }

    /// The keys of all rows.
    pub(super) fn keys(&self) -> BTreeSet<Key> {
        self.0.keys().copied().collect()
    }

    /// The keys of the rows that are in one of these scopes.
    pub(super) fn seen_in(&self, scopes: &BTreeSet<Scope>) -> BTreeSet<Key> {
        self.0.keys().filter(|key| !self.scopes(key).is_disjoint(scopes)).copied().collect()
    }

    /// What is in each of these scopes, by table.
    pub(super) fn sums(&self, scopes: &BTreeSet<Scope>) -> BTreeMap<(Scope, &'static str), Sum> {
        let mut texts: BTreeMap<(Scope, &'static str), Vec<String>> = BTreeMap::new();
        for (key, row) in &self.0 {
            for scope in self.scopes(key).intersection(scopes) {
                texts.entry((*scope, key.0)).or_default().push(format!("{} {row}", key.1));
            }
        }
        let sum = |texts: Vec<String>| {
            let parts: Vec<&[u8]> = texts.iter().map(String::as_bytes).collect();
            (texts.len(), derive(&parts))
        };
        texts.into_iter().map(|(at, texts)| (at, sum(texts))).collect()
    }
}
