//! Whatever happens to a mailbox, every mail is in exactly one place and the counts say so.

use chrono::TimeDelta;
use pebble_core::kernel::Code;
use pebble_simulators::NewMessage;
use pebble_tests::{Rig, mails};
use proptest::prelude::*;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::engines::acts::{desk, mail, mails as list};

const TITANIUM: &str =
    "Dear Asha, please quote your best price for 2 MT Titanium dioxide rutile grade, delivery at Pune.";

/// A mail that says nothing the desk acts upon.
fn vague(subject: &str) -> NewMessage {
    mails::mail("someone@elsewhere.example", "Someone", subject, "Hello, it was nice to see you at the fair.")
}

/// What may happen to a mailbox and its mails, in any order.
#[derive(Debug, Clone)]
enum Act {
    Arrive(u8),
    Turn,
    Correct(usize, &'static str),
    Archive(usize),
    Unarchive(usize),
    Junk(usize),
    Unjunk(usize),
    Snooze(usize),
    Link(usize),
    Delete(usize),
    Move(usize),
    Forget,
    Wait,
}

fn act() -> impl Strategy<Value = Act> {
    let labels = ["enquiry_rfq", "internal", "spam_junk", "chase_followup", "order_po", "no_intent"];
    prop_oneof![
        5 => (0..6_u8).prop_map(Act::Arrive),
        4 => Just(Act::Turn),
        2 => (0..9_usize, proptest::sample::select(labels.to_vec())).prop_map(|(at, label)| Act::Correct(at, label)),
        2 => (0..9_usize).prop_map(Act::Archive),
        1 => (0..9_usize).prop_map(Act::Unarchive),
        1 => (0..9_usize).prop_map(Act::Junk),
        1 => (0..9_usize).prop_map(Act::Unjunk),
        1 => (0..9_usize).prop_map(Act::Snooze),
        1 => (0..9_usize).prop_map(Act::Link),
        1 => (0..9_usize).prop_map(Act::Delete),
        1 => (0..9_usize).prop_map(Act::Move),
        1 => Just(Act::Forget),
        1 => Just(Act::Wait),
    ]
}

fn arrival(kind: u8, number: usize) -> NewMessage {
    let subject = format!("Mail {number}");
    match kind {
        0 => mails::mail(mails::RAMESH, "Ramesh Iyer", &subject, TITANIUM),
        1 => mails::mail(mails::STRANGER, "Kavita Shah", &subject, TITANIUM),
        2 => vague(&subject),
        3 => mails::mail("vikram@pebblechem.example", "Vikram", &subject, "Please check the stock."),
        4 => NewMessage { folder: "junkemail".to_owned(), ..vague(&subject) },
        _ => NewMessage { from: None, ..vague(&subject) },
    }
}

/// Does what can be done; what the rules refuse is refused and changes nothing.
async fn perform(rig: &Rig, act: &Act, number: usize) {
    let rows = list(rig, "all", None).await;
    let row = |at: usize| rows.get(at % rows.len().max(1)).cloned().unwrap_or(json!({ "id": uuid::Uuid::nil() }));
    let server = |at: usize| {
        let inbox = rig.mailbox.messages_in("inbox");
        inbox.get(at % inbox.len().max(1)).cloned()
    };
    let command = match act {
        Act::Arrive(kind) => {
            rig.deliver(arrival(*kind, number));
            return;
        }
        Act::Turn => return rig.turn().await,
        Act::Delete(at) => {
            server(*at).map(|id| rig.mailbox.delete(&id));
            return;
        }
        Act::Move(at) => {
            server(*at).map(|id| rig.mailbox.move_message(&id, "archive"));
            return;
        }
        Act::Forget => return rig.mailbox.expire_cursors(),
        Act::Wait => {
            rig.pass(TimeDelta::hours(3));
            rig.desk.tick().await;
            return;
        }
        Act::Correct(at, intent) => ("email.correct", json!({ "id": row(*at)["id"], "intent": intent })),
        Act::Archive(at) => ("email.archive", json!({ "id": row(*at)["id"], "reason": null })),
        Act::Unarchive(at) => ("email.unarchive", json!({ "id": row(*at)["id"] })),
        Act::Junk(at) => ("email.junk", json!({ "ids": [row(*at)["id"]] })),
        Act::Unjunk(at) => ("email.unjunk", json!({ "ids": [row(*at)["id"]] })),
        Act::Snooze(at) => {
            let until = rig.desk.now().plus(TimeDelta::hours(2));
            ("email.snooze", json!({ "ids": [row(*at)["id"]], "until": until }))
        }
        Act::Link(at) => {
            let found = rig.ask("enquiries.find", json!({ "company_id": null, "query": null })).await;
            ("email.link", json!({ "id": row(*at)["id"], "enquiry_id": found[0]["id"] }))
        }
    };
    if let Err(refusal) = rig.desk.call(command.0, command.1).await {
        assert_ne!(refusal.code, Code::Broken, "{act:?}: {refusal}");
    }
}

fn assert_adds_up(counts: &Value) {
    let parts = ["linked", "preleads", "archived", "unclassified", "sent", "junk", "pending", "quarantined"];
    let sum: u64 = parts.iter().map(|key| counts[key].as_u64().unwrap()).sum();
    assert_eq!(counts["total"], sum, "{counts}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_counts_add_up_after_anything_that_can_happen_to_a_mailbox(acts in proptest::collection::vec(act(), 4..24)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let rig = desk().await;
            for (number, act) in acts.iter().enumerate() {
                perform(&rig, act, number).await;
                assert_adds_up(&rig.ask("email.counts", Value::Null).await);
            }
            rig.turn().await;
            rig.turn().await;
            rig.assert_all_accounted_for().await;
        });
    }
}

#[tokio::test]
async fn a_mail_that_its_enquiry_refuses_waits_with_the_reason_and_the_rest_of_its_page_stands() {
    let rig = desk().await;
    rig.deliver(mails::rfq());
    rig.turn().await;
    // The enquiry of the thread is gone, as after a restored file: whoever attaches a mail to it is refused.
    let tx = rig.desk.store().begin().await.unwrap();
    tx.execute_unprepared("DELETE FROM enquiry").await.unwrap();
    tx.commit().await.unwrap();
    rig.deliver(mails::mail(mails::STRANGER, "Kavita Shah", "Enquiry for Titanium dioxide", TITANIUM));
    rig.deliver(mails::answer("<rfq-1@nirmalpaints.example>", "Re: Requirement of Zinc oxide", "When do you quote?"));
    rig.deliver(mails::mail("latha@deccanrubber.example", "Latha Rao", "Titanium dioxide for Hyderabad", TITANIUM));
    rig.turn().await;
    let refused = mail(&rig, "Re: Requirement of Zinc oxide").await;
    assert_eq!(refused["disposition"], "unclassified", "{refused}");
    let reason = refused["reason"].as_str().unwrap();
    assert!(reason.starts_with("Could not be filed") && reason.contains("no longer there"), "{reason}");
    assert_eq!(mail(&rig, "Enquiry for Titanium dioxide").await["disposition"], "prelead");
    assert_eq!(mail(&rig, "Titanium dioxide for Hyderabad").await["disposition"], "linked");
    assert_eq!(rig.ask("email.counts", Value::Null).await["unclassified"], 1);
    rig.assert_all_accounted_for().await;
    let id = rig.only_enquiry().await;
    let linked = rig.tell("email.link", json!({ "id": refused["id"], "enquiry_id": id })).await;
    assert_eq!((linked["disposition"].clone(), linked["enquiry_id"].clone()), (json!("linked"), json!(id)));
}
