//! A desk that has not heard from its office for weeks: it locks, and then keeps nothing but its own unsent work.

use chrono::TimeDelta;
use pebble_core::kernel::Code;
use pebble_server::{Away, Terms};
use pebble_simulators::SimClock;
use pebble_tests::{Office, Rig, noon, open_terms};
use serde_json::{Value, json};

use super::{ASHA, board, invited, meet, standing, two_desks, two_desks_of, unsent};
use crate::engines::acts::card;

/// So many days later the desk looks for its office, and says how it stands.
async fn days_later(rig: &Rig, days: i64) -> Value {
    rig.pass(TimeDelta::days(days));
    rig.desk.meet_office().await.unwrap();
    standing(rig).await
}

async fn assert_locked(rig: &Rig) {
    for (query, input) in [("board.columns", json!({})), ("masters.companies", json!(""))] {
        let refusal = rig.refused(query, input).await;
        assert_eq!(refusal.code, Code::Denied, "{refusal:?}");
        assert!(refusal.message.contains("locked"), "{refusal:?}");
    }
    let exported = rig.ask("app.export_unsent", json!({})).await;
    assert!(exported["text"].as_str().unwrap().contains("Not sent yet"), "{exported}");
}

#[tokio::test]
async fn a_desk_locks_after_fourteen_days_without_its_office_and_opens_when_that_answers() {
    let (mut office, laptop, tower) = two_desks().await;
    card(&laptop, "Sent in time", "high").await;
    meet(&laptop).await;
    let heard_at = standing(&laptop).await["heard_at"].clone();
    office.go_away().await;
    card(&laptop, "Not sent yet", "high").await;
    let shown = board(&laptop).await;
    assert_eq!(days_later(&laptop, 13).await["state"], "offline");
    assert_eq!(board(&laptop).await, shown);
    let locked = days_later(&laptop, 1).await;
    assert_eq!((&locked["state"], &locked["waiting"]), (&json!("locked"), &json!(1)), "{locked}");
    assert_eq!(locked["heard_at"], heard_at);
    assert_locked(&laptop).await;
    // Neither a clock that is put back nor another start opens it.
    assert_eq!(days_later(&laptop, -10).await["state"], "locked");
    let laptop = laptop.restarted().await;
    assert_eq!(standing(&laptop).await["state"], "locked");
    assert_locked(&laptop).await;
    laptop.pass(TimeDelta::days(10));
    office.come_back().await;
    meet(&laptop).await;
    assert_eq!(board(&laptop).await, shown);
    meet(&tower).await;
    assert_eq!(board(&tower).await, shown);
}

#[tokio::test]
async fn after_thirty_days_a_desk_keeps_its_unsent_work_alone_and_is_whole_again_once_it_has_signed_in() {
    let (mut office, laptop, tower) = two_desks().await;
    card(&laptop, "Sent in time", "high").await;
    meet(&laptop).await;
    meet(&tower).await;
    office.go_away().await;
    card(&laptop, "Not sent yet", "high").await;
    let shown = board(&laptop).await;
    assert_eq!(days_later(&laptop, 29).await["state"], "locked");
    assert_ne!(laptop.ask("app.office_records", json!({})).await, json!(0));
    let over = days_later(&laptop, 1).await;
    assert_eq!((&over["state"], &over["waiting"]), (&json!("locked"), &json!(1)), "{over}");
    assert_eq!(laptop.ask("app.office_records", json!({})).await, json!(0));
    assert_locked(&laptop).await;
    office.come_back().await;
    assert_eq!(days_later(&laptop, 1).await["state"], "locked");
    laptop.tell("app.join_office", invited(&office.address(), &office.invitation(ASHA))).await;
    meet(&laptop).await;
    assert_eq!(board(&laptop).await, shown);
    assert_eq!(unsent(&laptop).await, Vec::<Value>::new());
}

#[tokio::test]
async fn an_office_says_for_how_long_its_desks_may_be_away() {
    let clock = SimClock::fixed(noon());
    let away = Away { lock_days: 2, wipe_days: 0 };
    let office = Office::open_on(&clock, Terms { away, ..open_terms() }).await;
    let (mut office, laptop, _tower) = two_desks_of(office, &clock).await;
    office.go_away().await;
    card(&laptop, "Not sent yet", "high").await;
    assert_eq!(days_later(&laptop, 1).await["state"], "offline");
    assert_eq!(days_later(&laptop, 1).await["state"], "locked");
    assert_eq!(days_later(&laptop, 300).await["state"], "locked");
    assert_ne!(laptop.ask("app.office_records", json!({})).await, json!(0));
}
