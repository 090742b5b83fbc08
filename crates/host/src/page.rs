//! A mail's body as a page of its own: no script, no form, and no request to anywhere but for pictures that a person has
//! asked for.

use pebble_core::engines::email::{
    model::{MessageId, SenderId, body, message, sender},
    queries::pictures,
};

use crate::{Desk, quoted};

/// The policy every mail is shown under.
const POLICY: &str = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self' tauri: http://tauri.localhost";

/// The policy of a mail whose pictures were asked for: pictures of the web, encrypted, and nothing else more. They are
/// fetched without a word of where they are shown.
const WITH_PICTURES: &str = "default-src 'none'; img-src data: https:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self' tauri: http://tauri.localhost";

/// How the sanitiser keeps the address of a picture.
const BLOCKED: &str = "data-blocked-src=\"https://";

/// How the sanitiser names a picture that came with the mail.
const INLINE: &str = "src=\"mail://img/";

/// How much of pictures is written into one page at most, in bytes: a mail can name one picture a hundred thousand times.
const LONGEST: usize = 32 << 20;

/// A picture of one dot that nobody sees.
const NOTHING: (&str, &str) = ("image/gif", "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

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

/// The page of a mail, named by its id, or by `id/pictures` when its pictures were asked for.
pub(crate) async fn of(desk: &Desk, asked: &str) -> MailPage {
    let (id, is_asked) = match asked.split_once('/') {
        Some((id, "pictures")) => (id, true),
        _ => (asked, false),
    };
    let id = id.parse::<uuid::Uuid>().ok().map(MessageId);
    let found = match id {
        Some(id) => desk.read().find::<body::Model>(id).await.ok().flatten(),
        None => None,
    };
    let (Some(id), Some(inside)) = (id, found) else {
        return page(404, "<p>This mail is not here yet. It appears as soon as Outlook has sent it.</p>", false);
    };
    let html = with_inside(desk, id, &quoted::folded(&inside.html)).await;
    page(200, &html, is_asked || is_trusted(desk, id).await)
}

/// The markup with the pictures that came with the mail written into it. One that is not here yet, or cannot be shown,
/// keeps its place.
async fn with_inside(desk: &Desk, id: MessageId, html: &str) -> String {
    if !html.contains(INLINE) {
        return html.to_owned();
    }
    let here = pictures(&desk.read(), id).await.unwrap_or_default();
    let mut shown = String::with_capacity(html.len());
    let (mut parts, mut left) = (html.split(INLINE), LONGEST);
    shown.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (name, rest) = part.split_once('"').unwrap_or((part, ""));
        let found = here.iter().find(|picture| picture.shown_as == name && !picture.content.is_empty());
        let found = found.filter(|picture| picture.content.len() <= left);
        let (kind, content) = found.map_or(NOTHING, |picture| (picture.media_type.as_str(), picture.content.as_str()));
        left = left.saturating_sub(found.map_or(0, |_| content.len()));
        shown.extend(["src=\"data:", kind, ";base64,", content, "\"", rest]);
    }
    shown
}

/// Whether the pictures of a mail's sender are shown unasked.
async fn is_trusted(desk: &Desk, id: MessageId) -> bool {
    let read = desk.read();
    let Ok(Some(mail)) = read.find::<message::Model>(id).await else { return false };
    let sender = read.find::<sender::Model>(SenderId::of(&mail.from_address)).await;
    matches!(sender, Ok(Some(sender)) if sender.shows_pictures)
}

/// What the frame shows while there is no desk.
pub(crate) fn unavailable() -> MailPage {
    page(503, "<p>This mail cannot be shown until the desk is open.</p>", false)
}

fn page(status: u16, inside: &str, shows_pictures: bool) -> MailPage {
    let pictured = inside.replace(BLOCKED, "referrerpolicy=\"no-referrer\" src=\"https://");
    let inside = if shows_pictures { pictured.as_str() } else { inside };
    let body = format!(
        "<!doctype html><html><head><meta charset=\"utf-8\"><style>\
         body{{font:14px/1.45 'Segoe UI',system-ui,sans-serif;color:#242424;background:#fff;margin:16px;overflow-wrap:anywhere}}\
         table{{border-collapse:collapse;max-width:100%}}td,th{{padding:2px 8px;vertical-align:top}}\
         blockquote{{margin:8px 0;padding-left:12px;border-left:2px solid #d1d1d1;color:#616161}}img{{max-width:100%}}\
         summary{{display:inline-block;margin:8px 0;padding:0 10px;border-radius:10px;background:#f0f0f0;color:#616161;\
         font-size:12px;line-height:20px;cursor:pointer;list-style:none;user-select:none}}\
         summary::-webkit-details-marker{{display:none}}summary:hover{{background:#e0e0e0}}\
         pre{{white-space:pre-wrap;font:inherit}}</style></head><body>{inside}</body></html>"
    );
    let csp = if shows_pictures { WITH_PICTURES } else { POLICY };
    MailPage {
        status,
        content_type: "text/html; charset=utf-8".to_owned(),
        csp: csp.to_owned(),
        body: body.into_bytes(),
    }
}
