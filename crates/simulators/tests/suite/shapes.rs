//! Answers beside the ones Microsoft's documents show: the same names, the same kinds of values.

use chrono::TimeDelta;
use pebble_simulators::{MailFile, NewMessage};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{mail, world};

/// Where two values differ in names or kinds; the first item of a list stands for all, and null fits anything.
fn differences(documented: &Value, ours: &Value, at: &str, out: &mut Vec<String>) {
    match (documented, ours) {
        (Value::Object(documented), Value::Object(ours)) => {
            for (name, value) in documented {
                match ours.get(name) {
                    Some(other) => differences(value, other, &format!("{at}/{name}"), out),
                    None => out.push(format!("{at}/{name} is missing")),
                }
            }
            out.extend(
                ours.keys().filter(|name| !documented.contains_key(*name)).map(|name| format!("{at}/{name} is extra")),
            );
        }
        (Value::Array(documented), Value::Array(ours)) => {
            if let (Some(documented), Some(ours)) = (documented.first(), ours.first()) {
                differences(documented, ours, at, out);
            }
        }
        (Value::Null, _) | (_, Value::Null) => {}
        _ if std::mem::discriminant(documented) == std::mem::discriminant(ours) => {}
        _ => out.push(format!("{at} is {ours}, documented {documented}")),
    }
}

fn fits(documented: &str, ours: &Value) {
    let mut out = Vec::new();
    differences(&serde_json::from_str(documented).unwrap(), ours, "", &mut out);
    assert!(out.is_empty(), "{out:#?}\n{ours:#}");
}

#[tokio::test]
async fn a_message_looks_as_documented() {
    let w = world().await;
    let id = w.mailbox.deliver(mail("m", 0)).unwrap();
    fits(include_str!("golden/message.json"), &w.get(&format!("/me/messages/{id}")).await);
}

#[tokio::test]
async fn a_folder_looks_as_documented() {
    let w = world().await;
    fits(include_str!("golden/mail_folder.json"), &w.get("/me/mailFolders/inbox").await);
}

#[tokio::test]
async fn an_attachment_looks_as_documented() {
    let w = world().await;
    let file = MailFile { name: "a.txt".into(), content_type: "text/plain".into(), ..MailFile::default() };
    let id = w.mailbox.deliver(NewMessage { attachments: vec![file], ..mail("m", 0) }).unwrap();
    fits(include_str!("golden/attachments.json"), &w.get(&format!("/me/messages/{id}/attachments")).await);
}

#[tokio::test]
async fn pages_of_a_change_feed_look_as_documented() {
    let w = world().await;
    (0..11).for_each(|n| drop(w.mailbox.deliver(mail("m", n))));
    let start = "/me/mailFolders/inbox/messages/delta?$select=subject,sender,isRead";
    fits(include_str!("golden/delta_next.json"), &w.get(start).await);
    let (items, link) = w.round(start).await;
    w.mailbox.delete(items[0]["id"].as_str().unwrap());
    fits(include_str!("golden/delta_removed.json"), &w.get(&link).await);
}

#[tokio::test]
async fn a_batch_answer_looks_as_documented() {
    let w = world().await;
    w.sim.modes(|modes| modes.throttle_batch_items = 1);
    let headers = json!({ "Prefer": crate::support::IMMUTABLE });
    let body = json!({ "requests": [{ "id": "1", "method": "GET", "url": "/me", "headers": headers }] });
    let answer: Value = w.post("/$batch", &body).await.json().await.unwrap();
    fits(include_str!("golden/batch_throttled.json"), &answer);
}

#[tokio::test]
async fn errors_look_as_documented() {
    let w = world().await;
    w.mailbox.throttle(1, Some("2.128"));
    let throttled: Value = w.asked(Method::GET, "/me").send().await.unwrap().json().await.unwrap();
    fits(include_str!("golden/error.json"), &throttled);
    assert_eq!(throttled["error"]["code"], "ApplicationThrottled");
    w.sim.advance(TimeDelta::seconds(3));
    let gone: Value = w.asked(Method::GET, "/me/messages/none").send().await.unwrap().json().await.unwrap();
    fits(include_str!("golden/error.json"), &gone);
}

#[tokio::test]
async fn a_refused_token_looks_as_documented() {
    let w = world().await;
    w.sim.refuse_tokens([70000]);
    let url = format!("{}/organizations/oauth2/v2.0/token", w.sim.identity_url());
    let answer: Value = w.http.post(url).send().await.unwrap().json().await.unwrap();
    fits(include_str!("golden/token_error.json"), &answer);
}
