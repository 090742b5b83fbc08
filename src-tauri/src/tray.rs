//! The picture in the tray: there while the person wants the program to go on when its window is closed.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pebble_host::{Badge, Door};
use serde_json::json;
use tauri::menu::{MenuBuilder, MenuEvent};
use tauri::tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Manager};

use crate::window;

const ID: &str = "pebble";
const NAME: &str = "Pebble Orchestrator";
const OPEN: &str = "open";
const WRITE: &str = "write";
const ADD: &str = "add";
const SYNC: &str = "sync";
const QUIT: &str = "quit";

/// Whether closing the window leaves the program in the tray.
pub fn is_there(app: &AppHandle) -> bool {
    app.tray_by_id(ID).is_some()
}

/// Puts the picture there or takes it away, as the person wants it.
pub fn follow(app: &AppHandle) {
    match (app.state::<Door>().preferences().stays_in_tray, is_there(app)) {
        (true, false) => {
            // On a Linux without its library for trays the making panics.
            match catch_unwind(AssertUnwindSafe(|| made(app))) {
                Ok(Ok(_)) => {}
                Ok(Err(why)) => tracing::warn!(%why, "there is no tray"),
                Err(_) => tracing::warn!("this system has no library for trays"),
            }
        }
        (false, true) => drop(app.remove_tray_by_id(ID)),
        _ => {}
    }
}

fn made(app: &AppHandle) -> tauri::Result<TrayIcon> {
    let menu = MenuBuilder::new(app)
        .text(OPEN, "Open Pebble Orchestrator")
        .separator()
        .text(WRITE, "New mail")
        .text(ADD, "New enquiry…")
        .text(SYNC, "Check for mail now")
        .separator()
        .text(QUIT, "Quit")
        .build()?;
    let builder = TrayIconBuilder::with_id(ID).menu(&menu).show_menu_on_left_click(false).tooltip(NAME);
    let builder = match app.default_window_icon() {
        Some(icon) => builder.icon(icon.clone()),
        None => builder,
    };
    builder.on_menu_event(chosen).on_tray_icon_event(clicked).build(app)
}

fn chosen(app: &AppHandle, event: MenuEvent) {
    match event.id().as_ref() {
        OPEN => window::show(app, None),
        // Asked of the page by address; it stays where it is.
        WRITE => window::show(app, Some("#/do/mail.write")),
        ADD => window::show(app, Some("#/do/app.add_enquiry")),
        SYNC => {
            let door = app.state::<Door>().inner().clone();
            tauri::async_runtime::spawn(async move {
                if let Err(refusal) = door.call("app.sync_now", json!({})).await {
                    tracing::warn!(%refusal, "mail was not asked for");
                }
            });
        }
        QUIT => app.exit(0),
        _ => {}
    }
}

fn clicked(tray: &TrayIcon, event: TrayIconEvent) {
    if let TrayIconEvent::Click { button: MouseButton::Left, button_state: MouseButtonState::Up, .. } = event {
        window::show(tray.app_handle(), None);
    }
}

/// Says beside the picture what there is to do.
pub fn say(app: &AppHandle, badge: &Badge) {
    let Some(tray) = app.tray_by_id(ID) else { return };
    let text = if badge.text.is_empty() { NAME.to_owned() } else { format!("{NAME}: {}", badge.text) };
    let number = (badge.count > 0).then(|| badge.count.to_string());
    // Linux shows the title, Windows and macOS the words.
    let _ = tray.set_tooltip(Some(text));
    let _ = tray.set_title(if cfg!(target_os = "linux") { number } else { None });
}
