//! Writing mail: drafts that are kept as they are typed, and sent by an effect that can be called back for a while.

use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;

use crate::{
    engines::email::{
        events::SendMail,
        mailbox::{Address, Outgoing, OutgoingFile, Way},
        model::{
            AttachToDraft, BeginDraft, Direction, Disposition, DraftId, DraftState, DraftWay, MailDraft, MailboxId,
            MessageId, OneDraft, OneTemplate, SaveDraft, SaveTemplate, SendDraft, SentDraft, SetWriting, TakeOffDraft,
            TemplateId, draft, mailbox, message, template, writing,
        },
        queries::{
            self,
            drafts::{listed, state_of},
        },
        rules::letters,
    },
    kernel::{At, Error, Result, Tx, effect},
};

/// What was thrown away can be brought back for a day.
const DISCARDED_MILLIS: i64 = 86_400_000;
/// Drafts that are cleared away at once.
const MOST_CLEARED: u64 = 100;

/// Begins a draft. An answer that was begun before is gone on with.
pub(in crate::engines::email) async fn draft_begin(tx: &mut Tx, begin: BeginDraft) -> Result<MailDraft> {
    clear(tx).await?;
    if let (Some(answers), false) = (begin.answers, begin.way == DraftWay::New)
        && let Some(begun) = begun(tx, answers, begin.way).await?
    {
        return queries::drafts::whole(&tx.read(), begun).await;
    }
    let signature = queries::writing(&tx.read(), ()).await?.signature;
    let mut row = draft::Model {
        id: tx.id(),
        way: begin.way,
        answers: begin.answers.map(|id| id.0),
        enquiry_id: begin.enquiry_id,
        to_people: text(&begin.to)?,
        cc_people: text(&Vec::<Address>::new())?,
        bcc_people: text(&Vec::<Address>::new())?,
        subject: String::new(),
        begun_subject: String::new(),
        html: if signature.is_empty() { "<p></p>".to_owned() } else { format!("<p></p><p></p>{signature}") },
        files: text(&Vec::<OutgoingFile>::new())?,
        begun_at: tx.now(),
        saved_at: tx.now(),
        effect_id: None,
        discarded_at: None,
    };
    if let (Some(answers), false) = (begin.answers, begin.way == DraftWay::New) {
        address(tx, &mut row, answers).await?;
    }
    tx.insert(&row).await?;
    queries::drafts::whole(&tx.read(), row).await
}

/// The draft in which this mail is being answered already.
async fn begun(tx: &Tx, answers: MessageId, way: DraftWay) -> Result<Option<draft::Model>> {
    let found = draft::Entity::find()
        .filter(draft::Column::Answers.eq(answers.0))
        .filter(draft::Column::Way.eq(way))
        .filter(draft::Column::EffectId.is_null())
        .filter(draft::Column::DiscardedAt.is_null())
        .order_by_desc(draft::Column::SavedAt)
        .limit(1)
        .one(tx.read().db())
        .await?;
    Ok(found)
}

/// Says whom an answer goes to, and on which subject.
async fn address(tx: &Tx, row: &mut draft::Model, answers: MessageId) -> Result<()> {
    let mail: message::Model = tx.get(answers).await?;
    let me = match tx.read().find::<mailbox::Model>(mail.mailbox_id).await? {
        Some(mailbox) => mailbox.address,
        None => String::new(),
    };
    let others = queries::recipients(&mail)?;
    let is_ours = mail.direction == Direction::Outgoing;
    let sender = Address { address: mail.from_address.clone(), name: mail.from_name.clone() };
    let to = match queries::reply_to(&mail)? {
        _ if is_ours => others.clone(),
        elsewhere if !elsewhere.is_empty() => elsewhere,
        _ => vec![sender],
    };
    let to: Vec<Address> = to.into_iter().filter(|person| !person.address.is_empty()).collect();
    if row.way != DraftWay::Forward {
        row.to_people = text(&to)?;
    }
    if row.way == DraftWay::ReplyAll && !is_ours {
        let is_new = |person: &Address| {
            let known = |other: &Address| other.address.eq_ignore_ascii_case(&person.address);
            !person.address.is_empty() && !person.address.eq_ignore_ascii_case(&me) && !to.iter().any(known)
        };
        row.cc_people = text(&others.into_iter().filter(is_new).collect::<Vec<_>>())?;
    }
    row.subject = letters::subject_of(row.way, &mail.subject);
    row.begun_subject = row.subject.clone();
    if row.enquiry_id.is_none() && mail.disposition == Disposition::Linked {
        row.enquiry_id = mail.record_id;
    }
    Ok(())
}

/// Lets go of drafts that have left, and of those that were thrown away long ago.
async fn clear(tx: &mut Tx) -> Result<()> {
    let before = At::from_millis(tx.now().millis().saturating_sub(DISCARDED_MILLIS));
    let old = draft::Entity::find()
        .filter(draft::Column::SavedAt.lt(before))
        .filter(
            Condition::any().add(draft::Column::EffectId.is_not_null()).add(draft::Column::DiscardedAt.is_not_null()),
        )
        .order_by_asc(draft::Column::SavedAt)
        .limit(MOST_CLEARED)
        .all(tx.read().db())
        .await?;
    for (row, state) in listed(&tx.read(), old).await? {
        let is_forgotten = row.discarded_at.is_some_and(|at| at < before);
        if state.is_none() || is_forgotten {
            tx.remove(&row).await?;
        }
    }
    Ok(())
}

fn text(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Error::broken)
}

/// A draft that is still being written.
async fn open(tx: &Tx, id: DraftId) -> Result<draft::Model> {
    let row: draft::Model = tx.get(id).await?;
    if row.effect_id.is_some() {
        return Err(Error::conflict("This mail was sent already, so it cannot be changed."));
    }
    Ok(row)
}

/// Keeps what is written so far.
pub(in crate::engines::email) async fn draft_save(tx: &mut Tx, save: SaveDraft) -> Result<At> {
    let before = open(tx, save.id).await?;
    letters::may_keep(&save.html)?;
    let after = filled(tx.now(), &before, &save)?;
    tx.update(&before, &after).await?;
    Ok(after.saved_at)
}

fn filled(now: At, before: &draft::Model, save: &SaveDraft) -> Result<draft::Model> {
    Ok(draft::Model {
        to_people: text(&save.to)?,
        cc_people: text(&save.cc)?,
        bcc_people: text(&save.bcc)?,
        subject: save.subject.clone(),
        html: save.html.clone(),
        saved_at: now,
        ..before.clone()
    })
}

/// Throws a draft away; it can be brought back.
pub(in crate::engines::email) async fn draft_discard(tx: &mut Tx, one: OneDraft) -> Result<()> {
    let before: draft::Model = tx.get(one.id).await?;
    let state = state_of(&tx.read(), &before).await?;
    if !matches!(state, Some(DraftState::Open | DraftState::Failed | DraftState::Unknown)) {
        return Err(Error::conflict("This mail waits to leave. Call it back first."));
    }
    let after = draft::Model { discarded_at: Some(tx.now()), ..before.clone() };
    tx.update(&before, &after).await
}

/// Brings a draft back that was thrown away.
pub(in crate::engines::email) async fn draft_restore(tx: &mut Tx, one: OneDraft) -> Result<MailDraft> {
    let before: draft::Model = tx.get(one.id).await?;
    let after = draft::Model { discarded_at: None, ..before.clone() };
    tx.update(&before, &after).await?;
    queries::drafts::whole(&tx.read(), after).await
}

/// Puts a file on a draft.
pub(in crate::engines::email) async fn draft_attach(tx: &mut Tx, attach: AttachToDraft) -> Result<()> {
    let before = open(tx, attach.id).await?;
    let mut files = queries::drafts::files(&before)?;
    letters::may_carry(&files, attach.file.size)?;
    files.push(attach.file);
    let after = draft::Model { files: text(&files)?, saved_at: tx.now(), ..before.clone() };
    tx.update(&before, &after).await
}

/// Takes a file off a draft.
pub(in crate::engines::email) async fn draft_take_off(tx: &mut Tx, take: TakeOffDraft) -> Result<()> {
    let before = open(tx, take.id).await?;
    let mut files = queries::drafts::files(&before)?;
    if take.place >= files.len() {
        return Err(Error::missing("file"));
    }
    files.remove(take.place);
    let after = draft::Model { files: text(&files)?, saved_at: tx.now(), ..before.clone() };
    tx.update(&before, &after).await
}

/// Sends a draft as it is written. It waits as long as it can be called back, or until its time.
pub(in crate::engines::email) async fn draft_send(tx: &mut Tx, send: SendDraft) -> Result<SentDraft> {
    let before = open(tx, send.written.id).await?;
    if before.discarded_at.is_some() {
        return Err(Error::conflict("This draft was thrown away. Bring it back to send it."));
    }
    letters::may_keep(&send.written.html)?;
    let files = queries::drafts::files(&before)?;
    letters::may_leave(before.way, &send.written, &files)?;
    let undo_seconds = queries::writing(&tx.read(), ()).await?.undo_seconds;
    let soon = tx.now().plus(chrono::TimeDelta::seconds(undo_seconds));
    let leaves_at = send.not_before.map_or(soon, |at| at.max(soon));
    let payload = payload(tx, &before, &send.written, files).await?.sent_here(&tx.read()).await?;
    let effect_id = tx.effect_at(leaves_at, effect::Kind::SendMail, &payload, "enquiries.record_sent").await?;
    let after = draft::Model { effect_id: Some(effect_id), ..filled(tx.now(), &before, &send.written)? };
    tx.update(&before, &after).await?;
    Ok(SentDraft { id: after.id, effect_id, leaves_at, undo_seconds })
}

async fn payload(tx: &Tx, row: &draft::Model, written: &SaveDraft, files: Vec<OutgoingFile>) -> Result<SendMail> {
    let answered: Option<message::Model> = match row.answers.filter(|_| row.way != DraftWay::New) {
        Some(id) => Some(tx.get(id).await?),
        None => None,
    };
    let gist = letters::plain(&written.html);
    let mail = Outgoing {
        outbox_id: String::new(),
        to: written.to.clone(),
        cc: written.cc.clone(),
        bcc: written.bcc.clone(),
        subject: written.subject.trim().to_owned(),
        is_own_subject: written.subject.trim() != row.begun_subject,
        html: written.html.clone(),
        reply_to_id: answered.as_ref().map(|mail| mail.remote_id.clone()),
        way: match row.way {
            DraftWay::New | DraftWay::Reply => Way::Reply,
            DraftWay::ReplyAll => Way::ReplyAll,
            DraftWay::Forward => Way::Forward,
        },
        files,
    };
    Ok(SendMail {
        mail,
        from: answered.as_ref().map(|mail| mail.mailbox_id),
        answers: answered.and_then(|mail| mail.internet_message_id),
        enquiry_id: row.enquiry_id,
        step_id: None,
        gist: gist.chars().take(200).collect(),
    })
}

/// Calls a mail back while it waits, or takes up one that was refused: it is a draft again.
pub(in crate::engines::email) async fn draft_recall(tx: &mut Tx, one: OneDraft) -> Result<MailDraft> {
    let before: draft::Model = tx.get(one.id).await?;
    let state = state_of(&tx.read(), &before).await?;
    let is_back = match (state, before.effect_id) {
        (Some(DraftState::Open | DraftState::Failed | DraftState::Unknown), _) => true,
        (Some(DraftState::Waiting), Some(id)) => tx.call_off(id, "Called back before it left").await?,
        _ => false,
    };
    if !is_back {
        return Err(Error::conflict("It is too late to call this mail back: it has left."));
    }
    let after = draft::Model { effect_id: None, discarded_at: None, saved_at: tx.now(), ..before.clone() };
    tx.update(&before, &after).await?;
    queries::drafts::whole(&tx.read(), after).await
}

/// Keeps a template.
pub(in crate::engines::email) async fn template_save(tx: &mut Tx, save: SaveTemplate) -> Result<TemplateId> {
    letters::may_keep(&save.html)?;
    let name = save.name.trim().to_owned();
    if name.is_empty() {
        return Err(Error::invalid("name", "Give the template a name by which you will find it."));
    }
    if letters::plain(&save.html).is_empty() {
        return Err(Error::invalid("html", "Write the text of the template."));
    }
    let known: Option<template::Model> = match save.id {
        Some(id) => Some(tx.get(id).await?),
        None => None,
    };
    let id = known.as_ref().map_or_else(|| tx.id(), |row| row.id);
    let after =
        template::Model { id, name, subject: save.subject.trim().to_owned(), html: save.html, saved_at: tx.now() };
    match known {
        Some(before) => tx.update(&before, &after).await?,
        None => tx.insert(&after).await?,
    }
    Ok(id)
}

/// Takes a template away.
pub(in crate::engines::email) async fn template_remove(tx: &mut Tx, one: OneTemplate) -> Result<()> {
    let row: template::Model = tx.get(one.id).await?;
    tx.remove(&row).await
}

/// Sets how mail is written from the mailbox in use.
pub(in crate::engines::email) async fn set_writing(tx: &mut Tx, set: SetWriting) -> Result<()> {
    letters::may_keep(&set.signature)?;
    if !letters::UNDO_CHOICES.contains(&set.undo_seconds) {
        return Err(Error::invalid("undo_seconds", "A mail can be called back for 0, 5, 10 or 30 seconds."));
    }
    let is_empty = letters::plain(&set.signature).is_empty();
    let signature = if is_empty { String::new() } else { set.signature };
    let id = queries::in_use(&tx.read()).await?.map_or(MailboxId(uuid::Uuid::nil()), |row| row.id);
    let after = writing::Model { id, signature, undo_seconds: set.undo_seconds };
    match tx.read().find::<writing::Model>(id).await? {
        Some(before) => tx.update(&before, &after).await,
        None => tx.insert(&after).await,
    }
}
