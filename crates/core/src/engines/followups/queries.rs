//! The rep's day, the sequences of an enquiry, and what is due.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    model::{
        Cadence, Channel, EnrolmentState, Fire, NextDay, NextTouch, OfEnquiry, Running, SequenceView, Sequences,
        Standing, StepView, Today, TodayRow, enrolment, step, task,
    },
    rules::{self, Variables},
    sequences,
};
use crate::{
    engines::{
        enquiries::model::{ActivityKind, EnquiryId, Priority, activity, enquiry},
        masters::model::{CompanyId, ContactId, company, contact},
        people::queries::name_of,
    },
    kernel::{At, Call, Read, Result, calendar::Calendar},
};

/// Rows of the day that are shown (seed B 4.1: 20-30).
const DAY_ROWS: usize = 30;

/// Who and what a text is about.
pub(super) struct Scene {
    /// What templates may name.
    pub variables: Variables,
    /// Company.
    pub company: String,
    /// Address that works; none when there is none or it bounced.
    pub address: Option<String>,
    /// `Message-ID` of the mail that opened the enquiry: follow-ups answer it, so they thread.
    pub answers: Option<String>,
}

/// Gathers what a text needs.
pub(super) async fn scene(read: &Read<'_>, id: EnquiryId) -> Result<Scene> {
    let row: enquiry::Model = read.get(id).await?;
    let company: company::Model = read.get(row.company_id).await?;
    let contact: Option<contact::Model> = match row.contact_id {
        Some(contact_id) => read.find(contact_id).await?,
        None => None,
    };
    let me = name_of(read, row.owner_id).await?;
    let product = match (&row.product, &row.quantity, &row.unit) {
        (Some(product), Some(quantity), Some(unit)) => Some(format!("{product} ({quantity} {unit})")),
        (Some(product), ..) => Some(product.clone()),
        (None, ..) => None,
    };
    Ok(Scene {
        variables: Variables {
            contact: contact.as_ref().map(|contact| contact.name.clone()),
            company: Some(company.name.clone()),
            product,
            title: Some(row.title.trim_start_matches("Re: ").to_owned()),
            me: Some(me),
            valid_until: row.valid_until.map(|on| on.format("%-d %B %Y").to_string()),
        },
        company: company.name,
        address: contact.filter(|contact| contact.bounced_at.is_none()).and_then(|contact| contact.email),
        answers: row.mail_ref,
    })
}

/// A channel in two or three words.
pub(super) fn words_of(channel: Channel) -> &'static str {
    match channel {
        Channel::Mail => "Follow-up mail",
        Channel::Whatsapp => "WhatsApp",
        Channel::Call => "Call",
        Channel::Task => "Decision",
    }
}

/// The next touch of an enrolment as it would go out now; of one that is held, as it will go on.
pub(super) async fn next_touch(read: &Read<'_>, row: &enrolment::Model) -> Result<Option<NextTouch>> {
    let cadence: Cadence = read.setting().await?;
    let at = match row.state {
        EnrolmentState::Active => row.next_at,
        EnrolmentState::Paused => row.resumes_at,
        _ => None,
    };
    let Some(at) = at else { return Ok(None) };
    let Some(touch) = sequences::touch_no(row.sequence, row.next_no, row.priority, &cadence) else { return Ok(None) };
    let scene = scene(read, row.enquiry_id).await?;
    let filled = |text: &str| {
        rules::fill(text, &scene.variables).unwrap_or_else(|blanks| format!("Missing: {}", blanks.join(", ")))
    };
    Ok(Some(NextTouch { at, channel: touch.channel, subject: filled(touch.subject), body: filled(touch.body) }))
}

/// Sequences and tasks of an enquiry.
pub async fn of_enquiry(read: &Read<'_>, id: EnquiryId) -> Result<OfEnquiry> {
    let mut rows = enrolment::Entity::find().filter(enrolment::Column::EnquiryId.eq(id)).all(read.db()).await?;
    rows.sort_by_key(|row| (row.state, std::cmp::Reverse(row.started_at)));
    let mut running = Vec::new();
    for row in rows {
        let steps = step::Entity::find()
            .filter(step::Column::EnrolmentId.eq(row.id))
            .order_by_desc(step::Column::No)
            .all(read.db())
            .await?;
        running.push(Running {
            next: next_touch(read, &row).await?,
            name: sequences::name(row.sequence).to_owned(),
            enrolment: row,
            steps,
        });
    }
    let mut tasks = task::Entity::find().filter(task::Column::EnquiryId.eq(id)).limit(200).all(read.db()).await?;
    tasks.sort_by_key(|task| (task.done_at.is_some(), task.due_at));
    Ok(OfEnquiry { running, tasks })
}

/// The shipped sequences with the office's cadence.
pub async fn sequences(read: &Read<'_>, _: ()) -> Result<Sequences> {
    let cadence: Cadence = read.setting().await?;
    let view = |sequence: &sequences::Sequence| {
        let touches = (1_i32..).map_while(|no| sequences::touch_no(sequence.key, no, Priority::High, &cadence));
        SequenceView {
            key: sequence.key,
            name: sequence.name.to_owned(),
            trigger: sequence.trigger.to_owned(),
            is_on: !cadence.off.contains(&sequence.key),
            is_reviewed: cadence.review.contains(&sequence.key),
            steps: touches
                .map(|touch| StepView {
                    when: if sequences::counts_from_start(sequence.key) {
                        format!("Day {}", touch.days)
                    } else {
                        format!("After {} days at high priority", touch.days)
                    },
                    channel: touch.channel,
                    subject: touch.subject.to_owned(),
                    body: touch.body.to_owned(),
                })
                .collect(),
        }
    };
    let views = sequences::SEQUENCES.iter().map(view).collect();
    Ok(Sequences { cadence, sequences: views })
}

/// The rep's day: overdue first, then the most urgent of today, each with why.
pub async fn today(read: &Read<'_>, _: ()) -> Result<Today> {
    let calendar: Calendar = read.setting().await?;
    let now = read.now();
    let me = read.actor().person;
    let day = calendar.local_date(now.utc());
    let open = task::Entity::find()
        .filter(task::Column::OwnerId.eq(me))
        .filter(task::Column::DoneAt.is_null())
        .filter(task::Column::DueAt.lt(now.plus(chrono::TimeDelta::days(1))))
        .order_by_asc(task::Column::DueAt)
        .limit(500)
        .all(read.db())
        .await?;
    let open: Vec<task::Model> = open.into_iter().filter(|row| calendar.local_date(row.due_at.utc()) <= day).collect();
    let done_today = task::Entity::find()
        .filter(task::Column::OwnerId.eq(me))
        .filter(task::Column::DoneAt.gte(now.plus(chrono::TimeDelta::days(-1))))
        .all(read.db())
        .await?
        .into_iter()
        .filter(|row| row.done_at.is_some_and(|at| calendar.local_date(at.utc()) == day))
        .count();
    let ranked = ranked(read, open, now).await?;
    let days_late = |row: &task::Model| calendar.days_between(row.due_at.utc(), now.utc());
    let dress = |(row, on): (task::Model, Place)| dressed(&row, on, now, days_late(&row));
    let (calls_today, mails_today) = spoken(read, &calendar).await?;
    let (missed, due): (Vec<_>, Vec<_>) = ranked.into_iter().partition(|(row, _)| days_late(row) > 0);
    let more = due.len().saturating_sub(DAY_ROWS);
    Ok(Today {
        missed: missed.into_iter().map(dress).collect(),
        rows: due.into_iter().take(DAY_ROWS).map(dress).collect(),
        done_today: u64::try_from(done_today).unwrap_or_default(),
        more: u64::try_from(more).unwrap_or_default(),
        calls_today,
        mails_today,
        next_day: next_day(read, &calendar).await?,
    })
}

/// Calls and mails of the day.
async fn spoken(read: &Read<'_>, calendar: &Calendar) -> Result<(u64, u64)> {
    let now = read.now();
    let day = calendar.local_date(now.utc());
    let lines = activity::Entity::find()
        .filter(activity::Column::PersonId.eq(read.actor().person))
        .filter(activity::Column::At.gte(now.plus(chrono::TimeDelta::days(-1))))
        .filter(activity::Column::Kind.is_in([ActivityKind::Call, ActivityKind::MailOut]))
        .all(read.db())
        .await?;
    let of_day = |kind: ActivityKind| {
        let lines = lines.iter().filter(|line| line.kind == kind && calendar.local_date(line.at.utc()) == day);
        u64::try_from(lines.count()).unwrap_or_default()
    };
    Ok((of_day(ActivityKind::Call), of_day(ActivityKind::MailOut)))
}

/// The next day on which something is due.
async fn next_day(read: &Read<'_>, calendar: &Calendar) -> Result<Option<NextDay>> {
    let now = read.now();
    let day = calendar.local_date(now.utc());
    let mut ahead = task::Entity::find()
        .filter(task::Column::OwnerId.eq(read.actor().person))
        .filter(task::Column::DoneAt.is_null())
        .filter(task::Column::DueAt.gt(now))
        .order_by_asc(task::Column::DueAt)
        .limit(500)
        .all(read.db())
        .await?;
    ahead.retain(|row| calendar.local_date(row.due_at.utc()) > day);
    let Some(first) = ahead.first() else { return Ok(None) };
    let on = calendar.local_date(first.due_at.utc());
    let count = ahead.iter().filter(|row| calendar.local_date(row.due_at.utc()) == on).count();
    Ok(Some(NextDay { on, count: u64::try_from(count).unwrap_or_default(), first: first.title.clone() }))
}

/// Where a task belongs.
#[derive(Clone)]
struct Place {
    enquiry: String,
    value_minor: i64,
    company: String,
    contact: Option<contact::Model>,
}

async fn ranked(read: &Read<'_>, open: Vec<task::Model>, now: At) -> Result<Vec<(task::Model, Place)>> {
    let places = places(read, &open).await?;
    let mut rows: Vec<(task::Model, Place)> = open
        .into_iter()
        .filter_map(|row| {
            let place = places.get(&row.enquiry_id)?.clone();
            Some((row, place))
        })
        .collect();
    rows.sort_by_key(|(row, place)| {
        (std::cmp::Reverse(rules::urgency(row, now, place.value_minor)), row.due_at, row.id)
    });
    Ok(rows)
}

async fn places(read: &Read<'_>, open: &[task::Model]) -> Result<BTreeMap<EnquiryId, Place>> {
    let ids: Vec<EnquiryId> = open.iter().map(|row| row.enquiry_id).collect();
    let enquiries = enquiry::Entity::find().filter(enquiry::Column::Id.is_in(ids)).all(read.db()).await?;
    let company_ids: Vec<CompanyId> = enquiries.iter().map(|row| row.company_id).collect();
    let contact_ids: Vec<ContactId> = enquiries.iter().filter_map(|row| row.contact_id).collect();
    let companies = company::Entity::find().filter(company::Column::Id.is_in(company_ids)).all(read.db()).await?;
    let contacts = contact::Entity::find().filter(contact::Column::Id.is_in(contact_ids)).all(read.db()).await?;
    let companies: BTreeMap<CompanyId, String> = companies.into_iter().map(|row| (row.id, row.name)).collect();
    let contacts: BTreeMap<ContactId, contact::Model> = contacts.into_iter().map(|row| (row.id, row)).collect();
    let place = |row: enquiry::Model| {
        let place = Place {
            value_minor: row.value_minor.unwrap_or(0),
            company: companies.get(&row.company_id).cloned().unwrap_or_default(),
            contact: row.contact_id.and_then(|id| contacts.get(&id).cloned()),
            enquiry: row.title,
        };
        (row.id, place)
    };
    Ok(enquiries.into_iter().map(place).collect())
}

fn dressed(row: &task::Model, on: Place, now: At, days_late: i64) -> TodayRow {
    TodayRow {
        task_id: row.id,
        kind: row.kind,
        title: row.title.clone(),
        body: row.body.clone(),
        why: rules::why(row, now, days_late, on.value_minor),
        due_at: row.due_at,
        is_overdue: days_late > 0,
        priority: row.priority,
        enquiry_id: row.enquiry_id,
        enquiry: on.enquiry,
        company: on.company,
        contact: on.contact.as_ref().map(|contact| contact.name.clone()),
        phone: on.contact.and_then(|contact| contact.phone),
    }
}

/// Touches that are due and pauses that have lapsed, earliest first, at most 500 at a time.
pub async fn due(read: &Read<'_>) -> Result<Vec<Call>> {
    let mut calls = Vec::new();
    for state in [EnrolmentState::Active, EnrolmentState::Paused] {
        let rows = enrolment::Entity::find()
            .filter(enrolment::Column::State.eq(state))
            .filter(enrolment::Column::NextAt.lte(read.now()))
            .filter(enrolment::Column::OwnerId.eq(read.actor().person))
            .order_by_asc(enrolment::Column::NextAt)
            .limit(500)
            .all(read.db())
            .await?;
        for row in rows {
            let Some(due_at) = row.next_at else { continue };
            calls.push(match state {
                EnrolmentState::Active => Call::new("followups.fire", &Fire { id: row.id, no: row.next_no, due_at })?,
                _ if row.resumes_at.is_some() => Call::new("followups.wake", &Standing { id: row.id, state })?,
                _ => Call::new("followups.lapse", &Standing { id: row.id, state })?,
            });
        }
    }
    Ok(calls)
}
