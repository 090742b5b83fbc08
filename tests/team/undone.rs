//! Taking back in an office: what a desk undoes is undone for everybody, unless somebody has said otherwise since.

use pebble_simulators::SimClock;
use pebble_tests::{Office, Rig, noon};
use serde_json::{Value, json};

use super::{ASHA, RAVI, board, desk_of, meet, two_desks, unsent};
use crate::engines::{
    acts::{advance, card, detail, stage},
    undo::{deeds, last, take_back},
};

#[tokio::test]
async fn what_one_desk_undoes_is_undone_on_the_other_and_can_be_done_again() {
    let (_office, laptop, tower) = two_desks().await;
    let id = card(&laptop, "Zinc oxide for primer", "high").await;
    let quote = json!({ "product": "Zinc oxide", "quantity": "5" });
    advance(&laptop, &id, "pending_enquiry", "make_quote", quote).await;
    meet(&laptop).await;
    meet(&tower).await;
    assert_eq!(stage(&tower, &id).await, "make_quote");
    assert_eq!(deeds(&tower).await.len(), 0, "the list is of what was done at this desk");

    take_back(&laptop, &last(&laptop).await).await;
    meet(&laptop).await;
    meet(&tower).await;
    assert_eq!(stage(&tower, &id).await, "pending_enquiry");
    assert_eq!(board(&tower).await, board(&laptop).await);
    let before = deeds(&laptop).await[0]["undone_by"].clone();
    take_back(&laptop, &before).await;
    meet(&laptop).await;
    meet(&tower).await;
    assert_eq!(stage(&tower, &id).await, "make_quote");
    assert!(unsent(&laptop).await.is_empty());
}

#[tokio::test]
async fn what_a_colleague_changed_meanwhile_stands_and_who_undid_is_told() {
    let (_office, laptop, tower) = two_desks().await;
    let id = card(&laptop, "Zinc oxide for primer", "high").await;
    laptop.tell("enquiries.edit", json!({ "id": id, "value_minor": 5_000_000 })).await;
    meet(&laptop).await;
    meet(&tower).await;

    tower.tell("enquiries.edit", json!({ "id": id, "value_minor": 7_000_000 })).await;
    take_back(&laptop, &last(&laptop).await).await;
    meet(&tower).await;
    meet(&laptop).await;
    let refused = unsent(&laptop).await;
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert_eq!((&refused[0]["command"], &refused[0]["state"]), (&json!("desk.undo"), &json!("refused")));
    assert!(refused[0]["reason"].as_str().is_some_and(|why| why.contains("the value of")), "{refused:?}");
    let listed = &deeds(&laptop).await[0];
    assert_eq!((&listed["standing"], &listed["undone_by"]), (&json!("fixed"), &json!(null)), "{listed}");
    assert!(listed["reason"].as_str().is_some_and(|why| why.contains("the value of")), "{listed}");
    for rig in [&laptop, &tower] {
        assert_eq!(detail(rig, &id).await["enquiry"]["value_minor"], 7_000_000);
    }
    let history = laptop.ask("enquiries.history", json!(id)).await;
    assert_eq!((&history[0]["new"], &history[0]["is_exact"]), (&json!(7_000_000), &json!(false)), "{history}");
}

#[tokio::test]
async fn what_was_undone_offline_can_be_undone_again_when_that_is_discarded() {
    let (mut office, laptop, tower) = two_desks().await;
    let id = card(&laptop, "Zinc oxide for primer", "high").await;
    laptop.tell("enquiries.edit", json!({ "id": id, "value_minor": 5_000_000 })).await;
    meet(&laptop).await;
    office.go_away().await;
    take_back(&laptop, &last(&laptop).await).await;
    assert_eq!(deeds(&laptop).await[0]["standing"], "undone");
    let waiting = unsent(&laptop).await;
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    laptop.tell("app.discard_unsent", json!({ "place": waiting[0]["place"] })).await;
    assert_eq!(deeds(&laptop).await[0]["standing"], "open");

    take_back(&laptop, &last(&laptop).await).await;
    office.come_back().await;
    meet(&laptop).await;
    meet(&tower).await;
    for rig in [&laptop, &tower] {
        assert_eq!(detail(rig, &id).await["enquiry"]["value_minor"], json!(null));
    }
}

#[tokio::test]
async fn a_move_is_undone_although_the_office_has_put_the_card_elsewhere_in_its_column() {
    let clock = SimClock::fixed(noon());
    let office = Office::open(&clock).await;
    let ravi = desk_of(&office, &clock, RAVI).await;
    ravi.tell("masters.import", pebble_tests::mails::masters()).await;
    let quote = json!({ "product": "Zinc oxide", "quantity": "5" });
    let theirs = card(&ravi, "A colleague's", "high").await;
    advance(&ravi, &theirs, "pending_enquiry", "make_quote", quote.clone()).await;
    meet(&ravi).await;
    let asha = desk_of(&office, &clock, ASHA).await;
    let id = card(&asha, "Zinc oxide for primer", "high").await;
    advance(&asha, &id, "pending_enquiry", "make_quote", quote).await;
    meet(&asha).await;

    take_back(&asha, &last(&asha).await).await;
    assert_eq!(stage(&asha, &id).await, "pending_enquiry");
    meet(&asha).await;
    assert_eq!(stage(&asha, &id).await, "pending_enquiry");
    assert!(unsent(&asha).await.is_empty(), "{:?}", unsent(&asha).await);
}

#[tokio::test]
async fn a_reminder_that_is_undone_on_one_desk_leaves_the_card_of_the_other() {
    let (_office, laptop, tower) = two_desks().await;
    let id = card(&laptop, "Zinc oxide for primer", "high").await;
    let remind = json!({ "enquiry_id": id, "title": "Ring", "due_at": "2026-11-30T05:30:00.000Z" });
    laptop.tell("followups.remind", remind).await;
    meet(&laptop).await;
    meet(&tower).await;
    assert_eq!(due(&tower).await, json!("2026-11-30T05:30:00.000Z"));

    take_back(&laptop, &last(&laptop).await).await;
    meet(&laptop).await;
    meet(&tower).await;
    for rig in [&laptop, &tower] {
        assert_eq!(due(rig).await, json!(null));
    }
}

/// When something is due on the only card that waits.
async fn due(rig: &Rig) -> Value {
    let window = json!({ "column": "pending_enquiry", "offset": 0, "limit": 10, "filter": {} });
    rig.ask("board.window", window).await["cards"][0]["task_at"].clone()
}
