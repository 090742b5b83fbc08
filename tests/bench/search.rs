//! The inbox with the mail of years: search as you type, windows of its lists, and opening a long mail.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use pebble_tests::Rig;
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value as Sql};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::table::Table;

/// Mails in one transaction.
const BATCH: usize = 5_000;
/// The commonest words; the others are made of syllables.
const STEMS: [&str; 24] = [
    "price",
    "quote",
    "sample",
    "dispatch",
    "invoice",
    "payment",
    "zinc",
    "oxide",
    "titanium",
    "dioxide",
    "acetone",
    "phenol",
    "resin",
    "grade",
    "purity",
    "drum",
    "tanker",
    "pallet",
    "lorry",
    "port",
    "docket",
    "ledger",
    "certificate",
    "analysis",
];
const SYLLABLES: [&str; 16] =
    ["ba", "ce", "di", "fo", "gu", "ha", "ke", "li", "mo", "nu", "pa", "re", "si", "to", "vu", "za"];
/// Different words.
const VOCABULARY: usize = 6_000;

/// Runs it.
pub async fn run(table: &mut Table, mails: usize) {
    let rig = Rig::new().await;
    rig.turn().await;
    let began = Instant::now();
    fill(&rig, mails).await;
    table.add(
        format!("{mails} mails written, with their index"),
        format!("{:.0} s", began.elapsed().as_secs_f64()),
        "-",
    );
    typing(&rig, table).await;
    windows(&rig, table, mails).await;
    opening(&rig, table).await;
}

/// A word by its rank: a few stand in a good part of all mails, most in hardly any, as in any language.
fn word(seed: usize) -> String {
    let spread = (seed.wrapping_mul(2_654_435_761) >> 7) % 100_000;
    let rank = VOCABULARY * spread * spread / 10_000_000_000;
    if let Some(stem) = STEMS.get(rank) {
        return (*stem).to_owned();
    }
    let syllable = |place: u32| SYLLABLES[rank / 16_usize.pow(place) % 16];
    format!("{}{}{}{}", syllable(0), syllable(1), syllable(2), syllable(3))
}

fn text(number: usize) -> String {
    (0..60).map(|at| word(number * 61 + at)).collect::<Vec<_>>().join(" ")
}

fn id(number: usize) -> Uuid {
    Uuid::from_u128(0xbe7c_0000_0000_0000_0000_0000_0000_0000 + number as u128)
}

async fn one<T: sea_orm::TryGetable>(rig: &Rig, sql: &str) -> T {
    let ask = Statement::from_string(DbBackend::Sqlite, sql.to_owned());
    rig.desk.store().reader().query_one_raw(ask).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

async fn fill(rig: &Rig, mails: usize) {
    let mailbox: Uuid = one(rig, "SELECT id FROM mailbox").await;
    let folder: Uuid = one(rig, "SELECT id FROM folder WHERE role = 'inbox'").await;
    let noon = pebble_tests::noon();
    for from in (0..mails).step_by(BATCH) {
        let tx = rig.desk.store().begin().await.unwrap();
        for number in from..mails.min(from + BATCH) {
            let at = (noon - TimeDelta::minutes(i64::try_from(number).unwrap())).timestamp_millis();
            let (text, thread) = (text(number), number / 3);
            let subject = format!("{} {} {number}", word(number * 67), word(number * 67 + 1));
            let who = format!("buyer{}@company{}.example", number % 900, number % 300);
            let values: Vec<Sql> = vec![
                id(number).into(),
                mailbox.into(),
                folder.into(),
                format!("remote-{number}").into(),
                format!("<{number}@bench.example>").into(),
                format!("<{thread}@bench.example>").into(),
                subject.into(),
                who.into(),
                format!("Buyer {}", number % 900).into(),
                at.into(),
                (number % 5 != 0).into(),
                text.chars().take(255).collect::<String>().into(),
                (number % 3 == 0).into(),
                at.into(),
            ];
            let message = "INSERT INTO message (id, mailbox_id, folder_id, remote_id, generation, change_key, \
                internet_message_id, thread_root, subject, from_address, from_name, recipients, received_at, is_read, \
                is_draft, has_attachments, preview, hydration, direction, disposition, reason, is_corrected, is_head, \
                placed_at, is_back) VALUES (?, ?, ?, ?, 0, '1', ?, ?, ?, ?, ?, '[]', ?, ?, 0, 0, ?, 'whole', 'incoming', \
                'linked', 'Same thread', 0, ?, ?, 0)";
            tx.execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, message, values)).await.unwrap();
            let html =
                if number == 0 { format!("<p>{}</p>", "Long text. ".repeat(18_200)) } else { format!("<p>{text}</p>") };
            let body = "INSERT INTO body (id, html, text, attachments, is_truncated) VALUES (?, ?, ?, '[]', 0)";
            let values: Vec<Sql> = vec![id(number).into(), html.into(), text.into()];
            tx.execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, body, values)).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
}

async fn timed(rig: &Rig, name: &str, input: Value) -> Duration {
    let began = Instant::now();
    rig.ask(name, input).await;
    began.elapsed()
}

fn list(tray: &str, query: Option<&str>, offset: usize) -> Value {
    json!({ "folder": tray, "query": query, "is_grouped": true, "offset": offset, "limit": 50 })
}

/// Every beginning of what is typed is asked for, as the box does.
async fn typing(rig: &Rig, table: &mut Table) {
    let typed = [
        ("a common word", "dispatch"),
        ("a rare word", "zadimo"),
        ("a number", "199913"),
        ("two common words", "titanium dioxide"),
        ("a sender and a word", "from:buyer17 invoice"),
        ("filters alone", "is:unread after:30d"),
        ("a person", "buyer 412"),
    ];
    let mut all = Vec::new();
    for (what, text) in typed {
        let mut times = Vec::new();
        for _ in 0..3 {
            for end in 1..=text.len() {
                times.push(timed(rig, "email.list", list("all", Some(&text[..end]), 0)).await);
            }
        }
        all.extend(times.iter().copied());
        table.times(&format!("search as you type: {what}"), times, "-");
    }
    table.times("search as you type, all of it", all, "<= 50 ms");
}

async fn windows(rig: &Rig, table: &mut Table, mails: usize) {
    for (what, tray) in [("the inbox", "inbox"), ("linked mail", "linked"), ("all mail", "all")] {
        let mut times = Vec::new();
        for number in 0..60 {
            times.push(timed(rig, "email.list", list(tray, None, number * mails / 3 / 60)).await);
        }
        table.times(&format!("window of 50 conversations of {what}, anywhere"), times, "<= 100 ms");
    }
}

async fn opening(rig: &Rig, table: &mut Table) {
    let long = id(0);
    let mut times = Vec::new();
    for _ in 0..50 {
        let began = Instant::now();
        rig.ask("email.detail", json!({ "id": long })).await;
        rig.desk.mail_page(&long.to_string()).await;
        times.push(began.elapsed());
    }
    table.times("opening a mail of 200 kB: its conversation and its page", times, "<= 100 ms");
}
