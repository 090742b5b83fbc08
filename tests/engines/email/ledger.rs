//! The ledger of the mailbox: what Outlook counts, what is here of it, and where a mail is that somebody misses.

use chrono::TimeDelta;
use pebble_core::kernel::Code;
use pebble_simulators::{Fault, NewMessage};
use pebble_tests::Rig;
use serde_json::{Value, json};

use super::{desk, list, vague};

async fn ledger(rig: &Rig) -> Value {
    rig.ask("app.ledger", json!({})).await
}

async fn folder(rig: &Rig, role: &str) -> Value {
    let view = ledger(rig).await;
    let folders = view["ledger"]["folders"].as_array().unwrap();
    folders.iter().find(|folder| folder["role"] == role).unwrap_or_else(|| panic!("{view}")).clone()
}

async fn find(rig: &Rig, text: &str) -> Value {
    rig.tell("app.find_mail", json!({ "text": text })).await
}

/// A mail with a name of its own, in a folder.
fn named(name: &str, folder: &str) -> NewMessage {
    NewMessage { internet_message_id: Some(format!("<{name}@x.example>")), folder: folder.into(), ..vague(name) }
}

/// A mail that the desk has never seen is in the inbox, and no feed tells of it.
async fn with_silent(rig: &Rig) -> String {
    rig.turn().await;
    rig.sim.modes(|modes| modes.destination_reports_moves = false);
    let server = rig.mailbox.deliver(named("silent", "deleteditems")).unwrap();
    assert!(rig.mailbox.move_message(&server, "inbox"));
    server
}

#[tokio::test]
async fn the_ledger_says_of_each_folder_what_outlook_counts_and_what_is_here() {
    let rig = desk().await;
    rig.deliver(named("one", "inbox"));
    let mut odd = named("odd", "inbox");
    odd.overrides.insert("receivedDateTime".to_owned(), json!("the day before yesterday"));
    rig.deliver(odd);
    rig.deliver(named("thrown", "deleteditems"));
    rig.turn().await;
    let inbox = folder(&rig, "inbox").await;
    assert_eq!((&inbox["on_server"], &inbox["is_read"], &inbox["phase"]), (&json!(2), &json!(true), &json!("steady")));
    assert_eq!(inbox["here"], json!({ "stored": 1, "waiting": 0, "unreadable": 1, "unknown": 1 }), "{inbox}");
    assert!(inbox["audited_at"].is_string(), "both counts are the same: {inbox}");
    let thrown = folder(&rig, "deleted").await;
    assert_eq!((&thrown["on_server"], &thrown["is_read"]), (&json!(1), &json!(false)));
    assert_eq!(thrown["here"]["stored"], 0);
    let view = ledger(&rig).await;
    assert!((5..60).contains(&view["requests"].as_u64().unwrap()), "{view}");
}

#[tokio::test]
async fn a_mail_that_no_feed_tells_of_is_found_by_the_weekly_count_and_by_nothing_sooner() {
    let rig = desk().await;
    with_silent(&rig).await;
    for _ in 0..4 {
        rig.turn().await;
    }
    let inbox = folder(&rig, "inbox").await;
    assert_eq!((&inbox["on_server"], &inbox["here"]["stored"]), (&json!(1), &json!(0)), "it is not the week's turn");
    rig.pass(TimeDelta::days(8));
    for _ in 0..3 {
        rig.turn().await;
        assert_eq!(list(&rig, "all", None).await, Vec::<Value>::new(), "a mail may come between two counts");
    }
    rig.turn().await;
    assert_eq!(folder(&rig, "inbox").await["here"]["stored"], 1);
    rig.assert_all_accounted_for().await;
    let well = folder(&rig, "inbox").await;
    assert!(well["audited_at"].as_str() >= well["reread_at"].as_str(), "{well}");
    rig.pass(TimeDelta::days(30));
    for _ in 0..5 {
        rig.turn().await;
    }
    assert_eq!(folder(&rig, "inbox").await["reread_at"], well["reread_at"], "it is read anew once");
}

#[tokio::test]
async fn a_folder_that_counts_what_is_no_mail_is_read_anew_once_and_then_left_in_peace() {
    let rig = desk().await;
    rig.deliver(named("one", "inbox"));
    let mut draft = named("draft", "inbox");
    draft.overrides.insert("isDraft".to_owned(), json!(true));
    let draft = rig.mailbox.deliver(draft).unwrap();
    for _ in 0..8 {
        rig.turn().await;
    }
    let inbox = folder(&rig, "inbox").await;
    assert_eq!((&inbox["apart"], &inbox["here"]["stored"]), (&json!(1), &json!(1)), "a draft is counted: {inbox}");
    assert!(inbox["audited_at"].as_str() >= inbox["reread_at"].as_str(), "{inbox}");
    for _ in 0..3 {
        rig.pass(TimeDelta::days(8));
        for _ in 0..5 {
            rig.turn().await;
        }
    }
    assert_eq!(folder(&rig, "inbox").await["reread_at"], inbox["reread_at"]);
    assert!(rig.mailbox.delete(&draft));
    rig.pass(TimeDelta::days(8));
    for _ in 0..8 {
        rig.turn().await;
    }
    assert_eq!(folder(&rig, "inbox").await["apart"], 0);
}

#[tokio::test]
async fn a_mail_is_found_by_its_message_id_with_the_folder_it_is_in_and_what_became_of_it() {
    let rig = desk().await;
    rig.deliver(named("one", "inbox"));
    rig.turn().await;
    let found = find(&rig, "Message-ID: <one@x.example>").await;
    let [mail] = found["mails"].as_array().unwrap().as_slice() else { panic!("{found}") };
    assert_eq!((&found["kind"], &mail["row"]["subject"]), (&json!("here"), &json!("one")));
    assert_eq!((&mail["folder"], &mail["gone_at"]), (&json!("Inbox"), &Value::Null));
    assert_eq!(mail["row"]["disposition"], "unclassified");
    let refused = rig.refused("app.find_mail", json!({ "text": "the one about drums" })).await;
    assert_eq!((refused.code, refused.field.as_deref()), (Code::Invalid, Some("text")));
}

#[tokio::test]
async fn a_mail_that_is_missed_is_asked_for_in_outlook_and_fetched_when_its_folder_is_read() {
    let rig = desk().await;
    let server = with_silent(&rig).await;
    let link = format!("https://outlook.office365.com/owa/?ItemID={}&exvsurl=1", server.replace('=', "%3D"));
    let found = find(&rig, &link).await;
    assert_eq!((&found["kind"], &found["mails"][0]["row"]["subject"]), (&json!("here"), &json!("silent")), "{found}");
    rig.assert_all_accounted_for().await;
}

#[tokio::test]
async fn a_mail_that_was_thrown_away_and_taken_back_without_a_word_is_found_and_brought_back() {
    let rig = desk().await;
    let server = rig.mailbox.deliver(named("back", "inbox")).unwrap();
    rig.turn().await;
    assert!(rig.mailbox.move_message(&server, "deleteditems"));
    rig.turn().await;
    assert_eq!(list(&rig, "all", None).await, Vec::<Value>::new());
    rig.sim.modes(|modes| modes.destination_reports_moves = false);
    assert!(rig.mailbox.move_message(&server, "inbox"));
    let found = find(&rig, "back@x.example").await;
    assert_eq!((&found["kind"], &found["mails"][0]["gone_at"]), (&json!("here"), &Value::Null), "{found}");
    assert_eq!(list(&rig, "all", None).await.len(), 1);
}

#[tokio::test]
async fn a_mail_that_is_missed_and_cannot_be_read_is_set_aside_and_one_that_fails_is_asked_for_again() {
    let rig = desk().await;
    rig.turn().await;
    rig.sim.modes(|modes| modes.destination_reports_moves = false);
    let mut server = String::new();
    for name in ["odd", "later"] {
        let mut mail = named(name, "deleteditems");
        if name == "odd" {
            mail.overrides.insert("receivedDateTime".to_owned(), json!("the day before yesterday"));
        }
        server = rig.mailbox.deliver(mail).unwrap();
        assert!(rig.mailbox.move_message(&server, "inbox"));
    }
    assert_eq!(find(&rig, "odd@x.example").await["kind"], "set_aside");
    let fails = Fault { path: format!("messages/{server}"), status: Some(503), times: 50, ..Fault::default() };
    rig.sim.fault(fails);
    assert_eq!(find(&rig, "later@x.example").await, json!({ "kind": "on_its_way", "folder": "Inbox" }));
    rig.sim.clear_faults();
    rig.pass(TimeDelta::minutes(10));
    rig.turn().await;
    assert_eq!(find(&rig, "later@x.example").await["kind"], "here");
}

#[tokio::test]
async fn a_mail_in_a_folder_that_is_not_read_one_that_cannot_be_read_and_one_that_is_nowhere_are_told_apart() {
    let rig = desk().await;
    rig.deliver(named("thrown", "deleteditems"));
    let mut odd = named("odd", "inbox");
    odd.overrides.insert("receivedDateTime".to_owned(), json!("the day before yesterday"));
    rig.deliver(odd);
    rig.turn().await;
    assert_eq!(find(&rig, "thrown@x.example").await, json!({ "kind": "not_read", "folder": "Deleted Items" }));
    let odd = find(&rig, "odd@x.example").await;
    assert_eq!((&odd["kind"], &odd["folder"]), (&json!("set_aside"), &json!("Inbox")), "{odd}");
    assert_eq!(find(&rig, "never@x.example").await, json!({ "kind": "nowhere" }));
}

#[tokio::test]
async fn without_a_network_what_is_not_here_is_said_to_be_unknown_and_what_was_here_is_remembered() {
    let rig = desk().await;
    let server = rig.mailbox.deliver(named("gone", "inbox")).unwrap();
    rig.turn().await;
    assert!(rig.mailbox.delete(&server));
    rig.turn().await;
    rig.sim.fault(Fault { status: Some(503), times: 100, ..Fault::default() });
    assert_eq!(find(&rig, "never@x.example").await["kind"], "unasked");
    let gone = find(&rig, "gone@x.example").await;
    assert_eq!(gone["kind"], "here");
    assert!(gone["mails"][0]["gone_at"].is_string(), "{gone}");
}
