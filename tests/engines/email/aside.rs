//! Mail put aside: junk, snoozed, several at once; conversations in the lists; and what is typed into the search.

use chrono::TimeDelta;
use pebble_core::kernel::Code;
use pebble_simulators::{MailFile, NewMessage};
use pebble_tests::{Rig, mails};
use serde_json::{Value, json};

use crate::engines::acts::{desk, mail, mails as list};

fn vague(subject: &str) -> NewMessage {
    mails::mail("someone@elsewhere.example", "Someone", subject, "Hello, it was nice to see you at the fair.")
}

fn file(name: &str, bytes: Vec<u8>) -> MailFile {
    MailFile { name: name.to_owned(), content_type: "application/pdf".to_owned(), bytes, ..MailFile::default() }
}

async fn page(rig: &Rig, tray: &str, query: Option<&str>, is_grouped: bool) -> Value {
    let asked = json!({ "folder": tray, "query": query, "is_grouped": is_grouped, "offset": 0, "limit": 200 });
    rig.ask("email.list", asked).await
}

async fn subjects(rig: &Rig, tray: &str, query: Option<&str>) -> Vec<String> {
    let rows = list(rig, tray, query).await;
    rows.iter().map(|row| row["subject"].as_str().unwrap().to_owned()).collect()
}

/// The desk with these mails, each a minute after the one before.
async fn with(messages: impl IntoIterator<Item = NewMessage>) -> Rig {
    let rig = desk().await;
    for message in messages {
        rig.deliver(message);
        rig.pass(TimeDelta::minutes(1));
    }
    rig.turn().await;
    rig
}

fn many(rows: &[&Value]) -> Value {
    json!({ "ids": rows.iter().map(|row| row["id"].clone()).collect::<Vec<_>>() })
}

/// A question, two answers of the customer, and something else.
async fn with_conversation() -> Rig {
    let root = "<rfq-1@nirmalpaints.example>";
    with([
        mails::rfq(),
        mails::answer(root, "Re: Requirement of Zinc oxide", "Any news?"),
        vague("At the fair"),
        mails::answer(root, "Re: Re: Requirement of Zinc oxide", "We need it soon."),
    ])
    .await
}

#[tokio::test]
async fn a_grouped_list_has_one_row_for_each_conversation_with_how_many_it_stands_for() {
    let rig = with_conversation().await;
    let grouped = page(&rig, "inbox", None, true).await;
    let rows: Vec<(&str, i64, i64)> = grouped["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["subject"].as_str().unwrap(), row["mails"].as_i64().unwrap(), row["unread"].as_i64().unwrap()))
        .collect();
    assert_eq!(rows, [("Re: Re: Requirement of Zinc oxide", 3, 3), ("At the fair", 1, 1)]);
    assert_eq!(grouped["total"], 2);
    assert_eq!(page(&rig, "inbox", None, false).await["total"], 4);
    assert_eq!(page(&rig, "inbox", Some("zinc"), true).await["total"], 3, "each mail is found for itself");
    let newest = mail(&rig, "Re: Re: Requirement of Zinc oxide").await;
    let thread = rig.ask("email.detail", json!({ "id": newest["id"] })).await["thread"].clone();
    assert_eq!(thread.as_array().unwrap().len(), 3);
    assert_eq!(thread[0]["subject"], "Requirement of Zinc oxide", "oldest first");
}

#[tokio::test]
async fn when_the_newest_mail_of_a_conversation_is_deleted_the_one_before_stands_for_it() {
    let rig = with_conversation().await;
    rig.pass(TimeDelta::minutes(1));
    let newest = rig.deliver(mails::answer("<rfq-1@nirmalpaints.example>", "Forget the last one", "We have found it."));
    rig.turn().await;
    assert_eq!(page(&rig, "inbox", None, true).await["rows"][0]["subject"], "Forget the last one");
    assert!(rig.mailbox.delete(&newest));
    rig.turn().await;
    let grouped = page(&rig, "inbox", None, true).await;
    let found: Vec<&Value> = grouped["rows"].as_array().unwrap().iter().map(|row| &row["subject"]).collect();
    assert_eq!(found, ["Re: Re: Requirement of Zinc oxide", "At the fair"]);
    rig.assert_all_accounted_for().await;
}

#[tokio::test]
async fn archiving_a_conversation_puts_away_all_of_it_and_what_it_answers_brings_all_of_it_back() {
    let rig = with_conversation().await;
    let head = mail(&rig, "Re: Re: Requirement of Zinc oxide").await;
    let away = rig.tell("email.archive_many", json!({ "ids": [head["id"]], "is_whole": true })).await;
    assert_eq!(away["ids"].as_array().unwrap().len(), 3);
    assert_eq!(subjects(&rig, "inbox", None).await, ["At the fair"]);
    rig.assert_all_accounted_for().await;
    rig.tell("email.unarchive_many", away).await;
    assert_eq!(subjects(&rig, "linked", None).await.len(), 3);
    rig.assert_all_accounted_for().await;
}

#[tokio::test]
async fn junk_leaves_the_inbox_moves_in_outlook_and_is_what_it_was_when_it_is_taken_back() {
    let rig =
        with([vague("At the fair"), mails::mail(mails::STRANGER, "Kavita", "Rates", "Please quote Zinc oxide.")]).await;
    let (before, stranger) = (mail(&rig, "At the fair").await, mail(&rig, "Rates").await);
    let junk = rig.tell("email.junk", many(&[&before, &stranger])).await;
    let row = mail(&rig, "At the fair").await;
    assert_eq!((row["disposition"].clone(), row["is_read"].clone()), (json!("junk"), json!(true)));
    assert_eq!(subjects(&rig, "junk", None).await.len(), 2);
    assert!(subjects(&rig, "inbox", None).await.is_empty());
    assert_eq!(rig.ask("email.counts", Value::Null).await["junk"], 2);
    rig.assert_all_accounted_for().await;
    rig.tell("email.unjunk", junk).await;
    for was in [&before, &stranger] {
        let is = mail(&rig, was["subject"].as_str().unwrap()).await;
        assert_eq!((&is["disposition"], &is["prelead_id"]), (&was["disposition"], &was["prelead_id"]));
    }
    assert_eq!(rig.refused("email.unjunk", many(&[&before])).await.code, Code::Conflict);
    rig.assert_all_accounted_for().await;
}

#[tokio::test]
async fn the_next_mail_of_a_junk_sender_is_junk_and_that_of_a_customer_never_is() {
    let rig = with([vague("At the fair"), mails::mail(mails::RAMESH, "Ramesh", "Lunch", "See you at lunch.")]).await;
    let (fair, lunch) = (mail(&rig, "At the fair").await, mail(&rig, "Lunch").await);
    rig.tell("email.junk", many(&[&fair, &lunch])).await;
    rig.deliver(vague("Again"));
    rig.deliver(mails::rfq());
    rig.turn().await;
    let again = mail(&rig, "Again").await;
    assert_eq!(
        (again["disposition"].clone(), again["reason"].clone()),
        (json!("junk"), json!("From a sender that you marked as junk"))
    );
    assert_eq!(mail(&rig, "Requirement of Zinc oxide").await["disposition"], "linked");
    assert!(rig.sim.sent().is_empty(), "nothing is bounced");
    rig.tell("email.unjunk", many(&[&fair])).await;
    rig.deliver(vague("Once more"));
    rig.turn().await;
    assert_ne!(mail(&rig, "Once more").await["disposition"], "junk");
    rig.assert_all_accounted_for().await;
}

#[tokio::test]
async fn a_snoozed_mail_leaves_the_lists_and_comes_back_on_top_at_its_time() {
    let rig = with([vague("First"), vague("Second")]).await;
    let first = mail(&rig, "First").await;
    let until = (rig.desk.now().plus(TimeDelta::hours(3))).to_string();
    rig.tell("email.snooze", json!({ "ids": [first["id"]], "until": until })).await;
    assert_eq!(subjects(&rig, "inbox", None).await, ["Second"]);
    assert_eq!(subjects(&rig, "unclassified", None).await, ["Second"]);
    assert_eq!(subjects(&rig, "snoozed", None).await, ["First"]);
    let counts = rig.ask("email.counts", Value::Null).await;
    assert_eq!((&counts["unclassified"], &counts["to_sort"]), (&json!(2), &json!(1)));
    assert_eq!(mail(&rig, "First").await["disposition"], first["disposition"], "what became of it is not touched");
    rig.assert_all_accounted_for().await;
    rig.pass(TimeDelta::hours(2));
    rig.desk.tick().await;
    assert_eq!(subjects(&rig, "inbox", None).await, ["Second"]);
    rig.deliver(vague("Third"));
    rig.turn().await;
    rig.pass(TimeDelta::hours(1));
    rig.desk.tick().await;
    assert_eq!(subjects(&rig, "inbox", None).await, ["First", "Third", "Second"]);
    let back = mail(&rig, "First").await;
    assert_eq!((back["is_back"].clone(), back["snoozed_until"].clone()), (json!(true), Value::Null));
    rig.tell("email.mark_many", json!({ "ids": [first["id"]], "is_read": true })).await;
    assert_eq!(mail(&rig, "First").await["is_back"], false, "somebody has looked");
}

#[tokio::test]
async fn snoozing_needs_a_time_ahead_and_is_taken_back_by_its_inverse() {
    let rig = with([vague("First"), vague("Second")]).await;
    let first = mail(&rig, "First").await;
    let snooze = |until: String| json!({ "ids": [first["id"]], "until": until });
    let past = rig.refused("email.snooze", snooze(rig.desk.now().to_string())).await;
    assert_eq!((past.code, past.field.as_deref()), (Code::Invalid, Some("until")));
    let ids = rig.tell("email.snooze", snooze(rig.desk.now().plus(TimeDelta::days(9)).to_string())).await;
    rig.tell("email.unsnooze", ids).await;
    assert_eq!(subjects(&rig, "inbox", None).await, ["Second", "First"], "it is where it was");
    assert!(subjects(&rig, "snoozed", None).await.is_empty());
}

#[tokio::test]
async fn a_list_is_narrowed_by_filters_alone_or_beside_words() {
    let mut paper = mails::mail(mails::RAMESH, "Ramesh Iyer", "Papers", "The certificate is attached.");
    paper.attachments = vec![file("coa.pdf", b"%PDF-1.7".to_vec())];
    let rig = with([mails::rfq(), vague("At the fair"), paper]).await;
    rig.tell("email.mark_many", json!({ "ids": [mail(&rig, "At the fair").await["id"]], "is_read": true })).await;
    for (typed, found) in [
        ("from:ramesh", vec!["Papers", "Requirement of Zinc oxide"]),
        ("from:nirmalpaints certificate", vec!["Papers"]),
        ("from:\"Ramesh Iyer\" is:unread", vec!["Papers", "Requirement of Zinc oxide"]),
        ("to:asha fair", vec!["At the fair"]),
        ("is:read", vec!["At the fair"]),
        ("has:attachment", vec!["Papers"]),
        ("intent:enquiry_rfq", vec!["Requirement of Zinc oxide"]),
        ("company:Nirmal has:attachment", vec!["Papers"]),
        ("after:today zinc", vec!["Requirement of Zinc oxide"]),
        ("before:today", vec![]),
        ("in:linked zinc", vec!["Requirement of Zinc oxide"]),
        ("in:archived", vec![]),
        ("in:Inbox fair", vec!["At the fair"]),
        ("company:Nobody", vec![]),
        ("from:nobody", vec![]),
    ] {
        assert_eq!(subjects(&rig, "inbox", Some(typed)).await, found, "{typed}");
    }
    assert!(subjects(&rig, "all", Some("address")).await.is_empty(), "how recipients are kept is no text of a mail");
}

#[tokio::test]
async fn a_filter_that_makes_no_sense_is_explained_and_narrows_nothing() {
    let rig = with([vague("At the fair")]).await;
    let found = page(&rig, "inbox", Some("after:2026-13-40 is:unread fair"), false).await;
    assert_eq!(found["total"], 1);
    assert_eq!(found["filters"], json!([{ "text": "is:unread", "key": "is", "value": "unread" }]));
    assert_eq!(found["troubles"][0]["text"], "after:2026-13-40");
    assert!(found["troubles"][0]["message"].as_str().unwrap().contains("after:7d"));
}

#[tokio::test]
async fn pictures_are_asked_for_each_time_until_a_sender_is_trusted() {
    let html = "<p>Look</p><img src=\"https://pictures.example/a.png\"><img src=\"http://plain.example/b.png\">";
    let mut message = vague("Look");
    message.body = pebble_simulators::MailBody::Html(html.to_owned());
    let rig = with([message]).await;
    let row = mail(&rig, "Look").await;
    let id = row["id"].as_str().unwrap();
    let detail = rig.ask("email.detail", json!({ "id": id })).await;
    assert_eq!((detail["has_pictures"].clone(), detail["shows_pictures"].clone()), (json!(true), json!(false)));
    let shown = async |asked: &str| {
        let page = rig.desk.mail_page(asked).await;
        (page.csp.contains("img-src data: https:"), String::from_utf8(page.body).unwrap())
    };
    let (may, body) = shown(id).await;
    assert!(!may && !body.contains(" src=\"https://"), "{body}");
    let (may, body) = shown(&format!("{id}/pictures")).await;
    assert!(may && body.contains("referrerpolicy=\"no-referrer\" src=\"https://pictures.example/a.png\""), "{body}");
    assert!(!body.contains(" src=\"http://"), "what is not encrypted stays blocked");
    rig.tell("email.trust_pictures", json!({ "id": id, "is_trusted": true })).await;
    assert!(shown(id).await.0);
    rig.tell("email.trust_pictures", json!({ "id": id, "is_trusted": false })).await;
    assert!(!shown(id).await.0);
}

#[tokio::test]
async fn a_file_of_a_mail_is_fetched_when_it_is_wanted_saved_and_attached_to_the_enquiry() {
    let bytes: Vec<u8> = (0..=250_u8).cycle().take(3_000_000).collect();
    let mut message = mails::rfq();
    message.attachments = vec![file("../TDS?.exe", bytes.clone())];
    let rig = with([message]).await;
    let row = mail(&rig, "Requirement of Zinc oxide").await;
    let detail = rig.ask("email.detail", json!({ "id": row["id"] })).await;
    let of = json!({ "id": row["id"], "attachment": detail["attachments"][0]["id"] });
    let saved = rig.tell("app.save_mail_file", &of).await;
    assert_eq!(saved["name"], "TDS_.exe");
    let path = std::path::PathBuf::from(saved["path"].as_str().unwrap());
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "nobody can run it");
    }
    let attach = json!({ "id": row["id"], "attachment": of["attachment"], "enquiry_id": row["enquiry_id"] });
    rig.tell("app.attach_mail_file", attach).await;
    let files = rig.ask("files.of_enquiry", row["enquiry_id"].clone()).await;
    assert_eq!(
        (files[0]["file"]["name"].clone(), files[0]["file"]["size"].clone()),
        (json!("TDS?.exe"), json!(3_000_000))
    );
    let nothing = json!({ "id": row["id"], "attachment": "no-such-file" });
    assert_eq!(rig.refused("app.save_mail_file", nothing).await.code, Code::Missing);
}
