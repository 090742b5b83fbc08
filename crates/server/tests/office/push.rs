//! Each number has one outcome, for ever, whoever asks again.

use pebble_sync::{
    Code, Outcome,
    wire::{Offer, Push, Request, Stop},
};
use serde_json::json;
use uuid::Uuid;

use crate::rig::{ALL, Office, On, WITH_REVISIONS, advance, company, epoch, made_first, opening};

async fn a_refusal_is_kept_and_the_queue_moves_on(on: On) {
    let office = Office::on(on, "push_refused", ALL).await;
    let mut asha = office.rep(1).await;
    let paints = company(&mut asha, &office, 10, "Nirmal Paints").await;
    let wishes = [
        (11, "enquiries.open", opening(paints, "Zinc oxide")),
        (12, "enquiries.open", opening(paints, " ")),
        (13, "enquiries.advance", advance(made_first(11), "pending_samples", "long_pendency")),
        (14, "enquiries.nothing", json!({})),
        (15, "enquiries.note", json!({ "id": made_first(11), "text": "Friday." })),
    ];
    let mut offers = Vec::new();
    for (id, name, input) in wishes {
        let mutation = asha.mutation(id, name, input);
        offers.push(asha.offer(mutation));
    }
    let receipts = asha.push(&office, offers.clone()).await;
    let refused = |n: usize| match &receipts[n].outcome {
        Outcome::Refused(refusal) => (refusal.code, refusal.field.clone()),
        outcome => panic!("{outcome:?}"),
    };
    assert_eq!(receipts[0].outcome, Outcome::APPLIED);
    assert_eq!(refused(1), (Code::Invalid, Some("title".into())));
    assert_eq!(refused(2).0, Code::Conflict);
    assert_eq!(refused(3).0, Code::Unknown);
    assert_eq!(receipts[4].outcome, Outcome::APPLIED);
    // The answer was lost: the same is offered again, whole and in part.
    assert_eq!(asha.push(&office, offers.clone()).await, receipts);
    assert_eq!(asha.push(&office, offers[2..].to_vec()).await, receipts[2..]);
    office.stamp().await;
    asha.pull(&office, 2_000).await;
    assert_eq!(asha.tables().get("enquiry"), Some(&1), "an enquiry was opened twice, or one that was refused");
}

#[tokio::test]
async fn a_refusal_is_kept_and_the_queue_moves_on_on_sqlite() {
    a_refusal_is_kept_and_the_queue_moves_on(On::Sqlite).await;
}

#[tokio::test]
async fn a_refusal_is_kept_and_the_queue_moves_on_on_postgresql() {
    a_refusal_is_kept_and_the_queue_moves_on(On::Postgres).await;
}

async fn a_stale_revision_is_told_what_stands_and_changes_nothing(on: On) {
    let office = Office::on(on, "push_stale", WITH_REVISIONS).await;
    let (mut asha, mut ravi) = (office.rep(1).await, office.rep(2).await);
    let save = |replaces: &str, to: &str| json!({ "replaces": replaces, "to": to });
    assert_eq!(asha.tell(&office, 1, "revisions.save", save("", "R1")).await, Outcome::APPLIED);
    assert_eq!(ravi.tell(&office, 2, "revisions.save", save("R1", "R2")).await, Outcome::APPLIED);
    let Outcome::Stale { current, .. } = asha.tell(&office, 3, "revisions.save", save("R1", "R2, mine")).await else {
        panic!("a newer revision was written over")
    };
    assert_eq!(current["name"], "R2");
    let Outcome::Refused(fault) = asha.tell(&office, 4, "revisions.fail", json!({})).await else {
        panic!("a fault was applied")
    };
    assert_eq!(fault.code, Code::Broken);
    office.stamp().await;
    asha.pull(&office, 10).await;
    let names: Vec<_> = asha.held.values().map(|(row, _)| row.cols["name"].clone()).collect();
    assert_eq!(names, ["R2"], "what was not applied left something behind");
}

#[tokio::test]
async fn a_stale_revision_is_told_what_stands_on_sqlite() {
    a_stale_revision_is_told_what_stands_and_changes_nothing(On::Sqlite).await;
}

#[tokio::test]
async fn a_stale_revision_is_told_what_stands_on_postgresql() {
    a_stale_revision_is_told_what_stands_and_changes_nothing(On::Postgres).await;
}

async fn numbers_and_names_are_checked(on: On) {
    let office = Office::on(on, "push_numbers", ALL).await;
    let (mut asha, ravi) = (office.rep(1).await, office.rep(2).await);
    company(&mut asha, &office, 10, "Nirmal Paints").await;
    let push = |offer: Offer| Request::Push(Push { epoch: epoch(), after: None, offers: vec![offer] });
    let offer = |n, mutation| Offer { n, seen: 0, is_withdrawn: false, given: Vec::new(), mutation };
    let another = asha.mutation(11, "masters.add_company", json!({ "name": "Other" }));
    let gap = asha.stopped(&office, push(offer(3, another.clone()))).await;
    assert_eq!(gap, Stop::Expected { n: 2 });
    let fork = asha.stopped(&office, push(offer(1, another.clone()))).await;
    assert_eq!(fork, Stop::Forked { n: 1 });
    // In a colleague's name.
    let receipts = match office.ask(&ravi, push(offer(1, another))).await {
        pebble_sync::wire::Reply::Pushed(pushed) => pushed.receipts,
        reply => panic!("{reply:?}"),
    };
    assert!(matches!(&receipts[0].outcome, Outcome::Refused(refusal) if refusal.code == Code::Denied));
    let nobody = crate::rig::Rep { device: pebble_sync::Device(Uuid::nil()), ..ravi };
    let again = asha.mutation(12, "masters.add_company", json!({ "name": "Third" }));
    assert_eq!(nobody.stopped(&office, push(offer(1, again.clone()))).await, Stop::UnknownDevice);
    office.sql.revoke_device(asha.device).await.unwrap();
    assert_eq!(asha.stopped(&office, push(offer(2, again))).await, Stop::Revoked);
}

#[tokio::test]
async fn numbers_and_names_are_checked_on_sqlite() {
    numbers_and_names_are_checked(On::Sqlite).await;
}

#[tokio::test]
async fn numbers_and_names_are_checked_on_postgresql() {
    numbers_and_names_are_checked(On::Postgres).await;
}

async fn the_same_mutation_from_a_cloned_desk_runs_once(on: On) {
    let office = Office::on(on, "push_cloned", ALL).await;
    let mut asha = office.rep(1).await;
    let mutation = asha.mutation(10, "masters.add_company", json!({ "name": "Nirmal Paints" }));
    let first = asha.offer(mutation.clone());
    let receipts = asha.push(&office, vec![first]).await;
    let clone = pebble_sync::Device(Uuid::from_u128(0xD99));
    office.sql.enrol(clone, asha.person, "The same laptop, restored").await.unwrap();
    let mut again = crate::rig::Rep { device: clone, made: 0, last: None, ..asha };
    let second = again.offer(mutation);
    assert_eq!(again.push(&office, vec![second]).await[0].outcome, receipts[0].outcome);
    office.stamp().await;
    again.pull(&office, 10).await;
    assert_eq!(again.tables().get("company"), Some(&1));
    let decided = office.node.server().decide(&again.mutation(10, "masters.add_company", json!({}))).await.unwrap();
    assert_eq!(decided, Outcome::APPLIED, "what a desk has done is not done again by the server");
    assert_eq!(again.welcome(&office).await.last, 1);
}

#[tokio::test]
async fn the_same_mutation_from_a_cloned_desk_runs_once_on_sqlite() {
    the_same_mutation_from_a_cloned_desk_runs_once(On::Sqlite).await;
}

#[tokio::test]
async fn the_same_mutation_from_a_cloned_desk_runs_once_on_postgresql() {
    the_same_mutation_from_a_cloned_desk_runs_once(On::Postgres).await;
}
