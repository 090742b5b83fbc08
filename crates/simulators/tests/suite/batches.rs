//! `$batch`.

use pebble_simulators::Rule;
use serde_json::{Value, json};

use crate::support::{IMMUTABLE, World, mail, world};

fn item(id: &str, url: &str) -> Value {
    json!({ "id": id, "method": "GET", "url": url, "headers": { "Prefer": IMMUTABLE } })
}

async fn batch(w: &World, items: Vec<Value>) -> (u16, Value) {
    let answer = w.post("/$batch", &json!({ "requests": items })).await;
    (answer.status().as_u16(), answer.json().await.unwrap())
}

fn status(body: &Value, id: &str) -> u64 {
    let found = body["responses"].as_array().unwrap().iter().find(|item| item["id"] == id).unwrap();
    found["status"].as_u64().unwrap()
}

#[tokio::test]
async fn each_item_is_answered_by_itself() {
    let w = world().await;
    let id = w.mailbox.deliver(mail("m", 0)).unwrap();
    let mut patch = item("3", &format!("/me/messages/{id}"));
    patch["method"] = json!("PATCH");
    patch["body"] = json!({ "isRead": true });
    patch["headers"]["Content-Type"] = json!("application/json");
    let (code, body) = batch(
        &w,
        vec![item("1", &format!("/me/messages/{id}?$select=id,parentFolderId")), item("2", "/me/messages/none"), patch],
    )
    .await;
    assert_eq!(code, 200);
    assert_eq!((status(&body, "1"), status(&body, "2"), status(&body, "3")), (200, 404, 200));
    let first = body["responses"].as_array().unwrap().iter().find(|item| item["id"] == "1").unwrap();
    assert_eq!(first["body"]["id"], id.as_str());
    assert_eq!(first["headers"]["Preference-Applied"], IMMUTABLE);
    w.sim.assert_clean();
}

#[tokio::test]
async fn more_than_twenty_items_ids_given_twice_and_bodies_without_a_type_are_breaches() {
    let w = world().await;
    let many: Vec<Value> = (0..21).map(|n| item(&n.to_string(), "/me")).collect();
    assert_eq!(batch(&w, many).await.0, 400);
    assert_eq!(batch(&w, vec![item("1", "/me"), item("1", "/me")]).await.0, 400);
    let mut bare = item("1", "/me/messages");
    bare["method"] = json!("POST");
    bare["body"] = json!({ "subject": "s" });
    let (_, body) = batch(&w, vec![bare]).await;
    assert_eq!(status(&body, "1"), 400);
    let rules: Vec<Rule> = w.sim.violations().iter().map(|breach| breach.rule).collect();
    assert_eq!(rules, [Rule::BatchTooLarge, Rule::BatchIdTwice, Rule::BatchItemWithoutContentType]);
}

#[tokio::test]
async fn an_item_without_its_own_preference_is_a_breach() {
    let w = world().await;
    batch(&w, vec![json!({ "id": "1", "method": "GET", "url": "/me" })]).await;
    assert_eq!(w.sim.violations()[0].rule, Rule::MissingIdType);
}

#[tokio::test]
async fn answers_may_come_in_another_order_and_partly_throttled() {
    let w = world().await;
    w.sim.modes(|modes| (modes.shuffle_batches, modes.throttle_batch_items) = (true, 2));
    let (_, body) = batch(&w, (0..5).map(|n| item(&n.to_string(), "/me")).collect()).await;
    let order: Vec<&str> =
        body["responses"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_ne!(order, ["0", "1", "2", "3", "4"]);
    let statuses: Vec<u64> = (0..5).map(|n| status(&body, &n.to_string())).collect();
    assert_eq!(statuses, [429, 429, 200, 200, 200]);
    w.sim.assert_clean();
}

#[tokio::test]
async fn an_item_waits_for_what_it_depends_on() {
    let w = world().await;
    let mut second = item("2", "/me");
    second["dependsOn"] = json!(["1"]);
    let (_, body) = batch(&w, vec![item("1", "/me/messages/none"), second]).await;
    assert_eq!(status(&body, "2"), 424);
}
