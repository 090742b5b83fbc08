//! Reading: records of a kind, a page at a time, and one by its id. Only what the key's person sees.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use pebble_sync::{
    Key, Scope, StoreError, Table,
    server_store::{ServerStore, View},
    wire::Row,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    keys::{Program, admitted, not_allowed},
    problem::Problem,
};
use crate::{body, http::App};

/// Records in a page, when nobody says how many.
const PAGE: u64 = 100;
/// Records in a page at most.
pub(super) const MOST: u64 = 500;

/// What a program is given of a row.
fn shown(row: Row) -> Value {
    json!({ "version": row.ver, "row": row.cols })
}

/// The engine that owns a shared record; none when there is no such record.
fn owner(app: &App, record: &str) -> Option<&'static str> {
    let owns = |engine: &&&pebble_core::kernel::Engine| {
        engine.tables.iter().any(|table| table.name == record && table.synced.is_some())
    };
    app.sql.engines().0.iter().find(owns).map(|engine| engine.name)
}

/// Whoever asks, if the key allows reading that record.
async fn reader(app: &App, headers: &HeaderMap, record: &str) -> Result<Program, Problem> {
    let program = admitted(app, headers).await?;
    let engine = owner(app, record).ok_or_else(|| Problem::missing(format!("There is no record named {record:?}.")))?;
    match program.may.may_read(engine) {
        true => Ok(program),
        false => Err(not_allowed(&format!("reading {record}"))),
    }
}

/// Where a page begins and how long it is.
fn window(asked: &BTreeMap<String, String>) -> Result<(Option<Uuid>, u64), Problem> {
    let mut window = (None, PAGE);
    for (name, value) in asked {
        match name.as_str() {
            "after" => {
                let id =
                    value.parse().map_err(|_| Problem::invalid("after", "after takes `next` of the page before."))?;
                window.0 = Some(id);
            }
            "limit" => {
                let limit = value.parse().ok().filter(|limit| (1..=MOST).contains(limit));
                window.1 = limit.ok_or_else(|| Problem::invalid("limit", format!("limit takes 1 to {MOST}.")))?;
            }
            other => return Err(Problem::invalid(other, format!("There is no parameter named {other:?}."))),
        }
    }
    Ok(window)
}

async fn scopes(view: &mut crate::SqlView, program: &Program) -> Result<BTreeSet<Scope>, StoreError> {
    Ok(view.grants(program.person).await?.into_iter().map(|grant| grant.scope).collect())
}

/// A page of records, by id.
pub(super) async fn page(
    State(app): State<App>,
    Path(record): Path<String>,
    Query(asked): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let program = reader(&app, &headers, &record).await?;
    let (after, limit) = window(&asked)?;
    let found = async {
        let mut view = app.sql.view().await?;
        let scopes = scopes(&mut view, &program).await?;
        let ids = view.ids(&scopes, &record, after, limit).await?;
        let full = u64::try_from(ids.len()).is_ok_and(|count| count == limit);
        let next = ids.last().copied().filter(|_| full);
        let keys = ids.into_iter().map(|id| Key { table: Table::from(record.as_str()), id }).collect();
        let rows: Vec<Value> = view.rows(&keys).await?.into_values().map(shown).collect();
        Ok(json!({ "records": rows, "next": next }))
    };
    let found = found.await.map_err(|cause| Problem::failed(&app, &cause))?;
    Ok(body::json(&headers, StatusCode::OK, &found))
}

/// One record. What the person does not see is not there.
pub(super) async fn one(
    State(app): State<App>,
    Path((record, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let program = reader(&app, &headers, &record).await?;
    let missing = || Problem::missing(format!("There is no {record} of that id, or it was not shared with you."));
    let id: Uuid = id.parse().map_err(|_| missing())?;
    let key = Key { table: Table::from(record.as_str()), id };
    let found = async {
        let mut view = app.sql.view().await?;
        let scopes = scopes(&mut view, &program).await?;
        let row = view.rows(&[key.clone()].into()).await?.remove(&key);
        Ok(row.filter(|row| row.scopes.iter().any(|scope| scopes.contains(scope))))
    };
    match found.await.map_err(|cause| Problem::failed(&app, &cause))? {
        Some(row) => Ok(axum::Json(shown(row)).into_response()),
        None => Err(missing()),
    }
}
