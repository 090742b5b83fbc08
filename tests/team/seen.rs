//! What is done on one desk is seen on the others.

use serde_json::{Value, json};

use super::{ASHA, RAVI, board, desk_of, meet, standing, two_desks, unsent};
use crate::engines::acts::{advance, card, detail};

#[tokio::test]
async fn a_card_that_moves_on_one_desk_moves_on_the_other() {
    let (_office, laptop, tower) = two_desks().await;
    let id = card(&laptop, "Zinc oxide for primer", "high").await;
    meet(&laptop).await;
    meet(&tower).await;
    assert_eq!(board(&tower).await, [json!(["pending_enquiry", ["Zinc oxide for primer"]])]);
    assert_eq!(board(&laptop).await, board(&tower).await);
    assert_eq!(detail(&tower, &id).await, detail(&laptop, &id).await);

    advance(&tower, &id, "pending_enquiry", "make_quote", json!({ "product": "Zinc oxide", "quantity": "5" })).await;
    meet(&tower).await;
    meet(&laptop).await;
    assert_eq!(board(&laptop).await, [json!(["make_quote", ["Zinc oxide for primer"]])]);
    assert_eq!(detail(&laptop, &id).await, detail(&tower, &id).await);
}

#[tokio::test]
async fn a_colleague_sees_the_customers_and_not_the_cards() {
    let (office, laptop, _tower) = two_desks().await;
    card(&laptop, "Zinc oxide for primer", "high").await;
    meet(&laptop).await;
    let colleague = desk_of(&office, laptop.sim.clock(), RAVI).await;
    assert_eq!(board(&colleague).await, Vec::<Value>::new());
    let companies = laptop.ask("masters.companies", json!("")).await;
    assert_eq!(colleague.ask("masters.companies", json!("")).await, companies);
}

#[tokio::test]
async fn work_waits_while_the_server_is_away_and_survives_a_restart_of_the_desk() {
    let (mut office, laptop, tower) = two_desks().await;
    office.go_away().await;
    let id = card(&laptop, "Opened in the train", "medium").await;
    laptop.desk.meet_office().await.unwrap();
    let laptop = laptop.restarted().await;
    laptop.desk.meet_office().await.unwrap();
    let alone = standing(&laptop).await;
    assert_eq!(alone["state"], "offline", "{alone}");
    assert_eq!(json!(unsent(&laptop).await.len()), alone["waiting"]);
    assert_eq!(unsent(&laptop).await.last().unwrap()["command"], "enquiries.open");
    assert_eq!(board(&laptop).await, [json!(["pending_enquiry", ["Opened in the train"]])]);

    office.come_back().await;
    meet(&laptop).await;
    assert_eq!(unsent(&laptop).await, Vec::<Value>::new());
    meet(&tower).await;
    assert_eq!(detail(&tower, &id).await, detail(&laptop, &id).await);
}

#[tokio::test]
async fn an_enquiry_that_moves_to_a_new_desk_brings_its_next_step_along() {
    let (office, laptop, _tower) = two_desks().await;
    let asha = json!({ "id": null, "name": "Asha Kulkarni", "email": "", "role": null, "team": null });
    laptop.tell("people.join", asha).await;
    let id = card(&laptop, "Zinc oxide for primer", "high").await;
    meet(&laptop).await;
    let fresh = desk_of(&office, laptop.sim.clock(), ASHA).await;
    let window = json!({ "column": "pending_enquiry", "offset": 0, "limit": 9, "filter": {} });
    let cards = fresh.ask("board.window", window.clone()).await;
    assert_eq!(cards, laptop.ask("board.window", window).await);
    assert!(cards["cards"][0]["next_label"].is_string(), "the card says nothing of what comes next on {id}: {cards}");
    assert!(cards["cards"][0]["next_text"].as_str().is_some_and(|text| !text.contains("Somebody")), "{cards}");
    let today = laptop.ask("followups.today", Value::Null).await;
    assert_eq!(fresh.ask("followups.today", Value::Null).await["tasks"], today["tasks"]);
}

#[tokio::test]
async fn a_director_sees_what_the_reps_do_and_may_do_it_for_them() {
    let clock = pebble_simulators::SimClock::fixed(pebble_tests::noon());
    let office = pebble_tests::Office::open(&clock).await;
    let director = desk_of(&office, &clock, RAVI).await;
    let join = json!({ "id": null, "name": "Ravi", "email": "", "role": "director", "team": null });
    director.tell("people.join", join).await;
    meet(&director).await;
    let rep = desk_of(&office, &clock, ASHA).await;
    let join = |role: &str| json!({ "id": null, "name": "Asha", "email": "", "role": role, "team": null });
    assert_eq!(rep.refused("people.join", join("director")).await.code, pebble_core::kernel::Code::Denied);
    rep.tell("people.join", join("sales")).await;
    rep.tell("masters.import", pebble_tests::mails::masters()).await;
    let id = card(&rep, "Zinc oxide for primer", "high").await;
    meet(&rep).await;
    meet(&director).await;
    assert_eq!(board(&director).await, [json!(["pending_enquiry", ["Zinc oxide for primer"]])]);

    let quote = json!({ "product": "Zinc oxide", "quantity": "5" });
    advance(&director, &id, "pending_enquiry", "make_quote", quote).await;
    meet(&director).await;
    meet(&rep).await;
    assert_eq!(board(&rep).await, [json!(["make_quote", ["Zinc oxide for primer"]])]);

    let stepped_down = json!({ "id": null, "name": "Ravi", "email": "", "role": "sales", "team": null });
    director.tell("people.join", stepped_down).await;
    meet(&director).await;
    assert_eq!(board(&director).await, Vec::<Value>::new());
}

#[tokio::test]
async fn whoever_stands_in_has_the_work_at_hand_until_somebody_else_does() {
    let (office, laptop, _tower) = two_desks().await;
    let introduce = |name: &str| json!({ "id": null, "name": name, "email": "", "role": null, "team": null });
    laptop.tell("people.join", introduce("Asha")).await;
    let id = card(&laptop, "Zinc oxide for primer", "high").await;
    meet(&laptop).await;
    let ravi = desk_of(&office, laptop.sim.clock(), RAVI).await;
    ravi.tell("people.join", introduce("Ravi")).await;
    meet(&ravi).await;
    meet(&laptop).await;
    assert_eq!(board(&ravi).await, Vec::<Value>::new());
    let itself = laptop.refused("people.name_backup", json!({ "person": null, "backup": ASHA })).await;
    assert_eq!(itself.field.as_deref(), Some("backup"));
    laptop.tell("people.name_backup", json!({ "person": null, "backup": RAVI })).await;
    meet(&laptop).await;
    meet(&ravi).await;
    assert_eq!(board(&ravi).await, board(&laptop).await);
    // What the stand-in does stands, and the owner has it.
    advance(&ravi, &id, "pending_enquiry", "make_quote", json!({ "product": "Zinc oxide", "quantity": "5" })).await;
    meet(&ravi).await;
    meet(&laptop).await;
    assert_eq!(board(&laptop).await, [json!(["make_quote", ["Zinc oxide for primer"]])]);
    laptop.tell("people.name_backup", json!({ "person": null, "backup": null })).await;
    meet(&laptop).await;
    meet(&ravi).await;
    meet(&ravi).await;
    assert_eq!(board(&ravi).await, Vec::<Value>::new());
}

#[tokio::test]
async fn whoever_heads_a_territory_no_longer_sees_the_work_in_it_no_longer() {
    let (office, laptop, _tower) = two_desks().await;
    let introduce = |name: &str| json!({ "id": null, "name": name, "email": "", "role": null, "team": null });
    laptop.tell("people.join", introduce("Asha")).await;
    card(&laptop, "Zinc oxide for primer", "high").await;
    meet(&laptop).await;
    let ravi = desk_of(&office, laptop.sim.clock(), RAVI).await;
    ravi.tell("people.join", introduce("Ravi")).await;
    meet(&ravi).await;
    meet(&laptop).await;
    let headed_by = |head: Value| json!({ "name": "West", "head": head });
    laptop.tell("people.set_territory", headed_by(json!(RAVI))).await;
    laptop.tell("people.cover", json!({ "territory": "West", "person": ASHA, "covers": true })).await;
    meet(&laptop).await;
    meet(&ravi).await;
    assert_eq!(board(&ravi).await, board(&laptop).await);
    laptop.tell("people.set_territory", headed_by(Value::Null)).await;
    meet(&laptop).await;
    meet(&ravi).await;
    meet(&ravi).await;
    assert_eq!(board(&ravi).await, Vec::<Value>::new());
}
