//! Several desks of one office, over a real server: what is done on one is seen on the others, and nothing is lost when
//! the server is away, refuses, or locks a desk out.

mod away;
mod books;
mod effects;
mod files;
#[cfg(unix)]
mod fleet;
mod joining;
mod misfortunes;
mod numbers;
mod policy;
mod refusals;
mod restored;
mod seen;
mod signing_in;
mod undone;

use std::sync::Arc;

use pebble_simulators::SimClock;
use pebble_tests::{Office, Rig, noon};
use serde_json::{Value, json};
use uuid::Uuid;

const ASHA: Uuid = Uuid::from_u128(0xa5);
const RAVI: Uuid = Uuid::from_u128(0x4a);

/// A desk of a person that has joined and read everything.
async fn desk_of(office: &Office, clock: &Arc<SimClock>, person: Uuid) -> Rig {
    let rig = Rig::fresh(clock).await;
    join(office, &rig, person).await;
    rig
}

async fn join(office: &Office, rig: &Rig, person: Uuid) {
    rig.tell("app.join_office", invited(&office.address(), &office.invitation(person))).await;
    meet(rig).await;
}

/// What joins an office with an invitation.
fn invited(address: &str, invitation: &str) -> Value {
    json!({ "address": address, "proof": { "by": "invitation", "invitation": invitation } })
}

/// An office with two desks of Asha's, and the masters that she has imported on the first.
async fn two_desks() -> (Office, Rig, Rig) {
    let clock = SimClock::fixed(noon());
    let office = Office::open(&clock).await;
    two_desks_of(office, &clock).await
}

/// The same, with an office on PostgreSQL.
async fn two_desks_on_postgres(name: &str) -> (Office, Rig, Rig) {
    let clock = SimClock::fixed(noon());
    let office = Office::on_postgres(name, &clock).await;
    two_desks_of(office, &clock).await
}

async fn two_desks_of(office: Office, clock: &Arc<SimClock>) -> (Office, Rig, Rig) {
    let first = desk_of(&office, clock, ASHA).await;
    first.tell("masters.import", pebble_tests::mails::masters()).await;
    meet(&first).await;
    let second = desk_of(&office, clock, ASHA).await;
    (office, first, second)
}

/// Sends and reads everything; a minute passes, so that it is time to ask. What PostgreSQL has taken in comes back once
/// it has been numbered, so a desk may have to ask more than once.
async fn meet(rig: &Rig) {
    let mut office = Value::Null;
    for _ in 0..500 {
        rig.pass(chrono::TimeDelta::seconds(61));
        rig.desk.meet_office().await.unwrap();
        office = standing(rig).await;
        if office["waiting"] == 0 || office["state"] != "fine" {
            break;
        }
    }
    assert_eq!((&office["state"], &office["waiting"]), (&json!("fine"), &json!(0)), "{office}");
}

async fn standing(rig: &Rig) -> Value {
    rig.ask("app.office", json!({})).await
}

async fn unsent(rig: &Rig) -> Vec<Value> {
    rig.ask("app.unsent", json!({})).await.as_array().unwrap().clone()
}

/// The board as a rep sees it: each column that has cards, with their number and their titles.
async fn board(rig: &Rig) -> Vec<Value> {
    let mut shown = Vec::new();
    for column in rig.ask("board.columns", json!({})).await.as_array().unwrap() {
        let window = json!({ "column": column["key"], "offset": 0, "limit": 200, "filter": {} });
        let cards = rig.ask("board.window", window).await["cards"].clone();
        let titles: Vec<Value> = cards.as_array().unwrap().iter().map(|card| card["title"].clone()).collect();
        assert_eq!(column["count"], json!(titles.len()), "{column}");
        if !titles.is_empty() {
            shown.push(json!([column["key"], titles]));
        }
    }
    shown
}
