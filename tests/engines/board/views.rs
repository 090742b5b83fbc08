//! Kept views: whose they are, what they show, and which one the board begins with.

use pebble_core::kernel::Code;
use pebble_tests::Rig;
use serde_json::{Value, json};

fn shown(priority: &str) -> Value {
    json!({ "filter": { "priority": priority }, "lanes": "owner", "density": "detailed", "sort": "value" })
}

async fn keep(rig: &Rig, name: &str, reach: &str) -> Value {
    rig.tell("board.keep_view", json!({ "name": name, "reach": reach, "shown": shown("high") })).await
}

async fn names(rig: &Rig) -> Vec<String> {
    let views = rig.ask("board.views", Value::Null).await["views"].clone();
    views.as_array().unwrap().iter().map(|kept| kept["view"]["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_view_is_kept_as_it_was_shown_and_found_by_its_name() {
    let rig = Rig::new().await;
    keep(&rig, "warm ones", "private").await;
    keep(&rig, " Hot ones ", "team").await;
    assert_eq!(names(&rig).await, ["Hot ones", "warm ones"]);
    let first = rig.ask("board.views", Value::Null).await["views"][0].clone();
    assert_eq!(first["view"]["shown"]["lanes"], "owner");
    assert_eq!(first["view"]["shown"]["filter"]["priority"], "high");
    assert_eq!(first["is_theirs"], true);
}

#[tokio::test]
async fn a_view_is_renamed_updated_and_deleted() {
    let rig = Rig::new().await;
    let id = keep(&rig, "Hot ones", "private").await;
    rig.tell("board.change_view", json!({ "id": id, "base": 1, "name": "Warm ones" })).await;
    rig.tell("board.change_view", json!({ "id": id, "base": 2, "shown": shown("low") })).await;
    let view = rig.ask("board.views", Value::Null).await["views"][0]["view"].clone();
    assert_eq!((&view["name"], &view["edition"]), (&json!("Warm ones"), &json!(3)));
    assert_eq!(view["shown"]["filter"]["priority"], "low");
    let refusal = rig.refused("board.change_view", json!({ "id": id, "base": 1, "name": "Cold ones" })).await;
    assert_eq!(refusal.code, Code::Conflict);
    rig.tell("board.drop_view", id.clone()).await;
    rig.tell("board.drop_view", id).await;
    assert!(names(&rig).await.is_empty());
}

#[tokio::test]
async fn a_view_without_a_name_is_refused_at_its_field() {
    let rig = Rig::new().await;
    let refusal =
        rig.refused("board.keep_view", json!({ "name": " ", "reach": "private", "shown": shown("high") })).await;
    assert_eq!(refusal.field.as_deref(), Some("name"));
}

#[tokio::test]
async fn the_board_begins_with_the_chosen_view_until_it_is_gone() {
    let rig = Rig::new().await;
    let id = keep(&rig, "Hot ones", "private").await;
    let first = async || rig.ask("board.views", Value::Null).await["first"].clone();
    assert_eq!(first().await, Value::Null);
    rig.tell("board.begin_with", json!({ "id": id })).await;
    assert_eq!(first().await, id);
    rig.tell("board.begin_with", json!({ "id": null })).await;
    assert_eq!(first().await, Value::Null);
    rig.tell("board.begin_with", json!({ "id": id })).await;
    rig.tell("board.drop_view", id).await;
    assert_eq!(first().await, Value::Null);
}
