//! What the reader made of mails is kept, and what a person says to it.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{triage::thousandths, words::say};
use crate::{
    engines::email::{
        intent::{Intent, Verdict},
        mailbox::{Fetched, FolderRole},
        model::{
            Direction, Disposition, MessageId, Said, Say, SetJunk, StoredIntent, What, body, judgement, mailbox,
            message,
        },
        queries,
        rules::junk::{Standing, gate},
    },
    kernel::{At, Error, Result, Tx},
};

/// Keeps what was made of mails that have just come in, once it is known what became of them. Outlook is told of those
/// that went to the junk.
pub(super) async fn keep(tx: &mut Tx, judged: Vec<Judged>) -> Result<()> {
    let ids: Vec<MessageId> = judged.iter().map(|each| each.id).collect();
    let mails =
        message::Entity::find().filter(message::Column::Id.is_in(ids.iter().copied())).all(tx.read().db()).await?;
    let known = judgement::Entity::find().filter(judgement::Column::Id.is_in(ids)).all(tx.read().db()).await?;
    let (mut fresh, mut junk) = (Vec::new(), Vec::new());
    for Judged { id, intent, confidence, reasons } in judged {
        // One that could not be filed, and is read again, keeps what was said of it.
        if known.iter().any(|row| row.id == id) {
            continue;
        }
        let became = mails.iter().find(|mail| mail.id == id).map(|mail| mail.disposition);
        let is_junk = became == Some(Disposition::Junk);
        junk.extend(is_junk.then_some(id));
        let reasons = serde_json::to_string(if is_junk { reasons.as_slice() } else { &[] }).map_err(Error::broken)?;
        let did = became.filter(|became| !matches!(became, Disposition::Unclassified | Disposition::Pending));
        fresh.push(judgement::Model { did, reasons, ..unsaid(id, intent, confidence, tx.now()) });
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

/// What was made of a mail that came in; nothing of one of ours.
pub(super) fn judged(
    mail: &message::Model,
    verdict: Option<&Verdict>,
    reasons: &[String],
    is_junk_sender: bool,
) -> Option<Judged> {
    let verdict = verdict.filter(|_| mail.direction == Direction::Incoming)?;
    let confidence = thousandths(verdict.confidence);
    let marked = is_junk_sender.then(|| "you marked an earlier mail of this sender as junk".to_owned());
    let reasons = marked.into_iter().chain(reasons.iter().cloned()).collect();
    Some(Judged { id: mail.id, intent: verdict.intent, confidence, reasons })
}

/// A mail that has just come in, and where.
#[derive(Clone, Copy)]
pub(super) struct Arrived<'a> {
    /// Its mailbox.
    pub home: &'a mailbox::Model,
    /// What the folder it lies in is for.
    pub folder: FolderRole,
    /// The mail.
    pub mail: &'a message::Model,
    /// What came with it.
    pub fetched: &'a Fetched,
    /// Its sender is in the masters.
    pub is_known: bool,
}

/// Days for which a mail may have lain in the inbox: what is older has been seen, and stays where its reader left it.
const FRESH_DAYS: i64 = 7;

/// Why a mail is put with the junk without anybody asking; no reason, no junk. Whom we know or have written to, and who
/// answers us, is never touched.
pub(super) async fn sure_of_junk(tx: &mut Tx, arrived: Arrived<'_>, verdict: Option<&Verdict>) -> Result<Vec<String>> {
    let Arrived { home, folder, mail, fetched, is_known } = arrived;
    let is_fresh = mail.received_at >= tx.now().plus(-TimeDelta::days(FRESH_DAYS));
    let is_asked = home.puts_junk_away && folder == FolderRole::Inbox && mail.direction == Direction::Incoming;
    let Some(verdict) = verdict.filter(|_| is_asked && is_fresh) else { return Ok(Vec::new()) };
    let said = gate(verdict, Standing { is_known, answers_us: false });
    if !said.opens {
        return Ok(Vec::new());
    }
    let answered: BTreeSet<String> = fetched.references.iter().chain(&fetched.in_reply_to).cloned().collect();
    let read = tx.read();
    let is_ours = !queries::ours_among(&read, &answered).await?.is_empty()
        || queries::judging::has_written_to(&read, &mail.from_address).await?;
    Ok(if is_ours { Vec::new() } else { said.reasons })
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
    if is_out { say_of(tx, before, Word::IsNoJunk).await } else { Ok(()) }
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

/// Somebody has looked at what was put away.
pub(in crate::engines::email) async fn put_away_seen(tx: &mut Tx, _: ()) -> Result<()> {
    for before in queries::judging::unseen(&tx.read()).await? {
        let after = judgement::Model { seen_at: Some(tx.now()), ..before.clone() };
        tx.update(&before, &after).await?;
    }
    Ok(())
}

/// Lets the desk put junk away by itself, or not.
pub(in crate::engines::email) async fn set_junk(tx: &mut Tx, set: SetJunk) -> Result<()> {
    let home = queries::in_use(&tx.read()).await?;
    let before: mailbox::Model =
        home.ok_or_else(|| Error::conflict("There is no mailbox yet. Sign in to one first."))?;
    let after = mailbox::Model { puts_junk_away: set.is_on, ..before.clone() };
    tx.update(&before, &after).await
}
