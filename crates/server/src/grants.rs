//! Scopes by name and by number, and who may see them.

use std::{collections::BTreeSet, sync::PoisonError};

use pebble_core::kernel::{At, Scope as Name};
use pebble_sync::{Person, StoreError};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{ExprTrait, OnConflict},
};

use crate::{
    fault::{said, unreadable},
    rows::{grant, scope},
    tx::SqlTx,
};

impl SqlTx {
    /// The number of a scope, which is given when it is named first.
    pub(crate) async fn scope(&mut self, name: Name) -> Result<i32, StoreError> {
        let text = name.to_string();
        let known = self.scopes.lock().unwrap_or_else(PoisonError::into_inner).get(&text).copied();
        if let Some(id) = known.or_else(|| self.named.get(&name).copied()) {
            return Ok(id);
        }
        let find = || scope::Entity::find().filter(scope::Column::Name.eq(text.as_str()));
        if let Some(row) = find().one(self.db()?).await.map_err(said)? {
            self.scopes.lock().unwrap_or_else(PoisonError::into_inner).insert(text, row.id);
            return Ok(row.id);
        }
        let first = scope::ActiveModel { id: NotSet, name: Set(text.clone()) };
        let once = OnConflict::column(scope::Column::Name).do_nothing().to_owned();
        let insert = scope::Entity::insert_many([first]).on_conflict(once);
        insert.exec_without_returning(self.db()?).await.map_err(said)?;
        let row = find().one(self.db()?).await.map_err(said)?.ok_or_else(|| unreadable("a scope has no number"))?;
        self.named.insert(name, row.id);
        Ok(row.id)
    }

    pub(crate) async fn grant(&mut self, row: grant::Model) -> Result<(), StoreError> {
        let key = [grant::Column::PersonId, grant::Column::Scope, grant::Column::Why];
        let again = OnConflict::columns(key).update_columns([grant::Column::Rank, grant::Column::Until]).to_owned();
        let insert = grant::Entity::insert_many([grant::ActiveModel::from(row)]).on_conflict(again);
        insert.exec_without_returning(self.db()?).await.map_err(said)?;
        Ok(())
    }

    /// The scopes that a person may see now.
    pub(crate) async fn granted(&mut self, person: Person) -> Result<BTreeSet<i32>, StoreError> {
        if let Some(known) = self.granted.get(&person) {
            return Ok(known.clone());
        }
        let rows = grants(self.db()?, person, self.now).await?;
        let scopes: BTreeSet<i32> = rows.into_iter().map(|row| row.scope).collect();
        self.granted.insert(person, scopes.clone());
        Ok(scopes)
    }
}

/// What a person may see at an instant, own scopes first.
pub(crate) async fn grants(db: &DatabaseTransaction, person: Person, now: At) -> Result<Vec<grant::Model>, StoreError> {
    let rows = grant::Entity::find()
        .filter(grant::Column::PersonId.eq(person.0))
        .filter(grant::Column::Until.is_null().or(grant::Column::Until.gt(now.millis())))
        .order_by_asc(grant::Column::Rank)
        .order_by_asc(grant::Column::Scope)
        .order_by_asc(grant::Column::Why);
    rows.all(db).await.map_err(said)
}
