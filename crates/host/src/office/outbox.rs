//! Unsent work, and what was sent lately: a small SQLite file with one connection, durable at every call.

use pebble_sync::{
    Device, Fingerprint, Millis, Mutation, Outcome, Receipt, StoreError,
    client_store::{Ends, Entry, Outbox},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, TransactionTrait,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use uuid::Uuid;

use super::{
    fault::{column, number, said, unreadable},
    store::DeskStore,
    tables::{device, entry},
};

/// How long settled work is kept, in milliseconds, in case the server has to be restored (sync.md 4.14).
const KEPT_FOR: i64 = 14 * 24 * 3_600_000;

/// Rows in one statement: SQLite limits its parameters.
const MOST: usize = 500;

/// An entry as the protocol sees it.
pub(super) fn read(row: entry::Model) -> Result<Entry, StoreError> {
    Ok(Entry {
        device: Device(row.device_id),
        n: number(row.n),
        seen: number(row.seen),
        bytes: number(row.bytes),
        fingerprint: Fingerprint(row.fingerprint),
        is_withdrawn: row.is_withdrawn,
        is_settled: row.is_settled,
        outcome: row.outcome.as_deref().map(serde_json::from_str).transpose().map_err(unreadable)?,
        mutation: serde_json::from_str(&row.mutation).map_err(unreadable)?,
    })
}

async fn current(db: &impl ConnectionTrait) -> Result<Option<device::Model>, StoreError> {
    device::Entity::find().one(db).await.map_err(said)
}

/// Entries of a device.
fn of(device: Uuid) -> sea_orm::Select<entry::Entity> {
    entry::Entity::find().filter(entry::Column::DeviceId.eq(device))
}

async fn first_number(
    db: &impl ConnectionTrait,
    entries: sea_orm::Select<entry::Entity>,
) -> Result<Option<u64>, StoreError> {
    let first = entries.select_only().column(entry::Column::N).order_by_asc(entry::Column::N).limit(1);
    let found: Option<i64> = first.into_tuple().one(db).await.map_err(said)?;
    Ok(found.map(number))
}

async fn put_device(db: &impl ConnectionTrait, id: Uuid, last: i64) -> Result<(), StoreError> {
    let row = device::ActiveModel { id: Set(1), device_id: Set(id), last: Set(last) };
    let replace = OnConflict::column(device::Column::Id)
        .update_columns([device::Column::DeviceId, device::Column::Last])
        .to_owned();
    device::Entity::insert_many([row]).on_conflict(replace).exec_without_returning(db).await.map_err(said)?;
    Ok(())
}

/// Lets entries wait again; what had been refused is withdrawn.
async fn reopen(db: &DatabaseTransaction, rows: Vec<entry::Model>) -> Result<(), StoreError> {
    for row in rows {
        let is_withdrawn = row.is_withdrawn || !stands(row.outcome.as_deref())?;
        let change =
            entry::ActiveModel { is_withdrawn: Set(is_withdrawn), is_settled: Set(false), ..Default::default() };
        let this = entry::Entity::update_many().set(change).filter(entry::Column::Place.eq(row.place));
        this.exec(db).await.map_err(said)?;
    }
    Ok(())
}

/// Whether nothing is known against it.
fn stands(outcome: Option<&str>) -> Result<bool, StoreError> {
    let outcome: Option<Outcome> = outcome.map(serde_json::from_str).transpose().map_err(unreadable)?;
    Ok(outcome.is_none_or(|outcome| outcome.stands()))
}

/// Gives entries that wait the numbers of a device, from 1, in their order. Numbers of theirs that it gave before must
/// not be in the way.
async fn renumber(db: &DatabaseTransaction, device: Device) -> Result<i64, StoreError> {
    let waiting = || entry::Column::IsSettled.eq(false);
    let aside = Expr::col(entry::Column::Place).mul(-1);
    let all = entry::Entity::update_many().col_expr(entry::Column::N, aside).filter(waiting());
    all.exec(db).await.map_err(said)?;
    let places = entry::Entity::find().select_only().column(entry::Column::Place).filter(waiting());
    let places: Vec<i64> = places.order_by_asc(entry::Column::Place).into_tuple().all(db).await.map_err(said)?;
    // Settled entries of a device keep their numbers: new ones come after them.
    let settled = of(device.0).filter(entry::Column::IsSettled.eq(true)).select_only();
    let settled = settled.column_as(entry::Column::N.max(), "n").into_tuple().one(db).await.map_err(said)?;
    let mut last: i64 = Option::<Option<i64>>::flatten(settled).unwrap_or(0);
    for place in places {
        last = last.saturating_add(1);
        let change = entry::ActiveModel { device_id: Set(device.0), n: Set(last), ..Default::default() };
        let this = entry::Entity::update_many().set(change).filter(entry::Column::Place.eq(place));
        this.exec(db).await.map_err(said)?;
    }
    Ok(last)
}

/// Adds entries with a device's next numbers, and answers the last one.
async fn add(
    db: &DatabaseTransaction,
    device: device::Model,
    works: impl IntoIterator<Item = (Mutation, Option<Outcome>)>,
    seen: u64,
) -> Result<i64, StoreError> {
    let mut last = device.last;
    let mut rows = Vec::new();
    for (mutation, outcome) in works {
        last = last.saturating_add(1);
        rows.push(entry::ActiveModel {
            place: NotSet,
            device_id: Set(device.device_id),
            n: Set(last),
            seen: Set(column(seen)),
            bytes: Set(column(mutation.bytes())),
            fingerprint: Set(mutation.fingerprint().0),
            is_withdrawn: Set(false),
            is_settled: Set(false),
            is_unread: Set(false),
            outcome: Set(outcome.map(|outcome| serde_json::to_string(&outcome)).transpose().map_err(unreadable)?),
            settled_at: Set(None),
            mutation: Set(serde_json::to_string(&mutation).map_err(unreadable)?),
        });
    }
    for some in rows.chunks(MOST) {
        let insert = entry::Entity::insert_many(some.iter().cloned());
        insert.exec_without_returning(db).await.map_err(said)?;
    }
    put_device(db, device.device_id, last).await?;
    Ok(last)
}

impl DeskStore {
    /// Makes this the device and puts the work of before into the outbox, both or neither.
    ///
    /// With each comes what the desk gave for it while it was its own authority, as if an office had.
    pub(super) async fn move_in(
        &self,
        device: Device,
        works: Vec<(Mutation, Vec<serde_json::Value>)>,
    ) -> Result<(), StoreError> {
        let db = self.outbox().begin().await.map_err(said)?;
        let gave = |given: Vec<serde_json::Value>| (!given.is_empty()).then_some(Outcome::Applied { given });
        let works = works.into_iter().map(|(mutation, given)| (mutation, gave(given)));
        add(&db, device::Model { id: 1, device_id: device.0, last: 0 }, works, 0).await?;
        db.commit().await.map_err(said)
    }

    /// Entries that a person may want to see: what waits, oldest first, and what did not stand and was not looked at.
    pub(super) async fn unsent(&self, most: u64) -> Result<Vec<entry::Model>, StoreError> {
        let mut found = Vec::new();
        for of in [entry::Column::IsUnread.eq(true), entry::Column::IsSettled.eq(false)] {
            let rows = entry::Entity::find().filter(of).order_by_asc(entry::Column::Place).limit(most);
            found.extend(rows.all(self.outbox()).await.map_err(said)?);
        }
        Ok(found)
    }

    /// How many wait, and how many did not stand and were not looked at.
    pub(super) async fn counts(&self) -> Result<(u64, u64), StoreError> {
        let count = |of| entry::Entity::find().filter(of).count(self.outbox());
        let waiting = entry::Column::IsSettled.eq(false).and(entry::Column::IsWithdrawn.eq(false));
        let waiting = count(waiting).await.map_err(said)?;
        Ok((waiting, count(entry::Column::IsUnread.eq(true)).await.map_err(said)?))
    }

    /// An entry by its place.
    pub(super) async fn entry(&self, place: i64) -> Result<Option<entry::Model>, StoreError> {
        entry::Entity::find_by_id(place).one(self.outbox()).await.map_err(said)
    }

    /// Takes an entry back that waits, or notes that a person has seen to one that did not stand.
    pub(super) async fn see_to(&self, row: &entry::Model) -> Result<(), StoreError> {
        let change = match row.is_settled {
            true => entry::ActiveModel { is_unread: Set(false), ..Default::default() },
            false => entry::ActiveModel { is_withdrawn: Set(true), ..Default::default() },
        };
        let this = entry::Entity::update_many().set(change).filter(entry::Column::Place.eq(row.place));
        this.exec(self.outbox()).await.map_err(said)?;
        Ok(())
    }
}

impl Outbox for DeskStore {
    async fn ends(&self) -> Result<Option<Ends>, StoreError> {
        let db = self.outbox();
        let Some(device) = current(db).await? else { return Ok(None) };
        let id = device.device_id;
        let last = number(device.last);
        let waiting = first_number(db, of(id).filter(entry::Column::IsSettled.eq(false))).await?;
        let kept = first_number(db, of(id)).await?;
        let foreign = entry::Entity::find().filter(entry::Column::DeviceId.ne(id));
        Ok(Some(Ends {
            device: Device(id),
            last,
            settled: waiting.map_or(last, |first| first.saturating_sub(1)),
            first_kept: kept.unwrap_or(last.saturating_add(1)),
            has_foreign: foreign.one(db).await.map_err(said)?.is_some(),
        }))
    }

    async fn append(&self, mutations: Vec<Mutation>, seen: u64) -> Result<u64, StoreError> {
        let db = self.outbox().begin().await.map_err(said)?;
        let device = current(&db).await?.ok_or_else(|| unreadable("it has joined no office"))?;
        let works = mutations.into_iter().map(|mutation| (mutation, None));
        let last = add(&db, device, works, seen).await?;
        db.commit().await.map_err(said)?;
        Ok(number(last))
    }

    async fn waiting(&self, after: u64, most: usize) -> Result<Vec<Entry>, StoreError> {
        let db = self.outbox();
        let Some(device) = current(db).await? else { return Ok(Vec::new()) };
        let rows = of(device.device_id)
            .filter(entry::Column::IsSettled.eq(false))
            .filter(entry::Column::N.gt(column(after)))
            .order_by_asc(entry::Column::N)
            .limit(Ord::min(u64::try_from(most).unwrap_or(u64::MAX), i64::MAX.unsigned_abs()));
        rows.all(db).await.map_err(said)?.into_iter().map(read).collect()
    }

    async fn fingerprint(&self, n: u64) -> Result<Option<Fingerprint>, StoreError> {
        let db = self.outbox();
        let Some(device) = current(db).await? else { return Ok(None) };
        let row = of(device.device_id).filter(entry::Column::N.eq(column(n))).one(db).await.map_err(said)?;
        Ok(row.map(|row| Fingerprint(row.fingerprint)))
    }

    async fn settle(&self, receipts: &[Receipt], now: Millis) -> Result<(), StoreError> {
        let db = self.outbox().begin().await.map_err(said)?;
        let Some(device) = current(&db).await? else { return Ok(()) };
        for receipt in receipts {
            let find = of(device.device_id).filter(entry::Column::N.eq(column(receipt.n)));
            let Some(row) = find.one(&db).await.map_err(said)? else { continue };
            let mut change =
                entry::ActiveModel { is_settled: Set(true), settled_at: Set(Some(now.0)), ..Default::default() };
            // One that was taken back keeps the reason it had.
            if !row.is_withdrawn || row.outcome.is_none() {
                change.outcome = Set(Some(serde_json::to_string(&receipt.outcome).map_err(unreadable)?));
                change.is_unread = Set(!row.is_withdrawn && !receipt.outcome.stands());
            }
            let this = entry::Entity::update_many().set(change).filter(entry::Column::Place.eq(row.place));
            this.exec(&db).await.map_err(said)?;
        }
        entry::Entity::delete_many()
            .filter(entry::Column::IsSettled.eq(true))
            .filter(entry::Column::IsUnread.eq(false))
            .filter(entry::Column::SettledAt.lt(now.0.saturating_sub(KEPT_FOR)))
            .exec(&db)
            .await
            .map_err(said)?;
        db.commit().await.map_err(said)
    }

    async fn reopen(&self, from: u64) -> Result<(), StoreError> {
        let db = self.outbox().begin().await.map_err(said)?;
        let Some(device) = current(&db).await? else { return Ok(()) };
        let rows = of(device.device_id).filter(entry::Column::N.gte(column(from)));
        let rows = rows.all(&db).await.map_err(said)?;
        reopen(&db, rows).await?;
        db.commit().await.map_err(said)
    }

    async fn adopt(&self, device: Device, all: bool) -> Result<(), StoreError> {
        let db = self.outbox().begin().await.map_err(said)?;
        if all {
            let rows = entry::Entity::find().filter(entry::Column::IsSettled.eq(true)).all(&db).await.map_err(said)?;
            reopen(&db, rows).await?;
        }
        let last = renumber(&db, device).await?;
        put_device(&db, device.0, last).await?;
        db.commit().await.map_err(said)
    }
}
