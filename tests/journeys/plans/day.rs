//! A little of everything that a desk does, and every question that its screens ask.

use chrono::TimeDelta;
use pebble_core::{
    engines::email::{
        intent::{Absence, Bounced, Evidence, Intent, Sender, Verdict},
        mailbox::{Account, Address, Cursor, Envelope, Fetched, FolderRole, RemoteFolder},
        model::{Connect, Folders, MailboxId, Poison, TakePage, TakeWhole, Whole},
    },
    kernel::At,
};
use pebble_tests::mails::{RAMESH, STRANGER};
use serde_json::{Value, json};

use super::watch::Watched;
use crate::engines::acts::step;

/// A mail as a server would show it, whole and understood.
fn letter(no: u32, from: &str, subject: &str, intent: Intent, answers: Option<&str>, at: At) -> Whole {
    let text = format!("{subject}: please quote your best price for 2 MT Titanium dioxide.");
    let envelope = Envelope {
        id: format!("mail-{no}"),
        folder_id: "inbox".to_owned(),
        change_key: "1".to_owned(),
        internet_message_id: Some(format!("<{no}@plans.example>")),
        conversation_id: None,
        conversation_index: None,
        subject: subject.to_owned(),
        from: Address { address: from.to_owned(), name: "Somebody".to_owned() },
        to: Vec::new(),
        cc: Vec::new(),
        reply_to: Vec::new(),
        received_at: at.utc(),
        is_read: false,
        is_draft: false,
        has_attachments: false,
        preview: text.clone(),
    };
    let verdict = Verdict {
        intent,
        confidence: 0.97,
        runners_up: Vec::new(),
        evidence: Evidence::default(),
        entities: Vec::new(),
        newest: text.clone(),
        absence: (intent == Intent::AutoReplyOoo).then_some(Absence { returns_on: None }),
        bounce: (intent == Intent::Bounce).then(|| Bounced { address: Some(RAMESH.to_owned()), is_permanent: true }),
        is_bulk: false,
        sender: Sender::default(),
    };
    let fetched = Fetched {
        envelope,
        html: text.clone(),
        text,
        headers: Vec::new(),
        in_reply_to: answers.map(str::to_owned),
        references: answers.map(str::to_owned).into_iter().collect(),
        attachments: Vec::new(),
        outbox_id: None,
        is_truncated: false,
    };
    Whole { fetched, verdict: Some(verdict) }
}

fn inbox() -> RemoteFolder {
    RemoteFolder {
        id: "inbox".to_owned(),
        parent_id: None,
        name: "Inbox".to_owned(),
        role: FolderRole::Inbox,
        total: 9,
        is_synced: true,
    }
}

/// A mailbox is connected, listed, read page by page and whole.
pub async fn mail_comes_in(on: &mut Watched) -> MailboxId {
    let account =
        Account { id: "plans".to_owned(), address: "plans@pebblechem.example".to_owned(), name: "Plans".to_owned() };
    let mailbox_id: MailboxId =
        serde_json::from_value(on.tell("email.connect", Connect { account, is_sign_in: true }).await).unwrap();
    let ids = on.tell("email.folders", Folders { mailbox_id, folders: vec![inbox()] }).await;
    let folder_id = serde_json::from_value(ids[0].clone()).unwrap();
    let now = on.now();
    let all = [
        letter(1, RAMESH, "Need Titanium dioxide", Intent::EnquiryRfq, None, now),
        letter(2, RAMESH, "Re: Need Titanium dioxide", Intent::QuoteNegotiation, Some("<1@plans.example>"), now),
        letter(3, STRANGER, "Asking for Titanium dioxide", Intent::EnquiryRfq, None, now),
        letter(4, "two@elsewhere.example", "Asking as well", Intent::EnquiryRfq, None, now),
        letter(5, "news@list.example", "News", Intent::NewsletterMarketing, None, now),
        letter(6, "mailer-daemon@list.example", "Undelivered", Intent::Bounce, Some("<2@plans.example>"), now),
        letter(7, RAMESH, "Away", Intent::AutoReplyOoo, Some("<1@plans.example>"), now),
        letter(8, "who@knows.example", "Hello", Intent::NoIntent, None, now),
    ];
    let poison = |id: &str| Poison { id: Some(id.to_owned()), reason: "Not a mail".to_owned(), raw: "{".to_owned() };
    let mut page = TakePage {
        folder_id,
        upserts: all.iter().map(|whole| whole.fetched.envelope.clone()).collect(),
        removed: Vec::new(),
        poison: vec![poison("mail-9")],
        cursor: Some(Cursor::Next("more".to_owned())),
    };
    on.tell("email.take_page", &page).await;
    on.tell("email.appetite", mailbox_id).await;
    let (first, rest) = all.split_at(1);
    let (early, late) = rest.split_at(4);
    let whole = |messages: &[Whole]| TakeWhole {
        mailbox_id,
        messages: messages.to_vec(),
        gone: Vec::new(),
        failed: Vec::new(),
    };
    on.tell("email.take_whole", whole(first)).await;
    on.tell("email.take_whole", whole(early)).await;
    on.tell("email.take_whole", whole(late)).await;
    page.removed = vec!["mail-5".to_owned()];
    page.cursor = Some(Cursor::Delta("next".to_owned()));
    on.tell("email.take_page", &page).await;
    on.tell("email.take_locations", json!({ "mailbox_id": mailbox_id, "found": [{ "id": "mail-5", "folder_id": "inbox", "outside": null }], "gone": [] }))
        .await;
    on.tell("email.folder_trouble", json!({ "folder_id": folder_id, "trouble": "Slow", "is_reset": true })).await;
    on.tell("email.retry_unreadable", Value::Null).await;
    on.tell("email.round_ended", mailbox_id).await;
    let quota = letter(10, "it@quota.example", "Quota", Intent::SpamJunk, None, now);
    on.tell("email.take_whole", whole(&[super::judged::suspect(quota)])).await;
    on.tell("email.audit", mailbox_id).await;
    on.tell("email.miss", json!({ "mailbox_id": mailbox_id, "places": [["mail-9", "inbox"]] })).await;
    mailbox_id
}

/// The mail with this subject.
async fn mail(on: &mut Watched, subject: &str) -> Value {
    let all = json!({ "folder": "all", "query": null, "offset": 0, "limit": 200 });
    let page = on.ask("email.list", all).await;
    let found = page["rows"].as_array().unwrap().iter().find(|row| row["subject"] == subject).cloned();
    found.unwrap_or_else(|| panic!("no mail {subject:?} in {page}"))
}

/// Mails are sorted by hand, and senders let in and turned away.
pub async fn mail_is_sorted(on: &mut Watched) {
    let (rfq, hello, news) = (mail(on, "Need Titanium dioxide").await, mail(on, "Hello").await, mail(on, "News").await);
    on.tell("email.mark_read", json!({ "id": rfq["id"], "is_read": true })).await;
    super::written::mail_is_written(on, &rfq).await;
    on.tell("email.archive", json!({ "id": hello["id"], "reason": null })).await;
    on.tell("email.unarchive", json!({ "id": hello["id"] })).await;
    mail_is_put_aside(on, &hello).await;
    on.tell("email.correct", json!({ "id": hello["id"], "intent": "enquiry_rfq" })).await;
    on.tell("email.link", json!({ "id": news["id"], "enquiry_id": rfq["enquiry_id"] })).await;
    let waiting = on.ask("preleads.list", json!({ "stage": null })).await;
    let (first, second) = (waiting[0]["id"].clone(), waiting[1]["id"].clone());
    on.tell("preleads.validate", json!({ "id": first, "company": { "name": "NewCoat" } })).await;
    on.tell(
        "preleads.advance",
        json!({ "id": second, "to": "contact_in_future", "fields": { "wake_on": "2026-11-21" } }),
    )
    .await;
}

/// A mail is put away, marked as junk and put off, each time to come back.
async fn mail_is_put_aside(on: &mut Watched, mail: &Value) {
    let whole = json!({ "ids": [mail["id"]], "is_whole": true });
    let changed = on.tell("email.archive_many", &whole).await;
    on.tell("email.unarchive_many", changed).await;
    let changed = on.tell("email.junk", &whole).await;
    on.tell("email.unjunk", changed).await;
    on.tell("email.mark_many", json!({ "ids": [mail["id"]], "is_read": true, "is_whole": true })).await;
    on.tell("email.trust_pictures", json!({ "id": mail["id"], "is_trusted": true })).await;
    let snooze = json!({ "ids": [mail["id"]], "until": on.now().plus(TimeDelta::days(30)), "is_whole": true });
    let changed = on.tell("email.snooze", &snooze).await;
    on.tell("email.unsnooze", changed).await;
    on.tell("email.snooze", snooze).await;
}

/// Contacts get numbers and addresses, and people territories and one another's enquiries.
pub async fn people_change(on: &mut Watched, contact: &Value, enquiry: &Value) {
    let point = |kind: &str, value: &str| json!({ "contact_id": contact, "kind": kind, "value": value });
    for (kind, value) in [("phone", "+91 98200 00002"), ("email", "second@nirmalpaints.example")] {
        on.tell("masters.add_point", point(kind, value)).await;
        on.tell("masters.prefer_point", point(kind, value)).await;
        on.tell("masters.retire_point", point(kind, value)).await;
    }
    on.tell("masters.edit_contact", json!({ "id": contact, "role": "Purchase head" })).await;
    let ravi = "00000000-0000-0000-0000-000000000002";
    on.tell("people.join", json!({ "name": "Asha", "role": "director" })).await;
    on.tell("people.join", json!({ "id": ravi, "name": "Ravi" })).await;
    on.tell("people.set_territory", json!({ "name": "West", "head": ravi })).await;
    for covers in [true, false] {
        on.tell("people.cover", json!({ "territory": "West", "person": ravi, "covers": covers })).await;
    }
    let me = on.person();
    on.tell("enquiries.assign", json!({ "id": enquiry, "from": me, "to": ravi })).await;
    super::board::views_are_kept(on).await;
}

/// Cards are opened, moved, placed, written on and ended.
pub async fn cards_move(on: &mut Watched, company: &Value, contact: &Value) -> Value {
    let mut ids = Vec::new();
    for number in 0..4 {
        let open = json!({ "company_id": company, "contact_id": contact, "title": format!("Card {number}"),
            "product": "Zinc oxide", "quantity": "5", "unit": "MT", "value_minor": 100, "priority": "high", "mail": null });
        ids.push(on.tell("enquiries.open", open).await);
    }
    let id = |no: usize| ids[no].as_str().unwrap().to_owned();
    on.tell("enquiries.place", json!({ "id": id(0), "after": id(2), "before": id(1) })).await;
    on.tell("enquiries.place", json!({ "id": id(0), "after": null, "before": id(1) })).await;
    let samples = json!({ "due_on": "2026-11-25", "note": "500 g" });
    on.tell("enquiries.advance", step(&id(1), "pending_enquiry", "pending_samples", samples)).await;
    let quote = json!({ "product": "Zinc oxide", "quantity": "5" });
    on.tell("enquiries.advance", step(&id(2), "pending_enquiry", "make_quote", quote)).await;
    let quoted = json!({ "value_minor": 100, "valid_until": "2026-12-15" });
    on.tell("enquiries.advance", step(&id(2), "make_quote", "quoted", quoted)).await;
    on.tell("enquiries.advance", step(&id(2), "quoted", "won", json!({ "po_number": "1" }))).await;
    on.tell("enquiries.note", json!({ "id": id(0), "text": "Decides on Friday" })).await;
    on.tell("masters.edit_company", json!({ "id": company, "city": "Pune", "gstin": "27AAPFU0939F1ZV" })).await;
    let running = on.ask("followups.of_enquiry", json!(id(0))).await["running"][0]["enrolment"]["id"].clone();
    on.tell("followups.pause", json!({ "id": running, "reason": "On leave", "until": "2026-12-01" })).await;
    on.tell(
        "enquiries.edit",
        json!({ "id": id(0), "title": null, "product": null, "quantity": null, "unit": null,
        "value_minor": 200, "priority": "low" }),
    )
    .await;
    let detail = on.ask("enquiries.detail", json!(id(1))).await;
    on.tell("enquiries.close_track", json!({ "id": detail["tracks"][0]["id"] })).await;
    on.tell("followups.remind", json!({ "enquiry_id": id(1), "title": "Ask the lab", "due_at": on.now() })).await;
    ids[1].clone()
}

/// Quotations are begun, saved over one another, settled, sent, revised, won and lost, and one is left to expire.
pub async fn quotations_go_out(on: &mut Watched, company: &Value) {
    for how in ["won", "lost", "late"] {
        let open =
            json!({ "company_id": company, "title": how, "product": "Zinc oxide", "quantity": "5", "unit": "MT" });
        let enquiry = on.tell("enquiries.open", open).await;
        files_come_and_go(on, &enquiry).await;
        let content = on.ask("quotations.propose", enquiry.clone()).await;
        let draft = json!({ "enquiry_id": enquiry, "content": content });
        let id = on.tell("quotations.draft", draft).await;
        let begun = newest(on, &enquiry).await;
        let save = json!({ "id": id, "base": begun["edition"], "content": content });
        on.tell("quotations.save", save.clone()).await;
        let fork = on.tell("quotations.save", save).await["id"].clone();
        let base = newest(on, &enquiry).await["edition"].clone();
        on.tell("quotations.settle", json!({ "fork": fork, "base": base, "keep": "mine" })).await;
        go_out(on, &enquiry).await;
        on.tell("quotations.negotiate", json!({ "id": id })).await;
        let id = on.tell("quotations.revise", json!({ "id": id })).await;
        go_out(on, &enquiry).await;
        if how == "lost" {
            on.tell("quotations.decline", json!({ "id": id, "reason": "Price too high" })).await;
        }
        if how == "won" {
            on.tell("quotations.accept", json!({ "id": id, "po_number": "PO-7", "po_on": "2026-11-18" })).await;
            let total = newest(on, &enquiry).await["total_minor"].clone();
            on.tell("orders.place", json!({ "quotation_id": id, "total_minor": total, "deliver_to": "Bhosari, Pune" }))
                .await;
        }
    }
}

/// A file is attached, and attached again, and another is taken off.
async fn files_come_and_go(on: &mut Watched, enquiry: &Value) {
    for hash in ["a", "a", "b"] {
        let attach = json!({ "enquiry_id": enquiry, "hash": hash.repeat(64), "size": 5, "name": "TDS.pdf",
            "media_type": "application/pdf" });
        let id = on.tell("files.attach", attach).await;
        if hash == "b" {
            on.tell("files.detach", id).await;
        }
    }
    on.ask("files.of_enquiry", enquiry.clone()).await;
    on.ask("files.find", json!("tds")).await;
}

async fn newest(on: &mut Watched, enquiry: &Value) -> Value {
    on.ask("quotations.of_enquiry", enquiry.clone()).await[0]["quotation"].clone()
}

async fn go_out(on: &mut Watched, enquiry: &Value) {
    let row = newest(on, enquiry).await;
    on.tell("quotations.approve", json!({ "id": row["id"], "base": row["edition"] })).await;
    let read = json!({ "id": row["id"], "base": row["edition"], "total_minor": row["total_minor"] });
    on.tell("quotations.send", read).await;
}

/// Days pass: what is due is run, what is to leave leaves, and the rep works through the day.
pub async fn days_pass(on: &mut Watched) -> Vec<String> {
    let mut ran = Vec::new();
    for _ in 0..30 {
        on.pass(TimeDelta::days(3));
        ran.extend(on.tick().await);
        let claimed = on.tell("desk.claim", json!({ "kind": "send_mail" })).await;
        if claimed.is_null() {
            continue;
        }
        for state in ["dispatching", "done"] {
            let report = json!({ "id": claimed["id"], "fence": claimed["fence"], "state": state, "progress": null,
                "reference": "<sent@plans.example>", "trouble": null, "retry_at": null });
            on.tell("desk.step", report).await;
        }
    }
    let today = on.ask("followups.today", Value::Null).await;
    let calls = today["missed"].as_array().unwrap().iter().filter(|row| row["kind"] == "call");
    let calls: Vec<Value> = calls.map(|row| row["task_id"].clone()).collect();
    let done = |task: &Value| {
        json!({ "task_id": task, "outcome": "not_interested", "category": "price_high",
        "negotiated_minor": 20500, "competitor": null, "next_on": null, "comment": "Buys for less elsewhere" })
    };
    on.tell("followups.complete", done(calls.first().expect("no call is due"))).await;
    let talked = json!({ "enquiry_id": today["missed"][0]["enquiry_id"], "direction": "out", "seconds": 90,
        "outcome": "interested", "comment": "Wants a sample", "next_on": null });
    on.tell("followups.log_call", talked).await;
    ran
}

/// Every question of the screens, in each of its forms.
pub async fn questions(on: &mut Watched, company: &Value, enquiry: &Value, contact: &Value) {
    let one = mail(on, "Re: Need Titanium dioxide").await;
    let waiting = on.ask("preleads.list", json!({ "stage": "validation" })).await;
    super::board::questions(on, company, enquiry).await;
    mail_lists(on).await;
    for (company_id, query) in [
        (Value::Null, Value::Null),
        (company.clone(), Value::Null),
        (Value::Null, json!("zinc")),
        (company.clone(), json!("zinc")),
    ] {
        on.ask("enquiries.find", json!({ "company_id": company_id, "query": query })).await;
    }
    quotation_questions(on, enquiry).await;
    for (wire, input) in [
        ("desk.waiting", Value::Null),
        ("desk.deeds", json!({ "before": null, "limit": 50 })),
        ("enquiries.history", enquiry.clone()),
        ("desk.calendar", Value::Null),
        ("people.me", Value::Null),
        ("people.everybody", Value::Null),
        ("people.territories", Value::Null),
        ("masters.companies", json!("")),
        ("masters.companies", json!("nirmal")),
        ("masters.find_contacts", json!("ram")),
        ("masters.contacts", company.clone()),
        ("masters.points", contact.clone()),
        ("masters.products", Value::Null),
        ("email.detail", json!({ "id": one["id"] })),
        ("email.counts", Value::Null),
        ("email.of_record", enquiry.clone()),
        ("email.unreadable", Value::Null),
        ("enquiries.detail", enquiry.clone()),
        ("enquiries.story", json!({ "id": enquiry, "kinds": [], "text": null, "limit": 200 })),
        ("enquiries.story", json!({ "id": enquiry, "kinds": ["mail_in", "call"], "text": "zinc", "limit": 200 })),
        ("enquiries.stages", Value::Null),
        ("preleads.list", json!({ "stage": null })),
        ("preleads.list", json!({ "stage": null, "is_turned_away": true })),
        ("preleads.find", json!("zinc")),
        ("preleads.detail", waiting[0]["id"].clone()),
        ("preleads.stages", Value::Null),
        ("followups.today", Value::Null),
        ("followups.sequences", Value::Null),
        ("followups.of_enquiry", enquiry.clone()),
    ] {
        on.ask(wire, input).await;
    }
}

/// Every list of mails, grouped and not, with words and with each filter.
async fn mail_lists(on: &mut Watched) {
    let list = |tray: &str, query: Option<&str>, is_grouped: bool, offset: u64| json!({ "folder": tray, "query": query, "is_grouped": is_grouped, "offset": offset, "limit": 50 });
    for tray in ["inbox", "unclassified", "linked", "preleads", "archived", "sent", "snoozed", "junk", "all"] {
        for query in [None, Some("titanium")] {
            on.ask("email.list", list(tray, query, false, 50)).await;
        }
        on.ask("email.list", list(tray, None, true, 0)).await;
        for filter in ["from:ramesh", "to:plans", "company:nirmal", "after:7d titanium", "from:ramesh is:unread"] {
            on.ask("email.list", list(tray, Some(filter), false, 0)).await;
        }
    }
    for filter in ["is:unread", "has:attachment", "intent:enquiry", "before:today", "after:7d", "in:inbox zinc"] {
        on.ask("email.list", list("inbox", Some(filter), false, 0)).await;
    }
}

async fn quotation_questions(on: &mut Watched, enquiry: &Value) {
    let product = on.ask("masters.products", Value::Null).await[0]["id"].clone();
    for (wire, input) in [
        ("masters.listed", Value::Null),
        ("masters.may_price", Value::Null),
        ("masters.prices", product),
        ("quotations.of_enquiry", enquiry.clone()),
        ("quotations.propose", enquiry.clone()),
        ("quotations.reckon", json!({ "currency": "INR", "lines": [], "freight_minor": 0, "valid_until": null })),
        ("quotations.stages", Value::Null),
        ("orders.of_enquiry", enquiry.clone()),
    ] {
        on.ask(wire, input).await;
    }
}
