//! What changed on the desk, told to every window as `changed` events, and what is worth a word to somebody who looks
//! elsewhere.

use pebble_host::{Door, Heard};
use tauri::{AppHandle, Emitter, Manager};

use crate::outside;

const CHANGED: &str = "changed";

/// Passes news on for as long as there is any. When some was lost it sends `null`, on which the UI asks again for
/// everything that it shows.
pub async fn forward(app: AppHandle) {
    let mut news = app.state::<Door>().news();
    while let Some(heard) = news.next().await {
        let sent = match heard {
            Heard::Changed(changed) => app.emit(CHANGED, changed),
            Heard::Missed => app.emit(CHANGED, ()),
            Heard::Notice(notice) => {
                outside::say(&app, notice);
                Ok(())
            }
        };
        if let Err(why) = sent {
            tracing::warn!(%why, "a change did not reach the windows");
        }
    }
}
