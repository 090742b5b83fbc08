//! The rep's past weeks on the demo board: a mailbox alone leaves every card where it was opened, so the demo makes
//! the moves a rep would have made by now, through the same commands. They are not what the person at it has done.

use pebble_core::{
    engines::board::model::{Card, Cards, Window},
    kernel::{At, Result, engine::encode},
};
use serde_json::{Map, Value, json};

use crate::Desk;

/// The cards of which something falls due today are among so many.
const TODAYS: usize = 14;

/// Makes the moves once the first sync has filled the board. A board that has moved cards already is left alone.
pub(crate) async fn make(desk: Desk) {
    let mut news = desk.changes();
    while !is_filled(&desk).await {
        if news.recv().await.is_err() {
            return;
        }
    }
    if let Err(refusal) = moves(&desk).await {
        tracing::warn!(%refusal, "the demo's past could not be made");
    }
}

async fn is_filled(desk: &Desk) -> bool {
    crate::app::status(desk).await.is_ok_and(|status| status.sync.last_at.is_some())
}

async fn moves(desk: &Desk) -> Result<()> {
    let columns = desk.call("board.columns", json!({})).await?;
    let moved =
        columns.as_array().into_iter().flatten().skip(1).filter_map(|column| column["count"].as_i64()).sum::<i64>();
    if moved > 0 {
        return Ok(());
    }
    let window = Window { column: "pending_enquiry".to_owned(), offset: 0, limit: 200, ..Window::default() };
    let cards = desk.call("board.window", encode(&window)?).await?;
    let cards: Cards = pebble_core::kernel::engine::decode(cards)?;
    for (place, card) in cards.cards.into_iter().enumerate() {
        one(desk, place, &card).await?;
    }
    Ok(())
}

async fn one(desk: &Desk, place: usize, card: &Card) -> Result<()> {
    let day = |days: i64| on(desk.now(), days);
    let value = 12_000_000_i64.saturating_add(i64::try_from(place).unwrap_or_default().saturating_mul(3_750_000));
    let rupees = json!({ "id": card.id, "title": null, "product": null, "quantity": null, "unit": null, "value_minor": value,
        "priority": null });
    let pending = |note: &str| json!({ "due_on": day(4), "note": note });
    let quote = json!({ "value_minor": value, "valid_until": day(12) });
    let (path, has_value): (Vec<(&str, Value)>, bool) = match place % 12 {
        1 => (vec![("pending_samples", pending("500 g for trial"))], true),
        2 => (vec![("pending_technical_query", pending("Lab to confirm particle size"))], false),
        3 | 8 if card.product.is_some() => (vec![("make_quote", json!({ "quantity": "1" }))], true),
        4 | 9 if card.product.is_some() => (vec![("make_quote", json!({ "quantity": "1" })), ("quoted", quote)], false),
        5 => (vec![("pending_supplier_rate", pending("Waiting for the importer"))], true),
        6 => (vec![("pending_vq_docs", pending("Questionnaire and bank letter"))], false),
        7 => (vec![("pending_specification", pending("Grade to be confirmed"))], false),
        10 => (vec![("long_pendency", json!({ "review_on": day(30) }))], true),
        _ => (Vec::new(), place.is_multiple_of(2)),
    };
    if has_value {
        desk.internal::<Value>("enquiries.edit", &rupees).await?;
    }
    let mut from = card.stage.clone();
    for (to, fields) in path {
        let fields: Map<String, Value> = fields.as_object().cloned().unwrap_or_default();
        let fields = known(card, fields);
        let advance = json!({ "id": card.id, "from": from, "to": to, "after": null, "before": null, "fields": fields });
        desk.internal::<Value>("enquiries.advance", &advance).await?;
        to.clone_into(&mut from);
    }
    if from == "make_quote" {
        quotation(desk, card).await?;
    }
    if place < TODAYS { remind(desk, place, card).await } else { Ok(()) }
}

/// What the rep had promised for today, and one thing for yesterday: enough to begin a day with.
async fn remind(desk: &Desk, place: usize, card: &Card) -> Result<()> {
    let (title, hours) = match place % 12 {
        1 => ("Ring about the 500 g trial", 2),
        2 => ("Ask the lab for the particle size", -24),
        5 => ("Ask the importer for his rate", -1),
        6 => ("Send the bank letter", 3),
        7 => ("Ask which grade they use", 0),
        9 => ("Ring about our price", 1),
        _ => return Ok(()),
    };
    let due = desk.now().plus(chrono::TimeDelta::hours(hours));
    let reminder = json!({ "enquiry_id": card.id, "title": title, "due_at": due });
    desk.internal::<Value>("followups.remind", &reminder).await.map(|_| ())
}

/// A quotation is being made of what the card asks for.
async fn quotation(desk: &Desk, card: &Card) -> Result<()> {
    let content = desk.call("quotations.propose", json!(card.id)).await?;
    let draft = json!({ "enquiry_id": card.id, "content": content });
    desk.internal::<Value>("quotations.draft", &draft).await.map(|_| ())
}

/// The card's own quantity stands; the stand-in serves only where the mail named none.
fn known(card: &Card, mut fields: Map<String, Value>) -> Map<String, Value> {
    if card.product.as_deref().is_some_and(|line| line.contains(", ")) {
        fields.remove("quantity");
    }
    fields
}

fn on(now: At, days: i64) -> String {
    now.plus(chrono::TimeDelta::days(days)).utc().date_naive().to_string()
}
