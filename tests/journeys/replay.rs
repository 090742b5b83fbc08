//! What sync will stand on: the log of one desk, run again on an empty database, makes the same rows.

use std::collections::BTreeMap;

use pebble_core::{
    engines::ENGINES,
    kernel::{Reach, log::mutation, tx},
};
use pebble_store::{Store, Tenant};
use pebble_tests::{Rig, fresh_database, mails};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder, Statement};
use serde_json::{Value, json};

/// A desk that has seen a little of everything.
async fn lived_in() -> Rig {
    let rig = Rig::new().await;
    rig.deliver(mails::rfq());
    rig.deliver(mails::mail(
        mails::STRANGER,
        "Kavita Shah",
        "Enquiry for Titanium dioxide",
        "Please quote your best price for 2 MT Titanium dioxide rutile grade, delivery at Surat.",
    ));
    rig.turn().await;
    let waiting = rig.ask("preleads.list", json!({ "stage": null })).await;
    rig.tell("preleads.validate", json!({ "id": waiting[0]["id"], "company": { "name": "NewCoat" } })).await;
    let found = rig.ask("enquiries.find", json!({ "company_id": null, "query": "Zinc" })).await;
    let id = found[0]["id"].clone();
    let pending = json!({ "id": id, "from": "pending_enquiry", "to": "pending_samples", "after": null, "before": null,
        "fields": { "due_on": "2026-11-25", "note": "500 g" } });
    rig.tell("enquiries.advance", pending).await;
    rig.tell("enquiries.note", json!({ "id": id, "text": "He decides on Friday." })).await;
    rig.tell(
        "enquiries.edit",
        json!({ "id": id, "title": null, "product": null, "quantity": null, "unit": null,
        "value_minor": 5_000_000, "priority": "high" }),
    )
    .await;
    rig.pass_days_offline(6).await;
    rig.turn().await;
    rig.deliver(mails::answer(
        "<rfq-1@nirmalpaints.example>",
        "Re: Requirement of Zinc oxide",
        "Please hold for two weeks.",
    ));
    rig.turn().await;
    rig
}

/// Runs everything that was done on one desk again on another.
pub(super) async fn replay(from: &Store, other: &Store) {
    let log = mutation::Entity::find().order_by_asc(mutation::Column::Seq).all(from.reader()).await.unwrap();
    assert!(log.len() > 10, "the journey was too short to prove anything: {} mutations", log.len());
    for entry in log {
        let request = tx::Request {
            mid: entry.mid,
            command: entry.name.clone(),
            input: serde_json::from_str(&entry.input).unwrap(),
            at: entry.at,
            actor: pebble_core::kernel::Actor { person: entry.person_id, device: entry.device_id },
            deed: None,
        };
        let (output, _) = tx::run(other.begin().await.unwrap(), ENGINES, request).await.unwrap();
        assert_eq!(output, serde_json::from_str::<Value>(&entry.output).unwrap(), "{}", entry.name);
    }
}

/// Every row of every shared table, as the engines write them: the newest state in the change capture.
pub(super) async fn shared_rows(store: &Store) -> BTreeMap<String, Vec<String>> {
    let db = store.reader();
    let mut rows = BTreeMap::new();
    for table in ENGINES.tables().filter(|table| table.reach == Reach::Shared) {
        let sql = format!(
            "SELECT after FROM change c WHERE record = '{}' AND after IS NOT NULL AND seq = \
             (SELECT MAX(seq) FROM change l WHERE l.row_id = c.row_id)",
            table.name
        );
        let found = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
        let mut texts: Vec<String> = found.iter().map(|row| row.try_get_by_index::<String>(0).unwrap()).collect();
        texts.sort();
        let count = Statement::from_string(db.get_database_backend(), format!("SELECT COUNT(*) FROM {}", table.name));
        let count: i64 = db.query_one_raw(count).await.unwrap().unwrap().try_get_by_index(0).unwrap();
        assert_eq!(
            usize::try_from(count).unwrap(),
            texts.len(),
            "{} has rows that the capture does not know",
            table.name
        );
        rows.insert(table.name.to_owned(), texts);
    }
    rows
}

#[tokio::test]
async fn a_log_replayed_into_an_empty_sqlite_makes_the_same_rows() {
    let rig = lived_in().await;
    let folder = tempfile::tempdir().unwrap();
    let other = Store::sqlite(&folder.path().join("second.db"), ENGINES, rig.desk.now()).await.unwrap();
    replay(rig.desk.store(), &other).await;
    assert_eq!(shared_rows(rig.desk.store()).await, shared_rows(&other).await);
}

#[tokio::test]
async fn a_log_replayed_into_an_empty_postgresql_makes_the_same_rows() {
    let rig = lived_in().await;
    let other = Store::postgres(&fresh_database("replay").await, Tenant::default()).await.unwrap();
    replay(rig.desk.store(), &other).await;
    assert_eq!(shared_rows(rig.desk.store()).await, shared_rows(&other).await);
}

#[tokio::test]
async fn a_mutation_that_is_offered_twice_is_run_once_and_answered_the_same() {
    let rig = lived_in().await;
    let before = shared_rows(rig.desk.store()).await;
    replay(rig.desk.store(), rig.desk.store()).await;
    assert_eq!(before, shared_rows(rig.desk.store()).await);
}
