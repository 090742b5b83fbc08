//! A board and its sequences at size: windows, moves, ticks and commands.

use std::{
    ops::Range,
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use pebble_tests::Rig;
use serde_json::{Value, json};

use crate::table::Table;

/// Cards on the screen before half of them are: as many as the boards beside ours are measured with.
const SHOWN: [usize; 2] = [1_000, 5_000];
/// Where every eighth card is moved to, in turn, so that each column on the screen has more than it can show.
const ELSEWHERE: [&str; 5] =
    ["pending_specification", "pending_technical_query", "pending_samples", "pending_vq_docs", "pending_supplier_rate"];

/// Runs it: the screen with half of the cards, everything else with all of them.
pub async fn run(table: &mut Table, cards: usize) {
    let rig = Rig::new().await;
    let (mut ids, mut seen, mut took) = (Vec::new(), Vec::new(), Duration::ZERO);
    let mut from = 0;
    for to in SHOWN.into_iter().filter(|few| *few < cards / 2).chain([cards / 2]) {
        let began = Instant::now();
        let opened = open(&rig, from..to).await;
        took += began.elapsed();
        ids.extend(spread(&rig, opened).await);
        seen.extend(crate::screen::run(table, &rig, to, &["bench.mjs"]).await);
        from = to;
    }
    crate::beside::run(table, seen).await;
    let began = Instant::now();
    ids.extend(open(&rig, from..cards).await);
    let rate = cards as f64 / (took + began.elapsed()).as_secs_f64();
    table.add(format!("{cards} enquiries opened, each with its sequence"), format!("{rate:.0}/s"), "-");
    crate::screen::run(table, &rig, cards, &["hands.mjs", "soak.mjs"]).await;
    windows(&rig, table, ids.len()).await;
    commands(&rig, table, &ids).await;
    tick(&rig, table).await;
}

/// Opens enquiries, one after the other; answers their ids.
pub(crate) async fn open(rig: &Rig, numbers: Range<usize>) -> Vec<Value> {
    let company = rig.ask("masters.companies", json!("Nirmal")).await[0]["id"].clone();
    let mut ids = Vec::new();
    for number in numbers {
        let open = json!({ "company_id": company, "contact_id": null, "title": format!("Enquiry {number}"), "product": "Zinc oxide",
            "quantity": "5", "unit": "mt", "value_minor": 1_000_000 + number, "priority": "medium", "mail": null });
        ids.push(rig.tell("enquiries.open", open).await);
    }
    ids
}

/// Moves every eighth card on; gives back those that stay in the first column.
async fn spread(rig: &Rig, ids: Vec<Value>) -> Vec<Value> {
    let mut stayed = Vec::new();
    for (number, id) in ids.into_iter().enumerate() {
        if number % 8 == 0 {
            let to = ELSEWHERE[number / 8 % ELSEWHERE.len()];
            rig.tell("enquiries.advance", moved(&id, to, json!({ "due_on": "2026-12-24" }))).await;
        } else {
            stayed.push(id);
        }
    }
    stayed
}

fn moved(id: &Value, to: &str, fields: Value) -> Value {
    json!({ "id": id, "from": "pending_enquiry", "to": to, "after": null, "before": null, "fields": fields })
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
        moves.push(timed(rig, "enquiries.advance", moved(id, "make_quote", json!({}))).await);
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
