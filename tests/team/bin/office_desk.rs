//! A desk in a process of its own, for the days in which processes are killed.
//!
//! `office-desk FOLDER NOW-MILLIS`: opens the desk of the folder, says so, and answers what is asked on its standard
//! input (`pebble_tests::Asked`) until that ends. Its clock moves only when it is told the time, and by a minute before
//! each round with the office, so that it is time to ask. It runs no loops of its own and has no mailbox.

// A program of the tests may panic: that is how it says no.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::{path::PathBuf, sync::Arc};

use chrono::TimeDelta;
use pebble_core::kernel::{At, Clock, Result, clock::ManualClock};
use pebble_host::{Desk, Parts, assemble};
use pebble_outlook::{ClientId, Cloud, Endpoints, Vault};
use pebble_tests::{Asked, KeyFile};
use serde_json::{Value, json};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// More rounds than any server needs to number what it has taken in.
const ROUNDS: usize = 10_000;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let words: Vec<String> = std::env::args().collect();
    let [_, folder, now] = words.as_slice() else { panic!("a folder and an instant are needed") };
    let clock = Arc::new(ManualClock::at(At::from_millis(now.parse().unwrap())));
    let desk = open(PathBuf::from(folder), Arc::clone(&clock)).await;
    let (heard, mut lines) = tokio::sync::mpsc::unbounded_channel();
    // What the runtime has under way goes on while nobody asks.
    std::thread::spawn(move || {
        for line in std::io::stdin().lines() {
            heard.send(line.unwrap()).unwrap();
        }
    });
    println!("{}", json!("open"));
    while let Some(line) = lines.recv().await {
        let asked: Asked = serde_json::from_str(&line).unwrap();
        clock.set(At::from_millis(asked.now.max(clock.now().millis())));
        let answer = match asked.ask.as_str() {
            "meet" => meet(&desk, &clock).await,
            command => desk.call(command, asked.input).await,
        };
        println!(
            "{}",
            match answer {
                Ok(output) => json!({ "ok": output }),
                Err(refusal) => json!({ "refused": refusal }),
            }
        );
    }
    desk.close().await;
}

async fn open(folder: PathBuf, clock: Arc<ManualClock>) -> Desk {
    let parts = Parts {
        clock,
        endpoints: Endpoints::of(Cloud::Worldwide),
        client: ClientId::new("11111111-2222-4333-8444-555555555555"),
        registration: None,
        vault: Vault::session_only(),
        office: Vault::on_disk(&folder.join("auth"), Arc::new(KeyFile(folder.join("key")))),
        browser: Box::new(|_| {}),
        pace: None,
        is_demo: true,
        downloads: None,
        folder,
    };
    assemble(parts).await.unwrap()
}

/// Rounds until nothing waits, or until something keeps the desk from its office.
async fn meet(desk: &Desk, clock: &ManualClock) -> Result<Value> {
    println!("{}", json!("meeting"));
    for _ in 0..ROUNDS {
        clock.advance(TimeDelta::seconds(61));
        desk.meet_office().await?;
        let office = desk.call("app.office", json!({})).await?;
        let is_under_way = office["state"] == "reading" || (office["state"] == "fine" && office["waiting"] != 0);
        if !is_under_way {
            return Ok(office);
        }
    }
    panic!("the rounds do not come to an end");
}
