//! A snapshot of the office: everything in it is of one moment.

use std::collections::{BTreeMap, BTreeSet};

use pebble_core::kernel::{At, Engines};
use pebble_sync::{
    Device, Epoch, Key, Millis, Person, Receipt, Scope, StoreError, Table,
    digest::bucket,
    server_store::{DeviceRow, Head, Stamped, View},
    wire::{Grant, Row},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, FromQueryResult, Iterable, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, Query, SelectStatement, UnionType},
};
use uuid::Uuid;

use crate::{
    fault::{column, number, said, unreadable},
    grants::grants,
    places::{Held, held, read, rows_of},
    receipts::receipts,
    rows::{ack, device, head, member, present, vis},
    tx::{MOST, device_row},
};

/// Scopes in one statement: SQLite joins 500 selects at most.
const MOST_SCOPES: usize = 100;

/// A snapshot.
pub struct SqlView {
    db: DatabaseTransaction,
    engines: Engines,
    now: At,
}

impl SqlView {
    pub(crate) fn new(db: DatabaseTransaction, engines: Engines, now: At) -> SqlView {
        SqlView { db, engines, now }
    }

    /// Ids of a record's rows that are in any of these scopes, after one, in their order.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn ids(
        &self,
        scopes: &BTreeSet<Scope>,
        record: &str,
        after: Option<Uuid>,
        most: u64,
    ) -> Result<Vec<Uuid>, StoreError> {
        let scopes: Vec<Scope> = scopes.iter().copied().collect();
        let mut found = BTreeSet::new();
        for scopes in scopes.chunks(MOST_SCOPES) {
            let Some(ids) = members(scopes, record, after, most) else { continue };
            for row in self.db.query_all(&ids).await.map_err(said)? {
                found.insert(row.try_get_by_index::<Uuid>(0).map_err(said)?);
            }
        }
        Ok(found.into_iter().take(usize::try_from(most).unwrap_or(usize::MAX)).collect())
    }

    /// What is written down of the rows of a scope, after a key, in key order.
    async fn placed(&self, scope: Scope, after: Option<&Key>, most: u64) -> Result<Vec<(Key, Held)>, StoreError> {
        let rows = self.db.query_all(&placed(scope, after, most)).await.map_err(said)?;
        rows.iter().map(|row| read(present::Model::from_query_result(row, "").map_err(said)?)).collect()
    }

    /// These rows themselves, with what is written down of them; those that are in no scope are left out.
    async fn whole(&self, held: BTreeMap<Key, Held>) -> Result<BTreeMap<Key, Row>, StoreError> {
        let there = held.iter().filter(|(_, held)| !held.scopes.is_empty()).map(|(key, _)| key.clone()).collect();
        let mut found = BTreeMap::new();
        for (key, cols) in rows_of(&self.db, self.engines, &there).await? {
            let Some(held) = held.get(&key) else { continue };
            let scopes = held.scopes.iter().copied().map(Scope).collect();
            let row = Row { table: key.table.clone(), id: key.id, ver: held.ver, cols, scopes };
            found.insert(key, row);
        }
        Ok(found)
    }
}

impl View for SqlView {
    async fn head(&mut self) -> Result<Head, StoreError> {
        let row = head::Entity::find().one(&self.db).await.map_err(said)?;
        let row = row.ok_or_else(|| unreadable("it was not opened as a server's"))?;
        Ok(Head { epoch: Epoch(row.epoch), seq: number(row.seq), horizon: number(row.horizon) })
    }

    async fn device(&mut self, device: Device) -> Result<Option<DeviceRow>, StoreError> {
        let row = device::Entity::find_by_id(device.0).one(&self.db).await.map_err(said)?;
        Ok(row.map(device_row))
    }

    async fn grants(&mut self, person: Person) -> Result<Vec<Grant>, StoreError> {
        let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
        for row in grants(&self.db, person, self.now).await? {
            // One scope may be granted for several reasons: the first is the closest.
            if seen.insert(row.scope) {
                found.push(Grant { scope: Scope(row.scope), why: row.why, until: row.until.map(Millis) });
            }
        }
        Ok(found)
    }

    async fn changed(&mut self, scopes: &BTreeSet<Scope>, after: u64, most: usize) -> Result<Vec<Stamped>, StoreError> {
        let limit = u64::try_from(most).unwrap_or(u64::MAX);
        let scopes: Vec<Scope> = scopes.iter().copied().collect();
        let mut found = Vec::new();
        for scopes in scopes.chunks(MOST_SCOPES) {
            let Some(feed) = feed(scopes, after, limit) else { continue };
            for row in self.db.query_all(&feed).await.map_err(said)? {
                let row = vis::Model::from_query_result(&row, "").map_err(said)?;
                let key = Key { table: Table::from(row.record.as_str()), id: row.row_id };
                found.push(Stamped { seq: number(row.seq), scope: Scope(row.scope), key, is_live: row.is_live });
            }
        }
        found.sort_by_key(|stamped| stamped.seq);
        found.truncate(most);
        Ok(found)
    }

    async fn rows(&mut self, keys: &BTreeSet<Key>) -> Result<BTreeMap<Key, Row>, StoreError> {
        self.whole(held(&self.db, keys).await?).await
    }

    async fn scan(
        &mut self,
        scope: Scope,
        after: Option<&Key>,
        buckets: Option<&[u8]>,
        most: usize,
    ) -> Result<Vec<Row>, StoreError> {
        let (mut wanted, mut last) = (BTreeMap::new(), after.cloned());
        let page = u64::try_from(most.max(MOST)).unwrap_or(u64::MAX);
        let limit = if buckets.is_none() { u64::try_from(most).unwrap_or(u64::MAX) } else { page };
        while wanted.len() < most {
            let placed = self.placed(scope, last.as_ref(), limit).await?;
            let Some((end, _)) = placed.last().cloned() else { break };
            let fitting =
                placed.into_iter().filter(|(key, _)| buckets.is_none_or(|asked| asked.contains(&bucket(key))));
            wanted.extend(fitting.take(most.saturating_sub(wanted.len())));
            last = Some(end);
        }
        Ok(self.whole(wanted).await?.into_values().collect())
    }

    async fn versions(&mut self, scope: Scope) -> Result<Vec<(Key, u64)>, StoreError> {
        let joined = of_scope(scope)
            .columns([(present::Entity, present::Column::Record), (present::Entity, present::Column::RowId)])
            .column((present::Entity, present::Column::Ver))
            .to_owned();
        let read = |row: sea_orm::QueryResult| {
            let record: String = row.try_get_by_index(0).map_err(said)?;
            let id: Uuid = row.try_get_by_index(1).map_err(said)?;
            let ver: i64 = row.try_get_by_index(2).map_err(said)?;
            Ok((Key { table: Table::from(record.as_str()), id }, number(ver)))
        };
        self.db.query_all(&joined).await.map_err(said)?.into_iter().map(read).collect()
    }

    async fn acked(&mut self, device: Device) -> Result<Option<(u64, u64)>, StoreError> {
        let row = ack::Entity::find_by_id(device.0).one(&self.db).await.map_err(said)?;
        Ok(row.map(|row| (number(row.n), number(row.seq))))
    }

    async fn receipts(&mut self, device: Device, after: u64, through: u64) -> Result<Vec<Receipt>, StoreError> {
        receipts(&self.db, device, after.saturating_add(1), through).await
    }
}

/// What is written down of the rows that are in a scope.
fn of_scope(scope: Scope) -> SelectStatement {
    let here = |column| Expr::col((present::Entity, column));
    let same_table = here(present::Column::Record).equals((member::Entity, member::Column::Record));
    let same_row = here(present::Column::RowId).equals((member::Entity, member::Column::RowId));
    Query::select()
        .from(member::Entity)
        .inner_join(present::Entity, same_table.and(same_row))
        .and_where(Expr::col((member::Entity, member::Column::Scope)).eq(scope.0))
        .to_owned()
}

/// The same, after a key, in key order: along the key of the scope, and no further than needed.
pub(crate) fn placed(scope: Scope, after: Option<&Key>, most: u64) -> SelectStatement {
    let (table, id) = ((member::Entity, member::Column::Record), (member::Entity, member::Column::RowId));
    let mut rows = of_scope(scope);
    rows.columns(present::Column::iter().map(|column| (present::Entity, column)));
    if let Some(after) = after {
        let last = Expr::tuple([Expr::value(after.table.as_str()), Expr::value(after.id)]);
        rows.and_where(Expr::tuple([Expr::col(table), Expr::col(id)]).gt(last));
    }
    rows.order_by(table, sea_orm::Order::Asc).order_by(id, sea_orm::Order::Asc).limit(most).to_owned()
}

/// What was numbered in these scopes, by number: each scope is read along its own index, and no further than needed.
pub(crate) fn feed(scopes: &[Scope], after: u64, most: u64) -> Option<SelectStatement> {
    let of_scope = |scope: &Scope| {
        let first = vis::Entity::find()
            .filter(vis::Column::Scope.eq(scope.0))
            .filter(vis::Column::Seq.gt(column(after)))
            .order_by_asc(vis::Column::Seq)
            .limit(most)
            .into_query();
        Query::select().expr(Expr::cust("*")).from_subquery(first, "feed").to_owned()
    };
    let (first, others) = scopes.split_first()?;
    let mut all = of_scope(first);
    for scope in others {
        all.union(UnionType::All, of_scope(scope));
    }
    Some(all.order_by("seq", sea_orm::Order::Asc).limit(most).to_owned())
}

/// Ids of a record's rows in these scopes: each scope is read along its own key, and no further than needed.
pub(crate) fn members(scopes: &[Scope], record: &str, after: Option<Uuid>, most: u64) -> Option<SelectStatement> {
    let of_scope = |scope: &Scope| {
        let mut rows = member::Entity::find()
            .select_only()
            .column(member::Column::RowId)
            .filter(member::Column::Scope.eq(scope.0))
            .filter(member::Column::Record.eq(record));
        if let Some(after) = after {
            rows = rows.filter(member::Column::RowId.gt(after));
        }
        let rows = rows.order_by_asc(member::Column::RowId).limit(most).into_query();
        Query::select().column("row_id").from_subquery(rows, "members").to_owned()
    };
    let (first, others) = scopes.split_first()?;
    let mut all = of_scope(first);
    for scope in others {
        all.union(UnionType::Distinct, of_scope(scope));
    }
    Some(all.order_by("row_id", sea_orm::Order::Asc).limit(most).to_owned())
}
