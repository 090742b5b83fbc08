//! Mail: threads, triage, what a rep does with a mail, counts, removals, search.

mod aside;
mod ledger;
mod moved;
mod pictures;
mod put_away;

use pebble_core::kernel::Code;
use pebble_simulators::{MailBody, NewMessage};
use pebble_tests::{
    Rig,
    mails::{self, vague},
};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::acts::{card, desk, detail, mail, mails as list};

const TITANIUM: &str =
    "Dear Asha, please quote your best price for 2 MT Titanium dioxide rutile grade, delivery at Pune.";

/// The first RFQ is on the board.
async fn with_enquiry() -> (Rig, String) {
    let rig = desk().await;
    rig.deliver(mails::rfq());
    rig.turn().await;
    let id = rig.only_enquiry().await;
    (rig, id)
}

fn one(mail: &Value) -> Value {
    json!({ "id": mail["id"] })
}

#[tokio::test]
async fn a_mail_joins_its_thread_whatever_its_subject_says_and_whoever_wrote_it() {
    let (rig, id) = with_enquiry().await;
    let mut aside = mails::mail("lab@toll-blender.example", "Lab", "Tuesday", "We can take the samples on Tuesday.");
    aside.in_reply_to = Some("<rfq-1@nirmalpaints.example>".to_owned());
    rig.deliver(aside);
    rig.turn().await;
    let joined = mail(&rig, "Tuesday").await;
    assert_eq!((joined["enquiry_id"].clone(), joined["reason"].clone()), (json!(id), json!("Same thread")));
}

#[tokio::test]
async fn the_subject_alone_joins_nothing() {
    let (rig, _) = with_enquiry().await;
    rig.deliver(mails::mail(
        "someone@elsewhere.example",
        "Someone",
        "Re: Requirement of Zinc oxide",
        "Hello, it was nice to see you.",
    ));
    rig.turn().await;
    let stray = mail(&rig, "Re: Requirement of Zinc oxide").await;
    assert_eq!(stray["enquiry_id"], Value::Null, "{stray}");
}

#[tokio::test]
async fn a_known_company_that_asks_for_a_second_product_gets_a_second_card() {
    let (rig, first) = with_enquiry().await;
    rig.deliver(mails::mail(mails::RAMESH, "Ramesh Iyer", "Enquiry for Titanium dioxide", TITANIUM));
    rig.turn().await;
    let second = mail(&rig, "Enquiry for Titanium dioxide").await;
    assert_eq!(second["disposition"], "linked", "{second}");
    assert_ne!(second["enquiry_id"], json!(first));
    assert_eq!(detail(&rig, second["enquiry_id"].as_str().unwrap()).await["enquiry"]["product"], "Titanium dioxide");
}

#[tokio::test]
async fn a_newsletter_a_note_among_colleagues_and_the_junk_folder_are_put_away_each_with_its_reason() {
    let rig = Rig::new().await;
    let mut newsletter = mails::mail(
        "news@chemweek.example",
        "Chem Week",
        "Chem Week newsletter: November issue",
        "In this month's newsletter: market trends, webinars and our upcoming expo. Read more online. \
         You receive this newsletter because you subscribed. Unsubscribe here.",
    );
    newsletter.headers = vec![
        ("List-Unsubscribe".to_owned(), "<mailto:leave@chemweek.example>".to_owned()),
        ("List-Id".to_owned(), "<news.chemweek.example>".to_owned()),
        ("Precedence".to_owned(), "bulk".to_owned()),
    ];
    rig.deliver(newsletter);
    rig.deliver(mails::mail("vikram@pebblechem.example", "Vikram", "Stock", "Please check the stock of Zinc oxide."));
    let junk = NewMessage { folder: "junkemail".to_owned(), ..mails::mail(mails::RAMESH, "Ramesh", "Rates", TITANIUM) };
    rig.deliver(junk);
    rig.turn().await;
    for (subject, reason) in [
        ("Chem Week newsletter: November issue", "Newsletter"),
        ("Stock", "Between colleagues"),
        ("Rates", "Outlook put it in Junk"),
    ] {
        let row = mail(&rig, subject).await;
        assert_eq!((row["disposition"].clone(), row["reason"].clone()), (json!("archived"), json!(reason)), "{row}");
    }
    rig.assert_all_accounted_for().await;
}

#[tokio::test]
async fn what_only_reads_like_spam_waits_for_a_person_and_is_never_put_away_by_itself() {
    let rig = Rig::new().await;
    let texts = [
        "Congratulations! You have won USD 1,000,000 in our lottery. Send your bank details and a processing fee today.",
        "I am a prince with 20 million dollars. I need your help to transfer this fund. Reply urgently with your account number.",
        "Cheap pills, viagra, casino bonus, click here now!!! 100% free, limited offer, act now.",
    ];
    for (number, text) in texts.into_iter().enumerate() {
        rig.deliver(mails::mail("winner@lucky.example", "Lucky", &format!("You won {number}"), text));
    }
    rig.turn().await;
    for row in list(&rig, "all", None).await {
        assert_ne!(row["disposition"], "archived", "{row}");
    }
    rig.assert_all_accounted_for().await;
}

#[tokio::test]
async fn a_mail_without_a_sender_waits_for_a_person_and_does_not_hold_up_the_others() {
    let (rig, id) = with_enquiry().await;
    rig.deliver(NewMessage { from: None, ..mails::mail("", "", "Enquiry for Titanium dioxide", TITANIUM) });
    rig.deliver(mails::answer("<rfq-1@nirmalpaints.example>", "Re: Requirement of Zinc oxide", "When do you quote?"));
    rig.turn().await;
    assert_eq!(mail(&rig, "Enquiry for Titanium dioxide").await["disposition"], "unclassified");
    assert_eq!(mail(&rig, "Re: Requirement of Zinc oxide").await["enquiry_id"], json!(id));
    rig.assert_all_accounted_for().await;
}

#[tokio::test]
async fn a_corrected_mail_takes_the_course_of_its_right_label() {
    let rig = Rig::new().await;
    rig.deliver(vague("At the fair"));
    rig.turn().await;
    let row = mail(&rig, "At the fair").await;
    assert_eq!(row["disposition"], "unclassified", "{row}");
    let corrected = rig.tell("email.correct", json!({ "id": row["id"], "intent": "enquiry_rfq" })).await;
    assert_eq!((corrected["disposition"].clone(), corrected["is_corrected"].clone()), (json!("prelead"), json!(true)));
    assert_eq!(
        rig.ask("preleads.detail", corrected["prelead_id"].clone()).await["address"],
        "someone@elsewhere.example"
    );
}

#[tokio::test]
async fn accepting_a_mail_that_fits_no_single_enquiry_says_so_and_changes_nothing_and_linking_it_helps() {
    let rig = desk().await;
    let (one_card, _) = (card(&rig, "First", "medium").await, card(&rig, "Second", "medium").await);
    rig.deliver(mails::mail(
        mails::RAMESH,
        "Ramesh Iyer",
        "Payment",
        "When will you send the quotation that you promised?",
    ));
    rig.turn().await;
    let before = mail(&rig, "Payment").await;
    assert_eq!(before["disposition"], "unclassified", "{before}");
    let refusal = rig.refused("email.correct", json!({ "id": before["id"], "intent": "chase_followup" })).await;
    assert_eq!(refusal.code, Code::Conflict);
    assert_eq!(mail(&rig, "Payment").await, before);
    let linked = rig.tell("email.link", json!({ "id": before["id"], "enquiry_id": one_card })).await;
    assert_eq!((linked["disposition"].clone(), linked["enquiry_id"].clone()), (json!("linked"), json!(one_card)));
    let nowhere = json!({ "id": before["id"], "enquiry_id": "00000000-0000-0000-0000-000000000001" });
    assert_eq!(rig.refused("email.link", nowhere).await.code, Code::Missing);
    assert_eq!(mail(&rig, "Payment").await["enquiry_id"], json!(one_card));
}

#[tokio::test]
async fn accepting_takes_the_reader_at_its_word() {
    let rig = desk().await;
    rig.deliver(mails::mail(mails::STRANGER, "Kavita Shah", "Enquiry for Titanium dioxide", TITANIUM));
    rig.turn().await;
    let row = mail(&rig, "Enquiry for Titanium dioxide").await;
    let accepted = rig.tell("email.accept", one(&row)).await;
    assert_eq!((accepted["is_corrected"].clone(), accepted["disposition"].clone()), (json!(true), json!("prelead")));
}

#[tokio::test]
async fn a_mail_put_away_comes_back_to_its_enquiry() {
    let (rig, id) = with_enquiry().await;
    let row = mail(&rig, "Requirement of Zinc oxide").await;
    let away = rig.tell("email.archive", json!({ "id": row["id"], "reason": "Done" })).await;
    assert_eq!((away["disposition"].clone(), away["reason"].clone()), (json!("archived"), json!("Done")));
    let back = rig.tell("email.unarchive", one(&row)).await;
    assert_eq!((back["disposition"].clone(), back["enquiry_id"].clone()), (json!("linked"), json!(id)));
    assert_eq!(rig.refused("email.unarchive", one(&row)).await.code, Code::Conflict);
}

#[tokio::test]
async fn a_strangers_mail_put_away_comes_back_to_a_person_and_not_to_an_enquiry_that_is_none() {
    let rig = desk().await;
    rig.deliver(mails::mail(mails::STRANGER, "Kavita Shah", "Enquiry for Titanium dioxide", TITANIUM));
    rig.turn().await;
    let row = mail(&rig, "Enquiry for Titanium dioxide").await;
    assert_eq!(row["disposition"], "prelead", "{row}");
    rig.tell("email.archive", json!({ "id": row["id"], "reason": null })).await;
    let back = rig.tell("email.unarchive", one(&row)).await;
    assert_eq!(
        (back["disposition"].clone(), back["enquiry_id"].clone()),
        (json!("unclassified"), Value::Null),
        "{back}"
    );
}

#[tokio::test]
async fn a_reply_goes_to_the_sender_on_the_thread_and_stands_on_the_timeline_once() {
    let (rig, id) = with_enquiry().await;
    let row = mail(&rig, "Requirement of Zinc oxide").await;
    rig.answer(&row, "<p>Dear Ramesh, our price is Rs 215 per kg.</p>").await;
    rig.turn().await;
    rig.turn().await;
    let sent = rig.sim.sent();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].to[0].address, mails::RAMESH);
    let timeline = detail(&rig, &id).await["timeline"].clone();
    let ours = timeline.as_array().unwrap().iter().filter(|line| line["kind"] == "mail_out").count();
    assert_eq!(ours, 1, "{timeline}");
    assert_eq!(rig.ask("email.counts", Value::Null).await["linked"], 2);
    rig.assert_all_accounted_for().await;
}

#[tokio::test]
async fn a_mail_that_was_moved_is_not_taken_for_removed() {
    let (rig, id) = with_enquiry().await;
    let server = rig.mailbox.messages_in("inbox")[0].clone();
    assert!(rig.mailbox.move_message(&server, "archive"));
    rig.turn().await;
    rig.turn().await;
    let row = mail(&rig, "Requirement of Zinc oxide").await;
    assert_eq!((row["disposition"].clone(), row["enquiry_id"].clone()), (json!("linked"), json!(id)));
    rig.assert_all_accounted_for().await;
}

#[tokio::test]
async fn a_mail_that_was_deleted_leaves_the_lists_and_the_counts_and_stays_on_the_timeline() {
    let (rig, id) = with_enquiry().await;
    rig.deliver(vague("At the fair"));
    rig.turn().await;
    let server = rig.mailbox.messages_in("inbox").pop().unwrap();
    assert!(rig.mailbox.delete(&server));
    rig.turn().await;
    let left: Vec<Value> = list(&rig, "all", None).await.iter().map(|row| row["subject"].clone()).collect();
    assert_eq!(left.len(), 1);
    let titles = detail(&rig, &id).await["timeline"].clone();
    assert!(titles.as_array().unwrap().iter().any(|line| line["kind"] == "mail_in"), "{titles}");
    rig.assert_all_accounted_for().await;
}

#[tokio::test]
async fn a_cursor_that_outlook_forgot_costs_no_mail() {
    let (rig, id) = with_enquiry().await;
    for number in 0..60 {
        rig.deliver(vague(&format!("At the fair {number}")));
    }
    rig.turn().await;
    let before = rig.ask("email.counts", Value::Null).await;
    rig.mailbox.expire_cursors();
    rig.deliver(mails::answer("<rfq-1@nirmalpaints.example>", "Re: Requirement of Zinc oxide", "When do you quote?"));
    rig.turn().await;
    let after = rig.ask("email.counts", Value::Null).await;
    assert_eq!(after["unclassified"], before["unclassified"]);
    assert_eq!(after["linked"], 2);
    assert_eq!(mail(&rig, "Re: Requirement of Zinc oxide").await["enquiry_id"], json!(id));
    rig.assert_all_accounted_for().await;
    rig.sim.assert_clean();
}

#[tokio::test]
async fn search_finds_by_subject_sender_and_body() {
    let (rig, _) = with_enquiry().await;
    rig.deliver(NewMessage {
        body: MailBody::Html(format!("<p>{}</p><p>The pallet code is QX7781.</p>", "Filler words. ".repeat(60))),
        ..vague("At the fair")
    });
    rig.turn().await;
    for (words, subject) in [
        ("requirement zinc", "Requirement of Zinc oxide"),
        ("Requir", "Requirement of Zinc oxide"),
        ("ramesh.iyer", "Requirement of Zinc oxide"),
        ("Someone", "At the fair"),
        ("qx7781", "At the fair"),
    ] {
        let found = list(&rig, "all", Some(words)).await;
        assert_eq!(found.len(), 1, "{words}: {found:?}");
        assert_eq!(found[0]["subject"], subject, "{words}");
    }
    assert!(list(&rig, "all", Some("zirconium")).await.is_empty());
    assert!(list(&rig, "archived", Some("zinc")).await.is_empty());
}

#[tokio::test]
async fn whatever_is_typed_into_the_search_is_answered() {
    let (rig, _) = with_enquiry().await;
    for words in [
        "\"",
        "*",
        "zinc*",
        "NEAR(",
        "a AND",
        "OR",
        "NOT zinc",
        "-zinc",
        "subject:zinc",
        "^zinc",
        "(",
        ")",
        "{a b}:c",
        "+",
        "\u{0}",
        "zinc\u{0}oxide",
        "'; DROP TABLE message; --",
        "जिंक",
        "氧化锌",
        "💊",
        "_",
        "__",
        "\\",
        "%",
        "   ",
        "é\u{301}",
    ] {
        for (query, input) in [
            ("email.list", json!({ "folder": "all", "query": words, "offset": 0, "limit": 10 })),
            ("enquiries.find", json!({ "company_id": null, "query": words })),
        ] {
            rig.ask(query, input).await;
        }
    }
    for offset in [u64::from(u32::MAX), u64::MAX] {
        let far = json!({ "folder": "all", "query": "zinc", "offset": offset, "limit": u64::MAX });
        assert_eq!(rig.ask("email.list", far).await["rows"], json!([]));
    }
    let long = "zinc ".repeat(20_000);
    rig.ask("email.list", json!({ "folder": "all", "query": long, "offset": 0, "limit": 10 })).await;
    assert_eq!(list(&rig, "all", Some("zinc")).await.len(), 1);
}

async fn with_years_of_mail(mails: u32) -> Rig {
    let (rig, _) = with_enquiry().await;
    rig.years_of_mail(mails).await;
    rig
}

async fn written(rig: &Rig, sql: &str) {
    let tx = rig.desk.store().begin().await.unwrap();
    tx.execute_unprepared(sql).await.unwrap();
    tx.commit().await.unwrap();
}

fn lots(page: &Value) -> Vec<&str> {
    page["rows"].as_array().unwrap().iter().map(|row| row["subject"].as_str().unwrap()).collect()
}

async fn page(rig: &Rig, tray: &str, query: &str, offset: usize) -> Value {
    rig.ask("email.list", json!({ "folder": tray, "query": query, "offset": offset, "limit": 3 })).await
}

#[tokio::test]
async fn what_words_fit_in_years_of_mail_comes_newest_first_and_is_counted_a_thousand_ahead() {
    let rig = with_years_of_mail(20_100).await;
    let first = page(&rig, "archived", "glyc", 0).await;
    assert_eq!(lots(&first), ["Lot 7", "Lot 14", "Lot 21"]);
    assert_eq!((first["total"].as_u64(), first["has_more"].as_bool()), (Some(1_003), Some(true)));
    let later = page(&rig, "archived", "tanker glycerine", 1_500).await;
    assert_eq!(lots(&later), ["Lot 10507", "Lot 10514", "Lot 10521"]);
    assert_eq!((later["total"].as_u64(), later["has_more"].as_bool()), (Some(2_503), Some(true)));
    let last = page(&rig, "archived", "glycerine", 2_868).await;
    assert_eq!(lots(&last), ["Lot 20083", "Lot 20090", "Lot 20097"]);
    assert_eq!((last["total"].as_u64(), last["has_more"].as_bool()), (Some(2_871), Some(false)));
    // Words of the subject and of the text together, and the other way of looking, in a short list.
    let one = page(&rig, "archived", "20097 glycerine", 0).await;
    assert_eq!((lots(&one), one["total"].as_u64()), (vec!["Lot 20097"], Some(1)));
    let zinc = page(&rig, "linked", "zinc", 0).await;
    assert_eq!((lots(&zinc), zinc["has_more"].as_bool()), (vec!["Requirement of Zinc oxide"], Some(false)));
    assert_eq!(page(&rig, "linked", "glycerine", 0).await["total"], 0);
}

#[tokio::test]
async fn a_mail_is_found_by_what_it_says_now_and_where_it_stands_now() {
    let rig = with_years_of_mail(20_050).await;
    written(&rig, "UPDATE message SET subject = 'Lot of phenol' WHERE subject = 'Lot 14'").await;
    assert_eq!(page(&rig, "archived", "phenol", 0).await["total"], 1);
    assert_eq!(page(&rig, "archived", "\"lot\" 14 ", 0).await["rows"][0]["subject"], "Lot 140");
    let text = "UPDATE body SET text = 'Benzene' WHERE id = (SELECT id FROM message WHERE subject = 'Lot of phenol')";
    written(&rig, text).await;
    assert_eq!(lots(&page(&rig, "archived", "glycerine", 0).await), ["Lot 7", "Lot 21", "Lot 28"]);
    assert_eq!(lots(&page(&rig, "archived", "phenol benzene", 0).await), ["Lot of phenol"]);
    written(&rig, "UPDATE message SET placed_at = placed_at + 1728000000 WHERE subject = 'Lot 20048'").await;
    assert_eq!(lots(&page(&rig, "archived", "glycerine", 0).await), ["Lot 20048", "Lot 7", "Lot 21"]);
    written(&rig, "DELETE FROM body WHERE id = (SELECT id FROM message WHERE subject = 'Lot 7')").await;
    assert_eq!(lots(&page(&rig, "archived", "glycerine", 0).await), ["Lot 20048", "Lot 21", "Lot 28"]);
    written(&rig, "DELETE FROM message WHERE subject = 'Lot 20048'").await;
    assert_eq!(lots(&page(&rig, "archived", "glycerine", 0).await), ["Lot 21", "Lot 28", "Lot 35"]);
}
