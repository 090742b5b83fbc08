//! The program around the window: one of it, links into it, a window for a record, and what it does after a crash.

use serde_json::{Value, json};

use crate::window::Window;

const SHIFT: &str = "\u{E008}";
const ENTER: &str = "\u{E007}";
const PLACE: &str = "return location.hash";

#[tokio::test]
async fn a_second_start_hands_its_link_to_the_first_and_ends() {
    let folder = tempfile::tempdir().unwrap();
    let window = Window::open(folder.path()).await;
    let enquiry = window.an_enquiry().await;
    let link = format!("pebble://enquiry/{enquiry}");
    assert!(Window::start_again(folder.path(), &[&link]).await);
    window.until("the link was followed", &format!("return location.hash === '#/enquiry/{enquiry}'")).await;
    window.until("the record is there", "return !!document.querySelector('[data-testid=record]')").await;
    // A hostile one brings the window to the front and leads nowhere.
    assert!(Window::start_again(folder.path(), &["pebble://settings/office?invitation=x"]).await);
    assert_eq!(window.look(PLACE).await, json!(format!("#/enquiry/{enquiry}")));
    assert_eq!(window.count().await, 1);
    window.close().await;
}

#[tokio::test]
async fn the_first_start_begins_where_its_link_leads() {
    let folder = tempfile::tempdir().unwrap();
    let window = Window::start_at(folder.path(), &["pebble://companies"]).await;
    window.until("the rail is there", "return !!document.querySelector('[data-testid=rail-board]')").await;
    assert_eq!(window.look(PLACE).await, json!("#/companies"));
    window.close().await;
}

#[tokio::test]
async fn a_record_in_a_window_of_its_own_hears_of_changes_and_can_ask() {
    let folder = tempfile::tempdir().unwrap();
    let window = Window::open(folder.path()).await;
    let enquiry = window.an_enquiry().await;
    window.look(&format!("location.hash = '#/today?enquiry={enquiry}'")).await;
    let drawn = "return !!document.querySelector('[data-testid=record-sheet] [data-testid=timeline-item]')";
    window.until("the record is there", drawn).await;
    window.keys(&[SHIFT, ENTER]).await;
    window.until_another().await;
    window.until("the record is there", "return !!document.querySelector('[data-testid=record]')").await;
    assert_eq!(window.look("return document.querySelector('nav')").await, Value::Null, "there is no rail");
    assert_eq!(window.look(PLACE).await, json!(format!("#/enquiry/{enquiry}")));
    // What is done in it goes through the one door, and the change comes back to it.
    window.ask("enquiries.note", json!({ "id": enquiry, "text": "Noted in a window of its own" })).await;
    let heard =
        "return document.querySelector('[data-testid=record]').textContent.includes('Noted in a window of its own')";
    window.until("the change is shown", heard).await;
    let refused = window.ask("window.open", json!({ "link": "pebble://settings" })).await;
    assert_eq!(refused["code"], json!("Invalid"), "{refused}");
    window.close().await;
}

#[tokio::test]
async fn the_page_is_as_large_as_the_person_likes_also_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let window = Window::open(folder.path()).await;
    window.keys(&["\u{E009}", "="]).await;
    window.until("everything is larger", "return innerWidth < 1280").await;
    window.close().await;
    let window = Window::open(folder.path()).await;
    window.until("everything is larger", "return innerWidth < 1280").await;
    window.close().await;
}

#[tokio::test]
async fn after_two_crashes_the_next_start_is_careful_and_goes_on_when_told() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let window = Window::open(folder.path()).await;
        window.until("the desk is open", "return !!document.querySelector('[data-testid=sync-state]')").await;
        window.go("board").await;
        window.until("the board is in front", "return location.hash.startsWith('#/board')").await;
        window.kill().await;
    }
    let window = Window::start(folder.path()).await;
    let said = "return document.querySelector('[data-testid=safe-start]')?.textContent";
    let said = window.until("the plain page is there", said).await;
    assert!(said.as_str().unwrap().contains("The last start did not go well"), "{said}");
    let status = window.ask("app.status", json!({})).await;
    assert_eq!(status["code"], json!("Broken"), "nothing runs behind it: {status}");
    window.press("Start normally").await;
    window.until("the rail is there", "return !!document.querySelector('[data-testid=rail-board]')").await;
    assert_eq!(window.look(PLACE).await, json!("#/today"), "the place that may have been the cause is forgotten");
    window.close().await;
    // It ended as it should: the next one is like any other.
    Window::open(folder.path()).await.close().await;
}
