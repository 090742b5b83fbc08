//! What the gate lets through, on single letters and on the adversarial set of others.

use super::*;
use crate::Reader;
use crate::training::source;
use pebble_core::engines::email::intent::Classifier;

fn verdict(letter: &Letter) -> Verdict {
    Reader::new().classify(letter)
}

fn phish() -> Letter {
    Letter {
        subject: "Mailbox quota exceeded".to_owned(),
        from: "helpdesk@mail-support.example".to_owned(),
        to: vec!["sales@pebble.example".to_owned()],
        body: "Your mailbox has exceeded its storage limit. Click here and enter your password to upgrade.".to_owned(),
        headers: vec![("Authentication-Results".to_owned(), "mx; spf=fail; dkim=none; dmarc=fail".to_owned())],
        attachments: vec!["upgrade.html".to_owned()],
        ..Letter::default()
    }
}

#[test]
fn two_signals_open_the_gate_and_one_does_not() {
    let mail = phish();
    let gate = junk_gate(&mail, &verdict(&mail), Standing::default());
    assert!(gate.opens && gate.reasons.len() >= 2, "{gate:?}");
    let quiet = Letter { headers: Vec::new(), attachments: Vec::new(), ..phish() };
    let gate = junk_gate(&quiet, &verdict(&quiet), Standing::default());
    assert!(!gate.opens && gate.held_by.is_some(), "{gate:?}");
}

#[test]
fn a_known_sender_and_an_answer_to_us_are_never_put_away() {
    let mail = phish();
    let known = Standing { is_known: true, ..Standing::default() };
    let answer = Standing { answers_us: true, ..Standing::default() };
    for standing in [known, answer] {
        assert!(!junk_gate(&mail, &verdict(&mail), standing).opens);
    }
}

#[test]
fn words_alone_never_condemn_an_enquiry() {
    let mail = Letter { headers: Vec::new(), attachments: Vec::new(), ..phish() };
    let mut fake = verdict(&mail);
    fake.intent = Intent::FakeEnquiry;
    fake.confidence = 0.99;
    let judged = Standing { junk_prior: Some(1.0), ..Standing::default() };
    assert!(!junk_gate(&mail, &fake, judged).opens);
}

#[test]
fn a_sure_order_starts_something_only_when_somebody_vouches_for_the_sender() {
    let passed = ("Authentication-Results".to_owned(), "mx; spf=pass; dkim=pass; dmarc=pass".to_owned());
    let mail = Letter {
        subject: "Purchase order 4500012876".to_owned(),
        from: "buyer@plant.example".to_owned(),
        to: vec!["sales@pebble.example".to_owned()],
        body: "Please find attached our purchase order for 5 MT of zinc oxide. Kindly send the order acknowledgement."
            .to_owned(),
        ..Letter::default()
    };
    let sure = Verdict { confidence: 0.97, ..verdict(&mail) };
    assert!(!may_act(&mail, &sure, Standing::default()));
    assert!(may_act(&mail, &sure, Standing { is_known: true, ..Standing::default() }));
    let passing = Letter { headers: vec![passed], ..mail.clone() };
    assert!(may_act(&passing, &sure, Standing::default()));
    let quoted = Letter { body: "> Please find attached our purchase order for 5 MT.".to_owned(), ..passing.clone() };
    assert!(!may_act(&quoted, &sure, Standing::default()));
    let passed_on = "Pls see below.\n\n-----Original Message-----\nFrom: buyer@plant.example\nSent: 4 May 2026\nTo: a@b.in\n\
                     Subject: PO\n\nPlease find attached our purchase order for 5 MT of zinc oxide.";
    let passed_on = Letter { body: passed_on.to_owned(), ..passing };
    assert!(!may_act(&passed_on, &sure, Standing::default()));
}

/// Labels of which something may follow without anybody asking.
fn is_sales(intent: Intent) -> bool {
    matches!(
        intent,
        Intent::EnquiryRfq
            | Intent::QuoteNegotiation
            | Intent::OrderPo
            | Intent::SampleRequest
            | Intent::VendorQualification
            | Intent::Payment
    )
}

#[test]
fn no_honest_mail_of_the_adversarial_set_is_put_away_and_no_attack_starts_anything() {
    let path = source::folder().join("test/adversarial.jsonl");
    let text = std::fs::read_to_string(path).expect("the adversarial set");
    let reader = Reader::new();
    let (mut put_away, mut acted, mut attacks) = (0, 0, 0);
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let fields: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let mail = crate::lines::read(line).expect("a mail");
        let verdict = reader.classify(&mail.letter);
        let is_honest = fields.get("honest").is_some_and(|honest| honest.as_bool() != Some(false));
        if is_honest {
            put_away += usize::from(junk_gate(&mail.letter, &verdict, Standing::default()).opens);
        } else {
            attacks += 1;
            acted += usize::from(is_sales(verdict.intent) && may_act(&mail.letter, &verdict, Standing::default()));
        }
    }
    assert!(attacks >= 50);
    assert_eq!(put_away, 0, "honest mail put away");
    assert_eq!(acted, 0, "attacks that would start something, of {attacks}");
}
