//! Doing: a command, with the same checks, defaults and reactions as when a person gives it.
//!
//! With an `Idempotency-Key` a request that is sent again, because its answer was lost, comes to what it came to
//! before; the same key with another request is refused.

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use pebble_core::kernel::{engine::Endpoint, ids::derive};
use pebble_sync::{
    Call, Device, Executor, Mutation, MutationId, Outcome, Ran, StoreError,
    server_store::{Known, ServerStore, ServerTx},
};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::Value;
use uuid::Uuid;

use super::{
    keys::{Program, admitted, not_allowed},
    problem::{Problem, as_before},
};
use crate::{
    body,
    fault::{said, unreadable},
    http::{App, now},
    rows::api_answer,
    run::random,
    tx::SqlTx,
};

/// The longest `Idempotency-Key`, in bytes.
const LONGEST_KEY: usize = 255;

/// A request to do something.
struct Asked {
    program: Program,
    mutation: Mutation,
    /// What tells it from another request under the same key.
    mark: String,
}

/// Gives a command.
pub(super) async fn act(
    State(app): State<App>,
    Path(command): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let program = admitted(&app, &headers).await?;
    let engine = match app.sql.engines().endpoint(&command) {
        Ok(Endpoint::Mutation(_) | Endpoint::Central(_)) => command.split_once('.').map_or("", |(engine, _)| engine),
        _ => return Err(Problem::missing(format!("There is no command named {command:?}."))),
    };
    if !program.may.may_write(engine) {
        return Err(not_allowed(&command));
    }
    let input: Value = body::read(&headers, &body).map_err(Problem::unread)?;
    let asked = asked(&app, program, &command, input, &headers)?;
    let ran = app.node.until_alone(Device(asked.program.id), || run(&app, &asked)).await;
    match ran.and_then(|ran| ran.ok_or_else(|| StoreError::Busy("it was tried often enough".to_owned()))) {
        Ok((status, text)) => {
            app.wake.notify_one();
            app.news.notify_one();
            Ok(as_before(status, text))
        }
        Err(cause) => Err(Problem::failed(&app, &cause)),
    }
}

fn asked(app: &App, program: Program, command: &str, input: Value, headers: &HeaderMap) -> Result<Asked, Problem> {
    let id = match headers.get("idempotency-key").map(|key| key.as_bytes()) {
        None => random(),
        Some(key) if (1..=LONGEST_KEY).contains(&key.len()) => derive(&[b"request", program.id.as_bytes(), key]),
        Some(_) => {
            let wrong = format!("Idempotency-Key takes 1 to {LONGEST_KEY} characters.");
            return Err(Problem::invalid("Idempotency-Key", wrong));
        }
    };
    let mutation = Mutation {
        id: MutationId(id),
        name: command.to_owned(),
        version: 1,
        input,
        at: now(app),
        person: program.person,
    };
    let timeless = Mutation { at: pebble_sync::Millis(0), ..mutation.clone() };
    let mark = timeless.fingerprint().0.simple().to_string();
    Ok(Asked { program, mutation, mark })
}

/// Runs it, and answers with what it came to.
async fn run(app: &App, asked: &Asked) -> Result<(StatusCode, String), StoreError> {
    let mut tx = app.sql.begin().await?;
    let Asked { program, mutation, mark } = asked;
    // Of the same request twice at the same moment the later is busy when it stores its outcome, and asks here again.
    if tx.known(&[mutation.id]).await?.contains_key(&mutation.id) {
        return before(&tx, asked).await;
    }
    let (at, device) = (mutation.at, Some(Device(program.id)));
    let call = Call { mutation, at, now: at, given: &[], device, seen: u64::MAX };
    let outcome = match app.node.office().run(&mut tx, call).await? {
        Ran::Applied { changes, given } => {
            let events = app.node.server().events(changes).collect();
            let known = Known { fingerprint: mutation.fingerprint(), outcome: Outcome::Applied { given } };
            let output = tx.answered.take().unwrap_or_default();
            let answer = (StatusCode::OK, serde_json::json!({ "result": output }).to_string());
            tx.put_known(mutation.id, known).await?;
            keep(&tx, program.id, mutation.id.0, mark, &answer).await?;
            tx.append_events(events).await?;
            tx.commit().await?;
            return Ok(answer);
        }
        Ran::Refused(refusal) => Outcome::Refused(refusal),
        Ran::Stale { reason, current } => Outcome::Stale { reason, current },
    };
    // What it wrote is undone with the transaction; nothing of it is kept, so it may be mended and sent again.
    Problem::of(outcome).map(|problem| problem.parts()).ok_or_else(|| unreadable("a refusal without a reason"))
}

/// What the same request came to before.
async fn before(tx: &SqlTx, asked: &Asked) -> Result<(StatusCode, String), StoreError> {
    let id = asked.mutation.id.0;
    let answer = api_answer::Entity::find_by_id(id).one(tx.db()?).await.map_err(said)?;
    let other =
        || Problem::invalid("Idempotency-Key", "This key was used for another request, or too long ago.").parts();
    Ok(match answer.filter(|answer| answer.asked == asked.mark && answer.key_id == asked.program.id) {
        Some(answer) => {
            let status = u16::try_from(answer.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
            (status.unwrap_or(StatusCode::OK), answer.body)
        }
        None => other(),
    })
}

async fn keep(tx: &SqlTx, key: Uuid, id: Uuid, mark: &str, answer: &(StatusCode, String)) -> Result<(), StoreError> {
    let row = api_answer::ActiveModel {
        id: Set(id),
        key_id: Set(key),
        asked: Set(mark.to_owned()),
        status: Set(i32::from(answer.0.as_u16())),
        body: Set(answer.1.clone()),
        at: Set(tx.now.millis()),
    };
    api_answer::Entity::insert_many([row]).exec_without_returning(tx.db()?).await.map_err(said)?;
    Ok(())
}
