//! Keeping cards and column totals true.

use super::model::{TotalId, card, total};
use crate::{
    engines::{
        enquiries::{
            events::{Changed, Gone},
            model::{TrackKind, enquiry},
            rules::flag_on,
        },
        followups::events::{Planned, Waiting},
    },
    kernel::{At, Result, Tx, calendar::Calendar, ids::derive},
};

/// Draws the card of an enquiry anew.
pub(super) async fn redraw(tx: &mut Tx, event: Changed) -> Result<()> {
    let row = event.enquiry;
    let calendar: Calendar = tx.read().setting().await?;
    let before: Option<card::Model> = tx.read().find(row.id).await?;
    let after = card::Model {
        id: row.id,
        stage: row.stage.clone(),
        rank: row.rank.clone(),
        title: row.title.clone(),
        company: event.company,
        product: product_line(&row),
        value_minor: row.value_minor,
        currency: row.currency.clone(),
        priority: row.priority,
        owner_id: row.owner_id,
        tracks: event.tracks.join(","),
        stage_since: row.stage_since,
        last_activity_at: row.last_activity_at,
        flag_on: flag_on(&row, calendar.local_date(row.last_activity_at.utc())),
        company_id: Some(row.company_id),
        product_key: row.product.as_deref().map(|product| product.trim().to_lowercase()),
        lead_track: event.tracks.first().and_then(|kind| TrackKind::from_key(kind)),
        next_at: before.as_ref().and_then(|before| before.next_at),
        next_label: before.as_ref().and_then(|before| before.next_label.clone()),
        next_text: before.as_ref().and_then(|before| before.next_text.clone()),
        task_at: before.as_ref().and_then(|before| before.task_at),
        task_title: before.as_ref().and_then(|before| before.task_title.clone()),
        due_at: before.as_ref().and_then(|before| before.due_at),
    };
    match &before {
        Some(before) => tx.update(before, &after).await?,
        None => tx.insert(&after).await?,
    }
    recount(tx, before.as_ref(), Some(&after)).await
}

/// Takes away the card of an enquiry that is here no longer.
pub(super) async fn erase(tx: &mut Tx, event: Gone) -> Result<()> {
    let Some(before) = tx.read().find::<card::Model>(event.id).await? else { return Ok(()) };
    tx.remove(&before).await?;
    recount(tx, Some(&before), None).await
}

fn product_line(row: &enquiry::Model) -> Option<String> {
    let product = row.product.clone()?;
    Some(match (&row.quantity, &row.unit) {
        (Some(quantity), Some(unit)) => format!("{product}, {quantity} {unit}"),
        (Some(quantity), None) => format!("{product}, {quantity}"),
        (None, _) => product,
    })
}

/// The sums of the columns that a card left and entered.
async fn recount(tx: &mut Tx, before: Option<&card::Model>, after: Option<&card::Model>) -> Result<()> {
    let worth = |card: &card::Model| card.value_minor.unwrap_or(0);
    if let (Some(before), Some(after)) = (before, after)
        && before.stage == after.stage
    {
        return add(tx, &after.stage, 0, worth(after).saturating_sub(worth(before))).await;
    }
    if let Some(before) = before {
        add(tx, &before.stage, -1, worth(before).saturating_neg()).await?;
    }
    match after {
        Some(after) => add(tx, &after.stage, 1, worth(after)).await,
        None => Ok(()),
    }
}

async fn add(tx: &mut Tx, stage: &str, cards: i64, value_minor: i64) -> Result<()> {
    if cards == 0 && value_minor == 0 {
        return Ok(());
    }
    let id = TotalId(derive(&[b"column", stage.as_bytes()]));
    match tx.read().find::<total::Model>(id).await? {
        Some(before) => {
            let after = total::Model {
                cards: before.cards.saturating_add(cards),
                value_minor: before.value_minor.saturating_add(value_minor),
                ..before.clone()
            };
            tx.update(&before, &after).await
        }
        None => tx.insert(&total::Model { id, stage: stage.to_owned(), cards, value_minor }).await,
    }
}

/// Shows what the sequence does next.
pub(super) async fn show_next(tx: &mut Tx, event: Planned) -> Result<()> {
    let Some(before) = tx.read().find::<card::Model>(event.enquiry_id).await? else { return Ok(()) };
    let after = card::Model {
        next_at: event.next_at,
        next_label: event.label,
        next_text: event.text,
        due_at: earlier(event.next_at, before.task_at),
        ..before.clone()
    };
    tx.update(&before, &after).await
}

/// Shows the task that is due first.
pub(super) async fn show_task(tx: &mut Tx, event: Waiting) -> Result<()> {
    let Some(before) = tx.read().find::<card::Model>(event.enquiry_id).await? else { return Ok(()) };
    let after = card::Model {
        task_at: event.due_at,
        task_title: event.title,
        due_at: earlier(before.next_at, event.due_at),
        ..before.clone()
    };
    tx.update(&before, &after).await
}

fn earlier(one: Option<At>, other: Option<At>) -> Option<At> {
    one.into_iter().chain(other).min()
}
