//! Facts that are put right in place, and the timeline as the record reads it.

use pebble_core::kernel::Code;
use pebble_tests::Rig;
use serde_json::{Value, json};

use crate::engines::acts::{advance, card, company, contact, detail};

#[tokio::test]
async fn a_fact_is_put_right_or_not_known_any_more() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "medium").await;
    rig.tell("enquiries.edit", json!({ "id": id, "product": "Zinc stearate", "quantity": "2.50", "value_minor": 100 }))
        .await;
    let row = detail(&rig, &id).await["enquiry"].clone();
    assert_eq!((&row["product"], &row["quantity"]), (&json!("Zinc stearate"), &json!("2.5")));
    rig.tell("enquiries.edit", json!({ "id": id, "clear": ["product", "quantity", "value_minor", "contact_id"] }))
        .await;
    let row = detail(&rig, &id).await["enquiry"].clone();
    for field in ["product", "quantity", "value_minor", "contact_id"] {
        assert_eq!(row[field], Value::Null, "{field}");
    }
    assert_eq!(row["unit"], "MT", "what nobody has named stays");
}

#[tokio::test]
async fn a_date_that_has_passed_is_refused_at_its_field_and_a_review_needs_its_stage() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "medium").await;
    for (field, on) in [("valid_until", "2026-11-18"), ("review_on", "2026-11-18"), ("review_on", "2026-12-18")] {
        let refusal = rig.refused("enquiries.edit", json!({ "id": id, field: on })).await;
        assert_eq!((refusal.code, refusal.field.as_deref()), (Code::Invalid, Some(field)), "{refusal}");
    }
    advance(&rig, &id, "pending_enquiry", "long_pendency", json!({ "review_on": "2026-12-01" })).await;
    rig.tell("enquiries.edit", json!({ "id": id, "review_on": "2026-12-18", "valid_until": "2026-12-20" })).await;
    let row = detail(&rig, &id).await["enquiry"].clone();
    assert_eq!((&row["review_on"], &row["valid_until"]), (&json!("2026-12-18"), &json!("2026-12-20")));
}

#[tokio::test]
async fn only_who_works_there_can_be_the_one_who_asks() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "medium").await;
    let other = json!({ "name": "Konkan Coatings", "contacts": [{ "name": "Uma", "email": "uma@konkan.example" }] });
    let other = rig.tell("masters.add_company", other).await;
    let uma = rig.ask("masters.contacts", other).await[0]["id"].clone();
    let refusal = rig.refused("enquiries.edit", json!({ "id": id, "contact_id": uma })).await;
    assert_eq!(refusal.field.as_deref(), Some("contact_id"));
}

#[tokio::test]
async fn a_company_that_is_put_right_is_right_on_its_cards() {
    let rig = Rig::new().await;
    card(&rig, "Zinc oxide", "medium").await;
    let nirmal = company(&rig, "Nirmal").await;
    rig.tell("masters.edit_company", json!({ "id": nirmal, "name": "Nirmal Coatings", "city": "" })).await;
    let window = json!({ "column": "pending_enquiry", "offset": 0, "limit": 10, "filter": {} });
    assert_eq!(rig.ask("board.window", window).await["cards"][0]["company"], "Nirmal Coatings");
    assert_eq!(rig.ask("masters.companies", json!("Nirmal")).await[0]["city"], Value::Null);
    for (field, value) in [("name", " "), ("gstin", "27AAPFU0939F1ZX"), ("pan", "12")] {
        let refusal = rig.refused("masters.edit_company", json!({ "id": nirmal, field: value })).await;
        assert_eq!((refusal.code, refusal.field.as_deref()), (Code::Invalid, Some(field)), "{refusal}");
    }
}

#[tokio::test]
async fn a_contact_is_put_right_and_keeps_a_name() {
    let rig = Rig::new().await;
    let ramesh = contact(&rig, &company(&rig, "Nirmal").await).await;
    rig.tell("masters.edit_contact", json!({ "id": ramesh["id"], "name": "R. K. Iyer", "role": "Purchase head" }))
        .await;
    let now = contact(&rig, &company(&rig, "Nirmal").await).await;
    assert_eq!((&now["name"], &now["role"]), (&json!("R. K. Iyer"), &json!("Purchase head")));
    let refusal = rig.refused("masters.edit_contact", json!({ "id": ramesh["id"], "name": "" })).await;
    assert_eq!(refusal.field.as_deref(), Some("name"));
}

#[tokio::test]
async fn a_track_is_closed_with_what_settles_it() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "medium").await;
    advance(&rig, &id, "pending_enquiry", "pending_samples", json!({ "due_on": "2026-11-25" })).await;
    let track = detail(&rig, &id).await["tracks"][0]["id"].clone();
    rig.tell("enquiries.close_track", json!({ "id": track, "evidence": "Passed their lab, mail of Thursday" })).await;
    let story = json!({ "id": id, "kinds": ["track"], "text": "THURSDAY", "limit": 10 });
    let line = rig.ask("enquiries.story", story).await["lines"][0].clone();
    assert_eq!(
        (&line["title"], &line["body"]),
        (&json!("Settled: samples"), &json!("Passed their lab, mail of Thursday"))
    );
}

#[tokio::test]
async fn a_timeline_is_read_newest_first_by_kind_by_what_it_says_and_no_further_than_asked() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "medium").await;
    for text in ["Wants 100 % purity", "Decides on Friday", "Asked for a_sample"] {
        rig.pass(chrono::TimeDelta::minutes(1));
        rig.tell("enquiries.note", json!({ "id": id, "text": text })).await;
    }
    let read = async |kinds: Value, text: Value, limit: u32| {
        rig.ask("enquiries.story", json!({ "id": id, "kinds": kinds, "text": text, "limit": limit })).await
    };
    let newest = read(json!(["note"]), Value::Null, 2).await;
    assert_eq!((newest["total"].clone(), newest["lines"][0]["body"].clone()), (json!(4), json!("Asked for a_sample")));
    assert_eq!(newest["lines"].as_array().unwrap().len(), 2);
    for (text, found) in [("% p", 1), ("a_s", 1), ("100_", 0), ("friday", 1), ("\\", 0)] {
        assert_eq!(read(json!([]), json!(text), 9).await["total"], found, "{text}");
    }
    assert_eq!(read(json!(["mail_in", "file"]), Value::Null, 9).await["total"], 0);
}
