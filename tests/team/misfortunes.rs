//! What goes wrong with a desk of an office: power cuts, backups, and a desk that has to be locked out.

use serde_json::{Value, json};

use super::{ASHA, board, invited, meet, standing, two_desks, unsent};
use crate::engines::acts::card;

#[tokio::test]
async fn work_that_is_in_the_outbox_is_shown_even_if_the_power_went_before_the_rows_were_written() {
    let (mut office, laptop, tower) = two_desks().await;
    office.go_away().await;
    let kept = tempfile::tempdir().unwrap();
    let before = kept.path().join("pebble.db");
    let laptop = laptop.restarted_after(|folder| _ = std::fs::copy(folder.join("pebble.db"), &before).unwrap()).await;
    card(&laptop, "Opened just before the power cut", "high").await;
    let laptop = laptop.restarted_after(|folder| _ = std::fs::copy(&before, folder.join("pebble.db")).unwrap()).await;
    assert_eq!(board(&laptop).await, [json!(["pending_enquiry", ["Opened just before the power cut"]])]);
    office.come_back().await;
    meet(&laptop).await;
    meet(&tower).await;
    assert_eq!(board(&tower).await, board(&laptop).await);
}

#[tokio::test]
async fn a_desk_that_is_locked_out_keeps_nothing_of_the_office_but_its_own_unsent_work() {
    let (office, laptop, _tower) = two_desks().await;
    card(&laptop, "Sent in time", "high").await;
    meet(&laptop).await;
    card(&laptop, "Not sent yet", "high").await;
    office.lock_out(ASHA).await;
    laptop.desk.meet_office().await.unwrap();
    let out = standing(&laptop).await;
    assert_eq!(out["state"], "revoked", "{out}");
    assert_eq!(laptop.ask("app.office_records", json!({})).await, json!(0));
    assert_eq!(board(&laptop).await, Vec::<Value>::new());
    assert_eq!(laptop.ask("masters.companies", json!("")).await, json!([]));
    let exported = laptop.ask("app.export_unsent", json!({})).await;
    assert!(exported["text"].as_str().is_some_and(|text| text.contains("Not sent yet")), "{exported}");
    let laptop = laptop.restarted().await;
    laptop.desk.meet_office().await.unwrap();
    assert_eq!(laptop.ask("masters.companies", json!("")).await, json!([]));
}

#[tokio::test]
async fn of_two_copies_of_a_desk_neither_loses_its_work() {
    let (office, laptop, tower) = two_desks().await;
    let (laptop, copy) = laptop.cloned().await;
    card(&laptop, "On the original", "high").await;
    card(&copy, "On the copy", "high").await;
    for desk in [&laptop, &copy, &laptop, &copy] {
        desk.pass(chrono::TimeDelta::minutes(11));
        desk.desk.meet_office().await.unwrap();
    }
    // Whichever of them was found out is taken in anew.
    let mut found_out = 0;
    for desk in [&laptop, &copy] {
        if standing(desk).await["state"] == "error" {
            found_out += 1;
            let join = invited(&office.address(), &office.invitation(ASHA));
            desk.tell("app.join_office", join).await;
        }
        meet(desk).await;
    }
    assert!(found_out > 0, "two copies of one device went unnoticed");
    meet(&laptop).await;
    meet(&tower).await;
    assert_eq!(board(&tower).await, [json!(["pending_enquiry", ["On the copy", "On the original"]])]);
    assert_eq!(board(&laptop).await, board(&tower).await);
    assert_eq!(unsent(&copy).await, Vec::<Value>::new());
}
