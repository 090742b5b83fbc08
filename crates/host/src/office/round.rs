//! Going back and forth with the server: a round asks and answers until there is nothing to say.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use futures::future::BoxFuture;
use pebble_core::kernel::{At, Error, Result};
use pebble_sync::{
    Millis,
    client::{Next, Session, Status, Touched, ahead},
    wire::{Reply, Request, Stop},
};

use tokio::task::JoinSet;

use super::{
    Office, OfficeState,
    fault::told,
    lease::{self, Away},
    link::LinkProblem,
};
use crate::{Desk, identity::random, jobs::JobKind};

/// Between tries to listen to hints.
const BETWEEN_TRIES: Duration = Duration::from_secs(5);
/// A desk that has nothing to ask looks again after so many milliseconds at most.
const LONGEST_REST: i64 = 60_000;

/// Any number.
fn chance() -> u64 {
    random().as_u64_pair().0
}

fn millis(at: At) -> Millis {
    Millis(at.millis())
}

/// Rounds for as long as the desk lives.
pub(crate) async fn run(desk: Desk) {
    loop {
        let until = match once(&desk).await {
            Ok(until) => until,
            Err(refusal) => {
                tracing::error!(%refusal, "a round with the office failed");
                None
            }
        };
        let now = desk.now().millis();
        let rest = until.map_or(LONGEST_REST, |until| until.0.saturating_sub(now)).clamp(200, LONGEST_REST);
        tokio::select! {
            () = tokio::time::sleep(Duration::from_millis(rest.unsigned_abs())) => {}
            () = desk.0.office_kick.notified() => {}
        }
    }
}

/// Listens to the server's hints for as long as the desk lives.
pub(crate) async fn listen(desk: Desk) {
    loop {
        if let Some(office) = desk.office().await
            && desk.office_state() != OfficeState::Revoked
        {
            let (link, inner) = (&office.link, &desk.0);
            let listen = |access: String| -> BoxFuture<'_, _> {
                Box::pin(async move {
                    let hint = |head| {
                        inner.hinted.fetch_max(head, Ordering::SeqCst);
                        inner.office_kick.notify_one();
                    };
                    link.listen(&access, hint).await
                })
            };
            let heard = office.with_access(desk.now(), listen).await;
            if let Err(problem) = heard {
                tracing::debug!(%problem, "the office's hints are not heard");
            }
        }
        tokio::time::sleep(BETWEEN_TRIES).await;
    }
}

/// One round. Answers when the next one is due; never when the desk is alone or was locked out.
///
/// # Errors
/// The desk's own database's; what the network or the server fails at is noted and tried again.
pub(crate) async fn once(desk: &Desk) -> Result<Option<Millis>> {
    let Some(office) = desk.office().await else { return Ok(None) };
    let until = talk(desk, &office).await;
    for fallen in office.fallen().await? {
        fallen.tell(desk).await?;
    }
    lease::keep(desk, &office).await?;
    until
}

async fn talk(desk: &Desk, office: &Arc<Office>) -> Result<Option<Millis>> {
    let mut session = desk.0.session.lock().await;
    let mut early: Option<Early> = None;
    let _job = (desk.office_state() == OfficeState::Reading).then(|| desk.job(JobKind::Office, None, false));
    loop {
        session.hint(desk.0.hinted.load(Ordering::SeqCst));
        let next = office.client.next(&mut session, millis(desk.now())).await.map_err(told)?;
        match next {
            Next::Send(ticket, request) => {
                let answer = match early.take() {
                    Some(early) if early.request == *request => early.answer().await?,
                    _ => ask(desk, office, &request).await,
                };
                early = answer.as_ref().ok().and_then(|(reply, _)| Early::ask(desk, office, &request, reply));
                let touched = take(desk, office, &mut session, ticket, answer).await?;
                desk.heard_from_office(office, &touched).await;
            }
            Next::Wait(until) => {
                note_standing(desk, office, &session).await?;
                if desk.office_state() == OfficeState::Fine {
                    // Rows first, then the bytes that they speak of.
                    desk.0.files_kick.notify_one();
                }
                return Ok(Some(until));
            }
            Next::Enrol => {
                let why = "The office does not know this desk any more. Ask for a new invitation; nothing of your work is lost.";
                desk.note_office(|standing| {
                    (standing.state, standing.message) = (OfficeState::Error, Some(why.to_owned()))
                });
                return Ok(None);
            }
            Next::Stop => {
                if desk.office_state() != OfficeState::Revoked {
                    lock_out(desk, office).await?;
                }
                return Ok(None);
            }
        }
    }
}

type Answer = std::result::Result<(Reply, Option<Away>), LinkProblem>;

async fn ask(desk: &Desk, office: &Office, request: &Request) -> Answer {
    office.with_access(desk.now(), |access| Box::pin(async move { office.link.ask(&access, request).await })).await
}

/// A question that is asked while the answer before it is taken in: the server works while the desk does. It is given
/// up when it turns out not to be the next.
struct Early {
    request: Request,
    /// One task, which ends when nobody wants its answer any more.
    asking: JoinSet<Answer>,
}

impl Early {
    fn ask(desk: &Desk, office: &Arc<Office>, asked: &Request, reply: &Reply) -> Option<Early> {
        let request = ahead(asked, reply)?;
        let (desk, office, next) = (desk.clone(), Arc::clone(office), request.clone());
        let mut asking = JoinSet::new();
        asking.spawn(async move { ask(&desk, &office, &next).await });
        Some(Early { request, asking })
    }

    async fn answer(mut self) -> Result<Answer> {
        let ended = self.asking.join_next().await.ok_or_else(|| Error::broken("nothing was asked"))?;
        ended.map_err(Error::broken)
    }
}

/// Takes an answer in.
async fn take(desk: &Desk, office: &Office, session: &mut Session, ticket: u64, answer: Answer) -> Result<Touched> {
    let now = millis(desk.now());
    let reply = match answer {
        Ok((reply, away)) => {
            office.lease.heard(desk.now(), away)?;
            reply
        }
        Err(LinkProblem::Busy(retry_after_ms)) => Reply::Stop(Stop::Busy { retry_after_ms }),
        Err(LinkProblem::Revoked) => Reply::Stop(Stop::Revoked),
        Err(problem) => {
            office.lease.unheard(desk.now())?;
            session.failed(ticket, now, chance());
            let state = match problem {
                LinkProblem::Unknown(_) | LinkProblem::Refused(_) => OfficeState::Error,
                _ => OfficeState::Offline,
            };
            desk.note_office(|standing| {
                if standing.state != OfficeState::Locked {
                    (standing.state, standing.message) = (state, Some(problem.to_string()));
                }
            });
            return Ok(Touched::default());
        }
    };
    office.client.receive(session, ticket, reply, now, chance()).await.map_err(told)
}

/// Says how the desk stands, unless it has just been said what is wrong.
async fn note_standing(desk: &Desk, office: &Office, session: &Session) -> Result<()> {
    let standing = office.store.standing().await.map_err(told)?;
    let has_all = standing.is_caught_up && standing.jobs.is_empty();
    let now = desk.now();
    desk.note_office(|office| match session.status() {
        Status::NeedsUpgrade { .. } => {
            let why =
                "This program is too old for the office. What you do is still sent; update it to see what others do.";
            (office.state, office.message) = (OfficeState::NeedsUpdate, Some(why.to_owned()));
        }
        Status::Fine if session.is_resting(millis(now)) => {}
        Status::Fine if has_all => {
            (office.state, office.message, office.last_at) = (OfficeState::Fine, None, Some(now));
        }
        _ => (office.state, office.message) = (OfficeState::Reading, None),
    });
    Ok(())
}

/// The office has locked this desk out: what belongs to the office leaves the computer. Unsent work stays, to be
/// exported.
async fn lock_out(desk: &Desk, office: &Office) -> Result<()> {
    lease::leave(desk, office).await?;
    let why = "The office has locked this desk out. What belongs to the office was removed from this computer.";
    desk.note_office(|standing| (standing.state, standing.message) = (OfficeState::Revoked, Some(why.to_owned())));
    Ok(())
}
