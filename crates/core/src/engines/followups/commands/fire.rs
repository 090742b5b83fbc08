//! Firing a touch that is due, and hearing how its dispatch ended.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{NewTask, add_task, opening_after, replan, tell};
use crate::{
    engines::{
        email::{
            events::SendMail,
            mailbox::{Address, Outgoing},
        },
        enquiries::model::enquiry,
        followups::{
            events::TouchMade,
            model::{Cadence, Channel, EnrolmentState, Fire, Release, StepId, StepState, TaskKind, enrolment, step},
            queries::{Scene, scene, words_of},
            rules,
            sequences::{self, Touch},
        },
    },
    kernel::{
        At, Error, Result, Tx,
        calendar::Calendar,
        effect::{self, Outcome, State},
        engine::decode,
        ids::derive,
    },
};

/// Fires a touch. Void when it was fired, moved or stopped meanwhile: the stop rules are looked at in this very
/// transaction.
pub(in crate::engines::followups) async fn fire(tx: &mut Tx, fire: Fire) -> Result<()> {
    let before: enrolment::Model = tx.get(fire.id).await?;
    if before.state != EnrolmentState::Active || before.next_no != fire.no || before.next_at != Some(fire.due_at) {
        return Ok(());
    }
    let cadence: Cadence = tx.read().setting().await?;
    let Some(touch) = sequences::touch_no(before.sequence, before.next_no, before.priority, &cadence) else {
        let after = enrolment::Model { state: EnrolmentState::Finished, next_at: None, ..before.clone() };
        tx.update(&before, &after).await?;
        return tell(tx, before.enquiry_id).await;
    };
    if let Some(later) = better_time(tx, &before, touch.channel).await? {
        let after = enrolment::Model { next_at: Some(later), ..before.clone() };
        tx.update(&before, &after).await?;
        return tell(tx, before.enquiry_id).await;
    }
    make(tx, &before, touch, &cadence).await?;
    replan(tx, &before, touch).await
}

/// A later instant when now will not do: outside working hours, or a mail while the mail before has not left yet. What
/// a person does by hand goes on offline; two mails never pile up to leave together.
async fn better_time(tx: &Tx, row: &enrolment::Model, channel: Channel) -> Result<Option<At>> {
    let calendar: Calendar = tx.read().setting().await?;
    if !calendar.is_open(tx.now().utc()) {
        return opening_after(tx, tx.now(), 0).await.map(Some);
    }
    if channel != Channel::Mail {
        return Ok(None);
    }
    let waiting = step::Entity::find()
        .filter(step::Column::EnrolmentId.eq(row.id))
        .filter(step::Column::State.eq(StepState::Dispatched))
        .one(tx.read().db())
        .await?;
    match waiting {
        Some(_) => opening_after(tx, tx.now(), 1).await.map(Some),
        None => Ok(None),
    }
}

async fn make(tx: &mut Tx, row: &enrolment::Model, touch: Touch, cadence: &Cadence) -> Result<()> {
    let scene = scene(&tx.read(), row.enquiry_id).await?;
    let filled = rules::fill(touch.body, &scene.variables)
        .and_then(|body| Ok((rules::fill(touch.subject, &scene.variables)?, body)));
    let mut made = step::Model {
        id: StepId(derive(&[b"step", row.id.0.as_bytes(), &row.next_no.to_le_bytes()])),
        enrolment_id: row.id,
        enquiry_id: row.enquiry_id,
        no: row.next_no,
        channel: touch.channel,
        state: StepState::Done,
        due_at: row.next_at.unwrap_or(tx.now()),
        fired_at: tx.now(),
        done_at: None,
        subject: String::new(),
        body: touch.body.to_owned(),
        effect_id: None,
        trouble: None,
    };
    match filled {
        Err(blanks) => {
            made.state = StepState::Failed;
            made.trouble = Some(format!("No value for: {}", blanks.join(", ")));
            let body = format!(
                "{}. Fill it in and write by hand:\n\n{}",
                made.trouble.clone().unwrap_or_default(),
                touch.body
            );
            task(tx, row, &scene, TaskKind::Trouble, &body).await?;
        }
        Ok((subject, body)) => {
            made.subject = subject;
            made.body = body;
            carry(tx, row, touch, cadence, &scene, &mut made).await?;
        }
    }
    tx.insert(&made).await
}

async fn carry(
    tx: &mut Tx,
    row: &enrolment::Model,
    touch: Touch,
    cadence: &Cadence,
    scene: &Scene,
    made: &mut step::Model,
) -> Result<()> {
    let body = made.body.clone();
    match (touch.channel, scene.address.is_some()) {
        (Channel::Mail, true) if cadence.review.contains(&row.sequence) => {
            made.state = StepState::InReview;
            task(tx, row, scene, TaskKind::Review, &body).await
        }
        (Channel::Mail, true) => {
            made.state = StepState::Dispatched;
            made.effect_id = Some(send(tx, scene, made).await?);
            Ok(())
        }
        // Without an address that works, the mail becomes a call: nothing is dropped.
        (Channel::Mail, false) | (Channel::Call, _) => task(tx, row, scene, TaskKind::Call, &body).await,
        (Channel::Whatsapp, _) => task(tx, row, scene, TaskKind::Whatsapp, &body).await,
        (Channel::Task, _) => task(tx, row, scene, TaskKind::Decide, &body).await,
    }
}

async fn task(tx: &mut Tx, row: &enrolment::Model, scene: &Scene, kind: TaskKind, body: &str) -> Result<()> {
    let what = match kind {
        TaskKind::Call => "Call",
        TaskKind::Whatsapp => "Send WhatsApp to",
        TaskKind::Review => "Look at the mail to",
        TaskKind::Decide => "Decide about",
        TaskKind::Trouble => "Write by hand to",
        TaskKind::AnswerReply | TaskKind::Other => "See to",
    };
    let whom = scene.variables.contact.clone().unwrap_or_default();
    let title = format!(
        "{what} {}",
        if whom.is_empty() { scene.company.clone() } else { format!("{whom}, {}", scene.company) }
    );
    let due_at = tx.now();
    add_task(tx, NewTask { kind, title, body: body.to_owned(), of: row, due_at }).await
}

async fn send(tx: &mut Tx, scene: &Scene, made: &step::Model) -> Result<effect::EffectId> {
    let to = Address {
        address: scene.address.clone().unwrap_or_default(),
        name: scene.variables.contact.clone().unwrap_or_default(),
    };
    let payload = SendMail {
        mail: Outgoing {
            to: vec![to],
            subject: made.subject.clone(),
            html: rules::html(&made.body),
            ..Outgoing::default()
        },
        from: None,
        answers: scene.answers.clone(),
        enquiry_id: Some(made.enquiry_id.0),
        step_id: Some(made.id.0),
        gist: made.body.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect(),
    };
    let payload = payload.sent_here(&tx.read()).await?;
    tx.effect(effect::Kind::SendMail, &payload, "followups.report").await
}

/// Lets a touch go that a person has read.
pub(in crate::engines::followups) async fn release(tx: &mut Tx, release: Release) -> Result<()> {
    let before: step::Model = tx.get(release.id).await?;
    if before.state != StepState::InReview {
        return Err(Error::conflict("This text was sent or called off meanwhile."));
    }
    if release.body.trim().is_empty() {
        return Err(Error::invalid("body", "The text is empty."));
    }
    let scene = scene(&tx.read(), before.enquiry_id).await?;
    if scene.address.is_none() {
        return Err(Error::conflict("The contact has no mail address that works."));
    }
    let mut after =
        step::Model { body: release.body.trim().to_owned(), state: StepState::Dispatched, ..before.clone() };
    after.effect_id = Some(send(tx, &scene, &after).await?);
    tx.update(&before, &after).await
}

/// Hears how the dispatch of a touch ended.
pub(in crate::engines::followups) async fn report(tx: &mut Tx, outcome: Outcome) -> Result<()> {
    let payload: SendMail = decode(outcome.payload)?;
    let Some(step_id) = payload.step_id else { return Ok(()) };
    tx.end_effect(outcome.effect_id, outcome.state).await?;
    let before: step::Model = tx.get(step_id).await?;
    let is_done = outcome.state == State::Done;
    let after = step::Model {
        state: match outcome.state {
            State::Done => StepState::Done,
            State::Cancelled => StepState::Cancelled,
            _ => StepState::Failed,
        },
        done_at: is_done.then(|| tx.now()),
        trouble: outcome.trouble.clone(),
        ..before.clone()
    };
    tx.update(&before, &after).await?;
    if is_done {
        let label = format!("{} sent: {}", words_of(before.channel), before.subject);
        let reference = Some(outcome.reference.unwrap_or_else(|| outcome.effect_id.to_string()));
        return tx.announce(&TouchMade {
            enquiry_id: before.enquiry_id,
            label,
            text: before.body,
            mail: Some(payload),
            reference,
        });
    }
    if outcome.state == State::Cancelled {
        return Ok(());
    }
    let row: enrolment::Model = tx.get(before.enrolment_id).await?;
    let enquiry: enquiry::Model = tx.get(before.enquiry_id).await?;
    let body = format!("{}\n\n{}", outcome.trouble.unwrap_or_else(|| "It could not be sent.".to_owned()), before.body);
    let due_at = tx.now();
    let title = format!("A follow-up mail did not go out: {}", enquiry.title);
    add_task(tx, NewTask { kind: TaskKind::Trouble, title, body, of: &row, due_at }).await
}
