//! What the envelope rules decide, and what they leave alone.

use super::*;

fn letter(subject: &str, from: &str, headers: &[(&str, &str)], body: &str) -> Letter {
    Letter {
        subject: subject.to_owned(),
        from: from.to_owned(),
        to: vec!["sales@pebble.in".to_owned()],
        headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        body: body.to_owned(),
        received_on: NaiveDate::from_ymd_opt(2026, 5, 13),
        ..Letter::default()
    }
}

fn decided(letter: &Letter) -> Option<Decision> {
    decide(letter, &letter.body, &letter.body)
}

#[test]
fn an_auto_submitted_reply_is_an_absence_notice_with_its_return_date() {
    let mail = letter("Hello", "a@b.in", &[("Auto-Submitted", "auto-replied")], "I will be back on 25th May.");
    let decision = decided(&mail).expect("decided");
    assert_eq!(decision.intent, Intent::AutoReplyOoo);
    assert_eq!(decision.absence.and_then(|absence| absence.returns_on), NaiveDate::from_ymd_opt(2026, 5, 25));
}

#[test]
fn the_day_after_the_last_day_away_is_the_first_day_back() {
    let back = |text| returns_on(text, NaiveDate::from_ymd_opt(2026, 5, 13));
    assert_eq!(back("I am on leave till 20th May"), NaiveDate::from_ymd_opt(2026, 5, 21));
    assert_eq!(
        back("on leave from 14/05/2026 to 18/05/2026, returning on 19/05/2026"),
        NaiveDate::from_ymd_opt(2026, 5, 19)
    );
    assert_eq!(back("on leave 14/05/2026 to 18/05/2026"), NaiveDate::from_ymd_opt(2026, 5, 19));
    assert_eq!(back("I am away"), None);
}

#[test]
fn a_date_behind_a_weekday_is_the_day_back_and_not_the_next_such_weekday() {
    // 2026-05-13 is a Wednesday: the next Monday is the 18th.
    let back = |text| returns_on(text, NaiveDate::from_ymd_opt(2026, 5, 13));
    for text in [
        "I will be back on Monday, 25 May.",
        "I shall be back on Mon. 25/05.",
        "I return on Monday (25th May 2026).",
        "Back in office on Monday, May 25.",
        "I am on leave until Sun 24/05.",
        "on leave till Sunday, 24 May",
        "away until Sunday the 24th",
    ] {
        assert_eq!(back(text), NaiveDate::from_ymd_opt(2026, 5, 25), "{text}");
    }
    assert_eq!(back("I will be back on Monday."), NaiveDate::from_ymd_opt(2026, 5, 18));
}

#[test]
fn response_suppression_alone_decides_nothing() {
    let mail = letter("Price", "a@b.in", &[("X-Auto-Response-Suppress", "All")], "please quote");
    assert_eq!(decided(&mail), None);
    let both = [("X-Auto-Response-Suppress", "All"), ("X-MS-Exchange-Inbox-Rules-Loop", "a@b.in")];
    assert_eq!(decided(&letter("x", "a@b.in", &both, "y")).map(|decision| decision.intent), Some(Intent::AutoReplyOoo));
}

#[test]
fn a_human_who_mentions_an_automatic_reply_is_not_one() {
    assert_eq!(decided(&letter("Re: Automatic reply: rates", "a@b.in", &[], "pls quote again")), None);
    assert_eq!(
        decided(&letter("Out of office tomorrow?", "a@b.in", &[], "Can we meet before you are out of office?")),
        None
    );
}

#[test]
fn subject_forms_of_the_big_mail_systems_are_known() {
    for subject in
        ["Automatic reply: Quote", "Auto-Reply: RFQ", "Out of Office AutoReply: x", "Réponse automatique : prix"]
    {
        let mail = letter(subject, "a@b.in", &[], "I am away.");
        assert_eq!(decided(&mail).map(|decision| decision.intent), Some(Intent::AutoReplyOoo), "{subject}");
    }
}

#[test]
fn a_delivery_report_names_the_address_and_whether_it_is_final() {
    let body = "Delivery has failed to these recipients:\nravi@gone.in\n550 5.1.1 user unknown";
    let mail = letter("Undeliverable: Quote", "postmaster@gone.in", &[], body);
    let bounce = decided(&mail).and_then(|decision| decision.bounce).expect("a bounce");
    assert_eq!(bounce, Bounced { address: Some("ravi@gone.in".to_owned()), is_permanent: true });
    let report = [("Content-Type", "multipart/report; report-type=delivery-status; boundary=x")];
    let soft = letter("Delayed Mail", "x@y.in", &report, "Final-Recipient: rfc822; a@b.in\nStatus: 4.2.2 delayed");
    let bounce = decided(&soft).and_then(|decision| decision.bounce).expect("a bounce");
    assert_eq!(bounce, Bounced { address: Some("a@b.in".to_owned()), is_permanent: false });
}

#[test]
fn a_customer_who_writes_about_failed_delivery_is_not_a_bounce() {
    let mail =
        letter("Delivery failed at our gate", "store@plant.in", &[], "Truck was sent back, material does not exist");
    assert_eq!(decided(&mail), None);
}

#[test]
fn colleagues_among_themselves_are_internal_only_when_everyone_is_ours() {
    let mut mail = letter("x", "asha@pebble.in", &[], "see this");
    mail.own_domains = vec!["pebble.in".to_owned()];
    assert_eq!(decided(&mail).map(|decision| decision.intent), Some(Intent::Internal));
    mail.to.push("buyer@other.in".to_owned());
    assert_eq!(decided(&mail), None);
}

#[test]
fn list_headers_mean_bulk_and_decide_nothing() {
    let mail = letter("June offers", "news@x.in", &[("List-Unsubscribe", "<mailto:u@x.in>")], "read more");
    assert!(facts(&mail, &mail.body).is_bulk);
    assert_eq!(decided(&mail), None);
}

#[test]
fn the_patterns_compile() {
    for pattern in [
        &AUTO_SUBJECT,
        &ABSENT_SUBJECT,
        &ABSENT_TEXT,
        &RETURN_CUE,
        &LAST_DAY_CUE,
        &BOUNCE_SENDER,
        &BOUNCE_SUBJECT,
        &BOUNCE_TEXT,
        &STATUS,
        &DELAYED,
        &RECIPIENT,
    ] {
        assert!(pattern.compiles());
    }
}
