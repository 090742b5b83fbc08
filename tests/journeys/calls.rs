//! Calls that are written down, and sequences that are held until a day.

use chrono::TimeDelta;
use pebble_core::kernel::Code;
use pebble_tests::{Rig, at, mails};
use serde_json::{Value, json};

use crate::engines::acts::{card, detail, sequence, tasks};

/// A call on an enquiry as the form sends it.
fn call(id: &str, seconds: Option<u32>, outcome: &str) -> Value {
    json!({ "enquiry_id": id, "contact_id": null, "direction": "out", "seconds": seconds, "outcome": outcome,
        "category": null, "negotiated_minor": null, "competitor": null, "next_on": null, "comment": "Spoke with him." })
}

async fn state(rig: &Rig, id: &str) -> String {
    sequence(rig, id, "enquiry_cadence").await["enrolment"]["state"].as_str().unwrap().to_owned()
}

async fn lines(rig: &Rig, id: &str, kinds: &[&str], text: Option<&str>) -> Vec<String> {
    let story = rig.ask("enquiries.story", json!({ "id": id, "kinds": kinds, "text": text, "limit": 50 })).await;
    let lines = story["lines"].as_array().unwrap();
    assert_eq!(story["total"], lines.len());
    lines.iter().map(|line| line["title"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_call_of_more_than_thirty_seconds_stops_the_sequence_and_a_short_one_does_not() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "high").await;
    rig.tell("followups.log_call", call(&id, Some(30), "interested")).await;
    assert_eq!(state(&rig, &id).await, "active");
    rig.pass(TimeDelta::minutes(1));
    rig.tell("followups.log_call", call(&id, Some(31), "interested")).await;
    assert_eq!(state(&rig, &id).await, "terminated");
    let told = ["Called Ramesh Iyer, 31 s", "Called Ramesh Iyer, 30 s"];
    assert_eq!(lines(&rig, &id, &["call"], None).await, told);
    assert_eq!(detail(&rig, &id).await["enquiry"]["touches"], 2);
}

#[tokio::test]
async fn a_call_that_nobody_takes_leaves_the_sequence_and_promises_the_next_one() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "high").await;
    let mut unanswered = call(&id, None, "no_answer");
    unanswered["next_on"] = json!("2026-11-23");
    rig.tell("followups.log_call", unanswered).await;
    assert_eq!(state(&rig, &id).await, "active");
    let open = tasks(&rig, &id).await;
    assert_eq!((open.len(), open[0]["title"].clone()), (1, json!("Call again: Ramesh Iyer")), "{open:?}");
}

#[tokio::test]
async fn a_call_does_the_call_that_was_due_and_lets_the_sequence_go_on_on_the_day_agreed() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "high").await;
    rig.pass_days_offline(2).await;
    assert_eq!(tasks(&rig, &id).await.len(), 1);
    let mut later = call(&id, Some(120), "call_later");
    later["next_on"] = json!("2026-11-30");
    rig.tell("followups.log_call", later).await;
    let open: Vec<Value> = tasks(&rig, &id).await;
    assert_eq!((open.len(), open[0]["due_at"].clone()), (1, json!("2026-11-30T04:00:00.000Z")), "{open:?}");
    let running = sequence(&rig, &id, "enquiry_cadence").await["enrolment"].clone();
    assert_eq!((&running["state"], &running["next_at"]), (&json!("active"), &json!("2026-11-30T04:00:00.000Z")));
}

#[tokio::test]
async fn a_call_is_refused_at_the_field_that_is_missing() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "high").await;
    let mut silent = call(&id, None, "interested");
    silent["comment"] = json!("  ");
    for (input, field) in [
        (silent, "comment"),
        (call(&id, None, "not_interested"), "category"),
        (call(&id, None, "call_later"), "next_on"),
        (call(&id, Some(4), "no_answer"), "seconds"),
        (call(&id, Some(90_000), "interested"), "seconds"),
    ] {
        let refusal = rig.refused("followups.log_call", input).await;
        assert_eq!((refusal.code, refusal.field.as_deref()), (Code::Invalid, Some(field)), "{refusal}");
    }
    assert_eq!(lines(&rig, &id, &["call"], None).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_the_customer_would_pay_is_on_the_timeline() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "high").await;
    let mut dear = call(&id, Some(60), "not_interested");
    (dear["category"], dear["negotiated_minor"]) = (json!("price_high"), json!(18_250));
    rig.tell("followups.log_call", dear).await;
    let found = lines(&rig, &id, &[], Some("₹182.50")).await;
    assert_eq!(found, ["Called Ramesh Iyer, 1 min"]);
}

#[tokio::test]
async fn a_sequence_that_is_held_until_a_day_goes_on_by_itself() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "high").await;
    let enrolment = sequence(&rig, &id, "enquiry_cadence").await["enrolment"]["id"].clone();
    let until = |on: &str| json!({ "id": enrolment, "reason": "Plant shutdown", "until": on });
    let refusal = rig.refused("followups.pause", until("2026-11-19")).await;
    assert_eq!((refusal.code, refusal.field.as_deref()), (Code::Invalid, Some("until")));
    rig.tell("followups.pause", until("2026-12-14")).await;
    let held = sequence(&rig, &id, "enquiry_cadence").await;
    assert_eq!(held["enrolment"]["resumes_at"], "2026-12-14T04:00:00.000Z");
    assert_eq!(held["next"]["at"], "2026-12-14T04:00:00.000Z", "what comes next is shown while it is held");
    rig.pass(at("2026-12-14T03:00:00Z") - rig.sim.clock().now());
    rig.desk.tick().await;
    assert_eq!(state(&rig, &id).await, "paused", "a fortnight has passed, and it still waits for its day");
    rig.pass(TimeDelta::hours(2));
    rig.desk.tick().await;
    assert_eq!(state(&rig, &id).await, "active");
}

#[tokio::test]
async fn a_customer_who_writes_meanwhile_stops_a_sequence_that_is_held_until_a_day() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "high").await;
    let enrolment = sequence(&rig, &id, "enquiry_cadence").await["enrolment"]["id"].clone();
    rig.tell("followups.pause", json!({ "id": enrolment, "reason": "", "until": "2026-12-14" })).await;
    let mail = json!({ "mail_ref": "<a@nirmal.example>", "who": "Ramesh", "address": mails::RAMESH, "subject": "Hello",
        "gist": "Send a sample", "at": "2026-11-19T05:30:00.000Z", "is_outgoing": false, "is_bounce": false });
    rig.tell("enquiries.attach_mail", json!({ "id": id, "mail": mail })).await;
    let enrolment = sequence(&rig, &id, "enquiry_cadence").await["enrolment"].clone();
    assert_eq!((&enrolment["state"], &enrolment["resumes_at"]), (&json!("paused"), &Value::Null));
    assert_eq!(tasks(&rig, &id).await[0]["kind"], "answer_reply");
}

#[tokio::test]
async fn the_day_counts_its_calls_and_says_what_comes_on_the_next() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "high").await;
    let mut later = call(&id, Some(120), "call_later");
    later["next_on"] = json!("2026-11-24");
    rig.tell("followups.log_call", later).await;
    let today = rig.ask("followups.today", Value::Null).await;
    assert_eq!((&today["calls_today"], &today["mails_today"]), (&json!(1), &json!(0)));
    let next = json!({ "on": "2026-11-24", "count": 1, "first": "Call again: Ramesh Iyer" });
    assert_eq!(today["next_day"], next);
    rig.pass(TimeDelta::days(1));
    assert_eq!(rig.ask("followups.today", Value::Null).await["calls_today"], 0);
}
