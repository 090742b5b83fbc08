//! Learning on this device: when the reader is taught anew by what people said of mails, and which model it reads with.
//! Nothing of it leaves the computer.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::TimeDelta;
use pebble_core::{
    engines::email::{
        intent::Classifier,
        model::{Learnt, TaughtState},
        queries::learning::{bases, last, lessons, model_in_use, said_since},
    },
    kernel::{Error, MutationId, Result, engine::encode},
};
use serde_json::Value;

use crate::{Desk, identity::random, jobs::JobKind};

/// Lessons that a model is fitted to.
const TAUGHT: u64 = 1_000;
/// Lessons that are kept in mind for mails that are nearly the same.
const IN_MIND: u64 = 200;
/// New lessons for which it is worth while at any time; with fewer it waits for the next day.
const WORTH: u64 = 20;
/// Nobody has said anything for so long: it does not begin while a person is at it.
const QUIET_MINUTES: i64 = 10;
/// Time between two times.
const AT_LEAST_HOURS: i64 = 20;
/// Seconds between looks whether it is due.
const EVERY_SECONDS: u64 = 300;

/// How it stands with the reader's learning.
pub(crate) struct Learner {
    /// The version of the model that came with the program.
    own: String,
    /// A person has said something of a mail that the reader does not keep in mind yet.
    has_news: AtomicBool,
    /// Held by who teaches it.
    turn: tokio::sync::Mutex<()>,
}

impl Learner {
    /// Of a reader that reads with the program's own model.
    pub(crate) fn of(reader: &dyn Classifier) -> Learner {
        Learner { own: reader.version(), has_news: AtomicBool::new(true), turn: tokio::sync::Mutex::default() }
    }

    /// A person has said something of a mail.
    pub(crate) fn has_news(&self) {
        self.has_news.store(true, Ordering::Release);
    }
}

/// Learns when it is due, for as long as the desk lives.
pub(crate) async fn run(desk: Desk) {
    loop {
        tokio::time::sleep(Duration::from_secs(EVERY_SECONDS)).await;
        match is_due(&desk).await {
            Ok(false) => {}
            Ok(true) => {
                if let Err(refusal) = learn(&desk).await {
                    tracing::warn!(%refusal, "the reader could not be taught");
                }
            }
            Err(refusal) => tracing::error!(%refusal, "whether there is something to learn could not be found out"),
        }
    }
}

/// At the start: what was learnt from the model of a program before this one is let go of, and mail is read with what is
/// left.
pub(crate) async fn begin(desk: &Desk) {
    let own = desk.0.learner.own.clone();
    let made = match bases(&desk.read()).await {
        Ok(made) => made,
        Err(refusal) => return tracing::error!(%refusal, "the learnt models could not be read"),
    };
    if made.iter().any(|base| *base != own)
        && let Err(refusal) = desk.internal::<()>("email.rebase", &own).await
    {
        tracing::error!(%refusal, "models of the program before could not be let go of");
    }
    // Most have learnt nothing yet: the reader has the program's own model from the start.
    if made.contains(&own) {
        adopt(desk).await;
    }
}

/// Whether people have said enough for long enough. Whoever went back to the model before is not taught the same again
/// unasked.
pub(crate) async fn is_due(desk: &Desk) -> Result<bool> {
    let read = desk.read();
    let last = last(&read).await?;
    if last.as_ref().is_some_and(|last| last.state == TaughtState::SetBack) {
        return Ok(false);
    }
    let last = last.map(|last| last.made_at);
    let (said, newest) = said_since(&read, last).await?;
    let is_quiet = newest.is_some_and(|newest| newest.plus(TimeDelta::minutes(QUIET_MINUTES)) <= desk.now());
    let is_time = last.is_none_or(|last| last.plus(TimeDelta::hours(AT_LEAST_HOURS)) <= desk.now());
    Ok(is_quiet && (said >= WORTH || (said > 0 && is_time)))
}

/// Fits a model to what people have said, and reads with it unless it does worse.
///
/// # Errors
/// Where nobody has said anything yet, in plain words; the database's.
pub(crate) async fn learn(desk: &Desk) -> Result<Value> {
    let _one_at_a_time = desk.0.learner.turn.lock().await;
    let _job = desk.job(JobKind::Learning, None, false);
    let lessons = lessons(&desk.read(), TAUGHT).await?;
    if lessons.is_empty() {
        return Err(Error::conflict("There is nothing to learn from yet: accept or put right what mails want first."));
    }
    let reader = Arc::clone(&desk.0.reader);
    let study = tokio::task::spawn_blocking(move || reader.study(&lessons)).await.map_err(Error::broken)?;
    let learnt = Learnt {
        base: desk.0.learner.own.clone(),
        lessons: study.lessons,
        right_before: study.right_before,
        right_after: study.right_after,
        refused: study.refused,
        model: STANDARD.encode(study.model),
    };
    desk.run("email.learnt", encode(&learnt)?, MutationId(random())).await
}

/// Reads with the model that is in use: at the start, and when another one is.
pub(crate) async fn adopt(desk: &Desk) {
    let model = match model_in_use(&desk.read()).await {
        Ok(model) => model,
        Err(refusal) => return tracing::error!(%refusal, "the learnt model could not be read"),
    };
    let bytes = model.map(|text| STANDARD.decode(text)).transpose();
    let adopted = bytes.map_err(|problem| problem.to_string()).and_then(|bytes| desk.0.reader.adopt(bytes.as_deref()));
    if let Err(problem) = adopted {
        tracing::warn!(problem, "the learnt model is not used; the program's own is");
    }
}

/// Keeps in mind what people have said, if that has changed.
pub(crate) async fn freshen(desk: &Desk) {
    if !desk.0.learner.has_news.swap(false, Ordering::AcqRel) {
        return;
    }
    match lessons(&desk.read(), IN_MIND).await {
        Ok(lessons) => {
            let reader = Arc::clone(&desk.0.reader);
            let _ = tokio::task::spawn_blocking(move || reader.remember(&lessons)).await;
        }
        Err(refusal) => {
            desk.0.learner.has_news();
            tracing::error!(%refusal, "what people said of mails could not be read");
        }
    }
}
