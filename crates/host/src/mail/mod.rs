//! The mailbox side of the desk: signing in, rounds of sync, and carrying out what is to be sent.
//!
//! One loop does all of it in turn, but for words about what a person does with a mail, which leave at once: a round brings in what is new
//! (and stops what an answer stops) before anything leaves. While a folder cannot be read, what a person wrote leaves and
//! what would leave by itself waits: an answer may be in there.

mod bodies;
pub(crate) mod ledger;
mod round;
mod send;
mod sign_in;
mod word;

use chrono::TimeDelta;
use pebble_core::{
    engines::email::{
        mailbox::{Mailbox, MailboxError},
        model::{Connect, MailboxId},
    },
    kernel::effect,
};
pub(crate) use sign_in::{begin_sign_in, restore};
pub(crate) use word::{said, tell_server};

use crate::{
    Desk,
    app::{SignInState, SyncState},
    jobs::JobKind,
};

/// Seconds between rounds while nothing calls for one.
const REST_SECONDS: u64 = 30;
/// Seconds before the next try when Outlook cannot be reached.
const OFFLINE_SECONDS: u64 = 15;

/// Seconds before the next round after somebody has called one off.
const CALLED_OFF_SECONDS: u64 = 900;

/// Runs the mail loop for as long as the desk lives.
pub(crate) async fn run(desk: Desk) {
    loop {
        let rest = match turn(&desk).await {
            Ok(true) => REST_SECONDS,
            Ok(false) => CALLED_OFF_SECONDS,
            Err(problem) => pause_for(&desk, &problem),
        };
        let rest = until_next(&desk, std::time::Duration::from_secs(rest)).await;
        let next_at = desk.now().plus(TimeDelta::from_std(rest).unwrap_or_default());
        let is_on = desk.0.outlook.mailbox().is_some();
        desk.note(|status| status.next_at = Some(next_at).filter(|_| is_on));
        tokio::select! {
            () = desk.0.kick.notified() => {}
            () = tokio::time::sleep(rest) => {}
        }
    }
}

/// How long to rest: less when a mail is to leave before, such as one that can no longer be called back.
async fn until_next(desk: &Desk, rest: std::time::Duration) -> std::time::Duration {
    match effect::next_due(&desk.read()).await {
        Ok(Some(due)) if due > desk.now() => due.since(desk.now()).to_std().map_or(rest, |until| until.min(rest)),
        _ => rest,
    }
}

/// One turn: bring in, then send. Does nothing while nobody is signed in.
///
/// # Errors
/// What kept the mailbox from being read; sending has its own bookkeeping.
pub(crate) async fn once(desk: &Desk) -> Result<(), MailboxError> {
    turn(desk).await.map(|_| ())
}

/// The same; false when somebody has called it off. What was brought in by then stands, and the next turn goes on from
/// there.
async fn turn(desk: &Desk) -> Result<bool, MailboxError> {
    let Some(mailbox) = desk.0.outlook.mailbox() else { return Ok(true) };
    desk.note(|status| status.sync = SyncState::Running);
    let job = desk.job(JobKind::Mail, None, true);
    let Some(read) = job.run(round::run(desk, mailbox.as_ref())).await else {
        desk.note(|status| status.sync = SyncState::Idle);
        return Ok(false);
    };
    drop(job);
    if !read.as_ref().is_err_and(round::concerns_all) {
        desk.note(|status| status.has_read = true);
        send::run(desk, &mailbox, read.is_ok()).await;
    }
    if let Err(problem) = read {
        tell(desk, &problem);
        return Err(problem);
    }
    let now = desk.now();
    desk.note(|status| {
        status.sync = SyncState::Idle;
        status.message = None;
        status.last_at = Some(now);
        if status.sign_in == SignInState::Failed {
            status.sign_in = SignInState::SignedIn;
            status.sign_in_trouble = None;
        }
    });
    Ok(true)
}

/// The mailbox as the desk knows it.
async fn connected(desk: &Desk, mailbox: &dyn Mailbox) -> Result<MailboxId, MailboxError> {
    let account = mailbox.account().await?;
    stored(desk.internal("email.connect", &Connect { account, is_sign_in: false }).await)
}

/// Says on the status strip what is wrong. A sign-in that ended says what leads on, unless another is under
/// way or the person has signed out meanwhile.
fn tell(desk: &Desk, problem: &MailboxError) {
    tracing::warn!(%problem, "the mailbox could not be read");
    let state = match problem {
        MailboxError::Offline | MailboxError::Throttled { .. } => SyncState::Offline,
        _ => SyncState::Error,
    };
    let now = desk.now();
    desk.note(|status| {
        status.sync = state;
        status.message = Some(problem.to_string());
        if let MailboxError::SignIn { remedy, reason } = problem
            && matches!(status.sign_in, SignInState::SignedIn | SignInState::Failed)
        {
            status.sign_in_fails(*remedy, reason.clone(), now);
        }
    });
}

/// How many seconds to wait before the next try.
fn pause_for(desk: &Desk, problem: &MailboxError) -> u64 {
    match problem {
        MailboxError::Throttled { until } => {
            let wait = until.signed_duration_since(desk.now().utc()).num_seconds().clamp(1, 600);
            u64::try_from(wait).unwrap_or(OFFLINE_SECONDS)
        }
        MailboxError::Offline => OFFLINE_SECONDS,
        _ => REST_SECONDS,
    }
}

/// A storage failure in the words of the mail loop: nothing was taken in, the same page is asked for again.
fn stored<T>(outcome: pebble_core::kernel::Result<T>) -> Result<T, MailboxError> {
    outcome
        .map_err(|refusal| MailboxError::Malformed { reason: format!("it could not be stored: {}", refusal.message) })
}
