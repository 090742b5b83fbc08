//! What the demo mailbox promises to everything that is built on it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use chrono::{DateTime, TimeZone, Timelike, Utc};

use super::check::gstin_check;
use super::deal::{Deal, grouped};
use super::hours::india;
use super::parts::Deck;
use super::{DemoAddress, DemoBody, DemoFolder, DemoMessage, SentMail, answer, arrivals, mailbox};

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 9, 30, 0).unwrap()
}

fn domain(address: &str) -> &str {
    address.rsplit('@').next().unwrap()
}

fn addresses(message: &DemoMessage) -> Vec<&DemoAddress> {
    std::iter::once(&message.from).chain(&message.to).chain(&message.cc).collect()
}

fn sent_to(name: &str, address: &str) -> SentMail {
    SentMail {
        message_id: "<m1@pebblechem.example>".to_owned(),
        references: vec!["<m0@nirmalpaints.example>".to_owned()],
        thread: "c1".to_owned(),
        from: DemoAddress { name: "Asha Kulkarni".to_owned(), address: "asha.kulkarni@pebblechem.example".to_owned() },
        to: vec![DemoAddress { name: name.to_owned(), address: address.to_owned() }],
        subject: "Re: Requirement of Acetone".to_owned(),
        text: "Our offer for Acetone at Rs 92.50/kg still stands.".to_owned(),
        sent_at: now(),
    }
}

#[test]
fn the_mailbox_has_the_promised_size() {
    let demo = mailbox(now());
    let threads: BTreeSet<&str> = demo.messages.iter().map(|message| message.thread.as_str()).collect();
    let domains: BTreeSet<&str> = demo.companies.iter().map(|company| company.domain.as_str()).collect();
    let writing: BTreeSet<&str> =
        demo.messages.iter().map(|message| domain(&message.from.address)).filter(|one| domains.contains(one)).collect();
    assert!(demo.messages.len() >= 620, "{} messages", demo.messages.len());
    assert!(threads.len() >= 185, "{} threads", threads.len());
    assert!(writing.len() >= 64, "{} companies write", writing.len());
    assert!((30..=40).contains(&demo.products.len()));
    let known = demo.companies.iter().filter(|company| company.is_known).count();
    assert!((40..=50).contains(&known), "{known} known");
}

#[test]
fn the_same_moment_gives_the_same_mailbox() {
    assert_eq!(mailbox(now()), mailbox(now()));
    assert_eq!(arrivals(now()), arrivals(now()));
}

#[test]
fn another_day_gives_the_same_mails_at_other_times() {
    let sunday = Utc.with_ymd_and_hms(2027, 2, 28, 0, 5, 0).unwrap();
    let (one, other) = (mailbox(now()), mailbox(sunday));
    let ids = |demo: &super::Demo| demo.messages.iter().map(|one| one.message_id.clone()).collect::<BTreeSet<_>>();
    assert_eq!(ids(&one), ids(&other));
    assert!(other.messages.iter().all(|message| message.received_at <= sunday));
}

#[test]
fn every_date_lies_within_three_weeks_before_now() {
    for message in mailbox(now()).messages {
        assert!(message.received_at <= now(), "{}", message.thread);
        assert!(
            message.received_at >= now() - chrono::Duration::days(21),
            "{} {}",
            message.thread,
            message.received_at
        );
    }
}

#[test]
fn most_mail_is_written_in_office_hours() {
    let zone = india().unwrap();
    let messages = mailbox(now()).messages;
    let hour = |message: &&DemoMessage| (9..19).contains(&message.received_at.with_timezone(&zone).hour());
    assert!(messages.iter().filter(hour).count() * 100 > messages.len() * 90);
}

#[test]
fn every_answer_points_to_a_mail_that_exists_and_is_older() {
    let demo = mailbox(now());
    let by_id: HashMap<&str, &DemoMessage> = demo.messages.iter().map(|one| (one.message_id.as_str(), one)).collect();
    assert_eq!(by_id.len(), demo.messages.len(), "Message-IDs are unique");
    for message in &demo.messages {
        let Some(parent) = &message.in_reply_to else {
            assert!(message.references.is_empty());
            continue;
        };
        let parent = by_id.get(parent.as_str()).unwrap_or_else(|| panic!("{} answers nothing", message.message_id));
        assert_eq!(parent.thread, message.thread);
        assert!(parent.received_at < message.received_at, "{} {}", message.thread, message.subject);
        assert_eq!(message.references.last(), message.in_reply_to.as_ref());
    }
}

#[test]
fn check_digits_are_right() {
    let demo = mailbox(now());
    for product in &demo.products {
        let digits: Vec<u32> = product.cas.chars().filter_map(|c| c.to_digit(10)).collect();
        let (check, body) = digits.split_last().unwrap();
        let sum: u32 = body.iter().rev().zip(1..).map(|(digit, weight)| digit * weight).sum();
        assert_eq!(sum % 10, *check, "{} {}", product.name, product.cas);
        assert!(product.list_price_minor > 0);
    }
    let gstins: Vec<&String> = demo.companies.iter().filter_map(|company| company.gstin.as_ref()).collect();
    assert!(gstins.len() > 50);
    for gstin in gstins {
        let (first, check) = gstin.split_at(14);
        assert_eq!(gstin_check(first), check.chars().next(), "{gstin}");
    }
    // A number widely printed as the specimen of the format.
    assert_eq!(gstin_check("27AAPFU0939F1Z"), Some('V'));
}

#[test]
fn nobody_real_is_written_to() {
    let coming = arrivals(now());
    let demo = mailbox(now());
    for message in demo.messages.iter().chain(coming.iter().map(|arrival| &arrival.message)) {
        for address in addresses(message) {
            assert!(address.address.ends_with(".example") && address.address.contains('@'), "{}", address.address);
        }
        let words = message.body.content().split(|c: char| c.is_whitespace() || "<>&();:\"".contains(c));
        for word in words.filter(|word| word.contains('@')) {
            assert!(word.trim_end_matches(['.', ',', '>']).ends_with(".example"), "{word}");
        }
    }
    assert!(demo.companies.iter().all(|company| company.domain.ends_with(".example") && !company.contacts.is_empty()));
}

#[test]
fn no_slot_stays_open_and_nothing_is_empty() {
    let coming = arrivals(now());
    for message in mailbox(now()).messages.iter().chain(coming.iter().map(|arrival| &arrival.message)) {
        let files = message.attachments.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(" ");
        for text in [message.subject.as_str(), message.body.content(), &files] {
            assert!(!text.contains(['{', '}']), "{}: {text}", message.thread);
        }
        assert!(!message.subject.trim().is_empty(), "{} {}", message.thread, message.truth);
        assert!(message.body.content().len() > 1 && !message.truth.is_empty(), "{}", message.thread);
    }
}

#[test]
fn every_intent_occurs_and_every_folder_is_used() {
    let labels = [
        "enquiry_rfq",
        "quote_negotiation",
        "order_po",
        "sample_request",
        "sample_feedback",
        "technical_query",
        "vendor_qualification",
        "complaint",
        "chase_followup",
        "deferred_hold",
        "not_interested_lost",
        "payment",
        "logistics",
        "auto_reply_ooo",
        "bounce",
        "newsletter_marketing",
        "supplier_pitch",
        "spam_junk",
        "fake_enquiry",
        "internal",
        "meeting_contact",
        "other",
        "sent",
    ];
    let messages = mailbox(now()).messages;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for message in &messages {
        *counts.entry(message.truth.as_str()).or_default() += 1;
    }
    assert_eq!(counts.keys().copied().collect::<BTreeSet<_>>(), BTreeSet::from(labels));
    assert!(counts.values().all(|count| *count >= 6), "{counts:?}");
    for folder in [DemoFolder::Inbox, DemoFolder::Sent, DemoFolder::Archive, DemoFolder::Junk] {
        assert!(messages.iter().any(|message| message.folder == folder), "{folder:?}");
    }
    assert!(messages.iter().all(|one| (one.folder == DemoFolder::Sent) == (one.truth == "sent")));
}

#[test]
fn there_are_enough_hand_written_parts_and_no_two_are_alike() {
    let deck = Deck::open();
    let texts: BTreeSet<&str> = deck.all().map(|part| part.text.as_str()).collect();
    assert!(texts.len() >= 260, "{}", texts.len());
    assert_eq!(texts.len(), deck.all().count());
}

#[test]
fn machine_mail_carries_its_headers() {
    let has = |message: &DemoMessage, name: &str| message.headers.iter().any(|(header, _)| header == name);
    for message in mailbox(now()).messages {
        match message.truth.as_str() {
            "auto_reply_ooo" => assert!(has(&message, "Auto-Submitted")),
            "newsletter_marketing" => assert!(has(&message, "List-Unsubscribe")),
            "bounce" => {
                assert!(message.from.address.starts_with("mailer-daemon@"));
                let is_report =
                    |(name, value): &(String, String)| name == "Content-Type" && value.contains("report-type");
                assert!(message.headers.iter().any(is_report));
            }
            "sent" => assert!(message.headers.is_empty()),
            _ => assert!(!has(&message, "Auto-Submitted")),
        }
    }
}

#[test]
fn a_remark_of_a_colleague_is_never_quoted_to_a_customer() {
    let messages = mailbox(now()).messages;
    let remarks: Vec<&DemoMessage> = messages
        .iter()
        .filter(|one| one.from.address == "lab@pebblechem.example" && one.in_reply_to.is_some())
        .collect();
    assert!(!remarks.is_empty());
    for remark in remarks {
        let later = messages.iter().filter(|one| one.thread == remark.thread && one.received_at > remark.received_at);
        for message in later {
            assert!(!message.references.contains(&remark.message_id));
            assert!(!message.body.content().contains("lab@pebblechem.example"), "{}", message.thread);
        }
    }
}

#[test]
fn quotes_tables_scripts_and_phones_all_occur() {
    let messages = mailbox(now()).messages;
    let with = |mark: &str| messages.iter().filter(|one| one.body.content().contains(mark)).count();
    let marks =
        ["-----Original Message-----", "gmail_quote", "wrote:\n\n> ", "border-top:solid #E1E1E1", "        Subject\n"];
    for mark in marks.into_iter().chain(["<table", "Sent from my iPhone", "chahiye", "नमस्ते"]) {
        assert!(with(mark) >= 3, "{mark}: {}", with(mark));
    }
    assert!(messages.iter().any(|one| matches!(one.body, DemoBody::Text(_))));
    assert!(messages.iter().filter(|one| !one.attachments.is_empty()).count() >= 60);
}

#[test]
fn mail_starts_arriving_within_five_seconds_and_goes_on_for_an_hour() {
    let coming = arrivals(now());
    assert!((55..=65).contains(&coming.len()), "{}", coming.len());
    assert!(coming.first().unwrap().after <= Duration::from_secs(5));
    let last = coming.last().unwrap().after;
    assert!((Duration::from_secs(3000)..=Duration::from_secs(3900)).contains(&last), "{last:?}");
    let ids: BTreeSet<String> = mailbox(now()).messages.into_iter().map(|one| one.message_id).collect();
    for arrival in &coming {
        assert_eq!(arrival.message.received_at, now() + arrival.after);
        assert!(!ids.contains(&arrival.message.message_id));
        assert!(arrival.message.in_reply_to.iter().all(|parent| ids.contains(parent)));
    }
    assert!(coming.iter().filter(|arrival| arrival.message.in_reply_to.is_some()).count() >= 20);
}

#[test]
fn customers_answer_what_is_sent_to_them_each_in_their_own_way() {
    let demo = mailbox(now());
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    for contact in demo.companies.iter().flat_map(|company| &company.contacts) {
        let sent = sent_to(&contact.name, &contact.address);
        let label = answer(&sent, 0).map_or_else(|| "silent".to_owned(), |(_, message)| message.truth);
        *first.entry(label).or_default() += 1;
    }
    for label in ["quote_negotiation", "deferred_hold", "order_po", "auto_reply_ooo", "bounce", "silent"] {
        assert!(first.contains_key(label), "{label} missing in {first:?}");
    }
    assert_eq!(first.get("bounce"), Some(&1));
}

#[test]
fn an_answer_is_the_same_each_time_and_belongs_to_the_sent_mail() {
    let sent = sent_to("Arshad Ansari", "arshad@purvanchalglass.example");
    let (delay, message) = answer(&sent, 0).unwrap();
    assert_eq!(answer(&sent, 0).unwrap().1, message);
    assert!((8..=20).contains(&delay.as_secs()));
    assert_eq!(message.in_reply_to.as_deref(), Some("<m1@pebblechem.example>"));
    assert_eq!(message.references, ["<m0@nirmalpaints.example>", "<m1@pebblechem.example>"]);
    assert_eq!(message.received_at, now() + delay);
    assert!(message.body.content().contains("arshad@purvanchalglass.example"));
}

#[test]
fn an_answer_speaks_of_the_product_and_price_that_were_offered() {
    let products = mailbox(now()).products;
    let deal = Deal::of("any", &products).fitted_to("offer for Acetone at Rs. 92.5/kg", &products);
    assert_eq!((deal.main.product.as_str(), deal.main.price), ("Acetone", 9250));
    assert!(deal.counter < 9250);
    let deal = deal.fitted_to("Our customers ask for Toluene; we offer Rs 97.50 per kg", &products);
    assert_eq!((deal.main.product.as_str(), deal.main.price), ("Toluene", 9750));
}

#[test]
fn nobody_outside_the_demo_is_spoken_for() {
    for address in ["ravi.menon@pebblechem.example", "someone@firm.test", "nobody"] {
        for n in 0..4 {
            assert!(answer(&sent_to("Somebody", address), n).is_none(), "{address}");
        }
    }
}

#[test]
fn amounts_are_grouped_the_indian_way() {
    assert_eq!(grouped(123_456_700), "12,34,567");
    assert_eq!(grouped(100_000), "1,000");
    assert_eq!(grouped(99_900), "999");
}
