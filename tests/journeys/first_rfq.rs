//! A first RFQ becomes an enquiry, is quoted, followed up twice offline, and pauses when the customer answers.

use chrono::TimeDelta;
use pebble_tests::{Rig, mails};
use serde_json::{Value, json};

/// The first RFQ is on the board.
async fn with_enquiry() -> (Rig, String) {
    let rig = Rig::new().await;
    rig.deliver(mails::rfq());
    rig.turn().await;
    let id = rig.only_enquiry().await;
    (rig, id)
}

async fn quote(rig: &Rig, id: &str) {
    let moved = json!({ "id": id, "from": "pending_enquiry", "to": "make_quote", "after": null, "before": null,
        "fields": { "product": "Zinc oxide", "quantity": "5" } });
    rig.tell("enquiries.advance", moved).await;
    let moved = json!({ "id": id, "from": "make_quote", "to": "quoted", "after": null, "before": null,
        "fields": { "value_minor": 107_500_000, "valid_until": "2026-12-15" } });
    rig.tell("enquiries.advance", moved).await;
}

async fn running(rig: &Rig, id: &str, sequence: &str) -> Value {
    let of = rig.ask("followups.of_enquiry", json!(id)).await;
    let all = of["running"].as_array().unwrap();
    all.iter()
        .find(|each| each["enrolment"]["sequence"] == sequence)
        .cloned()
        .unwrap_or_else(|| panic!("no {sequence} in {of}"))
}

#[tokio::test]
async fn a_first_rfq_becomes_an_enquiry_is_quoted_followed_up_twice_offline_and_pauses_when_the_customer_answers() {
    let (rig, id) = with_enquiry().await;
    let detail = rig.ask("enquiries.detail", json!(id)).await;
    assert_eq!(detail["enquiry"]["stage"], "pending_enquiry");
    assert_eq!(detail["enquiry"]["product"], "Zinc oxide");
    assert_eq!(detail["company"]["name"], "Nirmal Paints");
    let window = json!({ "column": "pending_enquiry", "offset": 0, "limit": 5 });
    assert_eq!(rig.ask("board.window", window).await["cards"][0]["id"], id, "its card is on the board");

    quote(&rig, &id).await;
    assert_eq!(running(&rig, &id, "enquiry_cadence").await["enrolment"]["state"], "terminated");
    assert_eq!(running(&rig, &id, "quote_sent").await["enrolment"]["state"], "active");

    // Offline: nothing asks the mailbox for anything while four days pass.
    rig.pass_days_offline(4).await;
    let sequence = running(&rig, &id, "quote_sent").await;
    let steps = sequence["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 2, "{sequence}");
    assert_eq!(steps[1]["channel"], "mail");
    assert_eq!(steps[1]["state"], "dispatched");
    assert!(rig.sim.sent().is_empty());

    // The network is back: what was written offline leaves, once.
    rig.turn().await;
    let sent = rig.sim.sent();
    assert_eq!(sent.len(), 1);
    rig.turn().await;
    assert_eq!(rig.sim.sent().len(), 1);
    assert_eq!(running(&rig, &id, "quote_sent").await["steps"][1]["state"], "done");

    rig.pass(TimeDelta::hours(2));
    rig.deliver(mails::answer(
        "<rfq-1@nirmalpaints.example>",
        "Re: Requirement of Zinc oxide",
        "Dear Asha, your price is on the higher side. Can you do Rs 205 per kg?",
    ));
    rig.turn().await;
    let sequence = running(&rig, &id, "quote_sent").await;
    assert_eq!(sequence["enrolment"]["state"], "paused");
    assert_eq!(sequence["enrolment"]["reason"], "The customer answered");
    let today = rig.ask("followups.today", Value::Null).await;
    let kinds: Vec<&str> = [&today["missed"], &today["rows"]]
        .iter()
        .flat_map(|rows| rows.as_array().unwrap())
        .map(|row| row["kind"].as_str().unwrap())
        .collect();
    assert!(kinds.contains(&"answer_reply"), "{today}");

    rig.pass_days_offline(10).await;
    rig.turn().await;
    assert_eq!(rig.sim.sent().len(), 1, "a paused sequence spoke");
    rig.assert_all_accounted_for().await;
    rig.sim.assert_clean();
}

#[tokio::test]
async fn the_same_journey_goes_on_where_it_was_after_the_program_ended_at_any_point() {
    let (rig, id) = with_enquiry().await;
    let rig = rig.restarted().await;
    quote(&rig, &id).await;
    let rig = rig.restarted().await;
    rig.pass_days_offline(2).await;
    let rig = rig.restarted().await;
    rig.turn().await;
    assert_eq!(rig.sim.sent().len(), 1);
    let rig = rig.restarted().await;
    rig.turn().await;
    assert_eq!(rig.sim.sent().len(), 1);
    assert_eq!(running(&rig, &id, "quote_sent").await["steps"][0]["state"], "done");
    rig.assert_all_accounted_for().await;
    rig.sim.assert_clean();
}

#[tokio::test]
async fn an_absence_notice_postpones_the_sequence_past_the_return_and_does_not_pause_it() {
    let (rig, id) = with_enquiry().await;
    quote(&rig, &id).await;
    let before = running(&rig, &id, "quote_sent").await["enrolment"]["next_at"].as_str().unwrap().to_owned();
    rig.pass(TimeDelta::hours(1));
    let mut notice = mails::answer(
        "<rfq-1@nirmalpaints.example>",
        "Automatic reply: Requirement of Zinc oxide",
        "I am out of office and will be back on 30 November 2026.",
    );
    notice.headers = vec![("Auto-Submitted".to_owned(), "auto-replied".to_owned())];
    rig.deliver(notice);
    rig.turn().await;
    let enrolment = running(&rig, &id, "quote_sent").await["enrolment"].clone();
    assert_eq!(enrolment["state"], "active");
    let after = enrolment["next_at"].as_str().unwrap().to_owned();
    assert!(after > before && after.starts_with("2026-12-01"), "{before} -> {after}");
}

#[tokio::test]
async fn a_stranger_waits_as_a_prelead_and_becomes_a_card_when_validated() {
    let rig = Rig::new().await;
    rig.deliver(mails::mail(
        mails::STRANGER,
        "Kavita Shah",
        "Enquiry for Titanium dioxide",
        "Dear Sir, we are a new coatings company. Please quote your best price for 2 MT Titanium dioxide rutile grade.",
    ));
    rig.turn().await;
    let waiting = rig.ask("preleads.list", json!({ "stage": null })).await;
    assert_eq!(waiting.as_array().unwrap().len(), 1, "{waiting}");
    assert_eq!(waiting[0]["stage"], "validation");
    let made = rig
        .tell("preleads.validate", json!({ "id": waiting[0]["id"], "company": { "name": "NewCoat", "city": "Surat" } }))
        .await;
    let enquiry = made["enquiry_id"].as_str().expect("no enquiry").to_owned();
    let mails = rig.ask("email.of_record", json!(enquiry)).await;
    assert_eq!(mails.as_array().unwrap().len(), 1);
    assert_eq!(mails[0]["disposition"], "linked");
    let counts = rig.ask("email.counts", Value::Null).await;
    assert_eq!((counts["preleads"].as_u64(), counts["linked"].as_u64()), (Some(0), Some(1)));
}

#[tokio::test]
async fn two_mails_written_offline_never_leave_together() {
    let (rig, id) = with_enquiry().await;
    let urgent = json!({ "id": id, "title": null, "product": null, "quantity": null, "unit": null,
        "value_minor": null, "priority": "high" });
    rig.tell("enquiries.edit", urgent).await;
    quote(&rig, &id).await;
    // Day three is a mail too at high priority: it waits for the first one to leave.
    rig.pass_days_offline(6).await;
    assert_eq!(running(&rig, &id, "quote_sent").await["steps"].as_array().unwrap().len(), 1);
    rig.turn().await;
    assert_eq!(rig.sim.sent().len(), 1);
    rig.pass_days_offline(2).await;
    rig.turn().await;
    assert_eq!(rig.sim.sent().len(), 2);
    rig.sim.assert_clean();
}
