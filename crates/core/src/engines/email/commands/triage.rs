//! Sending a mail on its course, and telling the other engines.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    engines::{
        email::{
            events::{Asked, Facts, OnThread, Stranger},
            intent::{EntityValue, Intent, Verdict},
            mailbox::{Address, FolderRole},
            model::{Direction, Disposition, MessageId, body, message},
            rules::{self, Course, Sight},
        },
        masters::model::Known,
    },
    kernel::{Error, Read, Result, Tx},
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

/// What of a message matters, with what was read in it.
pub(super) fn facts(message: &message::Model, verdict: Option<&Verdict>) -> Facts {
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
        is_alone: false,
        is_borrowed: false,
    };
    let Some(verdict) = verdict else { return facts };
    facts.is_borrowed = verdict.sender.is_borrowed;
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

/// What steers a mail.
pub(super) struct Steering {
    /// What matters of it.
    pub facts: Facts,
    /// The enquiry its thread is on.
    pub enquiry: Option<uuid::Uuid>,
    /// Whose it is.
    pub known: Option<Known>,
    /// What the folder it lies in is for.
    pub folder: FolderRole,
    /// A person asked for it.
    pub is_insisted: bool,
    /// Bulk headers.
    pub is_bulk: bool,
    /// An earlier mail of this sender was marked as junk.
    pub is_junk_sender: bool,
    /// Its sender may be somebody else.
    pub is_doubtful: bool,
    /// Two signals say that it is junk.
    pub is_surely_junk: bool,
}

/// Takes the course that the rules give, and answers the mail as it is to be stored.
pub(super) fn steer(tx: &mut Tx, mail: message::Model, steering: Steering) -> Result<message::Model> {
    let Steering { facts, enquiry, known, folder, is_insisted, is_bulk, is_junk_sender, is_doubtful, is_surely_junk } =
        steering;
    let sight = Sight {
        intent: facts.intent,
        is_bulk,
        is_outgoing: facts.is_outgoing,
        is_on_thread: enquiry.is_some(),
        is_known: known.is_some(),
        is_barred: known.as_ref().is_some_and(|known| known.company.is_barred),
        is_junk_sender,
        is_surely_junk,
        is_doubtful,
        folder,
        is_insisted,
    };
    let course = rules::course(sight);
    let (disposition, reason) = match course {
        Course::Archive(reason) => (Disposition::Archived, reason),
        Course::Junk(reason) => (Disposition::Junk, reason),
        Course::KeepSent => (Disposition::Sent, "Sent by us"),
        Course::Leave(reason) => (Disposition::Unclassified, reason),
        // Until somebody takes it, it waits for a person: an engine that stays silent loses nothing.
        _ => (Disposition::Unclassified, rules::why_left(facts.intent, sight.is_known)),
    };
    let company_id = known.as_ref().map(|known| known.company.id.0);
    match (course, enquiry, known) {
        (Course::JoinThread, Some(enquiry_id), _) => tx.announce(&OnThread { facts, enquiry_id }),
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
    }?;
    Ok(message::Model { disposition, reason: reason.to_owned(), company_id, was: None, ..mail })
}

/// The address that says whose mail it is; none for our own. A delivery failure is about the address that failed, not
/// about the postmaster.
pub(super) fn whose(facts: &mut Facts) -> Option<&str> {
    if let Some(Some(failed)) = &facts.bounced {
        facts.from = Address { address: failed.clone(), name: facts.from.name.clone() };
    }
    let address = facts.from.address.as_str();
    (!facts.is_outgoing && !address.is_empty()).then_some(address)
}

/// A thread as it is stored.
#[derive(Default)]
pub(super) struct OfThread {
    /// The enquiry it is on: that of its newest linked mail.
    pub enquiry: Option<uuid::Uuid>,
    /// Its mails.
    pub mails: BTreeSet<MessageId>,
}

/// These threads, each by its root.
pub(super) async fn of_threads(
    read: &Read<'_>,
    roots: impl IntoIterator<Item = &str>,
) -> Result<BTreeMap<String, OfThread>> {
    // Linked or not is looked at here: asked for it, SQLite reads all that is linked rather than these threads.
    let mails: Vec<(String, MessageId, Option<uuid::Uuid>, Disposition)> = message::Entity::find()
        .select_only()
        .column(message::Column::ThreadRoot)
        .column(message::Column::Id)
        .column(message::Column::RecordId)
        .column(message::Column::Disposition)
        .filter(message::Column::ThreadRoot.is_in(roots))
        .order_by_asc(message::Column::ReceivedAt)
        .into_tuple()
        .all(read.db())
        .await?;
    let mut threads: BTreeMap<String, OfThread> = BTreeMap::new();
    for (root, mail, record, disposition) in mails {
        let thread = threads.entry(root).or_default();
        thread.mails.insert(mail);
        if disposition == Disposition::Linked {
            // The newest comes last and stays.
            thread.enquiry = record.or(thread.enquiry);
        }
    }
    Ok(threads)
}
