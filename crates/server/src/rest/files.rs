//! Files by the REST interface: their bytes, brought in pieces and fetched whole or in part. What is attached where is a
//! record like others (`attachment`), and `files.attach` attaches.

use axum::{
    body::Bytes,
    extract::{Path, Query, State, rejection::QueryRejection},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use pebble_sync::Device;
use uuid::Uuid;

use super::{
    keys::{Program, admitted, not_allowed},
    problem::Problem,
};
use crate::{
    files::{At, Piece, Trouble, Who, bring, checksum, fetch, range},
    http::App,
};

/// The engine that owns files.
const ENGINE: &str = "files";

fn who(program: &Program) -> Who {
    Who { device: Device(program.id), person: program.person }
}

fn problem(app: &App, trouble: Trouble) -> Problem {
    match trouble {
        Trouble::Store(cause) => Problem::failed(app, &cause),
        Trouble::Missing => Problem::missing(trouble.to_string()),
        Trouble::NotYours => Problem::new(trouble.status(), "denied", trouble.to_string()),
        Trouble::Elsewhere(progress) => {
            let at = progress.received.into();
            Problem::new(trouble.status(), "conflict", trouble.to_string()).with("received", at)
        }
        Trouble::Garbled | Trouble::TooMany | Trouble::Mistaken | Trouble::Behind(_) => {
            Problem::new(trouble.status(), "invalid", trouble.to_string()).with("field", "body".into())
        }
    }
}

fn id_of(text: &str) -> Result<Uuid, Problem> {
    text.parse().map_err(|_| Problem::missing(Trouble::Missing.to_string()))
}

/// Takes a piece of a file.
pub(super) async fn receive(
    State(app): State<App>,
    Path(id): Path<String>,
    at: Result<Query<At>, QueryRejection>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Problem> {
    let program = admitted(&app, &headers).await?;
    if !program.may.may_write(ENGINE) {
        return Err(not_allowed("bringing files"));
    }
    let Query(At { offset }) =
        at.map_err(|_| Problem::invalid("offset", "offset takes a whole number of bytes, from 0."))?;
    let id = id_of(&id)?;
    let took = async { bring(&app, who(&program), id, Piece { offset, checksum: checksum(&headers)?, bytes }).await };
    took.await.map(|progress| axum::Json(progress).into_response()).map_err(|trouble| problem(&app, trouble))
}

/// Gives a file out.
pub(super) async fn send(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let program = admitted(&app, &headers).await?;
    if !program.may.may_read(ENGINE) {
        return Err(not_allowed("reading files"));
    }
    let fetched = fetch(&app, who(&program), id_of(&id)?, range(&headers)).await;
    fetched.map(IntoResponse::into_response).map_err(|trouble| problem(&app, trouble))
}
