//! Quotations: saved whole over what was read, numbered by the office, revised and never edited once they are out.

use chrono::TimeDelta;
use pebble_core::kernel::Code;
use pebble_tests::Rig;
use serde_json::{Value, json};

use super::acts::{self, card, draft, listed, newest, out, save, settled};

#[tokio::test]
async fn a_quotation_begins_with_what_was_asked_for_at_the_list_price() {
    let rig = Rig::new().await;
    let enquiry = card(&rig, "Zinc oxide", "high").await;
    draft(&rig, &enquiry).await;
    let quoted = newest(&rig, &enquiry).await;
    let line = &quoted["quotation"]["lines"][0];
    assert_eq!((&line["name"], &line["quantity"], &line["unit"]), (&json!("Zinc oxide"), &json!("5000"), &json!("kg")));
    assert_eq!((&line["rate_minor"], &line["price_version"]), (&json!(21_500), &json!(0)));
    assert_eq!(quoted["quotation"]["net_minor"], 107_500_000);
    assert_eq!(quoted["quotation"]["total_minor"], 126_850_000);
    assert_eq!((&quoted["is_manual"], &quoted["label"]), (&json!(false), &Value::Null));
}

#[tokio::test]
async fn a_quotation_that_is_sent_has_its_number_and_moves_the_enquiry_on() {
    let rig = Rig::new().await;
    let enquiry = card(&rig, "Zinc oxide", "high").await;
    out(&rig, &enquiry).await;
    let quoted = newest(&rig, &enquiry).await;
    assert_eq!((&quoted["label"], &quoted["quotation"]["stage"]), (&json!("Q-26-27-0001"), &json!("sent")));
    let detail = acts::detail(&rig, &enquiry).await;
    assert_eq!(detail["enquiry"]["stage"], "quoted");
    assert_eq!(detail["enquiry"]["value_minor"], 126_850_000);
    assert_eq!(detail["enquiry"]["valid_until"], quoted["quotation"]["valid_until"]);
    acts::sequence(&rig, &enquiry, "quote_sent").await;
    let titles: Vec<&str> =
        detail["timeline"].as_array().unwrap().iter().map(|line| line["title"].as_str().unwrap()).collect();
    for title in ["Quotation begun", "Quotation Q-26-27-0001 sent"] {
        assert!(titles.contains(&title), "{title} is not among {titles:?}");
    }
}

#[tokio::test]
async fn numbers_have_no_gaps_and_a_refused_sending_takes_none() {
    let rig = Rig::new().await;
    let first = card(&rig, "First", "high").await;
    let id = draft(&rig, &first).await;
    let quoted = newest(&rig, &first).await;
    let read = json!({ "id": id, "base": quoted["quotation"]["edition"], "total_minor": 1 });
    assert_eq!(rig.refused("quotations.send", read.clone()).await.code, Code::Conflict, "it was not approved");
    rig.tell("quotations.approve", json!({ "id": id, "base": quoted["quotation"]["edition"] })).await;
    let refusal = rig.refused("quotations.send", read).await;
    assert_eq!((refusal.code, refusal.field.as_deref()), (Code::Conflict, Some("total_minor")));
    for (title, label) in [("Second", "Q-26-27-0001"), ("Third", "Q-26-27-0002")] {
        let enquiry = card(&rig, title, "low").await;
        out(&rig, &enquiry).await;
        assert_eq!(newest(&rig, &enquiry).await["label"], label);
    }
    rig.pass(TimeDelta::days(150));
    let april = card(&rig, "Next year", "low").await;
    out(&rig, &april).await;
    assert_eq!(newest(&rig, &april).await["label"], "Q-27-28-0001");
}

#[tokio::test]
async fn what_was_sent_is_not_edited_but_kept_beside_it() {
    let rig = Rig::new().await;
    let enquiry = card(&rig, "Zinc oxide", "high").await;
    let id = out(&rig, &enquiry).await;
    let sent = newest(&rig, &enquiry).await;
    let saved = save(&rig, &sent["quotation"], |content| content["freight_minor"] = json!(900)).await;
    assert_eq!(saved["is_fork"], true);
    let now = newest(&rig, &enquiry).await;
    assert_eq!(now["quotation"], sent["quotation"]);
    assert_eq!(now["forks"][0]["freight_minor"], 900);
    let settle = json!({ "fork": saved["id"], "base": now["quotation"]["edition"], "keep": "mine" });
    assert_eq!(rig.refused("quotations.settle", settle).await.code, Code::Conflict);
    settled(&rig, &now, "theirs").await;
    assert_eq!(newest(&rig, &enquiry).await["forks"], json!([]));
    assert_eq!(newest(&rig, &enquiry).await["quotation"]["id"], id);
}

#[tokio::test]
async fn a_revision_keeps_the_number_and_what_it_revises_stays_readable() {
    let rig = Rig::new().await;
    let enquiry = card(&rig, "Zinc oxide", "high").await;
    let first = out(&rig, &enquiry).await;
    let second = rig.tell("quotations.revise", json!({ "id": first })).await;
    assert_eq!(rig.tell("quotations.revise", json!({ "id": first })).await, second, "revised twice is revised once");
    let quoted = newest(&rig, &enquiry).await;
    assert_eq!((&quoted["label"], &quoted["quotation"]["revision"]), (&Value::Null, &json!(2)));
    save(&rig, &quoted["quotation"], |content| content["lines"][0]["discount_bp"] = json!(500)).await;
    acts::approve_and_send(&rig, &enquiry).await;
    let all = rig.ask("quotations.of_enquiry", json!(enquiry)).await;
    assert_eq!((&all[0]["label"], &all[0]["quotation"]["stage"]), (&json!("Q-26-27-0001/R2"), &json!("sent")));
    assert_eq!((&all[1]["label"], &all[1]["quotation"]["stage"]), (&json!("Q-26-27-0001"), &json!("replaced")));
    assert_eq!(all[1]["quotation"]["total_minor"], 126_850_000, "what was sent first stays as it was");
    assert_eq!(acts::detail(&rig, &enquiry).await["enquiry"]["value_minor"], all[0]["quotation"]["total_minor"]);
}

#[tokio::test]
async fn an_approval_is_for_what_was_read_and_ends_with_the_next_saving() {
    let rig = Rig::new().await;
    let enquiry = card(&rig, "Zinc oxide", "high").await;
    let id = draft(&rig, &enquiry).await;
    let old = newest(&rig, &enquiry).await["quotation"].clone();
    save(&rig, &old, |content| content["freight_minor"] = json!(500)).await;
    let stale = json!({ "id": id, "base": old["edition"] });
    assert_eq!(rig.refused("quotations.approve", stale).await.code, Code::Conflict);
    let now = newest(&rig, &enquiry).await["quotation"].clone();
    rig.tell("quotations.approve", json!({ "id": id, "base": now["edition"] })).await;
    save(&rig, &now, |content| content["freight_minor"] = json!(700)).await;
    assert_eq!(newest(&rig, &enquiry).await["quotation"]["stage"], "draft");
}

#[tokio::test]
async fn where_somebody_stands_above_the_owner_only_they_approve() {
    let rig = Rig::new().await;
    let me = json!({ "id": null, "name": "Asha", "email": "", "role": "sales", "team": "West" });
    rig.tell("people.join", me).await;
    let enquiry = card(&rig, "Zinc oxide", "high").await;
    let id = draft(&rig, &enquiry).await;
    assert_eq!(newest(&rig, &enquiry).await["may_approve"], true);
    let director = json!({ "id": "00000000-0000-0000-0000-0000000000aa", "name": "Meera", "email": "",
        "role": "director", "team": null });
    rig.tell("people.join", director).await;
    let quoted = newest(&rig, &enquiry).await;
    assert_eq!(quoted["may_approve"], false);
    let approve = json!({ "id": id, "base": quoted["quotation"]["edition"] });
    assert_eq!(rig.refused("quotations.approve", approve).await.code, Code::Denied);
    let product = listed(&rig, "Zinc oxide").await["product_id"].clone();
    let price = json!({ "product_id": product, "price_minor": 1, "currency": "INR", "valid_from": "2026-11-19" });
    assert_eq!(rig.refused("masters.set_price", price).await.code, Code::Denied);
}

#[tokio::test]
async fn a_price_that_moved_meanwhile_is_refused_naming_the_line() {
    let rig = Rig::new().await;
    let enquiry = card(&rig, "Zinc oxide", "high").await;
    let id = draft(&rig, &enquiry).await;
    let quotation = newest(&rig, &enquiry).await["quotation"].clone();
    rig.tell("quotations.approve", json!({ "id": id, "base": quotation["edition"] })).await;
    let product = listed(&rig, "Zinc oxide").await["product_id"].clone();
    let price = |minor: i64, from: &str| json!({ "product_id": product, "price_minor": minor, "currency": "INR", "valid_from": from });
    let yesterday = rig.refused("masters.set_price", price(22_000, "2026-11-18")).await;
    assert_eq!(yesterday.field.as_deref(), Some("valid_from"));
    rig.tell("masters.set_price", price(23_000, "2026-12-01")).await;
    assert_eq!(listed(&rig, "Zinc oxide").await["price"]["version"], 0, "it holds from December on");
    rig.tell("masters.set_price", price(22_000, "2026-11-19")).await;
    assert_eq!(
        listed(&rig, "Zinc oxide").await["price"],
        json!({ "version": 2, "price_minor": 22_000, "currency": "INR" })
    );
    let send = json!({ "id": id, "base": quotation["edition"], "total_minor": quotation["total_minor"] });
    let refusal = rig.refused("quotations.send", send).await;
    assert_eq!((refusal.code, refusal.field.as_deref()), (Code::Conflict, Some("lines.0.rate_minor")));
    assert!(refusal.message.starts_with("Line 1, Zinc oxide"), "{refusal}");
    let by_hand = save(&rig, &quotation, |content| content["lines"][0]["price_version"] = Value::Null).await;
    assert_eq!(by_hand["is_fork"], false);
    assert_eq!(newest(&rig, &enquiry).await["is_manual"], true);
    acts::approve_and_send(&rig, &enquiry).await;
    assert_eq!(newest(&rig, &enquiry).await["label"], "Q-26-27-0001");
}

#[tokio::test]
async fn a_quotation_expires_by_the_clock_unless_it_has_ended() {
    let rig = Rig::new().await;
    let (lost, late) = (card(&rig, "Lost", "low").await, card(&rig, "Late", "low").await);
    let ended = out(&rig, &lost).await;
    out(&rig, &late).await;
    rig.tell("quotations.decline", json!({ "id": ended, "reason": "Price too high" })).await;
    rig.pass(TimeDelta::days(20));
    rig.desk.tick().await;
    assert_eq!(newest(&rig, &lost).await["quotation"]["stage"], "lost");
    assert_eq!(newest(&rig, &late).await["quotation"]["stage"], "expired");
}

#[tokio::test]
async fn totals_are_reckoned_while_it_is_written_and_say_what_is_wrong() {
    let rig = Rig::new().await;
    let line = |quantity: &str, rate: i64| {
        json!({ "product_id": null, "name": "Zinc oxide", "quantity": quantity, "unit": "kg", "rate_minor": rate,
            "price_version": null, "discount_bp": 0, "gst_bp": 1_800 })
    };
    let content = json!({ "currency": "INR", "lines": [line("2", 1_000), line("", 5)], "freight_minor": 100,
        "valid_until": null });
    let reckoned = rig.ask("quotations.reckon", content).await;
    assert_eq!(reckoned["lines"], json!([{ "net_minor": 2_000, "tax_minor": 360 }, null]));
    assert_eq!(reckoned["total_minor"], 2_460);
    assert_eq!(reckoned["problem"]["field"], "lines.1.quantity");
}

#[tokio::test]
async fn a_product_that_is_entered_again_at_another_price_is_no_secret() {
    let rig = Rig::new().await;
    let again = |price: Value| json!({ "name": "Zinc oxide", "unit": "kg", "list_price_minor": price });
    rig.tell("masters.add_product", again(json!(21_500))).await;
    rig.tell("masters.add_product", again(Value::Null)).await;
    let refusal = rig.refused("masters.add_product", again(json!(99_900))).await;
    assert_eq!((refusal.code, refusal.field.as_deref()), (Code::Conflict, Some("list_price_minor")));
}

#[tokio::test]
async fn who_is_given_an_enquiry_goes_on_with_its_quotations_and_a_copy_stays_with_its_author() {
    let rig = Rig::new().await;
    let enquiry = card(&rig, "Zinc oxide", "high").await;
    out(&rig, &enquiry).await;
    let sent = newest(&rig, &enquiry).await["quotation"].clone();
    save(&rig, &sent, |content| content["freight_minor"] = json!(900)).await;
    let next = "00000000-0000-0000-0000-0000000000aa";
    rig.tell("people.join", json!({ "id": next, "name": "Ravi", "email": "", "role": null, "team": null })).await;
    rig.tell("enquiries.assign", json!({ "id": enquiry, "from": sent["owner_id"], "to": next, "note": "" })).await;
    let quoted = newest(&rig, &enquiry).await;
    assert_eq!(quoted["quotation"]["owner_id"], next);
    assert_eq!(quoted["forks"][0]["owner_id"], sent["owner_id"]);
}
