//! What the server refuses is told, and nothing of it is dropped.

use pebble_tests::mails;
use serde_json::{Value, json};

use super::{board, meet, standing, two_desks, unsent};
use crate::engines::acts::{advance, card, stage};

#[tokio::test]
async fn of_two_desks_that_move_one_card_offline_the_later_is_told_why_not() {
    let (_office, laptop, tower) = two_desks().await;
    let id = card(&laptop, "Zinc oxide for primer", "high").await;
    meet(&laptop).await;
    meet(&tower).await;

    let quote = json!({ "product": "Zinc oxide", "quantity": "5" });
    advance(&laptop, &id, "pending_enquiry", "make_quote", quote.clone()).await;
    advance(&tower, &id, "pending_enquiry", "make_quote", quote).await;
    meet(&laptop).await;
    meet(&tower).await;

    let refused = unsent(&tower).await;
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert_eq!((&refused[0]["state"], &refused[0]["command"]), (&json!("refused"), &json!("enquiries.advance")));
    assert!(refused[0]["reason"].as_str().is_some_and(|reason| reason.ends_with('.')), "{refused:?}");
    assert_eq!(refused[0]["input"]["id"], json!(id));
    assert_eq!(standing(&tower).await["unread"], 1);
    assert_eq!(board(&tower).await, board(&laptop).await);

    tower.tell("app.discard_unsent", json!({ "place": refused[0]["place"] })).await;
    assert_eq!(unsent(&tower).await, Vec::<Value>::new());
    assert_eq!(standing(&tower).await["unread"], 0);
}

#[tokio::test]
async fn what_was_refused_can_be_made_again_as_a_new_change() {
    let (_office, laptop, tower) = two_desks().await;
    let id = card(&laptop, "Zinc oxide for primer", "high").await;
    meet(&laptop).await;
    meet(&tower).await;
    advance(&laptop, &id, "pending_enquiry", "make_quote", json!({ "product": "Zinc oxide", "quantity": "5" })).await;
    let worth = json!({ "product": "Zinc oxide", "quantity": "9" });
    advance(&tower, &id, "pending_enquiry", "make_quote", worth).await;
    meet(&laptop).await;
    meet(&tower).await;
    advance(&laptop, &id, "make_quote", "pending_enquiry", json!({})).await;
    meet(&laptop).await;
    meet(&tower).await;

    let place = unsent(&tower).await[0]["place"].clone();
    tower.tell("app.redo_unsent", json!({ "place": place })).await;
    assert_eq!(stage(&tower, &id).await, "make_quote");
    meet(&tower).await;
    meet(&laptop).await;
    assert_eq!(stage(&laptop, &id).await, "make_quote");
    assert_eq!(unsent(&tower).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_change_made_offline_is_news_of_what_waits() {
    let (mut office, laptop, _tower) = two_desks().await;
    office.go_away().await;
    card(&laptop, "In the train", "low").await;
    laptop.desk.meet_office().await.unwrap();
    let mut news = laptop.desk.changes();
    card(&laptop, "Still in the train", "low").await;
    let mut told = Vec::new();
    while let Ok(changed) = news.try_recv() {
        told.extend(changed.topics);
    }
    assert!(told.contains(&"office"), "the badge was not told: {told:?}");
    assert_eq!(standing(&laptop).await["waiting"], 2);
}

#[tokio::test]
async fn a_change_that_waits_can_be_taken_back_and_exported() {
    let (mut office, laptop, tower) = two_desks().await;
    office.go_away().await;
    card(&laptop, "Not after all", "low").await;
    let waiting = unsent(&laptop).await;
    let exported = laptop.ask("app.export_unsent", json!({})).await;
    assert!(exported["text"].as_str().is_some_and(|text| text.contains("Not after all")), "{exported}");
    laptop.tell("app.discard_unsent", json!({ "place": waiting.last().unwrap()["place"] })).await;
    assert_eq!(board(&laptop).await, Vec::<Value>::new());
    office.come_back().await;
    meet(&laptop).await;
    meet(&tower).await;
    assert_eq!(board(&tower).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_mail_that_reaches_two_desks_of_one_person_opens_one_enquiry() {
    let (_office, laptop, tower) = two_desks().await;
    for rig in [&laptop, &tower] {
        rig.sign_in().await;
        rig.deliver(mails::rfq());
        rig.turn().await;
    }
    meet(&laptop).await;
    meet(&tower).await;
    meet(&laptop).await;
    assert_eq!(board(&laptop).await, board(&tower).await);
    let found = laptop.only_enquiry().await;
    assert_eq!(tower.only_enquiry().await, found);
    assert_eq!(unsent(&tower).await, Vec::<Value>::new());
}
