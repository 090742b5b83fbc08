//! Bytes that nobody needs any more.

use std::collections::BTreeSet;

use pebble_core::engines::files::model::attachment;
use pebble_sync::{
    StoreError,
    server_store::{ServerStore, ServerTx},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::ExprTrait};
use uuid::Uuid;

use super::bring::drop_pieces;
use crate::{
    fault::said,
    rows::{blob, upload},
    store::SqlStore,
    tx::SqlTx,
};

/// Uploads that are looked at in a round.
const ROUND: u64 = 200;
/// What was touched so many milliseconds ago is left alone: its attachment may be on its way, or somebody reads it.
const FRESH: i64 = 24 * 3_600_000;
/// Files of which so long nothing came are not brought any more; who brings them yet begins again.
const ABANDONED: i64 = 30 * 24 * 3_600_000;

/// Where the sweep is: each round looks at the next uploads, so that a round costs the same in any office.
#[derive(Debug, Default)]
pub struct Sweep {
    after: Option<Uuid>,
}

impl Sweep {
    /// Removes the bytes of some attachments that are gone, and of some that have not come for long.
    ///
    /// # Errors
    /// The database's; nothing is removed then.
    pub async fn round(&mut self, sql: &SqlStore) -> Result<(), StoreError> {
        let mut tx = sql.begin().await?;
        let now = tx.now.millis();
        let mut some = upload::Entity::find()
            .filter(upload::Column::TouchedAt.lt(now.saturating_sub(FRESH)))
            .order_by_asc(upload::Column::Id)
            .limit(ROUND);
        if let Some(after) = self.after {
            some = some.filter(upload::Column::Id.gt(after));
        }
        let found = some.all(tx.db()?).await.map_err(said)?;
        let ids: Vec<Uuid> = found.iter().map(|upload| upload.id).collect();
        let attached = attachment::Entity::find().filter(attachment::Column::Id.is_in(ids.iter().copied()));
        let attached = attached.select_only().column(attachment::Column::Id).into_tuple::<Uuid>();
        let attached: BTreeSet<Uuid> = attached.all(tx.db()?).await.map_err(said)?.into_iter().collect();
        for upload in found {
            let is_abandoned = !upload.is_whole && upload.touched_at < now.saturating_sub(ABANDONED);
            if is_abandoned || !attached.contains(&upload.id) {
                remove(&mut tx, &upload).await?;
            }
        }
        tx.commit().await?;
        self.after = ids.last().copied();
        Ok(())
    }
}

/// Forgets an upload; the bytes go with the last one of them.
async fn remove(tx: &mut SqlTx, gone: &upload::Model) -> Result<(), StoreError> {
    let db = tx.db()?;
    upload::Entity::delete_by_id(gone.id).exec(db).await.map_err(said)?;
    if !gone.is_whole {
        return drop_pieces(db, gone.id).await;
    }
    let others = upload::Entity::find()
        .filter(upload::Column::Hash.eq(gone.hash.as_str()).and(upload::Column::IsWhole.eq(true)))
        .count(db)
        .await
        .map_err(said)?;
    if others > 0 {
        return Ok(());
    }
    if let Some(kept) = blob::Entity::find_by_id(gone.hash.clone()).one(db).await.map_err(said)? {
        drop_pieces(db, kept.upload_id).await?;
        blob::Entity::delete_by_id(gone.hash.clone()).exec(db).await.map_err(said)?;
    }
    Ok(())
}
