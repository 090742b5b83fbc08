//! Orders: once for a quotation that is won, as it was won, numbered by the office.

use pebble_core::kernel::Code;
use pebble_tests::Rig;
use serde_json::{Value, json};

use super::acts::{self, card, newest, out};

/// An enquiry whose quotation is won.
async fn won(rig: &Rig) -> (String, Value) {
    let enquiry = card(rig, "Zinc oxide", "high").await;
    let id = out(rig, &enquiry).await;
    rig.tell("quotations.accept", json!({ "id": id, "po_number": "PO-77", "po_on": "2026-11-19" })).await;
    let quotation = newest(rig, &enquiry).await["quotation"].clone();
    (enquiry, quotation)
}

fn place(quotation: &Value) -> Value {
    json!({ "quotation_id": quotation["id"], "total_minor": quotation["total_minor"],
        "deliver_to": "Plot 12, MIDC Bhosari, Pune" })
}

#[tokio::test]
async fn an_enquiry_becomes_a_quotation_and_the_quotation_an_order() {
    let rig = Rig::new().await;
    let (enquiry, quotation) = won(&rig).await;
    assert_eq!(quotation["stage"], "won");
    let detail = acts::detail(&rig, &enquiry).await;
    assert_eq!((&detail["enquiry"]["stage"], &detail["enquiry"]["po_number"]), (&json!("won"), &json!("PO-77")));
    rig.tell("orders.place", place(&quotation)).await;
    let orders = rig.ask("orders.of_enquiry", json!(enquiry)).await;
    assert_eq!((&orders[0]["number"], &orders[0]["po_number"]), (&json!("SO-26-27-0001"), &json!("PO-77")));
    for same in ["lines", "terms", "total_minor", "net_minor", "tax_minor", "currency"] {
        assert_eq!(orders[0][same], quotation[same], "{same}");
    }
    let detail = acts::detail(&rig, &enquiry).await;
    let timeline = detail["timeline"].as_array().unwrap();
    assert!(timeline.iter().any(|line| line["title"] == "Order SO-26-27-0001 placed"), "{timeline:?}");
    assert_eq!(detail["company"]["is_customer"], true);
}

#[tokio::test]
async fn an_order_placed_twice_is_one_order() {
    let rig = Rig::new().await;
    let (enquiry, quotation) = won(&rig).await;
    let first = rig.tell("orders.place", place(&quotation)).await;
    assert_eq!(rig.tell("orders.place", place(&quotation)).await, first);
    assert_eq!(rig.ask("orders.of_enquiry", json!(enquiry)).await.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_order_that_does_not_fit_its_quotation_is_refused_at_its_field() {
    let rig = Rig::new().await;
    let enquiry = card(&rig, "Not yet", "low").await;
    out(&rig, &enquiry).await;
    let sent = newest(&rig, &enquiry).await["quotation"].clone();
    assert_eq!(rig.refused("orders.place", place(&sent)).await.code, Code::Conflict, "it is not won");
    let (_, quotation) = won(&rig).await;
    for (field, value) in [("total_minor", json!(1)), ("deliver_to", json!(" "))] {
        let mut wrong = place(&quotation);
        wrong[field] = value;
        assert_eq!(rig.refused("orders.place", wrong).await.field.as_deref(), Some(field));
    }
}

#[tokio::test]
async fn a_quotation_is_won_with_the_number_and_the_day_of_their_order() {
    let rig = Rig::new().await;
    let enquiry = card(&rig, "Zinc oxide", "high").await;
    let id = out(&rig, &enquiry).await;
    for (field, number, on) in [("po_number", " ", "2026-11-19"), ("po_on", "PO-77", "2026-12-01")] {
        let accept = json!({ "id": id, "po_number": number, "po_on": on });
        assert_eq!(rig.refused("quotations.accept", accept).await.field.as_deref(), Some(field));
    }
}
