//! Taking messages to their receivers. Any node takes what is due; a message that a node dies with is due again after
//! a minute, with the same id. What does not arrive is tried again, less and less often, for three days.

use std::time::Duration;

use futures::future::join_all;
use pebble_sync::{
    StoreError,
    server_store::{ServerStore, ServerTx},
};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockBehavior, LockType},
};

use super::send::Fared;
use crate::{
    fault::said,
    http::{App, now},
    rows::{hook, hook_post},
};

/// How often a node looks when nobody wakes it: what others have written is due as well.
const ROUND: Duration = Duration::from_secs(1);
/// Messages at once.
const AT_ONCE: u64 = 16;
/// How long a message belongs to the node that took it, in milliseconds: longer than a receiver may take.
const TAKEN: i64 = 60_000;
/// Seconds until the next try (Standard Webhooks 1.0); after the last it is given up.
const AGAIN: [i64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/// Messages are kept this long, in milliseconds.
const KEPT: i64 = 30 * 24 * 3_600_000;

/// Posts until the server ends.
pub(crate) async fn keep_posting(app: App) {
    let mut ending = app.ending.clone();
    loop {
        loop {
            match round(&app).await {
                Ok(taken) if taken == AT_ONCE => {}
                Ok(_) | Err(StoreError::Busy(_)) => break,
                Err(cause) => {
                    tracing::error!(%cause, "web hooks could not be told");
                    break;
                }
            }
        }
        tokio::select! {
            () = app.news.notified() => {}
            () = tokio::time::sleep(ROUND) => {}
            _ = ending.wait_for(|ending| *ending) => return,
        }
    }
}

/// Takes what is due and tells it; answers how much it took.
async fn round(app: &App) -> Result<u64, StoreError> {
    let due = hook_post::Column::DueAt.lte(now(app).0);
    if hook_post::Entity::find().filter(due.clone()).limit(1).count(app.sql.reader()).await.map_err(said)? == 0 {
        return Ok(0);
    }
    let tx = app.sql.begin().await?;
    let posts = hook_post::Entity::find()
        .filter(due)
        .order_by_asc(hook_post::Column::DueAt)
        .limit(AT_ONCE)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx.db()?)
        .await
        .map_err(said)?;
    let places: Vec<i64> = posts.iter().map(|post| post.place).collect();
    hook_post::Entity::update_many()
        .col_expr(hook_post::Column::DueAt, Expr::value(now(app).plus(TAKEN).0))
        .filter(hook_post::Column::Place.is_in(places))
        .exec(tx.db()?)
        .await
        .map_err(said)?;
    tx.commit().await?;
    let told = join_all(posts.iter().map(|post| tell(app, post))).await;
    told.into_iter().collect::<Result<Vec<()>, _>>()?;
    Ok(u64::try_from(posts.len()).unwrap_or(u64::MAX))
}

/// Tells one message and writes down how it fared.
async fn tell(app: &App, post: &hook_post::Model) -> Result<(), StoreError> {
    let hook = hook::Entity::find_by_id(post.hook_id).one(app.sql.reader()).await.map_err(said)?;
    let Some(hook) = hook.filter(|hook| hook.ended.is_none()) else {
        return note(app, post, None, Some("the hook has ended".to_owned())).await;
    };
    let second = now(app).0.div_euclid(1_000);
    let key = app.keys.hook(hook.id);
    match app.sender.send(&hook.url, &key, post.message_id, second, &post.body).await {
        Fared::Arrived => note(app, post, None, None).await,
        Fared::Unwanted => {
            end(app, hook.id, "its receiver answered that it wants no more (410)").await?;
            note(app, post, None, Some("the receiver wants no more".to_owned())).await
        }
        Fared::Not(why) => {
            let tries = usize::try_from(post.tries).unwrap_or(usize::MAX);
            let again = AGAIN.get(tries).map(|seconds| now(app).0.saturating_add(wait(*seconds, post)));
            note(app, post, again, Some(why)).await
        }
    }
}

/// In milliseconds, up to a tenth longer: messages that failed together do not come back together.
fn wait(seconds: i64, post: &hook_post::Model) -> i64 {
    let [.., chance] = post.message_id.as_bytes();
    let tenth = seconds.saturating_mul(100);
    seconds.saturating_mul(1_000).saturating_add(tenth.saturating_mul(i64::from(*chance)).div_euclid(256))
}

async fn note(
    app: &App,
    post: &hook_post::Model,
    due_at: Option<i64>,
    problem: Option<String>,
) -> Result<(), StoreError> {
    let tx = app.sql.begin().await?;
    hook_post::Entity::update_many()
        .col_expr(hook_post::Column::DueAt, Expr::value(due_at))
        .col_expr(hook_post::Column::Tries, Expr::value(post.tries.saturating_add(1)))
        .col_expr(hook_post::Column::Problem, Expr::value(problem))
        .filter(hook_post::Column::Place.eq(post.place))
        .exec(tx.db()?)
        .await
        .map_err(said)?;
    tx.commit().await
}

/// Ends a hook, for a reason.
pub(crate) async fn end(app: &App, hook: uuid::Uuid, why: &str) -> Result<(), StoreError> {
    let tx = app.sql.begin().await?;
    hook::Entity::update_many()
        .col_expr(hook::Column::Ended, Expr::value(why))
        .filter(hook::Column::Id.eq(hook))
        .filter(hook::Column::Ended.is_null())
        .exec(tx.db()?)
        .await
        .map_err(said)?;
    tx.commit().await
}

/// Forgets messages that are old.
pub(crate) async fn forget_old(app: &App) -> Result<(), StoreError> {
    let tx = app.sql.begin().await?;
    let old = hook_post::Column::MadeAt.lt(now(app).plus(-KEPT).0);
    hook_post::Entity::delete_many().filter(old).exec(tx.db()?).await.map_err(said)?;
    tx.commit().await
}
