//! `mail://localhost/<message id>`: a mail's body, for the sandboxed frame that shows it.
//!
//! The desk has taken out what is dangerous when the mail came in; here each page leaves with a policy of its own
//! that forbids scripts, so that a mail can never call the shell.

use pebble_host::{Door, MailPage};
use tauri::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use tauri::http::{Request, Response, StatusCode};
use tauri::{Manager, UriSchemeContext, UriSchemeResponder, Wry};

use crate::window;

/// The scheme; Windows spells it `http://mail.localhost`.
pub const SCHEME: &str = "mail";

/// Answers one request of the frame.
pub fn answer(context: UriSchemeContext<'_, Wry>, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    let label = context.webview_label();
    if label != window::MAIN && !window::is_own(label) {
        return responder.respond(refusal(StatusCode::FORBIDDEN));
    }
    let app = context.app_handle().clone();
    let id = request.uri().path().trim_start_matches('/').to_owned();
    tauri::async_runtime::spawn(async move {
        responder.respond(answered(app.state::<Door>().mail_page(&id).await));
    });
}

fn answered(page: MailPage) -> Response<Vec<u8>> {
    Response::builder()
        .status(page.status)
        .header(CONTENT_TYPE, page.content_type)
        .header(CONTENT_SECURITY_POLICY, page.csp)
        .header(X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(REFERRER_POLICY, "no-referrer")
        .header(CACHE_CONTROL, "no-store")
        .body(page.body)
        .unwrap_or_else(|_| refusal(StatusCode::INTERNAL_SERVER_ERROR))
}

fn refusal(status: StatusCode) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    response
}
