//! What the enquiries do when mail arrives, a pre-lead is validated, or a follow-up reaches the customer.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    commands::{Line, log, mail, open, save},
    events::MailTaken,
    model::{ActivityKind, AttachMail, EnquiryId, Open, SharedMail, enquiry},
    retell,
    rules::{self, Answer, Ask},
};
use crate::{
    engines::{
        email::events::{Asked, Facts, OnThread},
        files::events::{FileAttached, FileRemoved},
        followups::events::{CallMade, TaskDone, TouchMade},
        masters::events::{Corrected, Entered},
        people::queries::name_of,
    },
    kernel::{Result, Tx},
};

/// What of a mail is shared.
async fn shared(tx: &Tx, facts: &Facts) -> Result<SharedMail> {
    let who = if facts.is_outgoing {
        name_of(&tx.read(), tx.actor().person).await?
    } else if facts.from.name.is_empty() {
        facts.from.address.clone()
    } else {
        facts.from.name.clone()
    };
    Ok(SharedMail {
        mail_ref: facts.mail_ref.clone(),
        who,
        address: facts.from.address.clone(),
        subject: facts.subject.clone(),
        gist: facts.gist.clone(),
        at: facts.received_at,
        is_outgoing: facts.is_outgoing,
        intent: (!facts.is_outgoing).then_some(facts.intent),
        absence: facts.absence,
        is_bounce: facts.bounced.is_some(),
    })
}

async fn take(tx: &mut Tx, facts: &Facts, id: Uuid, reason: &str) -> Result<()> {
    let mail = shared(tx, facts).await?;
    tx.mutate::<EnquiryId>("enquiries.attach_mail", &AttachMail { id: EnquiryId(id), mail }).await?;
    taken(tx, facts, id, reason)
}

fn taken(tx: &mut Tx, facts: &Facts, enquiry_id: Uuid, reason: &str) -> Result<()> {
    tx.announce(&MailTaken {
        message_id: facts.message_id,
        enquiry_id,
        reason: reason.to_owned(),
        is_alone: facts.is_alone,
    })
}

/// A mail on a thread of an enquiry goes there.
pub(super) async fn join_thread(tx: &mut Tx, event: OnThread) -> Result<()> {
    take(tx, &event.facts, event.enquiry_id, "Same thread").await
}

/// A known company's mail joins an open enquiry, opens a new one, or waits for a person.
pub(super) async fn join_or_open(tx: &mut Tx, event: Asked) -> Result<()> {
    let open = enquiry::Entity::find()
        .filter(enquiry::Column::CompanyId.eq(event.company_id))
        .filter(enquiry::Column::ClosedAt.is_null())
        .order_by_desc(enquiry::Column::CreatedAt)
        .limit(50);
    let open: Vec<enquiry::Model> = tx.read().all(open).await?;
    let facts = &event.facts;
    let ask = Ask {
        intent: facts.intent,
        product: facts.product.as_deref(),
        is_sure: event.is_insisted || (!facts.is_borrowed && facts.confidence >= rules::LEAST_CONFIDENCE),
        is_insisted: event.is_insisted,
        wants_new: event.wants_new,
    };
    match rules::answer(&open, ask) {
        Answer::Join(row, reason) => take(tx, facts, row.id.0, reason).await,
        Answer::Open => open_from_mail(tx, &event).await,
        Answer::Leave => Ok(()),
    }
}

async fn open_from_mail(tx: &mut Tx, event: &Asked) -> Result<()> {
    let facts = &event.facts;
    let subject = if facts.subject.trim().is_empty() { facts.gist.clone() } else { facts.subject.clone() };
    let title = event.title.clone().filter(|title| !title.trim().is_empty()).unwrap_or(subject);
    let input = Open {
        id: (!event.wants_new).then(|| open::of_mail(tx.actor().person, &facts.mail_ref)),
        company_id: event.company_id,
        contact_id: event.contact_id,
        title: if title.trim().is_empty() { "Mail without a subject".to_owned() } else { title },
        product: facts.product.clone(),
        quantity: facts.quantity.clone(),
        unit: facts.unit.clone(),
        value_minor: None,
        priority: None,
        mail: Some(shared(tx, facts).await?),
        is_another: event.wants_new,
    };
    let id: EnquiryId = tx.mutate("enquiries.open", &input).await?;
    taken(tx, facts, id.0, "New request from a known company")
}

/// A validated pre-lead gets its card, in the mutation that validated it.
pub(super) async fn open_for_prelead(tx: &mut Tx, event: Entered) -> Result<()> {
    let accepted = event.accepted;
    let title = if accepted.subject.trim().is_empty() { accepted.wants.clone() } else { accepted.subject.clone() };
    let input = Open {
        id: None,
        company_id: event.company_id,
        contact_id: Some(event.contact_id),
        title: if title.trim().is_empty() { format!("Request of {}", accepted.address) } else { title },
        product: accepted.product,
        quantity: accepted.quantity,
        unit: accepted.unit,
        value_minor: None,
        priority: None,
        mail: None,
        is_another: false,
    };
    open::open_for(tx, input, Some(accepted.id.0)).await?;
    Ok(())
}

/// A follow-up that reached the customer stands on the timeline; a mail counts as a touch.
pub(super) async fn log_touch(tx: &mut Tx, event: TouchMade) -> Result<()> {
    let row: enquiry::Model = tx.get(event.enquiry_id).await?;
    match (event.mail, event.reference) {
        (Some(payload), Some(reference)) => {
            let mail = mail::sent(tx, &payload, reference).await?;
            mail::attach(tx, &row, mail).await
        }
        _ => log(tx, row.id, Line::new(ActivityKind::Step, event.label, event.text)).await,
    }
}

/// A file came: a human act, so the 45 days begin anew.
pub(super) async fn log_file(tx: &mut Tx, event: FileAttached) -> Result<()> {
    let before: enquiry::Model = tx.get(event.enquiry_id).await?;
    log(tx, before.id, Line::new(ActivityKind::File, format!("{} attached", event.name), "")).await?;
    save(tx, &before, &enquiry::Model { last_activity_at: tx.now(), ..before.clone() }).await
}

/// A file went.
pub(super) async fn log_removed_file(tx: &mut Tx, event: FileRemoved) -> Result<()> {
    log(tx, event.enquiry_id, Line::new(ActivityKind::File, format!("{} removed", event.name), "")).await
}

/// A task done is a human act: the 45 days begin anew.
pub(super) async fn log_task(tx: &mut Tx, event: TaskDone) -> Result<()> {
    let kind = if event.is_call { ActivityKind::Call } else { ActivityKind::Task };
    log_act(tx, event.enquiry_id, Line::new(kind, event.title, event.comment), event.is_touch).await
}

/// So is a call.
pub(super) async fn log_call(tx: &mut Tx, event: CallMade) -> Result<()> {
    log_act(tx, event.enquiry_id, Line::new(ActivityKind::Call, event.title, event.comment), event.is_touch).await
}

async fn log_act(tx: &mut Tx, id: EnquiryId, line: Line, is_touch: bool) -> Result<()> {
    let before: enquiry::Model = tx.get(id).await?;
    log(tx, id, line).await?;
    let touches = before.touches.saturating_add(i32::from(is_touch));
    save(tx, &before, &enquiry::Model { last_activity_at: tx.now(), touches, ..before.clone() }).await
}

/// A company has another name: its cards show it.
pub(super) async fn rename(tx: &mut Tx, event: Corrected) -> Result<()> {
    retell::companies(tx, vec![event.company_id.0]).await
}
