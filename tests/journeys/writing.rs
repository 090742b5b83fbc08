//! Mail that a rep writes: kept as it is typed, checked before it leaves, called back, and sent with its files.

use chrono::TimeDelta;
use pebble_core::kernel::Code;
use pebble_simulators::{Fault, NewMessage, Person, SendMode, SignIn};
use pebble_tests::{OTHER, Rig, mails, sending};
use serde_json::{Value, json};

use crate::engines::{
    acts::{desk, detail, mail},
    files::{bytes, staged},
};

/// A desk with the first RFQ on its board, and that mail.
async fn asked() -> (Rig, Value) {
    let rig = desk().await;
    rig.deliver(mails::rfq());
    rig.turn().await;
    let rfq = mail(&rig, "Requirement of Zinc oxide").await;
    (rig, rfq)
}

async fn begin(rig: &Rig, way: &str, answers: &Value) -> Value {
    rig.tell("email.draft_begin", json!({ "way": way, "answers": answers, "enquiry_id": null, "to": [] })).await
}

async fn drafts(rig: &Rig) -> Vec<Value> {
    rig.ask("email.drafts", Value::Null).await.as_array().unwrap().clone()
}

async fn attach(rig: &Rig, draft: &Value, name: &str, size: usize) {
    let upload = staged(rig, &bytes(3, size)).await;
    let file = json!({ "upload": upload, "draft_id": draft["id"], "name": name, "media_type": "application/pdf" });
    rig.tell("app.attach_to_draft", file).await;
}

fn to(mut draft: Value, address: &str) -> Value {
    draft["to"] = json!([{ "name": "", "address": address }]);
    draft
}

/// A mail of its own, to whom asked.
async fn fresh(rig: &Rig) -> Value {
    let mut draft = to(begin(rig, "new", &Value::Null).await, mails::RAMESH);
    draft["subject"] = json!("Zinc oxide");
    draft
}

#[tokio::test]
async fn what_is_typed_is_there_after_the_desk_was_started_again_and_an_answer_is_gone_on_with() {
    let (rig, rfq) = asked().await;
    rig.tell("email.set_writing", json!({ "signature": "<p><b>Asha</b></p>", "undo_seconds": 10 })).await;
    let draft = begin(&rig, "reply", &rfq["id"]).await;
    assert_eq!(draft["to"][0]["address"], mails::RAMESH);
    assert_eq!(draft["subject"], "RE: Requirement of Zinc oxide");
    assert!(draft["html"].as_str().unwrap().ends_with("<p><b>Asha</b></p>"), "{draft}");
    let mut written = draft.clone();
    written["html"] = json!("<p>Half a sente</p>");
    rig.tell("email.draft_save", written).await;
    let rig = rig.restarted().await;
    let again = begin(&rig, "reply", &rfq["id"]).await;
    assert_eq!((&again["id"], &again["html"]), (&draft["id"], &json!("<p>Half a sente</p>")));
    assert_eq!(drafts(&rig).await.len(), 1);
    rig.tell("email.draft_discard", json!({ "id": draft["id"] })).await;
    assert!(drafts(&rig).await.is_empty());
    rig.tell("email.draft_restore", json!({ "id": draft["id"] })).await;
    assert_eq!(drafts(&rig).await[0]["preview"], "Half a sente");
}

#[tokio::test]
async fn a_mail_with_an_open_variable_or_nobody_to_go_to_is_refused_in_a_sentence() {
    let (rig, rfq) = asked().await;
    let draft = begin(&rig, "reply", &rfq["id"]).await;
    let refused = rig.refused("email.draft_send", sending(&draft, "<p>Dear {{contact.name}}</p>")).await;
    assert_eq!(refused.field.as_deref(), Some("html"));
    assert_eq!(refused.message, "{{contact.name}} has no value yet. Fill it in or take it out, then send.");
    assert_eq!(rig.refused("email.draft_send", sending(&draft, "<p>&nbsp;</p>")).await.field.as_deref(), Some("html"));
    let nobody = json!({ "id": draft["id"], "to": [], "cc": [], "bcc": [], "subject": "x" });
    assert_eq!(rig.refused("email.draft_send", sending(&nobody, "<p>x</p>")).await.field.as_deref(), Some("to"));
    assert_eq!(drafts(&rig).await[0]["state"], "open");
}

#[tokio::test]
async fn a_mail_can_be_called_back_as_long_as_it_waits_and_not_after() {
    let (rig, rfq) = asked().await;
    let draft = begin(&rig, "reply", &rfq["id"]).await;
    rig.tell("email.draft_send", sending(&draft, "<p>Rs 512</p>")).await;
    rig.pass(TimeDelta::seconds(9));
    rig.turn().await;
    assert_eq!((rig.sim.sent().len(), drafts(&rig).await[0]["state"].clone()), (0, json!("waiting")));
    let saved = rig.refused("email.draft_save", sending(&draft, "<p>late</p>")["written"].clone()).await;
    assert_eq!(saved.code, Code::Conflict, "a late keystroke changes nothing that was sent");
    let back = rig.tell("email.draft_recall", json!({ "id": draft["id"] })).await;
    assert_eq!((&back["html"], &back["state"]), (&json!("<p>Rs 512</p>"), &json!("open")));
    rig.pass(TimeDelta::minutes(1));
    rig.turn().await;
    assert!(rig.sim.sent().is_empty(), "what was called back left");
    rig.send(&back, "<p>Rs 215</p>").await;
    rig.turn().await;
    rig.turn().await;
    assert_eq!(rig.sim.sent().len(), 1);
    assert_eq!(rig.refused("email.draft_recall", json!({ "id": draft["id"] })).await.code, Code::Conflict);
    assert!(drafts(&rig).await.is_empty(), "what has left is no draft");
}

#[tokio::test]
async fn an_answer_to_everybody_leaves_out_oneself_and_goes_to_exactly_those_who_are_named() {
    let rig = desk().await;
    let others = [("Purchase", "purchase@nirmalpaints.example"), ("Asha", pebble_tests::ASHA)];
    let cc = others.map(|(name, address)| Person::new(name, address)).to_vec();
    rig.deliver(NewMessage { cc, ..mails::rfq() });
    rig.turn().await;
    let rfq = mail(&rig, "Requirement of Zinc oxide").await;
    let mut draft = begin(&rig, "reply_all", &rfq["id"]).await;
    assert_eq!(draft["cc"], json!([{ "name": "Purchase", "address": "purchase@nirmalpaints.example" }]), "{draft}");
    draft["bcc"] = json!([{ "name": "", "address": "director@pebblechem.example" }]);
    draft["cc"] = json!([]);
    rig.send(&draft, "<p>Rs 215</p>").await;
    rig.turn().await;
    let sent = rig.sim.sent().remove(0);
    assert!(sent.cc.is_empty() && sent.to.len() == 1, "{:?} {:?}", sent.to, sent.cc);
    assert_eq!(sent.bcc[0].address, "director@pebblechem.example");
    assert!(sent.in_reply_to.is_some(), "the server threads it");
    rig.sim.assert_clean();
}

#[tokio::test]
async fn a_new_mail_for_an_enquiry_stands_on_its_timeline_and_is_laid_out_for_outlook() {
    let (rig, _) = asked().await;
    let id = rig.only_enquiry().await;
    let begin = json!({ "way": "new", "answers": null, "enquiry_id": id,
        "to": [{ "name": "Ramesh Iyer", "address": mails::RAMESH }] });
    let mut draft = rig.tell("email.draft_begin", begin).await;
    draft["subject"] = json!("Our offer");
    rig.send(&draft, "<p>Rates:</p><table><tr><th>Grade</th></tr><tr><td>ZnO</td></tr></table><script>x</script>")
        .await;
    rig.turn().await;
    let body = rig.sim.sent().remove(0).body.content().to_owned();
    assert!(body.contains("<td style=\"border:1px solid"), "{body}");
    assert!(!body.contains("script"), "{body}");
    let timeline = detail(&rig, &id).await["timeline"].clone();
    assert!(timeline.as_array().unwrap().iter().any(|line| line["kind"] == "mail_out"), "{timeline}");
}

#[tokio::test]
async fn files_go_with_a_mail_up_to_what_outlook_takes() {
    let (rig, rfq) = asked().await;
    let draft = begin(&rig, "forward", &rfq["id"]).await;
    attach(&rig, &draft, "TDS.pdf", 100_000).await;
    attach(&rig, &draft, "../Catalogue.pdf", 7 << 20).await;
    let upload = staged(&rig, &bytes(4, 19 << 20)).await;
    let file = json!({ "upload": upload, "draft_id": draft["id"], "name": "Film.mp4", "media_type": "video/mp4" });
    let refused = rig.refused("app.attach_to_draft", file).await;
    assert_eq!(refused.field.as_deref(), Some("size"));
    rig.send(&to(draft, "lab@toll-blender.example"), "<p>Please see.</p>").await;
    rig.turn().await;
    let sent = rig.sim.sent().remove(0);
    let files: Vec<(&str, usize)> = sent.attachments.iter().map(|f| (f.name.as_str(), f.bytes.len())).collect();
    assert_eq!(files, [("TDS.pdf", 100_000), ("Catalogue.pdf", 7 << 20)]);
    assert_eq!(sent.attachments[1].bytes, bytes(3, 7 << 20));
    rig.sim.assert_clean();
}

#[tokio::test]
async fn a_mail_that_is_to_leave_later_leaves_then_and_not_before() {
    let (rig, rfq) = asked().await;
    let draft = begin(&rig, "reply", &rfq["id"]).await;
    let mut later = sending(&draft, "<p>Good morning</p>");
    later["not_before"] = json!("2026-11-20T03:30:00Z");
    rig.tell("email.draft_send", later).await;
    rig.pass(TimeDelta::hours(20));
    rig.turn().await;
    assert!(rig.sim.sent().is_empty());
    let rig = rig.restarted().await;
    rig.pass(TimeDelta::hours(2));
    rig.turn().await;
    assert_eq!(rig.sim.sent().len(), 1);
}

#[tokio::test]
async fn a_mail_that_outlook_refuses_is_a_draft_again_with_the_reason() {
    let (rig, rfq) = asked().await;
    let draft = begin(&rig, "reply", &rfq["id"]).await;
    rig.sim.modes(|modes| {
        modes.send = SendMode::ErrorBefore(400);
        modes.send_times = 1;
    });
    rig.send(&draft, "<p>Rs 215</p>").await;
    rig.turn().await;
    let row = drafts(&rig).await.remove(0);
    assert_eq!(row["state"], "failed", "{row}");
    assert!(row["trouble"].as_str().is_some_and(|why| !why.is_empty()), "{row}");
    let back = rig.tell("email.draft_recall", json!({ "id": draft["id"] })).await;
    rig.send(&back, "<p>Rs 215</p>").await;
    rig.turn().await;
    assert_eq!(rig.sim.sent().len(), 1);
}

#[tokio::test]
async fn trouble_at_any_step_of_an_upload_sends_no_file_twice_and_none_in_part() {
    let lost = |method: &str, path: &str, nth: u32| Fault {
        method: method.to_owned(),
        path: path.to_owned(),
        nth,
        is_after: true,
        drop_after_bytes: Some(0),
        ..Fault::default()
    };
    let throttled = Fault {
        method: "PUT".to_owned(),
        path: "/uploads/".to_owned(),
        status: Some(429),
        headers: vec![("Retry-After".to_owned(), "2".to_owned())],
        ..Fault::default()
    };
    let faults = [
        lost("POST", "createReply", 1),
        lost("POST", "/attachments", 1),
        lost("POST", "createUploadSession", 1),
        lost("PUT", "/uploads/", 1),
        lost("PUT", "/uploads/", 3),
        lost("PATCH", "/me/messages", 2),
        throttled,
    ];
    for fault in faults {
        let (rig, rfq) = asked().await;
        let draft = begin(&rig, "reply", &rfq["id"]).await;
        attach(&rig, &draft, "TDS.pdf", 100_000).await;
        attach(&rig, &draft, "Catalogue.pdf", 7 << 20).await;
        rig.sim.fault(fault.clone());
        rig.send(&draft, "<p>Please find attached.</p>").await;
        rig.turn().await;
        let rig = rig.restarted().await;
        for _ in 0..3 {
            rig.pass(TimeDelta::minutes(11));
            rig.turn().await;
        }
        let sent = rig.sim.sent();
        assert_eq!(sent.len(), 1, "{fault:?}");
        let files: Vec<(&str, usize)> = sent[0].attachments.iter().map(|f| (f.name.as_str(), f.bytes.len())).collect();
        assert_eq!(files, [("TDS.pdf", 100_000), ("Catalogue.pdf", 7 << 20)], "{fault:?}");
        assert!(rig.mailbox.messages_in("drafts").is_empty(), "{fault:?}");
        rig.sim.assert_clean();
    }
}

#[tokio::test]
async fn people_are_offered_by_their_name_their_company_and_by_what_they_wrote_from() {
    let (rig, _) = asked().await;
    rig.deliver(mails::mail("vikas@elsewhere.example", "Vikas Rao", "Hello", "It was nice to see you at the fair."));
    rig.turn().await;
    let suggested = async |words: &str| -> Vec<String> {
        let people = rig.ask("email.suggest", json!(words)).await;
        people.as_array().unwrap().iter().map(|one| one["address"].as_str().unwrap().to_owned()).collect()
    };
    assert!(suggested("ram").await.contains(&mails::RAMESH.to_owned()));
    assert!(suggested("nirmal").await.contains(&mails::RAMESH.to_owned()));
    assert_eq!(suggested("vik").await, ["vikas@elsewhere.example"]);
    assert!(suggested("fair").await.is_empty(), "what a mail says is nobody's name");
    assert!(suggested(" ").await.is_empty());
}

#[tokio::test]
async fn templates_are_kept_by_name_and_need_one() {
    let rig = Rig::new().await;
    let save = |name: &str, html: &str| json!({ "id": null, "name": name, "subject": "", "html": html });
    assert_eq!(rig.refused("email.template_save", save(" ", "<p>x</p>")).await.field.as_deref(), Some("name"));
    assert_eq!(rig.refused("email.template_save", save("Thanks", "<p></p>")).await.field.as_deref(), Some("html"));
    let id = rig.tell("email.template_save", save("Thanks", "<p>Thank you</p>")).await;
    let again = json!({ "id": id, "name": "Many thanks", "subject": "", "html": "<p>Thank you</p>" });
    assert_eq!(rig.tell("email.template_save", again).await, id);
    let all = rig.ask("email.templates", Value::Null).await;
    assert_eq!((all.as_array().unwrap().len(), &all[0]["name"]), (1, &json!("Many thanks")));
    rig.tell("email.template_remove", json!({ "id": id })).await;
    assert_eq!(rig.ask("email.templates", Value::Null).await, json!([]));
}

#[tokio::test]
async fn an_answer_goes_where_the_sender_wants_it_and_the_mail_says_so() {
    let rig = desk().await;
    let form = NewMessage {
        reply_to: vec![Person::new("Meera Nair", "meera@coastal-inks.example")],
        ..mails::mail(
            "forms@our-site.example",
            "Our web site",
            "Enquiry through the form",
            "Please quote for 2 MT zinc oxide.",
        )
    };
    rig.deliver(form);
    rig.deliver(NewMessage { reply_to: vec![Person::new("Ramesh", mails::RAMESH)], ..mails::rfq() });
    rig.turn().await;
    let mail_of = async |subject: &str| {
        let row = mail(&rig, subject).await;
        rig.ask("email.detail", json!({ "id": row["id"] })).await
    };
    let detail = mail_of("Enquiry through the form").await;
    assert_eq!(detail["reply_to"], json!([{ "name": "Meera Nair", "address": "meera@coastal-inks.example" }]));
    assert_eq!(mail_of("Requirement of Zinc oxide").await["reply_to"], json!([]), "that is where it came from");

    let draft = begin(&rig, "reply", &detail["row"]["id"]).await;
    assert_eq!(draft["to"], detail["reply_to"]);
    rig.send(&draft, "<p>Rs 512</p>").await;
    rig.turn().await;
    let sent = rig.sim.sent().remove(0);
    assert_eq!(sent.to.iter().map(|to| to.address.as_str()).collect::<Vec<_>>(), ["meera@coastal-inks.example"]);
    rig.sim.assert_clean();
}

#[tokio::test]
async fn a_mail_leaves_from_the_account_it_was_written_from_and_waits_while_another_is_signed_in_to() {
    let rig = desk().await;
    let draft = fresh(&rig).await;
    rig.tell("email.draft_send", sending(&draft, "<p>Rs 512</p>")).await;
    rig.tell("app.sign_out", json!({})).await;
    rig.sim.script_sign_in([SignIn::As(OTHER.to_owned())]);
    rig.sign_in().await;
    let later = fresh(&rig).await;
    rig.send(&later, "<p>Rs 498</p>").await;
    rig.turn().await;
    let other = rig.sim.mailbox(OTHER);
    let sent = || (rig.mailbox.messages_in("sentitems").len(), other.messages_in("sentitems").len());
    assert_eq!(sent(), (0, 1), "one left from an account it was not written from");
    let waiting = &drafts(&rig).await[0];
    assert_eq!((&waiting["id"], &waiting["state"]), (&draft["id"], &json!("waiting")));
    assert!(waiting["trouble"].as_str().unwrap().contains("another Outlook account"), "{waiting}");

    rig.tell("app.sign_out", json!({})).await;
    rig.sign_in().await;
    rig.turn().await;
    assert_eq!(sent(), (1, 1));
    assert!(drafts(&rig).await.is_empty());
}

#[tokio::test]
async fn an_answer_leaves_from_the_account_that_got_the_mail_whichever_was_in_use_when_it_was_written() {
    let (rig, rfq) = asked().await;
    rig.tell("app.sign_out", json!({})).await;
    rig.sim.script_sign_in([SignIn::As(OTHER.to_owned())]);
    rig.sign_in().await;
    rig.answer(&rfq, "<p>Rs 512</p>").await;
    rig.turn().await;
    assert_eq!(rig.sim.sent().len(), 0, "an answer left from an account that never got the mail");
    let trouble = drafts(&rig).await[0]["trouble"].clone();
    assert!(trouble.as_str().unwrap().contains("belongs to another Outlook account"), "{trouble}");
    rig.tell("app.sign_out", json!({})).await;
    rig.sign_in().await;
    rig.turn().await;
    assert_eq!(rig.mailbox.messages_in("sentitems").len(), 1);
}

#[tokio::test]
async fn a_mail_that_waits_for_another_account_is_called_back_and_leaves_from_the_one_in_use() {
    let rig = desk().await;
    let draft = fresh(&rig).await;
    rig.send(&draft, "<p>Rs 512</p>").await;
    rig.tell("app.sign_out", json!({})).await;
    rig.sim.script_sign_in([SignIn::As(OTHER.to_owned())]);
    rig.sign_in().await;
    rig.turn().await;
    let back = rig.tell("email.draft_recall", json!({ "id": draft["id"] })).await;
    rig.send(&back, "<p>Rs 512</p>").await;
    rig.turn().await;
    assert_eq!(rig.sim.mailbox(OTHER).messages_in("sentitems").len(), 1);
    assert_eq!(rig.mailbox.messages_in("sentitems").len(), 0);
}
