//! What the mail engine announces on the device, and how a message follows the record that took it.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    commands::triage::facts_of,
    intent::Intent,
    mailbox::{Address, Outgoing},
    model::{Disposition, MailboxId, message},
    queries,
};
use crate::{
    engines::{
        enquiries::events::MailTaken,
        masters::model::{CompanyId, ContactId},
        preleads::events::Became,
    },
    kernel::{At, Error, Event, Read, Result, Tx, refusal::Refused},
};

/// What of a mail matters to whoever decides about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// The message.
    pub message_id: Uuid,
    /// Who.
    pub from: Address,
    /// Subject.
    pub subject: String,
    /// The sentence that says what it wants.
    pub gist: String,
    /// Label.
    pub intent: Intent,
    /// How sure, 0 to 1.
    pub confidence: f32,
    /// Product named.
    pub product: Option<String>,
    /// Decimal amount named, as text.
    pub quantity: Option<String>,
    /// Its unit.
    pub unit: Option<String>,
    /// Telephone named, E.164.
    pub phone: Option<String>,
    /// `Message-ID`, or the server id where there is none.
    pub mail_ref: String,
    /// When.
    pub received_at: At,
    /// From us.
    pub is_outgoing: bool,
    /// Set on an absence notice: the first day back, when named.
    pub absence: Option<Option<NaiveDate>>,
    /// Set on a permanent delivery failure: the address that failed, when named.
    pub bounced: Option<Option<String>>,
    /// No other mail of its thread need follow it where it goes.
    pub is_alone: bool,
    /// Its words are not its sender's own: quoted, or passed on. What they ask for is begun by a person.
    pub is_borrowed: bool,
}

/// A mail belongs to a thread that is on an enquiry.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OnThread {
    /// The mail.
    pub facts: Facts,
    /// The enquiry.
    pub enquiry_id: Uuid,
}
impl Event for OnThread {
    const NAME: &'static str = "email.on_thread";
}

/// A known company wrote, on a thread of no enquiry.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Asked {
    /// The mail.
    pub facts: Facts,
    /// Who they are.
    pub company_id: CompanyId,
    /// Who wrote.
    pub contact_id: Option<ContactId>,
    /// A person says it is an enquiry: no threshold applies.
    pub is_insisted: bool,
    /// A person wants a new card, not one that is there.
    pub wants_new: bool,
    /// Title a person gave it.
    pub title: Option<String>,
}
impl Event for Asked {
    const NAME: &'static str = "email.asked";
}

/// Somebody unknown wrote.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Stranger {
    /// The mail.
    pub facts: Facts,
    /// A person says it is worth a pre-lead.
    pub is_insisted: bool,
}
impl Event for Stranger {
    const NAME: &'static str = "email.stranger";
}

/// A mail waits with its sender as a pre-lead.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TakenAsPrelead {
    /// The message.
    pub message_id: Uuid,
    /// The pre-lead.
    pub prelead_id: Uuid,
}
impl Event for TakenAsPrelead {
    const NAME: &'static str = "email.taken_as_prelead";
}

/// The sender of a mail was turned away earlier.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SenderTurnedAway {
    /// The message.
    pub message_id: Uuid,
    /// It is put away; otherwise it waits for a person.
    pub is_blocked: bool,
    /// Why, in plain words.
    pub reason: String,
}
impl Event for SenderTurnedAway {
    const NAME: &'static str = "email.sender_turned_away";
}

/// The payload of a `send_mail` effect: who gets what, in answer to what, for which enquiry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SendMail {
    /// The mail; its `outbox_id` is set from the effect when it is carried out.
    pub mail: Outgoing,
    /// The mailbox of the mail that it answers, or the one in use when it was asked for: it leaves from that one or not at
    /// all. Not said, it leaves from whichever is signed in to: no mailbox was yet, or a version before this one asked.
    #[serde(default)]
    pub from: Option<MailboxId>,
    /// `Message-ID` of the mail it answers; the desk that sends finds the server id.
    pub answers: Option<String>,
    /// The enquiry it is for.
    pub enquiry_id: Option<Uuid>,
    /// The sequence step it carries out.
    pub step_id: Option<Uuid>,
    /// The text in one line, for the timeline.
    pub gist: String,
}

impl SendMail {
    /// The same mail, from the mailbox in use unless it has one.
    pub(crate) async fn sent_here(self, read: &Read<'_>) -> Result<SendMail> {
        let from = match self.from {
            None => queries::in_use(read).await?.map(|row| row.id),
            from => from,
        };
        Ok(SendMail { from, ..self })
    }
}

/// A message goes on the enquiry that took it, and the rest of its thread with it.
pub(super) async fn take_along(tx: &mut Tx, event: MailTaken) -> Result<()> {
    let before: message::Model = tx.get(event.message_id).await?;
    let after = message::Model {
        disposition: Disposition::Linked,
        record_id: Some(event.enquiry_id),
        reason: event.reason.clone(),
        ..before.clone()
    };
    tx.update(&before, &after).await?;
    if event.is_alone {
        return Ok(());
    }
    let Some(root) = before.thread_root else { return Ok(()) };
    let others = message::Entity::find()
        .filter(message::Column::ThreadRoot.eq(root))
        .filter(message::Column::Disposition.is_in([
            Disposition::Unclassified,
            Disposition::Sent,
            Disposition::Prelead,
        ]))
        .filter(message::Column::Id.ne(before.id))
        .all(tx.read().db())
        .await?;
    for other in others {
        let facts = Facts { is_alone: true, ..facts_of(&tx.read(), &other).await? };
        tx.announce(&OnThread { facts, enquiry_id: event.enquiry_id })?;
    }
    Ok(())
}

/// A message waits with its sender.
pub(super) async fn wait_with_sender(tx: &mut Tx, event: TakenAsPrelead) -> Result<()> {
    let before: message::Model = tx.get(event.message_id).await?;
    let after = message::Model {
        disposition: Disposition::Prelead,
        record_id: Some(event.prelead_id),
        reason: "New sender: waits for validation".to_owned(),
        ..before.clone()
    };
    tx.update(&before, &after).await
}

/// A mail of somebody who was turned away is put away, or waits for a person.
pub(super) async fn follow_turn_away(tx: &mut Tx, event: SenderTurnedAway) -> Result<()> {
    let before: message::Model = tx.get(event.message_id).await?;
    let disposition = if event.is_blocked { Disposition::Archived } else { Disposition::Unclassified };
    let after = message::Model { disposition, reason: event.reason, ..before.clone() };
    tx.update(&before, &after).await
}

/// The mails of a pre-lead that became an enquiry go there.
pub(super) async fn follow_prelead(tx: &mut Tx, event: Became) -> Result<()> {
    let waiting =
        message::Entity::find().filter(message::Column::RecordId.eq(event.prelead_id)).all(tx.read().db()).await?;
    for message in waiting {
        if message.disposition == Disposition::Junk {
            // It stays junk; taken back, it is where its sender has gone.
            let after =
                message::Model { was: Some(Disposition::Linked), record_id: Some(event.enquiry_id), ..message.clone() };
            tx.update(&message, &after).await?;
            continue;
        }
        let facts = facts_of(&tx.read(), &message).await?;
        tx.announce(&OnThread { facts, enquiry_id: event.enquiry_id })?;
    }
    Ok(())
}

/// A mail that nobody could file waits for a person, with the reason; the page that it came on stands.
pub(super) async fn set_aside(tx: &mut Tx, refused: Refused) -> Result<()> {
    let Refused { event, payload, refusal } = refused;
    let named = payload.pointer("/facts/message_id").or_else(|| payload.get("message_id")).cloned();
    let Some(Ok(id)) = named.map(serde_json::from_value::<Uuid>) else {
        return Err(Error::broken(format!("{event} was refused and names no mail: {refusal}")));
    };
    let before: message::Model = tx.get(id).await?;
    let after = message::Model {
        disposition: Disposition::Unclassified,
        record_id: None,
        reason: format!("Could not be filed: {}", refusal.message),
        ..before.clone()
    };
    tx.update(&before, &after).await
}
