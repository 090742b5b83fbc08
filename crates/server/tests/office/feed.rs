//! What a desk pulls: pages in order, its own acknowledgements, a scope by key, a comparison, and a new beginning.

use pebble_sync::{
    Epoch, Key, Outcome, Table,
    digest::digests,
    wire::{Check, Checked, Pull, Reply, Request, Snapshot, Stop},
};
use serde_json::json;
use uuid::Uuid;

use crate::rig::{ALL, COMPANY, Office, On, Rep, company, epoch, made_first, opening};

/// Asha has entered a company and opened seven enquiries.
async fn busy(on: On, name: &str) -> (Office, Rep, Uuid) {
    let office = Office::on(on, name, ALL).await;
    let mut asha = office.rep(1).await;
    let paints = company(&mut asha, &office, COMPANY, "Nirmal Paints").await;
    for id in 1..=7 {
        let opened = asha.tell(&office, id, "enquiries.open", opening(paints, &format!("Lot {id}"))).await;
        assert_eq!(opened, Outcome::APPLIED);
    }
    office.stamp().await;
    (office, asha, paints)
}

async fn pages_come_in_order_and_end_with_what_was_taken(on: On) {
    let (office, mut asha, paints) = busy(on, "feed_pages").await;
    let first = asha.page(&office, 5).await;
    assert!(first.end.more && first.rows.len() <= 5);
    assert!(first.end.cursor < first.end.head);
    let last = asha.pull(&office, 5).await;
    assert_eq!((last.end.acked, last.end.receipts.len()), (8, 8));
    assert!(last.end.receipts.iter().all(|receipt| receipt.outcome.stands()));
    assert_eq!(last.end.cursor, last.end.head);
    assert_eq!(asha.tables()["enquiry"], 7);
    let key = Key { table: Table::from("company"), id: paints };
    assert_eq!(asha.held[&key].0.cols["name"], "Nirmal Paints");
    asha.settled = 8;
    let idle = asha.page(&office, 5).await;
    assert!(idle.rows.is_empty() && idle.leaves.is_empty() && idle.end.receipts.is_empty() && !idle.end.more);
    // A row that changes again is told at its newest, once.
    for (id, title) in [(50, "Lot one"), (51, "Lot 1")] {
        let edit = json!({ "id": made_first(1), "title": title, "product": null, "quantity": null, "unit": null,
            "value_minor": null, "priority": null });
        assert_eq!(asha.tell(&office, id, "enquiries.edit", edit).await, Outcome::APPLIED);
    }
    office.stamp().await;
    let page = asha.page(&office, 2_000).await;
    let enquiries = page.rows.iter().filter(|row| row.table.as_str() == "enquiry");
    assert_eq!(enquiries.map(|row| (row.id, row.ver)).collect::<Vec<_>>(), [(made_first(1), 3)]);
}

#[tokio::test]
async fn pages_come_in_order_and_end_with_what_was_taken_on_sqlite() {
    pages_come_in_order_and_end_with_what_was_taken(On::Sqlite).await;
}

#[tokio::test]
async fn pages_come_in_order_and_end_with_what_was_taken_on_postgresql() {
    pages_come_in_order_and_end_with_what_was_taken(On::Postgres).await;
}

async fn a_scope_is_read_by_key_and_compared(on: On) {
    let (office, mut asha, _) = busy(on, "feed_scan").await;
    asha.pull(&office, 2_000).await;
    let own = asha.welcome(&office).await.grants[0].scope;
    let rows = asha.snapshot(&office, own, 4).await;
    let keys: Vec<Key> = rows.iter().map(pebble_sync::wire::Row::key).collect();
    let mut sorted = keys.clone();
    sorted.sort();
    assert_eq!(keys, sorted, "a scope is read in the order of keys");
    assert_eq!(keys.len(), asha.held.values().filter(|(_, scopes)| scopes.contains(&own)).count());
    let held: Vec<(Key, u64)> = rows.iter().map(|row| (row.key(), row.ver)).collect();
    let check = |held| Check { epoch: epoch(), cursor: 0, scope: own, buckets: digests(held) };
    let ask = |check: Check, cursor| Request::Check(Check { cursor, ..check });
    let checked = async |check, cursor| match office.ask(&asha, ask(check, cursor)).await {
        Reply::Checked(checked) => checked,
        reply => panic!("{reply:?}"),
    };
    assert_eq!(checked(check(held.clone()), asha.cursor).await, Checked::Equal);
    assert_eq!(checked(check(held.clone()), 0).await, Checked::Moved);
    let lost = held[3].0.clone();
    let differing = checked(check(held.iter().filter(|(key, _)| *key != lost).cloned().collect()), asha.cursor).await;
    let Checked::Differs(buckets) = differing else { panic!("{differing:?}") };
    let repair = Snapshot {
        epoch: epoch(),
        cursor: asha.cursor,
        scope: own,
        after: None,
        buckets: Some(buckets),
        is_sweep: true,
        limit: 100,
    };
    let Reply::Chunk(chunk) = office.ask(&asha, Request::Snapshot(repair)).await else { panic!("no chunk") };
    assert!(chunk.rows.iter().any(|row| row.key() == lost));
    let foreign = office.rep(2).await;
    let stolen =
        Snapshot { epoch: epoch(), cursor: 0, scope: own, after: None, buckets: None, is_sweep: false, limit: 100 };
    assert_eq!(foreign.stopped(&office, Request::Snapshot(stolen)).await, Stop::NotGranted { scope: own });
}

#[tokio::test]
async fn a_scope_is_read_by_key_and_compared_on_sqlite() {
    a_scope_is_read_by_key_and_compared(On::Sqlite).await;
}

#[tokio::test]
async fn a_scope_is_read_by_key_and_compared_on_postgresql() {
    a_scope_is_read_by_key_and_compared(On::Postgres).await;
}

async fn a_restored_server_and_forgotten_tombstones_are_told(on: On) {
    let (office, mut asha, _) = busy(on, "feed_epoch").await;
    let behind = Pull { epoch: epoch(), cursor: 0, settled: 0, limit: 10 };
    asha.pull(&office, 2_000).await;
    let ahead = Pull { cursor: asha.cursor + 1, ..behind.clone() };
    assert_eq!(asha.stopped(&office, Request::Pull(ahead)).await, Stop::EpochChanged);
    office.node.server().forget(asha.cursor).await.unwrap();
    assert_eq!(asha.stopped(&office, Request::Pull(behind.clone())).await, Stop::Horizon);
    let still = asha.page(&office, 10).await;
    assert_eq!((still.rows.len(), still.end.cursor), (0, asha.cursor));
    let next = Epoch(Uuid::from_u128(0xF));
    office.sql.begin_epoch(next).await.unwrap();
    assert_eq!(asha.stopped(&office, Request::Pull(behind)).await, Stop::EpochChanged);
    assert_eq!(asha.welcome(&office).await.epoch, next);
}

#[tokio::test]
async fn a_restored_server_and_forgotten_tombstones_are_told_on_sqlite() {
    a_restored_server_and_forgotten_tombstones_are_told(On::Sqlite).await;
}

#[tokio::test]
async fn a_restored_server_and_forgotten_tombstones_are_told_on_postgresql() {
    a_restored_server_and_forgotten_tombstones_are_told(On::Postgres).await;
}
