//! What was found out about reported removals.

use super::{folder_id, heads, message_id, moved::moved, words::unsaid};
use crate::{
    engines::email::model::{Hydration, MailboxId, RemovalId, TakeLocations, What, folder, message, removal},
    kernel::{Result, Tx, ids::derive},
};

/// A message that is still there gets its folder, and what being there says of it; one that is nowhere is marked gone and
/// keeps its place in the timeline: what it did to an enquiry stays done.
///
/// Gives back the server ids of those that stand in a folder which is read and that the desk has never seen. They stay on
/// the list until they have come in whole.
pub(in crate::engines::email) async fn take_locations(tx: &mut Tx, found: TakeLocations) -> Result<Vec<String>> {
    let (mut conversations, mut unseen) = (Vec::new(), Vec::new());
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
        } else if there.is_some_and(|folder| folder.is_synced) {
            unseen.push(remote.clone());
            continue;
        }
        settle(tx, found.mailbox_id, remote).await?;
    }
    for remote in &found.gone {
        if let Some(before) = tx.read().find::<message::Model>(message_id(found.mailbox_id, remote)).await? {
            let after = message::Model { gone_at: Some(tx.now()), ..before.clone() };
            tx.update(&before, &after).await?;
            conversations.extend(after.thread_root);
        }
        settle(tx, found.mailbox_id, remote).await?;
    }
    heads::settle(tx, &conversations).await?;
    Ok(unseen)
}

/// The place of a message among those to be looked for.
pub(super) fn removal_id(home: MailboxId, remote: &str) -> RemovalId {
    RemovalId(derive(&[b"removal", home.0.as_bytes(), remote.as_bytes()]))
}

/// Takes a message off the list of those to be looked for. Gives back what stood there.
pub(super) async fn settle(tx: &mut Tx, home: MailboxId, remote: &str) -> Result<Option<removal::Model>> {
    let candidate: Option<removal::Model> = tx.read().find(removal_id(home, remote)).await?;
    if let Some(candidate) = &candidate {
        tx.remove(candidate).await?;
    }
    Ok(candidate)
}
