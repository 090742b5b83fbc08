//! The process that draws a page can die, of a fault or of a lack of memory. The page is then loaded again: what was
//! done is on the desk, and the place one was in is in the address.

use tauri::WebviewWindow;
use webkit2gtk::WebViewExt;

/// Loads a window's page again whenever the process that draws it has ended.
pub fn watch(window: &WebviewWindow) {
    let watched = window.with_webview(|page| {
        page.inner().connect_web_process_terminated(|view, why| {
            tracing::error!(?why, "the process that draws the page has ended: the page is loaded again");
            view.reload();
        });
    });
    if let Err(why) = watched {
        tracing::warn!(%why, "nobody watches over the process that draws the page");
    }
}
