//! Enrolling, planning the next touch, ending.

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::{
    engines::{
        enquiries::model::{EnquiryId, Priority},
        followups::{
            events::Planned,
            model::{Cadence, EnrolmentId, EnrolmentState, SequenceKey, StepState, enrolment, step},
            queries::{next_touch, words_of},
            sequences::{self, Touch},
        },
    },
    kernel::{
        At, Error, PersonId, Result, Tx,
        calendar::{Calendar, Count},
        ids::derive,
    },
};

/// Starts a sequence on an enquiry, unless it is switched off or runs there already.
pub(in crate::engines::followups) async fn enrol(
    tx: &mut Tx,
    enquiry_id: EnquiryId,
    sequence: SequenceKey,
    priority: Priority,
    owner_id: PersonId,
) -> Result<()> {
    let cadence: Cadence = tx.read().setting().await?;
    if cadence.off.contains(&sequence) {
        return Ok(());
    }
    let earlier = enrolment::Entity::find()
        .filter(enrolment::Column::EnquiryId.eq(enquiry_id))
        .filter(enrolment::Column::Sequence.eq(sequence))
        .count(tx.read().db())
        .await?;
    let id = EnrolmentId(derive(&[
        b"enrolment",
        enquiry_id.0.as_bytes(),
        sequence.key().as_bytes(),
        &earlier.to_le_bytes(),
    ]));
    let mut row = enrolment::Model {
        id,
        enquiry_id,
        sequence,
        owner_id,
        priority,
        state: EnrolmentState::Active,
        reason: None,
        touches: 0,
        next_no: 1,
        next_at: None,
        started_at: tx.now(),
        paused_at: None,
        resumes_at: None,
    };
    row.next_at = when(tx, &row, &cadence).await?;
    tx.insert(&row).await?;
    tell(tx, enquiry_id).await
}

/// When the next touch of an enrolment is due, counted from now or from its beginning; within working hours.
async fn when(tx: &Tx, row: &enrolment::Model, cadence: &Cadence) -> Result<Option<At>> {
    let Some(touch) = sequences::touch_no(row.sequence, row.next_no, row.priority, cadence) else { return Ok(None) };
    let from = if sequences::counts_from_start(row.sequence) { row.started_at } else { tx.now() };
    let due = opening_after(tx, from, touch.days).await?;
    // A touch a day at most: what is late does not pile up on what comes next.
    let soonest = if row.touches > 0 { opening_after(tx, tx.now(), 1).await? } else { due };
    Ok(Some(due.max(soonest)))
}

/// The first working instant `days` calendar days after an instant.
pub(in crate::engines::followups) async fn opening_after(tx: &Tx, from: At, days: u16) -> Result<At> {
    let calendar: Calendar = tx.read().setting().await?;
    let at = calendar.add_days_then_next_opening(from.utc(), days, Count::Calendar);
    at.map(At::from).map_err(|problem| Error::invalid("calendar", problem.to_string()))
}

/// Plans the touch after the one that has just fired; none is left behind the last.
pub(in crate::engines::followups) async fn replan(tx: &mut Tx, before: &enrolment::Model, fired: Touch) -> Result<()> {
    let cadence: Cadence = tx.read().setting().await?;
    let mut after = enrolment::Model {
        touches: before.touches.saturating_add(1),
        next_no: before.next_no.saturating_add(1),
        ..before.clone()
    };
    after.next_at = when(tx, &after, &cadence).await?;
    if after.next_at.is_none() {
        after.state = EnrolmentState::Finished;
        after.reason = Some(
            if fired.is_decision { "All touches made; a decision is asked for" } else { "All touches made" }.to_owned(),
        );
    }
    tx.update(before, &after).await?;
    tell(tx, after.enquiry_id).await
}

/// Ends whatever runs on an enquiry, and calls off what has not left yet.
pub(in crate::engines::followups) async fn end_all(
    tx: &mut Tx,
    enquiry_id: EnquiryId,
    reason: &str,
    only: Option<SequenceKey>,
) -> Result<()> {
    let mut running = enrolment::Entity::find()
        .filter(enrolment::Column::EnquiryId.eq(enquiry_id))
        .filter(enrolment::Column::State.is_in([EnrolmentState::Active, EnrolmentState::Paused]));
    if let Some(only) = only {
        running = running.filter(enrolment::Column::Sequence.eq(only));
    }
    for before in running.all(tx.read().db()).await? {
        let after = enrolment::Model {
            state: EnrolmentState::Terminated,
            reason: Some(reason.to_owned()),
            next_at: None,
            resumes_at: None,
            ..before.clone()
        };
        tx.update(&before, &after).await?;
        call_off(tx, before.id, reason).await?;
    }
    tell(tx, enquiry_id).await
}

/// Calls off the touches of an enrolment that have not left.
pub(in crate::engines::followups) async fn call_off(tx: &mut Tx, id: EnrolmentId, reason: &str) -> Result<()> {
    let under_way = step::Entity::find()
        .filter(step::Column::EnrolmentId.eq(id))
        .filter(step::Column::State.is_in([StepState::Dispatched, StepState::InReview]))
        .all(tx.read().db())
        .await?;
    for before in under_way {
        let is_stopped = match before.effect_id {
            Some(effect_id) => tx.call_off(effect_id, reason).await?,
            None => true,
        };
        if is_stopped {
            let after = step::Model { state: StepState::Cancelled, trouble: Some(reason.to_owned()), ..before.clone() };
            tx.update(&before, &after).await?;
        }
    }
    Ok(())
}

/// The sequences that run on an enquiry.
pub(in crate::engines::followups) async fn active_on(tx: &Tx, id: EnquiryId) -> Result<Vec<enrolment::Model>> {
    let active = enrolment::Entity::find()
        .filter(enrolment::Column::EnquiryId.eq(id))
        .filter(enrolment::Column::State.eq(EnrolmentState::Active));
    tx.read().all(active).await
}

/// The sequences that listen for the customer: those that run, and those that will go on by themselves.
pub(in crate::engines::followups) async fn listening_on(tx: &Tx, id: EnquiryId) -> Result<Vec<enrolment::Model>> {
    let open = enrolment::Entity::find()
        .filter(enrolment::Column::EnquiryId.eq(id))
        .filter(enrolment::Column::State.is_in([EnrolmentState::Active, EnrolmentState::Paused]));
    let mut open: Vec<enrolment::Model> = tx.read().all(open).await?;
    open.retain(|row| row.state == EnrolmentState::Active || row.resumes_at.is_some());
    Ok(open)
}

/// Tells the board what comes next on an enquiry.
pub(in crate::engines::followups) async fn tell(tx: &mut Tx, enquiry_id: EnquiryId) -> Result<()> {
    if !tx.is_heard::<Planned>() {
        return Ok(());
    }
    let active = active_on(tx, enquiry_id).await?;
    let soonest = active.into_iter().filter(|row| row.next_at.is_some()).min_by_key(|row| row.next_at);
    let next = match &soonest {
        Some(row) => next_touch(&tx.read(), row).await?,
        None => None,
    };
    tx.announce(&Planned {
        enquiry_id,
        next_at: next.as_ref().map(|next| next.at),
        label: next.as_ref().map(|next| words_of(next.channel).to_owned()),
        text: next.map(|next| next.body.chars().take(240).collect()),
    })
}
