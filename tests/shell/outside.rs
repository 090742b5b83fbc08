//! What the program shows and takes outside of its window: its place in the tray, and notifications.

use std::path::Path;
use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;

use crate::desktop::Desktop;
use crate::driver::within;
use crate::window::Window;

/// Number and tray are looked at every few seconds.
const PATIENCE: Duration = Duration::from_secs(60);
const ESCAPE: &str = "\u{E00C}";

/// A person who wants the program in the tray, and to be told of things at all hours.
fn preferences(folder: &Path) {
    let wanted = json!({ "stays_in_tray": true, "quiet": "never" });
    std::fs::write(folder.join("preferences.json"), wanted.to_string()).unwrap();
}

#[tokio::test]
async fn the_tray_says_how_much_there_is_to_do_and_begins_what_is_chosen_from_it() {
    let folder = tempfile::tempdir().unwrap();
    preferences(folder.path());
    let desktop = Desktop::start().await;
    let window = Window::open(folder.path()).await;
    let tray = desktop.tray_of(window.program()).await;
    window.until_read().await;
    window.go("board").await;
    tray.choose("New enquiry…").await;
    let line = "return document.activeElement?.closest('[role=dialog]')?.textContent.includes('New enquiry')";
    window.until("the line for a new enquiry has the cursor", line).await;
    window.keys(&[ESCAPE]).await;
    window.until("it is gone", "return !document.querySelector('[role=dialog]')").await;
    tray.choose("New mail").await;
    window.until("a mail can be written", "return !!document.querySelector('[data-testid=compose-window]')").await;
    let place = window.look("return location.hash").await;
    assert!(place.as_str().unwrap().starts_with("#/board?write="), "one is where one was: {place}");
    let label = async || Some(tray.label().await).filter(|label| !label.is_empty());
    let label = within("a number is beside the picture", PATIENCE, label).await;
    assert!(label.parse::<u32>().unwrap() > 0, "{label}");
    tray.choose("Quit").await;
    window.until_ended().await;
}

#[tokio::test]
async fn a_task_that_falls_due_is_said_can_be_put_off_there_and_leads_to_its_enquiry() {
    let folder = tempfile::tempdir().unwrap();
    preferences(folder.path());
    let desktop = Desktop::start().await;
    let window = Window::open(folder.path()).await;
    window.until_read().await;
    let enquiry = window.an_enquiry().await;
    desktop.look_away();
    let remind = async |title: &str| {
        let now = window.ask("app.status", json!({})).await["now"].clone();
        let due = pebble_tests::at(now.as_str().unwrap()) + TimeDelta::seconds(3);
        let asked = json!({ "enquiry_id": enquiry, "title": title, "due_at": due });
        (window.ask("followups.remind", asked).await, due)
    };
    let (task, due) = remind("Ring about the drums").await;
    let said = desktop.notification_of(window.program(), "Due now: Ring about the drums").await;
    assert!(said.buttons.contains(&("later".to_owned(), "In an hour".to_owned())), "{said:?}");
    assert!(!said.body.is_empty(), "with whom: {said:?}");
    desktop.click(&said, "later").await;
    let later = (due + TimeDelta::minutes(50)).to_rfc3339();
    let is_later = format!(
        "return window.__TAURI_INTERNALS__.invoke('rpc', {{ cmd: 'followups.of_enquiry', input: '{enquiry}' }})
            .then(({{ tasks }}) => tasks.some((one) => one.id === {task} && Date.parse(one.due_at) > Date.parse('{later}')))"
    );
    window.until("the task is put off", &is_later).await;
    remind("Send the price").await;
    let said = desktop.notification_of(window.program(), "Due now: Send the price").await;
    desktop.click(&said, "default").await;
    window.until("the enquiry is in front", &format!("return location.hash.includes('{enquiry}')")).await;
    window.close().await;
}
