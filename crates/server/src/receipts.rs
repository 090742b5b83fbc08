//! What became of mutations: by device and number, and by the mutation's id.

use std::collections::BTreeMap;

use pebble_sync::{Device, Fingerprint, MutationId, Outcome, Receipt, StoreError, server_store::Known};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait, OnConflict},
};

use crate::{
    fault::{column, number, said, unreadable},
    rows::{known, result},
    tx::MOST,
};

/// Receipts of a device, from one number through another.
pub(crate) async fn receipts(
    db: &DatabaseTransaction,
    device: Device,
    from: u64,
    through: u64,
) -> Result<Vec<Receipt>, StoreError> {
    let rows = result::Entity::find()
        .filter(result::Column::DeviceId.eq(device.0))
        .filter(result::Column::N.between(column(from), column(through)))
        .order_by_asc(result::Column::N);
    let rows = rows.all(db).await.map_err(said)?;
    let read = |row: result::Model| {
        let outcome = serde_json::from_str(&row.outcome).map_err(unreadable)?;
        Ok(Receipt { n: number(row.n), fingerprint: Fingerprint(row.fingerprint), outcome })
    };
    rows.into_iter().map(read).collect()
}

fn text(outcome: &Outcome) -> Result<String, StoreError> {
    serde_json::to_string(outcome).map_err(unreadable)
}

/// Those of these mutations that have an outcome.
pub(crate) async fn known_of(
    db: &DatabaseTransaction,
    ids: &[MutationId],
) -> Result<BTreeMap<MutationId, Known>, StoreError> {
    let mut found = BTreeMap::new();
    for ids in ids.chunks(MOST) {
        let rows = known::Entity::find()
            .filter(known::Column::Id.is_in(ids.iter().map(|id| id.0)))
            .filter(known::Column::Outcome.is_not_null());
        for row in rows.all(db).await.map_err(said)? {
            let (Some(fingerprint), Some(outcome)) = (row.fingerprint, row.outcome) else { continue };
            let outcome = serde_json::from_str(&outcome).map_err(unreadable)?;
            found.insert(MutationId(row.id), Known { fingerprint: Fingerprint(fingerprint), outcome });
        }
    }
    Ok(found)
}

/// Stores receipts of a device, and the outcomes of their mutations. False when one of them had an outcome before.
pub(crate) async fn put_receipts(
    db: &DatabaseTransaction,
    device: Device,
    receipts: &[(MutationId, Receipt)],
) -> Result<bool, StoreError> {
    for some in receipts.chunks(MOST) {
        let mut rows = Vec::new();
        for (_, receipt) in some {
            rows.push(result::ActiveModel {
                device_id: Set(device.0),
                n: Set(column(receipt.n)),
                fingerprint: Set(receipt.fingerprint.0),
                outcome: Set(text(&receipt.outcome)?),
            });
        }
        result::Entity::insert_many(rows).exec_without_returning(db).await.map_err(said)?;
    }
    let mut first = BTreeMap::new();
    for (id, receipt) in receipts {
        first.entry(*id).or_insert_with(|| (receipt.fingerprint, receipt.outcome.clone()));
    }
    let known = first.into_iter().map(|(id, (fingerprint, outcome))| (id, Known { fingerprint, outcome }));
    settle(db, known.collect()).await
}

/// Stores outcomes of mutations that have none yet. `Busy` when another transaction has stored one meanwhile: this one does
/// not see it, and the database refuses to write beside what it does not see. False when one had an outcome before, which stands.
pub(crate) async fn settle(db: &DatabaseTransaction, known: Vec<(MutationId, Known)>) -> Result<bool, StoreError> {
    let mut written = 0;
    let first = Expr::col((known::Entity, known::Column::Outcome)).is_null();
    let replace = OnConflict::column(known::Column::Id)
        .update_columns([known::Column::Fingerprint, known::Column::Outcome])
        .action_and_where(first)
        .to_owned();
    for some in known.chunks(MOST) {
        let mut rows = Vec::new();
        for (id, known) in some {
            rows.push(known::ActiveModel {
                id: Set(id.0),
                fingerprint: Set(Some(known.fingerprint.0)),
                outcome: Set(Some(text(&known.outcome)?)),
            });
        }
        let insert = known::Entity::insert_many(rows).on_conflict(replace.clone());
        let rows = insert.exec_without_returning(db).await.map_err(said)?;
        written = rows.saturating_add(written);
    }
    Ok(usize::try_from(written) == Ok(known.len()))
}
