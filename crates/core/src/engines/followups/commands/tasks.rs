//! Tasks: made, done, put off.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{opening_after, tell};
use crate::{
    engines::{
        enquiries::model::{EnquiryId, enquiry},
        followups::{
            events::{TaskDone, Waiting},
            model::{Complete, EnrolmentState, Remind, Said, Snooze, TaskId, TaskKind, enrolment, task},
            rules,
        },
    },
    kernel::{
        At, Error, Result, Tx,
        calendar::Calendar,
        money::{Currency, Money},
    },
};

/// A task to be made for an enrolment.
pub(in crate::engines::followups) struct NewTask<'a> {
    /// What about.
    pub kind: TaskKind,
    /// One line.
    pub title: String,
    /// More.
    pub body: String,
    /// For which enrolment.
    pub of: &'a enrolment::Model,
    /// When.
    pub due_at: At,
}

/// Makes a task.
pub(in crate::engines::followups) async fn add_task(tx: &mut Tx, new: NewTask<'_>) -> Result<()> {
    let row = task::Model {
        id: tx.id::<TaskId>(),
        kind: new.kind,
        title: new.title,
        body: new.body,
        enquiry_id: new.of.enquiry_id,
        enrolment_id: Some(new.of.id),
        owner_id: new.of.owner_id,
        priority: new.of.priority,
        due_at: new.due_at,
        created_at: tx.now(),
        done_at: None,
        outcome: None,
        category: None,
        comment: None,
    };
    tx.insert(&row).await?;
    tell_task(tx, row.enquiry_id).await
}

/// Tells the board which task of an enquiry is due first.
pub(in crate::engines::followups) async fn tell_task(tx: &mut Tx, enquiry_id: EnquiryId) -> Result<()> {
    if !tx.is_heard::<Waiting>() {
        return Ok(());
    }
    let open =
        task::Entity::find().filter(task::Column::EnquiryId.eq(enquiry_id)).filter(task::Column::DoneAt.is_null());
    let open: Vec<task::Model> = tx.read().all(open).await?;
    let first = open.into_iter().min_by_key(|task| (task.due_at, task.id));
    tx.announce(&Waiting {
        enquiry_id,
        due_at: first.as_ref().map(|task| task.due_at),
        title: first.map(|task| task.title),
    })
}

/// Closes a task with what came of it. A customer who spoke with us stops the sequence; a date to go on lets it go on
/// then; any other outcome of an answer ends it (product.md 3 #3, #4). What somebody else says of a task that is done
/// stands on the timeline beside what was said first, and nothing that it promises is lost (sync.md 4.8 "task").
pub(in crate::engines::followups) async fn complete(tx: &mut Tx, done: Complete) -> Result<TaskId> {
    let before: task::Model = tx.get(done.task_id).await?;
    let today = tx.read().setting::<Calendar>().await?.local_date(tx.now().utc());
    let said = done.said();
    rules::said(&said, today)?;
    let after = task::Model {
        done_at: Some(tx.now()),
        outcome: Some(done.outcome),
        category: done.category,
        comment: Some(done.comment.trim().to_owned()),
        ..before.clone()
    };
    if done.next_on.is_none() && rules::says_the_same(&before, &after) {
        return Ok(before.id);
    }
    let is_first = before.done_at.is_none();
    if is_first {
        tx.update(&before, &after).await?;
    }
    if rules::was_answered(before.kind, done.outcome) {
        stop_or_hold(tx, before.enquiry_id, &said).await?;
    }
    if let Some(on) = done.next_on {
        again_on(tx, &before, on).await?;
    }
    tell_task(tx, before.enquiry_id).await?;
    tx.announce(&TaskDone {
        enquiry_id: before.enquiry_id,
        title: before.title,
        comment: told(&said),
        is_touch: is_first && matches!(before.kind, TaskKind::Call | TaskKind::Whatsapp),
        is_call: before.kind == TaskKind::Call,
    })?;
    Ok(before.id)
}

pub(super) fn told(done: &Said) -> String {
    let mut words = vec![done.outcome.key().replace('_', " ")];
    words.extend(done.category.map(|category| category.key().replace('_', " ")));
    words.extend(done.negotiated_minor.map(|minor| Money::new(minor, Currency::INR).to_string()));
    words.extend(done.competitor.clone().filter(|_| done.category.is_some()));
    words.push(done.comment.trim().to_owned());
    words.join(" - ")
}

/// The customer spoke with us: what runs goes on on the day that was agreed, or ends.
pub(super) async fn stop_or_hold(tx: &mut Tx, id: EnquiryId, done: &Said) -> Result<()> {
    let running = enrolment::Entity::find()
        .filter(enrolment::Column::EnquiryId.eq(id))
        .filter(enrolment::Column::State.is_in([EnrolmentState::Active, EnrolmentState::Paused]))
        .all(tx.read().db())
        .await?;
    for before in running {
        let mut after = enrolment::Model { resumes_at: None, ..before.clone() };
        match done.next_on {
            Some(on) => {
                let morning = on.and_time(chrono::NaiveTime::MIN).and_utc();
                after.state = EnrolmentState::Active;
                after.reason = None;
                after.paused_at = None;
                after.next_at = Some(opening_after(tx, At::from(morning), 0).await?);
            }
            None => {
                after.state = EnrolmentState::Terminated;
                after.reason = Some(format!("The customer answered: {}", done.outcome.key().replace('_', " ")));
                after.next_at = None;
            }
        }
        tx.update(&before, &after).await?;
        super::call_off(tx, before.id, "The customer answered").await?;
    }
    tell(tx, id).await
}

async fn again_on(tx: &mut Tx, task: &task::Model, on: chrono::NaiveDate) -> Result<()> {
    let due_at = opening_after(tx, At::from(on.and_time(chrono::NaiveTime::MIN).and_utc()), 0).await?;
    let row = task::Model {
        id: tx.id::<TaskId>(),
        kind: TaskKind::Call,
        title: format!("Call again: {}", task.title.trim_start_matches("Call again: ")),
        due_at,
        created_at: tx.now(),
        done_at: None,
        outcome: None,
        category: None,
        comment: None,
        ..task.clone()
    };
    tx.insert(&row).await
}

/// Puts a task off. One that is done stays done.
pub(in crate::engines::followups) async fn snooze(tx: &mut Tx, snooze: Snooze) -> Result<TaskId> {
    let before: task::Model = tx.get(snooze.task_id).await?;
    if before.done_at.is_some() {
        return Ok(before.id);
    }
    if snooze.until <= tx.now() {
        return Err(Error::invalid("until", "Please choose a time that lies ahead."));
    }
    let after = task::Model { due_at: snooze.until, ..before.clone() };
    tx.update(&before, &after).await?;
    tell_task(tx, before.enquiry_id).await?;
    Ok(before.id)
}

/// Makes a task for oneself.
pub(in crate::engines::followups) async fn remind(tx: &mut Tx, remind: Remind) -> Result<TaskId> {
    if remind.title.trim().is_empty() {
        return Err(Error::invalid("title", "Please say what to do."));
    }
    let enquiry: enquiry::Model = tx.get(remind.enquiry_id).await?;
    let row = task::Model {
        id: tx.id::<TaskId>(),
        kind: TaskKind::Other,
        title: remind.title.trim().to_owned(),
        body: String::new(),
        enquiry_id: enquiry.id,
        enrolment_id: None,
        owner_id: tx.actor().person,
        priority: enquiry.priority,
        due_at: remind.due_at,
        created_at: tx.now(),
        done_at: None,
        outcome: None,
        category: None,
        comment: None,
    };
    tx.insert(&row).await?;
    tell_task(tx, row.enquiry_id).await?;
    Ok(row.id)
}
