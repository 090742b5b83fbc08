//! What the gate makes of the adversarial set: mail of attackers, and honest mail that looks like theirs.

use pebble_core::engines::email::{
    intent::{Classifier, Intent, Letter, Verdict},
    rules::junk::{Standing, gate, may_act},
};
use pebble_intent::{Reader, lines, training::source};

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

fn judged(letter: &Letter) -> Verdict {
    Reader::new().classify(letter)
}

#[test]
fn a_phish_says_what_speaks_against_it_and_goes_to_the_junk() {
    let verdict = judged(&phish());
    assert_eq!(
        verdict.sender.against,
        ["the sender failed authentication (SPF, DKIM, DMARC)", "risky attachment upgrade.html"]
    );
    assert!(gate(&verdict, Standing::default()).opens);
    let quiet = judged(&Letter { headers: Vec::new(), attachments: Vec::new(), ..phish() });
    assert!(quiet.sender.against.is_empty() && !gate(&quiet, Standing::default()).opens);
}

#[test]
fn an_order_begins_something_only_in_its_sender_s_own_words_and_when_somebody_vouches_for_them() {
    let passed = (
        "Authentication-Results".to_owned(),
        "mx; spf=pass; dkim=pass; dmarc=pass header.from=plant.example".to_owned(),
    );
    let order = Letter {
        subject: "Purchase order 4500012876".to_owned(),
        from: "buyer@plant.example".to_owned(),
        to: vec!["sales@pebble.example".to_owned()],
        body: "Please find attached our purchase order for 5 MT of zinc oxide. Kindly send the order acknowledgement."
            .to_owned(),
        ..Letter::default()
    };
    let begins = |letter: &Letter| may_act(&judged(letter).sender, Standing::default());
    assert!(!begins(&order));
    let passing = Letter { headers: vec![passed], ..order };
    assert!(begins(&passing));
    let quoted = "> Please find attached our purchase order for 5 MT.".to_owned();
    assert!(!begins(&Letter { body: quoted, ..passing.clone() }));
    let passed_on = "Pls see below.\n\n-----Original Message-----\nFrom: buyer@plant.example\nSent: 4 May 2026\nTo: a@b.in\n\
                     Subject: PO\n\nPlease find attached our purchase order for 5 MT of zinc oxide.";
    assert!(!begins(&Letter { body: passed_on.to_owned(), ..passing }));
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
fn no_honest_mail_of_the_set_is_put_away_and_no_attack_begins_anything() {
    let path = source::folder().join("test/adversarial.jsonl");
    let text = std::fs::read_to_string(path).expect("the adversarial set");
    let reader = Reader::new();
    let (mut put_away, mut begun, mut attacks, mut caught) = (Vec::new(), Vec::new(), 0, 0);
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let fields: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let mail = lines::read(line).expect("a mail");
        let verdict = reader.classify(&mail.letter);
        let opens = gate(&verdict, Standing::default()).opens;
        let is_honest = fields.get("honest").is_some_and(|honest| honest.as_bool() != Some(false));
        if is_honest {
            put_away.extend(opens.then_some(mail.id));
            continue;
        }
        attacks += 1;
        caught += usize::from(opens);
        if is_sales(verdict.intent) && may_act(&verdict.sender, Standing::default()) {
            begun.push(mail.id);
        }
    }
    assert!(attacks >= 50);
    assert!(put_away.is_empty(), "honest mail put away: {put_away:?}");
    assert!(begun.is_empty(), "attacks that would begin something, of {attacks}: {begun:?}");
    println!("{caught} of {attacks} attacks go to the junk by themselves");
}
