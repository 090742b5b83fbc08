//! The board: columns and cards follow the enquiries, whatever happens to them.

mod narrow;
mod views;

use pebble_core::{
    engines::enquiries::rules::PIPELINE,
    kernel::{At, log::change},
};
use pebble_tests::Rig;
use proptest::prelude::*;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::acts::{advance, asked_by_nirmal, card, quote};

async fn window(rig: &Rig, column: &str, offset: u64, limit: u64) -> Vec<Value> {
    let window = json!({ "column": column, "offset": offset, "limit": limit, "filter": {} });
    rig.ask("board.window", window).await["cards"].as_array().unwrap().clone()
}

async fn order(rig: &Rig, column: &str) -> Vec<String> {
    window(rig, column, 0, 200).await.iter().map(|card| card["title"].as_str().unwrap().to_owned()).collect()
}

/// Every column says what its cards say.
async fn assert_true(rig: &Rig) {
    for column in rig.ask("board.columns", json!({})).await.as_array().unwrap() {
        let cards = window(rig, column["key"].as_str().unwrap(), 0, 200).await;
        let worth: i64 = cards.iter().filter_map(|card| card["value_minor"].as_i64()).sum();
        assert_eq!(
            (column["count"].clone(), column["value_minor"].clone()),
            (json!(cards.len()), json!(worth)),
            "{column}"
        );
        for card in cards {
            assert_eq!(card["stage"], column["key"]);
        }
    }
}

#[tokio::test]
async fn a_new_card_stands_on_top_of_the_first_column() {
    let rig = Rig::new().await;
    for title in ["First", "Second", "Third"] {
        card(&rig, title, "medium").await;
    }
    assert_eq!(order(&rig, "pending_enquiry").await, ["Third", "Second", "First"]);
    assert_true(&rig).await;
}

#[tokio::test]
async fn windows_put_side_by_side_are_the_column() {
    let rig = Rig::new().await;
    for number in 0..13 {
        card(&rig, &format!("Card {number}"), "medium").await;
    }
    let whole = window(&rig, "pending_enquiry", 0, 200).await;
    let mut pieces = Vec::new();
    for offset in [0, 5, 10, 15] {
        pieces.extend(window(&rig, "pending_enquiry", offset, 5).await);
    }
    assert_eq!(pieces, whole);
    assert_eq!(whole.len(), 13);
}

#[tokio::test]
async fn a_card_placed_between_two_others_changes_its_own_row_only_and_only_its_rank() {
    let rig = Rig::new().await;
    let mut ids = Vec::new();
    for title in ["Third", "Second", "First"] {
        ids.push(card(&rig, title, "medium").await);
    }
    let db = rig.desk.store().reader();
    let last = change::Entity::find().order_by_desc(change::Column::Seq).one(db).await.unwrap().unwrap().seq;
    rig.tell("enquiries.place", json!({ "id": ids[0], "after": ids[2], "before": ids[1] })).await;
    assert_eq!(order(&rig, "pending_enquiry").await, ["First", "Third", "Second"]);
    let changed = change::Entity::find().filter(change::Column::Seq.gt(last)).all(db).await.unwrap();
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert_eq!((changed[0].record.as_str(), changed[0].row_id.to_string()), ("enquiry", ids[0].clone()));
    let row = |text: &Option<String>| -> Value { serde_json::from_str(text.as_deref().unwrap()).unwrap() };
    let (before, after) = (row(&changed[0].before), row(&changed[0].after));
    let differing: Vec<&String> =
        before.as_object().unwrap().keys().filter(|key| before[key.as_str()] != after[key.as_str()]).collect();
    assert_eq!(differing, ["rank"]);
}

#[tokio::test]
async fn a_card_dropped_between_two_others_of_another_column_stands_there() {
    let rig = Rig::new().await;
    let mut parked = Vec::new();
    for title in ["Lower", "Upper"] {
        let id = card(&rig, title, "medium").await;
        advance(&rig, &id, "pending_enquiry", "pending_samples", json!({ "due_on": "2026-11-30" })).await;
        parked.push(id);
    }
    let id = card(&rig, "Between", "medium").await;
    let drop = json!({ "id": id, "from": "pending_enquiry", "to": "pending_samples", "after": parked[1], "before": parked[0],
        "fields": { "due_on": "2026-11-30" } });
    rig.tell("enquiries.advance", drop).await;
    assert_eq!(order(&rig, "pending_samples").await, ["Upper", "Between", "Lower"]);
    assert_true(&rig).await;
}

#[tokio::test]
async fn a_filter_narrows_columns_and_windows_alike() {
    let rig = Rig::new().await;
    card(&rig, "Zinc for Pune", "high").await;
    card(&rig, "Zinc for Surat", "low").await;
    for (filter, titles) in [
        (json!({ "priority": "high" }), vec!["Zinc for Pune"]),
        (json!({ "query": "surat" }), vec!["Zinc for Surat"]),
        (json!({ "query": "nirmal" }), vec!["Zinc for Surat", "Zinc for Pune"]),
        (json!({ "query": "nirmal pu" }), vec!["Zinc for Pune"]),
        (json!({ "query": "barium" }), vec![]),
        (json!({ "owner_id": "00000000-0000-0000-0000-000000000001" }), vec![]),
    ] {
        let columns = rig.ask("board.columns", filter.clone()).await;
        assert_eq!(columns[0]["count"], json!(titles.len()), "{filter}");
        let window = json!({ "column": "pending_enquiry", "offset": 0, "limit": 50, "filter": filter });
        let cards = rig.ask("board.window", window).await["cards"].clone();
        let found: Vec<&str> = cards.as_array().unwrap().iter().map(|card| card["title"].as_str().unwrap()).collect();
        assert_eq!(found, titles);
    }
}

#[tokio::test]
async fn a_card_shows_what_its_sequence_does_next_and_when_it_will_be_flagged() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "medium").await;
    let shown = window(&rig, "pending_enquiry", 0, 1).await[0].clone();
    assert_eq!(
        (shown["next_label"].clone(), shown["next_at"].clone()),
        (json!("Call"), json!("2026-11-23T05:30:00.000Z"))
    );
    assert_eq!((shown["days_idle"].clone(), shown["days_to_flag"].clone()), (json!(0), json!(45)));
    quote(&rig, &id).await;
    let shown = window(&rig, "quoted", 0, 1).await[0].clone();
    assert_eq!(shown["next_label"], "Follow-up mail");
    assert!(shown["next_text"].as_str().unwrap().contains("Ramesh Iyer"), "{shown}");
}

#[tokio::test]
async fn a_column_that_is_not_there_is_refused_in_words() {
    let rig = Rig::new().await;
    let refusal = rig.refused("board.window", json!({ "column": "backlog", "offset": 0, "limit": 5 })).await;
    assert!(refusal.message.contains("backlog"), "{refusal}");
}

fn now(rig: &Rig) -> At {
    At::from(rig.sim.clock().now())
}

/// What may happen to cards, in any order.
#[derive(Debug, Clone)]
enum Act {
    Open(i64),
    Worth(usize, i64),
    Move(usize, usize),
    Place(usize, usize),
    Matters(usize, usize),
    Remind(usize, i64),
    Pass(i64),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        2 => (0..9_000_i64).prop_map(Act::Open),
        2 => (0..20_usize, 0..9_000_i64).prop_map(|(at, worth)| Act::Worth(at, worth)),
        5 => (0..20_usize, 0..13_usize).prop_map(|(at, to)| Act::Move(at, to)),
        1 => (0..20_usize, 0..20_usize).prop_map(|(at, beside)| Act::Place(at, beside)),
        1 => (0..20_usize, 0..3_usize).prop_map(|(at, which)| Act::Matters(at, which)),
        1 => (0..20_usize, 1..90_i64).prop_map(|(at, hours)| Act::Remind(at, hours)),
        1 => (1..80_i64).prop_map(Act::Pass),
    ]
}

async fn perform(rig: &Rig, act: &Act, ids: &mut Vec<String>) {
    let pick = |at: usize| ids[at % ids.len()].clone();
    let (command, input) = match act {
        Act::Open(worth) => {
            let mut open = asked_by_nirmal(rig, "Zinc oxide", "medium").await;
            open["value_minor"] = json!(worth);
            ids.push(rig.tell("enquiries.open", open).await.as_str().unwrap().to_owned());
            return;
        }
        Act::Worth(at, worth) => ("enquiries.edit", json!({ "id": pick(*at), "value_minor": worth })),
        Act::Matters(at, which) => {
            let priority = ["high", "medium", "low"][*which];
            ("enquiries.edit", json!({ "id": pick(*at), "priority": priority }))
        }
        Act::Remind(at, hours) => {
            let due = now(rig).plus(chrono::TimeDelta::hours(*hours));
            ("followups.remind", json!({ "enquiry_id": pick(*at), "title": "Ring them", "due_at": due }))
        }
        Act::Pass(hours) => return rig.pass(chrono::TimeDelta::hours(*hours)),
        Act::Place(at, beside) => {
            ("enquiries.place", json!({ "id": pick(*at), "after": pick(*beside), "before": null }))
        }
        Act::Move(at, to) => {
            let id = pick(*at);
            let from = super::acts::stage(rig, &id).await;
            let fields = json!({ "due_on": "2026-12-01", "product": "Zinc oxide", "quantity": "5", "value_minor": 777,
                "valid_until": "2026-12-15", "review_on": "2026-12-15", "po_number": "PO-1", "category": "price_high",
                "reason": "They bought it elsewhere yesterday." });
            ("enquiries.advance", super::acts::step(&id, &from, PIPELINE.stages[*to].key, fields))
        }
    };
    if let Err(refusal) = rig.desk.call(command, input).await {
        assert_ne!(refusal.code, pebble_core::kernel::Code::Broken, "{act:?}: {refusal}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn counts_and_values_of_the_columns_are_those_of_the_cards_after_any_moves(acts in proptest::collection::vec(act(), 1..30)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let rig = Rig::new().await;
            let mut ids = vec![card(&rig, "Zinc oxide", "medium").await];
            for act in &acts {
                perform(&rig, act, &mut ids).await;
            }
            assert_true(&rig).await;
        });
    }
}

/// A card put below another, above another, or between the two that stand there.
#[derive(Debug, Clone)]
struct Put {
    card: usize,
    beside: usize,
    side: Side,
}

#[derive(Debug, Clone, Copy)]
enum Side {
    Below,
    Above,
    Between,
}

fn put() -> impl Strategy<Value = Put> {
    let side = prop_oneof![Just(Side::Below), Just(Side::Above), Just(Side::Between)];
    (0..7_usize, 0..6_usize, side).prop_map(|(card, beside, side)| Put { card, beside, side })
}

/// Does it on the board, and on the list that says what the column must be then.
async fn place(rig: &Rig, expected: &mut Vec<String>, put: &Put) {
    let card = expected.remove(put.card % expected.len());
    let at = put.beside % expected.len();
    let (after, before, to) = match put.side {
        Side::Below => (expected.get(at), None, at + 1),
        Side::Above => (None, expected.get(at), at),
        Side::Between => (expected.get(at), expected.get(at + 1), at + 1),
    };
    rig.tell("enquiries.place", json!({ "id": card, "after": after, "before": before })).await;
    expected.insert(to, card);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_card_stands_right_beside_the_one_it_was_put_to(
        puts in proptest::collection::vec(put(), 1..20), share_a_rank in any::<bool>()
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let rig = Rig::new().await;
            for number in 0..7 {
                card(&rig, &format!("Card {number}"), "medium").await;
            }
            if share_a_rank {
                // Desks that were apart gave their cards one rank: the ids decide.
                let tx = rig.desk.store().begin().await.unwrap();
                for table in ["enquiry", "card"] {
                    tx.execute_unprepared(&format!("UPDATE {table} SET rank = 'i0'")).await.unwrap();
                }
                tx.commit().await.unwrap();
            }
            let ids = |cards: Vec<Value>| cards.iter().map(|card| card["id"].as_str().unwrap().to_owned()).collect();
            let mut expected: Vec<String> = ids(window(&rig, "pending_enquiry", 0, 200).await);
            for put in &puts {
                place(&rig, &mut expected, put).await;
                let shown: Vec<String> = ids(window(&rig, "pending_enquiry", 0, 200).await);
                assert_eq!(shown, expected, "{put:?}");
            }
        });
    }
}

#[tokio::test]
async fn a_card_put_beside_one_that_has_left_the_column_stands_on_top() {
    let rig = Rig::new().await;
    let (gone, low) = (card(&rig, "Gone", "medium").await, card(&rig, "Low", "medium").await);
    card(&rig, "High", "medium").await;
    advance(&rig, &gone, "pending_enquiry", "pending_samples", json!({ "due_on": "2026-11-30" })).await;
    rig.tell("enquiries.place", json!({ "id": low, "after": gone, "before": null })).await;
    assert_eq!(order(&rig, "pending_enquiry").await, ["Low", "High"]);
}
