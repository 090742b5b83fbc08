//! Taking in, looking at, letting in and turning away.

use chrono::NaiveDate;
use serde_json::Value;

use super::{
    events::{Accepted, Became},
    model::{MovePrelead, NoteMail, PreleadId, Source, Take, Validate, Validated, Wake, prelead},
    rules::{self, PIPELINE},
};
use crate::{
    engines::masters::{queries::who_is, rules::company_domain},
    kernel::{Error, Result, Tx, calendar::Calendar, pipeline::StageKind},
};

/// Takes a stranger in; another mail of the same sender joins the pre-lead that is there.
pub(super) async fn take(tx: &mut Tx, take: Take) -> Result<PreleadId> {
    let address = take.from.address.to_lowercase();
    if address.is_empty() {
        return Err(Error::invalid("from", "A mail without a sender cannot become a pre-lead."));
    }
    let id = take.id.unwrap_or_else(|| PreleadId::of(tx.actor().person, &address));
    let before: Option<prelead::Model> = tx.read().find(id).await?;
    let now = tx.now();
    let mut after = before.clone().unwrap_or_else(|| prelead::Model {
        id,
        source: Source::Email,
        name: take.from.name.clone(),
        company_name: company_domain(&address),
        address,
        phone: None,
        subject: String::new(),
        wants: String::new(),
        product: None,
        quantity: None,
        unit: None,
        stage: "validation".to_owned(),
        stage_since: now,
        reason: None,
        wake_on: None,
        enquiry_id: None,
        owner_id: tx.actor().person,
        mails: 0,
        mail_ref: None,
        created_at: now,
        seen_at: take.received_at,
    });
    if take.is_insisted && rules::turned_away(&after.stage).is_some_and(|away| !away.is_blocked) {
        after.stage = "validation".to_owned();
        after.stage_since = now;
        after.reason = None;
    }
    after.phone = after.phone.or(take.phone);
    after.product = after.product.or(take.product);
    after.quantity = after.quantity.or(take.quantity);
    after.unit = after.unit.or(take.unit);
    let mail = NoteMail {
        id,
        subject: take.subject,
        wants: take.wants,
        mail_ref: take.mail_ref,
        received_at: take.received_at,
    };
    count(&mut after, mail);
    match before {
        Some(before) => tx.update(&before, &after).await?,
        None => tx.insert(&after).await?,
    }
    Ok(id)
}

/// One mail more; the newest says what they want. The same mail twice in a row counts once.
fn count(row: &mut prelead::Model, mail: NoteMail) {
    if row.mail_ref.is_none() || row.mail_ref != mail.mail_ref {
        row.mails = row.mails.saturating_add(1);
    }
    if mail.received_at >= row.seen_at {
        row.subject = mail.subject;
        row.wants = mail.wants;
        row.mail_ref = mail.mail_ref;
        row.seen_at = mail.received_at;
    }
}

/// Counts a mail of a sender who was turned away: they stay where they are.
pub(super) async fn note_mail(tx: &mut Tx, mail: NoteMail) -> Result<()> {
    let before: prelead::Model = tx.get(mail.id).await?;
    let mut after = before.clone();
    count(&mut after, mail);
    tx.update(&before, &after).await
}

/// Lets a pre-lead in: masters enter the company and the contact, enquiries open the card. Who lets in as the same
/// company whom another has let in meanwhile gets what that has made.
pub(super) async fn accept(tx: &mut Tx, validate: Validate) -> Result<PreleadId> {
    let before: prelead::Model = tx.get(validate.id).await?;
    if before.enquiry_id.is_some()
        && let Some(known) = who_is(&tx.read(), &before.address).await?
        && known.company.name.trim().eq_ignore_ascii_case(validate.company.name.trim())
    {
        return Ok(before.id);
    }
    PIPELINE.check(&before.stage, "qualified", &serde_json::Map::new())?;
    let after =
        prelead::Model { stage: "qualified".to_owned(), stage_since: tx.now(), wake_on: None, ..before.clone() };
    tx.update(&before, &after).await?;
    let mut company = validate.company;
    if company.domain.as_deref().is_none_or(str::is_empty) {
        company.domain = company_domain(&before.address);
    }
    tx.announce(&Accepted {
        id: before.id,
        name: before.name,
        address: before.address,
        phone: before.phone,
        subject: before.subject,
        wants: before.wants,
        product: before.product,
        quantity: before.quantity,
        unit: before.unit,
        mail_ref: before.mail_ref,
        seen_at: before.seen_at,
        company,
    })?;
    Ok(before.id)
}

/// Lets a pre-lead in and takes its mails along on this device.
pub(super) async fn validate(tx: &mut Tx, validate: Validate) -> Result<Validated> {
    let id: PreleadId = tx.mutate("preleads.accept", &validate).await?;
    let row: prelead::Model = tx.get(id).await?;
    if let Some(enquiry_id) = row.enquiry_id {
        tx.announce(&Became { prelead_id: id.0, enquiry_id })?;
    }
    Ok(Validated { id, enquiry_id: row.enquiry_id })
}

/// Moves a pre-lead.
pub(super) async fn advance(tx: &mut Tx, advance: MovePrelead) -> Result<PreleadId> {
    let before: prelead::Model = tx.get(advance.id).await?;
    if advance.to == "qualified" {
        return Err(Error::conflict("A pre-lead is qualified by validating its company."));
    }
    let stage = PIPELINE.check(&before.stage, &advance.to, &advance.fields)?;
    let text = |field: &str| advance.fields.get(field).and_then(Value::as_str).map(|text| text.trim().to_owned());
    let today = tx.read().setting::<Calendar>().await?.local_date(tx.now().utc());
    if text("wake_on").and_then(|on| on.parse::<NaiveDate>().ok()).is_some_and(|on| on <= today) {
        return Err(Error::invalid("wake_on", "This day has come already. Please choose a later one."));
    }
    let after = prelead::Model {
        stage: stage.key.to_owned(),
        stage_since: tx.now(),
        // Why they were turned away is no longer true of those who are taken up anew; the history keeps it.
        reason: text("reason")
            .or_else(|| before.reason.clone().filter(|_| rules::turned_away(&before.stage).is_none())),
        wake_on: match stage.kind {
            StageKind::FollowUp => text("wake_on").and_then(|on| on.parse().ok()).or(before.wake_on),
            StageKind::Default | StageKind::Last => None,
        },
        ..before.clone()
    };
    tx.update(&before, &after).await?;
    Ok(after.id)
}

/// Brings a pre-lead back on its day.
pub(super) async fn wake(tx: &mut Tx, wake: Wake) -> Result<()> {
    let before: prelead::Model = tx.get(wake.id).await?;
    if before.stage != "contact_in_future" || before.wake_on != Some(wake.on) {
        return Ok(());
    }
    let after =
        prelead::Model { stage: "validation".to_owned(), stage_since: tx.now(), wake_on: None, ..before.clone() };
    tx.update(&before, &after).await
}
