//! A transaction of the server that writes.
//!
//! On PostgreSQL it sees one moment, and is refused as busy when it would write over what has changed since. SQLite
//! has one writer, so there numbers are given at once and nothing waits for a stamper.

use std::collections::{BTreeMap, BTreeSet};

use pebble_core::kernel::{At, Engines, Scope as Name, tx::Within};
use pebble_sync::{
    Device, Epoch, Fingerprint, Key, Mutation, MutationId, Person, Receipt, Savepoints, Scope, StoreError, Table,
    server_store::{DeviceRow, Event, Known, ServerTx, Stamped},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, LockBehavior, LockType, OnConflict},
};
use uuid::Uuid;

use crate::{
    ahead::read_ahead,
    fault::{column, number, said, unexpected, unreadable},
    places::{Placed, Placing},
    receipts::{known_of, put_receipts, receipts, settle},
    rows::{ack, device, head, hook, outbox, vis},
    store::Scopes,
};

/// Rows in one statement: both databases limit its parameters.
pub(crate) const MOST: usize = 1_000;

/// An open transaction; dropped without a commit, it is undone.
pub struct SqlTx {
    within: Option<Within>,
    is_sole_writer: bool,
    pub(crate) engines: Engines,
    pub(crate) now: At,
    pub(crate) scopes: Scopes,
    /// Scopes that this transaction has named first.
    pub(crate) named: BTreeMap<Name, i32>,
    /// It has named one, whether or not that was undone.
    pub(crate) has_named: bool,
    pub(crate) granted: BTreeMap<Person, BTreeSet<i32>>,
    /// Where rows are, as far as this transaction has looked.
    pub(crate) placed: Placed,
    /// What of it is not written down yet.
    pub(crate) placing: Placing,
    /// All that runs in it is hoped to stand: there are no savepoints, and writes wait for the commit.
    is_hopeful: bool,
    /// What the last mutation answered: a desk that runs it itself does not ask.
    pub(crate) answered: Option<serde_json::Value>,
    /// Whom the office tells of changes, once that was looked up.
    pub(crate) hooks: Option<Vec<hook::Model>>,
}

impl SqlTx {
    /// Over an open transaction of a database that has one writer, or many.
    pub(crate) fn new(within: Within, is_sole_writer: bool, engines: Engines, scopes: Scopes, now: At) -> SqlTx {
        let (named, granted) = (BTreeMap::new(), BTreeMap::new());
        SqlTx {
            is_hopeful: within.is_hopeful(),
            within: Some(within),
            is_sole_writer,
            engines,
            now,
            scopes,
            named,
            has_named: false,
            granted,
            placed: Placed::new(),
            placing: Placing::default(),
            answered: None,
            hooks: None,
        }
    }

    pub(crate) fn db(&self) -> Result<&DatabaseTransaction, StoreError> {
        self.within.as_ref().map(Within::db).ok_or_else(lost)
    }

    /// Lends the transaction to whoever runs a mutation in it. It is given back with [`SqlTx::put_back`]; when the
    /// borrower is dropped it is undone, and nothing more can be done here.
    pub(crate) fn lend(&mut self) -> Result<Within, StoreError> {
        self.within.take().ok_or_else(lost)
    }

    pub(crate) fn put_back(&mut self, within: Within) {
        self.within = Some(within);
    }

    /// Sends what waits, where the database's answer is about to depend on it.
    ///
    /// # Errors
    /// `Hopeless` when the database does not take what one of several has written.
    pub(crate) async fn send(&mut self) -> Result<(), StoreError> {
        match self.send_all().await {
            Err(StoreError::Broken(why)) if self.is_hopeful => Err(StoreError::Hopeless(why)),
            sent => sent,
        }
    }

    async fn send_all(&mut self) -> Result<(), StoreError> {
        self.within()?.send().await.map_err(unexpected)?;
        std::mem::take(&mut self.placing).write(self.db()?).await
    }

    /// Sends it unless it may wait for the commit.
    pub(crate) async fn send_unless_hopeful(&mut self) -> Result<(), StoreError> {
        if self.is_hopeful { Ok(()) } else { self.send().await }
    }

    pub(crate) fn within(&mut self) -> Result<&mut Within, StoreError> {
        self.within.as_mut().ok_or_else(lost)
    }

    /// Numbers events at once, in their order, each row at its last.
    async fn number_inline(&mut self, events: Vec<Event>) -> Result<(), StoreError> {
        let mut seq = self.head().await?.seq;
        let (mut moved, mut acked) = (BTreeMap::new(), BTreeMap::new());
        for event in events {
            seq = seq.saturating_add(1);
            match event {
                Event::Moved { scope, key, is_live } => _ = moved.insert((scope, key), (number(seq), is_live)),
                Event::Acked { device, n } => _ = acked.insert(device, (n, number(seq))),
            }
        }
        let stamped = |((scope, key), (seq, is_live))| Stamped { seq, scope, key, is_live };
        self.number(moved.into_iter().map(stamped).collect()).await?;
        self.acknowledge(acked.into_iter().map(|(device, (n, seq))| (device, n, seq)).collect()).await?;
        self.advance(&[], number(seq)).await
    }

    async fn head(&self) -> Result<head::Model, StoreError> {
        let row = head::Entity::find().one(self.db()?).await.map_err(said)?;
        row.ok_or_else(|| unreadable("it was not opened as a server's"))
    }
}

fn lost() -> StoreError {
    StoreError::Broken("the transaction was undone while a mutation ran".to_owned())
}

/// A device as the protocol sees it.
pub(crate) fn device_row(row: device::Model) -> DeviceRow {
    DeviceRow {
        person: Person(row.person_id),
        last: number(row.last),
        last_fingerprint: row.last_fingerprint.map(Fingerprint),
        is_revoked: row.is_revoked,
    }
}

impl Savepoints for SqlTx {
    async fn savepoint(&mut self) -> Result<(), StoreError> {
        if self.is_hopeful {
            return Ok(());
        }
        self.within()?.set_mark().await.map_err(unexpected)
    }

    async fn rollback(&mut self) -> Result<(), StoreError> {
        if self.is_hopeful {
            return Err(StoreError::Hopeless("a mutation does not stand".to_owned()));
        }
        // What was named since is undone with the rest.
        self.named.clear();
        self.placed.clear();
        self.within()?.undo().await.map_err(unexpected)
    }

    async fn release(&mut self) -> Result<(), StoreError> {
        if self.is_hopeful {
            return Ok(());
        }
        self.within()?.keep().await.map_err(unexpected)
    }
}

impl ServerTx for SqlTx {
    async fn epoch(&mut self) -> Result<Epoch, StoreError> {
        Ok(Epoch(self.head().await?.epoch))
    }

    async fn lock_device(&mut self, device: Device) -> Result<Option<DeviceRow>, StoreError> {
        let row = device::Entity::find_by_id(device.0).lock_exclusive().one(self.db()?).await.map_err(said)?;
        Ok(row.map(device_row))
    }

    async fn put_device(&mut self, device: Device, row: DeviceRow) -> Result<(), StoreError> {
        device::Entity::update_many()
            .set(device::ActiveModel {
                person_id: Set(row.person.0),
                last: Set(column(row.last)),
                last_fingerprint: Set(row.last_fingerprint.map(|print| print.0)),
                is_revoked: Set(row.is_revoked),
                ..Default::default()
            })
            .filter(device::Column::Id.eq(device.0))
            .exec(self.db()?)
            .await
            .map_err(said)?;
        Ok(())
    }

    async fn receipts(&mut self, device: Device, from: u64, through: u64) -> Result<Vec<Receipt>, StoreError> {
        receipts(self.db()?, device, from, through).await
    }

    async fn known(&mut self, ids: &[MutationId]) -> Result<BTreeMap<MutationId, Known>, StoreError> {
        // That all of them are new is part of the hope; their outcomes are not taken when one is not.
        if self.is_hopeful { Ok(BTreeMap::new()) } else { known_of(self.db()?, ids).await }
    }

    async fn expect(&mut self, mutations: &[&Mutation]) -> Result<(), StoreError> {
        if self.is_hopeful { read_ahead(self, mutations).await } else { Ok(()) }
    }

    async fn put_receipts(&mut self, device: Device, receipts: &[(MutationId, Receipt)]) -> Result<(), StoreError> {
        let are_new = put_receipts(self.db()?, device, receipts).await?;
        if self.is_hopeful && !are_new {
            return Err(StoreError::Hopeless("one of them has an outcome already".to_owned()));
        }
        Ok(())
    }

    async fn put_known(&mut self, id: MutationId, known: Known) -> Result<(), StoreError> {
        settle(self.db()?, vec![(id, known)]).await.map(|_| ())
    }

    async fn append_events(&mut self, events: Vec<Event>) -> Result<(), StoreError> {
        // Their places are in order only when every row is locked.
        self.send().await?;
        if self.is_sole_writer {
            return self.number_inline(events).await;
        }
        let row = |event: &Event| match event {
            Event::Moved { scope, key, is_live } => outbox::ActiveModel {
                place: NotSet,
                scope: Set(Some(scope.0)),
                record: Set(Some(key.table.as_str().to_owned())),
                row_id: Set(Some(key.id)),
                is_live: Set(Some(*is_live)),
                device_id: Set(None),
                n: Set(None),
            },
            Event::Acked { device, n } => outbox::ActiveModel {
                place: NotSet,
                scope: Set(None),
                record: Set(None),
                row_id: Set(None),
                is_live: Set(None),
                device_id: Set(Some(device.0)),
                n: Set(Some(column(*n))),
            },
        };
        for some in events.chunks(MOST) {
            let insert = outbox::Entity::insert_many(some.iter().map(row));
            insert.exec_without_returning(self.db()?).await.map_err(said)?;
        }
        Ok(())
    }

    async fn lock_head(&mut self) -> Result<Option<u64>, StoreError> {
        let free = head::Entity::find().lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        let row = free.one(self.db()?).await.map_err(said)?;
        Ok(row.map(|row| number(row.seq)))
    }

    async fn unnumbered(&mut self, most: usize) -> Result<Vec<(u64, Event)>, StoreError> {
        let most = u64::try_from(most).unwrap_or(u64::MAX);
        let rows = outbox::Entity::find().order_by_asc(outbox::Column::Place).limit(most);
        let rows = rows.all(self.db()?).await.map_err(said)?;
        rows.into_iter().map(|row| Ok((number(row.place), event(row)?))).collect()
    }

    async fn number(&mut self, stamped: Vec<Stamped>) -> Result<(), StoreError> {
        let key = [vis::Column::Scope, vis::Column::Record, vis::Column::RowId];
        let replace = OnConflict::columns(key).update_columns([vis::Column::Seq, vis::Column::IsLive]).to_owned();
        for some in stamped.chunks(MOST) {
            let rows = some.iter().map(|stamped| vis::ActiveModel {
                scope: Set(stamped.scope.0),
                record: Set(stamped.key.table.as_str().to_owned()),
                row_id: Set(stamped.key.id),
                seq: Set(column(stamped.seq)),
                is_live: Set(stamped.is_live),
            });
            let insert = vis::Entity::insert_many(rows).on_conflict(replace.clone());
            insert.exec_without_returning(self.db()?).await.map_err(said)?;
        }
        Ok(())
    }

    async fn acknowledge(&mut self, acks: Vec<(Device, u64, u64)>) -> Result<(), StoreError> {
        let later = Expr::col((ack::Entity, ack::Column::N)).lte(Expr::cust("excluded.n"));
        let replace = OnConflict::column(ack::Column::DeviceId)
            .update_columns([ack::Column::N, ack::Column::Seq])
            .action_and_where(later)
            .to_owned();
        for some in acks.chunks(MOST) {
            let rows = some.iter().map(|(device, n, seq)| ack::ActiveModel {
                device_id: Set(device.0),
                n: Set(column(*n)),
                seq: Set(column(*seq)),
            });
            let insert = ack::Entity::insert_many(rows).on_conflict(replace.clone());
            insert.exec_without_returning(self.db()?).await.map_err(said)?;
        }
        Ok(())
    }

    async fn advance(&mut self, places: &[u64], head: u64) -> Result<(), StoreError> {
        for some in places.chunks(MOST) {
            let these = outbox::Column::Place.is_in(some.iter().map(|place| column(*place)));
            outbox::Entity::delete_many().filter(these).exec(self.db()?).await.map_err(said)?;
        }
        head::Entity::update_many()
            .col_expr(head::Column::Seq, column(head).into())
            .exec(self.db()?)
            .await
            .map_err(said)?;
        Ok(())
    }

    async fn forget(&mut self, horizon: u64) -> Result<(), StoreError> {
        // Written as the partial index has it, so that it is used.
        vis::Entity::delete_many()
            .filter(Expr::col(vis::Column::IsLive).not())
            .filter(vis::Column::Seq.lte(column(horizon)))
            .exec(self.db()?)
            .await
            .map_err(said)?;
        head::Entity::update_many()
            .col_expr(head::Column::Horizon, column(horizon).into())
            .exec(self.db()?)
            .await
            .map_err(said)?;
        Ok(())
    }

    async fn commit(mut self) -> Result<(), StoreError> {
        self.send().await?;
        self.lend()?.commit().await.map_err(unexpected)
    }
}

fn event(row: outbox::Model) -> Result<Event, StoreError> {
    let of_row = |id: Uuid, record: &str| Key { table: Table::from(record), id };
    match (row.scope, row.record, row.row_id, row.is_live, row.device_id, row.n) {
        (Some(scope), Some(record), Some(id), Some(is_live), None, None) => {
            Ok(Event::Moved { scope: Scope(scope), key: of_row(id, &record), is_live })
        }
        (None, None, None, None, Some(device), Some(n)) => Ok(Event::Acked { device: Device(device), n: number(n) }),
        _ => Err(unreadable(format!("event {} is neither a move nor an acknowledgement", row.place))),
    }
}
