//! Web hooks: programs are told of every change, whoever made it, by hand or by rule (Standard Webhooks 1.0).
//!
//! What there is to tell is written in the transaction that makes the change, so nothing that stands is left out and
//! nothing that was undone is told. A hook is told what its person may see. It may be told twice and out of order:
//! each message has an id that stays the same, and each row its version.

mod address;
mod post;
mod send;

use std::collections::{BTreeMap, BTreeSet};

use pebble_core::kernel::tx::{Changed, RowText};
use pebble_sync::{Change, Mutation, Person, Scope, StoreError};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use serde_json::{Value, json};
use uuid::Uuid;

pub(crate) use address::{Outside, refused};
pub(crate) use post::{end, forget_old, keep_posting};
pub(crate) use send::{Sender, secret};

use crate::{
    fault::{said, unexpected},
    rows::{device, hook, hook_post},
    tx::{MOST, SqlTx},
};

/// What a hook is told of when it asks for everything.
pub(crate) const EVERYTHING: &str = "*";

/// What may have to be told of a mutation.
pub(crate) struct News {
    /// Who did it, by which command.
    by: Value,
    at: String,
    /// The rows that it changed, by table and id; none when nobody is to be told.
    rows: BTreeMap<(String, Uuid), (&'static str, Option<Value>)>,
}

fn wants(hook: &hook::Model, table: &str) -> bool {
    hook.about.split(',').any(|name| name == EVERYTHING || name == table)
}

impl News {
    /// Looks who is to be told.
    pub(crate) async fn of(tx: &mut SqlTx, mutation: &Mutation, changes: &[Changed]) -> Result<News, StoreError> {
        let hooks = tx.hooks().await?;
        let mut rows = BTreeMap::new();
        for change in changes.iter().filter(|change| hooks.iter().any(|hook| wants(hook, change.table.name))) {
            let what = match (&change.before, &change.after) {
                (None, _) => "created",
                (_, None) => "removed",
                _ => "changed",
            };
            let row = change.after.as_ref().map(RowText::read).transpose().map_err(unexpected)?;
            rows.insert((change.table.name.to_owned(), change.id), (what, row));
        }
        let by = json!({ "person": mutation.person.0, "command": mutation.name, "mutation": mutation.id.0 });
        Ok(News { by, at: tx.now.to_string(), rows })
    }

    /// Writes down what is to be told, to each what its person sees.
    pub(crate) async fn post(self, tx: &mut SqlTx, changes: &[Change]) -> Result<(), StoreError> {
        let mut posts = Vec::new();
        for change in changes {
            let key = (change.key.table.as_str().to_owned(), change.key.id);
            let Some((what, row)) = self.rows.get(&key) else { continue };
            for hook in tx.hooks().await?.to_vec() {
                let granted = tx.granted(Person(hook.person_id)).await?;
                let is_among = |scopes: &[Scope]| scopes.iter().any(|scope| granted.contains(&scope.0));
                // What a row says now is for those who see it now; who saw it before learns that it is gone.
                let (what, row) = match (is_among(&change.entered), is_among(&change.left)) {
                    _ if !wants(&hook, &key.0) => continue,
                    (true, _) => (*what, row.as_ref()),
                    (false, true) => ("removed", None),
                    (false, false) => continue,
                };
                let data = json!({ "record": key.0, "id": key.1, "by": self.by, "row": row });
                let body = json!({ "type": format!("{}.{what}", key.0), "timestamp": self.at, "data": data });
                posts.push(first(&hook, &self.by, &key, body.to_string(), tx.now.millis()));
            }
        }
        for some in posts.chunks(MOST) {
            let insert = hook_post::Entity::insert_many(some.iter().cloned());
            insert.exec_without_returning(tx.db()?).await.map_err(said)?;
        }
        Ok(())
    }
}

/// A message that was not tried yet.
fn first(hook: &hook::Model, by: &Value, key: &(String, Uuid), body: String, now: i64) -> hook_post::ActiveModel {
    let mutation = by.get("mutation").map(Value::to_string).unwrap_or_default();
    let parts: [&[u8]; 5] = [b"message", hook.id.as_bytes(), mutation.as_bytes(), key.0.as_bytes(), key.1.as_bytes()];
    hook_post::ActiveModel {
        place: NotSet,
        message_id: Set(pebble_core::kernel::ids::derive(&parts)),
        hook_id: Set(hook.id),
        body: Set(body),
        due_at: Set(Some(now)),
        tries: Set(0),
        problem: Set(None),
        made_at: Set(now),
    }
}

impl SqlTx {
    /// Whom the office tells of changes: hooks that have not ended, of people who were not locked out everywhere.
    async fn hooks(&mut self) -> Result<&[hook::Model], StoreError> {
        if self.hooks.is_none() {
            let still_in = device::Entity::find()
                .select_only()
                .column(device::Column::PersonId)
                .filter(device::Column::IsRevoked.eq(false));
            let live = hook::Entity::find()
                .filter(hook::Column::Ended.is_null())
                .filter(hook::Column::PersonId.in_subquery(still_in.into_query()))
                .order_by_asc(hook::Column::Id);
            self.hooks = Some(live.all(self.db()?).await.map_err(said)?);
        }
        Ok(self.hooks.as_deref().unwrap_or_default())
    }
}

/// The tables that a hook asks for, as they are kept: each once.
pub(crate) fn about(names: &[String]) -> String {
    names.iter().map(String::as_str).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(",")
}
