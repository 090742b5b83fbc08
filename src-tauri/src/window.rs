//! The windows: the main one, and one for each record that was opened in its own. Made unseen, shown when their page
//! has loaded, and never led anywhere else.

use pebble_host::{Options, Profile};
use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{AppHandle, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, Wry};

use crate::bounds::{self, Bounds};

/// The label of the main window, which the capability file names.
pub const MAIN: &str = "main";
/// What the labels of the other windows begin with; the capability file names the pattern.
const OWN: &str = "record-";

/// Whether a window is one of a single record.
pub fn is_own(label: &str) -> bool {
    label.starts_with(OWN)
}

/// Opens the main window at a place, or where one was last time.
///
/// # Errors
/// If the system has no web view, or no screen.
pub fn open(app: &AppHandle, place: Option<&str>) -> tauri::Result<()> {
    let kept = app.state::<bounds::Kept>().last();
    let at = bounds::fitted(kept, &bounds::screens(app));
    let builder = made(app, MAIN, place)?.inner_size(at.width, at.height).maximized(at.is_maximized);
    let builder = match at.corner {
        Some((x, y)) => builder.position(x, y),
        None => builder,
    };
    finished(&builder.build()?);
    Ok(())
}

/// Opens a record in a window of its own, or brings the one that it has to the front.
///
/// # Errors
/// If the system refuses another window.
pub fn open_own(app: &AppHandle, id: &str, place: &str) -> tauri::Result<()> {
    let label = format!("{OWN}{id}");
    if let Some(window) = app.get_webview_window(&label) {
        return to_front(&window);
    }
    let Bounds { width, height, .. } = bounds::OWN;
    finished(&made(app, &label, Some(place))?.inner_size(width, height).min_inner_size(480.0, 400.0).build()?);
    Ok(())
}

/// Brings the main window to the front, at a place if one is named; one that was closed is opened again.
pub fn show(app: &AppHandle, place: Option<&str>) {
    let shown = match app.get_webview_window(MAIN) {
        None => open(app, place),
        Some(window) => place.map_or(Ok(()), |place| lead(&window, place)).and_then(|()| to_front(&window)),
    };
    if let Err(why) = shown {
        tracing::error!(%why, "the window cannot be shown");
    }
}

/// Leads a window's page to a place of the app: one that was checked, never words from outside.
fn lead(window: &WebviewWindow, place: &str) -> tauri::Result<()> {
    let to = serde_json::Value::from(place);
    // What is asked for by address is no place: it leaves no step to go back to.
    let script =
        if place.starts_with("#/do/") { format!("location.replace({to})") } else { format!("location.hash = {to}") };
    window.eval(script)
}

fn to_front(window: &WebviewWindow) -> tauri::Result<()> {
    window.show()?;
    window.unminimize()?;
    window.set_focus()
}

/// A window as all of them are. What it remembers, such as the place one was in, is kept beside the desk's own files; a
/// demo that starts afresh remembers nothing.
fn made<'a>(
    app: &'a AppHandle,
    label: &str,
    place: Option<&str>,
) -> tauri::Result<WebviewWindowBuilder<'a, Wry, AppHandle>> {
    let address = format!("index.html{}", place.unwrap_or_default());
    let builder = WebviewWindowBuilder::new(app, label, WebviewUrl::App(address.into()));
    let options = app.state::<Options>();
    let builder = match &options.data {
        Some(folder) => builder.data_directory(std::path::absolute(folder)?.join("window")),
        None => builder.incognito(options.profile == Profile::Demo),
    };
    Ok(builder
        .title("Pebble Orchestrator")
        .min_inner_size(bounds::LEAST.0, bounds::LEAST.1)
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
        .on_new_window(|_, _| NewWindowResponse::Deny))
}

/// Watches over the process that draws the page.
fn finished(window: &WebviewWindow) {
    #[cfg(target_os = "linux")]
    crate::revive::watch(window);
    #[cfg(not(target_os = "linux"))]
    let _ = window;
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
