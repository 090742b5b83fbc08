//! Who carries out a piece of outgoing work: one desk of its person, for good (sync.md 4.9).
//!
//! Two desks of a person may both have made the same step of a sequence, offline or at the same moment. The office's
//! row of it is the referee. It is handed to the desk that asks first, just before that acts, and from then on can no
//! longer be called off here: only its holder knows whether anything has left. There is no lease: a time-out is no
//! licence to send.

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use pebble_core::kernel::{
    DeviceId,
    effect::{State as Stage, row as effect},
};
use pebble_sync::{
    Device, StoreError,
    server_store::{ServerStore, ServerTx},
    wire::{Claim, Claimed, Stop},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};

use crate::{
    body::{self, read},
    fault::said,
    http::{App, admitted, failed},
};

/// Hands a piece of work to a desk, or says why not.
pub(crate) async fn claim(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    let device = match admitted(&app, &headers) {
        Ok(device) => device,
        Err(response) => return *response,
    };
    let asked: Claim = match read(&headers, &body) {
        Ok(asked) => asked,
        Err(unread) => return unread.into_response(),
    };
    let mut answer = decide(&app, device, &asked).await;
    if matches!(answer, Err(StoreError::Busy(_))) {
        // Another desk asked at the same moment: what is true now says who was first.
        answer = decide(&app, device, &asked).await;
    }
    match answer {
        Ok(Some(claimed)) => body::json(&headers, StatusCode::OK, &claimed),
        Ok(None) => body::json(&headers, StatusCode::FORBIDDEN, &Stop::Revoked),
        Err(cause) => failed(&app, &cause),
    }
}

async fn decide(app: &App, device: Device, asked: &Claim) -> Result<Option<Claimed>, StoreError> {
    let mut tx = app.sql.begin().await?;
    let Some(who) = tx.lock_device(device).await? else { return Ok(Some(Claimed::Unknown)) };
    if who.is_revoked {
        return Ok(None);
    }
    let work = effect::Entity::find_by_id(asked.effect).lock_exclusive().one(tx.db()?).await.map_err(said)?;
    let Some(work) = work.filter(|work| work.person_id.0 == who.person.0) else { return Ok(Some(Claimed::Unknown)) };
    let holder = DeviceId(device.0);
    match work.state {
        Stage::Queued => {
            effect::Entity::update_many()
                .col_expr(effect::Column::State, Expr::value(Stage::Dispatching))
                .col_expr(effect::Column::ClaimedBy, Expr::value(holder.0))
                .col_expr(effect::Column::Fence, Expr::value(work.fence.saturating_add(1)))
                .filter(effect::Column::Id.eq(work.id))
                .exec(tx.db()?)
                .await
                .map_err(said)?;
            tx.commit().await?;
            Ok(Some(Claimed::Granted))
        }
        Stage::Claimed | Stage::Dispatching if work.claimed_by == Some(holder) => Ok(Some(Claimed::Granted)),
        Stage::Claimed | Stage::Dispatching => Ok(Some(Claimed::Held)),
        Stage::Done | Stage::Failed | Stage::Unknown | Stage::Cancelled => Ok(Some(Claimed::Ended)),
    }
}
