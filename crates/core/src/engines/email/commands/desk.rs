//! What a rep does with a mail.

use super::{
    judging::{Word, say_of},
    triage::{self, Steering},
};
use crate::{
    engines::{
        email::{
            events::{Asked, OnThread, Stranger},
            model::{
                ArchiveMail, CorrectMail, Direction, Disposition, LinkMail, MailRow, MarkMail, OneMail, OpenFromMail,
                StoredIntent, folder, message,
            },
            queries,
        },
        masters::queries::who_is,
    },
    kernel::{Error, Result, Tx},
};

/// Accepts what the reader said: the mail takes the course it would have taken had the reader been sure.
pub(in crate::engines::email) async fn accept(tx: &mut Tx, one: OneMail) -> Result<MailRow> {
    insist(tx, one, None).await
}

/// Puts the label right and sends the mail on the course of the right label.
pub(in crate::engines::email) async fn correct(tx: &mut Tx, correct: CorrectMail) -> Result<MailRow> {
    insist(tx, OneMail { id: correct.id }, Some(StoredIntent(correct.intent))).await
}

async fn insist(tx: &mut Tx, one: OneMail, intent: Option<StoredIntent>) -> Result<MailRow> {
    let before: message::Model = tx.get(one.id).await?;
    if before.intent.is_none() && intent.is_none() {
        return Err(Error::conflict("This mail has not been read yet; its body is still on the way."));
    }
    let after = message::Model {
        intent: intent.or(before.intent),
        confidence: Some(1000),
        is_corrected: true,
        ..before.clone()
    };
    let read = tx.read();
    let mut facts = triage::facts_of(&read, &after).await?;
    let known = match triage::whose(&mut facts) {
        Some(address) => who_is(&read, address).await?,
        None => None,
    };
    let root = after.thread_root.as_deref();
    let enquiry = triage::of_threads(&read, root).await?.into_values().find_map(|thread| thread.enquiry);
    let at: folder::Model = tx.get(after.folder_id).await?;
    // A label that says "put it away" is obeyed; any other insists that somebody takes the mail.
    let must_be_taken = wants_taking(after.intent);
    let steering = Steering {
        facts,
        enquiry,
        known,
        folder: at.role.0,
        is_insisted: must_be_taken,
        is_bulk: true,
        is_junk_sender: false,
        is_doubtful: false,
        is_surely_junk: false,
    };
    let after = triage::steer(tx, after, steering)?;
    tx.update(&before, &after).await?;
    if let Some(intent) = after.intent {
        say_of(tx, &before, Word::Is(intent)).await?;
    }
    tx.settle().await?;
    let row = queries::row(&tx.read(), one.id).await?;
    if must_be_taken && row.disposition == Disposition::Unclassified {
        return Err(Error::conflict(
            "No single open enquiry of theirs fits. Link the mail to one, or open a new enquiry.",
        ));
    }
    Ok(row)
}

fn wants_taking(intent: Option<StoredIntent>) -> bool {
    use crate::engines::email::intent::Intent;
    !matches!(
        intent.map(|intent| intent.0),
        Some(
            Intent::Internal
                | Intent::AutoReplyOoo
                | Intent::Bounce
                | Intent::NewsletterMarketing
                | Intent::SpamJunk
                | Intent::FakeEnquiry
                | Intent::NoIntent
                | Intent::Other
        )
    )
}

/// Puts a mail on an enquiry.
pub(in crate::engines::email) async fn link(tx: &mut Tx, link: LinkMail) -> Result<MailRow> {
    let message: message::Model = tx.get(link.id).await?;
    let facts = triage::facts_of(&tx.read(), &message).await?;
    tx.announce(&OnThread { facts, enquiry_id: link.enquiry_id })?;
    tx.settle().await?;
    queries::row(&tx.read(), link.id).await
}

/// Opens a new enquiry from a mail. A stranger's mail makes a pre-lead: a company is entered by validating it.
pub(in crate::engines::email) async fn open_enquiry(tx: &mut Tx, open: OpenFromMail) -> Result<MailRow> {
    let message: message::Model = tx.get(open.id).await?;
    let mut facts = triage::facts_of(&tx.read(), &message).await?;
    facts.product = open.product.or(facts.product);
    if open.quantity.is_some() {
        facts.quantity = open.quantity;
        facts.unit = open.unit;
    }
    match who_is(&tx.read(), &facts.from.address).await? {
        Some(known) => tx.announce(&Asked {
            facts,
            company_id: known.company.id,
            contact_id: known.contact.map(|contact| contact.id),
            is_insisted: true,
            wants_new: true,
            title: open.title,
        })?,
        None => tx.announce(&Stranger { facts, is_insisted: true })?,
    }
    tx.settle().await?;
    queries::row(&tx.read(), open.id).await
}

/// Puts a mail away.
pub(in crate::engines::email) async fn archive(tx: &mut Tx, archive: ArchiveMail) -> Result<MailRow> {
    let before: message::Model = tx.get(archive.id).await?;
    let reason =
        archive.reason.filter(|reason| !reason.trim().is_empty()).unwrap_or_else(|| "Put away by hand".to_owned());
    let after = away(&before, reason);
    tx.update(&before, &after).await?;
    queries::row(&tx.read(), archive.id).await
}

/// A mail that is put away.
pub(super) fn away(before: &message::Model, reason: String) -> message::Model {
    // Brought back, it waits for a person again: only a mail on an enquiry finds its place by itself.
    let is_of_prelead = before.was.unwrap_or(before.disposition) == Disposition::Prelead;
    let record_id = before.record_id.filter(|_| !is_of_prelead);
    message::Model {
        disposition: Disposition::Archived,
        reason,
        is_read: true,
        record_id,
        snoozed_until: None,
        is_back: false,
        was: None,
        ..before.clone()
    }
}

/// A mail that comes back from where it was put.
pub(super) fn back(before: &message::Model) -> message::Model {
    let disposition = match (before.record_id, before.direction) {
        (Some(_), _) => Disposition::Linked,
        (None, Direction::Outgoing) => Disposition::Sent,
        (None, Direction::Incoming) => Disposition::Unclassified,
    };
    message::Model { disposition, reason: "Brought back by hand".to_owned(), ..before.clone() }
}

/// Brings a mail back to where it was before it was put away.
pub(in crate::engines::email) async fn unarchive(tx: &mut Tx, one: OneMail) -> Result<MailRow> {
    let before: message::Model = tx.get(one.id).await?;
    if before.disposition != Disposition::Archived {
        return Err(Error::conflict("This mail is not put away."));
    }
    let after = back(&before);
    tx.update(&before, &after).await?;
    say_of(tx, &before, Word::Back).await?;
    queries::row(&tx.read(), one.id).await
}

/// Notes the read state here; the mail loop tells the server.
pub(in crate::engines::email) async fn mark_read(tx: &mut Tx, mark: MarkMail) -> Result<()> {
    let before: message::Model = tx.get(mark.id).await?;
    let is_back = before.is_back && !mark.is_read;
    let after = message::Model { is_read: mark.is_read, is_back, ..before.clone() };
    tx.update(&before, &after).await
}
