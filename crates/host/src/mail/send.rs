//! Carrying out `send_mail` effects: draft, note, send, look (graph.md 2.5). Every step is stored before the next one
//! leaves, so that a crash anywhere is followed by a look, never by a second mail.

use std::sync::Arc;

use chrono::TimeDelta;
use pebble_core::{
    engines::email::{
        events::SendMail,
        mailbox::{DraftRef, Mailbox, MailboxError, Outgoing, SendState, SentRef},
        model::MailboxId,
        queries::remote_of,
    },
    kernel::{
        At, Code, Error, Result,
        effect::{Claim, Kind, Outcome, State, Step, retry_after, row::Model as Effect},
    },
};
use serde::{Deserialize, Serialize};

use super::connected;
use crate::{
    Desk, files,
    office::{Leave, may_leave},
};

/// After this long a mail that is nowhere to be found is a person's business.
const SEARCH_MINUTES: i64 = 15;
/// A draft that is still there so long after it was handed over was not taken.
const DRAFT_SECONDS: i64 = 60;

/// Why a step of a sequence waits.
const UNREAD: &str = "Some mail could not be read, and an answer may be among it. This leaves when all has been read.";

/// Why a mail of another account waits.
const CALL_BACK: &str = "This was written from another Outlook account and leaves when that one is signed in to again. \
                         Call it back to send it from the account in use.";
/// Why an answer to a mail of another account waits, and a step of a sequence.
const OF_ANOTHER: &str = "This belongs to another Outlook account and leaves when that one is signed in to again.";
/// Why nothing can be said of a mail that was handed over in another account.
const IN_ANOTHER: &str =
    "Whether this has left is looked up once the Outlook account is signed in to that it was sent from.";

/// What is remembered between steps.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Progress {
    /// The draft on the server, once it is complete.
    draft: Option<DraftRef>,
    /// When it was handed over.
    handed_at: Option<At>,
    /// A draft that still waits for files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    loading: Option<Loading>,
}

/// A draft that still waits for files. How many of ours are on it is what it has beyond what it began with, so that a
/// crash after an upload is no second upload.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Loading {
    draft_id: String,
    /// What it had before the first of ours, such as the files of a forwarded mail.
    began_with: usize,
}

/// Sends whatever is due from this mailbox, for as long as it is the one signed in to; `is_read` says whether all mail that
/// came was read before.
pub(super) async fn run(desk: &Desk, mailbox: &Arc<dyn Mailbox>, is_read: bool) {
    let from = match connected(desk, mailbox.as_ref()).await {
        Ok(from) => from,
        Err(problem) => return tracing::warn!(%problem, "nothing was sent"),
    };
    let is_signed_in = || desk.0.outlook.mailbox().is_some_and(|now| Arc::ptr_eq(&now, mailbox));
    while is_signed_in() {
        let claimed: Result<Option<Effect>> = desk.internal("desk.claim", &Claim { kind: Kind::SendMail }).await;
        let effect = match claimed {
            Ok(Some(effect)) => effect,
            Ok(None) => return,
            Err(refusal) => {
                tracing::warn!(%refusal, "outgoing work could not be claimed");
                return;
            }
        };
        if let Err(refusal) =
            carry(Work { desk, mailbox: mailbox.as_ref(), from, is_read, progress: remembered(&effect), effect }).await
        {
            // Left as it is for the next turn: asking again at once would go round in circles.
            tracing::warn!(%refusal, "outgoing work was taken over or called off");
            return;
        }
    }
}

async fn carry(work: Work<'_>) -> Result<()> {
    let payload: SendMail = match serde_json::from_str(&work.effect.payload) {
        Ok(payload) => payload,
        Err(why) => return work.step(State::Failed, trouble(format!("The mail could not be read: {why}"))).await,
    };
    let is_dispatching = work.effect.state == State::Dispatching;
    if payload.from.is_some_and(|from| from != work.from) {
        let waits = if is_dispatching { State::Dispatching } else { State::Queued };
        let words = match (is_dispatching, payload.step_id, &payload.mail.reply_to_id) {
            (true, ..) => IN_ANOTHER,
            (false, None, None) => CALL_BACK,
            _ => OF_ANOTHER,
        };
        return work.step(waits, work.again(words.to_owned())).await;
    }
    if is_dispatching { work.look().await } else { work.begin(payload).await }
}

fn remembered(effect: &Effect) -> Progress {
    effect.progress.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

struct Work<'a> {
    desk: &'a Desk,
    mailbox: &'a dyn Mailbox,
    /// Which mailbox that is.
    from: MailboxId,
    is_read: bool,
    progress: Progress,
    effect: Effect,
}

/// What is there of a mail that is to leave.
enum Found {
    /// The draft to hand over.
    Draft(DraftRef),
    /// It has left already.
    Sent(SentRef),
}

/// Why there is no draft.
enum Halt {
    /// The mailbox could not.
    Mailbox(MailboxError),
    /// The desk would not: it was called off meanwhile.
    Desk(Error),
}

impl From<MailboxError> for Halt {
    fn from(problem: MailboxError) -> Halt {
        Halt::Mailbox(problem)
    }
}

impl From<Error> for Halt {
    fn from(refusal: Error) -> Halt {
        Halt::Desk(refusal)
    }
}

/// What a step says beside the new state.
#[derive(Default)]
struct Note {
    reference: Option<String>,
    trouble: Option<String>,
    retry_at: Option<At>,
}

impl Work<'_> {
    async fn step(&self, state: State, note: Note) -> Result<()> {
        let step = Step {
            id: self.effect.id,
            fence: self.effect.fence,
            state,
            progress: serde_json::to_value(&self.progress).ok(),
            reference: note.reference,
            trouble: note.trouble,
            retry_at: note.retry_at,
        };
        self.desk.internal::<Effect>("desk.step", &step).await.map(|_| ())
    }

    fn later(&self) -> At {
        self.desk.now().plus(retry_after(self.effect.attempts))
    }

    /// Nothing has left as far as we know: make the draft (or find the one of an interrupted try) and hand it over.
    async fn begin(mut self, payload: SendMail) -> Result<()> {
        if payload.step_id.is_some() && !self.is_read {
            return self.step(State::Queued, self.again(UNREAD.to_owned())).await;
        }
        match may_leave(self.desk, &self.effect).await {
            Leave::Now => {}
            Leave::Later(why) => return self.step(State::Queued, self.again(why)).await,
            Leave::Never(why) => return self.step(State::Cancelled, trouble(why)).await,
        }
        let draft = match self.draft(payload).await {
            Ok(Found::Draft(draft)) => draft,
            Ok(Found::Sent(sent)) => return self.done(sent).await,
            Err(Halt::Desk(refusal)) => return Err(refusal),
            Err(Halt::Mailbox(MailboxError::Refused { reason, .. })) => {
                return self.step(State::Failed, trouble(reason)).await;
            }
            Err(Halt::Mailbox(problem)) => return self.step(State::Queued, self.again(problem.to_string())).await,
        };
        self.progress = handed(&draft, self.desk.now());
        // Committed before the world is touched: from here on a crash is followed by a look.
        if let Err(refusal) = self.step(State::Dispatching, Note::default()).await {
            return self.give_back(refusal).await;
        }
        match self.mailbox.send(&draft).await {
            Ok(()) | Err(MailboxError::Unknown) => self.look().await,
            Err(MailboxError::Refused { reason, .. }) => self.step(State::Failed, trouble(reason)).await,
            Err(problem) => self.look_again(problem.to_string()).await,
        }
    }

    /// It was called off in the moment between the office's word and ours: the office is told that nothing left.
    async fn give_back(&self, refusal: Error) -> Result<()> {
        if self.effect.is_shared && refusal.code == Code::Conflict {
            let outcome = Outcome {
                effect_id: self.effect.id,
                state: State::Cancelled,
                reference: None,
                trouble: None,
                payload: serde_json::from_str(&self.effect.payload).map_err(Error::broken)?,
            };
            self.desk.internal::<serde_json::Value>(&self.effect.report, &outcome).await?;
        }
        Err(refusal)
    }

    /// Looks before it makes one, always: a desk whose database was put back to a backup does not know what it sent
    /// since, but it asks for the same effects by the same ids.
    async fn draft(&mut self, payload: SendMail) -> std::result::Result<Found, Halt> {
        let outbox_id = self.effect.id.to_string();
        match self.mailbox.send_state(&outbox_id, self.progress.draft.as_ref()).await? {
            SendState::StillDraft(draft) => return Ok(Found::Draft(draft)),
            SendState::Sent(sent) => return Ok(Found::Sent(sent)),
            SendState::NotFound => {}
        }
        let reply_to_id = match (payload.mail.reply_to_id, payload.answers) {
            (Some(id), _) => Some(id),
            (None, Some(answers)) => remote_of(&self.desk.read(), self.from, &answers).await.unwrap_or_default(),
            (None, None) => None,
        };
        let mail = Outgoing { outbox_id, reply_to_id, ..payload.mail };
        let draft = self.mailbox.create_draft(&mail).await?;
        if mail.files.is_empty() {
            return Ok(Found::Draft(draft));
        }
        self.load(&mail, draft).await.map(Found::Draft)
    }

    /// Puts the files on the draft, those that are not there yet, and only then says that it can go.
    async fn load(&mut self, mail: &Outgoing, draft: DraftRef) -> std::result::Result<DraftRef, Halt> {
        let there = self.mailbox.attached(&draft).await?;
        let began_with = match &self.progress.loading {
            Some(loading) if loading.draft_id == draft.id => loading.began_with,
            _ => {
                self.progress.loading = Some(Loading { draft_id: draft.id.clone(), began_with: there });
                // Committed before the first upload: what is counted later is counted from here.
                self.step(State::Claimed, Note::default()).await?;
                there
            }
        };
        for file in mail.files.iter().skip(there.saturating_sub(began_with)) {
            let bytes = files::whole(self.desk, &file.hash).await?.ok_or_else(|| gone(&file.name))?;
            self.mailbox.attach(&draft, file, bytes).await?;
        }
        Ok(self.mailbox.finish_draft(&mail.outbox_id, &draft).await?)
    }

    /// It may have left: look where it is.
    async fn look(mut self) -> Result<()> {
        let outbox_id = self.effect.id.to_string();
        match self.mailbox.send_state(&outbox_id, self.progress.draft.as_ref()).await {
            Ok(SendState::Sent(sent)) => self.done(sent).await,
            Ok(SendState::StillDraft(draft)) if self.handed_for() >= TimeDelta::seconds(DRAFT_SECONDS) => {
                self.progress = handed(&draft, self.desk.now());
                self.step(State::Dispatching, Note { retry_at: Some(self.later()), ..Note::default() }).await?;
                match self.mailbox.send(&draft).await {
                    Err(MailboxError::Refused { reason, .. }) => self.step(State::Failed, trouble(reason)).await,
                    _ => self.look_again("Sent Items is being checked".to_owned()).await,
                }
            }
            Ok(SendState::StillDraft(_)) => self.look_again("Outlook has not taken the mail yet".to_owned()).await,
            Ok(SendState::NotFound) if self.handed_for() >= TimeDelta::minutes(SEARCH_MINUTES) => {
                let words =
                    "It is not known whether this mail was sent. Please look into Sent Items before sending it again.";
                self.step(State::Unknown, trouble(words.to_owned())).await
            }
            Ok(SendState::NotFound) => self.look_again("Sent Items is being checked".to_owned()).await,
            Err(problem) => self.look_again(problem.to_string()).await,
        }
    }

    fn handed_for(&self) -> TimeDelta {
        self.progress.handed_at.map_or(TimeDelta::zero(), |at| self.desk.now().since(at))
    }

    async fn look_again(&self, words: String) -> Result<()> {
        self.step(State::Dispatching, self.again(words)).await
    }

    /// It is tried again later, for this reason.
    fn again(&self, words: String) -> Note {
        Note { trouble: Some(words), retry_at: Some(self.later()), reference: None }
    }

    async fn done(&self, sent: SentRef) -> Result<()> {
        let reference = sent.internet_message_id.or(Some(sent.id));
        self.step(State::Done, Note { reference, ..Note::default() }).await
    }
}

fn handed(draft: &DraftRef, now: At) -> Progress {
    Progress { draft: Some(draft.clone()), handed_at: Some(now), loading: None }
}

fn gone(name: &str) -> MailboxError {
    let reason = format!("“{name}” is no longer on this computer. Take it off the mail and attach it again.");
    MailboxError::Refused { code: "fileGone".to_owned(), reason }
}

fn trouble(words: String) -> Note {
    Note { trouble: Some(words), ..Note::default() }
}
