//! Microsoft Graph v1.0 mail, over HTTP: strict where the real service is strict or should be, scripted where it fails.
//!
//! It covers what a mail client needs of `/me`: folders, messages, change feeds, drafts, sending, attachments and
//! upload sessions, batches. Not simulated: calendars, contacts, rules, subscriptions, search, shared mailboxes,
//! and the budgets of requests per ten minutes.

mod arrive;
mod attachments;
mod batch;
mod chance;
mod control;
mod delta;
mod drafts;
mod filter;
mod folders;
mod gate;
mod ids;
pub(crate) mod kept;
mod mailbox;
mod messages;
mod model;
mod query;
mod render;
mod route;
mod send;
mod state;
mod token;
mod uploads;

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::clock::SimClock;
use crate::csdl::Csdl;
use crate::hold;
use crate::http::{Answer, Call, Site};

pub use delta::{DeltaMode, Expiry};
pub use kept::{Kept, KeptFolder};
pub use model::{MailBody, MailFile, NewMessage, Person};
pub use send::{SendMode, SentMail};
pub use state::{LogEntry, Modes};

pub(crate) use mailbox::Mailbox;
pub(crate) use route::segments;
pub(crate) use state::{Bearer, State, Throttle};

use query::{Options, Prefer};
use route::{Act, Route};
use token::Sealer;

/// The simulated service.
#[derive(Debug)]
pub(crate) struct World {
    pub clock: Arc<SimClock>,
    pub origin: OnceLock<String>,
    pub csdl: Option<Csdl>,
    sealer: Sealer,
    state: Mutex<State>,
}

/// A request, alone or in a batch.
pub(crate) struct Inner {
    pub method: String,
    pub path: String,
    pub query: String,
    pub prefer: Prefer,
    pub body: Value,
    pub is_batched: bool,
}

/// A request understood, as the parts of the service see it.
pub(crate) struct Ask<'a> {
    pub origin: &'a str,
    pub path: &'a str,
    pub options: &'a Options,
    pub prefer: &'a Prefer,
    pub sealer: &'a Sealer,
    pub modes: &'a Modes,
    pub now: DateTime<Utc>,
    pub body: Value,
}

impl World {
    pub(crate) fn new(clock: Arc<SimClock>, seed: u64, csdl: Option<Csdl>) -> Self {
        let sealer = Sealer::new(seed);
        Self { clock, origin: OnceLock::new(), csdl, sealer, state: Mutex::new(State::default()) }
    }

    /// The state, with everything due by now done.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        send::settle(&mut state, self.clock.now());
        state
    }

    pub(crate) fn origin(&self) -> &str {
        self.origin.get().map_or("", String::as_str)
    }

    /// Carries out one request of a mailbox and checks it on the way.
    pub(crate) fn perform(&self, state: &mut State, address: &str, inner: &Inner) -> Answer {
        let segments = route::segments(&inner.path);
        let shown = gate::shown(&inner.method, &segments, &inner.query);
        gate::check_prefer(state, inner, &shown);
        let fault = state
            .strike(&inner.method, shown.split_once(' ').map_or("", |(_, path)| path))
            .or_else(|| chance::fault(state, inner.is_batched));
        let refused = fault.as_ref().is_some_and(crate::fault::Fault::refuses);
        let mut answer = if refused { Answer::empty(200) } else { self.route(state, address, inner, &segments) };
        if !refused {
            gate::record_refusal(state, &answer, &shown);
            gate::check_schema(self.csdl.as_ref(), state, inner, &segments, &answer);
        }
        if let Some(fault) = fault {
            answer = fault.spoil(answer);
        }
        gate::log(state, address, inner, &shown, &answer, self.clock.now());
        gate::dress(answer, inner, state)
    }

    fn route(&self, state: &mut State, address: &str, inner: &Inner, segments: &[String]) -> Answer {
        let route = match segments.split_first() {
            Some((version, rest)) if version == "v1.0" => route::route(rest),
            _ => None,
        };
        let Some(route) = route else {
            let last = segments.last().map_or("", String::as_str);
            return Answer::error(404, "ResourceNotFound", &format!("Resource not found for the segment '{last}'."));
        };
        if route == Route::Batch {
            if inner.is_batched {
                return Answer::error(400, "BadRequest", "A batch cannot hold a batch.");
            }
            return batch::answer(self, state, address, &inner.body);
        }
        let pairs = url::form_urlencoded::parse(inner.query.as_bytes()).into_owned().collect();
        let options = match Options::read(pairs) {
            Ok(options) => options,
            Err(answer) => return answer,
        };
        let modes = state.modes.clone();
        let ask = Ask {
            origin: self.origin(),
            path: &inner.path,
            options: &options,
            prefer: &inner.prefer,
            sealer: &self.sealer,
            modes: &modes,
            now: self.clock.now(),
            body: inner.body.clone(),
        };
        dispatch(state, address, &inner.method, &route, &ask).unwrap_or_else(|refusal| refusal)
    }
}

fn dispatch(state: &mut State, address: &str, method: &str, route: &Route, ask: &Ask<'_>) -> Result<Answer, Answer> {
    match (method, route) {
        ("POST", Route::SendMail) => return send::send_mail(state, address, ask),
        ("POST", Route::MessageAct(id, Act::Send)) => return send::send(state, address, ask, id),
        _ => {}
    }
    let mailbox = state.mailboxes.get_mut(address).ok_or_else(messages::not_found)?;
    match (method, route) {
        ("GET", Route::Me) => Ok(me(mailbox, ask)),
        ("GET", Route::Folders) => folders::list(mailbox, ask, None),
        ("GET", Route::ChildFolders(id)) => folders::list(mailbox, ask, Some(id)),
        ("GET", Route::Folder(id)) => folders::get(mailbox, ask, id),
        ("GET", Route::FolderDelta) => delta::folders(mailbox, ask),
        ("GET", Route::MessageDelta(id)) => delta::messages(mailbox, ask, id),
        ("GET", Route::FolderMessages(id)) => messages::list(mailbox, ask, Some(id)),
        ("GET", Route::Messages) => messages::list(mailbox, ask, None),
        ("GET", Route::Message(id)) => messages::get(mailbox, ask, id),
        ("GET", Route::MessageMime(id)) => messages::mime(mailbox, id),
        ("GET", Route::Attachments(id)) => attachments::list(mailbox, ask, id),
        ("GET", Route::Attachment(id, file)) => attachments::get(mailbox, ask, id, file),
        ("GET", Route::AttachmentValue(id, file)) => attachments::bytes(mailbox, id, file),
        ("POST", Route::Attachments(id)) => attachments::add(mailbox, ask, id),
        ("POST", Route::Messages) => drafts::create(mailbox, ask),
        ("PATCH", Route::Message(id)) => messages::patch(mailbox, ask, id),
        ("DELETE", Route::Message(id)) => messages::delete(mailbox, ask, id),
        ("POST", Route::MessageAct(id, Act::Move)) => messages::relocate(mailbox, ask, id),
        ("POST", Route::MessageAct(id, Act::CreateReply)) => drafts::reply(mailbox, ask, id, false),
        ("POST", Route::MessageAct(id, Act::CreateReplyAll)) => drafts::reply(mailbox, ask, id, true),
        ("POST", Route::MessageAct(id, Act::CreateForward)) => drafts::forward(mailbox, ask, id),
        ("POST", Route::UploadSession(id)) => uploads::open(mailbox, ask, id),
        ("POST", Route::MessageAct(id, Act::PermanentDelete)) => messages::delete_for_good(mailbox, id),
        _ => Err(Answer::error(405, "BadRequest", "The OData request is not supported.")),
    }
}

fn me(mailbox: &Mailbox, ask: &Ask<'_>) -> Answer {
    let mut out = json!({
        "id": mailbox.oid,
        "displayName": mailbox.name,
        "mail": mailbox.address,
        "userPrincipalName": mailbox.address,
        "givenName": mailbox.name.split_whitespace().next(),
        "surname": mailbox.name.split_whitespace().last(),
        "preferredLanguage": null,
    });
    if let (Some(fields), Some(names)) = (out.as_object_mut(), &ask.options.select) {
        fields.retain(|name, _| names.contains(name));
    }
    messages::context(&mut out, ask, "users/$entity");
    Answer::json(200, &out)
}

impl Site for World {
    async fn answer(self: Arc<Self>, call: Call) -> Answer {
        if call.path.starts_with("/__") {
            return control::answer(&self, &call);
        }
        let work = async {
            if call.path.starts_with(uploads::PATH) {
                return uploads::answer(&self, &call);
            }
            let (answer, address) = gate::admit(&self, &call);
            // The place is free again a moment before the answer is written, and when the client is gone.
            let _place = address.map(|address| Place { world: &self, address });
            if !answer.delay.is_zero() {
                tokio::time::sleep(answer.delay).await;
            }
            answer
        };
        hold::between(&self, &call, work).await
    }
}

/// One of the places a mailbox has for requests at once, held while it lives.
struct Place<'a> {
    world: &'a World,
    address: String,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if let Some(count) = self.world.state().in_flight.get_mut(&self.address) {
            *count = count.saturating_sub(1);
        }
    }
}
