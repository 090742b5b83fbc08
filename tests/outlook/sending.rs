//! Sending: once, whatever happens to the answer, and found again by our mark.

use std::time::Duration;

use pebble_core::engines::email::mailbox::{Address, Fetch, MailboxError, Outgoing, OutgoingFile, SendState, Way};
use pebble_simulators::{Fault, Rule, SendMode};

use super::support::Desk;

fn outgoing(reply_to: Option<&str>) -> Outgoing {
    Outgoing {
        outbox_id: "6a1f0f0e-0000-4000-8000-00000000c0de".to_owned(),
        to: vec![Address { address: "ravi@customer.test".to_owned(), name: "Ravi".to_owned() }],
        subject: "Quotation".to_owned(),
        html: "<p>Our offer.</p>".to_owned(),
        reply_to_id: reply_to.map(str::to_owned),
        ..Outgoing::default()
    }
}

async fn state(desk: &Desk, draft: Option<&pebble_core::engines::email::mailbox::DraftRef>) -> SendState {
    desk.mailbox().send_state(&outgoing(None).outbox_id, draft).await.unwrap()
}

#[tokio::test]
async fn a_mail_is_drafted_sent_once_and_found_in_sent_items() {
    for new_id in [false, true] {
        let desk = Desk::signed_in().await;
        desk.sim.modes(|modes| modes.new_id_on_send = new_id);
        let draft = desk.mailbox().create_draft(&outgoing(None)).await.unwrap();
        assert!(matches!(state(&desk, Some(&draft)).await, SendState::StillDraft(found) if found.id == draft.id));
        desk.mailbox().send(&draft).await.unwrap();
        let SendState::Sent(sent) = state(&desk, Some(&draft)).await else { panic!("not found as sent") };
        assert_eq!(desk.sim.sent().len(), 1);
        let Fetch::Message(copy) = desk.fetch_one(&sent.id).await else { panic!("the copy cannot be read") };
        assert_eq!(copy.outbox_id.as_deref(), Some(outgoing(None).outbox_id.as_str()));
        desk.sim.assert_clean();
    }
}

#[tokio::test]
async fn a_reply_joins_its_thread_and_stands_above_the_quote() {
    let desk = Desk::signed_in().await;
    let asked = desk.deliver("RFQ for wire");
    let draft = desk.mailbox().create_draft(&outgoing(Some(&asked))).await.unwrap();
    desk.mailbox().send(&draft).await.unwrap();
    let sent = desk.sim.sent().remove(0);
    let Fetch::Message(rfq) = desk.fetch_one(&asked).await else { panic!("unread") };
    assert_eq!(sent.in_reply_to, rfq.envelope.internet_message_id);
    assert_eq!(Some(sent.conversation_id), rfq.envelope.conversation_id);
    assert!(sent.body.content().contains("Our offer."), "{}", sent.body.content());
    assert!(sent.subject.contains("RFQ for wire"), "{}", sent.subject);
    let SendState::Sent(found) = state(&desk, Some(&draft)).await else { panic!("not found as sent") };
    let Fetch::Message(copy) = desk.fetch_one(&found.id).await else { panic!("the copy cannot be read") };
    assert_eq!(copy.in_reply_to, rfq.envelope.internet_message_id);
    desk.sim.assert_clean();
}

#[tokio::test]
async fn a_send_whose_answer_is_lost_is_unknown_never_repeated_and_then_found() {
    for mode in
        [SendMode::ResetAfterAcceptance, SendMode::ErrorAfterAcceptance(503), SendMode::ErrorAfterAcceptance(504)]
    {
        let desk = Desk::signed_in().await;
        desk.sim.modes(|modes| {
            modes.send = mode;
            modes.new_id_on_send = true;
        });
        let draft = desk.mailbox().create_draft(&outgoing(None)).await.unwrap();
        assert_eq!(desk.mailbox().send(&draft).await, Err(MailboxError::Unknown), "{mode:?}");
        desk.pass(Duration::from_secs(60));
        assert!(matches!(state(&desk, Some(&draft)).await, SendState::Sent(_)), "{mode:?}");
        assert_eq!(desk.sim.sent().len(), 1, "{mode:?}");
        desk.sim.assert_clean();
    }
}

#[tokio::test]
async fn a_send_that_failed_before_it_left_is_still_a_draft() {
    let desk = Desk::signed_in().await;
    desk.sim.modes(|modes| {
        modes.send = SendMode::ErrorBefore(500);
        modes.send_times = 1;
    });
    let draft = desk.mailbox().create_draft(&outgoing(None)).await.unwrap();
    assert_eq!(desk.mailbox().send(&draft).await, Err(MailboxError::Unknown));
    assert!(matches!(state(&desk, Some(&draft)).await, SendState::StillDraft(_)));
    assert_eq!(desk.sim.sent().len(), 0);
    desk.sim.forgive(Rule::BadRequest);
    desk.sim.assert_clean();
}

#[tokio::test]
async fn a_throttled_send_is_repeated_because_it_was_refused() {
    let desk = Desk::signed_in().await;
    let draft = desk.mailbox().create_draft(&outgoing(None)).await.unwrap();
    desk.server().throttle(2, Some("1"));
    desk.mailbox().send(&draft).await.unwrap();
    assert_eq!(desk.sim.sent().len(), 1);
    desk.sim.assert_clean();
}

#[tokio::test]
async fn a_draft_whose_answer_is_lost_is_found_by_its_mark() {
    for reply in [false, true] {
        let desk = Desk::signed_in().await;
        let asked = desk.deliver("RFQ");
        let path = if reply { "createReply" } else { "/me/messages" };
        desk.sim.fault(Fault {
            method: "POST".into(),
            path: path.into(),
            is_after: true,
            drop_after_bytes: Some(0),
            ..Fault::default()
        });
        let mail = outgoing(reply.then_some(asked.as_str()));
        assert_eq!(desk.mailbox().create_draft(&mail).await, Err(MailboxError::Unknown), "reply: {reply}");
        // A reply is made empty and written into afterwards: until then it may not pass for a draft that can go.
        assert_eq!(matches!(state(&desk, None).await, SendState::StillDraft(_)), !reply);
        assert_eq!(desk.server().messages_in("drafts").len(), 1, "reply: {reply}");
        desk.sim.assert_clean();
    }
}

#[tokio::test]
async fn a_reply_that_was_left_unwritten_is_written_before_it_goes() {
    let desk = Desk::signed_in().await;
    let asked = desk.deliver("RFQ");
    let lost = Fault { path: "createReply".into(), is_after: true, drop_after_bytes: Some(0), ..Fault::default() };
    desk.sim.fault(lost);
    let mail = outgoing(Some(&asked));
    assert_eq!(desk.mailbox().create_draft(&mail).await, Err(MailboxError::Unknown));
    let draft = desk.mailbox().create_draft(&mail).await.unwrap();
    assert_eq!(desk.server().messages_in("drafts").len(), 1, "the empty reply was left behind");
    assert!(matches!(state(&desk, None).await, SendState::StillDraft(found) if found == draft));
    desk.mailbox().send(&draft).await.unwrap();
    let sent = desk.sim.sent().remove(0);
    assert!(sent.body.content().contains("Our offer."), "{}", sent.body.content());
    desk.sim.assert_clean();
}

#[tokio::test]
async fn a_copy_that_is_late_in_sent_items_is_not_found_yet() {
    let desk = Desk::signed_in().await;
    desk.sim.modes(|modes| {
        modes.sent_copy_delay_s = 120;
        modes.new_id_on_send = true;
    });
    let draft = desk.mailbox().create_draft(&outgoing(None)).await.unwrap();
    desk.mailbox().send(&draft).await.unwrap();
    assert!(!matches!(state(&desk, Some(&draft)).await, SendState::Sent(_)));
    desk.pass(Duration::from_secs(121));
    assert!(matches!(state(&desk, Some(&draft)).await, SendState::Sent(_)));
    assert_eq!(desk.sim.sent().len(), 1);
    desk.sim.assert_clean();
}

#[tokio::test]
async fn a_draft_edited_elsewhere_meanwhile_is_written_again() {
    let desk = Desk::signed_in().await;
    let asked = desk.deliver("RFQ");
    desk.sim.fault(Fault { method: "PATCH".into(), status: Some(409), times: 2, ..Fault::default() });
    let draft = desk.mailbox().create_draft(&outgoing(Some(&asked))).await.unwrap();
    desk.mailbox().send(&draft).await.unwrap();
    assert!(desk.sim.sent().remove(0).body.content().contains("Our offer."));
    desk.sim.assert_clean();
}

fn file(name: &str, size: usize) -> OutgoingFile {
    OutgoingFile {
        hash: String::new(),
        name: name.to_owned(),
        media_type: "application/pdf".to_owned(),
        size: i64::try_from(size).unwrap(),
    }
}

#[tokio::test]
async fn a_draft_with_files_cannot_be_found_as_one_that_can_go_before_the_last_is_there() {
    let desk = Desk::signed_in().await;
    let asked = desk.deliver("RFQ");
    let (small, large) = (file("TDS.pdf", 10), file("Catalogue.pdf", 9 << 20));
    let mail = Outgoing { way: Way::Forward, files: vec![small.clone(), large.clone()], ..outgoing(Some(&asked)) };
    let mailbox = desk.mailbox();
    let draft = mailbox.create_draft(&mail).await.unwrap();
    assert_eq!(mailbox.create_draft(&mail).await.unwrap().id, draft.id, "the draft was made twice");
    assert_eq!(mailbox.attached(&draft).await, Ok(0));
    mailbox.attach(&draft, &small, vec![1; 10]).await.unwrap();
    assert_eq!(state(&desk, None).await, SendState::NotFound);
    mailbox.attach(&draft, &large, vec![2; 9 << 20]).await.unwrap();
    assert_eq!(mailbox.attached(&draft).await, Ok(2));
    let draft = mailbox.finish_draft(&mail.outbox_id, &draft).await.unwrap();
    assert!(matches!(state(&desk, None).await, SendState::StillDraft(found) if found.id == draft.id));
    mailbox.send(&draft).await.unwrap();
    let sent = desk.sim.sent().remove(0);
    assert_eq!(sent.attachments[1].bytes, vec![2; 9 << 20]);
    assert_eq!(sent.subject, "FW: RFQ");
    assert_eq!(sent.body.content().matches("Our offer.").count(), 1, "{}", sent.body.content());
    desk.sim.assert_clean();
}

#[tokio::test]
async fn an_upload_goes_on_where_a_lost_answer_left_it() {
    let desk = Desk::signed_in().await;
    for (status, drop) in [(None, Some(0)), (Some(503), None)] {
        let fault = Fault {
            method: "PUT".into(),
            path: "/uploads/".into(),
            nth: 2,
            status,
            drop_after_bytes: drop,
            is_after: true,
            ..Fault::default()
        };
        desk.sim.fault(fault);
        let large = file("Catalogue.pdf", 9 << 20);
        let mail = Outgoing { files: vec![large.clone()], ..outgoing(None) };
        let draft = desk.mailbox().create_draft(&mail).await.unwrap();
        let before = desk.mailbox().attached(&draft).await.unwrap();
        desk.mailbox().attach(&draft, &large, vec![2; 9 << 20]).await.unwrap();
        assert_eq!(desk.mailbox().attached(&draft).await, Ok(before + 1));
        desk.sim.assert_clean();
    }
}
