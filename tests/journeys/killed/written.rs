//! A mail that a rep has written, with the process killed at every boundary on its way: it leaves once, with each of its
//! files once, whatever was under way.

use chrono::TimeDelta;
use pebble_simulators::{MailFile, NewMessage};
use pebble_tests::mails;

use super::{
    death::Death,
    life::{Fate, Part},
};

/// A mail with a file of its own is passed on with two more, a small one and one that takes an upload session.
pub async fn passed_on(death: &mut Death) -> Fate {
    let mut fate = Fate::begin(&mails::masters()).await;
    let drawing = MailFile {
        name: "Drawing.pdf".to_owned(),
        content_type: "application/pdf".to_owned(),
        bytes: vec![1; 10],
        ..MailFile::default()
    };
    fate.mailbox().deliver(NewMessage { attachments: vec![drawing], ..mails::rfq() }).unwrap();
    death.go_through(&mut fate, "writing", Part::Write).await;
    fate
}

#[tokio::test]
async fn killed_at_every_boundary_a_forwarded_mail_leaves_once_with_each_of_its_files_once() {
    let fate = passed_on(&mut Death::everywhere()).await;
    let sent = fate.sim.sent();
    assert_eq!(sent.len(), 1, "{:#?}", fate.trail);
    let names: Vec<&str> = sent[0].attachments.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["Drawing.pdf", "TDS.pdf", "Catalogue.pdf"], "{:#?}", fate.trail);
    assert_eq!(sent[0].attachments[2].bytes, vec![7; 4 << 20], "the large file is not what it was");
    assert_eq!(sent[0].to[0].address, "lab@toll-blender.example");
    assert_eq!(sent[0].bcc[0].address, "archive@pebblechem.example");
    assert!(sent[0].subject.starts_with("FW: "), "{}", sent[0].subject);
    let body = sent[0].body.content();
    assert_eq!(body.matches("Please have a look at this.").count(), 1, "{body}");
    assert!(fate.mailbox().messages_in("drafts").is_empty(), "a draft was left behind: {:#?}", fate.trail);
    for boundary in [
        "committed email.draft_begin",
        "committed email.draft_send",
        "answered POST /v1.0/me/messages/{id}/createForward",
        "answered POST /v1.0/me/messages/{id}/attachments",
        "answered POST /v1.0/me/messages/{id}/attachments/createUploadSession",
        "answered PUT /uploads/{id}",
        "asking POST /v1.0/me/messages/{id}/send",
    ] {
        assert!(fate.trail.iter().any(|place| place.contains(boundary)), "no {boundary} in {:#?}", fate.trail);
    }
    fate.sim.assert_clean();
}

#[tokio::test]
async fn a_mail_that_was_sent_waits_for_the_network_and_then_leaves_without_being_asked_again() {
    let mut fate = passed_on(&mut Death::once(3, "committing email.draft_send")).await;
    assert_eq!(fate.sim.sent().len(), 1, "{:#?}", fate.trail);
    fate.now += TimeDelta::days(1);
    Death::spared().go_through(&mut fate, "the day after", Part::Write).await;
    assert_eq!(fate.sim.sent().len(), 1, "{:#?}", fate.trail);
    fate.sim.assert_clean();
}
