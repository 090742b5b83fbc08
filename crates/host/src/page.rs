//! A mail's body as a page of its own: no script, no form, no request to anywhere.

use pebble_core::engines::email::model::{MessageId, body};

use crate::Desk;

/// The policy every mail is shown under. Pictures are blocked until they are asked for, which a later engine offers.
const POLICY: &str = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self' tauri: http://tauri.localhost";

/// A page as the doors send it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailPage {
    /// HTTP status.
    pub status: u16,
    /// MIME type.
    pub content_type: String,
    /// Content-Security-Policy.
    pub csp: String,
    /// The bytes.
    pub body: Vec<u8>,
}

pub(crate) async fn of(desk: &Desk, id: &str) -> MailPage {
    let found = match id.parse::<uuid::Uuid>() {
        Ok(id) => desk.read().find::<body::Model>(MessageId(id)).await.ok().flatten(),
        Err(_) => None,
    };
    match found {
        Some(inside) => page(200, &inside.html),
        None => page(404, "<p>This mail is not here yet. It appears as soon as Outlook has sent it.</p>"),
    }
}

/// What the frame shows while there is no desk.
pub(crate) fn unavailable() -> MailPage {
    page(503, "<p>This mail cannot be shown until the desk is open.</p>")
}

fn page(status: u16, inside: &str) -> MailPage {
    let body = format!(
        "<!doctype html><html><head><meta charset=\"utf-8\"><style>\
         body{{font:14px/1.45 'Segoe UI',system-ui,sans-serif;color:#242424;background:#fff;margin:16px;overflow-wrap:anywhere}}\
         table{{border-collapse:collapse;max-width:100%}}td,th{{padding:2px 8px;vertical-align:top}}\
         blockquote{{margin:8px 0;padding-left:12px;border-left:2px solid #d1d1d1;color:#616161}}img{{max-width:100%}}\
         pre{{white-space:pre-wrap;font:inherit}}</style></head><body>{inside}</body></html>"
    );
    MailPage {
        status,
        content_type: "text/html; charset=utf-8".to_owned(),
        csp: POLICY.to_owned(),
        body: body.into_bytes(),
    }
}
