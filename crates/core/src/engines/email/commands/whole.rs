//! Whole messages with their verdict: bodies are kept, threads joined, and each mail sent on its course.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    message_id,
    pages::{new_message, note_removal, put_aside, recovered},
    triage,
};
use crate::{
    engines::email::{
        mailbox::Fetched,
        model::{Direction, Hydration, StoredIntent, TakeWhole, Whole, body, folder, mailbox, message},
        rules,
    },
    kernel::{Error, Result, Tx},
};

/// Takes whole messages in. One that is there whole already is left alone, so a repeated fetch changes nothing.
pub(in crate::engines::email) async fn take_whole(tx: &mut Tx, take: TakeWhole) -> Result<()> {
    tx.bear_refusals();
    let home: mailbox::Model = tx.get(take.mailbox_id).await?;
    for whole in take.messages {
        take_one(tx, &home, whole).await?;
    }
    for remote in take.gone {
        if let Some(before) = tx.read().find::<message::Model>(message_id(home.id, &remote)).await? {
            let after = message::Model { hydration: Hydration::Failed, ..before.clone() };
            tx.update(&before, &after).await?;
            let at: folder::Model = tx.get(before.folder_id).await?;
            note_removal(tx, &at, remote).await?;
        }
    }
    for poison in take.failed {
        let Some(remote) = poison.id.clone() else { continue };
        if let Some(before) = tx.read().find::<message::Model>(message_id(home.id, &remote)).await? {
            let after = message::Model {
                hydration: Hydration::Failed,
                disposition: crate::engines::email::model::Disposition::Unclassified,
                reason: format!("Could not be read: {}", poison.reason),
                ..before.clone()
            };
            tx.update(&before, &after).await?;
            let at: folder::Model = tx.get(before.folder_id).await?;
            put_aside(tx, &at, poison).await?;
        }
    }
    Ok(())
}

async fn take_one(tx: &mut Tx, home: &mailbox::Model, whole: Whole) -> Result<()> {
    let Whole { fetched, verdict } = whole;
    let id = message_id(home.id, &fetched.envelope.id);
    let at_id = super::folder_id(home.id, &fetched.envelope.folder_id);
    let before = match tx.read().find::<message::Model>(id).await? {
        Some(before) if before.hydration == Hydration::Whole => return Ok(()),
        Some(before) => before,
        None => {
            let Some(at) = tx.read().find::<folder::Model>(at_id).await? else { return Ok(()) };
            let row = new_message(id, home, &at, fetched.envelope.clone())?;
            tx.insert(&row).await?;
            row
        }
    };
    let root = root_of(tx, &before, &fetched).await?;
    let mut after = message::Model { hydration: Hydration::Whole, thread_root: root, ..before.clone() };
    if before.direction == Direction::Incoming {
        after.intent = verdict.as_ref().map(|verdict| StoredIntent(verdict.intent));
        after.confidence = verdict.as_ref().map(|verdict| triage::thousandths(verdict.confidence));
    }
    tx.update(&before, &after).await?;
    recovered(tx, before.folder_id, |remote| remote == before.remote_id).await?;
    adopt_children(tx, &after).await?;
    let row = body::Model {
        id,
        html: fetched.html,
        text: fetched.text,
        verdict: verdict.as_ref().map(serde_json::to_string).transpose().map_err(Error::broken)?,
        attachments: serde_json::to_string(&fetched.attachments).map_err(Error::broken)?,
        is_truncated: fetched.is_truncated,
    };
    match tx.read().find::<body::Model>(id).await? {
        Some(before) => tx.update(&before, &row).await?,
        None => tx.insert(&row).await?,
    }
    triage::settle(tx, after, verdict.as_ref(), fetched.outbox_id.as_deref()).await
}

/// The thread's root; a parent that is here knows better than a short reference list.
async fn root_of(tx: &Tx, message: &message::Model, fetched: &Fetched) -> Result<Option<String>> {
    let own = message.internet_message_id.as_deref();
    let root = rules::thread_root(own, fetched.in_reply_to.as_deref(), &fetched.references);
    let Some(root) = root.filter(|root| Some(*root) != own) else { return Ok(root.map(str::to_owned)) };
    let parents = [Some(root), fetched.in_reply_to.as_deref()];
    for parent in parents.into_iter().flatten() {
        let found =
            message::Entity::find().filter(message::Column::InternetMessageId.eq(parent)).one(tx.read().db()).await?;
        if let Some(grand) = found.and_then(|parent| parent.thread_root) {
            return Ok(Some(grand));
        }
    }
    Ok(Some(root.to_owned()))
}

/// Mails that took this one for their root move up to its own root.
async fn adopt_children(tx: &mut Tx, message: &message::Model) -> Result<()> {
    let (Some(own), Some(root)) = (&message.internet_message_id, &message.thread_root) else { return Ok(()) };
    if own == root {
        return Ok(());
    }
    let children = message::Entity::find()
        .filter(message::Column::ThreadRoot.eq(own))
        .filter(message::Column::Id.ne(message.id))
        .all(tx.read().db())
        .await?;
    for before in children {
        let after = message::Model { thread_root: Some(root.clone()), ..before.clone() };
        tx.update(&before, &after).await?;
    }
    Ok(())
}
