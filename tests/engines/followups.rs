//! Follow-ups: when they fire, what they say, and above all when they stop.

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use pebble_core::kernel::Code;
use pebble_tests::{Rig, at, mails};
use serde_json::{Value, json};

use super::acts::{asked_by_nirmal, card, detail, mail, quote, sequence, tasks};

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

async fn next_at(rig: &Rig, id: &str, key: &str) -> DateTime<Utc> {
    at(&text(&sequence(rig, id, key).await["enrolment"]["next_at"]))
}

async fn state(rig: &Rig, id: &str, key: &str) -> (String, String) {
    let enrolment = sequence(rig, id, key).await["enrolment"].clone();
    (text(&enrolment["state"]), enrolment["reason"].as_str().unwrap_or_default().to_owned())
}

/// The steps, first one first.
async fn steps(rig: &Rig, id: &str, key: &str) -> Vec<Value> {
    let mut steps = sequence(rig, id, key).await["steps"].as_array().unwrap().clone();
    steps.reverse();
    steps
}

/// Days pass hour by hour, with the mailbox in reach.
async fn pass_days(rig: &Rig, days: i64) {
    for _ in 0..days * 24 {
        rig.pass(TimeDelta::hours(1));
        if rig.desk.tick().await > 0 {
            rig.turn().await;
        }
    }
}

/// Lets the first touch of the cadence, a call, become due and fire.
async fn first_call(rig: &Rig, id: &str) -> Value {
    let due = next_at(rig, id, "enquiry_cadence").await;
    rig.pass(due - rig.sim.clock().now());
    rig.desk.tick().await;
    let open = tasks(rig, id).await;
    assert_eq!((open.len(), open[0]["kind"].clone()), (1, json!("call")), "{open:?}");
    open[0].clone()
}

fn done(task: &Value, outcome: &str) -> Value {
    json!({ "task_id": task["id"], "outcome": outcome, "category": null, "negotiated_minor": null, "competitor": null,
        "next_on": null, "comment": "Spoke with him." })
}

#[tokio::test]
async fn a_high_priority_enquiry_is_touched_every_two_days_by_call_then_mail_then_whatsapp() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "high").await;
    pass_days(&rig, 7).await;
    let made: Vec<(String, String)> = steps(&rig, &id, "enquiry_cadence")
        .await
        .iter()
        .map(|step| (text(&step["channel"]), text(&step["fired_at"])[..10].to_owned()))
        .collect();
    let expected = [("call", "2026-11-21"), ("mail", "2026-11-23"), ("whatsapp", "2026-11-25")];
    assert_eq!(made, expected.map(|(channel, on)| (channel.to_owned(), on.to_owned())));
    let sent = rig.sim.sent();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].to[0].address, mails::RAMESH);
    rig.sim.assert_clean();
}

#[tokio::test]
async fn a_new_priority_spaces_the_next_touch_anew() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "medium").await;
    assert_eq!(next_at(&rig, &id, "enquiry_cadence").await, at("2026-11-23T05:30:00Z"));
    for (priority, due) in [("high", "2026-11-21T05:30:00Z"), ("low", "2026-11-26T05:30:00Z")] {
        rig.tell("enquiries.edit", json!({ "id": id, "priority": priority })).await;
        assert_eq!(next_at(&rig, &id, "enquiry_cadence").await, at(due), "{priority}");
    }
}

async fn declare_holiday(rig: &Rig, on: &str) {
    let mut calendar = rig.ask("desk.calendar", Value::Null).await;
    calendar["holidays"].as_array_mut().unwrap().push(json!({ "on": on, "name": "Office picnic" }));
    rig.tell("desk.set_calendar", calendar).await;
}

#[tokio::test]
async fn nothing_is_planned_on_a_holiday_or_a_sunday() {
    let rig = Rig::new().await;
    declare_holiday(&rig, "2026-11-21").await;
    let id = card(&rig, "Zinc oxide", "high").await;
    assert_eq!(next_at(&rig, &id, "enquiry_cadence").await, at("2026-11-23T04:00:00Z"));
}

#[tokio::test]
async fn a_holiday_declared_after_planning_is_kept_too() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "high").await;
    declare_holiday(&rig, "2026-11-21").await;
    rig.pass(TimeDelta::days(2));
    rig.desk.tick().await;
    assert!(steps(&rig, &id, "enquiry_cadence").await.is_empty());
    assert_eq!(next_at(&rig, &id, "enquiry_cadence").await, at("2026-11-23T04:00:00Z"));
}

#[tokio::test]
async fn nothing_fires_outside_working_hours_however_long_the_desk_was_off() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "high").await;
    rig.pass(TimeDelta::hours(70));
    pass_days(&rig, 12).await;
    let made = steps(&rig, &id, "enquiry_cadence").await;
    assert!(made.len() >= 4, "{}", made.len());
    for step in made {
        let local = at(&text(&step["fired_at"])) + TimeDelta::minutes(330);
        assert_ne!(local.weekday(), chrono::Weekday::Sun, "{step}");
        let clock = local.time().to_string();
        assert!(("09:30:00".."18:30:00").contains(&clock.as_str()), "{clock}");
    }
}

#[tokio::test]
async fn a_touch_whose_variable_is_missing_becomes_a_task_and_sends_nothing() {
    let rig = Rig::new().await;
    let mut open = asked_by_nirmal(&rig, "Zinc oxide", "high").await;
    open["contact_id"] = Value::Null;
    let id = text(&rig.tell("enquiries.open", open).await);
    pass_days(&rig, 5).await;
    let made = steps(&rig, &id, "enquiry_cadence").await;
    assert_eq!(made.len(), 2);
    for step in &made {
        assert_eq!(step["state"], "failed");
        assert_eq!(step["trouble"], "No value for: contact");
    }
    let open = tasks(&rig, &id).await;
    assert!(open.iter().all(|task| task["kind"] == "trouble" && text(&task["body"]).contains("contact")), "{open:?}");
    assert!(rig.sim.sent().is_empty());
}

#[tokio::test]
async fn a_bounce_marks_the_contact_and_pauses_and_nothing_more_is_mailed_there() {
    let rig = Rig::new().await;
    rig.deliver(mails::rfq());
    rig.turn().await;
    let id = rig.only_enquiry().await;
    quote(&rig, &id).await;
    pass_days(&rig, 2).await;
    assert_eq!(rig.sim.sent().len(), 1);
    let mut bounce = mails::mail(
        "postmaster@nirmalpaints.example",
        "Mail system",
        "Undeliverable: Requirement of Zinc oxide",
        "Your message could not be delivered. 550 5.1.1 user unknown.",
    );
    bounce.in_reply_to = Some(rig.sim.sent()[0].internet_message_id.clone());
    bounce.headers = vec![("X-Failed-Recipients".to_owned(), mails::RAMESH.to_owned())];
    rig.deliver(bounce);
    rig.turn().await;
    assert_eq!(state(&rig, &id, "quote_sent").await, ("paused".to_owned(), "Mail to the contact came back".to_owned()));
    assert!(!detail(&rig, &id).await["contact"]["bounced_at"].is_null());
    let open = tasks(&rig, &id).await;
    assert!(open.iter().any(|task| task["kind"] == "trouble"), "{open:?}");
    let enrolment = sequence(&rig, &id, "quote_sent").await["enrolment"]["id"].clone();
    rig.tell("followups.resume", json!({ "id": enrolment, "reason": "" })).await;
    pass_days(&rig, 12).await;
    assert_eq!(rig.sim.sent().len(), 1, "a mail went to an address that bounced");
}

#[tokio::test]
async fn a_bounce_off_every_thread_marks_the_contact_and_stops_all_that_writes_there() {
    let rig = Rig::new().await;
    let cards = [card(&rig, "Zinc oxide", "high").await, card(&rig, "Titanium dioxide", "low").await];
    let mut bounce = mails::mail(
        "mailer-daemon@relay.example",
        "Mail system",
        "Undeliverable: your message",
        "Your message could not be delivered. 550 5.1.1 user unknown.",
    );
    bounce.headers = vec![("X-Failed-Recipients".to_owned(), mails::RAMESH.to_uppercase())];
    rig.deliver(bounce);
    rig.turn().await;
    assert_eq!(super::acts::mail(&rig, "Undeliverable: your message").await["disposition"], "unclassified");
    for id in &cards {
        assert!(!detail(&rig, id).await["contact"]["bounced_at"].is_null());
        assert_eq!(
            state(&rig, id, "enquiry_cadence").await,
            ("paused".to_owned(), "Mail to the contact came back".to_owned())
        );
        assert!(tasks(&rig, id).await.iter().any(|task| task["kind"] == "trouble"));
    }
    rig.assert_all_accounted_for().await;
}

#[tokio::test]
async fn firing_twice_is_firing_once() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "high").await;
    let enrolment = sequence(&rig, &id, "enquiry_cadence").await["enrolment"].clone();
    rig.pass(TimeDelta::days(2));
    let fire = json!({ "id": enrolment["id"], "no": enrolment["next_no"], "due_at": enrolment["next_at"] });
    for _ in 0..3 {
        rig.tell("followups.fire", fire.clone()).await;
    }
    rig.desk.tick().await;
    assert_eq!(steps(&rig, &id, "enquiry_cadence").await.len(), 1);
    assert_eq!(tasks(&rig, &id).await.len(), 1);
}

#[tokio::test]
async fn an_answered_call_stops_the_sequence_and_an_unanswered_one_does_not() {
    let rig = Rig::new().await;
    let (rung, spoken) = (card(&rig, "Rung", "high").await, card(&rig, "Spoken", "high").await);
    let call = first_call(&rig, &rung).await;
    rig.tell("followups.complete", done(&call, "no_answer")).await;
    assert_eq!(state(&rig, &rung, "enquiry_cadence").await.0, "active");
    let call = tasks(&rig, &spoken).await[0].clone();
    rig.tell("followups.complete", done(&call, "interested")).await;
    assert_eq!(state(&rig, &spoken, "enquiry_cadence").await.0, "terminated");
}

#[tokio::test]
async fn a_customer_who_names_a_day_is_called_again_on_that_day() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "high").await;
    let call = first_call(&rig, &id).await;
    let mut later = done(&call, "call_later");
    later["category"] = json!("deferred");
    later["next_on"] = json!("2026-12-01");
    rig.tell("followups.complete", later).await;
    assert_eq!(state(&rig, &id, "enquiry_cadence").await.0, "active");
    assert!(next_at(&rig, &id, "enquiry_cadence").await >= at("2026-12-01T04:00:00Z"));
    let open = tasks(&rig, &id).await;
    assert_eq!(open[0]["due_at"], "2026-12-01T04:00:00.000Z");
    assert!(text(&open[0]["title"]).starts_with("Call again"));
}

#[tokio::test]
async fn fourteen_days_untouched_end_a_held_sequence() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "high").await;
    let enrolment = sequence(&rig, &id, "enquiry_cadence").await["enrolment"]["id"].clone();
    rig.tell("followups.pause", json!({ "id": enrolment, "reason": "He travels" })).await;
    rig.pass(TimeDelta::days(13));
    rig.desk.tick().await;
    assert_eq!(state(&rig, &id, "enquiry_cadence").await, ("paused".to_owned(), "He travels".to_owned()));
    rig.pass(TimeDelta::days(1));
    rig.desk.tick().await;
    assert_eq!(
        state(&rig, &id, "enquiry_cadence").await,
        ("terminated".to_owned(), "Stood still for 14 days".to_owned())
    );
    let refusal = rig.refused("followups.resume", json!({ "id": enrolment, "reason": "" })).await;
    assert_eq!(refusal.code, Code::Conflict);
}

#[tokio::test]
async fn completing_a_task_asks_for_what_its_outcome_needs_and_keeps_it_open_until_then() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "high").await;
    let call = first_call(&rig, &id).await;
    let with = |outcome: &str, more: Value| {
        let mut input = done(&call, outcome);
        for (key, value) in more.as_object().unwrap() {
            input[key] = value.clone();
        }
        input
    };
    for (input, field) in [
        (with("interested", json!({ "comment": " . " })), "comment"),
        (with("not_interested", json!({})), "category"),
        (with("not_interested", json!({ "category": "price_high" })), "negotiated_minor"),
        (with("not_interested", json!({ "category": "bought_competitor", "competitor": " " })), "competitor"),
        (with("call_later", json!({ "category": "deferred" })), "next_on"),
        (with("call_later", json!({ "category": "deferred", "next_on": "2026-11-20" })), "next_on"),
        (with("interested", json!({ "category": "deferred" })), "category"),
    ] {
        let refusal = rig.refused("followups.complete", input).await;
        assert_eq!(refusal.field.as_deref(), Some(field), "{refusal}");
    }
    assert_eq!(tasks(&rig, &id).await.len(), 1);
    rig.tell(
        "followups.complete",
        with("not_interested", json!({ "category": "price_high", "negotiated_minor": 20500 })),
    )
    .await;
    rig.tell("followups.complete", done(&call, "interested")).await;
    let all = rig.ask("followups.of_enquiry", json!(id)).await["tasks"].clone();
    let outcomes: Vec<&Value> = all.as_array().unwrap().iter().map(|task| &task["outcome"]).collect();
    assert_eq!(outcomes, ["not_interested"], "the first counts");
}

#[tokio::test]
async fn today_puts_what_is_overdue_first_and_says_why() {
    let rig = Rig::new().await;
    let (late, due) = (card(&rig, "Late", "low").await, card(&rig, "Due", "high").await);
    let remind = |id: &str, title: &str, due_at: &str| json!({ "enquiry_id": id, "title": title, "due_at": due_at });
    rig.tell("followups.remind", remind(&late, "Ask the lab", "2026-11-17T05:00:00Z")).await;
    rig.tell("followups.remind", remind(&due, "Send the drawing", "2026-11-19T08:00:00Z")).await;
    rig.tell("followups.remind", remind(&due, "Next week", "2026-11-26T08:00:00Z")).await;
    let today = rig.ask("followups.today", Value::Null).await;
    let titles =
        |rows: &Value| -> Vec<String> { rows.as_array().unwrap().iter().map(|row| text(&row["title"])).collect() };
    assert_eq!(
        (titles(&today["missed"]), titles(&today["rows"])),
        (vec!["Ask the lab".to_owned()], vec!["Send the drawing".to_owned()])
    );
    assert_eq!(today["missed"][0]["why"], "You asked to be reminded, 2 days overdue");
    assert_eq!(today["rows"][0]["why"], "You asked to be reminded, later today, high priority");
    assert_eq!(
        (today["missed"][0]["is_overdue"].clone(), today["rows"][0]["phone"].clone()),
        (json!(true), json!("+919820011223"))
    );
}

#[tokio::test]
async fn a_text_that_is_to_be_looked_at_leaves_only_when_it_is_released() {
    let rig = Rig::new().await;
    rig.tell("followups.configure", json!({ "review": ["quote_sent"] })).await;
    let id = card(&rig, "Zinc oxide", "medium").await;
    quote(&rig, &id).await;
    pass_days(&rig, 2).await;
    assert!(rig.sim.sent().is_empty());
    let step = steps(&rig, &id, "quote_sent").await[0].clone();
    assert_eq!(step["state"], "in_review");
    let release = |body: &str| json!({ "id": step["id"], "body": body });
    assert_eq!(rig.refused("followups.release", release(" ")).await.field.as_deref(), Some("body"));
    rig.tell("followups.release", release("Dear Ramesh, is the offer clear?")).await;
    rig.turn().await;
    assert_eq!(rig.sim.sent().len(), 1);
    assert_eq!(rig.refused("followups.release", release("Again")).await.code, Code::Conflict);
}

#[tokio::test]
async fn the_mail_that_opened_an_enquiry_does_not_answer_its_own_sequence() {
    let rig = Rig::new().await;
    rig.deliver(mails::rfq());
    rig.turn().await;
    let id = rig.only_enquiry().await;
    assert_eq!(state(&rig, &id, "enquiry_cadence").await, ("active".to_owned(), String::new()));
    assert!(tasks(&rig, &id).await.is_empty());
}

#[tokio::test]
async fn a_reply_pauses_in_the_turn_that_brings_it_and_calls_off_what_has_not_left() {
    let rig = Rig::new().await;
    rig.deliver(mails::rfq());
    rig.turn().await;
    let id = rig.only_enquiry().await;
    quote(&rig, &id).await;
    rig.pass(next_at(&rig, &id, "quote_sent").await - rig.sim.clock().now());
    rig.desk.tick().await;
    assert_eq!(steps(&rig, &id, "quote_sent").await[0]["state"], "dispatched");
    rig.deliver(mails::answer(
        "<rfq-1@nirmalpaints.example>",
        "Re: Requirement of Zinc oxide",
        "Please reduce your price.",
    ));
    rig.turn().await;
    assert_eq!(state(&rig, &id, "quote_sent").await.0, "paused");
    assert_eq!(steps(&rig, &id, "quote_sent").await[0]["state"], "cancelled");
    assert!(rig.sim.sent().is_empty(), "the customer was mailed after he had answered");
    assert_eq!(mail(&rig, "Re: Requirement of Zinc oxide").await["disposition"], "linked");
}
