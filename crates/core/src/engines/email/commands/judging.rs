//! What the reader made of mails is kept, and what a person says to it.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{aside::hear, triage::thousandths, words::say};
use crate::{
    engines::email::{
        intent::{Intent, Verdict},
        mailbox::{Fetched, FolderRole},
        model::{
            Direction, Disposition, FolderId, MessageId, Phase, Said, Say, SeenPutAway, SetJunk, StoredIntent, What,
            body, folder, judgement, mailbox, message,
        },
        queries,
        rules::junk::gate,
    },
    kernel::{At, Error, Result, Tx},
};

/// Keeps what was made of mails that have just come in, once it is known what became of them. Outlook is told of those
/// that the desk put with the junk.
pub(super) async fn keep(tx: &mut Tx, judged: Vec<Judged>) -> Result<()> {
    let ids: Vec<MessageId> = judged.iter().map(|each| each.id).collect();
    let mails =
        message::Entity::find().filter(message::Column::Id.is_in(ids.iter().copied())).all(tx.read().db()).await?;
    let known = judgement::Entity::find().filter(judgement::Column::Id.is_in(ids)).all(tx.read().db()).await?;
    let (mut fresh, mut junk) = (Vec::new(), Vec::new());
    for Judged { id, intent, confidence, reasons } in judged {
        let became = mails.iter().find(|mail| mail.id == id).map(|mail| mail.disposition);
        let is_away = became == Some(Disposition::Junk) && !reasons.is_empty();
        junk.extend(is_away.then_some(id));
        let reasons = serde_json::to_string(if is_away { reasons.as_slice() } else { &[] }).map_err(Error::broken)?;
        let did = became.filter(|became| !matches!(became, Disposition::Unclassified | Disposition::Pending));
        // One that could not be filed, and is read again, keeps what was said of it.
        match known.iter().find(|row| row.id == id) {
            Some(before) => tx.update(before, &judgement::Model { did, reasons, ..before.clone() }).await?,
            None => fresh.push(judgement::Model { did, reasons, ..unsaid(id, intent, confidence, tx.now()) }),
        }
    }
    tx.insert_many(&fresh).await?;
    say(tx, Say { ids: junk, what: What::Junk }).await
}

/// A judgement of which nothing came and to which nobody said anything.
fn unsaid(id: MessageId, intent: Intent, confidence: i32, judged_at: At) -> judgement::Model {
    judgement::Model {
        id,
        intent: StoredIntent(intent),
        confidence,
        judged_at,
        did: None,
        reasons: "[]".to_owned(),
        seen_at: None,
        said: None,
        put_right: None,
        said_at: None,
    }
}

/// What was made of a mail.
pub(super) struct Judged {
    /// The mail.
    pub id: MessageId,
    /// What the reader took it for.
    pub intent: Intent,
    /// How sure it was, in thousandths.
    pub confidence: i32,
    /// Why it was put with the junk.
    pub reasons: Vec<String>,
}

/// A mailbox as it stands while mail comes in.
pub(super) struct Place {
    /// The folders of what was sent.
    sent: Vec<FolderId>,
    /// The desk may put junk away: a person lets it, and it knows by now whom they have written to.
    may_put_away: bool,
}

impl Place {
    /// Of a mailbox and its folders.
    pub(super) fn of<'a>(home: &mailbox::Model, folders: impl Iterator<Item = &'a folder::Model>) -> Place {
        let sent: Vec<&folder::Model> = folders.filter(|folder| folder.role.0 == FolderRole::Sent).collect();
        let knows = sent.iter().all(|folder| folder.phase == Phase::Steady && folder.trouble.is_none());
        let may_put_away = home.puts_junk_away && home.synced_at.is_some() && knows;
        Place { sent: sent.into_iter().map(|folder| folder.id).collect(), may_put_away }
    }
}

/// A mail that has just come in, and where.
#[derive(Clone, Copy)]
pub(super) struct Arrived<'a> {
    /// Its mailbox.
    pub place: &'a Place,
    /// What the folder it lies in is for.
    pub folder: FolderRole,
    /// The mail.
    pub mail: &'a message::Model,
    /// What came with it.
    pub fetched: &'a Fetched,
    /// What the reader made of it.
    pub verdict: Option<&'a Verdict>,
    /// Its sender is in the masters.
    pub is_known: bool,
    /// An earlier mail of its sender was marked as junk.
    pub is_marked: bool,
    /// An earlier mail of its sender was called no junk.
    pub is_heard: bool,
}

/// What was made of a mail that came in.
#[derive(Default)]
pub(super) struct Made {
    /// What is kept of it; nothing of one of ours.
    pub judged: Option<Judged>,
    /// Two signals say that it is junk.
    pub is_surely_junk: bool,
    /// Its sender may be somebody else.
    pub is_doubtful: bool,
}

/// Days for which a mail is looked at in this way: what is older has been seen, and stays where its reader left it.
const FRESH_DAYS: i64 = 7;

/// Judges a mail that came in. Whom we know or have written to, who answers us, and what somebody has read already is never
/// put away.
pub(super) async fn made_of(tx: &mut Tx, arrived: Arrived<'_>) -> Result<Made> {
    let Arrived { place, folder, mail, verdict, is_known, is_marked, is_heard, .. } = arrived;
    let Some(verdict) = verdict.filter(|_| mail.direction == Direction::Incoming) else { return Ok(Made::default()) };
    let is_fresh = mail.received_at >= tx.now().plus(-TimeDelta::days(FRESH_DAYS));
    let is_unseen = is_fresh && folder == FolderRole::Inbox && !mail.is_read;
    let mut reasons = Vec::new();
    let mut is_surely_junk = false;
    if place.may_put_away && is_unseen && !is_known {
        let said = gate(verdict, is_heard);
        is_surely_junk = said.opens && !is_acquaintance(tx, arrived).await?;
        reasons.extend(is_marked.then(|| "you marked an earlier mail of this sender as junk".to_owned()));
        reasons.extend(said.reasons.into_iter().filter(|_| is_surely_junk));
    }
    let sender = &verdict.sender;
    let judged = Judged { id: mail.id, intent: verdict.intent, confidence: thousandths(verdict.confidence), reasons };
    let is_doubtful = is_fresh && !is_heard && (sender.has_failed || (sender.is_disguised && !is_known));
    Ok(Made { judged: Some(judged), is_surely_junk, is_doubtful })
}

/// Whether a mail answers one that was sent from here, or its sender was written to. A mail that only says it comes from
/// here is none of them: what was sent lies in Sent Items.
async fn is_acquaintance(tx: &Tx, Arrived { place, fetched, mail, .. }: Arrived<'_>) -> Result<bool> {
    let answered: BTreeSet<&str> = fetched.references.iter().chain(&fetched.in_reply_to).map(String::as_str).collect();
    let read = tx.read();
    Ok(queries::judging::were_sent(&read, &place.sent, answered).await?
        || queries::judging::was_written_to(&read, &place.sent, &mail.from_address).await?)
}

/// What a person says to a judgement.
pub(super) enum Word {
    /// The mail is this.
    Is(StoredIntent),
    /// The mail is junk.
    IsJunk,
    /// It is no junk.
    IsNoJunk,
    /// It should not have been put away.
    Back,
}

/// Notes what a person says of a mail. A mail that no reader has read is not judged.
pub(super) async fn say_of(tx: &mut Tx, mail: &message::Model, word: Word) -> Result<()> {
    let Some(before) = judgement_of(tx, mail).await? else { return Ok(()) };
    let is_junk = matches!(before.intent.0, Intent::SpamJunk | Intent::FakeEnquiry);
    let (said, put_right) = match word {
        Word::Is(intent) if intent == before.intent => (Some(Said::Accepted), None),
        Word::Is(intent) => (Some(Said::Corrected), Some(intent)),
        Word::IsJunk if is_junk => (Some(Said::Accepted), None),
        Word::IsJunk => (Some(Said::Corrected), Some(StoredIntent(Intent::SpamJunk))),
        Word::IsNoJunk if before.did == Some(Disposition::Junk) => (Some(Said::Undone), None),
        Word::IsNoJunk => (None, None),
        Word::Back if before.did == Some(Disposition::Archived) => (Some(Said::Undone), None),
        Word::Back => return Ok(()),
    };
    let after = judgement::Model { said, put_right, said_at: said.map(|_| tx.now()), ..before.clone() };
    if after == before { Ok(()) } else { tx.update(&before, &after).await }
}

/// Whoever takes a mail out of Junk in Outlook says that it is none.
pub(super) async fn moved(tx: &mut Tx, before: &message::Model, after: &message::Model) -> Result<()> {
    let is_out = before.disposition == Disposition::Junk && after.disposition != Disposition::Junk;
    if !is_out {
        return Ok(());
    }
    hear(tx, &before.from_address).await?;
    say_of(tx, before, Word::IsNoJunk).await
}

/// The judgement of a mail; of one that was read before judgements were kept it is made now.
async fn judgement_of(tx: &mut Tx, mail: &message::Model) -> Result<Option<judgement::Model>> {
    if let Some(row) = tx.read().find::<judgement::Model>(mail.id).await? {
        return Ok(Some(row));
    }
    let inside: Option<body::Model> = tx.read().find(mail.id).await?;
    let Some(text) = inside.and_then(|inside| inside.verdict) else { return Ok(None) };
    let verdict: Verdict = serde_json::from_str(&text).map_err(Error::broken)?;
    // What became of it since may have been a person's doing.
    let row = unsaid(mail.id, verdict.intent, thousandths(verdict.confidence), tx.now());
    tx.insert(&row).await?;
    Ok(Some(row))
}

/// Somebody has looked at these that were put away.
pub(in crate::engines::email) async fn put_away_seen(tx: &mut Tx, seen: SeenPutAway) -> Result<()> {
    let ids: Vec<uuid::Uuid> = seen.ids.iter().take(MOST_SEEN).map(|id| id.0).collect();
    let rows: Vec<judgement::Model> = tx.read().many(&ids).await?;
    for before in rows.into_iter().filter(|row| row.seen_at.is_none()) {
        let after = judgement::Model { seen_at: Some(tx.now()), ..before.clone() };
        tx.update(&before, &after).await?;
    }
    Ok(())
}

/// As many as are shown.
const MOST_SEEN: usize = 200;

/// Lets the desk put junk away by itself, or not.
pub(in crate::engines::email) async fn set_junk(tx: &mut Tx, set: SetJunk) -> Result<()> {
    let home = queries::in_use(&tx.read()).await?;
    let before: mailbox::Model =
        home.ok_or_else(|| Error::conflict("There is no mailbox yet. Sign in to one first."))?;
    let after = mailbox::Model { puts_junk_away: set.is_on, ..before.clone() };
    tx.update(&before, &after).await
}
