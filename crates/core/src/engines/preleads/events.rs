//! What the pre-leads engine announces, and what it does when a stranger writes.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    model::{NoteMail, PreleadId, Take, prelead},
    queries, rules,
};
use crate::{
    engines::{
        email::events::{Facts, SenderTurnedAway, Stranger, TakenAsPrelead},
        enquiries::events::Opened,
        masters::model::NewCompany,
    },
    kernel::{At, Event, Result, Tx},
};

/// A pre-lead was found genuine.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Accepted {
    /// Which.
    pub id: PreleadId,
    /// Contact name.
    pub name: String,
    /// Mail address.
    pub address: String,
    /// Telephone.
    pub phone: Option<String>,
    /// Subject of its newest mail.
    pub subject: String,
    /// What it wants.
    pub wants: String,
    /// Product named.
    pub product: Option<String>,
    /// Quantity named.
    pub quantity: Option<String>,
    /// Unit.
    pub unit: Option<String>,
    /// `Message-ID` of its newest mail.
    pub mail_ref: Option<String>,
    /// When it last wrote.
    pub seen_at: At,
    /// The company as the person confirmed it.
    pub company: NewCompany,
}
impl Event for Accepted {
    const NAME: &'static str = "preleads.accepted";
}

/// A pre-lead became an enquiry; announced on the device, so that its mails follow.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Became {
    /// Which.
    pub prelead_id: Uuid,
    /// What it became.
    pub enquiry_id: Uuid,
}
impl Event for Became {
    const NAME: &'static str = "preleads.became";
}

/// A stranger's mail becomes a pre-lead when it wants something we can serve.
pub(super) async fn take_stranger(tx: &mut Tx, event: Stranger) -> Result<()> {
    let facts = event.facts;
    let known = queries::of_sender(&tx.read(), &facts.from.address).await?;
    if let Some(row) = &known
        && let Some(away) = rules::turned_away(&row.stage)
        && (away.is_blocked || !event.is_insisted)
    {
        return turn_away(tx, &facts, row.id, away).await;
    }
    if !event.is_insisted && (!rules::is_worth_a_prelead(facts.intent) || facts.confidence < rules::LEAST_CONFIDENCE) {
        return Ok(());
    }
    let (me, address) = (tx.actor().person, facts.from.address.to_lowercase());
    let own = known.filter(|row| row.address == address).map(|row| row.id);
    let take = Take {
        id: Some(own.unwrap_or_else(|| PreleadId::of(me, &address))),
        from: facts.from.clone(),
        subject: facts.subject.clone(),
        wants: facts.gist.clone(),
        intent: facts.intent,
        product: facts.product.clone(),
        quantity: facts.quantity.clone(),
        unit: facts.unit.clone(),
        phone: facts.phone.clone(),
        mail_ref: Some(facts.mail_ref.clone()),
        received_at: facts.received_at,
        is_insisted: event.is_insisted,
    };
    if take.from.address.is_empty() && !event.is_insisted {
        return Ok(());
    }
    let id: PreleadId = tx.mutate("preleads.take", &take).await?;
    let row: prelead::Model = tx.get(id).await?;
    match row.enquiry_id {
        Some(enquiry_id) => tx.announce(&Became { prelead_id: id.0, enquiry_id }),
        None => tx.announce(&TakenAsPrelead { message_id: facts.message_id, prelead_id: id.0 }),
    }
}

/// A later mail of somebody who was turned away counts on their pre-lead, and is put away or shown to a person.
async fn turn_away(tx: &mut Tx, facts: &Facts, id: PreleadId, away: rules::TurnedAway) -> Result<()> {
    let mail = NoteMail {
        id,
        subject: facts.subject.clone(),
        wants: facts.gist.clone(),
        mail_ref: Some(facts.mail_ref.clone()),
        received_at: facts.received_at,
    };
    tx.mutate::<()>("preleads.note_mail", &mail).await?;
    tx.announce(&SenderTurnedAway {
        message_id: facts.message_id,
        is_blocked: away.is_blocked,
        reason: away.reason.to_owned(),
    })
}

/// Remembers the enquiry a pre-lead became.
pub(super) async fn remember_enquiry(tx: &mut Tx, event: Opened) -> Result<()> {
    let Some(prelead_id) = event.prelead_id else { return Ok(()) };
    let before: prelead::Model = tx.get(prelead_id).await?;
    let after = prelead::Model { enquiry_id: Some(event.id.0), ..before.clone() };
    tx.update(&before, &after).await
}
