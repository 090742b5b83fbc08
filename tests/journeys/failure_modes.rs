//! What went wrong in other mail clients, each by its number in the list of 26 (graph.md, failure modes): here those that
//! show at the desk. What the adapter alone must bear is in `tests/outlook/failure_modes.rs`.

use chrono::TimeDelta;
use pebble_simulators::{DeltaMode, Fault, MailboxHandle, NewMessage, Person};
use pebble_tests::{
    ASHA, Rig, cut_short,
    mails::{self, vague},
    noon,
};
use serde_json::{Value, json};

use crate::engines::acts::{detail, mail, mails as list};

async fn settled(rig: &Rig) {
    rig.turn().await;
    rig.assert_all_accounted_for().await;
}

/// How many entries of a kind the timeline of the only enquiry has.
async fn told(rig: &Rig, kind: &str) -> usize {
    let enquiry = detail(rig, &rig.only_enquiry().await).await;
    enquiry["timeline"].as_array().unwrap().iter().filter(|each| each["kind"] == kind).count()
}

/// How many mails a search finds.
async fn mails_found(rig: &Rig, query: &str) -> usize {
    list(rig, "all", Some(query)).await.len()
}

/// More mails than one page of changes holds.
fn many(mailbox: &MailboxHandle, count: usize) {
    for number in 0..count {
        mailbox.deliver(vague(&format!("Number {number}"))).unwrap();
    }
}

#[tokio::test]
async fn mode_2_a_mail_that_moved_away_and_back_between_two_looks_stays() {
    let rig = Rig::new().await;
    let server = rig.deliver(vague("At the fair"));
    settled(&rig).await;
    assert!(rig.mailbox.move_message(&server, "archive") && rig.mailbox.move_message(&server, "inbox"));
    settled(&rig).await;
    assert_eq!(mail(&rig, "At the fair").await["disposition"], "unclassified");
}

#[tokio::test]
async fn mode_2_a_mail_that_came_and_moved_away_and_back_between_two_looks_is_read() {
    let rig = Rig::new().await;
    settled(&rig).await;
    let server = rig.deliver(mails::rfq());
    assert!(rig.mailbox.move_message(&server, "archive") && rig.mailbox.move_message(&server, "inbox"));
    settled(&rig).await;
    rig.only_enquiry().await;
    settled(&rig).await;
}

#[tokio::test]
async fn mode_2_a_mail_that_came_and_moved_to_where_outlook_keeps_silent_is_read() {
    let rig = Rig::new().await;
    settled(&rig).await;
    rig.sim.modes(|modes| modes.destination_reports_moves = false);
    let server = rig.deliver(vague("At the fair"));
    assert!(rig.mailbox.move_message(&server, "archive"));
    settled(&rig).await;
    assert_eq!(mail(&rig, "At the fair").await["disposition"], "archived");
}

#[tokio::test]
async fn mode_2_a_mail_that_came_and_went_before_anybody_looked_is_forgotten() {
    let rig = Rig::new().await;
    settled(&rig).await;
    let server = rig.deliver(vague("At the fair"));
    assert!(rig.mailbox.delete(&server));
    settled(&rig).await;
    let asked = rig.sim.log().len();
    settled(&rig).await;
    let again = rig.sim.log().into_iter().skip(asked).filter(|entry| entry.path.contains(&server)).count();
    assert_eq!(again, 0, "it is asked for no more");
}

#[tokio::test]
async fn mode_2_a_mail_that_was_taken_out_of_deleted_items_by_way_of_another_folder_is_shown_again() {
    let rig = Rig::new().await;
    let server = rig.deliver(vague("At the fair"));
    rig.turn().await;
    assert!(rig.mailbox.move_message(&server, "deleteditems"));
    rig.turn().await;
    assert_eq!(rig.ask("email.counts", Value::Null).await["total"], 0);
    for folder in ["inbox", "archive", "inbox"] {
        assert!(rig.mailbox.move_message(&server, folder));
    }
    settled(&rig).await;
    assert_eq!(mail(&rig, "At the fair").await["disposition"], "unclassified");
}

#[tokio::test]
async fn mode_2_what_was_changed_of_a_mail_while_no_folder_told_of_it_is_seen() {
    let rig = Rig::new().await;
    let server = rig.deliver(vague("At the fair"));
    settled(&rig).await;
    assert!(rig.mailbox.move_message(&server, "archive"));
    assert!(rig.mailbox.edit(&server, &json!({ "isRead": true, "subject": "At the fair in Pune" })));
    assert!(rig.mailbox.move_message(&server, "inbox"));
    settled(&rig).await;
    assert_eq!(mail(&rig, "At the fair in Pune").await["is_read"], true);
}

#[tokio::test]
async fn mode_5_a_mail_that_came_from_a_folder_read_more_often_and_is_gone_when_the_cursor_is_lost_is_gone_here() {
    let rig = Rig::new().await;
    let server = rig.deliver(vague("At the fair"));
    settled(&rig).await;
    for _ in 0..2 {
        rig.mailbox.expire_cursors();
        settled(&rig).await;
    }
    let fairs = rig.mailbox.create_folder("Fairs", None).unwrap();
    settled(&rig).await;
    rig.sim.modes(|modes| modes.destination_reports_moves = false);
    assert!(rig.mailbox.move_message(&server, &fairs));
    settled(&rig).await;
    rig.mailbox.expire_cursors();
    assert!(rig.mailbox.delete(&server));
    settled(&rig).await;
}

#[tokio::test]
async fn mode_7_a_mail_that_is_deleted_between_the_first_look_and_the_first_round_is_gone_here() {
    let rig = Rig::new().await;
    let server = rig.deliver(vague("At the fair"));
    let mut door = rig.sim.hold_requests();
    let turn = rig.turn();
    futures::pin_mut!(turn);
    loop {
        let held = tokio::select! {
            () = &mut turn => break,
            held = door.recv() => held.unwrap(),
        };
        if held.name().contains("delta") {
            rig.mailbox.delete(&server);
        }
        held.release();
    }
    drop(door);
    settled(&rig).await;
}

#[tokio::test]
async fn a_subject_that_was_changed_in_outlook_is_the_subject_here() {
    let rig = Rig::new().await;
    let server = rig.deliver(vague("At the fair"));
    settled(&rig).await;
    assert!(rig.mailbox.edit(&server, &json!({ "subject": "At the fair in Pune" })));
    settled(&rig).await;
    assert_eq!(mails_found(&rig, "pune").await, 1);
    mail(&rig, "At the fair in Pune").await;
}

#[tokio::test]
async fn what_is_done_with_a_mail_as_the_desk_dies_is_told_to_outlook_or_was_not_done() {
    let mut rig = Rig::new().await;
    let server = rig.deliver(vague("At the fair"));
    settled(&rig).await;
    let id = mail(&rig, "At the fair").await["id"].clone();
    for waits in 1..24 {
        let mark = json!({ "id": id, "is_read": waits % 2 == 0 });
        cut_short(rig.desk.call("email.mark_read", mark), waits).await;
        rig = rig.restarted().await;
        rig.turn().await;
        let here = mail(&rig, "At the fair").await["is_read"].clone();
        assert_eq!(Some(here), rig.mailbox.is_read(&server).map(Value::from), "{waits}");
    }
}

#[tokio::test]
async fn mode_5_a_cursor_that_is_lost_in_the_middle_of_a_round_costs_no_mail() {
    let gone = json!({ "error": { "code": "resyncRequired", "message": "Resync is required." } });
    let inner = json!({ "error": { "code": "BadRequest", "message": "The request is not valid.",
        "innerError": { "code": "SyncStateNotFound" } } });
    for (status, body) in [(410, gone), (400, inner)] {
        let rig = Rig::new().await;
        settled(&rig).await;
        many(&rig.mailbox, 120);
        let body = Some(body.to_string());
        rig.sim.fault(Fault { path: "skiptoken".to_owned(), status: Some(status), body, ..Fault::default() });
        settled(&rig).await;
        assert_eq!(rig.ask("email.counts", Value::Null).await["total"], 120);
    }
}

#[tokio::test]
async fn mode_6_a_reset_keeps_what_the_rep_has_done() {
    let rig = Rig::new().await;
    rig.deliver(mails::rfq());
    for subject in ["To be put away", "To be left for later"] {
        rig.deliver(NewMessage { is_read: true, ..vague(subject) });
    }
    settled(&rig).await;
    let id = |row: &Value| row["id"].clone();
    let (away, later) = (mail(&rig, "To be put away").await, mail(&rig, "To be left for later").await);
    rig.tell("email.archive", json!({ "id": id(&away) })).await;
    let until = noon() + TimeDelta::days(3);
    rig.tell("email.snooze", json!({ "ids": [id(&later)], "until": until })).await;
    settled(&rig).await;
    let enquiry = rig.only_enquiry().await;
    let before = detail(&rig, &enquiry).await;
    let rows = (mail(&rig, "To be put away").await, mail(&rig, "To be left for later").await);
    rig.mailbox.expire_cursors();
    settled(&rig).await;
    assert_eq!(detail(&rig, &enquiry).await, before);
    assert_eq!((mail(&rig, "To be put away").await, mail(&rig, "To be left for later").await), rows);
}

#[tokio::test]
async fn mode_9_empty_pages_doubles_replays_and_any_order_come_to_the_same() {
    for mode in [DeltaMode::Replay, DeltaMode::Duplicates, DeltaMode::Reorder, DeltaMode::EmptyPage] {
        let rig = Rig::new().await;
        rig.sim.modes(|modes| modes.delta = mode);
        rig.deliver(mails::rfq());
        many(&rig.mailbox, 60);
        settled(&rig).await;
        many(&rig.mailbox, 3);
        settled(&rig).await;
        assert_eq!(told(&rig, "mail_in").await, 1, "{mode:?}");
    }
}

#[tokio::test]
async fn mode_10_a_mail_over_which_outlook_always_fails_waits_for_a_person_and_holds_nothing_up() {
    let rig = Rig::new().await;
    settled(&rig).await;
    let poison = rig.deliver(vague("Poison"));
    let path = format!("messages/{poison}");
    rig.sim.fault(Fault { path, status: Some(500), times: 1000, ..Fault::default() });
    for round in 0..5 {
        rig.deliver(vague(&format!("Number {round}")));
        rig.turn().await;
        // Pressed again at once, it counts no more.
        rig.turn().await;
        rig.pass(TimeDelta::minutes(10));
        let counts = rig.ask("email.counts", Value::Null).await;
        assert_eq!(counts["pending"], u64::from(round < 4), "round {round}: {counts}");
    }
    let row = mail(&rig, "Poison").await;
    assert!(row["reason"].as_str().unwrap().contains("Outlook fails when it is asked for it"), "{row}");
    rig.sim.clear_faults();
    rig.tell("email.retry_unreadable", Value::Null).await;
    settled(&rig).await;
    assert!(!mail(&rig, "Poison").await["reason"].as_str().unwrap().contains("fails"));
}

#[tokio::test]
async fn mode_17_a_conversation_that_outlook_shares_joins_nothing_and_a_bare_id_joins() {
    let rig = Rig::new().await;
    rig.deliver(NewMessage { internet_message_id: Some("rfq-1@nirmalpaints.example".to_owned()), ..mails::rfq() });
    settled(&rig).await;
    let shared = "<rfq-1@nirmalpaints.example>".to_owned();
    rig.deliver(NewMessage { conversation_of: Some(shared.clone()), ..vague("Requirement of Zinc oxide") });
    rig.deliver(mails::answer(&shared, "Another subject", "Please quote today."));
    settled(&rig).await;
    let enquiry = rig.only_enquiry().await;
    assert_eq!(mail(&rig, "Another subject").await["enquiry_id"], json!(enquiry));
    let list = rig.ask(
        "email.list",
        json!({ "folder": "all", "query": "from:elsewhere", "is_grouped": false, "offset": 0, "limit": 9 }),
    );
    assert_eq!(list.await["rows"][0]["enquiry_id"], Value::Null);
}

#[tokio::test]
async fn mode_18_a_mail_that_was_sent_from_outlook_itself_joins_its_enquiry_once() {
    let rig = Rig::new().await;
    rig.deliver(mails::rfq());
    settled(&rig).await;
    rig.deliver(NewMessage {
        folder: "sentitems".to_owned(),
        from: Some(Person::new("Asha Kulkarni", ASHA)),
        to: vec![Person::new("Ramesh Iyer", mails::RAMESH)],
        subject: "Our offer".to_owned(),
        in_reply_to: Some("<rfq-1@nirmalpaints.example>".to_owned()),
        ..NewMessage::default()
    });
    settled(&rig).await;
    assert_eq!(told(&rig, "mail_out").await, 1);
}

#[tokio::test]
async fn mode_25_a_folder_that_is_deleted_and_made_again_between_two_looks_keeps_its_mail_straight() {
    let rig = Rig::new().await;
    let folder = rig.mailbox.create_folder("Fairs", None).unwrap();
    rig.deliver(NewMessage { folder: folder.clone(), ..vague("In the first") });
    settled(&rig).await;
    assert!(rig.mailbox.delete_folder(&folder));
    let again = rig.mailbox.create_folder("Fairs", None).unwrap();
    rig.deliver(NewMessage { folder: again, ..vague("In the second") });
    settled(&rig).await;
    assert_eq!(mail(&rig, "In the second").await["disposition"], "unclassified");
}

#[tokio::test]
async fn mode_25_a_folder_that_was_thrown_away_and_is_taken_out_again_brings_its_mail_along() {
    let rig = Rig::new().await;
    let fairs = rig.mailbox.create_folder("Fairs", None).unwrap();
    rig.deliver(NewMessage { folder: fairs.clone(), ..vague("At the fair") });
    settled(&rig).await;
    assert!(rig.mailbox.move_folder(&fairs, "deleteditems"));
    rig.turn().await;
    assert_eq!(rig.ask("email.counts", Value::Null).await["total"], 0);
    assert!(rig.mailbox.move_folder(&fairs, "inbox"));
    settled(&rig).await;
    assert_eq!(mail(&rig, "At the fair").await["disposition"], "unclassified");
}

#[tokio::test]
async fn mode_25_a_mail_that_moved_to_a_folder_made_within_the_round_is_gone_when_both_are_thrown_away() {
    let rig = Rig::new().await;
    let server = rig.deliver(vague("At the fair"));
    settled(&rig).await;
    let mut door = rig.sim.hold_requests();
    let turn = rig.turn();
    futures::pin_mut!(turn);
    let mut fairs = None;
    loop {
        let held = tokio::select! {
            () = &mut turn => break,
            held = door.recv() => held.unwrap(),
        };
        // The folders are listed, and the changes are not asked for yet.
        if held.name().contains("delta") && fairs.is_none() {
            let made = rig.mailbox.create_folder("Fairs", None).unwrap();
            assert!(rig.mailbox.move_message(&server, &made));
            fairs = Some(made);
        }
        held.release();
    }
    drop(door);
    assert!(rig.mailbox.move_folder(&fairs.unwrap(), "deleteditems"));
    rig.turn().await;
    assert_eq!(rig.ask("email.counts", Value::Null).await["total"], 0);
}

#[tokio::test]
async fn mode_26_old_mail_is_read_and_an_emptied_mailbox_is_no_reason_to_stop() {
    let rig = Rig::new().await;
    rig.deliver(NewMessage { received_at: Some(noon() - TimeDelta::days(400)), ..vague("A year ago") });
    settled(&rig).await;
    assert_eq!(mail(&rig, "A year ago").await["disposition"], "unclassified");
    let narrowed =
        rig.sim.log().into_iter().any(|entry| entry.path.contains("delta") && entry.path.contains("$filter"));
    assert!(!narrowed, "no window of time is asked for");
    for server in rig.mailbox.messages_in("inbox") {
        assert!(rig.mailbox.delete(&server));
    }
    settled(&rig).await;
    rig.mailbox.expire_cursors();
    settled(&rig).await;
    rig.deliver(vague("After all"));
    settled(&rig).await;
    assert_eq!(mail(&rig, "After all").await["disposition"], "unclassified");
}
