//! An enquiry from one line, and what many cards may do at once.

use pebble_tests::Rig;
use serde_json::{Value, json};

use crate::engines::acts::{advance, card, company, contact, detail};

/// What is understood of a line, as it is handed over when nobody who is known was meant.
async fn quick(rig: &Rig, line: &str) -> Value {
    let heard = rig.ask("enquiries.hear", json!(line)).await;
    let said = heard["said"].clone();
    json!({ "company": heard["company"], "contact": heard["contact"], "email": said["email"], "phone": said["phone"],
        "title": heard["title"], "product": said["product"], "quantity": said["quantity"], "unit": said["unit"],
        "note": line })
}

#[tokio::test]
async fn a_line_makes_company_contact_and_enquiry_with_what_it_says() {
    let rig = Rig::new().await;
    let line = "Asha Chem, titanium DIOXIDE 500 kg, 98200 55123, asha@ashachem.example, Rs 85/kg";
    let id = rig.tell("enquiries.quick_add", quick(&rig, line).await).await;
    let whole = detail(&rig, id.as_str().unwrap()).await;
    assert_eq!(whole["enquiry"]["title"], "Titanium dioxide, 500 kg");
    assert_eq!((&whole["enquiry"]["quantity"], &whole["enquiry"]["unit"]), (&json!("500"), &json!("kg")));
    assert_eq!(whole["enquiry"]["value_minor"], Value::Null, "money is never guessed");
    assert_eq!(
        (&whole["company"]["name"], &whole["company"]["domain"]),
        (&json!("Asha Chem"), &json!("ashachem.example"))
    );
    assert_eq!(whole["company"]["is_customer"], false);
    assert_eq!((&whole["contact"]["name"], &whole["contact"]["phone"]), (&json!("Asha"), &json!("+919820055123")));
    let lines = whole["timeline"].as_array().unwrap();
    assert!(lines.iter().any(|entry| entry["body"] == line), "what was said stands on the timeline: {lines:?}");
    let column = rig.ask("board.columns", json!({})).await[0].clone();
    assert_eq!(column["count"], 1);
}

#[tokio::test]
async fn who_is_known_is_found_as_one_types_by_address_number_and_name() {
    let rig = Rig::new().await;
    let nirmal = company(&rig, "Nirmal").await;
    let ramesh = contact(&rig, &nirmal).await;
    for line in [ramesh["email"].as_str().unwrap(), ramesh["phone"].as_str().unwrap(), "Ramesh"] {
        let fits = rig.ask("enquiries.hear", json!(line)).await["fits"].clone();
        assert_eq!((&fits[0]["company_id"], &fits[0]["contact_id"]), (&json!(nirmal), &ramesh["id"]), "{line}");
    }
    let fits = rig.ask("enquiries.hear", json!("Nirm, zinc oxide 5 kg")).await["fits"].clone();
    assert_eq!(fits[0]["company_id"], json!(nirmal));
}

#[tokio::test]
async fn a_known_company_gets_the_enquiry_and_the_new_person() {
    let rig = Rig::new().await;
    let nirmal = company(&rig, "Nirmal").await;
    let mut input = quick(&rig, "Nirmal, acetone 2 MT, Mala Rao, 98200 55123").await;
    input["company_id"] = json!(nirmal);
    let id = rig.tell("enquiries.quick_add", input).await;
    let whole = detail(&rig, id.as_str().unwrap()).await;
    assert_eq!(whole["company"]["id"], json!(nirmal));
    assert_eq!(whole["contact"]["name"], "Mala Rao");
    let people = rig.ask("masters.contacts", json!(nirmal)).await;
    assert!(people.as_array().unwrap().iter().any(|person| person["name"] == "Mala Rao"), "{people}");
}

#[tokio::test]
async fn a_line_that_names_nobody_is_refused_and_nothing_is_made() {
    let rig = Rig::new().await;
    let heard = rig.ask("enquiries.hear", json!(" , ")).await;
    assert_eq!((&heard["company"], &heard["title"]), (&Value::Null, &Value::Null));
    let refusal = rig.refused("enquiries.quick_add", json!({ "company": " ", "title": "Acetone" })).await;
    assert_eq!(refusal.field.as_deref(), Some("line"));
    let refusal = rig.refused("enquiries.quick_add", json!({ "company": "Ravina Dyes", "title": " " })).await;
    assert_eq!(refusal.field.as_deref(), Some("title"));
    let found = rig.ask("masters.companies", json!("Ravina")).await;
    assert_eq!(found, json!([]), "what came before the refusal is undone");
}

#[tokio::test]
async fn before_many_move_each_says_whether_it_may_and_what_it_needs() {
    let rig = Rig::new().await;
    let free = card(&rig, "Free", "medium").await;
    let there = card(&rig, "There", "medium").await;
    advance(&rig, &there, "pending_enquiry", "make_quote", json!({})).await;
    let ended = card(&rig, "Ended", "medium").await;
    let lost = json!({ "category": "no_requirement", "reason": "They have shut the plant for good." });
    advance(&rig, &ended, "pending_enquiry", "lost", lost).await;
    let gone = "00000000-0000-0000-0000-0000000000ff";
    let ids = json!([ended, free, gone, there]);
    let verdicts = rig.ask("enquiries.may_move", json!({ "ids": ids, "to": "make_quote", "fields": null })).await;
    let titles: Vec<&str> = verdicts.as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Ended", "Free", "There"], "in the order in which they were named, without who is gone");
    assert!(verdicts[0]["reason"].as_str().unwrap().contains("It is finished."), "{verdicts}");
    assert_eq!((&verdicts[1]["reason"], &verdicts[1]["needs"]), (&Value::Null, &json!([])), "all is known already");
    assert_eq!(verdicts[2]["reason"], "It is in Make quote already.");
    let ask = json!({ "ids": [free], "to": "pending_samples", "fields": null });
    assert_eq!(rig.ask("enquiries.may_move", ask).await[0]["needs"], json!(["due_on", "note"]));
}

#[tokio::test]
async fn what_is_said_about_many_is_judged_for_each_as_the_move_would() {
    let rig = Rig::new().await;
    let id = card(&rig, "Free", "medium").await;
    for (fields, field) in [
        (json!({}), Some("due_on")),
        (json!({ "due_on": "2020-01-01" }), Some("due_on")),
        (json!({ "due_on": "2026-12-24" }), None),
    ] {
        let ask = json!({ "ids": [id], "to": "pending_samples", "fields": fields });
        let verdict = rig.ask("enquiries.may_move", ask).await[0].clone();
        assert_eq!(verdict["field"].as_str(), field, "{verdict}");
        let step = json!({ "id": id, "from": "pending_enquiry", "to": "pending_samples", "fields": fields });
        match field {
            Some(field) => {
                let refusal = rig.refused("enquiries.advance", step).await;
                assert_eq!(refusal.field.as_deref(), Some(field));
                assert_eq!(verdict["reason"], json!(refusal.message), "the same words");
            }
            None => _ = rig.tell("enquiries.advance", step).await,
        }
    }
}
