//! What is wrong at this desk and wants a person: one list of it. Each says what it is; the screen says it in words and
//! offers the way on.

use std::sync::PoisonError;

use chrono::TimeDelta;
use pebble_core::{
    engines::followups::news::not_sent,
    kernel::{Result, effect},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::{
    Desk, OfficeState,
    app::{self, SignInState, SyncState},
    office,
};

/// What was refused longer ago than this is not a problem any more.
const FORGOTTEN_DAYS: i64 = 14;
/// A disk with less room than this is nearly full.
const LEAST_ROOM: u64 = 500 << 20;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// The disk that the desk is on is nearly full.
    DiskNearlyFull,
    /// The day's backup could not be written.
    NoBackup,
    /// The office has locked this desk out.
    OfficeRevoked,
    /// The office does not speak with this desk.
    OfficeTrouble,
    /// This program is too old for the office.
    NeedsUpdate,
    /// Changes did not stand.
    Refused,
    /// The mailbox asks for a new sign-in.
    SignIn,
    /// The mailbox cannot be read.
    Mailbox,
    /// Nobody can tell whether a mail has left.
    Unknown,
    /// A mail was not sent.
    NotSent,
    /// Mails could not be read.
    Unreadable,
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Problem {
    /// What.
    pub kind: ProblemKind,
    /// How many of it.
    #[ts(type = "number")]
    pub count: u64,
    /// More about it: the cause in plain words, or a mail's subject.
    pub detail: Option<String>,
    /// To whom a mail was to go.
    pub who: Option<String>,
    /// The enquiry it is about.
    pub enquiry_id: Option<Uuid>,
}

impl Problem {
    fn new(kind: ProblemKind) -> Problem {
        Problem { kind, count: 1, detail: None, who: None, enquiry_id: None }
    }

    fn because(self, detail: Option<String>) -> Problem {
        Problem { detail, ..self }
    }
}

/// Everything that is wrong now, the gravest first.
pub(crate) async fn list(desk: &Desk) -> Result<Vec<Problem>> {
    let mut found = Vec::new();
    let room = fs4::available_space(&desk.0.folder).ok().filter(|room| *room < LEAST_ROOM);
    found.extend(room.map(|room| Problem { count: room, ..Problem::new(ProblemKind::DiskNearlyFull) }));
    let no_backup = desk.0.no_backup.lock().unwrap_or_else(PoisonError::into_inner).clone();
    found.extend(no_backup.map(|why| Problem::new(ProblemKind::NoBackup).because(Some(why))));
    with_office(desk, &mut found).await?;
    with_mail(desk, &mut found).await?;
    Ok(found)
}

async fn with_office(desk: &Desk, found: &mut Vec<Problem>) -> Result<()> {
    let standing = office::view(desk).await?;
    let kind = match standing.state {
        OfficeState::Revoked => Some(ProblemKind::OfficeRevoked),
        OfficeState::Error | OfficeState::Locked => Some(ProblemKind::OfficeTrouble),
        OfficeState::NeedsUpdate => Some(ProblemKind::NeedsUpdate),
        OfficeState::Alone | OfficeState::Reading | OfficeState::Fine | OfficeState::Offline => None,
    };
    found.extend(kind.map(|kind| Problem::new(kind).because(standing.message.clone())));
    if standing.unread > 0 {
        found.push(Problem { count: standing.unread, ..Problem::new(ProblemKind::Refused) });
    }
    Ok(())
}

async fn with_mail(desk: &Desk, found: &mut Vec<Problem>) -> Result<()> {
    let status = app::status(desk).await?;
    if status.sign_in.state == SignInState::Failed {
        found.push(Problem::new(ProblemKind::SignIn).because(status.sign_in.trouble.map(|trouble| trouble.reason)));
    } else if status.sync.state == SyncState::Error {
        found.push(Problem::new(ProblemKind::Mailbox).because(status.sync.message));
    }
    let since = desk.now().plus(TimeDelta::days(-FORGOTTEN_DAYS));
    for row in effect::lost(&desk.read(), since).await? {
        let kind = match row.state {
            effect::State::Unknown => ProblemKind::Unknown,
            _ => ProblemKind::NotSent,
        };
        for news in not_sent(std::slice::from_ref(&row)) {
            let why = row.trouble.iter().filter(|why| !why.is_empty());
            let detail: Vec<&str> = std::iter::once(news.what.as_str()).chain(why.map(String::as_str)).collect();
            found.push(Problem {
                who: Some(news.who),
                enquiry_id: news.enquiry_id.map(Uuid::from),
                ..Problem::new(kind).because(Some(detail.join(": ")))
            });
        }
    }
    if status.counts.quarantined > 0 {
        found.push(Problem { count: status.counts.quarantined, ..Problem::new(ProblemKind::Unreadable) });
    }
    Ok(())
}
