//! A transaction of the desk as the protocol sees it: rows of the server are written past every command, and what is
//! derived from them is drawn anew before the commit.

mod rows;

use std::collections::{BTreeMap, BTreeSet};

use pebble_core::kernel::{Actor, At, Table as Known, tx::project};
use pebble_sync::{
    Key, Savepoints, Scope, StoreError, Table,
    client_store::{ClientTx, Span, Standing},
    digest::bucket,
    wire::Row,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use serde_json::Value;
use uuid::Uuid;

use super::{
    fault::{column, number, said, unexpected, unreadable},
    store::{DeskStore, standing_on},
    tables::{image, reference, standing, version},
};

/// Rows in one statement, as many as a page has (sync.md 4.4): SQLite limits its parameters to 32,766.
const MOST: usize = 2_000;

/// An open transaction; dropped without a commit, it is undone.
pub(crate) struct DeskTx {
    store: DeskStore,
    db: Option<DatabaseTransaction>,
    at: At,
    actor: Actor,
    /// Shared rows that were written past every command.
    written: BTreeSet<Key>,
}

impl DeskTx {
    pub(super) fn new(store: DeskStore, db: DatabaseTransaction, at: At, actor: Actor) -> DeskTx {
        DeskTx { store, db: Some(db), at, actor, written: BTreeSet::new() }
    }

    pub(super) fn db(&self) -> Result<&DatabaseTransaction, StoreError> {
        self.db.as_ref().ok_or_else(lost)
    }

    /// Lends the transaction to whoever runs a mutation in it; when the borrower is dropped it is undone.
    pub(super) fn lend(&mut self) -> Result<DatabaseTransaction, StoreError> {
        self.db.take().ok_or_else(lost)
    }

    pub(super) fn put_back(&mut self, db: DatabaseTransaction) {
        self.db = Some(db);
    }

    fn table(&self, name: &Table) -> Option<Known> {
        self.store.engines().tables().find(|table| table.name == name.as_str())
    }

    async fn plainly(&self, sql: &str) -> Result<(), StoreError> {
        self.db()?.execute_unprepared(sql).await.map_err(said).map(|_| ())
    }

    /// Draws anew what is derived from the rows that were written past every command.
    async fn project(&mut self) -> Result<(), StoreError> {
        let mut rows: BTreeMap<&'static str, Vec<Uuid>> = BTreeMap::new();
        for key in std::mem::take(&mut self.written) {
            if let Some(table) = self.table(&key.table) {
                rows.entry(table.name).or_default().push(key.id);
            }
        }
        if rows.is_empty() {
            return Ok(());
        }
        let (db, drawn) = project(self.lend()?, self.store.engines(), self.at, self.actor, &rows).await;
        self.put_back(db);
        let mut news = drawn.map_err(unexpected)?;
        news.topics.extend(rows.keys());
        news.ids.extend(rows.into_values().flatten());
        self.store.changed(news);
        Ok(())
    }

    async fn references(&self, filter: Condition) -> Result<Vec<Key>, StoreError> {
        let rows = reference::Entity::find().filter(filter).all(self.db()?).await.map_err(said)?;
        Ok(rows.into_iter().map(|row| Key { table: Table::from(row.record.as_str()), id: row.row_id }).collect())
    }
}

fn lost() -> StoreError {
    StoreError::Broken("the transaction was undone while a mutation ran".to_owned())
}

/// Ids by table.
fn by_table(keys: impl IntoIterator<Item = Key>) -> BTreeMap<Table, Vec<Uuid>> {
    let mut found: BTreeMap<Table, Vec<Uuid>> = BTreeMap::new();
    for key in keys {
        found.entry(key.table).or_default().push(key.id);
    }
    found
}

fn refers_to(name: &Table, ids: &[Uuid]) -> Condition {
    Condition::all()
        .add(reference::Column::Record.eq(name.as_str()))
        .add(reference::Column::RowId.is_in(ids.iter().copied()))
}

impl Savepoints for DeskTx {
    async fn savepoint(&mut self) -> Result<(), StoreError> {
        self.plainly("SAVEPOINT pending").await
    }

    async fn rollback(&mut self) -> Result<(), StoreError> {
        self.plainly("ROLLBACK TO SAVEPOINT pending").await?;
        self.release().await
    }

    async fn release(&mut self) -> Result<(), StoreError> {
        self.plainly("RELEASE SAVEPOINT pending").await
    }
}

impl ClientTx for DeskTx {
    async fn standing(&mut self) -> Result<Standing, StoreError> {
        standing_on(self.db()?).await
    }

    async fn stand(&mut self, at: &Standing) -> Result<(), StoreError> {
        let text = serde_json::to_string(at).map_err(unreadable)?;
        let row = standing::ActiveModel { id: Set(1), standing: Set(text) };
        let replace = OnConflict::column(standing::Column::Id).update_column(standing::Column::Standing).to_owned();
        let insert = standing::Entity::insert_many([row]).on_conflict(replace);
        insert.exec_without_returning(self.db()?).await.map_err(said)?;
        Ok(())
    }

    async fn restore_images(&mut self) -> Result<Vec<Key>, StoreError> {
        let images = image::Entity::find().all(self.db()?).await.map_err(said)?;
        let (mut keys, mut gone, mut rows) = (Vec::new(), Vec::new(), Vec::new());
        for kept in images {
            let key = Key { table: Table::from(kept.record.as_str()), id: kept.row_id };
            keys.push(key.clone());
            match kept.image {
                Some(text) => rows.push((key, serde_json::from_str(&text).map_err(unreadable)?)),
                None => gone.push(key),
            }
        }
        if !keys.is_empty() {
            self.remove(gone).await?;
            self.put(rows).await?;
            self.plainly("DELETE FROM office_image").await?;
        }
        Ok(keys)
    }

    async fn save_images(&mut self, images: Vec<(Key, Option<Value>)>) -> Result<(), StoreError> {
        let once = OnConflict::columns([image::Column::Record, image::Column::RowId]).do_nothing().to_owned();
        self.add_images(images, once).await
    }

    async fn versions(&mut self, keys: &[Key]) -> Result<BTreeMap<Key, u64>, StoreError> {
        let mut found = BTreeMap::new();
        for (name, ids) in by_table(keys.iter().cloned()) {
            for ids in ids.chunks(MOST) {
                let rows = version::Entity::find()
                    .filter(version::Column::Record.eq(name.as_str()))
                    .filter(version::Column::RowId.is_in(ids.iter().copied()));
                for row in rows.all(self.db()?).await.map_err(said)? {
                    found.insert(Key { table: name.clone(), id: row.row_id }, number(row.ver));
                }
            }
        }
        Ok(found)
    }

    async fn write(&mut self, rows: Vec<Row>) -> Result<(), StoreError> {
        let mut refs = Vec::new();
        let mut versions = Vec::new();
        let mut cols = Vec::with_capacity(rows.len());
        for row in rows {
            let record = row.table.as_str().to_owned();
            let held =
                version::ActiveModel { record: Set(record.clone()), row_id: Set(row.id), ver: Set(column(row.ver)) };
            versions.push(held);
            refs.extend(row.scopes.iter().map(|scope| reference::ActiveModel {
                scope: Set(scope.0),
                record: Set(record.clone()),
                row_id: Set(row.id),
            }));
            cols.push((row.key(), row.cols));
        }
        // A row that was not held is referred to by nothing.
        let held = self.versions(&cols.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>()).await?;
        for (name, ids) in by_table(held.into_keys()) {
            for ids in ids.chunks(MOST) {
                let old = reference::Entity::delete_many().filter(refers_to(&name, ids));
                old.exec(self.db()?).await.map_err(said)?;
            }
        }
        let pending = self.beneath(cols.iter().map(|(key, _)| key.clone())).await?;
        let (under, open): (Vec<_>, Vec<_>) = cols.into_iter().partition(|(key, _)| pending.contains(key));
        self.put_beneath(under.into_iter().map(|(key, cols)| (key, Some(cols))).collect()).await?;
        self.written.extend(open.iter().map(|(key, _)| key.clone()));
        // They wait for the database in turn; what comes after is made ready while it works on what came before.
        // After a fault nothing more is written: a disk that fails may have ended the transaction by itself.
        futures::try_join!(self.hold(versions), self.refer(refs), self.put_rows(open)).map(|_| ())
    }

    async fn forget_versions(&mut self) -> Result<(), StoreError> {
        self.plainly("UPDATE office_row SET ver = 0").await
    }

    async fn leave(&mut self, refs: &[(Key, Scope)]) -> Result<(), StoreError> {
        let mut by_scope: BTreeMap<Scope, Vec<Key>> = BTreeMap::new();
        for (key, scope) in refs {
            by_scope.entry(*scope).or_default().push(key.clone());
        }
        for (scope, keys) in by_scope {
            for (name, ids) in by_table(keys) {
                for ids in ids.chunks(MOST) {
                    let these = refers_to(&name, ids).add(reference::Column::Scope.eq(scope.0));
                    reference::Entity::delete_many().filter(these).exec(self.db()?).await.map_err(said)?;
                }
            }
        }
        Ok(())
    }

    async fn leave_scopes(&mut self, scopes: &[Scope]) -> Result<Vec<Key>, StoreError> {
        let these = || Condition::all().add(reference::Column::Scope.is_in(scopes.iter().map(|scope| scope.0)));
        let left: BTreeSet<Key> = self.references(these()).await?.into_iter().collect();
        reference::Entity::delete_many().filter(these()).exec(self.db()?).await.map_err(said)?;
        Ok(left.into_iter().collect())
    }

    async fn held(&mut self, span: Span<'_>) -> Result<Vec<(Key, u64)>, StoreError> {
        let row = || Expr::tuple([Expr::col(reference::Column::Record), Expr::col(reference::Column::RowId)]);
        let key = |key: &Key| Expr::tuple([Expr::value(key.table.as_str()), Expr::value(key.id)]);
        let mut rows = reference::Entity::find().filter(reference::Column::Scope.eq(span.scope.0));
        if let Some(after) = span.after {
            rows = rows.filter(row().gt(key(after)));
        }
        if let Some(through) = span.through {
            rows = rows.filter(row().lte(key(through)));
        }
        let rows = rows.order_by_asc(reference::Column::Record).order_by_asc(reference::Column::RowId);
        let keys: Vec<Key> = rows
            .all(self.db()?)
            .await
            .map_err(said)?
            .into_iter()
            .map(|row| Key { table: Table::from(row.record.as_str()), id: row.row_id })
            .filter(|key| span.buckets.is_none_or(|buckets| buckets.contains(&bucket(key))))
            .collect();
        let versions = self.versions(&keys).await?;
        Ok(keys.into_iter().map(|key| (key.clone(), versions.get(&key).copied().unwrap_or_default())).collect())
    }

    async fn drop_unreferenced(&mut self, keys: &[Key]) -> Result<(), StoreError> {
        let mut alone: BTreeSet<Key> = keys.iter().cloned().collect();
        for (name, ids) in by_table(keys.iter().cloned()) {
            for ids in ids.chunks(MOST) {
                for held in self.references(refers_to(&name, ids)).await? {
                    alone.remove(&held);
                }
            }
        }
        let alone: Vec<Key> = alone.into_iter().collect();
        self.drop_rows(&alone).await
    }

    async fn drop_rows(&mut self, keys: &[Key]) -> Result<(), StoreError> {
        let pending = self.beneath(keys.iter().cloned()).await?;
        self.remove(keys.iter().filter(|key| !pending.contains(key)).cloned()).await?;
        self.put_beneath(pending.into_iter().map(|key| (key, None)).collect()).await?;
        for (name, ids) in by_table(keys.iter().cloned()) {
            for ids in ids.chunks(MOST) {
                reference::Entity::delete_many().filter(refers_to(&name, ids)).exec(self.db()?).await.map_err(said)?;
                version::Entity::delete_many()
                    .filter(version::Column::Record.eq(name.as_str()))
                    .filter(version::Column::RowId.is_in(ids.iter().copied()))
                    .exec(self.db()?)
                    .await
                    .map_err(said)?;
            }
        }
        Ok(())
    }

    async fn commit(mut self) -> Result<(), StoreError> {
        self.project().await?;
        self.lend()?.commit().await.map_err(said)
    }
}
