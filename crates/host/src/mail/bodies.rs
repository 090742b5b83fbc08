//! Bodies: fetched in batches newest first, read by the classifier, and taken in with what it said.

use pebble_core::engines::email::{
    intent::{Letter, Verdict},
    mailbox::{Fetch, Fetched, Mailbox, MailboxError},
    model::{Appetite, MailboxId, Poison, TakeWhole, Whole},
    queries::answers_us,
};

use super::stored;
use crate::Desk;

/// Messages in one batch: what Graph allows.
const BATCH: usize = 20;

/// Fetches what is still missing, at most so many.
pub(super) async fn fetch_all(
    desk: &Desk,
    mailbox: &dyn Mailbox,
    id: MailboxId,
    most: usize,
) -> Result<(), MailboxError> {
    let account = mailbox.account().await?;
    let own = account.address.rsplit_once('@').map(|(_, domain)| domain.to_owned()).unwrap_or_default();
    let mut fetched = 0_usize;
    while fetched < most {
        let appetite: Appetite = stored(desk.internal("email.appetite", &id).await)?;
        if appetite.bodies.is_empty() {
            return Ok(());
        }
        for chunk in appetite.bodies.chunks(BATCH) {
            let answers = mailbox.fetch(chunk).await?;
            let taken = take(desk, id, &account.address, &own, answers).await?;
            fetched = fetched.saturating_add(taken);
            if taken == 0 || fetched >= most {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Takes a batch in; gives back how many ids were settled one way or the other.
async fn take(desk: &Desk, id: MailboxId, me: &str, own: &str, answers: Vec<Fetch>) -> Result<usize, MailboxError> {
    let mut batch = TakeWhole { mailbox_id: id, messages: Vec::new(), gone: Vec::new(), failed: Vec::new() };
    for answer in answers {
        match answer {
            Fetch::Message(fetched) => {
                let verdict =
                    if fetched.envelope.from.address == me { None } else { Some(read(desk, own, &fetched).await?) };
                batch.messages.push(Whole { fetched: *fetched, verdict });
            }
            Fetch::Gone(id) => batch.gone.push(id),
            Fetch::Poison { id, reason } => batch.failed.push(Poison { id: Some(id), reason, raw: String::new() }),
            Fetch::Later(_) => {}
        }
    }
    let settled = batch.messages.len() + batch.gone.len() + batch.failed.len();
    stored(desk.internal::<()>("email.take_whole", &batch).await)?;
    Ok(settled)
}

async fn read(desk: &Desk, own: &str, fetched: &Fetched) -> Result<Verdict, MailboxError> {
    let mut references = fetched.references.clone();
    references.extend(fetched.in_reply_to.clone());
    let answers_us = stored(answers_us(&desk.read(), &references).await)?;
    let envelope = &fetched.envelope;
    let letter = Letter {
        subject: envelope.subject.clone(),
        from: envelope.from.address.clone(),
        to: envelope.to.iter().map(|to| to.address.clone()).collect(),
        headers: fetched.headers.clone(),
        body: fetched.html.clone(),
        is_html: true,
        attachments: fetched.attachments.iter().map(|attachment| attachment.name.clone()).collect(),
        own_domains: vec![own.to_owned()],
        answers_us,
        received_on: Some(envelope.received_at.date_naive()),
    };
    let reader = std::sync::Arc::clone(&desk.0.reader);
    // Reading takes milliseconds of pure computing: off the loop that serves the screens.
    tokio::task::spawn_blocking(move || reader.classify(&letter))
        .await
        .map_err(|why| MailboxError::Malformed { reason: why.to_string() })
}
