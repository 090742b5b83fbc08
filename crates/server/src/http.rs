//! The protocol over HTTP (sync.md 4.4): one path for each question, a stop as a status, hints as server-sent events.

use std::{convert::Infallible, net::SocketAddr, sync::Arc};

use axum::{
    Router,
    body::Bytes,
    extract::{self, DefaultBodyLimit, MatchedPath, State},
    http::{HeaderMap, HeaderName, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response, Sse, sse},
    routing::{get, post},
};
use futures::stream;
use pebble_core::kernel::Clock;
use pebble_sync::{
    Device, Epoch, Millis, StoreError, frames,
    server_store::{ServerStore, View},
    wire::{Caller, Reply, Request, Stop},
};
use serde::de::DeserializeOwned;
use serde_json::json;
use tokio::sync::{Notify, Semaphore, watch};

use crate::{
    body::{self, MOST_BYTES, broken, packed, read},
    claims, files,
    hooks::Sender,
    keys::{Keys, Unproven},
    limits::Doorman,
    meters::Meters,
    node::Node,
    rest,
    run::Away,
    sign_in::{self, provider::Checker},
    store::SqlStore,
};

/// How often a silent stream of hints says that it is there (sync.md 4.4).
const KEEP_ALIVE: std::time::Duration = std::time::Duration::from_secs(25);

/// What a request needs.
#[derive(Clone)]
pub struct App {
    pub(crate) node: Node,
    pub(crate) sql: SqlStore,
    pub(crate) keys: Keys,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) meters: Arc<Meters>,
    pub(crate) doorman: Arc<Doorman>,
    /// Wakes the stamper.
    pub(crate) wake: Arc<Notify>,
    /// Wakes who tells web hooks.
    pub(crate) news: Arc<Notify>,
    pub(crate) sender: Sender,
    /// The REST interface, documented.
    pub(crate) document: Arc<str>,
    /// People may sign in by name and password.
    pub(crate) has_passwords: bool,
    /// How long desks may do without the office.
    pub(crate) away: Away,
    /// People may sign in at a provider.
    pub(crate) checker: Option<Arc<Checker>>,
    /// Turns of those who begin to listen to look who they are.
    pub(crate) looking: Arc<Semaphore>,
    /// The newest number.
    pub(crate) head: watch::Receiver<u64>,
    /// True when the server ends.
    pub(crate) ending: watch::Receiver<bool>,
}

/// All paths.
pub(crate) fn routes(app: App) -> Router {
    let blob = get(files::send).post(files::receive).layer(DefaultBodyLimit::max(files::MOST_PIECE));
    Router::new()
        .route("/sync/v1/ways", get(sign_in::ways))
        .route("/sync/v1/account", post(sign_in::accounts::set))
        .route("/sync/v1/register", post(sign_in::register))
        .route("/sync/v1/refresh", post(sign_in::refresh))
        .route("/sync/v1/hello", post(hello))
        .route("/sync/v1/push", post(push))
        .route("/sync/v1/pull", post(pull))
        .route("/sync/v1/snapshot", post(snapshot))
        .route("/sync/v1/check", post(check))
        .route("/sync/v1/claim", post(claims::claim))
        .route("/sync/v1/live", get(live))
        .route("/sync/v1/blob/{id}", blob)
        .route("/health", get(health))
        .route("/metrics", get(metrics))
        .merge(rest::routes())
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(middleware::from_fn(noted))
        .with_state(app)
}

/// A line in the log for each request: what was asked, what came of it, how long it took, and whose trace it is in.
async fn noted(request: extract::Request, next: Next) -> Response {
    let begun = tokio::time::Instant::now();
    let method = request.method().clone();
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let trace = said(request.headers(), &HeaderName::from_static("traceparent")).map(str::to_owned);
    let answer = next.run(request).await;
    let millis = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let status = answer.status().as_u16();
    tracing::info!(target: "pebble_server::request", %method, path, status, millis, trace, "answered");
    answer
}

pub(crate) fn now(app: &App) -> Millis {
    Millis(app.clock.now().millis())
}

fn said<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The device, by its token alone, and if it does not ask too much.
pub(crate) fn admitted(app: &App, headers: &HeaderMap) -> Result<Device, Box<Response>> {
    let token = said(headers, &header::AUTHORIZATION).and_then(|said| said.strip_prefix("Bearer "));
    let device = app.keys.device(token.unwrap_or_default(), now(app)).map_err(|why| Box::new(stranger(why)))?;
    app.doorman.device(device).map_err(|wait| Box::new(too_much(app, wait)))?;
    Ok(device)
}

/// What somebody sends who is not proven yet, if not too much comes from there.
pub(crate) fn knocking<T: DeserializeOwned>(
    app: &App,
    from: SocketAddr,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<T, Box<Response>> {
    app.doorman.address(from.ip()).map_err(|wait| Box::new(too_much(app, wait)))?;
    read(headers, body).map_err(|unread| Box::new(unread.into_response()))
}

pub(crate) fn stranger(why: Unproven) -> Response {
    match why {
        Unproven::Unknown => {
            let said = "The token is missing, or was not made by this office: enrol again.";
            (StatusCode::UNAUTHORIZED, said).into_response()
        }
        Unproven::Expired => {
            (StatusCode::UNAUTHORIZED, [("x-pebble", "expired")], "The token has ended: renew it.").into_response()
        }
    }
}

/// Too much at once: come back after so many milliseconds.
pub(crate) fn too_much(app: &App, retry_after_ms: u64) -> Response {
    app.meters.turned_away();
    (StatusCode::TOO_MANY_REQUESTS, axum::Json(Stop::Busy { retry_after_ms })).into_response()
}

/// Hands a question to the protocol and writes its answer.
async fn ask<T: DeserializeOwned>(app: App, headers: HeaderMap, body: Bytes, question: fn(T) -> Request) -> Response {
    let device = match admitted(&app, &headers) {
        Ok(device) => device,
        Err(response) => return *response,
    };
    let schema = said(&headers, &HeaderName::from_static("x-schema")).and_then(|text| text.parse().ok()).unwrap_or(1);
    let request = match read(&headers, &body) {
        Ok(asked) => question(asked),
        Err(unread) => return unread.into_response(),
    };
    let place = match request {
        Request::Snapshot(_) => app.doorman.snapshot(),
        _ => Ok(None),
    };
    let _place = match place {
        Ok(place) => place,
        Err(wait) => return too_much(&app, wait),
    };
    let known = epoch(&request);
    match app.node.answer(Caller { device, schema }, request, now(&app)).await {
        Ok(reply) => {
            if reply == Reply::Stop(Stop::EpochChanged) {
                notice(&app, device, known).await;
            }
            app.meters.answered(&reply);
            let Away { lock_days, wipe_days } = app.away;
            let away = [("x-pebble-away", format!("{lock_days},{wipe_days}"))];
            (away, answer(&app, &headers, reply)).into_response()
        }
        Err(cause) => failed(&app, &cause),
    }
}

/// The life of the database in which a device believes itself.
fn epoch(request: &Request) -> Option<Epoch> {
    match request {
        Request::Hello(_) => None,
        Request::Push(asked) => Some(asked.epoch),
        Request::Pull(asked) => Some(asked.epoch),
        Request::Snapshot(asked) => Some(asked.epoch),
        Request::Check(asked) => Some(asked.epoch),
    }
}

/// A device that is in this life of the database and yet ahead of it has seen what the database has lost.
async fn notice(app: &App, device: Device, known: Option<Epoch>) {
    let head = async { app.sql.fresh_view().await?.head().await };
    if head.await.is_ok_and(|head| known == Some(head.epoch)) {
        app.meters.is_behind();
        tracing::error!(
            device = %device.0,
            "a desk has seen more than this database holds: say `pebble-server restored` if a backup was put back"
        );
    }
}

fn answer(app: &App, headers: &HeaderMap, reply: Reply) -> Response {
    let ok = StatusCode::OK;
    match reply {
        Reply::Welcome(welcome) => body::json(headers, ok, &welcome),
        Reply::Pushed(pushed) => {
            app.wake.notify_one();
            app.news.notify_one();
            body::json(headers, ok, &pushed)
        }
        Reply::Page(page) => match frames::write(page) {
            Ok(lines) => packed(headers, ok, "application/x-ndjson", lines),
            Err(why) => broken(&why),
        },
        Reply::Chunk(chunk) => body::json(headers, ok, &chunk),
        Reply::Checked(checked) => body::json(headers, ok, &checked),
        Reply::Stop(stop) => body::json(headers, status(&stop), &stop),
    }
}

/// As the protocol's documentation has them.
fn status(stop: &Stop) -> StatusCode {
    match stop {
        Stop::EpochChanged | Stop::Horizon => StatusCode::GONE,
        Stop::Upgrade { .. } => StatusCode::UPGRADE_REQUIRED,
        Stop::Revoked | Stop::NotGranted { .. } => StatusCode::FORBIDDEN,
        Stop::UnknownDevice => StatusCode::UNAUTHORIZED,
        Stop::Expected { .. } | Stop::Forked { .. } => StatusCode::CONFLICT,
        Stop::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// Nothing of it stands, and the device asks again. The cause stays in the log.
pub(crate) fn failed(app: &App, cause: &StoreError) -> Response {
    tracing::error!(%cause, "the database did not answer");
    app.meters.failed();
    (StatusCode::SERVICE_UNAVAILABLE, axum::Json(Stop::Busy { retry_after_ms: 2_000 })).into_response()
}

async fn hello(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    ask(app, headers, body, Request::Hello).await
}

async fn push(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    ask(app, headers, body, Request::Push).await
}

async fn pull(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    ask(app, headers, body, Request::Pull).await
}

async fn snapshot(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    ask(app, headers, body, Request::Snapshot).await
}

async fn check(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    ask(app, headers, body, Request::Check).await
}

/// One that listens, counted as long as it does. There are thousands: it holds what it needs and no more.
struct Listening {
    meters: Arc<Meters>,
    head: watch::Receiver<u64>,
    ending: watch::Receiver<bool>,
    is_first: bool,
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.meters.listens(-1);
    }
}

/// The newest number whenever it has grown, and nothing else: losing a hint costs a moment, never a row.
async fn live(State(app): State<App>, headers: HeaderMap) -> Response {
    let device = match admitted(&app, &headers) {
        Ok(device) => device,
        Err(response) => return *response,
    };
    drop(headers);
    let row = {
        // All come at once when the server was away: those who wait for the database hold next to nothing meanwhile.
        let _turn = app.looking.acquire().await;
        Box::pin(async { app.sql.view().await?.device(device).await }).await
    };
    match row {
        Ok(Some(row)) if !row.is_revoked => {}
        Ok(_) => return stranger(Unproven::Unknown),
        Err(cause) => return failed(&app, &cause),
    }
    app.meters.listens(1);
    let App { meters, head, ending, .. } = app;
    let listening = Listening { meters, head, ending, is_first: true };
    let hints = stream::unfold(listening, |mut listening| async {
        let Listening { head, ending, is_first, .. } = &mut listening;
        if !std::mem::take(is_first) {
            tokio::select! {
                grown = head.changed() => grown.ok()?,
                _ = ending.wait_for(|ending| *ending) => return None,
            }
        }
        let newest = *head.borrow_and_update();
        let event = sse::Event::default().event("head").data(newest.to_string());
        Some((Ok::<_, Infallible>(event), listening))
    });
    Sse::new(hints).keep_alive(sse::KeepAlive::new().interval(KEEP_ALIVE)).into_response()
}

async fn health(State(app): State<App>) -> Response {
    let head = async { app.sql.fresh_view().await?.head().await };
    match head.await {
        Ok(head) => {
            let guarded = app.sql.is_guarded();
            let said = json!({ "status": "ok", "epoch": head.epoch, "head": head.seq, "guarded": guarded });
            axum::Json(said).into_response()
        }
        Err(cause) => failed(&app, &cause),
    }
}

async fn metrics(State(app): State<App>) -> Response {
    match app.sql.waiting().await {
        Ok(waiting) => app.meters.text(waiting).into_response(),
        Err(cause) => failed(&app, &cause),
    }
}
