//! What sequences do when enquiries open, move, change weight, and above all when the customer writes.

use chrono::TimeDelta;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{
    commands::{NewTask, active_on, add_task, end_all, enrol, halt, listening_on, opening_after, tell},
    model::{Cadence, EnrolmentState, SequenceKey, TaskKind, enrolment, task},
    retell, sequences,
};
use crate::{
    engines::{
        email::intent::Intent,
        enquiries::{
            events::{MailAttached, Moved, Opened, Reassigned, Reprioritised},
            model::enquiry,
        },
        masters::events::{Bounced, Corrected},
    },
    kernel::{At, Result, Tx},
};

/// Days to wait for somebody who is away and does not say until when.
const AWAY_DAYS: u16 = 7;

/// How far a desk's clock may be from Outlook's. A mail written so shortly before a sequence began still counts as an
/// answer: to fall silent without need is a question to the rep, to speak on is a customer annoyed.
const SKEW_HOURS: i64 = 12;

/// An enquiry that is opened gets its cadence (seed C UC-FLW-001).
pub(super) async fn begin_cadence(tx: &mut Tx, event: Opened) -> Result<()> {
    enrol(tx, event.id, SequenceKey::EnquiryCadence, event.priority, event.owner_id).await
}

/// An end ends every sequence; a quote starts its own, which takes the cadence's place (one touch a day).
pub(super) async fn follow_move(tx: &mut Tx, event: Moved) -> Result<()> {
    if event.is_last {
        return end_all(tx, event.id, "The enquiry is closed", None).await;
    }
    if event.to == "quoted" {
        end_all(tx, event.id, "The quote was sent", Some(SequenceKey::EnquiryCadence)).await?;
        return enrol(tx, event.id, SequenceKey::QuoteSent, event.priority, event.owner_id).await;
    }
    if event.from == "quoted" {
        end_all(tx, event.id, "The quote was taken back", Some(SequenceKey::QuoteSent)).await?;
    }
    Ok(())
}

/// A new priority spaces the next touch anew, counted from now.
pub(super) async fn respace(tx: &mut Tx, event: Reprioritised) -> Result<()> {
    let cadence: Cadence = tx.read().setting().await?;
    for before in active_on(tx, event.id).await? {
        let mut after = enrolment::Model { priority: event.priority, ..before.clone() };
        if !sequences::counts_from_start(before.sequence) && before.next_at.is_some() {
            let days = sequences::spacing(event.priority, &cadence);
            after.next_at = Some(opening_after(tx, tx.now(), days).await?);
        }
        tx.update(&before, &after).await?;
    }
    tell(tx, event.id).await
}

/// Who takes an enquiry over goes on with its sequences, and does what was still to be done.
pub(super) async fn hand_over(tx: &mut Tx, event: Reassigned) -> Result<()> {
    let running = enrolment::Entity::find()
        .filter(enrolment::Column::EnquiryId.eq(event.id))
        .filter(enrolment::Column::State.is_in([EnrolmentState::Active, EnrolmentState::Paused]));
    let mut running: Vec<enrolment::Model> = tx.read().all(running).await?;
    running.sort_by_key(|row| row.id);
    for before in running {
        let after = enrolment::Model { owner_id: event.to, ..before.clone() };
        tx.update(&before, &after).await?;
    }
    let open = task::Entity::find().filter(task::Column::EnquiryId.eq(event.id)).filter(task::Column::DoneAt.is_null());
    let mut open: Vec<task::Model> = tx.read().all(open).await?;
    open.sort_by_key(|row| row.id);
    for before in open {
        let after = task::Model { owner_id: event.to, ..before.clone() };
        tx.update(&before, &after).await?;
    }
    Ok(())
}

/// A mail on the enquiry: a real answer pauses, an absence postpones, a bounce pauses and asks for help, our own mail
/// leaves the customer a day of peace. What was written before the sequence began answers nothing.
pub(super) async fn hear(tx: &mut Tx, event: MailAttached) -> Result<()> {
    let mail = &event.mail;
    let mut is_news = false;
    for row in listening_on(tx, event.id).await? {
        if !mail.is_outgoing && (event.is_opening || is_before(&row, mail.at)) {
            continue;
        }
        is_news = true;
        if mail.is_outgoing {
            leave_in_peace(tx, &row, mail.at).await?;
        } else if mail.is_bounce {
            stop_writing(tx, &row, &mail.gist).await?;
        } else if let Some(returns_on) = mail.absence {
            postpone(tx, &row, returns_on).await?;
        } else if !matches!(mail.intent, Some(Intent::Bounce | Intent::NewsletterMarketing)) {
            halt(tx, &row, "The customer answered").await?;
            let title = format!("{} answered: set the next date", mail.who);
            ask(tx, &row, TaskKind::AnswerReply, &title, &mail.gist).await?;
        }
    }
    if is_news { tell(tx, event.id).await } else { Ok(()) }
}

/// Mail to a contact came back: every sequence that writes there stops, on whichever enquiry it runs.
pub(super) async fn hear_bounce(tx: &mut Tx, event: Bounced) -> Result<()> {
    let theirs = enquiry::Entity::find()
        .filter(enquiry::Column::CompanyId.eq(event.company_id))
        .filter(enquiry::Column::ClosedAt.is_null())
        .filter(enquiry::Column::ContactId.eq(event.contact_id))
        .order_by_asc(enquiry::Column::Id)
        .all(tx.read().db())
        .await?;
    for enquiry in theirs {
        for row in listening_on(tx, enquiry.id).await? {
            if !is_before(&row, event.at) {
                stop_writing(tx, &row, &event.address).await?;
            }
        }
    }
    Ok(())
}

/// A company or a contact was put right: what comes next is worded with it.
pub(super) async fn reword(tx: &mut Tx, event: Corrected) -> Result<()> {
    retell::companies(tx, vec![event.company_id.0]).await
}

/// Whether something was written before a sequence began.
fn is_before(row: &enrolment::Model, at: At) -> bool {
    row.started_at.since(at) > TimeDelta::hours(SKEW_HOURS)
}

async fn stop_writing(tx: &mut Tx, row: &enrolment::Model, body: &str) -> Result<()> {
    halt(tx, row, "Mail to the contact came back").await?;
    ask(tx, row, TaskKind::Trouble, "Mail came back: find another address", body).await
}

async fn ask(tx: &mut Tx, row: &enrolment::Model, kind: TaskKind, title: &str, body: &str) -> Result<()> {
    let due_at = tx.now();
    add_task(tx, NewTask { kind, title: title.to_owned(), body: body.to_owned(), of: row, due_at }).await
}

async fn postpone(tx: &mut Tx, before: &enrolment::Model, returns_on: Option<chrono::NaiveDate>) -> Result<()> {
    let back = match returns_on {
        // The day after they are back: the first morning is theirs.
        Some(on) => opening_after(tx, At::from(on.and_time(chrono::NaiveTime::MIN).and_utc()), 1).await?,
        None => opening_after(tx, tx.now(), AWAY_DAYS).await?,
    };
    let after = enrolment::Model {
        next_at: before.next_at.map(|next| next.max(back)),
        resumes_at: before.resumes_at.map(|at| at.max(back)),
        reason: Some(match returns_on {
            Some(on) => format!("The contact is away until {on}"),
            None => "The contact is away".to_owned(),
        }),
        ..before.clone()
    };
    tx.update(before, &after).await
}

async fn leave_in_peace(tx: &mut Tx, before: &enrolment::Model, sent_at: At) -> Result<()> {
    if before.state != EnrolmentState::Active || tx.now().since(sent_at) > TimeDelta::days(1) {
        return Ok(());
    }
    let tomorrow = opening_after(tx, tx.now(), 1).await?;
    let after = enrolment::Model { next_at: before.next_at.map(|next| next.max(tomorrow)), ..before.clone() };
    tx.update(before, &after).await
}
