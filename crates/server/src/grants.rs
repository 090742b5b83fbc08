//! Scopes by name and by number, and who may see them.

use std::{collections::BTreeSet, sync::PoisonError};

use pebble_core::kernel::{Actor, At, DeviceId, Engines, PersonId, Read, Scope as Name};
use pebble_sync::{Person, StoreError};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{ExprTrait, OnConflict},
};
use uuid::Uuid;

use crate::{
    fault::{said, unexpected, unreadable},
    rows::{grant, scope},
    store::BESIDE,
    tx::SqlTx,
};

/// Reasons that rows of people give; grants for other reasons are given and taken by hand.
const OVERSIGHT: [&str; 4] = ["role", "team", "backup", "territory"];

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
            // After a rollback to a savepoint it may be this transaction's own, which is committed to nobody yet.
            if !self.has_named {
                self.scopes.lock().unwrap_or_else(PoisonError::into_inner).insert(text, row.id);
            }
            return Ok(row.id);
        }
        let first = scope::ActiveModel { id: NotSet, name: Set(text.clone()) };
        let once = OnConflict::column(scope::Column::Name).do_nothing().to_owned();
        let insert = scope::Entity::insert_many([first]).on_conflict(once);
        insert.exec_without_returning(self.db()?).await.map_err(said)?;
        self.has_named = true;
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

    /// Grants what people see beside what is theirs as the rows say it now, when rows that decide it were changed.
    pub(crate) async fn oversee(&mut self, engines: Engines, changed: &BTreeSet<&str>) -> Result<(), StoreError> {
        for oversight in engines.0.iter().filter_map(|engine| engine.oversight.as_ref()) {
            if !oversight.tables.iter().any(|table| changed.contains(table)) {
                continue;
            }
            self.send().await?;
            let nobody = Actor { person: PersonId(Uuid::nil()), device: DeviceId(Uuid::nil()) };
            let read = Read::new(self.db()?, self.now, nobody);
            let sights = (oversight.sights)(&read).await.map_err(unexpected)?;
            drop(read);
            let mut wanted = BTreeSet::new();
            for sight in sights {
                wanted.insert((sight.person.0, self.scope(sight.scope).await?, sight.why.to_owned()));
            }
            let held = grant::Entity::find().filter(grant::Column::Why.is_in(OVERSIGHT)).all(self.db()?).await;
            for row in held.map_err(said)? {
                let key = (row.person_id, row.scope, row.why);
                if !wanted.remove(&key) {
                    let (person, scope, why) = key;
                    grant::Entity::delete_by_id((person, scope, why)).exec(self.db()?).await.map_err(said)?;
                }
            }
            for (person_id, scope, why) in wanted {
                self.grant(grant::Model { person_id, scope, why, rank: BESIDE, until: None }).await?;
            }
            self.granted.clear();
        }
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
