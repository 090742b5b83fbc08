//! What the gate makes of the adversarial set: mail of attackers, and honest mail that looks like theirs.

use pebble_core::engines::email::{
    intent::{Classifier, Letter, Verdict},
    mailbox::FolderRole,
    rules::{Course, Sight, course, junk::gate},
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
    assert!(gate(&verdict, false).opens);
    let quiet = judged(&Letter { headers: Vec::new(), attachments: Vec::new(), ..phish() });
    assert!(quiet.sender.against.is_empty() && !gate(&quiet, false).opens);
}

#[test]
fn words_that_are_quoted_or_passed_on_are_known_for_it() {
    let of = |body: &str| judged(&Letter { body: body.to_owned(), ..phish() }).sender.is_borrowed;
    assert!(!of("Please find attached our purchase order for 5 MT of zinc oxide."));
    assert!(of("> Please find attached our purchase order for 5 MT."));
    assert!(of(
        "Pls see below.\n\n-----Original Message-----\nFrom: buyer@plant.example\nSent: 4 May 2026\nTo: a@b.in\n\
                Subject: PO\n\nPlease find attached our purchase order for 5 MT of zinc oxide."
    ));
}

#[test]
fn no_honest_mail_of_the_set_is_put_away_and_no_forged_one_opens_a_card() {
    let path = source::folder().join("test/adversarial.jsonl");
    let text = std::fs::read_to_string(path).expect("the adversarial set");
    let reader = Reader::new();
    let (mut put_away, mut opened, mut attacks, mut doubted) = (Vec::new(), Vec::new(), 0, 0);
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let fields: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let mail = lines::read(line).expect("a mail");
        let verdict = reader.classify(&mail.letter);
        let is_away = gate(&verdict, false).opens;
        let is_honest = fields.get("honest").is_some_and(|honest| honest.as_bool() != Some(false));
        if is_honest {
            put_away.extend(is_away.then_some(mail.id));
            continue;
        }
        attacks += 1;
        let sender = &verdict.sender;
        doubted += usize::from(is_away || sender.has_failed || sender.is_disguised);
        // In a customer's name, that is: by a stranger nothing is ever opened.
        let sight = Sight {
            intent: verdict.intent,
            is_bulk: verdict.is_bulk,
            is_outgoing: false,
            is_on_thread: false,
            is_known: true,
            is_barred: false,
            is_junk_sender: false,
            is_surely_junk: false,
            is_doubtful: sender.has_failed,
            folder: FolderRole::Inbox,
            is_insisted: false,
        };
        if sender.has_failed && course(sight) == Course::AskEnquiries {
            opened.push(mail.id);
        }
    }
    assert!(attacks >= 50);
    assert!(put_away.is_empty(), "honest mail put away: {put_away:?}");
    assert!(opened.is_empty(), "forged mail that would open a card: {opened:?}");
    println!("{doubted} of {attacks} attacks are doubted");
}
