//! Deriving anew after rows came from the authority.
//!
//! Rows that a server sends are written past every command, so no engine reacts to them. Their owners are asked to
//! announce anew what projections are drawn from, and whoever derives something reacts as always. Only derived rows are
//! written by it.

use std::collections::BTreeMap;

use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::{Capture, Frame, Mode, Tx};
use crate::kernel::{clock::At, engine::Engines, error::Result, ids::MutationId, read::Actor};

/// Derives anew what depends on these rows, those that are gone included, and hands the transaction back.
///
/// # Errors
/// The database's, and `Broken` when a reaction writes what is not derived; the holder undoes the transaction then.
pub async fn project(
    db: DatabaseTransaction,
    engines: Engines,
    at: At,
    actor: Actor,
    rows: &BTreeMap<&'static str, Vec<Uuid>>,
) -> (DatabaseTransaction, Result<Capture>) {
    let mut tx = Tx::over(db, engines, at, actor, Frame::new(Mode::Projection, MutationId(Uuid::nil())));
    let drawn = tx.retell(rows).await;
    (tx.db, drawn.map(|()| tx.capture))
}

impl Tx {
    /// Has the owners of these rows announce anew what projections are drawn from.
    pub(in crate::kernel) async fn retell(&mut self, rows: &BTreeMap<&'static str, Vec<Uuid>>) -> Result<()> {
        let engines = self.engines;
        for (table, ids) in rows {
            for retelling in engines.retellings(table) {
                (retelling.run)(self, ids.clone()).await?;
                self.settle().await?;
            }
        }
        self.held.send_all(&self.db).await.map_err(Into::into)
    }
}
