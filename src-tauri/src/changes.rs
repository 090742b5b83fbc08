//! What changed on the desk, told to the window as `changed` events.

use tauri::{AppHandle, Emitter, Manager};
use tokio::sync::broadcast::error::RecvError;

use crate::desk::Shell;
use crate::window;

const CHANGED: &str = "changed";

/// Passes changes on until the desk closes. When the window was too slow and some were lost it sends `null`, on which
/// the UI asks again for everything that it shows.
pub async fn forward(app: AppHandle) {
    let shell = app.state::<Shell>();
    let Ok(desk) = shell.desk().await else { return };
    let mut changes = desk.changes();
    loop {
        let sent = match changes.recv().await {
            Ok(changed) => app.emit_to(window::MAIN, CHANGED, changed),
            Err(RecvError::Lagged(_)) => app.emit_to(window::MAIN, CHANGED, ()),
            Err(RecvError::Closed) => return,
        };
        if let Err(why) = sent {
            tracing::warn!(%why, "a change did not reach the window");
        }
    }
}
