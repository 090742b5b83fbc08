//! Who sees what: rows reach whom they are for, leave whom they are no longer for, and nobody changes what is not theirs.

use std::collections::BTreeSet;

use pebble_core::{
    engines::{self, enquiries::model::enquiry},
    kernel::{Engine, Engines, PersonId, Result, Scope as Name, Tx, desk, engine::Command, shapes::Shapes},
};
use pebble_sync::{
    Code, Executor, Key, Outcome, Ran, Savepoints, Table,
    server_store::{Event, ServerStore, ServerTx},
};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::rig::{COMPANY, NOW, Office, On, Rep, company, made_first, opening};

/// Hands an enquiry on: no engine does yet.
async fn hand_on(tx: &mut Tx, input: Value) -> Result<Value> {
    let id: Uuid = serde_json::from_value(input["id"].clone()).unwrap_or_default();
    let to: Uuid = serde_json::from_value(input["to"].clone()).unwrap_or_default();
    let before: enquiry::Model = tx.get(id).await?;
    tx.update(&before, &enquiry::Model { owner_id: PersonId(to), ..before.clone() }).await.map(|()| Value::Null)
}

async fn remove(tx: &mut Tx, input: Value) -> Result<Value> {
    let id: Uuid = serde_json::from_value(input["id"].clone()).unwrap_or_default();
    let before: enquiry::Model = tx.get(id).await?;
    tx.remove(&before).await.map(|()| Value::Null)
}

/// Makes a row that is there: the database finds out.
async fn twice(tx: &mut Tx, input: Value) -> Result<Value> {
    let id: Uuid = serde_json::from_value(input["id"].clone()).unwrap_or_default();
    let before: enquiry::Model = tx.get(id).await?;
    tx.insert(&before).await.map(|()| Value::Null)
}

const SHIFTS: Engine = Engine {
    name: "shifts",
    commands: &[
        Command {
            name: "hand_on",
            run: |tx, input| Box::pin(hand_on(tx, input)),
            types: |_| {},
            shapes: Shapes::of::<(), ()>,
        },
        Command {
            name: "remove",
            run: |tx, input| Box::pin(remove(tx, input)),
            types: |_| {},
            shapes: Shapes::of::<(), ()>,
        },
        Command {
            name: "twice",
            run: |tx, input| Box::pin(twice(tx, input)),
            types: |_| {},
            shapes: Shapes::of::<(), ()>,
        },
    ],
    ..Engine::EMPTY
};

pub const WITH_SHIFTS: Engines = Engines(&[
    &desk::ENGINE,
    &engines::people::ENGINE,
    &engines::masters::ENGINE,
    &engines::enquiries::ENGINE,
    &engines::preleads::ENGINE,
    &engines::followups::ENGINE,
    &SHIFTS,
]);

fn held(rep: &Rep, table: &str) -> BTreeSet<Uuid> {
    rep.held.keys().filter(|key| key.table.as_str() == table).map(|key| key.id).collect()
}

/// Asha has two enquiries of one company; Ravi has none.
async fn two_reps(office: &Office) -> (Rep, Rep, Uuid) {
    let (mut asha, ravi) = (office.rep(1).await, office.rep(2).await);
    let paints = company(&mut asha, office, COMPANY, "Nirmal Paints").await;
    for (id, title) in [(11, "Zinc oxide"), (12, "Titanium dioxide")] {
        assert_eq!(asha.tell(office, id, "enquiries.open", opening(paints, title)).await, Outcome::APPLIED);
    }
    office.stamp().await;
    (asha, ravi, paints)
}

async fn rows_follow_their_owner_and_what_hangs_under_them_too(on: On) {
    let office = Office::on(on, "scopes_follow", WITH_SHIFTS).await;
    let (mut asha, mut ravi, paints) = two_reps(&office).await;
    asha.pull(&office, 3).await;
    ravi.pull(&office, 3).await;
    assert_eq!(held(&ravi, "company"), [paints].into(), "everybody knows the customers");
    assert!(held(&ravi, "enquiry").is_empty() && held(&ravi, "activity").is_empty());
    let (zinc, before) = (made_first(11), asha.tables());
    assert_eq!((before["enquiry"], before["activity"], before["enrolment"]), (2, 2, 2));
    let shift = json!({ "id": zinc, "to": ravi.person.0 });
    assert_eq!(asha.tell(&office, 20, "shifts.hand_on", shift).await, Outcome::APPLIED);
    office.stamp().await;
    asha.pull(&office, 3).await;
    ravi.pull(&office, 3).await;
    assert_eq!(held(&ravi, "enquiry"), [zinc].into());
    assert_eq!((ravi.tables()["activity"], ravi.tables()["enrolment"]), (1, 1));
    assert!(!held(&asha, "enquiry").contains(&zinc), "a ghost");
    // The sequence is still hers, the timeline is the enquiry's.
    assert_eq!((asha.tables()["activity"], asha.tables()["enrolment"]), (1, 2));
    let gone = Key { table: Table::from("enquiry"), id: zinc };
    let row = ravi.held[&gone].0.clone();
    assert_eq!((row.ver, row.cols["owner_id"].clone()), (2, json!(ravi.person.0)));
    assert_eq!(ravi.tell(&office, 21, "shifts.remove", json!({ "id": zinc })).await, Outcome::APPLIED);
    office.stamp().await;
    ravi.pull(&office, 3).await;
    assert!(held(&ravi, "enquiry").is_empty(), "what was removed is still held");
}

#[tokio::test]
async fn rows_follow_their_owner_and_what_hangs_under_them_too_on_sqlite() {
    rows_follow_their_owner_and_what_hangs_under_them_too(On::Sqlite).await;
}

#[tokio::test]
async fn rows_follow_their_owner_and_what_hangs_under_them_too_on_postgresql() {
    rows_follow_their_owner_and_what_hangs_under_them_too(On::Postgres).await;
}

async fn nobody_changes_what_is_a_colleagues(on: On) {
    let office = Office::on(on, "scopes_denied", WITH_SHIFTS).await;
    let (mut asha, mut ravi, _) = two_reps(&office).await;
    let zinc = made_first(11);
    let note = json!({ "id": zinc, "text": "Mine now." });
    let remind = json!({ "enquiry_id": zinc, "title": "Call", "body": "", "due_at": "2026-11-25T05:30:00Z" });
    let theft = json!({ "id": zinc, "to": ravi.person.0 });
    for (id, name, input) in
        [(31, "enquiries.note", note.clone()), (32, "followups.remind", remind), (33, "shifts.hand_on", theft)]
    {
        let Outcome::Refused(refusal) = ravi.tell(&office, id, name, input).await else { panic!("{name} was applied") };
        assert!(matches!(refusal.code, Code::Denied), "{name}: {refusal:?}");
    }
    office.stamp().await;
    asha.pull(&office, 100).await;
    assert_eq!(asha.tables()["activity"], 2, "a refused note was kept");
    // A delegation lets him, and its end takes it away again.
    let hers = Name::Person(PersonId(asha.person.0));
    let scope = office.sql.grant(ravi.person, hers, "delegation", Some(NOW.plus(3_600_000))).await.unwrap();
    assert_eq!(ravi.tell(&office, 34, "enquiries.note", note.clone()).await, Outcome::APPLIED);
    let grants = ravi.welcome(&office).await.grants;
    assert_eq!(grants.iter().map(|grant| grant.why.as_str()).collect::<Vec<_>>(), ["own", "own", "delegation"]);
    assert_eq!(ravi.snapshot(&office, scope, 1).await.len(), asha_rows(&asha) + 1);
    office.sql.revoke_grant(ravi.person, scope).await.unwrap();
    let Outcome::Refused(refusal) = ravi.tell(&office, 35, "enquiries.note", note).await else { panic!("applied") };
    assert_eq!(refusal.code, Code::Denied);
}

/// What of hers is in her own scope.
fn asha_rows(asha: &Rep) -> usize {
    asha.held.keys().filter(|key| !["company", "person", "setting"].contains(&key.table.as_str())).count()
}

#[tokio::test]
async fn nobody_changes_what_is_a_colleagues_on_sqlite() {
    nobody_changes_what_is_a_colleagues(On::Sqlite).await;
}

#[tokio::test]
async fn nobody_changes_what_is_a_colleagues_on_postgresql() {
    nobody_changes_what_is_a_colleagues(On::Postgres).await;
}

/// A note is written under an enquiry while it is handed on: whichever is first, the note ends up with the enquiry.
#[tokio::test]
async fn what_is_put_under_a_row_while_it_moves_is_not_left_behind() {
    let office = Office::on(On::Postgres, "scopes_race", WITH_SHIFTS).await;
    let (asha, mut ravi, _) = two_reps(&office).await;
    let zinc = made_first(11);
    let business = pebble_server::Office::new(WITH_SHIFTS);
    let shift = asha.mutation(40, "shifts.hand_on", json!({ "id": zinc, "to": ravi.person.0 }));
    // Reminders are put under an enquiry without changing it.
    let remind = json!({ "enquiry_id": zinc, "title": "Call", "body": "", "due_at": "2026-11-25T05:30:00Z" });
    let remind = asha.mutation(41, "followups.remind", remind);
    let (mut moves, mut adds) = (office.sql.begin().await.unwrap(), office.sql.begin().await.unwrap());
    // Both see the same moment.
    moves.epoch().await.unwrap();
    adds.epoch().await.unwrap();
    let call =
        |mutation| pebble_sync::Call { mutation, at: NOW, now: NOW, given: &[], device: Some(asha.device), seen: 0 };
    let added = business.run(&mut adds, call(&remind)).await.unwrap();
    let Ran::Applied { changes, .. } = added else { panic!("{added:?}") };
    let event = |change: &pebble_sync::Change| Event::Moved {
        scope: change.entered[0],
        key: change.key.clone(),
        is_live: true,
    };
    adds.append_events(changes.iter().map(event).collect()).await.unwrap();
    adds.commit().await.unwrap();
    moves.savepoint().await.unwrap();
    let moved = business.run(&mut moves, call(&shift)).await;
    assert!(matches!(moved, Err(pebble_sync::StoreError::Busy(_))), "it moved without what is under it: {moved:?}");
    drop(moves);
    assert_eq!(office.node.server().decide(&shift).await.unwrap(), Outcome::APPLIED);
    office.stamp().await;
    ravi.pull(&office, 100).await;
    assert_eq!(ravi.tables().get("task"), Some(&1));
}

#[tokio::test]
async fn a_hook_is_told_what_a_row_says_only_while_its_person_sees_it() {
    let office = Office::on(On::Sqlite, "scopes_hooks", WITH_SHIFTS).await;
    let (mut asha, ravi, _) = two_reps(&office).await;
    let tx = office.store.begin().await.unwrap();
    let sql = |text: &str| Statement::from_string(DbBackend::Sqlite, text.to_owned());
    for rep in [&asha, &ravi] {
        let person = rep.person.0.simple();
        let insert = format!(
            "INSERT INTO hook (id, key_id, person_id, url, about, made_at) \
             VALUES (x'{person}', x'{person}', x'{person}', 'https://example.com/', 'enquiry', 0)"
        );
        tx.execute_raw(sql(&insert)).await.unwrap();
    }
    tx.commit().await.unwrap();
    let zinc = made_first(11);
    let shift = json!({ "id": zinc, "to": ravi.person.0 });
    assert_eq!(asha.tell(&office, 20, "shifts.hand_on", shift).await, Outcome::APPLIED);
    let posts = office.store.reader().query_all_raw(sql("SELECT hook_id, body FROM hook_post ORDER BY place"));
    let posts = posts.await.unwrap();
    let told = |rep: &Rep| -> Vec<Value> {
        let mine = posts.iter().filter(|post| post.try_get_by_index::<Uuid>(0).unwrap() == rep.person.0);
        mine.map(|post| serde_json::from_str(&post.try_get_by_index::<String>(1).unwrap()).unwrap()).collect()
    };
    let (hers, his) = (told(&asha), told(&ravi));
    assert_eq!((hers.len(), &hers[0]["type"], &hers[0]["data"]["row"]), (1, &json!("enquiry.removed"), &Value::Null));
    assert_eq!((his.len(), &his[0]["type"]), (1, &json!("enquiry.changed")));
    assert_eq!(his[0]["data"]["row"]["owner_id"], json!(ravi.person.0));
}
