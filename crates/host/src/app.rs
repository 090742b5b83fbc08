//! The desk's own commands: how it stands, signing in and out, and asking for a round of sync now.

use std::sync::PoisonError;

use pebble_core::{
    engines::email::{
        mailbox::{Account, SignInRemedy},
        model::MailCounts,
    },
    kernel::{
        At, Code, Error, MutationId, Result, effect,
        engine::{decode, encode},
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ts_rs::TS;

use crate::{
    Desk,
    files::{self, OfFile},
    given,
    identity::random,
    jobs::{JobKind, OfJob},
    learning,
    mail::ledger,
    office::{self, OfUnsent, Office},
    problems, registration,
};

/// Where signing in stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SignInState {
    /// Nobody is signed in.
    SignedOut,
    /// The browser is open.
    Waiting,
    /// Signed in.
    SignedIn,
    /// It did not work.
    Failed,
}

/// Where the mail sync stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// Between rounds.
    Idle,
    /// In a round.
    Running,
    /// Outlook cannot be reached.
    Offline,
    /// Something needs attention.
    Error,
}

/// How the desk stands, apart from what the database says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Status {
    pub(crate) account: Option<Account>,
    pub(crate) sign_in: SignInState,
    pub(crate) sign_in_trouble: Option<SignInTrouble>,
    pub(crate) sync: SyncState,
    pub(crate) message: Option<String>,
    pub(crate) last_at: Option<At>,
    /// When the mail loop looks next by itself.
    pub(crate) next_at: Option<At>,
    /// All that could be read of the mailbox was read once in this run.
    pub(crate) has_read: bool,
    pub(crate) expected: i64,
    pub(crate) is_demo: bool,
}

impl Status {
    pub(crate) fn new(is_demo: bool) -> Status {
        Status {
            account: None,
            sign_in: SignInState::SignedOut,
            sign_in_trouble: None,
            sync: SyncState::Idle,
            message: None,
            last_at: None,
            next_at: None,
            has_read: false,
            expected: 0,
            is_demo,
        }
    }

    /// Signing in did not work, or what it had given has ended.
    pub(crate) fn sign_in_fails(&mut self, remedy: SignInRemedy, reason: String, now: At) {
        self.sign_in = SignInState::Failed;
        let known = self.sign_in_trouble.take().filter(|known| known.remedy == remedy && known.reason == reason);
        self.sign_in_trouble = Some(known.unwrap_or(SignInTrouble { remedy, reason, at: now }));
    }
}

/// Why signing in did not work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SignInTrouble {
    /// What leads on.
    pub remedy: SignInRemedy,
    /// Plain words, with Microsoft's number when there is one.
    pub reason: String,
    /// When it was first said.
    pub at: At,
}

/// Signing in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SignInView {
    /// Where it stands.
    pub state: SignInState,
    /// Why it did not work.
    pub trouble: Option<SignInTrouble>,
}

/// The mail sync.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SyncView {
    /// Where it stands.
    pub state: SyncState,
    /// What is wrong, in plain words.
    pub message: Option<String>,
    /// Mails here.
    #[ts(type = "number")]
    pub seen: u64,
    /// Mails here whole.
    #[ts(type = "number")]
    pub hydrated: u64,
    /// Mails in the folders that are read, as the server counts them.
    #[ts(type = "number")]
    pub total: u64,
    /// When a round last ended well.
    pub last_at: Option<At>,
}

/// How the desk stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StatusView {
    /// Whose mailbox.
    pub account: Option<Account>,
    /// Signing in.
    pub sign_in: SignInView,
    /// Mail sync.
    pub sync: SyncView,
    /// Where every mail is.
    pub counts: MailCounts,
    /// Outgoing work that waits.
    #[ts(type = "number")]
    pub waiting_effects: u64,
    /// The mailbox is simulated.
    pub is_demo: bool,
    /// Now, by the desk's clock.
    pub now: At,
    /// The address an administrator opens to approve the app.
    pub approval_link: String,
}

impl Desk {
    /// Whether the mailbox was read to its end once in this run, as far as it can be.
    pub(crate) fn has_read_mail(&self) -> bool {
        self.0.status.lock().unwrap_or_else(PoisonError::into_inner).has_read
    }

    /// When the mail loop looks next by itself.
    pub(crate) fn next_round(&self) -> Option<At> {
        self.0.status.lock().unwrap_or_else(PoisonError::into_inner).next_at
    }
}

/// Nothing to say.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct Nothing {}

pub(crate) async fn call(desk: &Desk, command: &str, input: Value) -> Result<Value> {
    match command {
        "app.status" => encode(&status(desk).await?),
        "app.registration" => encode(&registration::view(desk)),
        "app.set_registration" => {
            registration::set(desk, decode(input)?)?;
            Ok(json!({}))
        }
        "app.sign_in" => {
            match registration::missing(desk) {
                Some(why) => return Err(Error::invalid("client_id", why)),
                None => crate::mail::begin_sign_in(desk),
            }
            Ok(json!({}))
        }
        "app.cancel_sign_in" => {
            desk.0.cancel.notify_waiters();
            Ok(json!({}))
        }
        "app.sign_out" => {
            desk.0.outlook.sign_out().await.map_err(|problem| Error::new(Code::Broken, problem.to_string()))?;
            desk.note(|status| {
                status.account = None;
                status.sign_in = SignInState::SignedOut;
                status.sign_in_trouble = None;
                status.sync = SyncState::Idle;
                status.message = None;
            });
            Ok(json!({}))
        }
        "app.together" => {
            desk.is_open()?;
            encode(&given::together(desk, decode(input)?).await?)
        }
        "app.stage_file"
        | "app.attach_file"
        | "app.attach_to_draft"
        | "app.save_file"
        | "app.save_mail_file"
        | "app.fetch_pictures"
        | "app.attach_mail_file" => with_files(desk, command, input).await,
        "app.jobs" => encode(&desk.jobs().await?),
        "app.cancel_job" => {
            desk.cancel_job(decode::<OfJob>(input)?.id)?;
            Ok(json!({}))
        }
        "app.problems" => encode(&problems::list(desk).await?),
        "app.ledger" | "app.find_mail" | "app.learn" | "app.sync_now" => with_mail(desk, command, input).await,
        _ => with_office(desk, command, input).await,
    }
}

/// The mailbox, and who reads it.
async fn with_mail(desk: &Desk, command: &str, input: Value) -> Result<Value> {
    match command {
        "app.ledger" => encode(&ledger::view(desk).await?),
        "app.find_mail" => encode(&ledger::find(desk, decode(input)?).await?),
        "app.learn" => {
            desk.is_open()?;
            learning::learn(desk).await?;
            Ok(json!({}))
        }
        _ => {
            desk.0.kick.notify_one();
            Ok(json!({}))
        }
    }
}

/// Files: their bytes.
async fn with_files(desk: &Desk, command: &str, input: Value) -> Result<Value> {
    desk.is_open()?;
    match command {
        "app.stage_file" => encode(&files::stage(desk, decode(input)?)?),
        "app.attach_file" => files::attach(desk, decode(input)?).await,
        "app.save_mail_file" => encode(&files::save_of_mail(desk, decode(input)?).await?),
        "app.fetch_pictures" => {
            files::fetch_pictures(desk, decode(input)?).await?;
            Ok(json!({}))
        }
        "app.attach_mail_file" => files::attach_of_mail(desk, decode(input)?).await,
        "app.attach_to_draft" => {
            files::attach_to_draft(desk, decode(input)?).await?;
            Ok(json!({}))
        }
        _ => encode(&files::save(desk, decode::<OfFile>(input)?.id).await?),
    }
}

/// What concerns the office.
async fn with_office(desk: &Desk, command: &str, input: Value) -> Result<Value> {
    let joined = async || desk.office().await.ok_or_else(|| Error::conflict("This desk has joined no office."));
    match command {
        "app.office_records" => return encode(&office::records(desk).await?),
        "app.office" => return encode(&office::view(desk).await?),
        "app.office_ways" => return encode(&office::ways(decode(input)?).await?),
        "app.join_office" => {
            let _job = desk.job(JobKind::Joining, None, false);
            office::join(desk, decode(input)?).await?;
        }
        "app.office_account" => office::set_account(desk, &*joined().await?, decode(input)?).await?,
        "app.meet_office" => desk.0.office_kick.notify_one(),
        "app.unsent" => {
            let unsent = match desk.office().await {
                Some(office) => office.unsent().await?,
                None => Vec::new(),
            };
            return encode(&unsent);
        }
        "app.discard_unsent" => {
            let of: OfUnsent = decode(input)?;
            discard(desk, &*joined().await?, of.place).await?;
        }
        "app.redo_unsent" => {
            let of: OfUnsent = decode(input)?;
            let office = joined().await?;
            let (again, with) = office.mine(of.place).await?;
            desk.run(&again, with, MutationId(random())).await?;
            discard(desk, &office, of.place).await?;
        }
        "app.export_unsent" => return encode(&joined().await?.export(desk.now()).await?),
        _ => return Err(Error::new(Code::Missing, format!("There is no command named {command}."))),
    }
    Ok(json!({}))
}

async fn discard(desk: &Desk, office: &Office, place: i64) -> Result<()> {
    let undo = office.undo_of(place).await?;
    let touched = office.discard(place).await?;
    if let Some(fallen) = undo {
        fallen.tell(desk).await?;
    }
    desk.heard_from_office(office, &touched).await;
    desk.announce(vec!["office"], Vec::new());
    Ok(())
}

/// How the desk stands.
pub(crate) async fn status(desk: &Desk) -> Result<StatusView> {
    let read = desk.read();
    let counts = pebble_core::engines::email::queries::counts(&read, ()).await?;
    let waiting = effect::count_waiting(&read).await?;
    let status = desk.0.status.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Ok(StatusView {
        account: status.account,
        sign_in: SignInView { state: status.sign_in, trouble: status.sign_in_trouble },
        sync: SyncView {
            state: status.sync,
            message: status.message,
            seen: counts.total,
            hydrated: counts.total.saturating_sub(counts.pending),
            total: u64::try_from(status.expected).unwrap_or_default().max(counts.total),
            last_at: status.last_at,
        },
        counts,
        waiting_effects: waiting,
        is_demo: status.is_demo,
        now: desk.now(),
        approval_link: desk.0.outlook.approval_link(),
    })
}
