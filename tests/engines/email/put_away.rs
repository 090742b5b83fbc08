//! Junk that the desk puts away by itself: what goes, what never does, who hears of it, and the way back.

use chrono::TimeDelta;
use pebble_simulators::{MailFile, NewMessage, Person};
use pebble_tests::{Rig, mails};
use serde_json::{Value, json};

use super::{desk, mail, with_enquiry};

const FAILED: (&str, &str) =
    ("Authentication-Results", "mx.example; spf=fail smtp.mailfrom=quota.example; dkim=none; dmarc=fail");
const FAKER: &str = "helpdesk@quota.example";

/// A mail of which two things speak against its sender.
fn phish(from: &str) -> NewMessage {
    let text = "Your mailbox has exceeded its storage limit. Click here and enter your password to upgrade.";
    NewMessage {
        headers: vec![(FAILED.0.to_owned(), FAILED.1.to_owned())],
        attachments: vec![MailFile {
            name: "upgrade.html".to_owned(),
            content_type: "text/html".to_owned(),
            bytes: b"<p>Sign in</p>".to_vec(),
            is_inline: false,
            content_id: None,
        }],
        ..mails::mail(from, "Helpdesk", "Mailbox quota exceeded", text)
    }
}

/// A desk whose mailbox has been read once to its end.
async fn settled() -> Rig {
    let rig = desk().await;
    rig.turn().await;
    rig
}

async fn took(rig: &Rig, mail: NewMessage) -> String {
    let server = rig.mailbox.deliver(mail).unwrap();
    rig.turn().await;
    server
}

async fn put_away(rig: &Rig) -> Value {
    rig.ask("email.put_away", Value::Null).await
}

async fn junk_of_week(rig: &Rig) -> Value {
    let week = rig.ask("email.accuracy", json!({ "back": 0 })).await;
    let label = week["labels"].as_array().unwrap().iter().find(|label| label["by_itself"] == 1);
    label.cloned().unwrap_or_else(|| panic!("nothing was done by itself: {week}"))
}

#[tokio::test]
async fn what_two_signals_speak_against_goes_to_the_junk_here_and_in_outlook_and_is_told_with_its_reasons() {
    let rig = settled().await;
    let server = took(&rig, phish(FAKER)).await;
    let row = mail(&rig, "Mailbox quota exceeded").await;
    assert_eq!((&row["disposition"], &row["is_read"]), (&json!("junk"), &json!(false)), "{row}");
    assert_eq!(rig.mailbox.messages_in("junkemail"), [server]);
    assert_eq!(mail(&rig, "Mailbox quota exceeded").await["disposition"], "junk");
    let lately = put_away(&rig).await;
    assert_eq!(lately["unseen"], 1);
    let reasons = &lately["mails"][0]["reasons"];
    assert_eq!(reasons[0], "the sender failed authentication (SPF, DKIM, DMARC)", "{lately}");
    assert_eq!(reasons[1], "risky attachment upgrade.html");
    rig.tell("email.put_away_seen", json!({ "ids": [lately["mails"][0]["row"]["id"]] })).await;
    let lately = put_away(&rig).await;
    assert_eq!((&lately["unseen"], &lately["mails"][0]["is_new"]), (&json!(0), &json!(false)));
    rig.pass(TimeDelta::days(8));
    assert_eq!(put_away(&rig).await["mails"], json!([]));
    rig.assert_all_accounted_for().await;
}

#[tokio::test]
async fn what_was_put_away_by_itself_comes_back_here_and_in_outlook_and_counts_as_taken_back() {
    let rig = settled().await;
    let server = took(&rig, phish(FAKER)).await;
    rig.turn().await;
    assert_eq!(junk_of_week(&rig).await["undone"], 0);
    let id = mail(&rig, "Mailbox quota exceeded").await["id"].clone();
    rig.tell("email.unjunk", json!({ "ids": [id] })).await;
    rig.turn().await;
    assert_eq!(rig.mailbox.messages_in("inbox"), [server]);
    assert_eq!(mail(&rig, "Mailbox quota exceeded").await["disposition"], "unclassified");
    assert_eq!(put_away(&rig).await["mails"], json!([]));
    assert_eq!(junk_of_week(&rig).await["undone"], 1);
    took(&rig, NewMessage { subject: "Once more".to_owned(), ..phish(FAKER) }).await;
    let again = mail(&rig, "Once more").await;
    assert_eq!(again["disposition"], "unclassified", "whoever was called no junk was put away again: {again}");
}

#[tokio::test]
async fn whoever_takes_it_out_of_junk_in_outlook_takes_it_back() {
    let rig = settled().await;
    let server = took(&rig, phish(FAKER)).await;
    rig.turn().await;
    assert!(rig.mailbox.move_message(&server, "inbox"));
    rig.turn().await;
    assert_eq!(mail(&rig, "Mailbox quota exceeded").await["disposition"], "unclassified");
    assert_eq!(junk_of_week(&rig).await["undone"], 1);
    took(&rig, NewMessage { subject: "Once more".to_owned(), ..phish(FAKER) }).await;
    assert_eq!(mail(&rig, "Once more").await["disposition"], "unclassified");
}

#[tokio::test]
async fn a_mail_that_is_linked_after_it_was_put_away_is_told_of_no_longer() {
    let (rig, enquiry) = with_enquiry().await;
    took(&rig, phish(FAKER)).await;
    let id = mail(&rig, "Mailbox quota exceeded").await["id"].clone();
    assert_eq!(put_away(&rig).await["unseen"], 1);
    rig.tell("email.link", json!({ "id": id, "enquiry_id": enquiry })).await;
    assert_eq!(put_away(&rig).await["unseen"], 0);
}

#[tokio::test]
async fn what_was_read_what_outlook_had_put_in_junk_and_what_reads_like_business_stays_in_the_inbox() {
    let rig = settled().await;
    let read = NewMessage { is_read: true, subject: "Seen on the phone".to_owned(), ..phish(FAKER) };
    let mut taken_out = NewMessage { subject: "Taken out of Junk".to_owned(), ..phish("one@quota.example") };
    let delivery =
        ("X-Microsoft-Antispam-Mailbox-Delivery".to_owned(), "ucf:0;jmr:0;auth:0;dest:J;ENG:(910001)".to_owned());
    taken_out.headers.push(delivery);
    let asked = "Please quote your best price for 5 MT zinc oxide, delivery at Pune, and send your offer by Friday.";
    let business = NewMessage {
        headers: phish(FAKER).headers,
        ..mails::mail("buyer@small.example", "Buyer", "Zinc oxide", asked)
    };
    let spam_level = ("X-MS-Exchange-Organization-SCL".to_owned(), "6".to_owned());
    let business = NewMessage { headers: [business.headers.clone(), vec![spam_level]].concat(), ..business };
    for mail in [read, taken_out, business] {
        took(&rig, mail).await;
    }
    for subject in ["Seen on the phone", "Taken out of Junk", "Zinc oxide"] {
        assert_eq!(mail(&rig, subject).await["disposition"], "unclassified", "{subject}");
    }
}

#[tokio::test]
async fn nothing_is_put_away_before_the_mailbox_was_read_once_to_its_end() {
    let rig = Rig::new().await;
    rig.mailbox.deliver(phish(FAKER)).unwrap();
    rig.turn().await;
    assert_eq!(mail(&rig, "Mailbox quota exceeded").await["disposition"], "unclassified");
}

#[tokio::test]
async fn a_mail_that_only_says_it_comes_from_here_makes_nobody_an_acquaintance() {
    let rig = settled().await;
    let forged = NewMessage {
        to: vec![Person::new("Quota", FAKER)],
        internet_message_id: Some("<made-up@quota.example>".to_owned()),
        ..mails::mail(pebble_tests::ASHA, "Asha", "Forged", "Hello")
    };
    took(&rig, forged).await;
    let answer = NewMessage { in_reply_to: Some("<made-up@quota.example>".to_owned()), ..phish(FAKER) };
    took(&rig, answer).await;
    assert_eq!(mail(&rig, "Mailbox quota exceeded").await["disposition"], "junk");
}

#[tokio::test]
async fn mail_of_a_marked_sender_is_moved_in_outlook_only_while_the_desk_may() {
    let rig = settled().await;
    took(&rig, mails::vague("First")).await;
    let id = mail(&rig, "First").await["id"].clone();
    rig.tell("email.junk", json!({ "ids": [id] })).await;
    rig.turn().await;
    assert_eq!(rig.mailbox.messages_in("junkemail").len(), 1);
    took(&rig, mails::vague("Second")).await;
    assert_eq!(
        put_away(&rig).await["mails"][0]["reasons"],
        json!(["you marked an earlier mail of this sender as junk"])
    );
    assert_eq!(rig.mailbox.messages_in("junkemail").len(), 2);
    rig.tell("email.set_junk", json!({ "is_on": false })).await;
    took(&rig, mails::vague("Third")).await;
    assert_eq!(mail(&rig, "Third").await["disposition"], "junk");
    assert_eq!(rig.mailbox.messages_in("junkemail").len(), 2);
}

#[tokio::test]
async fn whom_we_know_whom_we_wrote_to_and_who_answers_us_is_never_put_away() {
    let (rig, _) = with_enquiry().await;
    let ours = NewMessage {
        folder: "sentitems".to_owned(),
        from: Some(Person::new("Asha", pebble_tests::ASHA)),
        to: vec![Person::new("Quota", "quota.desk@plant.example")],
        internet_message_id: Some("<ours-1@pebblechem.example>".to_owned()),
        ..mails::mail(pebble_tests::ASHA, "Asha", "Our offer", "Please find our offer.")
    };
    took(&rig, ours).await;
    let answer = NewMessage {
        in_reply_to: Some("<ours-1@pebblechem.example>".to_owned()),
        subject: "An answer".to_owned(),
        ..phish(FAKER)
    };
    let known = NewMessage { subject: "A customer".to_owned(), ..phish(mails::RAMESH) };
    let written_to = NewMessage { subject: "An acquaintance".to_owned(), ..phish("quota.desk@plant.example") };
    for mail in [answer, known, written_to] {
        took(&rig, mail).await;
    }
    for subject in ["An answer", "A customer", "An acquaintance"] {
        let row = mail(&rig, subject).await;
        assert_eq!(row["disposition"], "unclassified", "{row}");
        assert_eq!(row["reason"], "Its sender may be somebody else; please look", "{row}");
    }
    assert_eq!(put_away(&rig).await["mails"], json!([]));
}

#[tokio::test]
async fn a_customer_s_order_that_failed_authentication_opens_nothing_until_a_person_says_so() {
    let rig = settled().await;
    let forged = NewMessage { headers: vec![(FAILED.0.to_owned(), FAILED.1.to_owned())], ..mails::rfq() };
    took(&rig, forged).await;
    let row = mail(&rig, "Requirement of Zinc oxide").await;
    assert_eq!((&row["disposition"], &row["enquiry_id"]), (&json!("unclassified"), &Value::Null), "{row}");
    let detail = rig.ask("email.detail", json!({ "id": row["id"] })).await;
    assert_eq!(detail["verdict"]["sender"]["against"][0], "the sender failed authentication (SPF, DKIM, DMARC)");
    rig.tell("email.accept", json!({ "id": row["id"] })).await;
    assert_ne!(mail(&rig, "Requirement of Zinc oxide").await["enquiry_id"], Value::Null);
}

#[tokio::test]
async fn nothing_is_put_away_that_has_lain_for_a_week_or_once_the_rep_has_switched_it_off() {
    let rig = settled().await;
    let old = Some(pebble_tests::noon() - TimeDelta::days(8));
    took(&rig, NewMessage { received_at: old, subject: "Old".to_owned(), ..phish(FAKER) }).await;
    assert_eq!(mail(&rig, "Old").await["disposition"], "unclassified");
    rig.tell("email.set_junk", json!({ "is_on": false })).await;
    took(&rig, phish(FAKER)).await;
    assert_eq!(mail(&rig, "Mailbox quota exceeded").await["disposition"], "unclassified");
    assert_eq!(rig.ask("email.accuracy", json!({ "back": 0 })).await["puts_junk_away"], false);
    rig.turn().await;
    assert_eq!(rig.mailbox.messages_in("junkemail"), Vec::<String>::new());
}

#[tokio::test]
async fn what_a_person_says_of_a_mail_is_counted_in_the_week_in_which_it_was_read_and_taken_back_with_it() {
    let rig = settled().await;
    took(&rig, mails::vague("At the fair")).await;
    let row = mail(&rig, "At the fair").await;
    let of_week = async |back: u32| {
        let week = rig.ask("email.accuracy", json!({ "back": back })).await;
        let sum = |key: &str| -> u64 {
            week["labels"].as_array().unwrap().iter().map(|label| label[key].as_u64().unwrap()).sum()
        };
        [sum("read"), sum("accepted"), sum("corrected")]
    };
    assert_eq!(of_week(0).await, [1, 0, 0]);
    rig.tell("email.junk", json!({ "ids": [row["id"]] })).await;
    assert_eq!(of_week(0).await, [1, 0, 1]);
    super::super::undo::undo(&rig).await;
    assert_eq!(of_week(0).await, [1, 0, 0]);
    rig.tell("email.correct", json!({ "id": row["id"], "intent": row["intent"] })).await;
    assert_eq!(of_week(0).await, [1, 1, 0]);
    rig.pass(TimeDelta::days(7));
    assert_eq!((of_week(0).await, of_week(1).await), ([0, 0, 0], [1, 1, 0]));
}
