//! A page of a change feed or of a plain list: rows and cursor in one transaction (graph.md 0.5).

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::SimpleExpr};

use super::{heads, judging, locations::removal_id, message_id, moved::moved, words::unsaid};
use crate::{
    engines::email::{
        mailbox::{Cursor, Envelope, FolderRole},
        model::{
            Direction, Disposition, FolderId, Hydration, MessageId, Phase, Poison, QuarantineId, TakePage, folder,
            mailbox, message, quarantine, removal,
        },
    },
    kernel::{At, Error, Result, Tx, ids::derive},
};

/// Takes a page in. Applying the same page again changes nothing.
pub(in crate::engines::email) async fn take_page(tx: &mut Tx, page: TakePage) -> Result<()> {
    let at: folder::Model = tx.get(page.folder_id).await?;
    let home: mailbox::Model = tx.get(at.mailbox_id).await?;
    // What a list shows may be gone before the first round begins, which would not tell of it: it has to be seen there.
    let generation = if page.cursor.is_some() { at.generation } else { at.generation.saturating_sub(1) };
    upsert(tx, &home, &folder::Model { generation, ..at.clone() }, page.upserts).await?;
    let removed: BTreeSet<String> = page.removed.into_iter().collect();
    recovered(tx, [at.id], |remote| removed.contains(remote)).await?;
    for remote in removed {
        report_removal(tx, &at, remote).await?;
    }
    for poison in page.poison {
        put_aside(tx, &at, poison).await?;
    }
    match page.cursor {
        Some(cursor) => move_on(tx, &at, cursor).await,
        None => Ok(()),
    }
}

async fn upsert(tx: &mut Tx, home: &mailbox::Model, at: &folder::Model, envelopes: Vec<Envelope>) -> Result<()> {
    // Drafts of others change with every keystroke; ours are followed by the send itself.
    let envelopes: BTreeMap<MessageId, Envelope> = envelopes
        .into_iter()
        .filter(|envelope| !envelope.is_draft)
        .map(|envelope| (message_id(home.id, &envelope.id), envelope))
        .collect();
    let known = message::Entity::find()
        .filter(message::Column::Id.is_in(envelopes.keys().copied()))
        .all(tx.read().db())
        .await?;
    let mut known: BTreeMap<MessageId, message::Model> = known.into_iter().map(|row| (row.id, row)).collect();
    let unsaid = unsaid(tx, known.keys().copied()).await?;
    let (mut fresh, mut returned) = (Vec::new(), Vec::new());
    for (id, envelope) in envelopes {
        match known.remove(&id) {
            Some(before) => {
                let is_elsewhere = before.folder_id != at.id;
                let from: Option<folder::Model> =
                    if is_elsewhere { tx.read().find(before.folder_id).await? } else { Some(at.clone()) };
                let words = unsaid.get(&id).map(Vec::as_slice).unwrap_or_default();
                let mut after = match words.iter().any(|what| what.is_about_place()) {
                    true => message::Model { folder_id: at.id, gone_at: None, ..before.clone() },
                    false => moved(&before, from.as_ref(), at, tx.now()),
                };
                after = refreshed(after, at, &envelope)?;
                if before.gone_at.is_some() && before.hydration == Hydration::Failed {
                    // It was not there when its body was asked for.
                    after.hydration = Hydration::Envelope;
                }
                if words.iter().any(|what| !what.is_about_place()) {
                    after.is_read = before.is_read;
                }
                tx.update(&before, &after).await?;
                judging::moved(tx, &before, &after).await?;
                returned.extend(after.thread_root.filter(|_| is_elsewhere || before.gone_at.is_some()));
            }
            None => fresh.push(new_message(id, home, at, envelope)?),
        }
    }
    tx.insert_many(&fresh).await?;
    heads::settle(tx, &returned).await?;
    let read: BTreeSet<&str> = fresh.iter().map(|row| row.remote_id.as_str()).collect();
    recovered(tx, [at.id], |remote| read.contains(remote)).await
}

/// What was read after all, or is no longer there, leaves the quarantine.
pub(super) async fn recovered(
    tx: &mut Tx,
    places: impl IntoIterator<Item = FolderId>,
    is_settled: impl Fn(&str) -> bool,
) -> Result<()> {
    let here = quarantine::Column::FolderId.is_in(places);
    let aside = quarantine::Entity::find().filter(here).all(tx.read().db()).await?;
    for row in aside {
        if row.remote_id.as_deref().is_some_and(&is_settled) {
            tx.remove(&row).await?;
        }
    }
    Ok(())
}

/// What the outside of a mail says now. Its subject can change: Outlook lets people write another one over it.
pub(super) fn refreshed(row: message::Model, at: &folder::Model, envelope: &Envelope) -> Result<message::Model> {
    Ok(message::Model {
        generation: at.generation,
        change_key: envelope.change_key.clone(),
        subject: envelope.subject.clone(),
        preview: envelope.preview.clone(),
        reply_to: serde_json::to_string(&envelope.reply_to).map_err(Error::broken)?,
        is_read: envelope.is_read,
        has_attachments: envelope.has_attachments,
        ..row
    })
}

/// A message as its envelope gives it.
pub(super) fn new_message(
    id: MessageId,
    home: &mailbox::Model,
    at: &folder::Model,
    envelope: Envelope,
) -> Result<message::Model> {
    let is_ours = at.role.0 == FolderRole::Sent || (envelope.from.address == home.address && !home.address.is_empty());
    let recipients: Vec<_> = envelope.to.iter().chain(&envelope.cc).collect();
    Ok(message::Model {
        id,
        mailbox_id: home.id,
        folder_id: at.id,
        remote_id: envelope.id,
        generation: at.generation,
        change_key: envelope.change_key,
        thread_root: envelope.internet_message_id.clone(),
        internet_message_id: envelope.internet_message_id,
        subject: envelope.subject,
        from_address: envelope.from.address,
        from_name: envelope.from.name,
        recipients: serde_json::to_string(&recipients).map_err(Error::broken)?,
        reply_to: serde_json::to_string(&envelope.reply_to).map_err(Error::broken)?,
        received_at: At::from(envelope.received_at),
        is_read: envelope.is_read,
        is_draft: envelope.is_draft,
        has_attachments: envelope.has_attachments,
        preview: envelope.preview,
        hydration: Hydration::Envelope,
        direction: if is_ours { Direction::Outgoing } else { Direction::Incoming },
        disposition: Disposition::Pending,
        reason: "On its way from Outlook".to_owned(),
        intent: None,
        confidence: None,
        is_corrected: false,
        record_id: None,
        company_id: None,
        gone_at: None,
        placed_at: At::from(envelope.received_at),
        is_head: true,
        snoozed_until: None,
        is_back: false,
        was: None,
    })
}

/// A removal is only reported here; whether the mail is gone or has moved is found out afterwards (graph.md 0.3). That
/// goes for a mail which the desk has never seen, too: one that came and was moved on and back between two looks is told
/// as a removal alone, and no folder tells of it again. Nor does any of one that was thrown away, taken back and put back
/// in the same way: only what is known to be in another folder that is read needs no looking for.
async fn report_removal(tx: &mut Tx, at: &folder::Model, remote: String) -> Result<()> {
    let message: Option<message::Model> = tx.read().find(message_id(at.mailbox_id, &remote)).await?;
    if let Some(message) = message.filter(|message| message.folder_id != at.id && message.gone_at.is_none())
        && let Some(other) = tx.read().find::<folder::Model>(message.folder_id).await?
        && other.is_synced
    {
        return Ok(());
    }
    note_removal(tx, at, remote).await
}

/// Puts a message on the list of those to be looked for.
pub(super) async fn note_removal(tx: &mut Tx, at: &folder::Model, remote: String) -> Result<()> {
    let id = removal_id(at.mailbox_id, &remote);
    if tx.read().find::<removal::Model>(id).await?.is_none() {
        let row = removal::Model { id, folder_id: at.id, remote_id: remote, reported_at: tx.now() };
        tx.insert(&row).await?;
    }
    Ok(())
}

/// Keeps what could not be read, so that it is neither lost nor in the way.
pub(super) async fn put_aside(tx: &mut Tx, at: &folder::Model, poison: Poison) -> Result<()> {
    let key = poison.id.clone().unwrap_or_else(|| poison.raw.clone());
    let id = QuarantineId(derive(&[b"quarantine", at.id.0.as_bytes(), key.as_bytes()]));
    let before: Option<quarantine::Model> = tx.read().find(id).await?;
    let after = quarantine::Model {
        id,
        folder_id: at.id,
        remote_id: poison.id,
        reason: poison.reason,
        raw: poison.raw,
        found_at: before.as_ref().map_or(tx.now(), |before| before.found_at),
        attempts: before.as_ref().map_or(1, |before| before.attempts),
    };
    match before {
        Some(before) => tx.update(&before, &after).await,
        None => tx.insert(&after).await,
    }
}

async fn move_on(tx: &mut Tx, at: &folder::Model, cursor: Cursor) -> Result<()> {
    let before: folder::Model = tx.get(at.id).await?;
    let mut after = folder::Model { trouble: None, ..before.clone() };
    match cursor {
        Cursor::Start => return Ok(()),
        Cursor::Next(link) => {
            after.cursor = Some(link);
            after.is_round_end = false;
            if before.phase == Phase::New {
                after.phase = Phase::Enumerating;
            }
        }
        Cursor::Delta(link) => {
            after.cursor = Some(link);
            after.is_round_end = true;
            after.phase = Phase::Steady;
            after.synced_at = Some(tx.now());
            if before.phase != Phase::Steady {
                // What the new generation did not show is not taken for gone.
                look_for(tx, &before, message::Column::Generation.lt(before.generation)).await?;
            }
        }
    }
    tx.update(&before, &after).await
}

/// Puts those messages of a folder that are thought to be there on the list of those to be looked for.
pub(super) async fn look_for(tx: &mut Tx, at: &folder::Model, which: SimpleExpr) -> Result<()> {
    let unseen: Vec<String> = message::Entity::find()
        .select_only()
        .column(message::Column::RemoteId)
        .filter(message::Column::FolderId.eq(at.id))
        .filter(message::Column::GoneAt.is_null())
        .filter(which)
        .into_tuple()
        .all(tx.read().db())
        .await?;
    for remote in unseen {
        note_removal(tx, at, remote).await?;
    }
    Ok(())
}
