//! Files of an office: their bytes follow their rows, and nobody has them who should not.

use chrono::TimeDelta;
use pebble_core::kernel::Code;
use pebble_simulators::SimClock;
use pebble_tests::{Office, Rig, noon};
use serde_json::{Value, json};

use super::{ASHA, RAVI, desk_of, join, meet, two_desks, unsent};
use crate::engines::{
    acts::{card, newest},
    files::{attach, blobs, bytes, files, saved},
};

/// Meets the office, carries what waits there, and reads what came of it.
async fn carry(rig: &Rig) {
    meet(rig).await;
    rig.desk.carry_files().await.unwrap();
    meet(rig).await;
}

async fn state(rig: &Rig, enquiry: &str) -> Value {
    files(rig, enquiry).await[0]["file"]["state"].clone()
}

#[tokio::test]
async fn a_file_that_is_attached_on_one_desk_is_saved_from_the_other() {
    let (_office, laptop, tower) = two_desks().await;
    let enquiry = card(&laptop, "Zinc oxide", "high").await;
    let tds = bytes(1, (5 << 20) + 3);
    let id = attach(&laptop, &enquiry, Value::Null, "TDS.pdf", &tds).await;
    meet(&laptop).await;
    meet(&tower).await;
    let seen = files(&tower, &enquiry).await;
    assert_eq!((&seen[0]["file"]["state"], &seen[0]["is_here"]), (&json!("waiting"), &json!(false)));
    assert_eq!(tower.refused("app.save_file", json!({ "id": id })).await.code, Code::Missing);

    carry(&laptop).await;
    meet(&tower).await;
    assert_eq!(state(&tower, &enquiry).await, "ready");
    assert!(saved(&tower, &id).await == tds);
    let seen = files(&tower, &enquiry).await;
    assert_eq!(seen[0]["is_here"], true);
}

#[tokio::test]
async fn what_is_small_and_new_at_ones_enquiries_is_here_before_the_network_goes() {
    let (mut office, laptop, tower) = two_desks().await;
    let enquiry = card(&laptop, "Zinc oxide", "high").await;
    let small = attach(&laptop, &enquiry, Value::Null, "TDS.pdf", &bytes(1, 9)).await;
    let large = attach(&laptop, &enquiry, Value::Null, "film.mp4", &bytes(2, (5 << 20) + 1)).await;
    carry(&laptop).await;
    carry(&tower).await;
    office.go_away().await;
    assert!(saved(&tower, &small).await == bytes(1, 9));
    assert_eq!(tower.refused("app.save_file", json!({ "id": large })).await.code, Code::Offline);
}

#[tokio::test]
async fn a_quotation_is_saved_with_a_file_that_waits_and_sent_once_the_office_has_it() {
    let (mut office, laptop, tower) = two_desks().await;
    let enquiry = card(&laptop, "Zinc oxide", "high").await;
    let content = laptop.ask("quotations.propose", json!(enquiry)).await;
    let id = laptop.tell("quotations.draft", json!({ "enquiry_id": enquiry, "content": content })).await;
    meet(&laptop).await;
    office.go_away().await;
    attach(&laptop, &enquiry, id.clone(), "TDS.pdf", &bytes(1, 9)).await;
    let row = newest(&laptop, &enquiry).await["quotation"].clone();
    laptop.tell("quotations.approve", json!({ "id": id, "base": row["edition"] })).await;
    let send = json!({ "id": id, "base": row["edition"], "total_minor": row["total_minor"] });
    let refused = laptop.refused("quotations.send", send.clone()).await;
    assert_eq!((refused.code, refused.field.as_deref()), (Code::Conflict, Some("files")), "{refused}");
    assert!(refused.message.starts_with("TDS.pdf has not reached the office"), "{refused}");

    office.come_back().await;
    carry(&laptop).await;
    laptop.tell("quotations.send", send).await;
    meet(&laptop).await;
    meet(&tower).await;
    assert_eq!(newest(&tower, &enquiry).await["quotation"]["stage"], "sent");
    assert!(files(&tower, &enquiry).await[0]["file"]["sent_at"].is_string());
}

#[tokio::test]
async fn bytes_wait_while_the_office_is_away_and_go_on_after_a_restart_of_the_desk() {
    let (mut office, laptop, tower) = two_desks().await;
    let enquiry = card(&laptop, "Zinc oxide", "high").await;
    meet(&laptop).await;
    office.go_away().await;
    let id = attach(&laptop, &enquiry, Value::Null, "TDS.pdf", &bytes(1, 3 << 20)).await;
    assert_eq!(laptop.desk.carry_files().await.unwrap_err().code, Code::Offline);
    assert!(saved(&laptop, &id).await == bytes(1, 3 << 20), "what is here needs no office");
    let laptop = laptop.restarted().await;
    office.come_back().await;
    carry(&laptop).await;
    meet(&tower).await;
    assert!(saved(&tower, &id).await == bytes(1, 3 << 20));
    office.go_away().await;
    let other = card(&tower, "Another", "low").await;
    assert_eq!(files(&tower, &other).await, Vec::<Value>::new());
    tower.desk.tidy_files(0).await.unwrap();
    assert!(saved(&tower, &id).await == bytes(1, 3 << 20), "its person attached it today, so it may be offered again");
}

#[tokio::test]
async fn a_colleague_has_the_bytes_of_what_is_shared_with_them_and_lets_go_of_them_with_it() {
    let (office, laptop, _tower) = two_desks().await;
    let colleague = desk_of(&office, laptop.sim.clock(), RAVI).await;
    for (rig, name) in [(&laptop, "Asha"), (&colleague, "Ravi"), (&laptop, "Asha")] {
        let me = json!({ "id": null, "name": name, "email": "", "role": null, "team": null });
        rig.tell("people.join", me).await;
        meet(rig).await;
    }
    let enquiry = card(&laptop, "Zinc oxide", "high").await;
    let id = attach(&laptop, &enquiry, Value::Null, "TDS.pdf", &bytes(1, 9)).await;
    carry(&laptop).await;
    meet(&colleague).await;
    assert_eq!(colleague.refused("app.save_file", json!({ "id": id })).await.code, Code::Missing);
    laptop.tell("enquiries.assign", json!({ "id": enquiry, "from": ASHA, "to": RAVI })).await;
    meet(&laptop).await;
    meet(&colleague).await;
    assert!(saved(&colleague, &id).await == bytes(1, 9));
    // A fresh file of the colleague's own waits there, and is nowhere else.
    attach(&colleague, &enquiry, Value::Null, "mine.pdf", &bytes(2, 9)).await;
    colleague.tell("enquiries.assign", json!({ "id": enquiry, "from": RAVI, "to": ASHA })).await;
    assert_eq!(blobs(&colleague).len(), 2);
    colleague.desk.tidy_files(0).await.unwrap();
    assert_eq!(blobs(&colleague).len(), 1, "what the office has can be fetched again");
}

#[tokio::test]
async fn a_desk_that_is_locked_out_keeps_the_bytes_that_nobody_else_has_and_no_others() {
    let (office, laptop, _tower) = two_desks().await;
    let enquiry = card(&laptop, "Zinc oxide", "high").await;
    attach(&laptop, &enquiry, Value::Null, "TDS.pdf", &bytes(1, 9)).await;
    carry(&laptop).await;
    attach(&laptop, &enquiry, Value::Null, "SDS.pdf", &bytes(2, 9)).await;
    assert_eq!(blobs(&laptop).len(), 2);
    office.lock_out(ASHA).await;
    laptop.desk.meet_office().await.unwrap();
    assert_eq!(blobs(&laptop), [blake3::hash(&bytes(2, 9)).to_hex().to_string()]);
}

#[tokio::test]
async fn a_desk_that_joins_brings_the_bytes_of_before_along() {
    let clock = SimClock::fixed(noon());
    let office = Office::open(&clock).await;
    let rig = Rig::fresh(&clock).await;
    rig.tell("masters.import", pebble_tests::mails::masters()).await;
    let enquiry = card(&rig, "Zinc oxide", "high").await;
    let id = attach(&rig, &enquiry, Value::Null, "TDS.pdf", &bytes(1, 9)).await;
    assert_eq!(state(&rig, &enquiry).await, "ready");
    join(&office, &rig, ASHA).await;
    assert_eq!(unsent(&rig).await, Vec::<Value>::new());
    assert_eq!(state(&rig, &enquiry).await, "waiting", "the office has not seen it");
    carry(&rig).await;
    assert_eq!(state(&rig, &enquiry).await, "ready");
    let fresh = desk_of(&office, &clock, ASHA).await;
    assert!(saved(&fresh, &id).await == bytes(1, 9));
}

#[tokio::test]
async fn what_a_restored_office_has_lost_is_brought_again() {
    let (mut office, laptop, tower) = two_desks().await;
    let enquiry = card(&laptop, "Zinc oxide", "high").await;
    meet(&laptop).await;
    let copy = office.copied().await;
    let id = attach(&laptop, &enquiry, Value::Null, "TDS.pdf", &bytes(1, 9)).await;
    carry(&laptop).await;
    laptop.pass(TimeDelta::days(10));
    carry(&laptop).await;
    laptop.desk.tidy_files(0).await.unwrap();
    office.put_back(copy.path()).await;
    super::restored::say_restored(&office);
    office.come_back().await;
    laptop.pass(TimeDelta::minutes(11));
    carry(&laptop).await;
    assert_eq!(state(&laptop, &enquiry).await, "ready");
    tower.pass(TimeDelta::minutes(11));
    meet(&tower).await;
    assert!(saved(&tower, &id).await == bytes(1, 9));
}

#[tokio::test]
async fn a_locked_desk_hands_nothing_out() {
    let (mut office, laptop, _tower) = two_desks().await;
    let enquiry = card(&laptop, "Zinc oxide", "high").await;
    let id = attach(&laptop, &enquiry, Value::Null, "TDS.pdf", &bytes(1, 9)).await;
    carry(&laptop).await;
    office.go_away().await;
    laptop.pass(TimeDelta::days(15));
    laptop.desk.meet_office().await.unwrap();
    for (command, input) in [
        ("app.save_file", json!({ "id": id })),
        ("app.stage_file", json!({ "upload": null, "offset": 0, "bytes": "AAAA" })),
    ] {
        assert_eq!(laptop.refused(command, input).await.code, Code::Denied);
    }
}
