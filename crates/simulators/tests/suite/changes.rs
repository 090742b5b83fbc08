//! Change feeds.

use pebble_simulators::{DeltaMode, Expiry, Rule};
use reqwest::Method;
use serde_json::Value;

use crate::support::{code, ids, mail, removed, world};

const INBOX: &str = "/me/mailFolders/inbox/messages/delta?$select=id,subject,isRead";

#[tokio::test]
async fn a_round_gives_every_message_once_in_pages_of_ten() {
    let w = world().await;
    let mut sent: Vec<String> = (0..25).map(|n| w.mailbox.deliver(mail("m", n)).unwrap()).collect();
    let first = w.get(INBOX).await;
    assert_eq!(first["value"].as_array().unwrap().len(), 10);
    let (items, _) = w.round(INBOX).await;
    let mut seen = ids(&items);
    sent.sort();
    seen.sort();
    assert_eq!(seen, sent);
    w.sim.assert_clean();
}

#[tokio::test]
async fn the_page_size_is_what_prefer_says_and_top_is_ignored() {
    let w = world().await;
    (0..9).for_each(|n| drop(w.mailbox.deliver(mail("m", n))));
    let prefer = "IdType=\"ImmutableId\", odata.maxpagesize=4";
    let page: Value = w
        .bare(Method::GET, &format!("{INBOX}&$top=2"))
        .bearer_auth(&w.token)
        .header("Prefer", prefer)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(page["value"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn the_next_round_gives_only_what_changed() {
    let w = world().await;
    let old = w.mailbox.deliver(mail("old", 0)).unwrap();
    let (_, link) = w.round(INBOX).await;
    let (nothing, link) = w.round(&link).await;
    assert!(nothing.is_empty());
    let new = w.mailbox.deliver(mail("new", 1)).unwrap();
    w.mailbox.edit(&old, &serde_json::json!({ "isRead": true }));
    let (items, _) = w.round(&link).await;
    assert_eq!(ids(&items), [new, old]);
    assert_eq!(items[1]["isRead"], true);
}

#[tokio::test]
async fn a_move_is_a_removal_in_the_source_and_an_item_in_the_destination() {
    let w = world().await;
    let id = w.mailbox.deliver(mail("moved", 0)).unwrap();
    let (_, inbox) = w.round(INBOX).await;
    let (_, archive) = w.round("/me/mailFolders/archive/messages/delta()").await;
    assert!(w.mailbox.move_message(&id, "archive"));
    let (left, _) = w.round(&inbox).await;
    assert_eq!(removed(&left), std::slice::from_ref(&id));
    assert_eq!(left[0]["@removed"]["reason"], "changed");
    let (came, _) = w.round(&archive).await;
    assert_eq!(ids(&came), [id]);
}

#[tokio::test]
async fn a_move_can_be_kept_from_the_destination_but_not_from_its_next_enumeration() {
    let w = world().await;
    w.sim.modes(|modes| modes.destination_reports_moves = false);
    let id = w.mailbox.deliver(mail("moved", 0)).unwrap();
    let start = "/me/mailFolders/archive/messages/microsoft.graph.delta()";
    let (_, archive) = w.round(start).await;
    w.mailbox.move_message(&id, "archive");
    assert!(w.round(&archive).await.0.is_empty());
    assert_eq!(ids(&w.round(start).await.0), [id]);
}

#[tokio::test]
async fn a_message_moved_away_and_back_between_polls_is_only_reported_removed() {
    let w = world().await;
    let id = w.mailbox.deliver(mail("there and back", 0)).unwrap();
    let (_, link) = w.round(INBOX).await;
    w.mailbox.move_message(&id, "archive");
    w.mailbox.move_message(&id, "inbox");
    let (items, link) = w.round(&link).await;
    assert_eq!((items.len(), removed(&items)), (1, vec![id.clone()]));
    assert!(w.round(&link).await.0.is_empty());
    assert_eq!(w.get(&format!("/me/messages/{id}")).await["subject"], "there and back");
    assert_eq!(ids(&w.round(INBOX).await.0), [id]);
}

#[tokio::test]
async fn a_message_that_comes_back_after_a_poll_is_reported() {
    let w = world().await;
    let id = w.mailbox.deliver(mail("there and back", 0)).unwrap();
    let (_, link) = w.round(INBOX).await;
    w.mailbox.move_message(&id, "archive");
    let (_, link) = w.round(&link).await;
    w.mailbox.move_message(&id, "inbox");
    let (items, _) = w.round(&link).await;
    assert_eq!(ids(&items), [id]);
    assert!(removed(&items).is_empty());
}

#[tokio::test]
async fn a_deleted_message_is_reported_with_its_reason() {
    let w = world().await;
    let id = w.mailbox.deliver(mail("gone", 0)).unwrap();
    let (_, link) = w.round(INBOX).await;
    assert!(w.mailbox.delete(&id));
    let (items, _) = w.round(&link).await;
    assert_eq!(items[0]["@removed"]["reason"], "deleted");
    assert_eq!(ids(&items), [id]);
}

#[tokio::test]
async fn an_expired_cursor_is_410_with_the_place_to_start_again() {
    let w = world().await;
    let (_, link) = w.round(INBOX).await;
    w.mailbox.expire_cursors();
    let answer = w.asked(Method::GET, &link).send().await.unwrap();
    assert_eq!(answer.status(), 410);
    let start = answer.headers()["location"].to_str().unwrap().to_owned();
    assert!(start.ends_with("?$deltatoken="));
    assert_eq!(code(&answer.json().await.unwrap()), "SyncStateNotFound");
    assert!(w.round(&start).await.0.is_empty());
    w.sim.assert_clean();
}

#[tokio::test]
async fn a_cursor_expires_in_the_middle_of_a_round_with_the_code_inside_only() {
    let w = world().await;
    w.sim.modes(|modes| modes.expiry = Expiry::InnerError);
    (0..12).for_each(|n| drop(w.mailbox.deliver(mail("m", n))));
    let next = w.get(INBOX).await["@odata.nextLink"].as_str().unwrap().to_owned();
    w.mailbox.expire_cursors();
    let answer = w.asked(Method::GET, &next).send().await.unwrap();
    assert_eq!(answer.status(), 400);
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["error"]["innerError"]["code"], "syncStateNotFound");
    assert_ne!(code(&body), "syncStateNotFound");
    w.sim.assert_clean();
}

#[tokio::test]
async fn a_cursor_of_one_id_format_is_refused_with_the_other() {
    let w = world().await;
    let (_, link) = w.round(INBOX).await;
    let answer = w.bare(Method::GET, &link).bearer_auth(&w.token).send().await.unwrap();
    assert_eq!(answer.status(), 400);
    assert_eq!(code(&answer.json().await.unwrap()), "SyncStateInvalid");
    assert_eq!(w.sim.violations()[0].rule, Rule::MissingIdType);
}

#[tokio::test]
async fn a_forged_cursor_is_refused() {
    let w = world().await;
    let (_, link) = w.round(INBOX).await;
    let forged = format!("{}AA", &link[..link.len() - 2]);
    assert_eq!(w.asked(Method::GET, &forged).send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn duplicates_empty_pages_other_orders_and_replays_come_when_asked_for() {
    let w = world().await;
    let (a, b) = (w.mailbox.deliver(mail("a", 0)).unwrap(), w.mailbox.deliver(mail("b", 1)).unwrap());
    let mode = |mode| w.sim.modes(|modes| modes.delta = mode);
    mode(DeltaMode::Duplicates);
    assert_eq!(ids(&w.round(INBOX).await.0), [a.clone(), a.clone(), b.clone(), b.clone()]);
    mode(DeltaMode::Reorder);
    assert_eq!(ids(&w.round(INBOX).await.0), [b.clone(), a.clone()]);
    mode(DeltaMode::EmptyPage);
    let first = w.get(INBOX).await;
    assert_eq!(first["value"].as_array().unwrap().len(), 0);
    assert!(first["@odata.nextLink"].is_string());
    assert_eq!(ids(&w.round(INBOX).await.0), [a.clone(), b.clone()]);
    mode(DeltaMode::Replay);
    let (_, link) = w.round(INBOX).await;
    let (again, _) = w.round(&link).await;
    assert_eq!(ids(&again), [a, b]);
}

#[tokio::test]
async fn a_filtered_feed_keeps_its_filter_and_stops_at_five_thousand() {
    let w = world().await;
    (0..5_010).for_each(|n| drop(w.mailbox.deliver(mail("m", n))));
    let start = "/me/mailFolders/inbox/messages/delta?$filter=receivedDateTime ge 2026-11-16T04:05:00Z&$select=id";
    let prefer = "IdType=\"ImmutableId\", odata.maxpagesize=1000";
    let (mut link, mut count) = (start.to_owned(), 0);
    loop {
        let asked = w.bare(Method::GET, &link).bearer_auth(&w.token).header("Prefer", prefer);
        let page: Value = asked.send().await.unwrap().json().await.unwrap();
        count += page["value"].as_array().unwrap().len();
        match page["@odata.nextLink"].as_str() {
            Some(next) => link = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(count, 5_000);
}

#[tokio::test]
async fn extended_properties_cannot_be_expanded_on_a_feed() {
    let w = world().await;
    let path =
        "/me/mailFolders/inbox/messages/delta?$expand=singleValueExtendedProperties($filter=id eq 'String 0x1042')";
    assert_eq!(w.asked(Method::GET, path).send().await.unwrap().status(), 500);
}

#[tokio::test]
async fn the_folder_feed_tells_of_new_renamed_and_deleted_folders() {
    let w = world().await;
    let (folders, link) = w.round("/me/mailFolders/delta").await;
    assert_eq!(folders.len(), 7);
    let id = w.mailbox.create_folder("Projects", None).unwrap();
    w.mailbox.rename_folder("inbox", "Posteingang");
    let (items, link) = w.round(&link).await;
    assert_eq!(items[0]["displayName"], "Projects");
    assert_eq!(items[1]["displayName"], "Posteingang");
    w.mailbox.delete_folder(&id);
    assert_eq!(removed(&w.round(&link).await.0), [id]);
    w.sim.assert_clean();
}

#[tokio::test]
async fn what_leaves_while_the_first_round_is_read_is_told_in_it() {
    let w = world().await;
    let first = w.mailbox.deliver(mail("first", 0)).unwrap();
    (1..12).for_each(|n| drop(w.mailbox.deliver(mail("m", n))));
    let page = w.get(INBOX).await;
    assert!(ids(page["value"].as_array().unwrap()).contains(&first));
    assert!(w.mailbox.delete(&first));
    let (rest, _) = w.round(page["@odata.nextLink"].as_str().unwrap()).await;
    assert_eq!(removed(&rest), [first]);
}
