//! Calls that took place, whether or not a task had asked for them.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    opening_after,
    tasks::{stop_or_hold, tell_task, told},
};
use crate::{
    engines::{
        enquiries::model::{EnquiryId, enquiry},
        followups::{
            events::CallMade,
            model::{Direction, LogCall, Said, TaskId, TaskKind, task},
            rules,
        },
        masters::{
            model::{company, contact},
            queries::contact_now,
        },
    },
    kernel::{At, Result, Tx, calendar::Calendar},
};

/// Writes a call down. A conversation stops what runs on the enquiry, or lets it go on on the day that was agreed; the
/// calls that were due on it are done.
pub(in crate::engines::followups) async fn log_call(tx: &mut Tx, call: LogCall) -> Result<EnquiryId> {
    let row: enquiry::Model = tx.get(call.enquiry_id).await?;
    let calendar: Calendar = tx.read().setting().await?;
    let today = calendar.local_date(tx.now().utc());
    rules::call(&call, today)?;
    let whom = name_of(tx, &row, &call).await?;
    let has_talked = rules::talked(call.said.outcome, call.seconds);
    let due = task::Entity::find().filter(task::Column::EnquiryId.eq(row.id)).filter(task::Column::DoneAt.is_null());
    let mut due: Vec<task::Model> = tx.read().all(due).await?;
    due.retain(|task| {
        let is_meant = task.kind == TaskKind::Call || (task.kind == TaskKind::AnswerReply && has_talked);
        is_meant && calendar.local_date(task.due_at.utc()) <= today
    });
    due.sort_by_key(|task| task.id);
    for before in due {
        tx.update(&before, &settled(&before, &call.said, tx.now())).await?;
    }
    if has_talked {
        stop_or_hold(tx, row.id, &call.said).await?;
    }
    if let Some(on) = call.said.next_on {
        let due_at = opening_after(tx, At::from(on.and_time(chrono::NaiveTime::MIN).and_utc()), 0).await?;
        let again = again(tx, &row, &whom, due_at);
        tx.insert(&again).await?;
    }
    tell_task(tx, row.id).await?;
    tx.announce(&CallMade {
        enquiry_id: row.id,
        title: rules::call_line(call.direction, &whom, call.seconds),
        comment: told(&call.said),
        is_touch: call.direction == Direction::Out,
    })?;
    Ok(row.id)
}

/// Whom the call was with: the contact, or their company.
async fn name_of(tx: &Tx, row: &enquiry::Model, call: &LogCall) -> Result<String> {
    let read = tx.read();
    let contact: Option<contact::Model> = match call.contact_id.or(row.contact_id) {
        Some(id) => Some(contact_now(&read, id).await?),
        None => None,
    };
    match contact.map(|contact| contact.name).filter(|name| !name.trim().is_empty()) {
        Some(name) => Ok(name),
        None => Ok(read.get::<company::Model>(row.company_id).await?.name),
    }
}

fn settled(before: &task::Model, said: &Said, now: At) -> task::Model {
    task::Model {
        done_at: Some(now),
        outcome: Some(said.outcome),
        category: said.category,
        comment: Some(said.comment.trim().to_owned()),
        ..before.clone()
    }
}

fn again(tx: &mut Tx, row: &enquiry::Model, whom: &str, due_at: At) -> task::Model {
    task::Model {
        id: tx.id::<TaskId>(),
        kind: TaskKind::Call,
        title: format!("Call again: {whom}"),
        body: String::new(),
        enquiry_id: row.id,
        enrolment_id: None,
        owner_id: tx.actor().person,
        priority: row.priority,
        due_at,
        created_at: tx.now(),
        done_at: None,
        outcome: None,
        category: None,
        comment: None,
    }
}
