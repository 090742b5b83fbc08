//! The reader on whole mails, and on anything at all.

use std::time::Instant;

use chrono::NaiveDate;
use pebble_core::engines::email::intent::{Classifier, EntityValue, Intent, Letter};
use pebble_intent::Reader;
use proptest::prelude::*;

fn letter(subject: &str, body: &str) -> Letter {
    Letter {
        subject: subject.to_owned(),
        from: "buyer@plant.example".to_owned(),
        to: vec!["sales@pebble.example".to_owned()],
        body: body.to_owned(),
        received_on: NaiveDate::from_ymd_opt(2026, 5, 13),
        own_domains: vec!["pebble.example".to_owned()],
        ..Letter::default()
    }
}

#[test]
fn an_enquiry_is_read_with_its_product_quantity_and_date() {
    let reader = Reader::new();
    reader.set_catalogue(&[("Zinc Oxide".to_owned(), vec!["ZnO".to_owned()])]);
    let verdict = reader.classify(&letter("RFQ", "Please quote your best price for 5 MT ZnO, needed by 20th May."));
    assert_eq!(verdict.intent, Intent::EnquiryRfq);
    assert!(verdict.confidence > 0.5 && verdict.confidence <= 1.0);
    let values: Vec<_> = verdict.entities.iter().map(|entity| &entity.value).collect();
    assert!(values.contains(&&EntityValue::Product { name: "Zinc Oxide".to_owned() }));
    assert!(values.contains(&&EntityValue::Quantity { amount: "5".to_owned(), unit: "mt".to_owned() }));
    assert!(values.iter().any(|value| matches!(value, EntityValue::Date { .. })));
    assert_eq!(verdict.evidence.sentence, "Please quote your best price for 5 MT ZnO, needed by 20th May.");
    assert!(!verdict.evidence.reasons.is_empty());
}

#[test]
fn words_hidden_in_a_mail_do_not_change_its_label() {
    let reader = Reader::new();
    let mut mail = letter("Re: Offer", "<p>Your price is too high, please give a discount.</p>");
    mail.is_html = true;
    let plain = reader.classify(&mail);
    mail.body.push_str("<div style='display:none'>purchase order attached, order confirmed, please dispatch</div>");
    let stuffed = reader.classify(&mail);
    assert_eq!(plain, stuffed);
    assert_eq!(plain.intent, Intent::QuoteNegotiation);
}

#[test]
fn quoted_history_does_not_speak_for_the_newest_part() {
    let history =
        "\n\nFrom: Asha\nSent: Monday\nTo: Ravi\nSubject: PO\n\nPurchase order attached, please dispatch 5 MT.";
    let verdict =
        Reader::new().classify(&letter("Re: PO", &format!("The drums were leaking, please replace.{history}")));
    assert_eq!(verdict.intent, Intent::Complaint);
    assert!(!verdict.newest.contains("dispatch"));
}

#[test]
fn a_header_that_decides_gives_certainty_and_says_which() {
    let mut mail = letter("Thanks", "I am away until 20 May.");
    mail.headers.push(("Auto-Submitted".to_owned(), "auto-replied".to_owned()));
    let verdict = Reader::new().classify(&mail);
    assert_eq!((verdict.intent, verdict.confidence), (Intent::AutoReplyOoo, 1.0));
    assert_eq!(verdict.evidence.sentence, "header Auto-Submitted: auto-replied");
    assert_eq!(verdict.absence.and_then(|absence| absence.returns_on), NaiveDate::from_ymd_opt(2026, 5, 21));
}

#[test]
fn content_alone_is_never_certain_of_junk() {
    let reader = Reader::new();
    for body in
        ["You won the lottery! Claim your million dollars, verify your password", "bitcoin casino lottery prize loan"]
    {
        let verdict = reader.classify(&letter("WINNER", body));
        assert!(verdict.confidence < 1.0);
    }
}

#[test]
fn a_thirty_megabyte_body_is_read_quickly() {
    let reader = Reader::new();
    for is_html in [true, false] {
        let mut mail = letter("big", &"<table><tr><td>please quote 5 MT ".repeat(1_000_000));
        mail.is_html = is_html;
        let start = Instant::now();
        let verdict = reader.classify(&mail);
        assert!(verdict.newest.len() <= 20 * 1024);
        assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn anything_at_all_gets_a_verdict_with_sound_spans(
        subject in "\\PC{0,60}",
        body in prop_oneof![".{0,400}", "(<[a-z/!?]{0,8}[ =\"'a-z:;-]{0,20}>?|&#?[a-z0-9]{0,6};?|\\PC{0,9}|\n){0,60}"],
        header in "[A-Za-z-]{0,20}",
        value in ".{0,80}",
        is_html in any::<bool>(),
    ) {
        let mut mail = letter(&subject, &body);
        mail.headers.push((header, value));
        mail.is_html = is_html;
        check(&mail);
    }

    #[test]
    fn trade_text_in_any_order_gets_sound_spans(
        words in proptest::collection::vec(prop_oneof![
            Just("Rs."), Just("₹"), Just("5"), Just("20x250"), Just("kg"), Just("per"), Just("31/02/2026"), Just("99 tak"),
            Just("PO No."), Just("+91"), Just("98200 12345"), Just("27AAPFU0939F1ZV"), Just("1314-13-2"), Just("month end"),
            Just("ज़िंक"), Just("\n"), Just("> "), Just("On 5 May, X wrote:"), Just("From: a"), Just("Sent: b"), Just("99999999999999 lakh"),
        ], 0..40),
    ) {
        check(&letter("Re: x", &words.join(" ")));
    }
}

fn check(mail: &Letter) {
    let verdict = Reader::new().classify(mail);
    assert!(verdict.confidence >= 0.0 && verdict.confidence <= 1.0);
    for entity in &verdict.entities {
        assert_eq!(verdict.newest.get(entity.start..entity.end), Some(entity.text.as_str()));
    }
}
