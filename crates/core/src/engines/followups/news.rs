//! What is worth a word to somebody who is looking elsewhere: a customer has answered, something fell due, a sequence
//! has stopped, a mail has not left. Whether it is said, and how, is the host's.

use chrono::TimeDelta;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::model::{EnrolmentState, TaskId, enrolment, task};
use crate::{
    engines::{
        email::events::SendMail,
        enquiries::model::{ActivityKind, EnquiryId, activity, enquiry},
        masters::model::company,
    },
    kernel::{At, Read, Result, effect, ids::derive},
};

/// What came in later than this is not news any more.
const FRESH_HOURS: i64 = 24;
/// Nobody reads more at once.
const MOST: u64 = 50;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NewsKind {
    /// A mail may not have left, or has not.
    NotSent,
    /// A customer has answered.
    Replied,
    /// A sequence has stopped, though nobody stopped it.
    Stopped,
    /// A task fell due.
    Due,
}

/// A piece of news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// What it is about; the same news has the same key.
    pub key: Uuid,
    /// What happened.
    pub kind: NewsKind,
    /// On which enquiry.
    pub enquiry_id: Option<EnquiryId>,
    /// To or with whom.
    pub who: String,
    /// In a line.
    pub what: String,
    /// The task that it is about.
    pub task_id: Option<TaskId>,
}

/// The news in rows that have just changed, of what is the person's own.
pub async fn among(read: &Read<'_>, ids: &[Uuid]) -> Result<Vec<News>> {
    let mut found = Vec::new();
    let since = read.now().plus(TimeDelta::hours(-FRESH_HOURS));
    for row in read.many::<activity::Model>(ids).await? {
        if row.kind != ActivityKind::MailIn || row.at < since {
            continue;
        }
        let Some((enquiry, _)) = mine(read, row.enquiry_id).await? else { continue };
        // The mail that opened it is no answer.
        if row.mail_ref.is_some() && row.mail_ref != enquiry.mail_ref {
            found.push(News {
                key: row.id.0,
                kind: NewsKind::Replied,
                enquiry_id: Some(enquiry.id),
                who: row.who,
                what: enquiry.title,
                task_id: None,
            });
        }
    }
    for row in read.many::<enrolment::Model>(ids).await? {
        if row.owner_id != read.actor().person || row.state != EnrolmentState::Paused {
            continue;
        }
        let is_told = found.iter().any(|news: &News| news.enquiry_id == Some(row.enquiry_id));
        let is_fresh = row.paused_at.is_some_and(|at| at >= since);
        if let (true, Some((enquiry, who))) = (is_fresh && !is_told, mine(read, row.enquiry_id).await?) {
            let why = row.reason.unwrap_or_default();
            let paused_at = row.paused_at.map(At::millis).unwrap_or_default().to_be_bytes();
            found.push(News {
                key: derive(&[b"paused", row.id.0.as_bytes(), &paused_at]),
                kind: NewsKind::Stopped,
                enquiry_id: Some(enquiry.id),
                who,
                what: format!("{}: {why}", enquiry.title).trim_end_matches(": ").to_owned(),
                task_id: None,
            });
        }
    }
    found.extend(not_sent(&read.many::<effect::row::Model>(ids).await?));
    Ok(found)
}

/// Mails among outgoing work that have not left, or may not have.
pub fn not_sent(rows: &[effect::row::Model]) -> Vec<News> {
    let is_lost = |row: &&effect::row::Model| matches!(row.state, effect::State::Failed | effect::State::Unknown);
    let news = |row: &effect::row::Model| {
        let mail: SendMail = serde_json::from_str(&row.payload).ok()?;
        let who: Vec<String> = mail.mail.to.iter().map(|to| to.address.clone()).collect();
        Some(News {
            key: row.id.0,
            kind: NewsKind::NotSent,
            enquiry_id: mail.enquiry_id.map(EnquiryId),
            who: who.join(", "),
            what: mail.mail.subject,
            task_id: None,
        })
    };
    rows.iter().filter(is_lost).filter_map(news).collect()
}

/// The person's tasks that fell due after an instant, up to now.
pub async fn fell_due(read: &Read<'_>, since: At) -> Result<Vec<News>> {
    let due = task::Entity::find()
        .filter(task::Column::OwnerId.eq(read.actor().person))
        .filter(task::Column::DoneAt.is_null())
        .filter(task::Column::DueAt.gt(since))
        .filter(task::Column::DueAt.lte(read.now()))
        .order_by_asc(task::Column::DueAt)
        .limit(MOST)
        .all(read.db())
        .await?;
    let mut found = Vec::new();
    for row in due {
        let who = mine(read, row.enquiry_id).await?.map(|(_, company)| company).unwrap_or_default();
        // Put off, it falls due once more, and is news once more.
        let key = derive(&[b"due", row.id.0.as_bytes(), &row.due_at.millis().to_be_bytes()]);
        let (enquiry_id, task_id) = (Some(row.enquiry_id), Some(row.id));
        found.push(News { key, kind: NewsKind::Due, enquiry_id, who, what: row.title, task_id });
    }
    Ok(found)
}

/// Whether a task is still the person's, and due: news of it may be hours old, and it may have been put off since.
pub async fn is_due(read: &Read<'_>, id: TaskId) -> Result<bool> {
    let row: Option<task::Model> = read.find(id).await?;
    Ok(row.is_some_and(|row| row.done_at.is_none() && row.due_at <= read.now() && row.owner_id == read.actor().person))
}

/// An enquiry of the person's own, with its company's name.
async fn mine(read: &Read<'_>, id: EnquiryId) -> Result<Option<(enquiry::Model, String)>> {
    let found: Option<enquiry::Model> = read.find(id).await?;
    let Some(row) = found.filter(|row| row.owner_id == read.actor().person) else { return Ok(None) };
    let company: Option<company::Model> = read.find(row.company_id).await?;
    Ok(Some((row, company.map(|company| company.name).unwrap_or_default())))
}
