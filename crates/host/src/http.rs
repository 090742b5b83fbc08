//! The development host: the same router over loopback HTTP, which is what makes tests in a real browser possible.
//!
//! It serves this computer only, refuses pages of other origins, and offers nothing the shell does not.

use std::{convert::Infallible, net::SocketAddr, path::PathBuf};

use axum::{
    Json, Router,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response, Sse, sse::Event},
    routing::{get, post},
};
use futures::{future::BoxFuture, stream};
use pebble_core::kernel::{Code, Error};
use serde::Deserialize;
use serde_json::Value;
use tower_http::services::{ServeDir, ServeFile};

use crate::{Door, Heard};

/// What a page that is served here may do: the shell's own policy, in HTTP's words.
const POLICY: &str = "default-src 'self'; connect-src 'self'; img-src 'self' data: blob:; frame-src 'self'; \
     style-src 'self' 'unsafe-inline'; script-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'";

/// What `POST /rpc` is sent.
#[derive(Deserialize)]
struct Asked {
    cmd: String,
    #[serde(default)]
    input: Value,
}

/// Serves what is behind the door on a loopback address; gives back the address and never ends by itself.
///
/// # Errors
/// When the address is taken or is not loopback.
pub fn serve(door: Door, at: SocketAddr, ui: Option<PathBuf>) -> BoxFuture<'static, std::io::Result<SocketAddr>> {
    Box::pin(served(door, at, ui))
}

async fn served(door: Door, at: SocketAddr, ui: Option<PathBuf>) -> std::io::Result<SocketAddr> {
    if !at.ip().is_loopback() {
        return Err(std::io::Error::new(std::io::ErrorKind::AddrNotAvailable, "only a loopback address is served"));
    }
    let listener = tokio::net::TcpListener::bind(at).await?;
    let address = listener.local_addr()?;
    let app = routes(door, ui).layer(middleware::from_fn_with_state(address, guard));
    tokio::spawn(async move {
        if let Err(why) = axum::serve(listener, app).await {
            tracing::error!(%why, "the HTTP host ended");
        }
    });
    Ok(address)
}

fn routes(door: Door, ui: Option<PathBuf>) -> Router {
    let router = Router::new()
        .route("/rpc", post(rpc))
        .route("/events", get(events))
        .route("/mail/{*asked}", get(mail))
        .with_state(door);
    match ui {
        Some(folder) => {
            let index = ServeFile::new(folder.join("index.html"));
            router.fallback_service(ServeDir::new(folder).fallback(index))
        }
        None => router,
    }
}

/// Only pages of this very host may ask: a name that was made to point here, or a page of elsewhere, is refused.
async fn guard(State(address): State<SocketAddr>, request: Request, next: Next) -> Response {
    let names = [address.to_string(), format!("localhost:{}", address.port())];
    let is_ours = said(&request, header::HOST).is_some_and(|host| names.contains(&host));
    let is_own_page =
        said(&request, header::ORIGIN).is_none_or(|origin| names.iter().any(|name| origin == format!("http://{name}")));
    if !is_ours || !is_own_page {
        return StatusCode::FORBIDDEN.into_response();
    }
    let is_mail = request.uri().path().starts_with("/mail/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if !is_mail {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    }
    response
}

fn said(request: &Request, name: header::HeaderName) -> Option<String> {
    request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

async fn rpc(State(door): State<Door>, headers: HeaderMap, Json(asked): Json<Asked>) -> Response {
    // A form or an image of another page cannot set this header.
    if headers.get("x-pebble").is_none() {
        return refused(&Error::new(Code::Denied, "This request does not come from the app."));
    }
    match door.call(&asked.cmd, asked.input).await {
        Ok(output) => Json(output).into_response(),
        Err(refusal) => refused(&refusal),
    }
}

fn refused(refusal: &Error) -> Response {
    let status = match refusal.code {
        Code::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Code::Missing => StatusCode::NOT_FOUND,
        Code::Conflict => StatusCode::CONFLICT,
        Code::Denied => StatusCode::FORBIDDEN,
        Code::Offline | Code::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Code::Broken => StatusCode::INTERNAL_SERVER_ERROR,
    };
    (status, Json(refusal)).into_response()
}

async fn events(State(door): State<Door>) -> impl IntoResponse {
    let news = stream::unfold(door.news(), |mut news| async {
        let payload = |value: Option<String>| value.unwrap_or_else(|| "null".to_owned());
        let (name, data) = match news.next().await? {
            Heard::Changed(changed) => ("changed", payload(serde_json::to_string(&changed).ok())),
            Heard::Missed => ("changed", payload(None)),
            Heard::Notice(notice) => ("notice", payload(serde_json::to_string(&notice).ok())),
        };
        Some((Ok::<_, Infallible>(Event::default().event(name).data(data)), news))
    });
    Sse::new(news).keep_alive(axum::response::sse::KeepAlive::default())
}

async fn mail(State(door): State<Door>, Path(asked): Path<String>) -> Response {
    let page = door.mail_page(&asked).await;
    let status = StatusCode::from_u16(page.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = [
        (header::CONTENT_TYPE, page.content_type),
        (header::CONTENT_SECURITY_POLICY, page.csp),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (status, headers, page.body).into_response()
}
