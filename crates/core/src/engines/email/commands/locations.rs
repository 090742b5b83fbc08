//! What was found out about reported removals.

use chrono::TimeDelta;

use super::{
    folder_id, heads, judging, message_id,
    moved::moved,
    pages::{note_removal, refreshed},
    words::unsaid,
};
use crate::{
    engines::email::{
        mailbox::Envelope,
        model::{Hydration, MailboxId, Missed, RemovalId, TakeLocations, What, folder, message, removal},
    },
    kernel::{Result, Tx, ids::derive},
};

/// How long a message may lie in a folder that the list of folders does not name: one that was made a moment ago is on the
/// next list, and one that is on none is no place that people see.
const UNLISTED: TimeDelta = TimeDelta::minutes(10);

/// A message that is still there gets its folder, and what being there says of it; one that is nowhere is marked gone and
/// keeps its place in the timeline: what it did to an enquiry stays done.
///
/// Gives back the server ids of those that stand in a folder which is read and that the desk has never seen. They stay on
/// the list until they have come in whole.
pub(in crate::engines::email) async fn take_locations(tx: &mut Tx, found: TakeLocations) -> Result<Vec<String>> {
    let (mut conversations, mut unseen) = (Vec::new(), Vec::new());
    let mut gone = found.gone;
    for place in found.found {
        let there = tx.read().find::<folder::Model>(folder_id(found.mailbox_id, &place.folder_id)).await?;
        let Some(there) = there else {
            let listed: Option<removal::Model> = tx.read().find(removal_id(found.mailbox_id, &place.id)).await?;
            if listed.is_some_and(|listed| tx.now() >= listed.reported_at.plus(UNLISTED)) {
                gone.push(place.id);
            }
            continue;
        };
        if let Some(before) = tx.read().find::<message::Model>(message_id(found.mailbox_id, &place.id)).await? {
            let after = found_in(tx, &before, &there, place.outside.as_ref()).await?;
            tx.update(&before, &after).await?;
            judging::moved(tx, &before, &after).await?;
            conversations.extend(after.thread_root);
        } else if there.is_synced {
            unseen.push(place.id);
            continue;
        }
        settle(tx, found.mailbox_id, &place.id).await?;
    }
    for remote in &gone {
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

/// A message where it was found. No page may tell of it again, so it counts as seen there, and looks as it does now.
async fn found_in(
    tx: &Tx,
    before: &message::Model,
    there: &folder::Model,
    outside: Option<&Envelope>,
) -> Result<message::Model> {
    let from = tx.read().find::<folder::Model>(before.folder_id).await?;
    let words: Vec<What> = unsaid(tx, [before.id].into_iter()).await?.into_values().flatten().collect();
    let mut after = if words.iter().any(|what| what.is_about_place()) {
        message::Model { folder_id: there.id, gone_at: None, ..before.clone() }
    } else {
        moved(before, from.as_ref(), there, tx.now())
    };
    after.generation = there.generation;
    if let Some(outside) = outside {
        after = refreshed(after, there, outside)?;
    }
    if words.iter().any(|what| !what.is_about_place()) {
        after.is_read = before.is_read;
    }
    if before.hydration == Hydration::Failed && after.gone_at.is_none() {
        // It could not be found where it was: it is asked for again where it is.
        after.hydration = Hydration::Envelope;
    }
    Ok(after)
}

/// Puts messages that somebody misses on the list of those to be looked for, as far as the folder where the server has
/// them is read and they are not here.
pub(in crate::engines::email) async fn miss(tx: &mut Tx, missed: Missed) -> Result<()> {
    for (remote, folder_remote) in missed.places {
        let at = tx.read().find::<folder::Model>(folder_id(missed.mailbox_id, &folder_remote)).await?;
        let Some(at) = at.filter(|at| at.is_synced) else { continue };
        let known = tx.read().find::<message::Model>(message_id(missed.mailbox_id, &remote)).await?;
        if known.is_none_or(|known| known.gone_at.is_some()) {
            note_removal(tx, &at, remote).await?;
        }
    }
    Ok(())
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
