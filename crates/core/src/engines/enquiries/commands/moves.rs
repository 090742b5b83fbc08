//! Moving an enquiry between stages and within its column.

use serde_json::{Map, Value};

use super::{Line, log, put, save};
use crate::{
    engines::enquiries::{
        events,
        model::{ActivityKind, Advance, Flag, Moved, Place, TrackId, enquiry, track},
        rules::{self, PIPELINE},
    },
    kernel::{
        Error, Result, Tx,
        calendar::Calendar,
        pipeline::{Stage, StageKind},
    },
};

/// Moves an enquiry to another stage, with what that stage asks for. A card that somebody has moved meanwhile goes on to
/// what still lies ahead of it, and is moved to nothing else.
pub(in crate::engines::enquiries) async fn advance(tx: &mut Tx, advance: Advance) -> Result<Moved> {
    let before: enquiry::Model = tx.get(advance.id).await?;
    if before.stage != advance.from && !PIPELINE.is_ahead(&before.stage, &advance.to)? {
        let label = PIPELINE.stage(&before.stage)?.label;
        return Err(Error::conflict(format!(
            "This card was moved to {label} meanwhile. Look at it there before moving it."
        )));
    }
    if advance.to == before.stage {
        return place(tx, Place { id: advance.id, after: advance.after, before: advance.before }).await;
    }
    let today = tx.read().setting::<Calendar>().await?.local_date(tx.now().utc());
    let (stage, fields) = rules::may_move(&before, &advance.to, advance.fields, today)?;
    let rank = put(tx, before.id, stage.key, advance.after, advance.before).await?;
    let after = enquiry::Model { rank, last_activity_at: tx.now(), ..entered(&before, stage, &fields, tx) };
    open_track(tx, &after, stage, &fields).await?;
    let title = format!("{} → {}", PIPELINE.stage(&before.stage)?.label, stage.label);
    log(tx, after.id, Line::new(ActivityKind::Move, title, after_words(&fields))).await?;
    save(tx, &before, &after).await?;
    tx.announce(&events::Moved {
        id: after.id,
        from: before.stage.clone(),
        to: after.stage.clone(),
        is_last: stage.kind == StageKind::Last || stage.key == "drop_pending",
        priority: after.priority,
        owner_id: after.owner_id,
    })?;
    Ok(Moved { id: after.id, stage: after.stage })
}

fn entered(before: &enquiry::Model, stage: &Stage, fields: &Map<String, Value>, tx: &Tx) -> enquiry::Model {
    let text = |key: &str| {
        fields.get(key).and_then(Value::as_str).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let date = |key: &str| text(key).and_then(|text| text.parse().ok());
    let reason = match (text("category"), text("reason")) {
        (Some(category), Some(reason)) => Some(format!("{category}: {reason}")),
        (_, reason) => reason,
    };
    enquiry::Model {
        stage: stage.key.to_owned(),
        stage_since: tx.now(),
        product: text("product").or_else(|| before.product.clone()),
        quantity: text("quantity").or_else(|| before.quantity.clone()),
        value_minor: fields.get("value_minor").and_then(Value::as_i64).or(before.value_minor),
        valid_until: date("valid_until").or(before.valid_until),
        review_on: if stage.key == "long_pendency" { date("review_on") } else { None },
        po_number: text("po_number").or_else(|| before.po_number.clone()),
        reason: reason.or_else(|| before.reason.clone()),
        closed_at: (stage.kind == StageKind::Last).then(|| tx.now()),
        ..before.clone()
    }
}

fn after_words(fields: &Map<String, Value>) -> String {
    let word = |key: &str| fields.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    ["reason", "note"].into_iter().filter_map(word).collect::<Vec<_>>().join(" ")
}

async fn open_track(tx: &mut Tx, row: &enquiry::Model, stage: &Stage, fields: &Map<String, Value>) -> Result<()> {
    let Some(kind) = rules::track_of(stage.key) else { return Ok(()) };
    let text = |key: &str| fields.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    let due_on = text("due_on")
        .and_then(|on| on.parse().ok())
        .ok_or_else(|| Error::invalid("due_on", "Please say by when the answer is expected."))?;
    let track = track::Model {
        id: tx.id::<TrackId>(),
        enquiry_id: row.id,
        kind,
        owner_id: tx.actor().person,
        due_on,
        note: text("note").map(str::to_owned),
        opened_at: tx.now(),
        closed_at: None,
    };
    tx.insert(&track).await
}

/// Puts a card elsewhere in its column: one row changes.
pub(in crate::engines::enquiries) async fn place(tx: &mut Tx, place: Place) -> Result<Moved> {
    let before: enquiry::Model = tx.get(place.id).await?;
    let rank = put(tx, before.id, &before.stage, place.after, place.before).await?;
    let after = enquiry::Model { rank, ..before.clone() };
    save(tx, &before, &after).await?;
    Ok(Moved { id: after.id, stage: after.stage })
}

/// Puts an enquiry that showed no progress up for dropping. Void when something happened since.
pub(in crate::engines::enquiries) async fn flag_stale(tx: &mut Tx, flag: Flag) -> Result<()> {
    let before: enquiry::Model = tx.get(flag.id).await?;
    if before.closed_at.is_some() || before.stage == "drop_pending" || before.last_activity_at != flag.idle_since {
        return Ok(());
    }
    let reason = format!("No progress for {} days", rules::IDLE_DAYS);
    let after = enquiry::Model {
        stage: "drop_pending".to_owned(),
        stage_since: tx.now(),
        rank: super::top_of(tx, "drop_pending").await?,
        reason: Some(reason.clone()),
        ..before.clone()
    };
    log(tx, after.id, Line::new(ActivityKind::Move, "Put up for dropping", reason)).await?;
    save(tx, &before, &after).await?;
    tx.announce(&events::Moved {
        id: after.id,
        from: before.stage,
        to: after.stage,
        is_last: true,
        priority: after.priority,
        owner_id: after.owner_id,
    })
}
