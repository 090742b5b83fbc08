//! A board and its sequences at size: windows, moves, ticks and commands.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use pebble_tests::Rig;
use serde_json::{Value, json};

use crate::table::Table;

/// Runs it.
pub async fn run(table: &mut Table, cards: usize) {
    let rig = Rig::new().await;
    let company = rig.ask("masters.companies", json!("Nirmal")).await[0]["id"].clone();
    let began = Instant::now();
    let mut ids = Vec::new();
    for number in 0..cards {
        let open = json!({ "company_id": company, "contact_id": null, "title": format!("Enquiry {number}"), "product": "Zinc oxide",
            "quantity": "5", "unit": "mt", "value_minor": 1_000_000 + number, "priority": "medium", "mail": null });
        ids.push(rig.tell("enquiries.open", open).await);
    }
    table.add(
        format!("{cards} enquiries opened, each with its sequence"),
        format!("{:.0}/s", cards as f64 / began.elapsed().as_secs_f64()),
        "-",
    );
    windows(&rig, table, cards).await;
    commands(&rig, table, &ids).await;
    tick(&rig, table).await;
}

async fn timed(rig: &Rig, name: &str, input: Value) -> Duration {
    let began = Instant::now();
    rig.ask(name, input).await;
    began.elapsed()
}

async fn windows(rig: &Rig, table: &mut Table, cards: usize) {
    let mut times = Vec::new();
    for number in 0..200 {
        let offset = number * cards / 200;
        let window = json!({ "column": "pending_enquiry", "offset": offset, "limit": 100 });
        times.push(timed(rig, "board.window", window).await);
    }
    table.times("board window of 100 cards, anywhere", times, "<= 50 ms");
    let mut times = Vec::new();
    for _ in 0..50 {
        times.push(timed(rig, "board.columns", json!({})).await);
    }
    table.times("column heads", times, "<= 50 ms");
}

async fn commands(rig: &Rig, table: &mut Table, ids: &[Value]) {
    let mut moves = Vec::new();
    let mut notes = Vec::new();
    let mut details = Vec::new();
    for id in ids.iter().step_by((ids.len() / 200).max(1)) {
        let moved = json!({ "id": id, "from": "pending_enquiry", "to": "make_quote", "after": null, "before": null, "fields": {} });
        moves.push(timed(rig, "enquiries.advance", moved).await);
        notes.push(timed(rig, "enquiries.note", json!({ "id": id, "text": "Spoke with him" })).await);
        details.push(timed(rig, "enquiries.detail", id.clone()).await);
    }
    table.times("move a card, stored", moves, "<= 50 ms");
    table.times("write a note, stored", notes, "<= 50 ms");
    table.times("open a record", details, "<= 50 ms");
    let mut finds = Vec::new();
    for number in 0..100 {
        finds.push(
            timed(rig, "enquiries.find", json!({ "company_id": null, "query": format!("Enquiry {}", number * 37) }))
                .await,
        );
    }
    table.times("search as you type", finds, "<= 50 ms");
}

async fn tick(rig: &Rig, table: &mut Table) {
    let began = Instant::now();
    rig.desk.tick().await;
    table.add("tick with nothing due", format!("{:.2?}", began.elapsed()), "-");
    rig.pass(TimeDelta::days(5));
    let began = Instant::now();
    let fired = rig.desk.tick().await;
    table.add(format!("tick that fires {fired} touches"), format!("{:.2?}", began.elapsed()), "-");
}
