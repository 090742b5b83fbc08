//! Learning on the device: what a rep says of mails changes how the next ones are read, and the way back.

use pebble_core::kernel::Code;
use pebble_tests::{Rig, mails};
use serde_json::{Value, json};

use crate::engines::acts::{desk, mail};

/// A mail in the words of one house: the shipped text has none of them.
fn release(from: &str, number: usize) -> pebble_simulators::NewMessage {
    let depots = ["Taloja", "Dahej", "Ranjangaon", "Vapi", "Manali"];
    let text = format!(
        "Pl release DO against allotment no {} for {} godown. Indent slip is with your shed supervisor.",
        4_100 + number,
        depots[number % depots.len()]
    );
    mails::mail(from, "Stores", &format!("Allotment {number}"), &text)
}

async fn read_as(rig: &Rig, mail_of: pebble_simulators::NewMessage) -> Value {
    let subject = mail_of.subject.clone();
    rig.deliver(mail_of);
    rig.turn().await;
    mail(rig, &subject).await
}

/// Fifty mails of twenty-five senders, each put right.
async fn fifty_put_right(rig: &Rig, label: &str, of: impl Fn(&str, usize) -> pebble_simulators::NewMessage) {
    let mut subjects = Vec::new();
    for number in 0..50 {
        let mail = of(&format!("stores@house{}.example", number / 2), number);
        subjects.push(mail.subject.clone());
        rig.deliver(mail);
    }
    rig.turn().await;
    for subject in subjects {
        let id = mail(rig, &subject).await["id"].clone();
        rig.tell("email.correct", json!({ "id": id, "intent": label })).await;
    }
}

#[tokio::test]
async fn fifty_corrections_change_how_the_next_morning_s_mail_is_read_and_going_back_restores_yesterday_s() {
    let rig = desk().await;
    let before = read_as(&rig, release("gate@newcomer.example", 90)).await["intent"].clone();
    assert_ne!(before, "logistics", "the words were meant to be new to the reader");
    fifty_put_right(&rig, "logistics", release).await;
    assert_eq!(rig.ask("email.learning", Value::Null).await["waiting"], 50);
    rig.tell("app.learn", json!({})).await;
    let learning = rig.ask("email.learning", Value::Null).await;
    assert_eq!((&learning["in_use"]["state"], &learning["waiting"]), (&json!("in_use"), &json!(0)), "{learning}");
    let rig = rig.restarted().await;
    let after = read_as(&rig, release("gate@another.example", 91)).await;
    assert_eq!(after["intent"], "logistics", "{after}");
    rig.tell("email.unlearn", Value::Null).await;
    assert_eq!(rig.ask("email.learning", Value::Null).await["in_use"], Value::Null);
    let again = read_as(&rig, release("gate@third.example", 92)).await;
    assert_eq!(again["intent"], before, "{again}");
    let refusal = rig.refused("email.unlearn", Value::Null).await;
    assert_eq!(refusal.code, Code::Conflict);
}

/// Mails of customers that no reader may forget, as the development set has them.
fn of_customers() -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/intent/training/dev/mails.jsonl");
    let lines = std::fs::read_to_string(path).unwrap();
    let mails = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    mails.filter(|mail| mail["label"] == "enquiry_rfq" || mail["label"] == "order_po").collect()
}

#[tokio::test]
async fn a_lesson_after_which_customers_would_be_missed_is_not_taken() {
    let rig = desk().await;
    let asked = of_customers();
    fifty_put_right(&rig, "newsletter_marketing", |from, number| {
        let mail = &asked[number % asked.len()];
        let text = format!("{} Ref {number}.", mail["body"].as_str().unwrap());
        mails::mail(from, "Purchase", &format!("{} ({number})", mail["subject"].as_str().unwrap()), &text)
    })
    .await;
    rig.tell("app.learn", json!({})).await;
    let learning = rig.ask("email.learning", Value::Null).await;
    assert_eq!((&learning["in_use"], &learning["last"]["state"]), (&Value::Null, &json!("refused")), "{learning}");
    assert!(learning["last"]["reason"].as_str().unwrap().starts_with("It would"), "{learning}");
}

#[tokio::test]
async fn a_mail_that_is_nearly_one_that_was_put_right_is_read_like_it_at_once_and_no_longer_once_that_is_undone() {
    let rig = desk().await;
    let first = read_as(&rig, release("gate@newcomer.example", 90)).await;
    rig.tell("email.correct", json!({ "id": first["id"], "intent": "logistics" })).await;
    let second = read_as(&rig, release("shed@newcomer.example", 95)).await;
    assert_eq!(second["intent"], "logistics", "{second}");
    let elsewhere = read_as(&rig, release("gate@stranger.example", 96)).await;
    assert_eq!(elsewhere["intent"], first["intent"], "another house's mail was read like it: {elsewhere}");
    crate::engines::undo::undo(&rig).await;
    let third = read_as(&rig, release("shed@newcomer.example", 97)).await;
    assert_eq!(third["intent"], first["intent"], "{third}");
}

#[tokio::test]
async fn there_is_nothing_to_learn_from_before_anybody_has_said_anything() {
    let rig = desk().await;
    let refusal = rig.refused("app.learn", json!({})).await;
    assert_eq!(refusal.code, Code::Conflict);
}
