//! Whole messages with their verdict: bodies are kept, threads joined, and each mail sent on its course.
//!
//! A batch asks for its surroundings once (rows, threads, senders, the enquiries of its threads) and then decides mail
//! by mail on what it holds: a mailbox of years is taken in at this pace.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    heads,
    judging::{self, Judged},
    locations::settle,
    message_id,
    pages::{new_message, note_removal, put_aside, recovered},
    threads::Threads,
    triage::{self, Steering},
};
use crate::{
    engines::{
        email::{
            events::{Facts, SendMail},
            model::{
                Direction, Disposition, FolderId, Hydration, MailboxId, MessageId, Poison, SenderId, StoredIntent,
                TakeWhole, Whole, body, folder, mailbox, message, quarantine, sender,
            },
        },
        masters::queries::who_are,
    },
    kernel::{Error, Result, Tx, effect},
};

/// Takes whole messages in. One that is there whole already is left alone, so a repeated fetch changes nothing.
pub(in crate::engines::email) async fn take_whole(tx: &mut Tx, take: TakeWhole) -> Result<()> {
    tx.bear_refusals();
    let home: mailbox::Model = tx.get(take.mailbox_id).await?;
    take_messages(tx, &home, take.messages).await?;
    for remote in take.gone {
        if let Some(before) = tx.read().find::<message::Model>(message_id(home.id, &remote)).await? {
            let after = message::Model { hydration: Hydration::Failed, ..before.clone() };
            tx.update(&before, &after).await?;
            let at: folder::Model = tx.get(before.folder_id).await?;
            note_removal(tx, &at, remote).await?;
        }
    }
    for poison in take.failed {
        set_aside(tx, home.id, poison).await?;
    }
    Ok(())
}

async fn set_aside(tx: &mut Tx, home: MailboxId, poison: Poison) -> Result<()> {
    let Some(remote) = &poison.id else { return Ok(()) };
    let Some(before) = tx.read().find::<message::Model>(message_id(home, remote)).await? else {
        // One that was looked for and that no page has shown: it waits where it was last heard of, unless it waits already.
        let Some(heard) = settle(tx, home, remote).await? else { return Ok(()) };
        let aside = quarantine::Column::RemoteId.eq(remote.as_str());
        if quarantine::Entity::find().filter(aside).one(tx.read().db()).await?.is_some() {
            return Ok(());
        }
        let at: folder::Model = tx.get(heard.folder_id).await?;
        return put_aside(tx, &at, poison).await;
    };
    let after = message::Model {
        hydration: Hydration::Failed,
        disposition: Disposition::Unclassified,
        reason: format!("Could not be read: {}", poison.reason),
        ..before.clone()
    };
    tx.update(&before, &after).await?;
    let at: folder::Model = tx.get(before.folder_id).await?;
    put_aside(tx, &at, poison).await
}

/// A message on its way in: as it is stored, as it will be, and what came with it.
struct Arrival {
    before: message::Model,
    after: message::Model,
    whole: Whole,
}

async fn take_messages(tx: &mut Tx, home: &mailbox::Model, wholes: Vec<Whole>) -> Result<()> {
    let folders = folder::Entity::find().filter(folder::Column::MailboxId.eq(home.id)).all(tx.read().db()).await?;
    let folders: BTreeMap<FolderId, folder::Model> = folders.into_iter().map(|row| (row.id, row)).collect();
    let mut arrivals = arrivals(tx, home, &folders, wholes).await?;
    if arrivals.is_empty() {
        return Ok(());
    }
    join_threads(tx, &mut arrivals).await?;
    let fresh: BTreeSet<&str> = arrivals.iter().map(|arrival| arrival.before.remote_id.as_str()).collect();
    let places: BTreeSet<FolderId> = arrivals.iter().map(|arrival| arrival.before.folder_id).collect();
    recovered(tx, places, |remote| fresh.contains(remote)).await?;
    keep_bodies(tx, &mut arrivals).await?;
    let (conversations, judged) = steer_all(tx, home, &folders, arrivals).await?;
    // Only then is it known what became of each.
    tx.settle().await?;
    judging::keep(tx, judged).await?;
    heads::settle(tx, &conversations).await
}

/// The messages that are not here whole. One that no page has shown yet gets its row now.
async fn arrivals(
    tx: &mut Tx,
    home: &mailbox::Model,
    folders: &BTreeMap<FolderId, folder::Model>,
    wholes: Vec<Whole>,
) -> Result<Vec<Arrival>> {
    let ids = wholes.iter().map(|whole| message_id(home.id, &whole.fetched.envelope.id));
    let known = message::Entity::find().filter(message::Column::Id.is_in(ids)).all(tx.read().db()).await?;
    let mut known: BTreeMap<MessageId, message::Model> = known.into_iter().map(|row| (row.id, row)).collect();
    let mut seen = BTreeSet::new();
    let mut arrivals = Vec::new();
    for whole in wholes {
        let envelope = &whole.fetched.envelope;
        let id = message_id(home.id, &envelope.id);
        if !seen.insert(id) {
            continue;
        }
        let before = match known.remove(&id) {
            Some(row) if row.hydration == Hydration::Whole => continue,
            Some(row) => row,
            None => {
                let at = folders.get(&super::folder_id(home.id, &envelope.folder_id));
                // Thrown away meanwhile: looking for it again will tell.
                let Some(at) = at.filter(|at| at.is_synced) else { continue };
                // It may have been looked for: now it is here, or is known to be of no interest.
                settle(tx, home.id, &envelope.id).await?;
                if envelope.is_draft {
                    continue;
                }
                let row = new_message(id, home, at, envelope.clone())?;
                tx.insert(&row).await?;
                row
            }
        };
        let mut after = message::Model { hydration: Hydration::Whole, ..before.clone() };
        if before.direction == Direction::Incoming {
            after.intent = whole.verdict.as_ref().map(|verdict| StoredIntent(verdict.intent));
            after.confidence = whole.verdict.as_ref().map(|verdict| triage::thousandths(verdict.confidence));
        }
        arrivals.push(Arrival { before, after, whole });
    }
    Ok(arrivals)
}

/// Finds each arrival's thread, and moves up the mails that had taken one of them for their root.
async fn join_threads(tx: &mut Tx, arrivals: &mut [Arrival]) -> Result<()> {
    let mut threads =
        Threads::around(&tx.read(), arrivals.iter().map(|arrival| (&arrival.after, &arrival.whole.fetched))).await?;
    for arrival in arrivals.iter() {
        threads.join(&arrival.after, &arrival.whole.fetched);
    }
    for arrival in arrivals.iter_mut() {
        arrival.after.thread_root = threads.root_of(arrival.after.id);
    }
    for (before, after) in threads.adopted() {
        tx.update(&before, &after).await?;
    }
    Ok(())
}

async fn keep_bodies(tx: &mut Tx, arrivals: &mut [Arrival]) -> Result<()> {
    let ids = arrivals.iter().map(|arrival| arrival.before.id);
    let kept = body::Entity::find().filter(body::Column::Id.is_in(ids)).all(tx.read().db()).await?;
    let kept: BTreeMap<MessageId, body::Model> = kept.into_iter().map(|row| (row.id, row)).collect();
    let mut fresh = Vec::new();
    for Arrival { before, whole: Whole { fetched, verdict }, .. } in arrivals {
        let row = body::Model {
            id: before.id,
            html: std::mem::take(&mut fetched.html),
            text: std::mem::take(&mut fetched.text),
            verdict: verdict.as_ref().map(serde_json::to_string).transpose().map_err(Error::broken)?,
            attachments: serde_json::to_string(&fetched.attachments).map_err(Error::broken)?,
            is_truncated: fetched.is_truncated,
        };
        match kept.get(&row.id) {
            Some(before) => tx.update(before, &row).await?,
            None => fresh.push(row),
        }
    }
    tx.insert_many(&fresh).await
}

/// Sends each on its course. Gives back the conversations of more than one mail, and what was made of each mail.
async fn steer_all(
    tx: &mut Tx,
    home: &mailbox::Model,
    folders: &BTreeMap<FolderId, folder::Model>,
    arrivals: Vec<Arrival>,
) -> Result<(Vec<String>, Vec<Judged>)> {
    let mut facts: Vec<Facts> =
        arrivals.iter().map(|arrival| triage::facts(&arrival.after, arrival.whole.verdict.as_ref())).collect();
    let known = who_are(&tx.read(), facts.iter_mut().filter_map(triage::whose)).await?;
    let roots = arrivals.iter().filter_map(|arrival| arrival.after.thread_root.as_deref());
    let mut threads = triage::of_threads(&tx.read(), roots).await?;
    for arrival in &arrivals {
        // The stored row may still name another root.
        if let Some(root) = &arrival.after.thread_root {
            threads.entry(root.clone()).or_default().mails.insert(arrival.before.id);
        }
    }
    let senders = marked(tx, &arrivals).await?;
    let place = judging::Place::of(home, folders.values());
    let (mut states, mut judged) = (Vec::new(), Vec::new());
    for (Arrival { before, after, whole }, mut facts) in arrivals.into_iter().zip(facts) {
        let thread = after.thread_root.as_ref().and_then(|root| threads.get(root));
        facts.is_alone = thread.is_none_or(|thread| thread.mails.len() == 1);
        let of_thread = thread.and_then(|thread| thread.enquiry);
        let known = triage::whose(&mut facts).and_then(|address| known.get(address)).cloned();
        let folder = folders.get(&after.folder_id).ok_or_else(|| Error::missing("folder"))?.role.0;
        let sender = senders.get(&SenderId::of(&after.from_address));
        let is_junk_sender = sender.is_some_and(|sender| sender.is_junk);
        let arrival = judging::Arrived {
            place: &place,
            folder,
            mail: &after,
            fetched: &whole.fetched,
            verdict: whole.verdict.as_ref(),
            is_known: known.is_some(),
            is_marked: is_junk_sender,
            is_heard: sender.is_some_and(|sender| sender.is_heard),
        };
        let made = judging::made_of(tx, arrival).await?;
        judged.extend(made.judged);
        let steering = Steering {
            enquiry: sent_for(tx, whole.fetched.outbox_id.as_deref()).await?.or(of_thread),
            known,
            folder,
            is_insisted: false,
            is_bulk: whole.verdict.is_some_and(|verdict| verdict.is_bulk),
            is_junk_sender,
            is_doubtful: made.is_doubtful,
            is_surely_junk: made.is_surely_junk,
            facts,
        };
        states.push((before, triage::steer(tx, after, steering)?));
    }
    for (before, after) in &states {
        tx.update(before, after).await?;
    }
    let conversations =
        threads.into_iter().filter(|(_, thread)| thread.mails.len() > 1).map(|(root, _)| root).collect();
    Ok((conversations, judged))
}

/// Those of the senders of whom a person has said something.
async fn marked(tx: &Tx, arrivals: &[Arrival]) -> Result<BTreeMap<SenderId, sender::Model>> {
    let senders: BTreeSet<Uuid> = arrivals.iter().map(|arrival| SenderId::of(&arrival.after.from_address).0).collect();
    let known: Vec<sender::Model> = tx.read().many(&senders.into_iter().collect::<Vec<_>>()).await?;
    Ok(known.into_iter().map(|sender| (sender.id, sender)).collect())
}

/// The enquiry for which the desk sent this mail, by the mark that the desk put on it.
async fn sent_for(tx: &Tx, outbox_id: Option<&str>) -> Result<Option<Uuid>> {
    let Some(id) = outbox_id.and_then(|id| id.parse::<Uuid>().ok()) else { return Ok(None) };
    let ours: Option<effect::row::Model> = tx.read().find(id).await?;
    let sent = ours.and_then(|ours| serde_json::from_str::<SendMail>(&ours.payload).ok());
    Ok(sent.and_then(|sent| sent.enquiry_id))
}
