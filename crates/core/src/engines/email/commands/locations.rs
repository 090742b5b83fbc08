//! What was found out about reported removals.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{folder_id, heads, message_id, moved::moved, words::unsaid};
use crate::{
    engines::email::model::{Hydration, TakeLocations, What, folder, message, removal},
    kernel::{Result, Tx, ids::derive},
};

/// A message that is still there gets its folder, and what being there says of it; one that is nowhere is marked gone and
/// keeps its place in the timeline: what it did to an enquiry stays done.
pub(in crate::engines::email) async fn take_locations(tx: &mut Tx, found: TakeLocations) -> Result<()> {
    let mut conversations = Vec::new();
    for (remote, folder_remote) in &found.found {
        let there = tx.read().find::<folder::Model>(folder_id(found.mailbox_id, folder_remote)).await?;
        if let Some(before) = tx.read().find::<message::Model>(message_id(found.mailbox_id, remote)).await? {
            let from = tx.read().find::<folder::Model>(before.folder_id).await?;
            let is_said = unsaid(tx, [before.id].into_iter()).await?.into_values().flatten().any(What::is_about_place);
            let mut after = match &there {
                Some(to) if is_said => message::Model { folder_id: to.id, gone_at: None, ..before.clone() },
                Some(to) => moved(&before, from.as_ref(), to, tx.now()),
                None => message::Model { gone_at: None, ..before.clone() },
            };
            if before.hydration == Hydration::Failed && after.gone_at.is_none() {
                // It could not be found where it was: it is asked for again where it is.
                after.hydration = Hydration::Envelope;
            }
            tx.update(&before, &after).await?;
            conversations.extend(after.thread_root);
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
