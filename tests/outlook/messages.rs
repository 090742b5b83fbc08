//! Whole messages: hostile, huge, partly answered.

use pebble_core::engines::email::mailbox::{Fetch, Fetched};
use pebble_simulators::{Fault, MailBody, MailFile, NewMessage};
use serde_json::json;

use super::support::{Desk, mail};

fn message(fetch: Fetch) -> Fetched {
    match fetch {
        Fetch::Message(message) => *message,
        other => panic!("{other:?}"),
    }
}

fn with_body(html: impl Into<String>) -> NewMessage {
    NewMessage { body: MailBody::Html(html.into()), ..mail("body") }
}

#[tokio::test]
async fn a_whole_message_has_headers_threading_and_attachments() {
    let desk = Desk::signed_in().await;
    let mut rfq = mail("RFQ");
    rfq.in_reply_to = Some("parent@x".to_owned());
    rfq.references = vec!["<root@x>".to_owned(), "<parent@x>".to_owned()];
    rfq.headers = vec![("Auto-Submitted".to_owned(), "no".to_owned())];
    rfq.attachments = vec![MailFile {
        name: "..\\evil.pdf".to_owned(),
        content_type: "application/pdf".to_owned(),
        bytes: vec![7; 100],
        ..MailFile::default()
    }];
    let id = desk.server().deliver(rfq).unwrap();
    let read = message(desk.fetch_one(&id).await);
    assert_eq!(read.in_reply_to.as_deref(), Some("<parent@x>"));
    assert_eq!(read.references, ["<root@x>", "<parent@x>"]);
    assert!(read.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("auto-submitted")), "{:?}", read.headers);
    assert_eq!(read.attachments.len(), 1);
    assert_eq!(read.text, "Please quote 10 kg of wire.");
    assert_eq!(read.envelope.from.address, "ravi@customer.test");
    desk.sim.assert_clean();
}

#[tokio::test]
async fn an_inline_picture_is_listed_although_the_server_says_there_is_no_attachment() {
    let desk = Desk::signed_in().await;
    let mut mail = with_body("<p>Hi</p><img src=\"cid:logo@x\">");
    mail.attachments = vec![MailFile {
        name: "logo.png".to_owned(),
        content_type: "image/png".to_owned(),
        bytes: vec![1; 10],
        is_inline: true,
        content_id: Some("logo@x".to_owned()),
    }];
    let id = desk.server().deliver(mail).unwrap();
    let read = message(desk.fetch_one(&id).await);
    assert!(!read.envelope.has_attachments);
    let [logo] = read.attachments.as_slice() else { panic!("{:?}", read.attachments) };
    assert_eq!((logo.name.as_str(), logo.is_inline, logo.shown_as.as_deref()), ("logo.png", true, Some("logo%40x")));
    assert!(read.html.contains("src=\"mail://img/logo%40x\""), "{}", read.html);
    desk.sim.assert_clean();
}

#[tokio::test]
async fn hostile_html_arrives_harmless() {
    let desk = Desk::signed_in().await;
    let hostile = "<p>Hello</p><script>steal()</script><img src=https://t.example/p.gif onerror=steal()>\
        <form action=https://x.example><input></form><a href='javascript:steal()'>offer</a>";
    let id = desk.server().deliver(with_body(hostile)).unwrap();
    let read = message(desk.fetch_one(&id).await);
    for bad in ["script", "onerror", "<form", "javascript", " src="] {
        assert!(!read.html.contains(bad), "{bad}: {}", read.html);
    }
    assert_eq!(read.text, "Hello\noffer");
    desk.sim.assert_clean();
}

#[tokio::test]
async fn a_thirty_megabyte_body_is_cut_and_its_neighbours_are_whole() {
    let desk = Desk::signed_in().await;
    let small = desk.deliver("small");
    let line = "<p>An endless mail. </p>";
    let huge = desk.server().deliver(with_body(line.repeat(30 * 1024 * 1024 / line.len()))).unwrap();
    let fetched = desk.mailbox().fetch(&[huge, small]).await.unwrap();
    let read: Vec<Fetched> = fetched.into_iter().map(message).collect();
    assert_eq!(read.iter().map(|m| m.is_truncated).collect::<Vec<_>>(), [true, false]);
    assert!(read.iter().all(|m| m.html.len() < 4 * 1024 * 1024 && !m.text.is_empty()));
    desk.sim.assert_clean();
}

#[tokio::test]
async fn a_body_larger_than_is_read_is_set_aside_with_its_reason() {
    let desk = Desk::signed_in().await;
    let small = desk.deliver("small");
    let endless = desk.server().deliver(with_body("x".repeat(41 * 1024 * 1024))).unwrap();
    let fetched = desk.mailbox().fetch(&[endless.clone(), small]).await.unwrap();
    assert!(matches!(&fetched[0], Fetch::Poison { id, reason } if *id == endless && reason.contains("40 MB")));
    assert!(matches!(fetched[1], Fetch::Message(_)));
    desk.sim.assert_clean();
}

#[tokio::test]
async fn a_batch_answered_in_part_and_out_of_order_gives_each_id_its_own_answer() {
    let desk = Desk::signed_in().await;
    desk.sim.modes(|modes| {
        modes.shuffle_batches = true;
        modes.throttle_batch_items = 3;
    });
    let mut asked: Vec<String> = (0..9).map(|n| desk.deliver(&format!("mail {n}"))).collect();
    asked.push("AAkAgone".to_owned());
    let mut poison = mail("poison");
    poison.overrides.insert("body".to_owned(), json!(7));
    asked.push(desk.server().deliver(poison).unwrap());
    let fetched = desk.mailbox().fetch(&asked).await.unwrap();
    for (id, fetch) in asked.iter().zip(&fetched).take(3) {
        assert_eq!(*fetch, Fetch::Later(id.clone()));
    }
    for (id, fetch) in asked.iter().zip(&fetched).skip(3).take(6) {
        assert!(matches!(fetch, Fetch::Message(m) if m.envelope.id == *id), "{fetch:?}");
    }
    assert_eq!(fetched[9], Fetch::Gone("AAkAgone".to_owned()));
    assert!(matches!(&fetched[10], Fetch::Poison { reason, .. } if reason.contains("body")), "{:?}", fetched[10]);
    let again = desk.mailbox().fetch(&asked[..3]).await.unwrap();
    assert!(again.iter().all(|fetch| matches!(fetch, Fetch::Message(_))));
    // The poison breaks Microsoft's own schema, on purpose; nothing the app did broke a rule.
    assert_eq!(desk.sim.violations(), []);
}

#[tokio::test]
async fn more_than_twenty_are_asked_for_in_batches_of_twenty() {
    let desk = Desk::signed_in().await;
    let asked: Vec<String> = (0..45).map(|n| desk.deliver(&format!("mail {n}"))).collect();
    let fetched = desk.mailbox().fetch(&asked).await.unwrap();
    let found: Vec<String> = fetched.into_iter().map(|fetch| message(fetch).envelope.id).collect();
    assert_eq!(found, asked);
    desk.sim.assert_clean();
}

#[tokio::test]
async fn an_unreadable_batch_is_an_error_and_not_an_empty_one() {
    let desk = Desk::signed_in().await;
    let id = desk.deliver("RFQ");
    let body = Some("{\"responses\": 5}".to_owned());
    desk.sim.fault(Fault { path: "$batch".into(), is_after: true, body, ..Fault::default() });
    assert!(desk.mailbox().fetch(&[id]).await.is_err());
    desk.sim.assert_clean();
}

#[tokio::test]
async fn reading_is_marked_on_the_server() {
    let desk = Desk::signed_in().await;
    let id = desk.deliver("RFQ");
    desk.mailbox().mark_read(&id, true).await.unwrap();
    assert!(message(desk.fetch_one(&id).await).envelope.is_read);
    desk.sim.assert_clean();
}
