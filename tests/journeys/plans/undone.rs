//! Work that is taken back.

use serde_json::{Value, json};

use super::watch::Watched;

/// A card is opened by mistake and goes again; a change that was built on stays.
pub async fn work_is_undone(on: &mut Watched, company: &Value) {
    let card = json!({ "company_id": company, "title": "By mistake", "product": null, "quantity": null });
    let id = on.tell("enquiries.open", card).await;
    on.tell("enquiries.edit", json!({ "id": id, "title": "By mistake, twice" })).await;
    let all = on.ask("desk.deeds", json!({ "before": null, "limit": 2 })).await;
    assert_eq!(all[1]["standing"], "fixed", "{all}");
    for deed in all.as_array().unwrap() {
        on.tell("desk.take_back", json!({ "deeds": [deed["id"]] })).await;
    }
}
