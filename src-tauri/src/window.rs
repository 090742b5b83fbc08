//! The one window: made unseen, shown when its page has loaded, and never led anywhere else.

use pebble_host::{Options, Profile};
use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{App, Url, WebviewUrl, WebviewWindowBuilder};

/// The label of the window, which the capability file names.
pub const MAIN: &str = "main";

/// Opens the window. What it remembers, such as the place one was in, is kept beside the desk's own files; a demo that
/// starts afresh remembers nothing.
///
/// # Errors
/// If the system has no web view, or no screen.
pub fn open(app: &App, options: &Options) -> tauri::Result<()> {
    let builder = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default());
    let builder = match &options.data {
        Some(folder) => builder.data_directory(std::path::absolute(folder)?.join("window")),
        None => builder.incognito(options.profile == Profile::Demo),
    };
    builder
        .title("Pebble Orchestrator")
        .inner_size(1280.0, 820.0)
        .min_inner_size(900.0, 600.0)
        // Files are dropped on the page, which takes them itself.
        .disable_drag_drop_handler()
        // Shown before its first page, a window is a white flash.
        .visible(false)
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Finished
                && let Err(why) = window.show()
            {
                tracing::error!(%why, "the window cannot be shown");
            }
        })
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    Ok(())
}

/// The app's own pages, and the mail frame inside them.
fn is_ours(address: &Url) -> bool {
    match address.scheme() {
        "tauri" | crate::mail::SCHEME | "about" => true,
        "http" | "https" => matches!(address.host_str(), Some("tauri.localhost" | "mail.localhost")),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn a_link_in_a_mail_cannot_lead_the_window_away() {
        let leads = |address: &str| is_ours(&address.parse().unwrap());
        assert!(leads("tauri://localhost/board"));
        assert!(leads("mail://localhost/018f"));
        assert!(leads("http://mail.localhost/018f"));
        assert!(!leads("https://tauri.localhost.example.com/"));
        assert!(!leads("file:///etc/hosts"));
        assert!(!leads("javascript:alert(1)"));
    }
}
