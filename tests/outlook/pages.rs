//! Folders, the newest-first list and the change feed, with everything that goes wrong in them.

use std::time::Duration;

use pebble_core::engines::email::mailbox::{Change, Cursor, FolderRole, Located, MailboxError};
use pebble_simulators::{DeltaMode, Expiry, Fault, NewMessage, Rule};
use serde_json::{Value, json};

use super::support::{Desk, ids, mail};

fn poison(name: &str, value: Value) -> NewMessage {
    let mut message = mail("poison");
    message.overrides.insert(name.to_owned(), value);
    message
}

#[tokio::test]
async fn folders_have_roles_whatever_they_are_called_and_search_folders_are_not_synced() {
    let desk = Desk::signed_in().await;
    let server = desk.server();
    server.rename_folder("inbox", "Posteingang");
    let child = server.create_folder("Kunden", Some("inbox")).unwrap();
    let search = server.create_search_folder("Ungelesen").unwrap();
    let folders = desk.mailbox().folders().await.unwrap();
    let inbox = folders.iter().find(|f| f.role == FolderRole::Inbox).unwrap();
    assert_eq!((inbox.name.as_str(), inbox.id.clone()), ("Posteingang", desk.inbox()));
    assert_eq!(folders.iter().find(|f| f.id == child).unwrap().parent_id.as_deref(), Some(inbox.id.as_str()));
    assert!(!folders.iter().find(|f| f.id == search).unwrap().is_synced);
    assert!(!folders.iter().find(|f| f.role == FolderRole::Outbox).unwrap().is_synced);
    desk.sim.assert_clean();
}

#[tokio::test]
async fn the_newest_come_first_page_by_page() {
    let desk = Desk::signed_in().await;
    let mut delivered = Vec::new();
    for n in 0..120 {
        desk.pass(Duration::from_secs(60));
        delivered.push(desk.deliver(&format!("mail {n}")));
    }
    delivered.reverse();
    let (mut found, mut link) = (Vec::new(), None);
    loop {
        let since = "2026-11-01T00:00:00Z".parse().unwrap();
        let page = desk.mailbox().recent(&desk.inbox(), since, link.as_deref()).await.unwrap();
        found.extend(ids(&page.items));
        link = page.next;
        if link.is_none() {
            break;
        }
    }
    assert_eq!(found, delivered);
    desk.sim.assert_clean();
}

#[tokio::test]
async fn a_feed_is_read_to_its_end_whatever_order_it_comes_in() {
    for mode in [DeltaMode::Normal, DeltaMode::Replay, DeltaMode::Duplicates, DeltaMode::Reorder, DeltaMode::EmptyPage]
    {
        let desk = Desk::signed_in().await;
        desk.sim.modes(|modes| modes.delta = mode);
        let mut delivered: Vec<String> = (0..130).map(|n| desk.deliver(&format!("mail {n}"))).collect();
        let (items, cursor) = desk.round(Cursor::Start).await;
        let mut found = ids(&items);
        found.sort();
        found.dedup();
        delivered.sort();
        assert_eq!(found, delivered, "{mode:?}");
        let late = desk.deliver("late");
        let (items, _) = desk.round(cursor).await;
        assert!(ids(&items).contains(&late), "{mode:?}");
        desk.sim.assert_clean();
    }
}

#[tokio::test]
async fn a_poison_message_costs_itself_and_not_its_page() {
    let desk = Desk::signed_in().await;
    let before = desk.deliver("before");
    for (name, value) in [("subject", json!(5)), ("from", json!("ravi")), ("receivedDateTime", json!("tomorrow"))] {
        desk.server().deliver(poison(name, value)).unwrap();
    }
    let nobody = desk.server().deliver(poison("from", Value::Null)).unwrap();
    let (items, _) = desk.round(Cursor::Start).await;
    let reasons: Vec<&String> = items
        .iter()
        .filter_map(|item| match item {
            Change::Poison { id: Some(_), reason, .. } => Some(reason),
            _ => None,
        })
        .collect();
    for name in ["subject", "from", "receivedDateTime"] {
        assert!(reasons.iter().any(|reason| reason.contains(name)), "{name} is not in {reasons:?}");
    }
    let read = ids(&items);
    assert!(read.contains(&before) && read.contains(&nobody));
    assert_eq!(desk.sim.violations(), []);
}

#[tokio::test]
async fn a_malformed_page_is_an_error_and_the_same_cursor_works_again() {
    let good = json!({"value": [], "@odata.deltaLink": "https://elsewhere.example/v1.0/me/x?$deltatoken=secret"});
    let bodies = [
        "".to_owned(),
        "<html>busy</html>".to_owned(),
        "{\"value\": [".to_owned(),
        "{}".to_owned(),
        "{\"value\": {}}".to_owned(),
        "{\"value\": []}".to_owned(),
        "[]".to_owned(),
        good.to_string(),
    ];
    let desk = Desk::signed_in().await;
    let delivered = desk.deliver("RFQ");
    for body in bodies {
        desk.sim.fault(Fault { path: "delta".into(), is_after: true, body: Some(body.clone()), ..Fault::default() });
        let told = desk.mailbox().changes(&desk.inbox(), &Cursor::Start).await.unwrap_err();
        assert!(matches!(told, MailboxError::Malformed { .. }), "{body}: {told}");
        assert!(!told.to_string().contains("secret"), "{told}");
    }
    let (items, _) = desk.round(Cursor::Start).await;
    assert_eq!(ids(&items), [delivered]);
    desk.sim.assert_clean();
}

#[tokio::test]
async fn a_page_cut_off_in_the_middle_is_asked_for_again() {
    let desk = Desk::signed_in().await;
    let delivered = desk.deliver("RFQ");
    let cut = Fault { path: "delta".into(), drop_after_bytes: Some(40), times: 2, ..Fault::default() };
    desk.sim.fault(cut);
    let (items, _) = desk.round(Cursor::Start).await;
    assert_eq!(ids(&items), [delivered]);
    desk.sim.assert_clean();
}

#[tokio::test]
async fn a_lost_cursor_is_told_in_every_form_and_in_the_middle_of_a_round() {
    for expiry in [Expiry::Gone, Expiry::InnerError] {
        let desk = Desk::signed_in().await;
        desk.sim.modes(|modes| modes.expiry = expiry);
        for n in 0..80 {
            desk.deliver(&format!("mail {n}"));
        }
        let page = desk.mailbox().changes(&desk.inbox(), &Cursor::Start).await.unwrap();
        assert!(matches!(page.cursor, Cursor::Next(_)));
        desk.server().expire_cursors();
        let told = desk.mailbox().changes(&desk.inbox(), &page.cursor).await;
        assert_eq!(told, Err(MailboxError::CursorExpired), "{expiry:?}");
        let (items, _) = desk.round(Cursor::Start).await;
        assert_eq!(ids(&items).len(), 80);
        desk.sim.assert_clean();
    }
}

#[tokio::test]
async fn an_overwhelmed_server_is_asked_for_smaller_pages() {
    let desk = Desk::signed_in().await;
    for n in 0..60 {
        desk.deliver(&format!("mail {n}"));
    }
    desk.sim.fault(Fault { path: "delta".into(), status: Some(503), times: 2, ..Fault::default() });
    let (items, _) = desk.round(Cursor::Start).await;
    assert_eq!(ids(&items).len(), 60);
    let sizes: Vec<String> =
        desk.sim.log().iter().filter(|e| e.path.contains("delta")).map(|e| e.prefer.clone()).collect();
    assert!(sizes[0].contains("maxpagesize=50"), "{sizes:?}");
    assert!(sizes[1].contains("maxpagesize=25"), "{sizes:?}");
    assert!(sizes[2..].iter().all(|size| size.contains("maxpagesize=10")), "{sizes:?}");
    desk.sim.assert_clean();
}

#[tokio::test]
async fn a_removal_is_told_and_looking_shows_where_the_mail_went() {
    let desk = Desk::signed_in().await;
    let (moved, deleted) = (desk.deliver("moved"), desk.deliver("deleted"));
    let (_, cursor) = desk.round(Cursor::Start).await;
    desk.server().move_message(&moved, "archive");
    desk.server().delete(&deleted);
    let (items, _) = desk.round(cursor).await;
    assert!(items.contains(&Change::Removed(moved.clone())) && items.contains(&Change::Removed(deleted.clone())));
    let archive = desk.server().folder_id("archive").unwrap();
    let located = desk.mailbox().locate(&[moved.clone(), deleted.clone()]).await.unwrap();
    let [Located::In { id, folder_id, outside: Some(outside) }, Located::Gone(gone)] = located.as_slice() else {
        panic!("{located:?}")
    };
    assert_eq!((id, folder_id, gone), (&moved, &archive, &deleted));
    assert_eq!((&outside.id, outside.subject.as_str()), (&moved, "moved"));
    desk.sim.assert_clean();
}

#[tokio::test]
async fn a_cursor_that_leads_elsewhere_is_never_followed() {
    let desk = Desk::signed_in().await;
    let before = desk.sim.log().len();
    let elsewhere = Cursor::Next("https://graph.microsoft.com.evil.example/v1.0/me/messages?$skiptoken=x".to_owned());
    let told = desk.mailbox().changes(&desk.inbox(), &elsewhere).await;
    assert!(matches!(told, Err(MailboxError::Malformed { .. })), "{told:?}");
    assert_eq!(desk.sim.log().len(), before);
    desk.sim.forgive(Rule::WrongPath);
    desk.sim.assert_clean();
}
