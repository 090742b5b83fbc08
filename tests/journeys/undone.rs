//! Whatever was done last is undone without a trace: the rows are as before, and what is derived from them is what would
//! be derived anew. Done again, it is as it was after.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicUsize, Ordering},
};

use pebble_core::{
    engines::{ENGINES, enquiries::rules::PIPELINE},
    kernel::{Actor, DeviceId, PersonId, tx::project},
};
use pebble_tests::Rig;
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use sea_orm::{FromQueryResult, JsonValue, Statement};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::engines::{
    acts::{card, step, tasks},
    undo::{deeds, last, take_back},
};

/// Tables of the business and what is derived from them. A column's sum of nothing is as good as none.
const LOOKED_AT: [(&str, &str); 9] = [
    ("enquiry", ""),
    ("track", ""),
    ("activity", ""),
    ("enrolment", ""),
    ("step", ""),
    ("task", ""),
    ("prelead", ""),
    ("card", ""),
    ("card_total", "WHERE cards <> 0 OR value_minor <> 0"),
];

type Dump = BTreeMap<&'static str, Vec<Value>>;

async fn dump(rig: &Rig) -> Dump {
    let db = rig.desk.store().reader();
    let mut found = Dump::new();
    for (table, these) in LOOKED_AT {
        let sql = format!("SELECT * FROM {table} {these} ORDER BY id");
        let rows = JsonValue::find_by_statement(Statement::from_string(db.get_database_backend(), sql));
        found.insert(table, rows.all(db).await.unwrap());
    }
    found
}

/// The same after everything derived was drawn anew; nothing is kept of it.
async fn drawn_anew(rig: &Rig) -> Dump {
    let db = rig.desk.store().begin().await.unwrap();
    let mut rows = BTreeMap::new();
    for name in ["enquiry", "enrolment", "track"] {
        let table = ENGINES.table(name).unwrap();
        rows.insert(table.name, (table.synced.unwrap().ids)(&db).await.unwrap());
    }
    let actor = Actor { person: PersonId(Uuid::nil()), device: DeviceId(Uuid::nil()) };
    let (db, drawn) = project(db, ENGINES, rig.desk.now(), actor, &rows).await;
    drawn.unwrap();
    db.commit().await.unwrap();
    dump(rig).await
}

/// Something that a rep may do, as far as rolls say it. It may be refused.
async fn deed(rig: &Rig, ids: &[String], rolls: (u8, u8, u8)) -> (&'static str, Value) {
    let (what, which, how) = rolls;
    let id = &ids[usize::from(which) % ids.len()];
    let detail = rig.ask("enquiries.detail", json!(id)).await;
    let stage = detail["enquiry"]["stage"].as_str().unwrap();
    let until = "2026-12-02T05:30:00.000Z";
    let enrolments = rig.ask("followups.of_enquiry", json!(id)).await["running"].clone();
    let enrolment = enrolments[0]["enrolment"]["id"].clone();
    let task = tasks(rig, id).await.first().map(|task| task["id"].clone());
    match what % 12 {
        0..=3 => {
            let ahead: Vec<&str> = PIPELINE.reachable(stage).map(|stage| stage.key).collect();
            let to = ahead.get(usize::from(how) % ahead.len().max(1)).copied().unwrap_or(stage);
            let worth = 1_000 + i64::from(how);
            let fields = json!({ "due_on": "2026-11-25", "product": "Zinc oxide", "quantity": "5",
                "value_minor": worth, "valid_until": "2026-12-15", "review_on": "2026-12-20",
                "reason": "They have stopped the project for good", "category": "price_high", "po_number": "PO 7" });
            ("enquiries.advance", step(id, stage, to, fields))
        }
        4 => ("enquiries.note", json!({ "id": id, "text": format!("Note {how}") })),
        5 => ("enquiries.edit", json!({ "id": id, "title": format!("Title {how}"), "value_minor": how })),
        6 => {
            let priority = ["high", "medium", "low"][usize::from(how) % 3];
            ("enquiries.edit", json!({ "id": id, "priority": priority }))
        }
        7 => {
            let other = &ids[usize::from(how) % ids.len()];
            ("enquiries.place", json!({ "id": id, "after": other, "before": null }))
        }
        8 => ("followups.remind", json!({ "enquiry_id": id, "title": format!("Ring {how}"), "due_at": until })),
        9 => ("followups.snooze", json!({ "task_id": task.unwrap_or(json!(id)), "until": until })),
        10 => {
            let done = json!({ "task_id": task.unwrap_or(json!(id)), "outcome": "interested", "category": null,
                "negotiated_minor": null, "competitor": null, "next_on": "2026-12-04", "comment": "Spoke with him." });
            ("followups.complete", done)
        }
        _ => {
            let how = ["followups.pause", "followups.resume", "followups.stop"][usize::from(how) % 3];
            (how, json!({ "id": enrolment, "reason": "By hand" }))
        }
    }
}

/// Plays a day; answers how many deeds were undone and done again.
async fn play(rolls: &[(u8, u8, u8)]) -> usize {
    let rig = Rig::new().await;
    let mut ids = Vec::new();
    for title in ["First", "Second", "Third"] {
        ids.push(card(&rig, title, "high").await);
    }
    rig.pass_days_offline(3).await;
    let mut undone = 0;
    for rolls in rolls {
        let (command, input) = deed(&rig, &ids, *rolls).await;
        let (before, known) = (dump(&rig).await, deeds(&rig).await.len());
        rig.pass(chrono::TimeDelta::seconds(1));
        if rig.desk.call(command, input.clone()).await.is_err() || deeds(&rig).await.len() == known {
            continue;
        }
        let after = dump(&rig).await;
        let id = last(&rig).await;
        take_back(&rig, &id).await;
        assert_eq!(dump(&rig).await, before, "{command} {input}, undone");
        assert_eq!(drawn_anew(&rig).await, before, "{command} {input}, undone and drawn anew");
        let again = deeds(&rig).await.into_iter().find(|deed| deed["id"] == id).unwrap()["undone_by"].clone();
        take_back(&rig, &again).await;
        assert_eq!(dump(&rig).await, after, "{command} {input}, done again");
        undone += 1;
    }
    undone
}

#[test]
fn whatever_is_done_last_is_undone_without_a_trace_and_done_again() {
    let config = Config { cases: 6, failure_persistence: None, ..Config::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let total = AtomicUsize::new(0);
    TestRunner::new(config)
        .run(&prop::collection::vec(any::<(u8, u8, u8)>(), 10..20), |rolls| {
            total.fetch_add(runtime.block_on(play(&rolls)), Ordering::Relaxed);
            Ok(())
        })
        .unwrap();
    let total = total.into_inner();
    assert!(total > 20, "too little was undone to prove anything: {total}");
}
