//! The weekly audit: what a folder has on the server and what is here of it, by counts. A change feed may keep silent
//! about a message (graph.md 2.9); a count does not.
//!
//! A folder whose counts stay apart is read from its beginning, one in a round: what is here already is not fetched again,
//! and nothing is taken out before the reading is done. What the counts are apart by after that is how it is (drafts, or
//! items that are no mails), and calls for nothing until it is something else.

use chrono::TimeDelta;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::folders::from_the_beginning;
use crate::{
    engines::email::{
        model::{MailboxId, Phase, folder},
        queries::ledger,
    },
    kernel::{Result, Tx},
};

/// Between two audits of a folder.
const EVERY: TimeDelta = TimeDelta::days(7);
/// A mail may come between the server's count and ours: only what is amiss in so many rounds in a row is amiss.
const ROUNDS: i32 = 3;

/// Compares the counts of the folders whose turn it is. Folders that are in trouble, or being read, wait.
pub(in crate::engines::email) async fn audit(tx: &mut Tx, id: MailboxId) -> Result<()> {
    let read = folder::Entity::find()
        .filter(folder::Column::MailboxId.eq(id))
        .filter(folder::Column::IsSynced.eq(true))
        .filter(folder::Column::Phase.eq(Phase::Steady))
        .filter(folder::Column::Trouble.is_null());
    let since = tx.now().plus(-EVERY);
    let mut may_reread = true;
    for before in read.all(tx.read().db()).await? {
        if before.audited_at.is_some_and(|at| at > since) && !is_reread(&before) {
            continue;
        }
        let counted = ledger::count(&tx.read(), &before).await?;
        let apart = before.remote_total.saturating_sub(counted.accounted());
        let rounds = before.apart_rounds.saturating_add(1);
        let mut after = folder::Model { apart_rounds: rounds, ..before.clone() };
        if apart == before.apart || (rounds >= ROUNDS && is_reread(&before)) {
            after = folder::Model { audited_at: Some(tx.now()), apart, apart_rounds: 0, ..after };
        } else if rounds >= ROUNDS && may_reread {
            may_reread = false;
            tracing::warn!(folder = before.name, apart, "the server counts otherwise than is here; read anew");
            after = folder::Model { reread_at: Some(tx.now()), apart_rounds: 0, ..from_the_beginning(after) };
        }
        if after != before {
            tx.update(&before, &after).await?;
        }
    }
    Ok(())
}

/// It was read anew, and has not been found well since.
fn is_reread(folder: &folder::Model) -> bool {
    folder.reread_at.is_some_and(|reread| folder.audited_at.is_none_or(|audited| audited < reread))
}
