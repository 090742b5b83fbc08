//! A desk in a process of its own, for the journeys in which the process is killed.
//!
//! `journey-desk IDENTITY-URL GRAPH-URL FOLDER NOW-MILLIS PART`: opens the desk of the folder at the given instant, which
//! does not pass, and does one part of the journey, as far as it is not done yet:
//!
//! - `quote`: signs in, brings the mail in, quotes every card, ticks, sends.
//! - `away`: ticks once, and asks the mailbox for nothing.
//! - `online`: ticks once, brings in and sends.
//! - `write`: signs in, brings the mail in, forwards the newest with two files of the rep's own, and sends.
//!
//! Before and after each commit it stands still: it says where it is on a line of its own, and goes on when a line comes
//! in. What the masters hold on the first day lies in the folder's `masters.json`.

// A program of the tests may panic: that is how it says no.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::{
    fmt::Debug,
    path::{Path, PathBuf},
    sync::Arc,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use pebble_core::kernel::{At, clock::ManualClock};
use pebble_host::{Desk, Parts, assemble};
use pebble_outlook::{ClientId, Endpoints, Vault};
use pebble_tests::KeyFile;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use serde_json::{Value, json};
use tracing::{Event, Level, Subscriber, field::Field};
use tracing_subscriber::{
    Layer, filter::Targets, layer::Context, layer::SubscriberExt, registry, util::SubscriberInitExt,
};

// One thread: while the process stands still, all of it does.
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let words: Vec<String> = std::env::args().collect();
    let [_, identity, graph, folder, now, part] = words.as_slice() else { panic!("five words are needed") };
    let commits = Targets::new().with_target("pebble_core::kernel::tx", Level::DEBUG);
    registry().with(Commits.with_filter(commits.with_target("sea_orm_migration", Level::INFO))).init();
    let desk = open(identity, graph, PathBuf::from(folder), At::from_millis(now.parse().unwrap())).await;
    if part == "away" {
        desk.tick().await;
        return;
    }
    sign_in(&desk).await;
    if part == "quote" {
        desk.turn().await.unwrap();
        quote(&desk).await;
    }
    if part == "write" {
        desk.turn().await.unwrap();
        forward(&desk).await;
    }
    desk.tick().await;
    desk.turn().await.unwrap();
}

/// Stands still at each commit.
struct Commits;

impl<S: Subscriber> Layer<S> for Commits {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut words = Vec::new();
        event.record(&mut |field: &Field, value: &dyn Debug| match field.name() {
            "message" => words.insert(0, format!("{value:?}")),
            "command" | "topics" => words.push(format!("{value:?}").replace('"', "")),
            _ => {}
        });
        let line = words.join(" ");
        // A transaction that changed no row, and a schema that has nothing to learn, are no steps.
        if line.ends_with("{}") || line.contains("pending migrations") {
            return;
        }
        println!("{line}");
        let mut answer = String::new();
        if std::io::stdin().read_line(&mut answer).unwrap() == 0 {
            panic!("nobody is there to say that it may go on");
        }
    }
}

async fn open(identity: &str, graph: &str, folder: PathBuf, now: At) -> Desk {
    let parts = Parts {
        clock: Arc::new(ManualClock::at(now)),
        endpoints: Endpoints::new(identity, graph).unwrap(),
        client: ClientId::new("11111111-2222-4333-8444-555555555555"),
        registration: None,
        vault: Vault::on_disk(&folder.join("auth"), Arc::new(KeyFile(folder.join("key")))),
        office: Vault::session_only(),
        browser: Box::new(|url: &url::Url| {
            let url = url.clone();
            tokio::spawn(async move { reqwest::get(url).await });
        }),
        pace: None,
        is_demo: true,
        downloads: None,
        folder: folder.clone(),
    };
    let desk = assemble(parts).await.unwrap();
    let known = desk.call("masters.companies", json!("")).await.unwrap();
    if known.as_array().unwrap().is_empty() {
        desk.call("masters.import", masters(&folder)).await.unwrap();
    }
    desk
}

fn masters(folder: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join("masters.json")).unwrap()).unwrap()
}

/// Takes up an earlier sign-in, or signs in.
async fn sign_in(desk: &Desk) {
    let mut news = desk.changes();
    desk.restore().await;
    let status = desk.call("app.status", json!({})).await.unwrap();
    if status["sign_in"]["state"] == "signed_in" {
        return;
    }
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

/// The rep's part: every card is quoted, wherever an earlier life left it.
async fn quote(desk: &Desk) {
    let found = desk.call("enquiries.find", json!({ "company_id": null, "query": null })).await.unwrap();
    for card in found.as_array().unwrap() {
        let id = card["id"].clone();
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
}

/// The rep's part in `write`: a mail passed on with a small file and a large one, wherever an earlier life left it.
async fn forward(desk: &Desk) {
    let all = "SELECT COUNT(*) FROM effect";
    let row = desk.store().reader().query_one_raw(Statement::from_string(DbBackend::Sqlite, all)).await.unwrap();
    if row.unwrap().try_get_by_index::<i64>(0).unwrap() > 0 {
        return;
    }
    let page = json!({ "folder": "all", "query": null, "offset": 0, "limit": 1 });
    let newest = desk.call("email.list", page).await.unwrap()["rows"][0].clone();
    desk.call("email.set_writing", json!({ "signature": "<p>Asha</p>", "undo_seconds": 0 })).await.unwrap();
    let begin = json!({ "way": "forward", "answers": newest["id"], "enquiry_id": null, "to": [] });
    let draft = desk.call("email.draft_begin", begin).await.unwrap();
    let there = draft["files"].as_array().unwrap().len();
    for (name, size) in [("TDS.pdf", 1_000), ("Catalogue.pdf", 4 << 20)].into_iter().skip(there) {
        let bytes = STANDARD.encode(vec![7; size]);
        let piece = json!({ "upload": null, "offset": 0, "bytes": bytes });
        let upload = desk.call("app.stage_file", piece).await.unwrap()["upload"].clone();
        let file = json!({ "upload": upload, "draft_id": draft["id"], "name": name, "media_type": "application/pdf" });
        desk.call("app.attach_to_draft", file).await.unwrap();
    }
    let written = json!({
        "id": draft["id"],
        "to": [{ "name": "Lab", "address": "lab@toll-blender.example" }],
        "cc": [],
        "bcc": [{ "name": "", "address": "archive@pebblechem.example" }],
        "subject": draft["subject"],
        "html": "<p>Please have a look at this.</p>",
    });
    desk.call("email.draft_send", json!({ "written": written, "not_before": null })).await.unwrap();
}
