//! First sync of a large mailbox, beside a bare read of the same pages and batches plus raw inserts of the same rows.

use std::time::Instant;

use chrono::TimeDelta;
use pebble_core::engines::email::mailbox::{Change, Cursor, Fetch};
use pebble_outlook::{ClientId, Endpoints, Outlook, Vault};
use pebble_tests::{Rig, mails};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::table::Table;

/// Runs it.
pub async fn run(table: &mut Table, mails: usize) {
    let rig = Rig::new().await;
    fill(&rig, mails);
    let (read, inserted) = bare(&rig).await;
    let began = Instant::now();
    rig.turn().await;
    let whole = began.elapsed();
    rig.assert_all_accounted_for().await;
    rig.sim.assert_clean();
    let rate = |span: std::time::Duration| mails as f64 / span.as_secs_f64();
    let limit = read + inserted;
    table.add(format!("bare read of {mails} messages"), format!("{:.0}/s", rate(read)), "-");
    table.add("bare read + raw inserts", format!("{:.0}/s", rate(limit)), "-");
    table.add("first sync, read, filed", format!("{:.0}/s", rate(whole)), "-");
    table.add("share of the limit", format!("{:.0} %", 100.0 * limit.as_secs_f64() / whole.as_secs_f64()), ">= 50 %");
}

fn fill(rig: &Rig, mails: usize) {
    let senders =
        [mails::RAMESH, "latha@deccanrubber.example", "news@tradeletter.example", "someone@elsewhere.example"];
    for number in 0..mails {
        let sender = senders[number % senders.len()];
        let mut message = mails::mail(
            sender,
            "Sender",
            &format!("Mail {number} about material"),
            &format!(
                "Dear Asha,\n\nThis is mail {number}. Please confirm the dispatch of lot {number} and send the papers.\n\nRegards"
            ),
        );
        message.received_at = Some(pebble_tests::noon() - TimeDelta::minutes(i64::try_from(number).unwrap()));
        if sender.starts_with("news@") {
            message.headers = vec![("List-Unsubscribe".to_owned(), "<https://tradeletter.example/u>".to_owned())];
        }
        rig.deliver(message);
    }
}

/// Reads every page and body and inserts what came, doing nothing else.
async fn bare(rig: &Rig) -> (std::time::Duration, std::time::Duration) {
    let endpoints = Endpoints::new(rig.sim.identity_url(), rig.sim.graph_url()).unwrap();
    let clock = std::sync::Arc::new(pebble_core::kernel::clock::ManualClock::at(rig.desk.now()));
    let outlook =
        Outlook::new(endpoints, ClientId::new("11111111-2222-4333-8444-555555555555"), Vault::session_only(), clock)
            .unwrap();
    let browser = |url: &url::Url| {
        let url = url.clone();
        tokio::spawn(async move { reqwest::get(url).await });
    };
    outlook.sign_in(&browser, std::future::pending()).await.unwrap();
    let mailbox = outlook.mailbox().unwrap();
    let began = Instant::now();
    let mut rows = Vec::new();
    for folder in mailbox.folders().await.unwrap().into_iter().filter(|folder| folder.is_synced) {
        let mut cursor = Cursor::Start;
        let mut ids = Vec::new();
        while !matches!(cursor, Cursor::Delta(_)) {
            let page = mailbox.changes(&folder.id, &cursor).await.unwrap();
            cursor = page.cursor;
            ids.extend(page.items.into_iter().filter_map(|item| match item {
                Change::Upsert(envelope) => Some(envelope.id),
                _ => None,
            }));
        }
        for chunk in ids.chunks(20) {
            for answer in mailbox.fetch(chunk).await.unwrap() {
                if let Fetch::Message(message) = answer {
                    rows.push((
                        message.envelope.id.clone(),
                        message.envelope.subject.clone(),
                        message.html.clone(),
                        message.text.clone(),
                    ));
                }
            }
        }
    }
    let read = began.elapsed();
    let began = Instant::now();
    insert(rows).await;
    (read, began.elapsed())
}

async fn insert(rows: Vec<(String, String, String, String)>) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("raw.db").display());
    let db = sea_orm::Database::connect(url).await.unwrap();
    db.execute_unprepared("PRAGMA journal_mode = WAL").await.unwrap();
    db.execute_unprepared("CREATE TABLE raw (id TEXT PRIMARY KEY, subject TEXT, html TEXT, text TEXT)").await.unwrap();
    for chunk in rows.chunks(20) {
        db.execute_unprepared("BEGIN").await.unwrap();
        for (id, subject, html, text) in chunk {
            let values = [id.into(), subject.into(), html.into(), text.into()];
            let insert =
                Statement::from_sql_and_values(DbBackend::Sqlite, "INSERT INTO raw VALUES (?, ?, ?, ?)", values);
            db.execute_raw(insert).await.unwrap();
        }
        db.execute_unprepared("COMMIT").await.unwrap();
    }
}
