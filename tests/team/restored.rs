//! A backup of the office's database is put back: what it lacks comes from the desks, and nothing twice.

use std::process::Command;

use chrono::TimeDelta;
use pebble_core::{engines::ENGINES, kernel::At};
use pebble_simulators::SimClock;
use pebble_store::Store;
use pebble_tests::{Office, Rig, noon};
use serde_json::{Value, json};

use super::{ASHA, RAVI, board, books::Books, desk_of, invited, join, meet, standing, two_desks, unsent};
use crate::engines::acts::{advance, card, detail, newest, out};

const SERVER: &str = env!("CARGO_BIN_EXE_office-server");

/// The shared rows of a database that nobody has open.
async fn books(file: &std::path::Path) -> Books {
    let store = Store::sqlite(file, ENGINES, At::from(noon())).await.unwrap();
    let books = Books::read(&store).await;
    store.close().await;
    books
}

/// The operator's word.
pub(super) fn say_restored(office: &Office) {
    let said =
        Command::new(SERVER).arg("restored").arg("--data").arg(office.folder()).env_remove("DATABASE_URL").output();
    let said = said.unwrap();
    assert!(said.status.success(), "{said:?}");
}

/// Long enough for every token to be renewed.
async fn much_later(desks: &[&Rig]) {
    for desk in desks {
        desk.pass(TimeDelta::minutes(11));
        meet(desk).await;
    }
}

/// The desks hold what the office holds, and nothing waits or was refused.
async fn assert_agree(mut office: Office, desks: Vec<Rig>) {
    for desk in &desks {
        meet(desk).await;
    }
    for desk in &desks {
        meet(desk).await;
        assert_eq!(unsent(desk).await, Vec::<Value>::new());
    }
    office.go_away().await;
    let held = books(&office.folder().join("office.db")).await;
    for desk in desks {
        desk.desk.close().await;
        let theirs = books(&desk.folder.path().join("pebble.db")).await;
        assert!(theirs == held, "a desk holds something else than the office");
    }
}

#[tokio::test]
async fn what_was_acknowledged_after_the_copy_is_healed_from_the_desks_and_nothing_is_doubled() {
    let (mut office, laptop, tower) = two_desks().await;
    let first = card(&laptop, "Before the copy", "high").await;
    meet(&laptop).await;
    let copy = office.copied().await;
    much_later(&[&laptop, &tower]).await;
    card(&laptop, "After the copy, on the laptop", "high").await;
    advance(&laptop, &first, "pending_enquiry", "make_quote", json!({})).await;
    meet(&laptop).await;
    meet(&tower).await;
    card(&tower, "After the copy, on the tower", "high").await;
    let note = json!({ "id": first, "text": "Asked again for the price" });
    tower.tell("enquiries.note", note).await;
    meet(&tower).await;
    much_later(&[&laptop, &tower]).await;
    let (shown, whole) = (board(&laptop).await, detail(&laptop, &first).await);
    office.put_back(copy.path()).await;
    say_restored(&office);
    card(&laptop, "While the server was away", "high").await;
    office.come_back().await;
    for desk in [&laptop, &tower, &laptop, &tower] {
        meet(desk).await;
    }
    assert_eq!(detail(&tower, &first).await, whole);
    let now_shown = board(&tower).await;
    assert_eq!(now_shown, board(&laptop).await);
    let titles = |board: &[Value]| board.iter().map(|column| column[1].as_array().unwrap().len()).sum::<usize>();
    assert_eq!(titles(&now_shown), titles(&shown) + 1);
    assert_agree(office, vec![laptop, tower]).await;
}

#[tokio::test]
async fn a_server_that_is_behind_its_desks_is_found_out_without_a_word_of_its_operator() {
    let (mut office, laptop, tower) = two_desks().await;
    let copy = office.copied().await;
    card(&laptop, "After the copy", "high").await;
    meet(&laptop).await;
    meet(&tower).await;
    much_later(&[&laptop, &tower]).await;
    let shown = board(&laptop).await;
    office.put_back(copy.path()).await;
    office.come_back().await;
    for desk in [&tower, &laptop, &tower] {
        meet(desk).await;
    }
    assert_eq!(board(&laptop).await, shown);
    assert_eq!(board(&tower).await, shown);
    let metrics = reqwest::get(format!("{}/metrics", office.address())).await.unwrap().text().await.unwrap();
    assert!(metrics.contains("pebble_desks_ahead_total 2"), "{metrics}");
    assert_agree(office, vec![laptop, tower]).await;
}

#[tokio::test]
async fn a_desk_that_joined_after_the_copy_is_invited_once_more_and_brings_all_of_its_work() {
    let clock = SimClock::fixed(noon());
    let mut office = Office::open(&clock).await;
    let asha = desk_of(&office, &clock, ASHA).await;
    asha.tell("masters.import", pebble_tests::mails::masters()).await;
    meet(&asha).await;
    let copy = office.copied().await;
    let ravi = desk_of(&office, &clock, RAVI).await;
    card(&ravi, "Of one who came after the copy", "high").await;
    much_later(&[&ravi, &asha]).await;
    let shown = board(&ravi).await;
    office.put_back(copy.path()).await;
    say_restored(&office);
    office.come_back().await;
    meet(&asha).await;
    ravi.pass(TimeDelta::minutes(11));
    ravi.desk.meet_office().await.unwrap();
    let told = standing(&ravi).await;
    assert_eq!(told["state"], "error", "{told}");
    assert!(told["message"].as_str().unwrap().contains("invitation"), "{told}");
    ravi.tell("app.join_office", invited(&office.address(), &office.invitation(RAVI))).await;
    meet(&ravi).await;
    assert_eq!(board(&ravi).await, shown);
    assert_eq!(unsent(&ravi).await, Vec::<Value>::new());
    let second = Rig::fresh(&clock).await;
    join(&office, &second, RAVI).await;
    assert_eq!(board(&second).await, shown);
}

/// The numbers of an enquiry's quotation and order.
async fn numbers(rig: &Rig, enquiry: &str) -> [Value; 2] {
    let order = rig.ask("orders.of_enquiry", json!(enquiry)).await[0]["number"].clone();
    [newest(rig, enquiry).await["label"].clone(), order]
}

#[tokio::test]
async fn papers_keep_the_numbers_that_customers_have_read_whichever_desk_comes_back_first() {
    let (mut office, laptop, tower) = two_desks().await;
    let copy = office.copied().await;
    let mut papers = Vec::new();
    for (rig, title) in [(&laptop, "First"), (&tower, "Second")] {
        much_later(&[&laptop, &tower]).await;
        let enquiry = card(rig, title, "high").await;
        out(rig, &enquiry).await;
        meet(rig).await;
        let quoted = newest(rig, &enquiry).await["quotation"].clone();
        let accept = json!({ "id": quoted["id"], "po_number": "PO-7", "po_on": "2026-11-19" });
        rig.tell("quotations.accept", accept).await;
        let total = quoted["total_minor"].clone();
        let place = json!({ "quotation_id": quoted["id"], "total_minor": total, "deliver_to": "Bhosari, Pune" });
        rig.tell("orders.place", place).await;
        meet(rig).await;
        papers.push(enquiry);
    }
    much_later(&[&laptop, &tower]).await;
    let had = [["Q-26-27-0001", "SO-26-27-0001"], ["Q-26-27-0002", "SO-26-27-0002"]].map(|pair| pair.map(Value::from));
    for (enquiry, had) in papers.iter().zip(&had) {
        assert_eq!(&numbers(&laptop, enquiry).await, had);
    }
    office.put_back(copy.path()).await;
    say_restored(&office);
    let third = card(&laptop, "While the server was away", "high").await;
    out(&laptop, &third).await;
    office.come_back().await;
    for desk in [&tower, &laptop, &tower] {
        meet(desk).await;
    }
    for (enquiry, had) in papers.iter().zip(&had) {
        assert_eq!(&numbers(&tower, enquiry).await, had);
    }
    assert_eq!(numbers(&tower, &third).await, [json!("Q-26-27-0003"), Value::Null]);
    assert_agree(office, vec![laptop, tower]).await;
}
