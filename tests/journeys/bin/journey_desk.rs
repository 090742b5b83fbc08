//! A desk in a process of its own, for the journeys in which the process is killed.
//!
//! `journey-desk IDENTITY-URL GRAPH-URL FOLDER NOW-MILLIS PHASE`: signs in, brings in, does the rep's part of the phase
//! if it is not done yet, lets the clock tick once, and sends. It stands still at the given instant.

// A program of the tests may panic: that is how it says no.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::{path::PathBuf, sync::Arc};

use pebble_core::kernel::{At, clock::ManualClock};
use pebble_host::{Desk, Parts, assemble};
use pebble_outlook::{ClientId, Endpoints, Vault};
use serde_json::json;

#[tokio::main]
async fn main() {
    let words: Vec<String> = std::env::args().collect();
    let [_, identity, graph, folder, now, phase] = words.as_slice() else { panic!("five words are needed") };
    let desk = open(identity, graph, PathBuf::from(folder), At::from_millis(now.parse().unwrap())).await;
    sign_in(&desk).await;
    desk.turn().await.unwrap();
    if phase == "quote" {
        quote(&desk).await;
    }
    desk.tick().await;
    desk.turn().await.unwrap();
}

async fn open(identity: &str, graph: &str, folder: PathBuf, now: At) -> Desk {
    let parts = Parts {
        folder,
        clock: Arc::new(ManualClock::at(now)),
        endpoints: Endpoints::new(identity, graph).unwrap(),
        client: ClientId::new("11111111-2222-4333-8444-555555555555"),
        vault: Vault::session_only(),
        browser: Box::new(|url: &url::Url| {
            let url = url.clone();
            tokio::spawn(async move { reqwest::get(url).await });
        }),
        pace: None,
        is_demo: true,
    };
    let desk = assemble(parts).await.unwrap();
    desk.call("masters.import", pebble_tests::mails::masters()).await.unwrap();
    desk
}

async fn sign_in(desk: &Desk) {
    let mut news = desk.changes();
    desk.call("app.sign_in", json!({})).await.unwrap();
    loop {
        let status = desk.call("app.status", json!({})).await.unwrap();
        match status["sign_in"]["state"].as_str() {
            Some("signed_in") => return,
            Some("failed") => panic!("{status}"),
            _ => {}
        }
        news.recv().await.unwrap();
    }
}

/// The rep's part: the card is quoted, wherever an earlier run left it.
async fn quote(desk: &Desk) {
    let found = desk.call("enquiries.find", json!({ "company_id": null, "query": null })).await.unwrap();
    let id = found[0]["id"].clone();
    let stage = desk.call("enquiries.detail", id.clone()).await.unwrap()["enquiry"]["stage"].clone();
    let steps = [
        ("pending_enquiry", "make_quote", json!({ "product": "Zinc oxide", "quantity": "5" })),
        ("make_quote", "quoted", json!({ "value_minor": 107_500_000, "valid_until": "2026-12-15" })),
    ];
    let from = steps.iter().position(|(from, ..)| stage == *from).unwrap_or(steps.len());
    for (from, to, fields) in steps.into_iter().skip(from) {
        let moved = json!({ "id": id, "from": from, "to": to, "after": null, "before": null, "fields": fields });
        desk.call("enquiries.advance", moved).await.unwrap();
    }
}
