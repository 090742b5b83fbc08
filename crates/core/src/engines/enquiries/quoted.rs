//! What becomes of an enquiry when it is quoted for: its timeline, and the stage that follows.

use serde_json::{Map, Value, json};

use super::{
    commands::{Line, advance, log, save},
    model::{ActivityKind, Advance, EnquiryId, enquiry},
    rules::PIPELINE,
};
use crate::{
    engines::{
        orders::events::Placed,
        quotations::events::{Drafted, Ended, Ending, Sent},
    },
    kernel::{
        Result, Tx,
        money::{Currency, Money},
    },
};

/// A quotation was begun, or a revision of one.
pub(super) async fn log_draft(tx: &mut Tx, event: Drafted) -> Result<()> {
    let title = match event.number {
        Some(number) => format!("Revision {} of {number} begun", event.revision),
        None => "Quotation begun".to_owned(),
    };
    tell_of(tx, event.enquiry_id, title, String::new()).await
}

/// A quotation was sent: what it comes to is what the enquiry is worth, and the price holds until its day.
pub(super) async fn follow_sent(tx: &mut Tx, event: Sent) -> Result<()> {
    let body = match Currency::parse(&event.currency) {
        Ok(currency) => format!("{}, until {}", Money::new(event.total_minor, currency), event.valid_until),
        Err(_) => format!("Until {}", event.valid_until),
    };
    tell_of(tx, event.enquiry_id, format!("Quotation {} sent", event.label), body).await?;
    let row: enquiry::Model = tx.get(event.enquiry_id).await?;
    let facts = json!({ "value_minor": event.total_minor, "valid_until": event.valid_until });
    if row.stage == "quoted" {
        let (value_minor, valid_until) = (Some(event.total_minor), Some(event.valid_until));
        return save(tx, &row, &enquiry::Model { value_minor, valid_until, ..row.clone() }).await;
    }
    follow(tx, &row, "quoted", facts).await
}

/// A quotation ended. One that is won wins the enquiry; of one that is lost there may be others.
pub(super) async fn follow_end(tx: &mut Tx, event: Ended) -> Result<()> {
    let (title, body) = match event.how {
        Ending::Won => (format!("Quotation {} won", event.label), event.po_number.clone()),
        Ending::Lost => (format!("Quotation {} lost", event.label), event.reason.clone()),
        Ending::Expired => (format!("Quotation {} expired", event.label), None),
    };
    if event.how == Ending::Expired {
        // The clock did it, so it is no sign of life.
        return log(tx, event.enquiry_id, Line::new(ActivityKind::Quotation, title, "")).await;
    }
    tell_of(tx, event.enquiry_id, title, body.unwrap_or_default()).await?;
    match event.po_number {
        Some(po_number) if event.how == Ending::Won => {
            let row: enquiry::Model = tx.get(event.enquiry_id).await?;
            follow(tx, &row, "won", json!({ "po_number": po_number })).await
        }
        _ => Ok(()),
    }
}

/// An order has its number.
pub(super) async fn log_order(tx: &mut Tx, event: Placed) -> Result<()> {
    let line = Line::new(ActivityKind::Quotation, format!("Order {} placed", event.number), "");
    log(tx, event.enquiry_id, line).await
}

/// A line by the acting person, who has worked on the enquiry with it.
async fn tell_of(tx: &mut Tx, id: EnquiryId, title: String, body: String) -> Result<()> {
    log(tx, id, Line::new(ActivityKind::Quotation, title, body)).await?;
    let before: enquiry::Model = tx.get(id).await?;
    save(tx, &before, &enquiry::Model { last_activity_at: tx.now(), ..before.clone() }).await
}

/// Moves the enquiry on where its stages allow it; one that a person has put elsewhere stays there.
async fn follow(tx: &mut Tx, row: &enquiry::Model, to: &str, facts: Value) -> Result<()> {
    if !PIPELINE.reachable(&row.stage).any(|stage| stage.key == to) {
        return Ok(());
    }
    let fields: Map<String, Value> = facts.as_object().cloned().unwrap_or_default();
    let move_on = Advance { id: row.id, from: row.stage.clone(), to: to.to_owned(), after: None, before: None, fields };
    advance(tx, move_on).await.map(|_| ())
}
