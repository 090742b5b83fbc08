//! What a rep does, in the words of the tests of the engines.

use pebble_tests::Rig;
use serde_json::{Value, json};

/// A company of the masters, by the beginning of its name.
pub async fn company(rig: &Rig, name: &str) -> String {
    let found = rig.ask("masters.companies", json!(name)).await;
    found[0]["id"].as_str().expect("no such company").to_owned()
}

/// The first contact of a company.
pub async fn contact(rig: &Rig, company: &str) -> Value {
    rig.ask("masters.contacts", json!(company)).await[0].clone()
}

/// What a card of Nirmal Paints is opened with.
pub async fn asked_by_nirmal(rig: &Rig, title: &str, priority: &str) -> Value {
    let company = company(rig, "Nirmal").await;
    let contact = contact(rig, &company).await["id"].clone();
    json!({ "company_id": company, "contact_id": contact, "title": title, "product": "Zinc oxide", "quantity": "5",
        "unit": "MT", "priority": priority })
}

/// A card opened by hand.
pub async fn card(rig: &Rig, title: &str, priority: &str) -> String {
    let open = asked_by_nirmal(rig, title, priority).await;
    rig.tell("enquiries.open", open).await.as_str().expect("no id").to_owned()
}

/// A move as the board asks for it.
pub fn step(id: &str, from: &str, to: &str, fields: Value) -> Value {
    json!({ "id": id, "from": from, "to": to, "after": null, "before": null, "fields": fields })
}

/// Moves a card.
pub async fn advance(rig: &Rig, id: &str, from: &str, to: &str, fields: Value) {
    rig.tell("enquiries.advance", step(id, from, to, fields)).await;
}

/// An enquiry whole.
pub async fn detail(rig: &Rig, id: &str) -> Value {
    rig.ask("enquiries.detail", json!(id)).await
}

/// Where an enquiry stands.
pub async fn stage(rig: &Rig, id: &str) -> String {
    detail(rig, id).await["enquiry"]["stage"].as_str().unwrap().to_owned()
}

/// A sequence of an enquiry with its steps.
pub async fn sequence(rig: &Rig, id: &str, key: &str) -> Value {
    let of = rig.ask("followups.of_enquiry", json!(id)).await;
    let found = of["running"].as_array().unwrap().iter().find(|each| each["enrolment"]["sequence"] == key).cloned();
    found.unwrap_or_else(|| panic!("no {key} in {of}"))
}

/// The open tasks of an enquiry.
pub async fn tasks(rig: &Rig, id: &str) -> Vec<Value> {
    let of = rig.ask("followups.of_enquiry", json!(id)).await;
    of["tasks"].as_array().unwrap().iter().filter(|task| task["done_at"].is_null()).cloned().collect()
}

/// The mails of a list, newest first.
pub async fn mails(rig: &Rig, tray: &str, query: Option<&str>) -> Vec<Value> {
    let page = rig.ask("email.list", json!({ "folder": tray, "query": query, "offset": 0, "limit": 200 })).await;
    page["rows"].as_array().unwrap().clone()
}

/// The one mail with this subject.
pub async fn mail(rig: &Rig, subject: &str) -> Value {
    let all = mails(rig, "all", None).await;
    let mut fitting = all.iter().filter(|row| row["subject"] == subject);
    let found = fitting.next().unwrap_or_else(|| panic!("no mail {subject:?} in {all:?}")).clone();
    assert!(fitting.next().is_none(), "more than one mail {subject:?}");
    found
}

/// Quotes a fresh card.
pub async fn quote(rig: &Rig, id: &str) {
    advance(rig, id, "pending_enquiry", "make_quote", json!({ "product": "Zinc oxide", "quantity": "5" })).await;
    advance(rig, id, "make_quote", "quoted", json!({ "value_minor": 107_500_000, "valid_until": "2026-12-15" })).await;
}

/// A desk whose reader knows the catalogue: it is learned when the program starts.
pub async fn desk() -> Rig {
    Rig::new().await.restarted().await
}

/// Begins a quotation for an enquiry.
pub async fn draft(rig: &Rig, enquiry: &str) -> String {
    let content = rig.ask("quotations.propose", json!(enquiry)).await;
    rig.tell("quotations.draft", json!({ "enquiry_id": enquiry, "content": content }))
        .await
        .as_str()
        .unwrap()
        .to_owned()
}

/// The newest quotation of an enquiry, as its record shows it.
pub async fn newest(rig: &Rig, enquiry: &str) -> Value {
    rig.ask("quotations.of_enquiry", json!(enquiry)).await[0].clone()
}

/// Saves a quotation, or what was read of it, with a change.
pub async fn save(rig: &Rig, row: &Value, change: impl FnOnce(&mut Value)) -> Value {
    let mut content = json!({});
    for field in ["currency", "lines", "freight_minor", "valid_until", "terms"] {
        content[field] = row[field].clone();
    }
    change(&mut content);
    rig.tell("quotations.save", json!({ "id": row["id"], "base": row["edition"], "content": content })).await
}

/// Approves the newest quotation of an enquiry and asks for its number.
pub async fn approve_and_send(rig: &Rig, enquiry: &str) {
    let row = newest(rig, enquiry).await["quotation"].clone();
    rig.tell("quotations.approve", json!({ "id": row["id"], "base": row["edition"] })).await;
    let read = json!({ "id": row["id"], "base": row["edition"], "total_minor": row["total_minor"] });
    rig.tell("quotations.send", read).await;
}

/// A quotation of an enquiry that is out.
pub async fn out(rig: &Rig, enquiry: &str) -> String {
    let id = draft(rig, enquiry).await;
    approve_and_send(rig, enquiry).await;
    id
}

/// Says what becomes of the first fork of a quotation.
pub async fn settled(rig: &Rig, quoted: &Value, keep: &str) {
    let settle = json!({ "fork": quoted["forks"][0]["id"], "base": quoted["quotation"]["edition"], "keep": keep });
    rig.tell("quotations.settle", settle).await;
}

/// A product as the list offers it.
pub async fn listed(rig: &Rig, name: &str) -> Value {
    let list = rig.ask("masters.listed", Value::Null).await;
    list.as_array().unwrap().iter().find(|product| product["name"] == name).expect("no such product").clone()
}
