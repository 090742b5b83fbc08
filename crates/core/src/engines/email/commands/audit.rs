//! The weekly audit: what a folder has on the server and what is here of it, by counts. A change feed may keep silent
//! about a message (graph.md 0.3, 2.9); a count does not.

use chrono::TimeDelta;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::folders::folder_trouble;
use crate::{
    engines::email::{
        model::{FolderTrouble, MailboxId, Phase, folder},
        queries::ledger,
    },
    kernel::{Result, Tx},
};

/// Between two audits of a folder.
const EVERY: TimeDelta = TimeDelta::days(7);
/// A mail may come between the server's count and ours: only what is amiss in so many rounds in a row is amiss.
const ROUNDS: i32 = 3;

/// Compares the counts of the folders whose turn it is. One that stays apart is read from its beginning: nothing is
/// taken out before that is done, and what is here already is not fetched again.
pub(super) async fn folders(tx: &mut Tx, id: MailboxId) -> Result<()> {
    let read = folder::Entity::find()
        .filter(folder::Column::MailboxId.eq(id))
        .filter(folder::Column::IsSynced.eq(true))
        .filter(folder::Column::Phase.eq(Phase::Steady))
        .filter(folder::Column::Trouble.is_null());
    let since = tx.now().plus(-EVERY);
    for before in read.all(tx.read().db()).await? {
        let is_due = before.audited_at.is_none_or(|at| at <= since);
        if !is_due {
            continue;
        }
        let counted = ledger::count(&tx.read(), &before).await?;
        let astray = before.remote_total.saturating_sub(counted.accounted());
        let is_same = astray == before.astray && before.astray_rounds > 0;
        let rounds = if is_same { before.astray_rounds.saturating_add(1) } else { 1 };
        let is_over = astray == 0 || rounds >= ROUNDS;
        let after = folder::Model {
            audited_at: if is_over { Some(tx.now()) } else { before.audited_at },
            astray,
            astray_rounds: if is_over { 0 } else { rounds },
            ..before.clone()
        };
        tx.update(&before, &after).await?;
        if is_over && astray != 0 {
            tracing::warn!(folder = before.name, astray, "a folder does not have what the server counts; read anew");
            folder_trouble(tx, FolderTrouble { folder_id: before.id, trouble: None, is_reset: true }).await?;
        }
    }
    Ok(())
}
