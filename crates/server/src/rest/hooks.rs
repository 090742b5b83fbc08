//! Web hooks of a program: asking to be told, looking what became of messages, and asking for them again.

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use pebble_sync::{
    StoreError,
    server_store::{ServerStore, ServerTx},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    keys::{Program, admitted, not_allowed},
    problem::Problem,
};
use crate::{
    body,
    fault::said,
    hooks::{self, EVERYTHING},
    http::{App, now},
    rows::{hook, hook_post},
    run::random,
};

/// Hooks of one program at most.
const MOST: u64 = 20;
/// The longest address.
const LONGEST: usize = 2_000;
/// Messages that are listed, the newest first.
const LISTED: u64 = 100;

/// A wish to be told.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewHook)]
pub(super) struct Wish {
    /// Where to: https.
    pub(super) url: String,
    /// Of which records; `*` for all.
    pub(super) about: Vec<String>,
}

async fn program(app: &App, headers: &HeaderMap) -> Result<Program, Problem> {
    let program = admitted(app, headers).await?;
    if program.may.may_have_hooks() { Ok(program) } else { Err(not_allowed("web hooks")) }
}

fn failed(app: &App) -> impl Fn(StoreError) -> Problem + '_ {
    |cause| Problem::failed(app, &cause)
}

/// A hook of this program.
async fn own(app: &App, program: &Program, id: &str) -> Result<hook::Model, Problem> {
    let missing = || Problem::missing("There is no web hook of that id.");
    let id: Uuid = id.parse().map_err(|_| missing())?;
    let found = hook::Entity::find_by_id(id).one(app.sql.reader()).await.map_err(said).map_err(failed(app))?;
    found.filter(|hook| hook.key_id == program.id).ok_or_else(missing)
}

/// The hooks of this program.
pub(super) async fn list(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    let program = program(&app, &headers).await?;
    let mine = hook::Entity::find().filter(hook::Column::KeyId.eq(program.id)).order_by_asc(hook::Column::MadeAt);
    let hooks = mine.all(app.sql.reader()).await.map_err(said).map_err(failed(&app))?;
    let shown = |hook: hook::Model| {
        let about: Vec<&str> = hook.about.split(',').collect();
        json!({ "id": hook.id, "url": hook.url, "about": about, "ended": hook.ended })
    };
    let hooks: Vec<Value> = hooks.into_iter().map(shown).collect();
    Ok(axum::Json(json!({ "hooks": hooks })).into_response())
}

/// Begins to tell a program. The secret that proves messages is told once.
pub(super) async fn make(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Result<Response, Problem> {
    let program = program(&app, &headers).await?;
    let wish: Wish = body::read(&headers, &body).map_err(Problem::unread)?;
    let url = Url::parse(&wish.url).map_err(|why| Problem::invalid("url", format!("This is no address: {why}.")))?;
    if wish.url.len() > LONGEST {
        return Err(Problem::invalid("url", format!("An address has {LONGEST} characters at most.")));
    }
    if let Some(why) = hooks::refused(&url, app.sender.outside()) {
        return Err(Problem::invalid("url", why));
    }
    let is_known = |name: &String| {
        name == EVERYTHING || app.sql.engines().tables().any(|table| table.name == name && table.synced.is_some())
    };
    match wish.about.iter().find(|name| !is_known(name)) {
        Some(name) => return Err(Problem::invalid("about", format!("There is no record named {name:?}."))),
        None if wish.about.is_empty() => {
            return Err(Problem::invalid("about", "Say of which records you want to be told, or `*` for all."));
        }
        None => {}
    }
    let id = random();
    match begin(&app, &program, id, &wish).await.map_err(failed(&app))? {
        true => {
            let secret = hooks::secret(&app.keys.hook(id));
            Ok((StatusCode::CREATED, axum::Json(json!({ "id": id, "secret": secret }))).into_response())
        }
        false => Err(Problem::invalid("url", format!("A program has {MOST} web hooks at most: end one first."))),
    }
}

async fn begin(app: &App, program: &Program, id: Uuid, wish: &Wish) -> Result<bool, StoreError> {
    let tx = app.sql.begin().await?;
    let live = hook::Entity::find().filter(hook::Column::KeyId.eq(program.id)).filter(hook::Column::Ended.is_null());
    if live.count(tx.db()?).await.map_err(said)? >= MOST {
        return Ok(false);
    }
    let row = hook::Model {
        id,
        key_id: program.id,
        person_id: program.person.0,
        url: wish.url.clone(),
        about: hooks::about(&wish.about),
        made_at: tx.now.millis(),
        ended: None,
    };
    let row = hook::ActiveModel::from(row).reset_all();
    hook::Entity::insert_many([row]).exec_without_returning(tx.db()?).await.map_err(said)?;
    tx.commit().await?;
    Ok(true)
}

/// Tells no more.
pub(super) async fn end(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let program = program(&app, &headers).await?;
    let hook = own(&app, &program, &id).await?;
    hooks::end(&app, hook.id, "its program ended it").await.map_err(failed(&app))?;
    Ok(StatusCode::NO_CONTENT)
}

/// What became of the newest messages.
pub(super) async fn messages(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let program = program(&app, &headers).await?;
    let hook = own(&app, &program, &id).await?;
    let newest = hook_post::Entity::find()
        .filter(hook_post::Column::HookId.eq(hook.id))
        .order_by_desc(hook_post::Column::Place)
        .limit(LISTED);
    let posts = newest.all(app.sql.reader()).await.map_err(said).map_err(failed(&app))?;
    let shown = |post: hook_post::Model| {
        let state = match (post.due_at, &post.problem) {
            (Some(_), _) => "waiting",
            (None, None) => "arrived",
            (None, Some(_)) => "given_up",
        };
        let id = format!("msg_{}", post.message_id.simple());
        json!({ "id": id, "state": state, "tries": post.tries, "problem": post.problem })
    };
    let posts: Vec<Value> = posts.into_iter().map(shown).collect();
    Ok(axum::Json(json!({ "messages": posts })).into_response())
}

/// Tells again what was given up.
pub(super) async fn again(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let program = program(&app, &headers).await?;
    let hook = own(&app, &program, &id).await?;
    let done = async {
        let tx = app.sql.begin().await?;
        let done = hook_post::Entity::update_many()
            .col_expr(hook_post::Column::DueAt, Expr::value(now(&app).0))
            .col_expr(hook_post::Column::Tries, Expr::value(0))
            .filter(hook_post::Column::HookId.eq(hook.id))
            .filter(hook_post::Column::DueAt.is_null())
            .filter(hook_post::Column::Problem.is_not_null())
            .exec(tx.db()?)
            .await
            .map_err(said)?;
        tx.commit().await?;
        Ok(done.rows_affected)
    };
    let count = done.await.map_err(failed(&app))?;
    app.news.notify_one();
    Ok(axum::Json(json!({ "messages": count })).into_response())
}
