//! Bodies: fetched in batches newest first, read by the classifier, and taken in with what it said.

use std::sync::PoisonError;

use chrono::TimeDelta;
use pebble_core::engines::email::{
    intent::{Letter, Verdict},
    mailbox::{Fetch, Fetched, Mailbox, MailboxError},
    model::{Appetite, MailboxId, Poison, TakeWhole, Whole},
    queries::ours_among,
};

use super::stored;
use crate::Desk;

/// Messages in one batch: what Graph allows.
const BATCH: usize = 20;
/// A message over which the server fails so often waits for a person from then on.
const TIMES: u8 = 5;
/// It counts again after so long: what passes by itself has passed by then.
const BETWEEN: TimeDelta = TimeDelta::minutes(10);
/// When the server fails over more of a batch than this and answers nothing of it, it is the server that is unwell.
const FEW: usize = 2;

/// Fetches what is still missing, at most so many. The next batch is fetched and read while one is stored.
pub(super) async fn fetch_all(
    desk: &Desk,
    mailbox: &dyn Mailbox,
    id: MailboxId,
    most: usize,
) -> Result<(), MailboxError> {
    let home = Home::of(mailbox, id).await?;
    let mut fetched = 0_usize;
    while fetched < most {
        let appetite: Appetite = stored(desk.internal("email.appetite", &id).await)?;
        let mut chunks = appetite.bodies.chunks(BATCH);
        let Some(first) = chunks.next() else { return Ok(()) };
        let mut ahead = Some(read(desk, mailbox, &home, first).await?);
        while let Some(batch) = ahead.take() {
            let next = async {
                match chunks.next() {
                    Some(chunk) => read(desk, mailbox, &home, chunk).await.map(Some),
                    None => Ok(None),
                }
            };
            let (taken, next) = futures::join!(desk.internal::<()>("email.take_whole", &batch), next);
            stored(taken)?;
            let settled = batch.messages.len() + batch.gone.len() + batch.failed.len();
            fetched = fetched.saturating_add(settled);
            if settled == 0 || fetched >= most {
                return Ok(());
            }
            ahead = next?;
        }
    }
    Ok(())
}

/// The mailbox that is being read.
struct Home {
    id: MailboxId,
    address: String,
    domain: String,
}

impl Home {
    async fn of(mailbox: &dyn Mailbox, id: MailboxId) -> Result<Home, MailboxError> {
        let account = mailbox.account().await?;
        let domain = account.address.rsplit_once('@').map(|(_, domain)| domain.to_owned()).unwrap_or_default();
        Ok(Home { id, address: account.address, domain })
    }
}

/// Fetches these whole, which no page has shown.
pub(super) async fn fetch_unseen(
    desk: &Desk,
    mailbox: &dyn Mailbox,
    id: MailboxId,
    unseen: &[String],
) -> Result<(), MailboxError> {
    let home = Home::of(mailbox, id).await?;
    for chunk in unseen.chunks(BATCH) {
        let batch = read(desk, mailbox, &home, chunk).await?;
        stored(desk.internal::<()>("email.take_whole", &batch).await)?;
    }
    Ok(())
}

/// Fetches a batch and reads what came. An id that is neither there, gone nor unreadable is asked for again later.
async fn read(desk: &Desk, mailbox: &dyn Mailbox, home: &Home, ids: &[String]) -> Result<TakeWhole, MailboxError> {
    let mut batch = TakeWhole { mailbox_id: home.id, messages: Vec::new(), gone: Vec::new(), failed: Vec::new() };
    let (mut letters, mut failing) = (Vec::new(), Vec::new());
    let answers = mailbox.fetch(ids).await?;
    let named = answers.iter().filter_map(|answer| match answer {
        Fetch::Message(fetched) => Some(answered(fetched)),
        _ => None,
    });
    let ours = stored(ours_among(&desk.read(), &named.flatten().cloned().collect()).await)?;
    for answer in answers {
        match answer {
            Fetch::Message(fetched) => {
                desk.0.failing.lock().unwrap_or_else(PoisonError::into_inner).remove(&fetched.envelope.id);
                if fetched.envelope.from.address != home.address {
                    let answers_us = answered(&fetched).any(|reference| ours.contains(reference));
                    letters.push((batch.messages.len(), letter(home, &fetched, answers_us)));
                }
                batch.messages.push(Whole { fetched: *fetched, verdict: None });
            }
            Fetch::Gone(id) => batch.gone.push(id),
            Fetch::Poison { id, reason } => batch.failed.push(Poison { id: Some(id), reason, raw: String::new() }),
            Fetch::Later(_) => {}
            Fetch::Failing { id, status } => failing.push((id, status)),
        }
    }
    if failing.len() <= FEW || !batch.messages.is_empty() {
        batch.failed.extend(failing.into_iter().filter_map(|(id, status)| given_up(desk, id, status)));
    }
    for (place, verdict) in judge(desk, letters).await? {
        if let Some(whole) = batch.messages.get_mut(place) {
            whole.verdict = Some(verdict);
        }
    }
    Ok(batch)
}

/// Counts that the server has failed over a message once more. After enough times it is one that cannot be read.
fn given_up(desk: &Desk, id: String, status: u16) -> Option<Poison> {
    let now = desk.now();
    let mut failing = desk.0.failing.lock().unwrap_or_else(PoisonError::into_inner);
    let (count, last) = failing.get(&id).copied().unwrap_or((0, now.plus(-BETWEEN)));
    if now < last.plus(BETWEEN) {
        return None;
    }
    let count = count.saturating_add(1);
    if count < TIMES {
        failing.insert(id, (count, now));
        return None;
    }
    failing.remove(&id);
    let reason = format!("Outlook fails when it is asked for it (error {status}), {TIMES} times in a row");
    Some(Poison { id: Some(id), reason, raw: String::new() })
}

/// References that are looked at, the last ones: a mail may name as many as its sender likes.
const MOST_REFERENCES: usize = 100;

/// The mails that one says it answers.
fn answered(fetched: &Fetched) -> impl Iterator<Item = &String> {
    fetched.references.iter().rev().take(MOST_REFERENCES).chain(&fetched.in_reply_to)
}

/// What the reader is given of a mail.
fn letter(home: &Home, fetched: &Fetched, answers_us: bool) -> Letter {
    let envelope = &fetched.envelope;
    Letter {
        subject: envelope.subject.clone(),
        from: envelope.from.address.clone(),
        to: envelope.to.iter().map(|to| to.address.clone()).collect(),
        headers: fetched.headers.clone(),
        body: fetched.html.clone(),
        is_html: true,
        attachments: fetched.attachments.iter().map(|attachment| attachment.name.clone()).collect(),
        own_domains: vec![home.domain.clone()],
        answers_us,
        received_on: Some(envelope.received_at.date_naive()),
    }
}

/// Reads letters, each known by its place in the batch.
async fn judge(desk: &Desk, letters: Vec<(usize, Letter)>) -> Result<Vec<(usize, Verdict)>, MailboxError> {
    crate::learning::freshen(desk).await;
    let reader = std::sync::Arc::clone(&desk.0.reader);
    // Reading takes milliseconds of pure computing: off the loop that serves the screens.
    let reading = move || letters.into_iter().map(|(place, letter)| (place, reader.classify(&letter))).collect();
    tokio::task::spawn_blocking(reading).await.map_err(|why| MailboxError::Malformed { reason: why.to_string() })
}
