//! The board narrowed, cut into lanes and put in order: its heads say what its cards say, whatever was done before.

use chrono::TimeDelta;
use pebble_tests::Rig;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{act, now, perform};
use crate::engines::acts::{card, company};

const RAVI: &str = "00000000-0000-0000-0000-000000000002";
const BY: [&str; 4] = ["owner", "priority", "company", "track"];
const SORTS: [&str; 5] = ["hand", "value", "due", "flag", "age"];

/// All cards of a part of the board that a question asks for.
async fn cards(rig: &Rig, column: &str, filter: &Value, lane: &Value) -> Vec<Value> {
    let window = json!({ "column": column, "offset": 0, "limit": 200, "filter": filter, "lane": lane });
    rig.ask("board.window", window).await["cards"].as_array().unwrap().clone()
}

fn sum(cards: &[Value]) -> (Value, Value) {
    let worth: i64 = cards.iter().filter_map(|card| card["value_minor"].as_i64()).sum();
    (json!(cards.len()), json!(worth))
}

fn head(row: &Value) -> (Value, Value) {
    (row["count"].clone(), row["value_minor"].clone())
}

/// Heads of columns, lanes and cells are recounted from the cards that are shown.
async fn assert_counted(rig: &Rig, filter: &Value) {
    let mut shown = Vec::new();
    for column in rig.ask("board.columns", filter.clone()).await.as_array().unwrap() {
        let these = cards(rig, column["key"].as_str().unwrap(), filter, &Value::Null).await;
        assert_eq!(head(column), sum(&these), "{column} of {filter}");
        shown.extend(these);
    }
    for by in BY {
        let lanes = rig.ask("board.lanes", json!({ "by": by, "filter": filter })).await;
        let lanes = lanes.as_array().unwrap();
        let named: Vec<&Value> = lanes.iter().map(|lane| &lane["key"]).filter(|key| !key.is_null()).collect();
        let mut in_lanes = Vec::new();
        for lane in lanes {
            let of = json!({ "by": by, "key": lane["key"], "except": named });
            let mut these = Vec::new();
            for cell in lane["cells"].as_array().unwrap() {
                let in_cell = cards(rig, cell["column"].as_str().unwrap(), filter, &of).await;
                assert_eq!(head(cell), sum(&in_cell), "{cell} in the lane {lane} of {filter}");
                these.extend(in_cell);
            }
            assert_eq!(head(lane), sum(&these), "{lane} of {filter}");
            in_lanes.extend(these);
        }
        let ids = |cards: &[Value]| {
            let mut ids: Vec<String> = cards.iter().map(|card| card["id"].to_string()).collect();
            ids.sort();
            ids
        };
        assert_eq!(ids(&in_lanes), ids(&shown), "lanes by {by} hold each card once, with {filter}");
    }
}

/// A filter that narrows by any of what there is.
fn filter() -> impl Strategy<Value = Value> {
    let one = prop_oneof![
        Just(json!({})),
        Just(json!({ "whose": "me" })),
        Just(json!({ "whose": "team" })),
        Just(json!({ "owner_id": RAVI })),
        prop::sample::select(vec!["high", "medium", "low"]).prop_map(|priority| json!({ "priority": priority })),
        Just(json!({ "product": " ZINC oxide " })),
        prop::sample::select(vec!["samples", "specification", "vq_docs"]).prop_map(|track| json!({ "track": track })),
        (0..6_i32).prop_map(|days| json!({ "stage_days": days })),
        (40..46_i32).prop_map(|days| json!({ "flag_days": days })),
        prop::sample::select(vec!["overdue", "today", "week"]).prop_map(|due| json!({ "due": due })),
        (0..9_000_i64).prop_map(|least| json!({ "least_minor": least })),
        (0..9_000_i64).prop_map(|most| json!({ "most_minor": most })),
        Just(json!({ "query": "zinc" })),
    ];
    proptest::collection::vec(one, 1..4).prop_map(|parts| {
        let mut all = serde_json::Map::new();
        for part in parts {
            all.extend(part.as_object().unwrap().clone());
        }
        Value::Object(all)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_head_says_what_a_recount_says_under_any_filter_after_any_moves(
        acts in proptest::collection::vec(act(), 1..25), filters in proptest::collection::vec(filter(), 1..5)
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let rig = Rig::new().await;
            rig.tell("people.join", json!({ "name": "Asha", "role": "director" })).await;
            rig.tell("people.join", json!({ "id": RAVI, "name": "Ravi" })).await;
            let mut ids = vec![card(&rig, "Zinc oxide", "medium").await];
            for act in &acts {
                perform(&rig, act, &mut ids).await;
            }
            let me = rig.ask("people.me", Value::Null).await["me"]["id"].clone();
            rig.tell("enquiries.assign", json!({ "id": ids[0], "from": me, "to": RAVI, "note": "" })).await;
            for filter in &filters {
                assert_counted(&rig, filter).await;
            }
        });
    }
}

async fn titles(rig: &Rig, filter: Value) -> Vec<String> {
    let cards = cards(rig, "pending_enquiry", &filter, &Value::Null).await;
    cards.iter().map(|card| card["title"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_is_due_is_the_earlier_of_the_next_step_and_the_first_task() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "medium").await;
    let none: Vec<String> = Vec::new();
    assert_eq!(titles(&rig, json!({ "due": "overdue" })).await, none);
    let due = now(&rig).plus(TimeDelta::hours(2));
    let task = rig.tell("followups.remind", json!({ "enquiry_id": id, "title": "Ring them", "due_at": due })).await;
    assert_eq!(titles(&rig, json!({ "due": "today" })).await, ["Zinc oxide"]);
    rig.pass(TimeDelta::hours(24));
    assert_eq!(titles(&rig, json!({ "due": "overdue" })).await, ["Zinc oxide"]);
    let shown = cards(&rig, "pending_enquiry", &json!({}), &Value::Null).await[0].clone();
    assert_eq!((shown["task_title"].clone(), shown["is_late"].clone()), (json!("Ring them"), json!(true)));
    let later = now(&rig).plus(TimeDelta::days(30));
    rig.tell("followups.snooze", json!({ "task_id": task, "until": later })).await;
    assert_eq!(titles(&rig, json!({ "due": "overdue" })).await, none);
    assert_eq!(cards(&rig, "pending_enquiry", &json!({}), &Value::Null).await[0]["is_late"], false);
}

#[tokio::test]
async fn cards_stand_in_the_order_that_was_asked_for_and_what_is_not_known_comes_last() {
    let rig = Rig::new().await;
    let (small, none, big) =
        (card(&rig, "Small", "medium").await, card(&rig, "None", "medium").await, card(&rig, "Big", "medium").await);
    rig.tell("enquiries.edit", json!({ "id": small, "value_minor": 100 })).await;
    rig.tell("enquiries.edit", json!({ "id": big, "value_minor": 900 })).await;
    rig.tell("enquiries.place", json!({ "id": none, "after": null, "before": big })).await;
    let order = async |sort: &str| {
        let window = json!({ "column": "pending_enquiry", "offset": 0, "limit": 9, "sort": sort });
        let picked = rig.ask("board.pick", window.clone()).await;
        let shown = rig.ask("board.window", window).await["cards"].clone();
        let titles = |rows: &Value| -> Vec<String> {
            rows.as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(titles(&picked), titles(&shown), "what is picked is what is shown, by {sort}");
        titles(&shown)
    };
    assert_eq!(order("value").await, ["Big", "Small", "None"]);
    assert_eq!(order("hand").await[0], "None");
    for sort in SORTS {
        assert_eq!(order(sort).await.len(), 3);
    }
}

#[tokio::test]
async fn the_companies_with_the_most_cards_have_lanes_and_all_others_share_one() {
    let rig = Rig::new().await;
    for number in 0..10 {
        let name = format!("Company {number}");
        let id = rig.tell("masters.add_company", json!({ "name": name, "contacts": [] })).await;
        for _ in 0..=number {
            rig.tell("enquiries.open", json!({ "company_id": id, "title": name, "value_minor": 10 })).await;
        }
    }
    let lanes = rig.ask("board.lanes", json!({ "by": "company" })).await;
    let lanes = lanes.as_array().unwrap();
    assert_eq!(lanes.len(), 9);
    assert_eq!((&lanes[0]["label"], &lanes[0]["count"]), (&json!("Company 9"), &json!(10)));
    assert_eq!((&lanes[8]["key"], &lanes[8]["count"]), (&Value::Null, &json!(3)), "companies 0 and 1");
    assert_counted(&rig, &json!({})).await;
}

#[tokio::test]
async fn a_lane_that_is_not_there_is_refused_in_words() {
    let rig = Rig::new().await;
    company(&rig, "Nirmal").await;
    let window = json!({ "column": "pending_enquiry", "offset": 0, "limit": 5,
        "lane": { "by": "priority", "key": "urgent" } });
    let refusal = rig.refused("board.window", window).await;
    assert!(refusal.message.contains("urgent"), "{refusal}");
}
