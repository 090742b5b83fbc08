//! Joining an office, with what was done before.

use pebble_simulators::SimClock;
use pebble_tests::{Office, Rig, noon};
use serde_json::{Value, json};

use super::{ASHA, RAVI, board, desk_of, invited, join, meet, standing, unsent};
use crate::engines::acts::{card, detail};

/// The counts of a first card's desk, before anybody joined.
async fn with_a_past(clock: &std::sync::Arc<SimClock>) -> (Rig, String) {
    let rig = Rig::fresh(clock).await;
    rig.tell("masters.import", pebble_tests::mails::masters()).await;
    let id = card(&rig, "From before the office", "high").await;
    (rig, id)
}

#[tokio::test]
async fn what_was_done_before_comes_along_in_the_name_that_the_office_knows() {
    let clock = SimClock::fixed(noon());
    let office = Office::open(&clock).await;
    let (rig, id) = with_a_past(&clock).await;
    let before = detail(&rig, &id).await;
    join(&office, &rig, ASHA).await;
    let after = detail(&rig, &id).await;
    assert_eq!(after["enquiry"]["owner_id"], json!(ASHA));
    assert_eq!(after["enquiry"]["code"], before["enquiry"]["code"]);
    assert_eq!(board(&rig).await, [json!(["pending_enquiry", ["From before the office"]])]);

    let second = desk_of(&office, &clock, ASHA).await;
    assert_eq!(detail(&second, &id).await, after);
}

#[tokio::test]
async fn a_desk_that_joins_and_is_started_anew_is_still_a_member() {
    let clock = SimClock::fixed(noon());
    let office = Office::open(&clock).await;
    let (rig, id) = with_a_past(&clock).await;
    join(&office, &rig, ASHA).await;
    let rig = rig.restarted().await;
    meet(&rig).await;
    assert_eq!(detail(&rig, &id).await["enquiry"]["owner_id"], json!(ASHA));
    assert_eq!(standing(&rig).await["address"], json!(format!("{}/", office.address())));
}

#[tokio::test]
async fn an_invitation_that_is_not_of_this_office_changes_nothing() {
    let clock = SimClock::fixed(noon());
    let office = Office::open(&clock).await;
    let (rig, id) = with_a_past(&clock).await;
    let before = detail(&rig, &id).await;
    let refusal = rig.refused("app.join_office", invited(&office.address(), "made-up")).await;
    assert_eq!(refusal.code, pebble_core::kernel::Code::Denied);
    for (address, field) in [("http://crm.example.com", "address"), ("", "address")] {
        let wrong = invited(address, "made-up");
        assert_eq!(rig.refused("app.join_office", wrong).await.field.as_deref(), Some(field));
    }
    let blank = invited(&office.address(), " ");
    assert_eq!(rig.refused("app.join_office", blank).await.field.as_deref(), Some("invitation"));
    assert_eq!(standing(&rig).await["state"], "alone");
    assert_eq!(detail(&rig, &id).await, before);
    assert_eq!(unsent(&rig).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_desk_of_one_person_does_not_become_another_persons() {
    let clock = SimClock::fixed(noon());
    let office = Office::open(&clock).await;
    let rig = desk_of(&office, &clock, ASHA).await;
    let other = invited(&office.address(), &office.invitation(RAVI));
    let refusal = rig.refused("app.join_office", other).await;
    assert_eq!(refusal.code, pebble_core::kernel::Code::Conflict);
    // It is still Asha's to the office as well: her other desk hears of what is done here.
    rig.tell("masters.import", pebble_tests::mails::masters()).await;
    card(&rig, "Asha's own", "high").await;
    meet(&rig).await;
    let second = desk_of(&office, &clock, ASHA).await;
    assert_eq!(board(&second).await, [json!(["pending_enquiry", ["Asha's own"]])]);
}
