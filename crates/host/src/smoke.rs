//! The main job once, without a window: a mailbox comes in, is understood, becomes cards; sequences go out and stop
//! when a customer answers. Days pass in moments, because the clock is the demo's.

use std::{collections::BTreeMap, time::Instant};

use chrono::TimeDelta;
use pebble_core::{
    engines::{
        email::{mailbox::MailboxError, model::MailCounts},
        followups::model::{EnrolmentState, enrolment},
    },
    kernel::At,
};
use pebble_simulators::{SimClock, demo};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde::Serialize;

use crate::{
    SystemClock,
    demo::{Stage, first_recipient, set_up},
    open::OpenProblem,
};

/// What a run of the main job did.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Smoke {
    /// Mails brought in.
    pub synced: u64,
    /// Mails read by the classifier.
    pub classified: u64,
    /// On enquiries.
    pub linked: u64,
    /// With pre-leads.
    pub preleads: u64,
    /// Put away, what the desk put with the junk among it.
    pub archived: u64,
    /// Waiting for a person.
    pub unclassified: u64,
    /// Enquiries opened.
    pub enquiries: u64,
    /// Touches planned or made.
    pub steps_planned: u64,
    /// Mails that left the mailbox.
    pub mails_sent: u64,
    /// Sequences that an answer paused.
    pub paused_by_reply: u64,
    /// How long it took.
    pub seconds: f64,
    /// Why it is not good enough; empty when it is.
    #[serde(skip)]
    pub shortfalls: Vec<String>,
}

/// Does the main job.
///
/// # Errors
/// A sentence when it could not be done at all; what was done badly is in [`Smoke::shortfalls`].
pub async fn smoke(folder: std::path::PathBuf) -> Result<Smoke, String> {
    use pebble_core::kernel::Clock;
    let began = Instant::now();
    let at = working_hour(SystemClock.now());
    let clock = SimClock::fixed(at.utc());
    let stage = set_up(folder, clock, pebble_simulators::demo::mailbox(at.utc()), true, None)
        .await
        .map_err(|problem: OpenProblem| problem.to_string())?;
    sign_in(&stage).await?;
    turn(&stage).await?;
    let mut sent = stage.sim.watch_sent();
    let mut answered = BTreeMap::<String, usize>::new();
    for _ in 0..12 {
        stage.sim.advance(TimeDelta::hours(24));
        crate::ticks::once(&stage.desk).await;
        turn(&stage).await?;
        while let Ok(mail) = sent.try_recv() {
            let mail = demo::SentMail::from(&mail);
            let count = answered.entry(first_recipient(&mail)).or_default();
            if let Some((after, message)) = demo::answer(&mail, *count) {
                stage.sim.advance(TimeDelta::from_std(after).unwrap_or_default());
                stage.mailbox.deliver(message.into());
            }
            *count = count.saturating_add(1);
        }
        turn(&stage).await?;
    }
    let mut report = tally(&stage).await.map_err(|refusal| refusal.to_string())?;
    report.seconds = (began.elapsed().as_secs_f64() * 10.0).round() / 10.0;
    Ok(report)
}

/// The next instant at which an Indian office is open: 05:30 UTC is 11:00 there.
fn working_hour(now: At) -> At {
    let day = now.utc().date_naive();
    day.and_hms_opt(5, 30, 0).map_or(now, |noon| At::from(noon.and_utc()))
}

async fn sign_in(stage: &Stage) -> Result<(), String> {
    let mut news = stage.desk.changes();
    crate::mail::begin_sign_in(&stage.desk);
    loop {
        let status = crate::app::status(&stage.desk).await.map_err(|refusal| refusal.to_string())?;
        match (status.account, status.sign_in.trouble) {
            (Some(_), _) => return Ok(()),
            (None, Some(trouble)) => return Err(format!("Signing in did not work: {}", trouble.reason)),
            (None, None) => {}
        }
        if news.recv().await.is_err() {
            return Err("Signing in did not end.".to_owned());
        }
    }
}

async fn turn(stage: &Stage) -> Result<(), String> {
    crate::mail::once(&stage.desk).await.map_err(|problem: MailboxError| problem.to_string())
}

async fn tally(stage: &Stage) -> pebble_core::kernel::Result<Smoke> {
    use pebble_core::engines::{email::model::message, enquiries::model::enquiry, followups::model::step};
    let read = stage.desk.read();
    let counts: MailCounts = pebble_core::engines::email::queries::counts(&read, ()).await?;
    let planned = enrolment::Entity::find().filter(enrolment::Column::NextAt.is_not_null()).count(read.db()).await?;
    let made = step::Entity::find().count(read.db()).await?;
    let paused = enrolment::Entity::find()
        .filter(enrolment::Column::State.eq(EnrolmentState::Paused))
        .filter(enrolment::Column::Reason.eq("The customer answered"))
        .count(read.db())
        .await?;
    let mut smoke = Smoke {
        synced: counts.total,
        classified: message::Entity::find().filter(message::Column::Intent.is_not_null()).count(read.db()).await?,
        linked: counts.linked,
        preleads: counts.preleads,
        archived: counts.archived.saturating_add(counts.junk),
        unclassified: counts.unclassified,
        enquiries: enquiry::Entity::find().count(read.db()).await?,
        steps_planned: planned.saturating_add(made),
        mails_sent: u64::try_from(stage.sim.sent().len()).unwrap_or_default(),
        paused_by_reply: paused,
        ..Smoke::default()
    };
    smoke.shortfalls = shortfalls(stage, &counts, &smoke);
    Ok(smoke)
}

fn shortfalls(stage: &Stage, counts: &MailCounts, smoke: &Smoke) -> Vec<String> {
    let mut found = Vec::new();
    let placed = [counts.linked, counts.preleads, counts.archived, counts.unclassified, counts.sent, counts.junk];
    let sum = placed.iter().sum::<u64>() + counts.quarantined;
    if counts.pending > 0 || sum != counts.total {
        found.push(format!("Not every mail is accounted for: {counts:?}"));
    }
    let on_server = u64::try_from(stage.mailbox.count()).unwrap_or_default();
    if counts.total != on_server {
        found.push(format!("{on_server} mails are on the server and {} are here", counts.total));
    }
    if smoke.mails_sent == 0 {
        found.push("No step was sent through the mailbox".to_owned());
    }
    if smoke.paused_by_reply == 0 {
        found.push("No sequence was paused by a reply".to_owned());
    }
    if let Err(breaches) = stage.sim.breaches() {
        found.push(format!("The simulator caught us breaking Microsoft's rules: {breaches}"));
    }
    found
}
