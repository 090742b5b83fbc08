//! Enquiries: their stages, what a move asks for, tracks, idling, extensions and the timeline.

mod quick;

use chrono::TimeDelta;
use pebble_core::kernel::Code;
use pebble_tests::{Rig, mails};
use serde_json::{Value, json};

use super::acts::{advance, card, detail, stage, step};

fn kinds(timeline: &Value, title: &str) -> usize {
    timeline.as_array().unwrap().iter().filter(|line| line["title"] == title).count()
}

#[tokio::test]
async fn every_stage_of_the_chart_is_there_in_its_colour() {
    let rig = Rig::new().await;
    let stages = rig.ask("enquiries.stages", Value::Null).await;
    let of_kind = |kind: &str| -> Vec<String> {
        let all = stages.as_array().unwrap().iter().filter(|stage| stage["kind"] == kind);
        all.map(|stage| stage["key"].as_str().unwrap().to_owned()).collect()
    };
    let green = [
        "pending_enquiry",
        "pending_specification",
        "pending_technical_query",
        "pending_samples",
        "pending_vq_docs",
        "pending_supplier_rate",
        "make_quote",
        "quoted",
    ];
    assert_eq!(of_kind("default"), green);
    assert_eq!(of_kind("follow_up"), ["long_pendency", "drop_pending"]);
    assert_eq!(of_kind("last"), ["won", "lost", "dropped"]);
    let open: Vec<&str> = green.into_iter().filter(|key| *key != "quoted").chain(["long_pendency"]).collect();
    assert_eq!(open.len(), 8);
    let id = card(&rig, "Zinc oxide", "medium").await;
    let moves = detail(&rig, &id).await["moves"].clone();
    for to in open.into_iter().filter(|key| *key != "pending_enquiry") {
        assert!(moves.as_array().unwrap().contains(&json!(to)), "{to} cannot be reached: {moves}");
    }
}

#[tokio::test]
async fn a_move_that_needs_a_date_is_refused_at_its_field_and_moves_nothing() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "medium").await;
    for fields in [json!({}), json!({ "due_on": "soon" }), json!({ "due_on": "2026-11-18" })] {
        let refusal = rig.refused("enquiries.advance", step(&id, "pending_enquiry", "pending_samples", fields)).await;
        assert_eq!((refusal.code, refusal.field.as_deref()), (Code::Invalid, Some("due_on")), "{refusal}");
    }
    assert_eq!(stage(&rig, &id).await, "pending_enquiry");
    assert_eq!(detail(&rig, &id).await["tracks"], json!([]));
}

#[tokio::test]
async fn a_move_from_an_outdated_screen_is_refused_and_says_where_the_card_is() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "medium").await;
    advance(&rig, &id, "pending_enquiry", "pending_samples", json!({ "due_on": "2026-11-25" })).await;
    let stale = step(&id, "pending_enquiry", "pending_specification", json!({ "due_on": "2026-11-25" }));
    let refusal = rig.refused("enquiries.advance", stale).await;
    assert_eq!(refusal.code, Code::Conflict);
    assert!(refusal.message.contains("Pending samples"), "{refusal}");
}

#[tokio::test]
async fn a_move_from_an_outdated_screen_to_what_still_lies_ahead_stands() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "medium").await;
    advance(&rig, &id, "pending_enquiry", "pending_samples", json!({ "due_on": "2026-11-25" })).await;
    advance(&rig, &id, "pending_enquiry", "pending_vq_docs", json!({ "due_on": "2026-11-25" })).await;
    assert_eq!(detail(&rig, &id).await["enquiry"]["stage"], "pending_vq_docs");
}

#[tokio::test]
async fn an_enquiry_that_is_given_away_takes_its_tasks_and_sequences_along() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "medium").await;
    let ravi = "00000000-0000-0000-0000-000000000002";
    rig.tell("people.join", json!({ "name": "Asha", "role": "director" })).await;
    rig.tell("people.join", json!({ "id": ravi, "name": "Ravi" })).await;
    let remind = json!({ "enquiry_id": id, "title": "Send the sheet", "due_at": "2026-11-30T05:30:00.000Z" });
    rig.tell("followups.remind", remind).await;
    let me = detail(&rig, &id).await["enquiry"]["owner_id"].clone();
    let assign = |from: &Value, to: &str| json!({ "id": id, "from": from, "to": to, "note": "On leave until May" });
    let nobody = rig.refused("enquiries.assign", assign(&me, "00000000-0000-0000-0000-000000000009")).await;
    assert_eq!(nobody.code, Code::Missing, "{nobody}");
    rig.tell("enquiries.assign", assign(&me, ravi)).await;
    let now = detail(&rig, &id).await;
    assert_eq!(now["enquiry"]["owner_id"], ravi);
    let lines = now["timeline"].as_array().unwrap();
    let given = lines.iter().find(|line| line["title"] == "Given to Ravi").unwrap();
    assert_eq!(given["body"], "On leave until May");
    let running = rig.ask("followups.of_enquiry", json!(id)).await;
    assert_eq!(running["running"][0]["enrolment"]["owner_id"], ravi);
    assert!(running["tasks"].as_array().unwrap().iter().all(|task| task["owner_id"] == ravi), "{running}");
    let again = rig.refused("enquiries.assign", assign(&me, ravi)).await;
    assert_eq!((again.code, again.message.contains("Ravi")), (Code::Conflict, true), "{again}");
}

#[tokio::test]
async fn parallel_tracks_run_beside_one_another_and_are_settled_one_by_one() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "medium").await;
    advance(&rig, &id, "pending_enquiry", "pending_samples", json!({ "due_on": "2026-11-25", "note": "500 g" })).await;
    advance(&rig, &id, "pending_samples", "pending_vq_docs", json!({ "due_on": "2026-12-01" })).await;
    let tracks = detail(&rig, &id).await["tracks"].clone();
    let open: Vec<_> =
        tracks.as_array().unwrap().iter().map(|track| (track["kind"].clone(), track["closed_at"].is_null())).collect();
    assert_eq!(open, [(json!("samples"), true), (json!("vq_docs"), true)]);
    rig.tell("enquiries.close_track", json!({ "id": tracks[0]["id"] })).await;
    let tracks = detail(&rig, &id).await["tracks"].clone();
    let open: Vec<_> =
        tracks.as_array().unwrap().iter().map(|track| (track["kind"].clone(), track["closed_at"].is_null())).collect();
    assert_eq!(open, [(json!("vq_docs"), true), (json!("samples"), false)]);
    assert_eq!(stage(&rig, &id).await, "pending_vq_docs");
}

#[tokio::test]
async fn lost_needs_a_category_and_after_few_touches_real_words() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "medium").await;
    for (fields, field) in [
        (json!({ "reason": "They bought it elsewhere yesterday." }), "category"),
        (json!({ "category": "weather", "reason": "They bought it elsewhere yesterday." }), "category"),
        (json!({ "category": "no_response", "reason": "silence" }), "reason"),
    ] {
        let refusal = rig.refused("enquiries.advance", step(&id, "pending_enquiry", "lost", fields)).await;
        assert_eq!(refusal.field.as_deref(), Some(field), "{refusal}");
    }
    let told = json!({ "category": "price_high", "reason": "Their other supplier is 12 rupees lower." });
    advance(&rig, &id, "pending_enquiry", "lost", told).await;
    let after = detail(&rig, &id).await;
    assert_eq!(after["enquiry"]["reason"], "price_high: Their other supplier is 12 rupees lower.");
    assert!(!after["enquiry"]["closed_at"].is_null());
    assert_eq!(after["moves"], json!([]));
}

#[tokio::test]
async fn forty_five_idle_days_put_an_enquiry_up_for_dropping_exactly_once() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "medium").await;
    rig.pass(TimeDelta::days(45));
    rig.desk.tick().await;
    assert_eq!(stage(&rig, &id).await, "pending_enquiry");
    rig.pass(TimeDelta::days(1));
    for _ in 0..3 {
        rig.desk.tick().await;
    }
    let after = detail(&rig, &id).await;
    assert_eq!(after["enquiry"]["stage"], "drop_pending");
    assert_eq!(after["enquiry"]["reason"], "No progress for 45 days");
    assert_eq!(kinds(&after["timeline"], "Put up for dropping"), 1);
}

#[tokio::test]
async fn a_note_begins_the_forty_five_days_anew() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "medium").await;
    rig.pass(TimeDelta::days(44));
    rig.tell("enquiries.note", json!({ "id": id, "text": "He decides after the audit." })).await;
    rig.pass(TimeDelta::days(45));
    rig.desk.tick().await;
    assert_eq!(stage(&rig, &id).await, "pending_enquiry");
    rig.pass(TimeDelta::days(1));
    rig.desk.tick().await;
    assert_eq!(stage(&rig, &id).await, "drop_pending");
}

#[tokio::test]
async fn an_extension_needs_twenty_characters_and_there_are_two_at_most() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "medium").await;
    let extend = |days: u16, reason: &str| json!({ "id": id, "days": days, "reason": reason });
    let refusal = rig.refused("enquiries.extend", extend(10, "nineteen characters")).await;
    assert_eq!(refusal.field.as_deref(), Some("reason"));
    let refusal = rig.refused("enquiries.extend", extend(31, "Their annual budget is pending.")).await;
    assert_eq!(refusal.field.as_deref(), Some("days"));
    rig.pass(TimeDelta::days(40));
    rig.tell("enquiries.extend", extend(30, "Their annual budget is pending.")).await;
    rig.tell("enquiries.extend", extend(30, "The plant trial is in January.")).await;
    let refusal = rig.refused("enquiries.extend", extend(5, "One more week would be enough.")).await;
    assert_eq!(refusal.code, Code::Denied);
    rig.pass(TimeDelta::days(30));
    rig.desk.tick().await;
    assert_eq!(stage(&rig, &id).await, "pending_enquiry", "extended until today");
    rig.pass(TimeDelta::days(1));
    rig.desk.tick().await;
    assert_eq!(stage(&rig, &id).await, "drop_pending");
}

#[tokio::test]
async fn enquiries_parked_with_a_date_do_not_hide_an_idle_one() {
    let rig = Rig::new().await;
    for number in 0..205 {
        let id = card(&rig, &format!("Parked {number}"), "low").await;
        advance(&rig, &id, "pending_enquiry", "long_pendency", json!({ "review_on": "2027-06-01" })).await;
    }
    rig.pass(TimeDelta::hours(1));
    let idle = card(&rig, "Forgotten", "low").await;
    rig.pass(TimeDelta::days(47));
    rig.desk.tick().await;
    assert_eq!(stage(&rig, &idle).await, "drop_pending");
}

#[tokio::test]
async fn the_same_mail_put_on_an_enquiry_twice_is_on_its_timeline_once() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "medium").await;
    let mail = json!({ "mail_ref": "<a@nirmalpaints.example>", "who": "Ramesh Iyer", "address": pebble_tests::mails::RAMESH,
        "subject": "Price", "gist": "Please confirm the price.", "at": "2026-11-19T06:00:00Z", "is_outgoing": false,
        "intent": "chase_followup", "absence": null, "is_bounce": false });
    for _ in 0..2 {
        rig.tell("enquiries.attach_mail", json!({ "id": id, "mail": mail })).await;
    }
    assert_eq!(kinds(&detail(&rig, &id).await["timeline"], "Price"), 1);
}

#[tokio::test]
async fn an_edit_is_refused_at_the_field_that_is_wrong_and_changes_nothing() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "medium").await;
    for (edit, field) in [
        (json!({ "id": id, "title": " " }), "title"),
        (json!({ "id": id, "title": "New", "quantity": "a lot" }), "quantity"),
        (json!({ "id": id, "title": "New", "quantity": "-2" }), "quantity"),
        (json!({ "id": id, "title": "New", "value_minor": -1 }), "value_minor"),
    ] {
        assert_eq!(rig.refused("enquiries.edit", edit).await.field.as_deref(), Some(field));
    }
    let after = detail(&rig, &id).await["enquiry"].clone();
    assert_eq!((after["title"].clone(), after["quantity"].clone()), (json!("Zinc oxide"), json!("5")));
}

#[tokio::test]
async fn a_line_of_the_timeline_names_the_very_mail_even_when_two_came_at_one_instant() {
    let rig = Rig::new().await;
    rig.deliver(mails::rfq());
    rig.turn().await;
    let id = rig.only_enquiry().await;
    for subject in ["Re: Requirement of Zinc oxide", "Re: your question"] {
        rig.deliver(mails::answer("<rfq-1@nirmalpaints.example>", subject, "Delivery is at Pune."));
    }
    rig.turn().await;
    let held = rig.ask("email.of_record", json!(id)).await;
    let held = held.as_array().unwrap();
    assert_eq!(held.len(), 3);
    for line in detail(&rig, &id).await["timeline"].as_array().unwrap().iter().filter(|line| line["kind"] == "mail_in")
    {
        let named: Vec<&Value> = held.iter().filter(|mail| mail["mail_ref"] == line["mail_ref"]).collect();
        assert_eq!((named.len(), &named[0]["subject"]), (1, &line["title"]), "{line}");
    }
}

#[tokio::test]
async fn a_mail_says_whose_it_is_so_that_the_enquiries_of_that_company_alone_are_offered() {
    let rig = Rig::new().await;
    let namesake = json!({ "name": "Nirmal Paints Exports", "domain": "nirmalexports.example" });
    let namesake = rig.tell("masters.add_company", namesake).await;
    rig.tell("enquiries.open", json!({ "company_id": namesake, "title": "Theirs" })).await;
    for title in ["Ours", "Ours too"] {
        card(&rig, title, "medium").await;
    }
    rig.deliver(mails::mail(mails::RAMESH, "Ramesh Iyer", "Payment", "When will you pay the invoice?"));
    rig.turn().await;
    let mail = super::acts::mail(&rig, "Payment").await;
    let found = rig.ask("enquiries.find", json!({ "company_id": mail["company_id"], "query": null })).await;
    let found: Vec<&str> = found.as_array().unwrap().iter().map(|each| each["title"].as_str().unwrap()).collect();
    assert!(found.len() == 2 && found.iter().all(|title| title.starts_with("Ours")), "{found:?}");
}
