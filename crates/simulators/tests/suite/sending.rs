//! Drafts, replies and sends.

use chrono::TimeDelta;
use pebble_simulators::{Fault, NewMessage, SendMode};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{ASHA, World, code, mail, world};

const OWN: &str = "String {0f2a3f0e-6a5e-4d7c-9a5e-0a1b2c3d4e5f} Name CrmOutboxId";

fn draft() -> Value {
    json!({
        "subject": "Quotation 12",
        "body": { "contentType": "html", "content": "<p>As asked.</p>" },
        "toRecipients": [{ "emailAddress": { "address": "ravi@acme.example", "name": "Ravi Kumar" } }],
        "singleValueExtendedProperties": [{ "id": OWN, "value": "effect-1" }],
    })
}

async fn drafted(w: &World) -> String {
    let made = w.post("/me/messages", &draft()).await;
    assert_eq!(made.status(), 201);
    made.json::<Value>().await.unwrap()["id"].as_str().unwrap().to_owned()
}

async fn send(w: &World, id: &str) -> Result<u16, reqwest::Error> {
    let asked = w.asked(Method::POST, &format!("/me/messages/{id}/send")).header("Content-Length", "0");
    asked.send().await.map(|answer| answer.status().as_u16())
}

#[tokio::test]
async fn a_sent_draft_leaves_once_and_is_in_sent_items_under_its_id() {
    let w = world().await;
    let mut wire = w.sim.watch_sent();
    let id = drafted(&w).await;
    assert_eq!(send(&w, &id).await.unwrap(), 202);
    assert_eq!(w.mailbox.messages_in("drafts"), [""; 0]);
    assert_eq!(w.mailbox.messages_in("sentitems"), std::slice::from_ref(&id));
    let sent = w.sim.sent();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].properties[OWN], "effect-1");
    assert_eq!(wire.try_recv().unwrap(), sent[0]);
    assert_eq!(w.get(&format!("/me/messages/{id}")).await["isDraft"], false);
    assert_eq!(send(&w, &id).await.unwrap(), 400, "what is sent is no draft any more");
    assert_eq!(w.sim.sent().len(), 1);
}

#[tokio::test]
async fn a_sent_mail_can_get_a_new_id_and_its_mark_finds_it() {
    let w = world().await;
    w.sim.modes(|modes| modes.new_id_on_send = true);
    let id = drafted(&w).await;
    send(&w, &id).await.unwrap();
    assert_eq!(w.asked(Method::GET, &format!("/me/messages/{id}")).send().await.unwrap().status(), 404);
    let found = w
        .get(&format!(
            "/me/mailFolders/sentitems/messages?$filter=singleValueExtendedProperties/Any(ep: ep/id eq '{OWN}' and ep/value eq 'effect-1')"
        ))
        .await;
    assert_ne!(found["value"][0]["id"], id.as_str());
    assert_eq!(found["value"][0]["id"], w.sim.sent()[0].id.as_str());
    w.sim.assert_clean();
}

#[tokio::test]
async fn the_sent_copy_may_be_late() {
    let w = world().await;
    w.sim.modes(|modes| modes.sent_copy_delay_s = 120);
    let id = drafted(&w).await;
    send(&w, &id).await.unwrap();
    w.sim.advance(TimeDelta::seconds(119));
    assert!(w.mailbox.messages_in("sentitems").is_empty());
    assert_eq!(w.sim.sent().len(), 1);
    w.sim.advance(TimeDelta::seconds(1));
    assert_eq!(w.mailbox.messages_in("sentitems"), [id]);
}

#[tokio::test]
async fn an_answer_that_overtakes_the_sent_copy_joins_its_conversation() {
    let w = world().await;
    w.sim.modes(|modes| modes.sent_copy_delay_s = 120);
    let id = drafted(&w).await;
    send(&w, &id).await.unwrap();
    let sent = w.sim.sent().remove(0);
    let answer = NewMessage { in_reply_to: Some(sent.internet_message_id), ..mail("RE: Quotation 12", 1) };
    let answer = w.mailbox.deliver(answer).unwrap();
    let shown = w.get(&format!("/me/messages/{answer}")).await;
    assert_eq!(shown["conversationId"], sent.conversation_id);
}

#[tokio::test]
async fn an_accepted_send_may_answer_with_silence_or_an_error() {
    let w = world().await;
    w.sim.modes(|modes| (modes.send, modes.send_times) = (SendMode::ResetAfterAcceptance, 1));
    let first = drafted(&w).await;
    assert!(send(&w, &first).await.is_err());
    assert_eq!(w.sim.sent().len(), 1);
    w.sim.modes(|modes| (modes.send, modes.send_times) = (SendMode::ErrorAfterAcceptance(504), 1));
    let second = drafted(&w).await;
    assert_eq!(send(&w, &second).await.unwrap(), 504);
    assert_eq!(w.mailbox.messages_in("sentitems").len(), 2);
    assert_eq!(w.sim.sent().len(), 2);
}

#[tokio::test]
async fn a_refused_send_leaves_the_draft_where_it_was() {
    let w = world().await;
    w.sim.modes(|modes| (modes.send, modes.send_times) = (SendMode::ErrorBefore(503), 1));
    let id = drafted(&w).await;
    assert_eq!(send(&w, &id).await.unwrap(), 503);
    assert_eq!(w.mailbox.messages_in("drafts"), std::slice::from_ref(&id));
    assert!(w.sim.sent().is_empty());
    assert_eq!(send(&w, &id).await.unwrap(), 202);
}

#[tokio::test]
async fn a_fault_after_the_fact_troubles_only_the_answer() {
    let w = world().await;
    w.sim.fault(Fault { path: "/send".into(), status: Some(500), is_after: true, ..Fault::default() });
    let id = drafted(&w).await;
    assert_eq!(send(&w, &id).await.unwrap(), 500);
    assert_eq!(w.sim.sent().len(), 1);
}

#[tokio::test]
async fn an_undeliverable_mail_comes_back_to_the_inbox() {
    let w = world().await;
    w.sim.modes(|modes| modes.send = SendMode::Bounce);
    let id = drafted(&w).await;
    assert_eq!(send(&w, &id).await.unwrap(), 202);
    let report = w.get("/me/mailFolders/inbox/messages").await["value"][0].clone();
    assert_eq!(report["subject"], "Undeliverable: Quotation 12");
    let sent = w.get(&format!("/me/messages/{id}")).await;
    assert_eq!(report["conversationId"], sent["conversationId"]);
    assert!(w.sim.sent()[0].is_bounced);
}

#[tokio::test]
async fn a_reply_is_threaded_by_the_server_and_shows_it_in_mapi_properties_only() {
    let w = world().await;
    let parent = w.mailbox.deliver(mail("RFQ 7", 0)).unwrap();
    let shown = w.get(&format!("/me/messages/{parent}")).await;
    let body = json!({
        "message": {
            "body": { "contentType": "html", "content": "<p>Thanks</p>" },
            "singleValueExtendedProperties": [{ "id": OWN, "value": "effect-2" }],
        },
    });
    let reply = w.post(&format!("/me/messages/{parent}/createReply"), &body).await;
    assert_eq!(reply.status(), 201);
    let reply: Value = reply.json().await.unwrap();
    assert_eq!(reply["subject"], "RE: RFQ 7");
    assert_eq!(reply["toRecipients"][0]["emailAddress"]["address"], "ravi@acme.example");
    assert_eq!(reply["conversationId"], shown["conversationId"]);
    let id = reply["id"].as_str().unwrap();
    send(&w, id).await.unwrap();
    let path = format!(
        "/me/messages/{id}?$select=internetMessageHeaders&$expand=singleValueExtendedProperties($filter=id eq 'String 0x1042' or id eq 'String 0x1039' or id eq '{OWN}')"
    );
    let sent = w.get(&path).await;
    assert!(sent.get("internetMessageHeaders").is_none());
    let parent_id = shown["internetMessageId"].as_str().unwrap();
    let properties = json!([
        { "id": "String 0x1042", "value": parent_id },
        { "id": "String 0x1039", "value": parent_id },
        { "id": OWN, "value": "effect-2" },
    ]);
    assert_eq!(sent["singleValueExtendedProperties"], properties);
    assert_eq!(w.sim.sent()[0].in_reply_to.as_deref(), Some(parent_id));
    w.sim.assert_clean();
}

#[tokio::test]
async fn a_reply_takes_a_comment_or_a_body_but_not_both() {
    let w = world().await;
    let parent = w.mailbox.deliver(mail("RFQ", 0)).unwrap();
    let both = json!({ "comment": "x", "message": { "body": { "contentType": "text", "content": "y" } } });
    assert_eq!(w.post(&format!("/me/messages/{parent}/createReplyAll"), &both).await.status(), 400);
    let comment = json!({ "Comment": "Thanks" });
    let reply: Value = w.post(&format!("/me/messages/{parent}/createReplyAll"), &comment).await.json().await.unwrap();
    assert!(reply["body"]["content"].as_str().unwrap().contains("Thanks<hr"));
}

#[tokio::test]
async fn a_mail_sent_in_one_request_leaves_and_is_kept_unless_told_not_to() {
    let w = world().await;
    let kept = json!({ "message": draft() });
    assert_eq!(w.post("/me/sendMail", &kept).await.status(), 202);
    let not_kept = json!({ "message": draft(), "saveToSentItems": false });
    assert_eq!(w.post("/me/sendMail", &not_kept).await.status(), 202);
    assert_eq!((w.sim.sent().len(), w.mailbox.messages_in("sentitems").len()), (2, 1));
    w.sim.assert_clean();
}

#[tokio::test]
async fn own_headers_must_begin_with_x() {
    let w = world().await;
    let with = |name: &str| json!({ "subject": "s", "internetMessageHeaders": [{ "name": name, "value": "v" }] });
    assert_eq!(w.post("/me/messages", &with("X-Pebble")).await.status(), 201);
    let refused = w.post("/me/messages", &with("In-Reply-To")).await;
    assert_eq!(refused.status(), 400);
    assert_eq!(code(&refused.json().await.unwrap()), "InvalidInternetMessageHeader");
}

#[tokio::test]
async fn a_received_mail_cannot_be_rewritten() {
    let w = world().await;
    let id = w.mailbox.deliver(mail("theirs", 0)).unwrap();
    assert_eq!(w.patch(&format!("/me/messages/{id}"), &json!({ "subject": "mine" })).await.status(), 403);
    let own = drafted(&w).await;
    assert_eq!(w.patch(&format!("/me/messages/{own}"), &json!({ "subject": "mine" })).await.status(), 200);
    assert_eq!(w.sim.violations().len(), 1);
    assert_eq!(w.sim.mailbox(ASHA).count(), 2);
}

#[tokio::test]
async fn a_draft_without_recipients_is_not_sent() {
    let w = world().await;
    let made: Value = w.post("/me/messages", &json!({ "subject": "s" })).await.json().await.unwrap();
    assert_eq!(send(&w, made["id"].as_str().unwrap()).await.unwrap(), 400);
    assert!(w.sim.sent().is_empty());
}
