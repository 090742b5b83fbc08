//! The shared rows of a desk: written and removed past every command, with what is known of them and, where pending
//! work has changed them, what they were before it.

use std::collections::{BTreeMap, BTreeSet};

use pebble_core::kernel::{Table as Known, synced::Access};
use pebble_sync::{Key, StoreError, Table};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::OnConflict};
use serde_json::Value;
use uuid::Uuid;

use super::{DeskTx, MOST, by_table};
use crate::office::{
    fault::{said, unexpected},
    tables::{image, reference, version},
};

/// As many rows as one statement takes at a time.
fn pieces<T>(rows: Vec<T>) -> impl Iterator<Item = Vec<T>> {
    let mut rows = rows.into_iter();
    std::iter::from_fn(move || Some(rows.by_ref().take(MOST).collect::<Vec<T>>()).filter(|some| !some.is_empty()))
}

impl DeskTx {
    /// Writes shared rows as they came.
    pub(super) async fn put(&mut self, rows: Vec<(Key, Value)>) -> Result<(), StoreError> {
        self.written.extend(rows.iter().map(|(key, _)| key.clone()));
        self.put_rows(rows).await
    }

    pub(super) async fn put_rows(&self, rows: Vec<(Key, Value)>) -> Result<(), StoreError> {
        let mut by_table: BTreeMap<Table, Vec<Value>> = BTreeMap::new();
        for (key, cols) in rows {
            by_table.entry(key.table).or_default().push(cols);
        }
        for (name, rows) in by_table {
            // A table of a later version: its rows are read again once this program knows it.
            let Some(access) = self.table(&name).and_then(|table| table.synced) else { continue };
            (access.put)(self.db()?, rows).await.map_err(unexpected)?;
        }
        Ok(())
    }

    /// Says which versions of rows are held.
    pub(super) async fn hold(&self, versions: Vec<version::ActiveModel>) -> Result<(), StoreError> {
        let newer = OnConflict::columns([version::Column::Record, version::Column::RowId])
            .update_column(version::Column::Ver)
            .to_owned();
        for some in pieces(versions) {
            let insert = version::Entity::insert_many(some).on_conflict(newer.clone());
            insert.exec_without_returning(self.db()?).await.map_err(said)?;
        }
        Ok(())
    }

    /// Says in which scopes rows are.
    pub(super) async fn refer(&self, refs: Vec<reference::ActiveModel>) -> Result<(), StoreError> {
        for some in pieces(refs) {
            let insert = reference::Entity::insert_many(some);
            insert.exec_without_returning(self.db()?).await.map_err(said)?;
        }
        Ok(())
    }

    /// Removes shared rows and nothing else of them. What they hung under is drawn anew: once they are gone they can no
    /// longer say what that was.
    pub(super) async fn remove(&mut self, keys: impl IntoIterator<Item = Key>) -> Result<(), StoreError> {
        for (name, ids) in by_table(keys) {
            let Some(access) = self.table(&name).and_then(|table| table.synced) else { continue };
            for (_, row) in (access.rows)(self.db()?, &ids).await.map_err(unexpected)? {
                let parent = (access.audience)(&row).map_err(unexpected)?.parent();
                self.written.extend(parent.map(|parent| Key { table: Table::from(parent.table), id: parent.id }));
            }
            self.erase(name, access, &ids).await?;
        }
        Ok(())
    }

    async fn erase(&mut self, name: Table, access: Access, ids: &[Uuid]) -> Result<(), StoreError> {
        (access.remove)(self.db()?, ids).await.map_err(unexpected)?;
        self.written.extend(ids.iter().map(|id| Key { table: name.clone(), id: *id }));
        Ok(())
    }

    /// Removes every shared row: a desk that joins an office makes them again from its work, and one that was locked
    /// out may not keep them.
    pub(in crate::office) async fn clear(&mut self) -> Result<(), StoreError> {
        let shared: Vec<Known> = self.store.engines().tables().filter(|table| table.synced.is_some()).collect();
        for table in shared {
            let Some(access) = table.synced else { continue };
            let ids = (access.ids)(self.db()?).await.map_err(unexpected)?;
            self.erase(Table::from(table.name), access, &ids).await?;
        }
        for sql in ["DELETE FROM office_standing", "DELETE FROM office_row", "DELETE FROM office_ref"] {
            self.plainly(sql).await?;
        }
        self.plainly("DELETE FROM office_image").await
    }

    /// Those of these rows that pending work has changed.
    pub(super) async fn beneath(&self, keys: impl IntoIterator<Item = Key>) -> Result<BTreeSet<Key>, StoreError> {
        let any = image::Entity::find().limit(1).all(self.db()?).await.map_err(said)?;
        if any.is_empty() {
            return Ok(BTreeSet::new());
        }
        let mut found = BTreeSet::new();
        for (name, ids) in by_table(keys) {
            for ids in ids.chunks(MOST) {
                let rows = image::Entity::find()
                    .select_only()
                    .column(image::Column::RowId)
                    .filter(image::Column::Record.eq(name.as_str()))
                    .filter(image::Column::RowId.is_in(ids.iter().copied()));
                let ids: Vec<Uuid> = rows.into_tuple().all(self.db()?).await.map_err(said)?;
                found.extend(ids.into_iter().map(|id| Key { table: name.clone(), id }));
            }
        }
        Ok(found)
    }

    /// Says anew what rows were before pending work.
    pub(super) async fn put_beneath(&mut self, images: Vec<(Key, Option<Value>)>) -> Result<(), StoreError> {
        let anew = OnConflict::columns([image::Column::Record, image::Column::RowId])
            .update_column(image::Column::Image)
            .to_owned();
        self.add_images(images, anew).await
    }

    pub(super) async fn add_images(
        &mut self,
        images: Vec<(Key, Option<Value>)>,
        known: OnConflict,
    ) -> Result<(), StoreError> {
        for some in images.chunks(MOST) {
            let rows = some.iter().map(|(key, before)| image::ActiveModel {
                record: Set(key.table.as_str().to_owned()),
                row_id: Set(key.id),
                image: Set(before.as_ref().map(Value::to_string)),
            });
            let insert = image::Entity::insert_many(rows).on_conflict(known.clone());
            insert.exec_without_returning(self.db()?).await.map_err(said)?;
        }
        Ok(())
    }
}
