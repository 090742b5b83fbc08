//! The desks' door to files: `POST /sync/v1/blob/{attachment}?offset=N` brings a piece, `GET` fetches.

use axum::{
    body::Bytes,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use pebble_sync::{
    server_store::{ServerStore, View},
    wire::Stop,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{Fetched, Trouble, Who, bring, bring::Piece, fetch, fetch::Range};
use crate::http::{App, admitted, failed, stranger};

/// The checksum of a piece, as tus has it (tus.io, extension Checksum): `blake3`, and the hash in Base64.
const CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
/// As tus has it: the piece is not what its checksum says.
const MISMATCH: u16 = 460;

/// Where a piece begins.
#[derive(Debug, Deserialize)]
pub(crate) struct At {
    #[serde(default)]
    pub(crate) offset: u64,
}

/// The desk, if it is still the office's.
async fn desk(app: &App, headers: &HeaderMap) -> Result<Who, Box<Response>> {
    let device = admitted(app, headers)?;
    let row = async { app.sql.view().await?.device(device).await };
    match row.await {
        Ok(Some(row)) if !row.is_revoked => Ok(Who { device, person: row.person }),
        Ok(Some(_)) => Err(Box::new((StatusCode::FORBIDDEN, axum::Json(Stop::Revoked)).into_response())),
        Ok(None) => Err(Box::new(stranger(crate::keys::Unproven::Unknown))),
        Err(cause) => Err(Box::new(failed(app, &cause))),
    }
}

/// The checksum that is said, if one is.
pub(crate) fn checksum(headers: &HeaderMap) -> Result<Option<blake3::Hash>, Trouble> {
    let Some(said) = headers.get(CHECKSUM) else { return Ok(None) };
    let read = || {
        let text = said.to_str().ok()?.strip_prefix("blake3 ")?;
        let bytes: [u8; 32] = STANDARD.decode(text.trim()).ok()?.try_into().ok()?;
        Some(blake3::Hash::from_bytes(bytes))
    };
    read().map(Some).ok_or(Trouble::Garbled)
}

/// Takes a piece.
pub(crate) async fn receive(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    Query(At { offset }): Query<At>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let who = match desk(&app, &headers).await {
        Ok(who) => who,
        Err(response) => return *response,
    };
    let took = async { bring(&app, who, id, Piece { offset, checksum: checksum(&headers)?, bytes }).await };
    match took.await {
        Ok(progress) => axum::Json(progress).into_response(),
        Err(trouble) => told(&app, trouble),
    }
}

/// Gives a file out.
pub(crate) async fn send(State(app): State<App>, Path(id): Path<Uuid>, headers: HeaderMap) -> Response {
    let who = match desk(&app, &headers).await {
        Ok(who) => who,
        Err(response) => return *response,
    };
    match fetch(&app, who, id, range(&headers)).await {
        Ok(fetched) => fetched.into_response(),
        Err(trouble) => told(&app, trouble),
    }
}

/// The range that is asked for, if one is.
pub(crate) fn range(headers: &HeaderMap) -> Option<Range> {
    headers.get(header::RANGE).and_then(|said| said.to_str().ok()).and_then(Range::read)
}

impl Trouble {
    /// As HTTP has it.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Trouble::Missing => StatusCode::NOT_FOUND,
            Trouble::NotYours => StatusCode::FORBIDDEN,
            Trouble::Elsewhere(_) => StatusCode::CONFLICT,
            Trouble::Garbled => StatusCode::from_u16(MISMATCH).unwrap_or(StatusCode::BAD_REQUEST),
            Trouble::TooMany => StatusCode::PAYLOAD_TOO_LARGE,
            Trouble::Mistaken => StatusCode::UNPROCESSABLE_ENTITY,
            Trouble::Behind(_) => StatusCode::RANGE_NOT_SATISFIABLE,
            Trouble::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

fn told(app: &App, trouble: Trouble) -> Response {
    let (status, said) = (trouble.status(), trouble.to_string());
    match trouble {
        Trouble::Store(cause) => failed(app, &cause),
        Trouble::Elsewhere(progress) => (status, axum::Json(progress)).into_response(),
        Trouble::Behind(size) => (status, [(header::CONTENT_RANGE, format!("bytes */{size}"))], said).into_response(),
        _ => (status, said).into_response(),
    }
}

impl IntoResponse for Fetched {
    /// As something to be saved, never to be shown: what it is, a stranger has said.
    fn into_response(self) -> Response {
        let is_part = self.length != self.size;
        let status = if is_part { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK };
        let last = self.from.saturating_add(self.length).saturating_sub(1);
        let mut response = (status, self.body).into_response();
        let named: String = self.name.bytes().map(encoded).collect();
        let mut set = |name: HeaderName, value: String| {
            if let Ok(value) = HeaderValue::try_from(value) {
                response.headers_mut().insert(name, value);
            }
        };
        set(header::CONTENT_TYPE, "application/octet-stream".to_owned());
        set(header::CONTENT_LENGTH, self.length.to_string());
        set(header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{named}"));
        set(header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned());
        set(header::ACCEPT_RANGES, "bytes".to_owned());
        set(header::ETAG, format!("\"{}\"", self.hash));
        set(header::CACHE_CONTROL, "no-store".to_owned());
        if is_part {
            set(header::CONTENT_RANGE, format!("bytes {}-{last}/{}", self.from, self.size));
        }
        response
    }
}

/// A byte of a name in a header (RFC 8187).
fn encoded(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    }
}
