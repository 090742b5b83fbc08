//! What changed on the desk, told to the window as `changed` events.

use pebble_host::{Door, Heard};
use tauri::{AppHandle, Emitter, Manager};

use crate::window;

const CHANGED: &str = "changed";

/// Passes changes on for as long as there are any. When some were lost it sends `null`, on which the UI asks again for
/// everything that it shows.
pub async fn forward(app: AppHandle) {
    let mut news = app.state::<Door>().news();
    while let Some(heard) = news.next().await {
        let sent = match heard {
            Heard::Changed(changed) => app.emit_to(window::MAIN, CHANGED, changed),
            Heard::Missed => app.emit_to(window::MAIN, CHANGED, ()),
        };
        if let Err(why) = sent {
            tracing::warn!(%why, "a change did not reach the window");
        }
    }
}
