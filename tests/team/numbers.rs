//! The office's numbers: asked for at any desk, given by the office alone, and never one twice.

use chrono::TimeDelta;
use pebble_simulators::SimClock;
use pebble_tests::{Office, Rig, noon};
use serde_json::{Value, json};

use super::{ASHA, RAVI, desk_of, join, meet, two_desks, two_desks_on_postgres, unsent};
use crate::engines::acts::{approve_and_send, card, detail, draft, listed, newest, out, save, stage};

async fn standing(rig: &Rig, enquiry: &str) -> (Value, Value) {
    let quoted = newest(rig, enquiry).await;
    (quoted["quotation"]["stage"].clone(), quoted["label"].clone())
}

/// The number of an enquiry's order.
async fn order(rig: &Rig, enquiry: &str) -> Value {
    rig.ask("orders.of_enquiry", json!(enquiry)).await[0]["number"].clone()
}

#[tokio::test]
async fn a_desk_awaits_the_number_and_the_office_gives_it() {
    let (_office, laptop, tower) = two_desks().await;
    awaited(&laptop, &tower).await;
}

#[tokio::test]
async fn a_desk_awaits_the_number_of_an_office_on_postgresql() {
    let (_office, laptop, tower) = two_desks_on_postgres("awaited_number").await;
    awaited(&laptop, &tower).await;
}

async fn awaited(laptop: &Rig, tower: &Rig) {
    let enquiry = card(laptop, "Zinc oxide for primer", "high").await;
    draft(laptop, &enquiry).await;
    approve_and_send(laptop, &enquiry).await;
    assert_eq!(standing(laptop, &enquiry).await, (json!("requested"), Value::Null), "no number before the office's");
    assert_eq!(stage(laptop, &enquiry).await, "pending_enquiry");
    meet(laptop).await;
    meet(tower).await;
    for rig in [laptop, tower] {
        assert_eq!(standing(rig, &enquiry).await, (json!("sent"), json!("Q-26-27-0001")));
        assert_eq!(stage(rig, &enquiry).await, "quoted");
        assert_eq!(unsent(rig).await, Vec::<Value>::new());
    }
    let id = newest(tower, &enquiry).await["quotation"].clone();
    let accept = json!({ "id": id["id"], "po_number": "PO-7", "po_on": "2026-11-19" });
    tower.tell("quotations.accept", accept).await;
    let place = json!({ "quotation_id": id["id"], "total_minor": id["total_minor"], "deliver_to": "Bhosari, Pune" });
    tower.tell("orders.place", place).await;
    assert_eq!(order(tower, &enquiry).await, Value::Null);
    meet(tower).await;
    meet(laptop).await;
    assert_eq!(order(laptop, &enquiry).await, "SO-26-27-0001");
    assert_eq!(detail(laptop, &enquiry).await["enquiry"]["stage"], "won");
}

#[tokio::test]
async fn two_people_who_were_offline_are_given_two_numbers() {
    let clock = SimClock::fixed(noon());
    let office = Office::open(&clock).await;
    let (asha, ravi) = (desk_of(&office, &clock, ASHA).await, desk_of(&office, &clock, RAVI).await);
    asha.tell("masters.import", pebble_tests::mails::masters()).await;
    meet(&asha).await;
    meet(&ravi).await;
    let mut labels = Vec::new();
    for (rig, title) in [(&asha, "Asha's"), (&ravi, "Ravi's")] {
        let enquiry = card(rig, title, "high").await;
        out(rig, &enquiry).await;
        labels.push((rig, enquiry));
    }
    for (rig, _) in &labels {
        meet(rig).await;
    }
    let mut numbers = Vec::new();
    for (rig, enquiry) in &labels {
        numbers.push(standing(rig, enquiry).await.1);
    }
    assert_eq!(numbers, [json!("Q-26-27-0001"), json!("Q-26-27-0002")]);
}

#[tokio::test]
async fn a_price_that_the_office_has_moved_refuses_what_a_desk_has_sent_and_nothing_is_lost() {
    let clock = SimClock::fixed(noon());
    let office = Office::open(&clock).await;
    let past = Rig::fresh(&clock).await;
    past.tell("masters.import", pebble_tests::mails::masters()).await;
    let product = listed(&past, "Zinc oxide").await["product_id"].clone();
    let price = |minor: i64| json!({ "product_id": product, "price_minor": minor, "currency": "INR", "valid_from": "2026-11-19" });
    let desk = desk_of(&office, &clock, ASHA).await;
    desk.tell("masters.import", pebble_tests::mails::masters()).await;
    meet(&desk).await;
    desk.tell("masters.set_price", price(22_000)).await;
    assert_eq!(listed(&desk, "Zinc oxide").await["newest"], 0, "it is the office's to set");
    meet(&desk).await;
    assert_eq!(listed(&desk, "Zinc oxide").await["newest"], 1);
    let enquiry = card(&desk, "Zinc oxide", "high").await;
    draft(&desk, &enquiry).await;
    meet(&desk).await;
    approve_and_send(&desk, &enquiry).await;
    // A price that was set on a desk of its own comes along when that joins.
    past.tell("masters.set_price", price(23_000)).await;
    join(&office, &past, RAVI).await;
    meet(&desk).await;
    let refused = unsent(&desk).await;
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert!(refused[0].to_string().contains("Line 1, Zinc oxide"), "{refused:?}");
    assert_eq!(standing(&desk, &enquiry).await.0, json!("approved"));
}

#[tokio::test]
async fn a_desk_that_joins_brings_its_quotations_and_the_office_numbers_them() {
    let clock = SimClock::fixed(noon());
    let office = Office::open(&clock).await;
    let rig = Rig::fresh(&clock).await;
    rig.tell("masters.import", pebble_tests::mails::masters()).await;
    let enquiry = card(&rig, "From before the office", "high").await;
    out(&rig, &enquiry).await;
    assert_eq!(standing(&rig, &enquiry).await, (json!("sent"), json!("Q-26-27-0001")));
    join(&office, &rig, ASHA).await;
    assert_eq!(unsent(&rig).await, Vec::<Value>::new());
    assert_eq!(standing(&rig, &enquiry).await, (json!("sent"), json!("Q-26-27-0001")));
    let second = desk_of(&office, &clock, ASHA).await;
    assert_eq!(standing(&second, &enquiry).await, (json!("sent"), json!("Q-26-27-0001")));
}

#[tokio::test]
async fn a_desk_that_joins_keeps_the_numbers_that_customers_have_read_and_a_letter_tells_doubles_apart() {
    let clock = SimClock::fixed(noon());
    let office = Office::open(&clock).await;
    let theirs = desk_of(&office, &clock, ASHA).await;
    theirs.tell("masters.import", pebble_tests::mails::masters()).await;
    let first = card(&theirs, "The office's first", "high").await;
    out(&theirs, &first).await;
    meet(&theirs).await;
    let rig = Rig::fresh(&clock).await;
    rig.tell("masters.import", pebble_tests::mails::masters()).await;
    let mut mine = Vec::new();
    for title in ["Mine, with the same number", "Mine, with a free number"] {
        let enquiry = card(&rig, title, "high").await;
        out(&rig, &enquiry).await;
        mine.push(enquiry);
    }
    join(&office, &rig, RAVI).await;
    assert_eq!(unsent(&rig).await, Vec::<Value>::new());
    assert_eq!(standing(&theirs, &first).await, (json!("sent"), json!("Q-26-27-0001")));
    assert_eq!(standing(&rig, &mine[0]).await, (json!("sent"), json!("Q-26-27-0001-B")));
    assert_eq!(standing(&rig, &mine[1]).await, (json!("sent"), json!("Q-26-27-0002")));
    let next = card(&theirs, "The office's next", "high").await;
    out(&theirs, &next).await;
    meet(&theirs).await;
    assert_eq!(standing(&theirs, &next).await, (json!("sent"), json!("Q-26-27-0003")));
}

#[tokio::test]
async fn what_was_sent_without_a_network_is_judged_at_the_day_on_which_the_office_sends_it() {
    let (_office, laptop, tower) = two_desks().await;
    let enquiry = card(&laptop, "Zinc oxide for primer", "high").await;
    draft(&laptop, &enquiry).await;
    let row = newest(&laptop, &enquiry).await["quotation"].clone();
    save(&laptop, &row, |content| content["valid_until"] = json!("2026-11-21")).await;
    meet(&laptop).await;
    approve_and_send(&laptop, &enquiry).await;
    laptop.pass(TimeDelta::days(3));
    meet(&laptop).await;
    meet(&tower).await;
    let refused = unsent(&laptop).await;
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert_eq!((&refused[0]["state"], &refused[0]["field"]), (&json!("refused"), &json!("valid_until")));
    for rig in [&laptop, &tower] {
        assert_eq!(standing(rig, &enquiry).await, (json!("approved"), Value::Null));
    }
    let row = newest(&laptop, &enquiry).await["quotation"].clone();
    save(&laptop, &row, |content| content["valid_until"] = json!("2026-12-05")).await;
    approve_and_send(&laptop, &enquiry).await;
    meet(&laptop).await;
    assert_eq!(standing(&laptop, &enquiry).await, (json!("sent"), json!("Q-26-27-0001")), "and it has left no gap");
}
