//! What leaves for the outside world leaves once, from however many desks a person works.

use pebble_tests::{Rig, mails};
use serde_json::{Value, json};

use super::{meet, two_desks, two_desks_on_postgres, unsent};
use crate::engines::acts::{card, mail, quote, sequence};

/// The mails that have left a desk's mailbox.
fn sent(rig: &Rig) -> usize {
    rig.sim.sent().len()
}

/// Both desks have an enquiry that was quoted just now.
async fn quoted_on(laptop: &Rig, tower: &Rig) -> String {
    for rig in [laptop, tower] {
        rig.sign_in().await;
    }
    let id = card(laptop, "Zinc oxide for primer", "high").await;
    quote(laptop, &id).await;
    meet(laptop).await;
    meet(tower).await;
    id
}

/// Four days pass without a network: each desk makes the steps that are due by itself.
async fn four_days_offline(desks: &[&Rig]) {
    for _ in 0..4 * 24 {
        desks[0].pass(chrono::TimeDelta::hours(1));
        for rig in desks {
            rig.desk.tick().await;
        }
    }
}

/// The outgoing work that has not ended.
async fn waiting(rig: &Rig) -> Vec<Value> {
    rig.ask("desk.waiting", Value::Null).await.as_array().unwrap().clone()
}

async fn step_of(rig: &Rig, id: &str) -> Vec<Value> {
    let of = rig.ask("followups.of_enquiry", json!(id)).await;
    let all = of["running"].as_array().unwrap().iter().flat_map(|each| each["steps"].as_array().unwrap().clone());
    all.filter(|step| step["channel"] == "mail").collect()
}

#[tokio::test]
async fn a_step_that_two_desks_have_made_is_sent_by_one() {
    let (_office, laptop, tower) = two_desks().await;
    sent_by_one(&laptop, &tower).await;
}

#[tokio::test]
async fn a_step_that_two_desks_have_made_is_sent_by_one_with_an_office_on_postgresql() {
    let (_office, laptop, tower) = two_desks_on_postgres("one_step").await;
    sent_by_one(&laptop, &tower).await;
}

async fn sent_by_one(laptop: &Rig, tower: &Rig) {
    let id = quoted_on(laptop, tower).await;
    four_days_offline(&[laptop, tower]).await;
    for rig in [laptop, tower] {
        assert_eq!(waiting(rig).await.len(), 1, "no step was due on {id}");
    }
    meet(laptop).await;
    meet(tower).await;
    for rig in [laptop, tower] {
        rig.turn().await;
    }
    assert_eq!((sent(laptop), sent(tower)), (1, 0));
    meet(laptop).await;
    meet(tower).await;
    tower.pass(chrono::TimeDelta::minutes(20));
    tower.turn().await;
    assert_eq!((sent(laptop), sent(tower)), (1, 0));
    assert_eq!(waiting(tower).await, Vec::<Value>::new());
    assert_eq!(step_of(tower, &id).await, step_of(laptop, &id).await);
    assert_eq!(unsent(tower).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_step_does_not_leave_before_the_office_has_agreed() {
    let (mut office, laptop, tower) = two_desks().await;
    quoted_on(&laptop, &tower).await;
    office.go_away().await;
    four_days_offline(&[&laptop]).await;
    laptop.turn().await;
    assert_eq!(sent(&laptop), 0);
    assert!(waiting(&laptop).await[0]["trouble"].as_str().is_some_and(|why| why.contains("office")));
    office.come_back().await;
    meet(&laptop).await;
    laptop.pass(chrono::TimeDelta::minutes(20));
    laptop.turn().await;
    assert_eq!(sent(&laptop), 1);
}

#[tokio::test]
async fn what_a_rep_writes_by_hand_leaves_without_the_office() {
    let (mut office, laptop, _tower) = two_desks().await;
    laptop.sign_in().await;
    office.go_away().await;
    laptop.deliver(mails::rfq());
    laptop.turn().await;
    let asked = mail(&laptop, "Requirement of Zinc oxide").await;
    laptop.answer(&asked, "<p>215 a kilo.</p>").await;
    laptop.turn().await;
    assert_eq!(sent(&laptop), 1);
}

#[tokio::test]
async fn a_step_that_the_office_did_not_accept_never_leaves() {
    let (_office, laptop, tower) = two_desks().await;
    let id = quoted_on(&laptop, &tower).await;
    let enrolment = sequence(&laptop, &id, "quote_sent").await["enrolment"]["id"].clone();
    laptop.tell("followups.stop", json!({ "id": enrolment, "reason": "They have bought elsewhere" })).await;
    meet(&laptop).await;
    four_days_offline(&[&tower]).await;
    assert_eq!(waiting(&tower).await.len(), 1);
    meet(&tower).await;
    tower.turn().await;
    assert_eq!(sent(&tower), 0);
    assert_eq!(waiting(&tower).await, Vec::<Value>::new());
}
