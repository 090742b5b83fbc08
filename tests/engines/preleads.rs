//! Pre-leads: who wrote and is not known.

use chrono::TimeDelta;
use pebble_core::kernel::Code;
use pebble_tests::{Rig, mails};
use serde_json::{Value, json};

use super::acts;

const ASKS: &str = "Dear Sir, please quote your best price for 2 MT Titanium dioxide rutile grade, delivery at Surat.";

async fn all(rig: &Rig) -> Vec<Value> {
    rig.ask("preleads.list", json!({ "stage": null })).await.as_array().unwrap().clone()
}

/// A stranger has written, and waits.
async fn waiting() -> (Rig, String) {
    let rig = acts::desk().await;
    rig.deliver(mails::mail(mails::STRANGER, "Kavita Shah", "Enquiry for Titanium dioxide", ASKS));
    rig.turn().await;
    let found = all(&rig).await;
    assert_eq!(found.len(), 1, "{found:?}");
    let id = found[0]["id"].as_str().unwrap().to_owned();
    (rig, id)
}

fn to(id: &str, stage: &str, fields: Value) -> Value {
    json!({ "id": id, "to": stage, "fields": fields })
}

async fn stage(rig: &Rig, id: &str) -> String {
    rig.ask("preleads.detail", json!(id)).await["stage"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn two_mails_of_one_stranger_are_one_prelead_with_the_newest_wish() {
    let (rig, id) = waiting().await;
    rig.pass(TimeDelta::hours(1));
    rig.deliver(mails::mail(
        &mails::STRANGER.to_uppercase(),
        "Kavita Shah",
        "Enquiry: also Zinc oxide",
        "Please also quote your best price for 500 kg Zinc oxide.",
    ));
    rig.turn().await;
    let found = all(&rig).await;
    assert_eq!(found.len(), 1);
    assert_eq!((found[0]["id"].clone(), found[0]["mails"].clone()), (json!(id), json!(2)));
    assert_eq!(found[0]["subject"], "Enquiry: also Zinc oxide");
    assert_eq!(rig.ask("email.counts", Value::Null).await["preleads"], 2);
    rig.assert_all_accounted_for().await;
}

#[tokio::test]
async fn a_contact_in_future_wakes_on_its_day_and_not_before() {
    let (rig, id) = waiting().await;
    rig.tell("preleads.advance", to(&id, "contact_in_future", json!({ "wake_on": "2026-11-23" }))).await;
    rig.pass(TimeDelta::days(3));
    rig.desk.tick().await;
    assert_eq!(stage(&rig, &id).await, "contact_in_future");
    rig.pass(TimeDelta::days(1));
    rig.desk.tick().await;
    assert_eq!(stage(&rig, &id).await, "validation");
}

#[tokio::test]
async fn a_prelead_is_put_off_to_a_day_that_lies_ahead_only() {
    let (rig, id) = waiting().await;
    for on in ["2026-11-18", "2026-11-19"] {
        let refusal = rig.refused("preleads.advance", to(&id, "contact_in_future", json!({ "wake_on": on }))).await;
        assert_eq!((refusal.code, refusal.field.as_deref()), (Code::Invalid, Some("wake_on")), "{on}");
    }
    assert_eq!(stage(&rig, &id).await, "validation");
}

#[tokio::test]
async fn barring_needs_a_reason() {
    let (rig, id) = waiting().await;
    let refusal = rig.refused("preleads.advance", to(&id, "barred", json!({}))).await;
    assert_eq!(refusal.field.as_deref(), Some("reason"));
    rig.tell("preleads.advance", to(&id, "barred", json!({ "reason": "Sells our formulas on." }))).await;
    assert!(all(&rig).await.is_empty());
    let barred = rig.ask("preleads.list", json!({ "stage": "barred" })).await;
    assert_eq!(barred[0]["reason"], "Sells our formulas on.");
}

#[tokio::test]
async fn a_drop_waits_for_approval_and_needs_a_real_reason() {
    let (rig, id) = waiting().await;
    let refusal = rig.refused("preleads.advance", to(&id, "drop_pending", json!({ "reason": "no use" }))).await;
    assert_eq!(refusal.field.as_deref(), Some("reason"));
    assert_eq!(rig.refused("preleads.advance", to(&id, "dropped", json!({}))).await.code, Code::Conflict);
    rig.tell(
        "preleads.advance",
        to(&id, "drop_pending", json!({ "reason": "They only compare prices for a tender." })),
    )
    .await;
    rig.tell("preleads.advance", to(&id, "dropped", json!({}))).await;
    assert_eq!(stage(&rig, &id).await, "dropped");
}

#[tokio::test]
async fn somebody_new_at_a_known_company_never_becomes_a_prelead() {
    let rig = Rig::new().await;
    rig.deliver(mails::mail("stores@nirmalpaints.example", "Stores", "Enquiry for Titanium dioxide", ASKS));
    rig.turn().await;
    assert!(all(&rig).await.is_empty());
    let id = rig.only_enquiry().await;
    assert_eq!(acts::detail(&rig, &id).await["company"]["name"], "Nirmal Paints");
}

#[tokio::test]
async fn a_prelead_is_qualified_by_validating_it_and_only_once() {
    let (rig, id) = waiting().await;
    assert_eq!(rig.refused("preleads.advance", to(&id, "qualified", json!({}))).await.code, Code::Conflict);
    let validate = json!({ "id": id, "company": { "name": "NewCoat" } });
    let made = rig.tell("preleads.validate", validate.clone()).await;
    let enquiry = acts::detail(&rig, made["enquiry_id"].as_str().unwrap()).await;
    assert_eq!(
        (enquiry["company"]["domain"].clone(), enquiry["contact"]["email"].clone()),
        (json!("newcoat.example"), json!(mails::STRANGER))
    );
    assert_eq!(enquiry["enquiry"]["product"], "Titanium dioxide");
    assert_eq!(rig.tell("preleads.validate", validate).await, made, "the same again is the same enquiry");
    let other = json!({ "id": id, "company": { "name": "Another Coat" } });
    assert_eq!(rig.refused("preleads.validate", other).await.code, Code::Conflict);
}

#[tokio::test]
async fn a_validation_with_a_wrong_identifier_leaves_the_prelead_as_it_was() {
    let (rig, id) = waiting().await;
    let validate = json!({ "id": id, "company": { "name": "NewCoat", "gstin": "27AAPFU0939F1ZW" } });
    assert_eq!(rig.refused("preleads.validate", validate).await.field.as_deref(), Some("gstin"));
    assert_eq!(stage(&rig, &id).await, "validation");
    assert_eq!(rig.ask("masters.companies", json!("NewCoat")).await, json!([]));
}

#[tokio::test]
async fn what_a_validated_sender_writes_next_goes_to_their_enquiry() {
    let (rig, id) = waiting().await;
    let made = rig.tell("preleads.validate", json!({ "id": id, "company": { "name": "NewCoat" } })).await;
    rig.pass(TimeDelta::hours(1));
    rig.deliver(mails::mail(
        mails::STRANGER,
        "Kavita Shah",
        "Titanium dioxide",
        "Any update on the price of Titanium dioxide?",
    ));
    rig.turn().await;
    let mail = acts::mail(&rig, "Titanium dioxide").await;
    assert_eq!(mail["enquiry_id"], made["enquiry_id"], "{mail}");
}

/// A pre-lead that was turned away, and a later mail from this address.
async fn turned_away(stage: &str, from: &str) -> (Rig, String, Value) {
    let (rig, id) = waiting().await;
    rig.tell("preleads.advance", to(&id, stage, json!({ "reason": "Asks everybody and buys nowhere." }))).await;
    rig.pass(TimeDelta::hours(1));
    rig.deliver(mails::mail(from, "Kavita Shah", "Enquiry: once more", ASKS));
    rig.turn().await;
    let mail = acts::mail(&rig, "Enquiry: once more").await;
    rig.assert_all_accounted_for().await;
    (rig, id, mail)
}

#[tokio::test]
async fn a_later_mail_of_a_barred_or_fake_sender_is_put_away_and_counts_on_the_prelead() {
    for (stage, reason) in [("barred", "From a barred sender"), ("fake", "From a sender found to be fake")] {
        let (rig, id, mail) = turned_away(stage, mails::STRANGER).await;
        assert_eq!((mail["disposition"].clone(), mail["reason"].clone()), (json!("archived"), json!(reason)), "{mail}");
        let row = rig.ask("preleads.detail", json!(id)).await;
        assert_eq!((row["mails"].clone(), row["stage"].clone()), (json!(2), json!(stage)));
        assert_eq!(
            (row["subject"].clone(), row["seen_at"].clone()),
            (json!("Enquiry: once more"), mail["received_at"].clone())
        );
        let kept = rig.tell("email.accept", json!({ "id": mail["id"] })).await;
        assert_eq!(kept["disposition"], "archived", "{kept}");
    }
}

#[tokio::test]
async fn a_barred_sender_keeps_the_rest_of_the_domain_out_and_a_junk_one_does_not() {
    let (rig, id, mail) = turned_away("barred", "sales@newcoat.example").await;
    assert_eq!(
        (mail["disposition"].clone(), mail["reason"].clone()),
        (json!("archived"), json!("From a barred sender"))
    );
    assert_eq!(rig.ask("preleads.detail", json!(id)).await["mails"], 2);
    assert_eq!(all(&rig).await, Vec::<Value>::new(), "nobody of a barred domain comes in again");
    let (_, _, mail) = turned_away("junk", "sales@newcoat.example").await;
    assert_eq!(mail["disposition"], "prelead", "{mail}");
}

#[tokio::test]
async fn a_later_mail_of_a_junk_sender_waits_for_a_person_who_may_take_them_up_anew() {
    let (rig, id, mail) = turned_away("junk", mails::STRANGER).await;
    assert_eq!(mail["disposition"], "unclassified", "{mail}");
    assert_eq!(mail["reason"], "The sender was put down as junk; please look again");
    assert_eq!(rig.ask("preleads.detail", json!(id)).await["mails"], 2);
    let taken = rig.tell("email.accept", json!({ "id": mail["id"] })).await;
    assert_eq!((taken["disposition"].clone(), taken["prelead_id"].clone()), (json!("prelead"), json!(id)));
    let row = rig.ask("preleads.detail", json!(id)).await;
    assert_eq!((row["stage"].clone(), row["mails"].clone()), (json!("validation"), json!(2)), "counted once");
}

#[tokio::test]
async fn a_person_may_take_up_anew_whoever_was_turned_away() {
    for (stage, before) in [("junk", None), ("fake", None), ("barred", None), ("dropped", Some("drop_pending"))] {
        let (rig, id) = waiting().await;
        let why = json!({ "reason": "They only compare prices for a tender." });
        if let Some(before) = before {
            rig.tell("preleads.advance", to(&id, before, why.clone())).await;
        }
        rig.tell("preleads.advance", to(&id, stage, why)).await;
        let away = rig.ask("preleads.list", json!({ "stage": null, "is_turned_away": true })).await;
        assert_eq!((away[0]["id"].clone(), away[0]["stage"].clone()), (json!(id), json!(stage)));
        assert!(all(&rig).await.is_empty(), "{stage}");
        rig.tell("preleads.advance", to(&id, "validation", json!({}))).await;
        assert_eq!(rig.ask("preleads.list", json!({ "stage": null, "is_turned_away": true })).await, json!([]));
        let row = all(&rig).await[0].clone();
        assert_eq!((row["stage"].clone(), row["reason"].clone()), (json!("validation"), Value::Null), "{stage}");
    }
}

#[tokio::test]
async fn a_prelead_is_found_while_it_waits_and_after_it_was_turned_away_and_not_once_it_is_known() {
    let (rig, id) = waiting().await;
    let find = async |words: &str| rig.ask("preleads.find", json!(words)).await.as_array().unwrap().clone();
    for words in ["kavita", "titan", mails::STRANGER] {
        let found = find(words).await;
        assert_eq!(
            (found.len(), &found[0]["id"], &found[0]["is_turned_away"]),
            (1, &json!(id), &json!(false)),
            "{words}"
        );
    }
    assert!(find("zinc").await.is_empty());
    assert!(find("").await.is_empty());
    rig.tell("preleads.advance", to(&id, "junk", json!({ "reason": "Asks everybody and buys nowhere." }))).await;
    assert_eq!(find("kavita").await[0]["is_turned_away"], true);
    rig.tell("preleads.advance", to(&id, "validation", json!({}))).await;
    rig.tell("preleads.validate", json!({ "id": id, "company": { "name": "Shah Dyes" } })).await;
    assert!(find("kavita").await.is_empty(), "a contact is found as one");
}
