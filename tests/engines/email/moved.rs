//! What a person does with a mail in Outlook counts here, too; and one mailbox is not another.

use pebble_simulators::{Fault, NewMessage, SignIn};
use pebble_tests::{OTHER, Rig, mails};
use serde_json::{Value, json};

use super::{
    super::undo::{take_back, undo},
    desk, list, mail, vague, with_enquiry,
};

/// A mail in the inbox that waits to be sorted, and what Outlook calls it.
async fn unsorted() -> (Rig, String) {
    let rig = desk().await;
    let server = rig.mailbox.deliver(vague("At the fair")).unwrap();
    rig.turn().await;
    assert_eq!(mail(&rig, "At the fair").await["disposition"], "unclassified");
    (rig, server)
}

/// The first batch of a turn asks for the folders by their well-known names, the second for bodies.
const BODIES: u32 = 2;

/// A person moves it in Outlook, and the desk hears of it.
async fn put(rig: &Rig, server: &str, folder: &str) {
    assert!(rig.mailbox.move_message(server, folder));
    rig.turn().await;
    rig.assert_all_accounted_for().await;
}

#[tokio::test]
async fn a_mail_that_is_deleted_in_outlook_leaves_the_lists_and_comes_back_when_it_is_taken_out_again() {
    let (rig, server) = unsorted().await;
    assert!(rig.mailbox.move_message(&server, "deleteditems"));
    rig.turn().await;
    assert_eq!(list(&rig, "all", None).await, Vec::<Value>::new());
    assert_eq!(rig.ask("email.counts", Value::Null).await["unclassified"], 0);
    put(&rig, &server, "inbox").await;
    assert_eq!(mail(&rig, "At the fair").await["disposition"], "unclassified");
}

#[tokio::test]
async fn a_mail_that_is_deleted_in_outlook_before_outlook_hears_that_it_is_junk_leaves_the_lists() {
    let (rig, server) = unsorted().await;
    let id = mail(&rig, "At the fair").await["id"].clone();
    assert!(rig.mailbox.delete(&server));
    rig.tell("email.junk", json!({ "ids": [id] })).await;
    rig.turn().await;
    assert_eq!(list(&rig, "all", None).await, Vec::<Value>::new());
    rig.assert_all_accounted_for().await;
}

#[tokio::test]
async fn a_mail_that_outlook_put_in_junk_is_to_be_sorted_once_a_person_took_it_out() {
    let (rig, server) = unsorted().await;
    put(&rig, &server, "junkemail").await;
    let row = mail(&rig, "At the fair").await;
    assert_eq!((&row["disposition"], &row["reason"]), (&json!("archived"), &json!("Moved to Junk in Outlook")));
    put(&rig, &server, "inbox").await;
    let row = mail(&rig, "At the fair").await;
    let said = json!("Taken out of Junk in Outlook");
    assert_eq!((&row["disposition"], &row["reason"]), (&json!("unclassified"), &said));
}

#[tokio::test]
async fn a_mail_that_is_archived_in_outlook_is_put_away_and_one_on_an_enquiry_stays_there() {
    let (rig, server) = unsorted().await;
    put(&rig, &server, "archive").await;
    let row = mail(&rig, "At the fair").await;
    assert_eq!((&row["disposition"], &row["reason"]), (&json!("archived"), &json!("Archived in Outlook")));

    let (rig, id) = with_enquiry().await;
    let server = rig.mailbox.messages_in("inbox")[0].clone();
    put(&rig, &server, "junkemail").await;
    let row = mail(&rig, "Requirement of Zinc oxide").await;
    assert_eq!((&row["disposition"], &row["enquiry_id"]), (&json!("linked"), &json!(id)));
}

#[tokio::test]
async fn a_mail_that_is_filed_in_a_folder_of_ones_own_stays_to_be_sorted_and_goes_with_the_folder() {
    let (rig, server) = unsorted().await;
    let own = rig.mailbox.create_folder("Fairs", None).unwrap();
    put(&rig, &server, &own).await;
    assert_eq!(mail(&rig, "At the fair").await["disposition"], "unclassified");
    assert!(rig.mailbox.delete_folder(&own));
    rig.turn().await;
    assert_eq!(list(&rig, "all", None).await, Vec::<Value>::new());
    rig.assert_all_accounted_for().await;
}

#[tokio::test]
async fn a_body_that_was_not_where_it_had_been_is_asked_for_again_where_the_mail_is_found() {
    let rig = desk().await;
    rig.deliver(vague("At the fair"));
    let missing = json!({ "responses": [{ "id": "0", "status": 404, "headers": {}, "body": {
        "error": { "code": "ErrorItemNotFound", "message": "The specified object was not found in the store." } } }] });
    rig.sim.fault(Fault {
        path: "$batch".into(),
        nth: BODIES,
        status: Some(200),
        body: Some(missing.to_string()),
        ..Fault::default()
    });
    rig.turn().await;
    assert_eq!(mail(&rig, "At the fair").await["disposition"], "unclassified");
    rig.assert_all_accounted_for().await;
}

#[tokio::test]
async fn what_was_still_to_be_fetched_of_one_mailbox_is_not_asked_of_another() {
    let rig = desk().await;
    rig.deliver(vague("Of the first"));
    rig.sim.fault(Fault { path: "$batch".into(), nth: BODIES, times: 50, status: Some(503), ..Fault::default() });
    rig.desk.turn().await.expect_err("bodies were fetched");
    rig.sim.clear_faults();
    rig.tell("app.sign_out", json!({})).await;
    rig.sim.script_sign_in([SignIn::As(OTHER.to_owned())]);
    rig.sign_in().await;
    rig.sim.mailbox(OTHER).deliver(mails::mail("someone@elsewhere.example", "Someone", "Of the second", "Hello."));
    rig.turn().await;
    assert_eq!(mail(&rig, "Of the second").await["disposition"], "unclassified");
    assert_eq!(mail(&rig, "Of the first").await["disposition"], "pending");
}

#[tokio::test]
async fn what_was_done_with_mails_offline_is_told_to_outlook_once_it_can_be_reached_and_stands_until_then() {
    let (rig, server) = unsorted().await;
    let junk = rig.mailbox.deliver(vague("Buy followers")).unwrap();
    rig.turn().await;
    rig.sim.fault(Fault { times: 1000, status: Some(503), ..Fault::default() });
    let (fair, followers) = (mail(&rig, "At the fair").await, mail(&rig, "Buy followers").await);
    rig.tell("email.mark_read", json!({ "id": fair["id"], "is_read": true })).await;
    rig.tell("email.junk", json!({ "ids": [followers["id"]] })).await;
    rig.desk.turn().await.expect_err("Outlook was reached");

    // It has come back, has heard nothing yet, and a person touches the mail there.
    let rig = rig.restarted().await;
    rig.sim.clear_faults();
    assert!(rig.mailbox.edit(&server, &json!({ "categories": ["Fairs"] })));
    rig.turn().await;
    assert_eq!(rig.mailbox.is_read(&server), Some(true));
    assert!(rig.mailbox.messages_in("junkemail").contains(&junk));
    assert_eq!(mail(&rig, "At the fair").await["is_read"], true);
    assert_eq!(mail(&rig, "Buy followers").await["disposition"], "junk");
    rig.assert_all_accounted_for().await;
}

#[tokio::test]
async fn junk_that_is_taken_back_is_none_in_outlook_either_all_of_its_conversation() {
    let rig = desk().await;
    let first = rig.mailbox.deliver(NewMessage {
        internet_message_id: Some("<fair-1@elsewhere.example>".to_owned()),
        ..vague("At the fair")
    });
    let mut second = vague("Re: At the fair");
    second.in_reply_to = Some("<fair-1@elsewhere.example>".to_owned());
    let second = rig.mailbox.deliver(second);
    rig.turn().await;
    let head = mail(&rig, "Re: At the fair").await;
    rig.tell("email.junk", json!({ "ids": [head["id"]], "is_whole": true })).await;
    rig.turn().await;
    assert_eq!(rig.mailbox.messages_in("junkemail").len(), 2);
    undo(&rig).await;
    rig.turn().await;
    rig.turn().await;
    for id in [first, second] {
        assert!(rig.mailbox.messages_in("inbox").contains(&id.unwrap()));
    }
    assert_eq!(rig.ask("email.counts", Value::Null).await["unclassified"], 2);
}

#[tokio::test]
async fn a_mail_of_an_enquiry_that_was_junk_by_mistake_is_on_it_again_when_outlook_gives_it_back() {
    let (rig, id) = with_enquiry().await;
    let row = mail(&rig, "Requirement of Zinc oxide").await;
    rig.tell("email.junk", one_of(&row)).await;
    rig.turn().await;
    let server = rig.mailbox.messages_in("junkemail")[0].clone();
    put(&rig, &server, "inbox").await;
    let row = mail(&rig, "Requirement of Zinc oxide").await;
    assert_eq!((&row["disposition"], &row["enquiry_id"]), (&json!("linked"), &json!(id)));
}

#[tokio::test]
async fn what_is_done_here_right_after_a_mail_was_moved_from_here_stands() {
    let (rig, _) = unsorted().await;
    let row = mail(&rig, "At the fair").await;
    rig.tell("email.junk", one_of(&row)).await;
    rig.turn().await;
    rig.tell("email.unjunk", one_of(&row)).await;
    rig.tell("email.archive_many", one_of(&row)).await;
    rig.turn().await;
    rig.turn().await;
    assert_eq!(mail(&rig, "At the fair").await["disposition"], "archived");
    assert_eq!(rig.mailbox.messages_in("inbox").len(), 1);
}

#[tokio::test]
async fn a_word_that_outlook_breaks_on_waits_and_holds_up_no_mail() {
    let (rig, server) = unsorted().await;
    let row = mail(&rig, "At the fair").await;
    rig.sim.fault(Fault {
        method: "POST".into(),
        path: "/move".into(),
        times: 100,
        status: Some(500),
        ..Fault::default()
    });
    rig.tell("email.junk", one_of(&row)).await;
    rig.deliver(mails::mail("other@elsewhere.example", "Other", "On the way home", "It was nice to see you."));
    rig.turn().await;
    assert_eq!(mail(&rig, "On the way home").await["disposition"], "unclassified");
    rig.sim.clear_faults();
    rig.turn().await;
    assert_eq!(rig.mailbox.messages_in("junkemail"), [server]);
}

fn one_of(row: &Value) -> Value {
    json!({ "ids": [row["id"]] })
}

#[tokio::test]
async fn what_is_put_away_or_junk_counts_as_read_in_outlook_too_until_that_is_undone() {
    for command in ["email.archive", "email.archive_many", "email.junk"] {
        let (rig, server) = unsorted().await;
        let row = mail(&rig, "At the fair").await;
        rig.tell(command, if command == "email.archive" { json!({ "id": row["id"] }) } else { one_of(&row) }).await;
        rig.turn().await;
        assert_eq!(rig.mailbox.is_read(&server), Some(true), "{command}");
        let again = undo(&rig).await;
        rig.turn().await;
        assert_eq!(rig.mailbox.is_read(&server), Some(false), "{command}");
        assert_eq!(mail(&rig, "At the fair").await["is_read"], false, "{command}");
        take_back(&rig, &again).await;
        rig.turn().await;
        assert_eq!(rig.mailbox.is_read(&server), Some(true), "{command}, done again");
    }
}

#[tokio::test]
async fn what_was_read_before_it_was_put_away_is_told_to_nobody_and_stays_read_when_that_is_undone() {
    let (rig, server) = unsorted().await;
    let row = mail(&rig, "At the fair").await;
    rig.tell("email.mark_read", json!({ "id": row["id"], "is_read": true })).await;
    rig.turn().await;
    let told = || rig.sim.log().iter().filter(|entry| entry.method == "PATCH").count();
    assert_eq!(told(), 1);
    rig.tell("email.archive_many", one_of(&row)).await;
    undo(&rig).await;
    rig.turn().await;
    assert_eq!((told(), rig.mailbox.is_read(&server)), (1, Some(true)));
}
