//! What was found out about reported removals.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{folder_id, heads, message_id};
use crate::{
    engines::email::model::{TakeLocations, folder, message, removal},
    kernel::{Result, Tx, ids::derive},
};

/// A message that is still there gets its folder; one that is nowhere is marked gone and keeps its place in the
/// timeline: what it did to an enquiry stays done.
pub(in crate::engines::email) async fn take_locations(tx: &mut Tx, found: TakeLocations) -> Result<()> {
    let mut conversations = Vec::new();
    for (remote, folder_remote) in &found.found {
        let folder_id = folder_id(found.mailbox_id, folder_remote);
        let is_known = tx.read().find::<folder::Model>(folder_id).await?.is_some();
        if let Some(before) = tx.read().find::<message::Model>(message_id(found.mailbox_id, remote)).await? {
            let mut after = message::Model { gone_at: None, ..before.clone() };
            if is_known {
                after.folder_id = folder_id;
            }
            tx.update(&before, &after).await?;
            if before.gone_at.is_some() {
                conversations.extend(after.thread_root);
            }
        }
        settle(tx, &found, remote).await?;
    }
    for remote in &found.gone {
        if let Some(before) = tx.read().find::<message::Model>(message_id(found.mailbox_id, remote)).await? {
            let after = message::Model { gone_at: Some(tx.now()), ..before.clone() };
            tx.update(&before, &after).await?;
            conversations.extend(after.thread_root);
        }
        settle(tx, &found, remote).await?;
    }
    heads::settle(tx, &conversations).await
}

async fn settle(tx: &mut Tx, found: &TakeLocations, remote: &str) -> Result<()> {
    let id = derive(&[b"removal", found.mailbox_id.0.as_bytes(), remote.as_bytes()]);
    let candidate = removal::Entity::find().filter(removal::Column::Id.eq(id)).one(tx.read().db()).await?;
    match candidate {
        Some(candidate) => tx.remove(&candidate).await,
        None => Ok(()),
    }
}
