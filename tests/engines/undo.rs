//! Taking back what was done: each kind of command, what is refused and why, and that nothing is left of it.

use chrono::TimeDelta;
use pebble_core::{
    engines::ENGINES,
    kernel::{
        Actor, Code, DeviceId, MutationId, PersonId,
        log::mutation,
        tx::{self, Request},
    },
};
use pebble_tests::{Rig, mails};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use super::acts::{advance, card, desk, detail, draft, mail, mails as list, quote, sequence, stage, step, tasks};

/// What was done at this desk, the newest first.
pub async fn deeds(rig: &Rig) -> Vec<Value> {
    let all = rig.ask("desk.deeds", json!({ "before": null, "limit": 100 })).await;
    all.as_array().unwrap().clone()
}

/// The id of what was done last and stands.
pub async fn last(rig: &Rig) -> Value {
    let all = deeds(rig).await;
    let deed = all.iter().find(|deed| deed["standing"] != "undone");
    deed.unwrap_or_else(|| panic!("nothing was done: {all:?}"))["id"].clone()
}

/// Takes back what was done last. Answers how to do it again.
pub async fn undo(rig: &Rig) -> Value {
    let id = last(rig).await;
    take_back(rig, &id).await;
    let all = deeds(rig).await;
    all.iter().find(|deed| deed["id"] == id).unwrap()["undone_by"].clone()
}

/// Takes back a deed.
pub async fn take_back(rig: &Rig, id: &Value) {
    rig.tell("desk.take_back", json!({ "deeds": [id] })).await;
}

/// Why the deed that was done last cannot be taken back: what it is refused with, which the list says before.
async fn refused(rig: &Rig) -> String {
    let id = last(rig).await;
    let refusal = rig.refused("desk.take_back", json!({ "deeds": [id] })).await;
    assert_eq!(refusal.code, Code::Conflict, "{refusal}");
    let shown = deeds(rig).await.into_iter().find(|deed| deed["id"] == id).unwrap();
    assert_eq!((&shown["standing"], &shown["reason"]), (&json!("fixed"), &json!(refusal.message)), "{shown}");
    refusal.message
}

/// A colleague.
fn ravi() -> Value {
    json!({ "id": "4a000000-0000-4000-8000-000000000001", "name": "Ravi Kumar", "email": "ravi@pebblechem.example" })
}

async fn column(rig: &Rig, key: &str) -> (Value, Value) {
    let columns = rig.ask("board.columns", json!({})).await;
    let found = columns.as_array().unwrap().iter().find(|column| column["key"] == key).unwrap().clone();
    (found["count"].clone(), found["value_minor"].clone())
}

#[tokio::test]
async fn a_move_that_is_undone_leaves_card_totals_timeline_and_sequence_as_they_were() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "high").await;
    let (before, running) = (detail(&rig, &id).await, sequence(&rig, &id, "enquiry_cadence").await);
    advance(&rig, &id, "pending_enquiry", "make_quote", json!({ "product": "Zinc oxide", "quantity": "5" })).await;
    undo(&rig).await;
    quote(&rig, &id).await;
    assert_eq!(column(&rig, "quoted").await, (json!(1), json!(107_500_000)));
    assert_eq!(sequence(&rig, &id, "enquiry_cadence").await["enrolment"]["state"], "terminated");
    let again = undo(&rig).await;
    assert_eq!(stage(&rig, &id).await, "make_quote");
    assert_eq!(column(&rig, "quoted").await, (json!(0), json!(0)));
    assert_eq!(sequence(&rig, &id, "enquiry_cadence").await, running);
    undo(&rig).await;
    assert_eq!(detail(&rig, &id).await, before);

    take_back(&rig, &deeds(&rig).await[1]["undone_by"]).await;
    take_back(&rig, &again).await;
    assert_eq!(stage(&rig, &id).await, "quoted");
    assert_eq!(column(&rig, "quoted").await, (json!(1), json!(107_500_000)));
    assert_eq!(sequence(&rig, &id, "quote_sent").await["enrolment"]["state"], "active");
}

#[tokio::test]
async fn what_a_rep_does_to_an_enquiry_is_undone_kind_by_kind() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "high").await;
    advance(&rig, &id, "pending_enquiry", "pending_samples", json!({ "due_on": "2026-11-25", "note": "500 g" })).await;
    let ravi = rig.tell("people.join", ravi()).await;
    let known = detail(&rig, &id).await;
    let enrolment = sequence(&rig, &id, "enquiry_cadence").await["enrolment"]["id"].clone();
    let reason = "They decide after their budget meeting";
    let did = [
        ("enquiries.edit", json!({ "id": id, "title": "Zinc oxide, white seal", "priority": "low" })),
        ("enquiries.note", json!({ "id": id, "text": "He decides on Friday." })),
        ("enquiries.close_track", json!({ "id": known["tracks"][0]["id"] })),
        ("enquiries.extend", json!({ "id": id, "days": 10, "reason": reason })),
        ("enquiries.assign", json!({ "id": id, "from": known["enquiry"]["owner_id"], "to": ravi, "note": "" })),
        ("followups.pause", json!({ "id": enrolment, "reason": "On leave" })),
        ("followups.stop", json!({ "id": enrolment, "reason": "Bought elsewhere" })),
        ("followups.remind", json!({ "enquiry_id": id, "title": "Ring", "due_at": "2026-11-30T05:30:00.000Z" })),
    ];
    let before = (detail(&rig, &id).await, rig.ask("followups.of_enquiry", json!(id)).await);
    for (command, input) in did {
        rig.tell(command, input).await;
        let after = (detail(&rig, &id).await, rig.ask("followups.of_enquiry", json!(id)).await);
        assert_ne!(before, after, "{command} did nothing");
        let again = undo(&rig).await;
        let undone = (detail(&rig, &id).await, rig.ask("followups.of_enquiry", json!(id)).await);
        assert_eq!(before, undone, "{command}");
        take_back(&rig, &again).await;
        let redone = (detail(&rig, &id).await, rig.ask("followups.of_enquiry", json!(id)).await);
        assert_eq!(after, redone, "{command}, done again");
        undo(&rig).await;
    }
}

#[tokio::test]
async fn a_task_that_was_finished_or_put_off_waits_again_as_it_did() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "high").await;
    let due = "2026-11-30T05:30:00.000Z";
    let task = rig.tell("followups.remind", json!({ "enquiry_id": id, "title": "Ring", "due_at": due })).await;
    let before = (detail(&rig, &id).await, rig.ask("followups.of_enquiry", json!(id)).await);
    let done = json!({ "task_id": task, "outcome": "interested", "category": null, "negotiated_minor": null,
        "competitor": null, "next_on": "2026-12-04", "comment": "Wants the certificate." });
    rig.tell("followups.complete", done).await;
    assert_eq!(tasks(&rig, &id).await[0]["title"], "Call again: Ring");
    undo(&rig).await;
    assert_eq!((detail(&rig, &id).await, rig.ask("followups.of_enquiry", json!(id)).await), before);
    rig.tell("followups.snooze", json!({ "task_id": task, "until": "2026-12-01T05:30:00.000Z" })).await;
    undo(&rig).await;
    assert_eq!(tasks(&rig, &id).await[0]["due_at"], due);
    let shown = deeds(&rig).await;
    assert_eq!((&shown[0]["title"], &shown[0]["part"]), (&json!("Zinc oxide"), &json!("Ring")), "{shown:?}");
}

#[tokio::test]
async fn several_commands_that_are_given_as_one_are_undone_as_one_or_not_at_all() {
    let rig = Rig::new().await;
    let mut ids = Vec::new();
    for title in ["First", "Second", "Third"] {
        ids.push(card(&rig, title, "high").await);
    }
    let quote = json!({ "product": "Zinc oxide", "quantity": "5" });
    let mut calls: Vec<Value> = ids
        .iter()
        .map(|id| {
            let input = step(id, "pending_enquiry", "make_quote", quote.clone());
            json!({ "command": "enquiries.advance", "input": input })
        })
        .collect();
    calls.push(json!({ "command": "enquiries.advance", "input": step(&ids[0], "quoted", "won", json!({})) }));
    let came = rig.tell("app.together", json!({ "calls": calls })).await["came"].clone();
    assert!(!came[3]["refusal"].is_null(), "{came}");
    assert!(came[0]["refusal"].is_null(), "{came}");
    let shown = deeds(&rig).await;
    assert_eq!((&shown[0]["count"], &shown[0]["title"]), (&json!(3), &json!("First")), "{shown:?}");

    rig.tell("enquiries.note", json!({ "id": ids[1], "text": "Still here." })).await;
    take_back(&rig, &shown[0]["id"]).await;
    assert_eq!(column(&rig, "make_quote").await.0, 0);
    assert_eq!(column(&rig, "pending_enquiry").await.0, 3);
    take_back(&rig, &deeds(&rig).await[1]["undone_by"]).await;
    assert_eq!(column(&rig, "make_quote").await.0, 3);
    advance(&rig, &ids[2], "make_quote", "pending_enquiry", json!({})).await;
    let refusal = rig.refused("desk.take_back", json!({ "deeds": [shown[0]["id"]] })).await;
    assert!(refusal.message.contains("You changed the stage of “Third” again"), "{refusal}");
    assert_eq!(column(&rig, "make_quote").await.0, 2, "all of it or nothing");
}

#[tokio::test]
async fn what_was_changed_since_is_not_undone_and_the_reason_says_what_and_when() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "high").await;
    rig.tell("enquiries.edit", json!({ "id": id, "value_minor": 5_000_000 })).await;
    let first = last(&rig).await;
    rig.tell("enquiries.note", json!({ "id": id, "text": "Nothing of it." })).await;
    rig.tell("enquiries.edit", json!({ "id": id, "value_minor": 6_000_000 })).await;
    let refusal = rig.refused("desk.take_back", json!({ "deeds": [first] })).await;
    assert_eq!(refusal.message, "You changed the value of “Zinc oxide” again on 19 November. Undo that first.");
    undo(&rig).await;
    take_back(&rig, &first).await;
    let shown = detail(&rig, &id).await;
    assert_eq!(shown["enquiry"]["value_minor"], Value::Null);
    let notes = shown["timeline"].as_array().unwrap().iter().filter(|entry| entry["body"] == "Nothing of it.");
    assert_eq!(notes.count(), 1);
    let twice = rig.refused("desk.take_back", json!({ "deeds": [first] })).await;
    assert_eq!(twice.message, "This was undone already.");
}

#[tokio::test]
async fn what_has_left_the_house_stays_and_so_does_what_more_has_been_built_on() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "high").await;
    let opened = last(&rig).await;
    draft(&rig, &id).await;
    assert_eq!(refused(&rig).await, "This cannot be undone: it stands as it was done.");
    let refusal = rig.refused("desk.take_back", json!({ "deeds": [opened] })).await;
    assert!(refusal.message.contains("hangs on it now, so it stays"), "{refusal}");

    let other = card(&rig, "Opened by mistake", "low").await;
    undo(&rig).await;
    assert_eq!(rig.refused("enquiries.detail", json!(other)).await.code, Code::Missing);
    assert_eq!(column(&rig, "pending_enquiry").await.0, 1);
}

#[tokio::test]
async fn a_follow_up_mail_that_waits_is_called_off_and_waits_again() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "high").await;
    rig.pass_days_offline(5).await;
    let running = sequence(&rig, &id, "enquiry_cadence").await;
    let waiting = rig.ask("desk.waiting", Value::Null).await;
    assert_eq!(waiting.as_array().unwrap().len(), 1, "{waiting}");
    let lost = json!({ "category": "no_requirement", "reason": "The project was stopped" });
    let input = step(&id, "pending_enquiry", "lost", lost);
    if rig.desk.call("enquiries.advance", input).await.is_err() {
        let reason = json!({ "reason": "They have stopped the project for good" });
        advance(&rig, &id, "pending_enquiry", "drop_pending", reason).await;
    }
    assert_eq!(rig.ask("desk.waiting", Value::Null).await, json!([]));
    undo(&rig).await;
    assert_eq!(sequence(&rig, &id, "enquiry_cadence").await, running);
    rig.pass(TimeDelta::minutes(3));
    rig.turn().await;
    assert_eq!(rig.sim.sent().len(), 1);
    assert!(refused_after_sending(&rig).await.contains("changed"), "what was sent does not come back");
    rig.sim.assert_clean();
}

/// The move is done again and then cannot find the mail that it had called off.
async fn refused_after_sending(rig: &Rig) -> String {
    let undone = deeds(rig).await[0]["undone_by"].clone();
    rig.refused("desk.take_back", json!({ "deeds": [undone] })).await.message
}

/// A desk with an enquiry by mail, and a mail that nobody could place.
async fn with_mail() -> (Rig, String, Value) {
    let rig = desk().await;
    rig.deliver(mails::rfq());
    rig.turn().await;
    let id = rig.only_enquiry().await;
    let text = "Hello, it was nice to see you at the fair.";
    rig.deliver(mails::mail("someone@elsewhere.example", "Someone", "The fair", text));
    rig.turn().await;
    let stray = mail(&rig, "The fair").await;
    (rig, id, stray)
}

#[tokio::test]
async fn a_mail_that_was_put_away_linked_or_given_a_label_lies_where_it_was() {
    let (rig, id, stray) = with_mail().await;
    let before = (detail(&rig, &id).await, rig.ask("followups.of_enquiry", json!(id)).await);
    let did = [
        ("email.archive", json!({ "id": stray["id"], "reason": null })),
        ("email.link", json!({ "id": stray["id"], "enquiry_id": id })),
        ("email.correct", json!({ "id": stray["id"], "intent": "newsletter_marketing" })),
        (
            "email.open_enquiry",
            json!({ "id": stray["id"], "title": null, "product": null, "quantity": null, "unit": null }),
        ),
    ];
    for (command, input) in did {
        rig.tell(command, input).await;
        let after = mail(&rig, "The fair").await;
        assert_ne!(after, stray, "{command} did nothing");
        let shown = deeds(&rig).await[0].clone();
        assert_eq!((&shown["command"], &shown["title"]), (&json!(command), &json!("The fair")), "{shown}");
        let again = undo(&rig).await;
        assert_eq!(mail(&rig, "The fair").await, stray, "{command}");
        assert_eq!((detail(&rig, &id).await, rig.ask("followups.of_enquiry", json!(id)).await), before, "{command}");
        take_back(&rig, &again).await;
        assert_eq!(mail(&rig, "The fair").await, after, "{command}, done again");
        undo(&rig).await;
    }
    assert_eq!(list(&rig, "archived", None).await.len(), 0);
    rig.assert_all_accounted_for().await;
}

#[tokio::test]
async fn marking_a_mail_as_read_is_nothing_to_undo() {
    let (rig, _, stray) = with_mail().await;
    let before = deeds(&rig).await;
    rig.tell("email.mark_read", json!({ "id": stray["id"], "is_read": true })).await;
    assert_eq!(deeds(&rig).await, before);
}

#[tokio::test]
async fn what_was_done_is_known_after_a_restart_and_can_be_undone_then() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "high").await;
    let before = detail(&rig, &id).await;
    rig.tell("enquiries.note", json!({ "id": id, "text": "He decides on Friday." })).await;
    let rig = rig.restarted().await;
    assert_eq!(deeds(&rig).await[0]["command"], "enquiries.note");
    undo(&rig).await;
    let rig = rig.restarted().await;
    assert_eq!(deeds(&rig).await[0]["standing"], "undone");
    assert_eq!(detail(&rig, &id).await, before);
}

#[tokio::test]
async fn nobody_undoes_what_somebody_else_has_done_or_what_was_never_done() {
    let rig = Rig::new().await;
    let none = json!({ "of": [] });
    assert_eq!(rig.refused("desk.undo", none).await.code, Code::Invalid);
    let strange = json!({ "of": ["6a000000-0000-4000-8000-000000000001"] });
    assert_eq!(rig.refused("desk.undo", strange).await.code, Code::Conflict);
    let id = card(&rig, "Zinc oxide", "high").await;
    let log = mutation::Entity::find().order_by_desc(mutation::Column::Seq);
    let opened = log.one(rig.desk.store().reader()).await.unwrap().unwrap();
    let request = Request {
        mid: MutationId(Uuid::from_u128(7)),
        command: "desk.undo".to_owned(),
        input: json!({ "of": [opened.mid] }),
        at: rig.desk.now(),
        actor: Actor { person: PersonId(Uuid::from_u128(7)), device: DeviceId(Uuid::from_u128(7)) },
        deed: None,
    };
    let refusal = tx::run(rig.desk.store().begin().await.unwrap(), ENGINES, request).await.unwrap_err();
    assert_eq!(refusal.code, Code::Denied);
    assert_eq!(stage(&rig, &id).await, "pending_enquiry");
}

#[tokio::test]
async fn the_history_of_an_enquiry_says_what_each_field_was_who_changed_it_and_by_what() {
    let rig = Rig::new().await;
    let me = rig.tell("people.join", ravi()).await;
    let id = card(&rig, "Zinc oxide", "high").await;
    rig.tell("enquiries.edit", json!({ "id": id, "value_minor": 5_000_000, "title": "Zinc oxide 99 %" })).await;
    rig.pass(TimeDelta::hours(1));
    advance(&rig, &id, "pending_enquiry", "make_quote", json!({ "product": "Zinc oxide", "quantity": "5" })).await;
    undo(&rig).await;
    let history = rig.ask("enquiries.history", json!(id)).await;
    let told: Vec<[Value; 4]> = history
        .as_array()
        .unwrap()
        .iter()
        .map(|each| [&each["field"], &each["old"], &each["new"], &each["command"]].map(Value::clone))
        .collect();
    let wanted = [
        ["stage", "make_quote", "pending_enquiry", "desk.undo"].map(Value::from),
        ["stage", "pending_enquiry", "make_quote", "enquiries.advance"].map(Value::from),
        [json!("value_minor"), Value::Null, json!(5_000_000), json!("enquiries.edit")],
        ["title", "Zinc oxide", "Zinc oxide 99 %", "enquiries.edit"].map(Value::from),
    ];
    assert_eq!(told, wanted, "{history}");
    assert!(history.as_array().unwrap().iter().all(|each| each["is_exact"] == true && each["who"].is_string()));
    assert_ne!(me, Value::Null);
}
