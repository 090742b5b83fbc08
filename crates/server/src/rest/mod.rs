//! The REST interface: what programs read and do in the office (`/api/v1`).
//!
//! A program shows a key that was made for it. The key stands for a person: through it one sees what that person sees
//! and does what that person may, and no more than the key itself allows. Reading is by record, writing by the same
//! commands that people give, so that every default, check and reaction holds. What there is, is documented by the
//! program itself: `GET /api/v1/openapi.json`.

mod acts;
mod document;
mod files;
mod hooks;
mod keys;
mod problem;
mod records;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    routing::{delete, get, post},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

pub use document::document;
pub use keys::{May, Program};
use problem::Problem;

use crate::{
    fault::said,
    files::MOST_PIECE,
    http::{App, now},
    rows::api_answer,
};

/// Answers to requests are kept this long, in milliseconds: the same request sent again comes to the same.
const KEPT: i64 = 3 * 24 * 3_600_000;

/// All paths.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/openapi.json", get(document::show))
        .route("/api/v1/records/{record}", get(records::page))
        .route("/api/v1/records/{record}/{id}", get(records::one))
        .route("/api/v1/commands/{command}", post(acts::act))
        .route("/api/v1/files/{id}", get(files::send).post(files::receive).layer(DefaultBodyLimit::max(MOST_PIECE)))
        .route("/api/v1/hooks", get(hooks::list).post(hooks::make))
        .route("/api/v1/hooks/{id}", delete(hooks::end))
        .route("/api/v1/hooks/{id}/messages", get(hooks::messages))
        .route("/api/v1/hooks/{id}/again", post(hooks::again))
        .route("/api/{*rest}", axum::routing::any(nothing_here))
        .method_not_allowed_fallback(not_like_this)
}

async fn nothing_here() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "missing", "There is nothing at this path: see /api/v1/openapi.json.")
}

async fn not_like_this() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "invalid", "The path does not take this method.")
}

/// Forgets answers that are old.
pub(crate) async fn forget_old(app: &App) -> Result<(), pebble_sync::StoreError> {
    let tx = pebble_sync::server_store::ServerStore::begin(&app.sql).await?;
    let old = api_answer::Column::At.lt(now(app).plus(-KEPT).0);
    api_answer::Entity::delete_many().filter(old).exec(tx.db()?).await.map_err(said)?;
    pebble_sync::server_store::ServerTx::commit(tx).await
}
