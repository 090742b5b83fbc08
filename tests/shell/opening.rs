//! Opening, signing in, and being opened again.

use serde_json::json;

use crate::window::Window;

#[tokio::test]
async fn the_window_opens_on_a_page_that_is_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let window = Window::open(folder.path()).await;
    let script = "const rail = document.querySelector('nav').getBoundingClientRect();
        const hit = document.elementFromPoint(rail.x + rail.width / 2, rail.y + rail.height / 2);
        return document.visibilityState === 'visible' && rail.height > 300 && !!hit?.closest('nav')";
    window.until("the rail is drawn where it can be clicked", script).await;
    assert_eq!(window.look("return [innerWidth, innerHeight]").await, json!([1280, 820]));
    let styled = window.look("return getComputedStyle(document.querySelector('nav')).display").await;
    assert_ne!(styled, json!("block"), "the style sheet was refused");
    window.close().await;
}

#[tokio::test]
async fn signing_out_and_in_again_connects_the_mailbox() {
    let folder = tempfile::tempdir().unwrap();
    let window = Window::open(folder.path()).await;
    window.until_read().await;
    window.go("settings").await;
    window.press("Sign out").await;
    window.click("//*[@data-modal]//button[@type='submit']").await;
    let gone = "return !document.querySelector('[data-testid=account]')
        && /No mailbox/.test(document.querySelector('main').textContent)";
    window.until("the account is gone", gone).await;
    window.press("Sign in with Microsoft").await;
    let account = window
        .until("the account is back", "return document.querySelector('[data-testid=account]')?.textContent")
        .await;
    assert!(account.as_str().unwrap().contains("asha.kulkarni@"), "{account}");
    window.press("Check for mail now").await;
    window.until_read().await;
    window.close().await;
}

#[tokio::test]
async fn a_restart_comes_back_to_the_same_mail() {
    let folder = tempfile::tempdir().unwrap();
    let window = Window::open(folder.path()).await;
    window.until_read().await;
    window.go("inbox").await;
    window.click("(//*[@data-testid='mail-row'])[3]").await;
    let shown =
        "return document.querySelector('[data-testid=mail-body]') && document.querySelector('main h2')?.textContent";
    let place = "return location.hash";
    let (subject, was_at) = (window.until("a mail is open", shown).await, window.look(place).await);
    assert!(was_at.as_str().unwrap().len() > "#/inbox".len(), "the place names no mail: {was_at}");
    window.close().await;

    let window = Window::open(folder.path()).await;
    assert_eq!(window.until("the mail is open again", shown).await, subject);
    assert_eq!(window.look(place).await, was_at);
    window.close().await;
}

#[tokio::test]
async fn a_damaged_database_is_explained_in_the_window() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("pebble.db"), "this was a database once".repeat(400)).unwrap();
    let window = Window::start(folder.path()).await;
    let why = "return document.querySelector('[data-testid=recovery]')?.textContent";
    let why = window.until("the recovery screen is there", why).await;
    assert!(why.as_str().unwrap().contains("damaged"), "{why}");
    window.close().await;
}

#[tokio::test]
async fn a_window_that_was_made_smaller_opens_in_that_size_again() {
    let folder = tempfile::tempdir().unwrap();
    let window = Window::open(folder.path()).await;
    window.resize(1040, 700).await;
    window.until("the window is smaller", "return innerWidth === 1040 && innerHeight === 700").await;
    window.until_kept(folder.path(), "1040.0").await;
    window.close().await;

    let window = Window::open(folder.path()).await;
    assert_eq!(window.look("return [innerWidth, innerHeight]").await, json!([1040, 700]));
    window.close().await;
}
