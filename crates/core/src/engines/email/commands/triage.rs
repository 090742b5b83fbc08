//! Sending a mail on its course, and telling the other engines.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    engines::{
        email::{
            events::{Asked, Facts, OnThread, SendMail, Stranger},
            intent::{EntityValue, Intent, Verdict},
            mailbox::Address,
            model::{Direction, Disposition, body, folder, message},
            rules::{self, Course, Sight},
        },
        masters::{model::Known, queries::who_is},
    },
    kernel::{Error, Read, Result, Tx, effect},
};

/// A probability in thousandths, for a column.
pub(super) fn thousandths(probability: f32) -> i32 {
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        reason = "clamped to 0..=1000 first; `as` saturates"
    )]
    let value = (probability.clamp(0.0, 1.0) * 1000.0).round() as i32;
    value
}

/// A column's thousandths as a probability.
pub(in crate::engines::email) fn probability(thousandths: i32) -> f32 {
    f32::from(i16::try_from(thousandths.clamp(0, 1000)).unwrap_or(0)) / 1000.0
}

/// What of a stored message matters to whoever decides.
pub(in crate::engines::email) async fn facts_of(read: &Read<'_>, message: &message::Model) -> Result<Facts> {
    let inside: Option<body::Model> = read.find(message.id).await?;
    let verdict: Option<Verdict> = inside
        .and_then(|inside| inside.verdict)
        .map(|text| serde_json::from_str(&text))
        .transpose()
        .map_err(Error::broken)?;
    Ok(facts(message, verdict.as_ref()))
}

fn facts(message: &message::Model, verdict: Option<&Verdict>) -> Facts {
    let mut facts = Facts {
        message_id: message.id.0,
        from: Address { address: message.from_address.clone(), name: message.from_name.clone() },
        subject: message.subject.clone(),
        gist: first_line(&message.preview),
        intent: message.intent.map_or(Intent::NoIntent, |intent| intent.0),
        confidence: message.confidence.map_or(0.0, probability),
        product: None,
        quantity: None,
        unit: None,
        phone: None,
        mail_ref: message.internet_message_id.clone().unwrap_or_else(|| message.remote_id.clone()),
        received_at: message.received_at,
        is_outgoing: message.direction == Direction::Outgoing,
        absence: None,
        bounced: None,
    };
    let Some(verdict) = verdict else { return facts };
    if !verdict.evidence.sentence.trim().is_empty() {
        facts.gist = first_line(&verdict.evidence.sentence);
    }
    facts.absence = verdict.absence.as_ref().map(|absence| absence.returns_on);
    facts.bounced = verdict.bounce.as_ref().filter(|bounce| bounce.is_permanent).map(|bounce| bounce.address.clone());
    for entity in verdict.entities.iter().filter(|entity| entity.is_valid) {
        match &entity.value {
            EntityValue::Product { name } if facts.product.is_none() => facts.product = Some(name.clone()),
            EntityValue::Quantity { amount, unit } if facts.quantity.is_none() => {
                facts.quantity = Some(amount.clone());
                facts.unit = Some(unit.clone());
            }
            EntityValue::Phone { number } if facts.phone.is_none() => facts.phone = Some(number.clone()),
            _ => {}
        }
    }
    facts
}

fn first_line(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    line.chars().take(200).collect()
}

/// Sends a freshly read mail on its course.
pub(super) async fn settle(
    tx: &mut Tx,
    message: message::Model,
    verdict: Option<&Verdict>,
    outbox_id: Option<&str>,
) -> Result<()> {
    let ours = match outbox_id.and_then(|id| id.parse::<uuid::Uuid>().ok()) {
        Some(id) => tx.read().find::<effect::row::Model>(id).await?,
        None => None,
    };
    let sent_for = ours.and_then(|ours| serde_json::from_str::<SendMail>(&ours.payload).ok());
    let enquiry = match sent_for.and_then(|sent| sent.enquiry_id) {
        Some(enquiry) => Some(enquiry),
        None => enquiry_of_thread(&tx.read(), &message).await?,
    };
    let course = Steering {
        facts: facts(&message, verdict),
        enquiry,
        is_insisted: false,
        is_bulk: verdict.is_some_and(|verdict| verdict.is_bulk),
    };
    steer(tx, message, course).await
}

/// What steers a mail.
pub(super) struct Steering {
    /// What matters of it.
    pub facts: Facts,
    /// The enquiry its thread is on.
    pub enquiry: Option<uuid::Uuid>,
    /// A person asked for it.
    pub is_insisted: bool,
    /// Bulk headers.
    pub is_bulk: bool,
}

/// Takes the course that the rules give.
pub(super) async fn steer(tx: &mut Tx, before: message::Model, steering: Steering) -> Result<()> {
    let Steering { mut facts, enquiry, is_insisted, is_bulk } = steering;
    let known = whose(&tx.read(), &mut facts).await?;
    let at: folder::Model = tx.get(before.folder_id).await?;
    let sight = Sight {
        intent: facts.intent,
        is_bulk,
        is_outgoing: facts.is_outgoing,
        is_on_thread: enquiry.is_some(),
        is_known: known.is_some(),
        is_barred: known.as_ref().is_some_and(|known| known.company.is_barred),
        folder: at.role.0,
        is_insisted,
    };
    let course = rules::course(sight);
    let (disposition, reason) = match course {
        Course::Archive(reason) => (Disposition::Archived, reason),
        Course::KeepSent => (Disposition::Sent, "Sent by us"),
        Course::Leave(reason) => (Disposition::Unclassified, reason),
        // Until somebody takes it, it waits for a person: an engine that stays silent loses nothing.
        _ => (Disposition::Unclassified, rules::why_left(facts.intent, sight.is_known)),
    };
    let company_id = known.as_ref().map(|known| known.company.id.0);
    let after = message::Model { disposition, reason: reason.to_owned(), company_id, ..before.clone() };
    tx.update(&before, &after).await?;
    match (course, enquiry, known) {
        (Course::JoinThread, Some(enquiry_id), _) => tx.announce(&OnThread { facts, enquiry_id, is_follower: false }),
        (Course::AskEnquiries, _, Some(known)) => tx.announce(&Asked {
            facts,
            company_id: known.company.id,
            contact_id: known.contact.map(|contact| contact.id),
            is_insisted,
            wants_new: false,
            title: None,
        }),
        (Course::AskPreleads, ..) => tx.announce(&Stranger { facts, is_insisted }),
        _ => Ok(()),
    }
}

/// Whose mail it is. A delivery failure is about the address that failed, not about the postmaster.
async fn whose(read: &Read<'_>, facts: &mut Facts) -> Result<Option<Known>> {
    if let Some(Some(failed)) = facts.bounced.clone() {
        facts.from = Address { address: failed, name: facts.from.name.clone() };
    }
    if facts.is_outgoing || facts.from.address.is_empty() {
        return Ok(None);
    }
    who_is(read, &facts.from.address).await
}

/// The enquiry that a thread is on: that of its newest linked mail.
pub(super) async fn enquiry_of_thread(read: &Read<'_>, message: &message::Model) -> Result<Option<uuid::Uuid>> {
    let Some(root) = &message.thread_root else { return Ok(None) };
    let linked = message::Entity::find()
        .filter(message::Column::ThreadRoot.eq(root))
        .filter(message::Column::Disposition.eq(Disposition::Linked))
        .order_by_desc(message::Column::ReceivedAt)
        .one(read.db())
        .await?;
    Ok(linked.and_then(|linked| linked.record_id))
}
