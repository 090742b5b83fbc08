//! Upload sessions of attachments: opened on a draft, filled piece by piece without a token, done with the last.
//!
//! The real ones are served by another host; here the address leads to the same loopback server, outside of `/v1.0`.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::breach::Rule;
use crate::http::{Answer, Call};

use super::mailbox::Mailbox;
use super::messages::{find, not_found};
use super::model::MailFile;
use super::state::{LogEntry, State};
use super::{Ask, World, drafts};

/// Where sessions are.
pub(super) const PATH: &str = "/uploads/";
/// Smallest and largest file of a session, in bytes.
const SIZES: std::ops::RangeInclusive<usize> = 3 * 1024 * 1024..=150 * 1024 * 1024;
/// Pieces must be smaller than this, in bytes.
const LARGEST_PIECE: usize = 4 * 1024 * 1024;
/// Hours after which a session is gone.
const HOURS: i64 = 1;

/// A session.
#[derive(Debug)]
pub(crate) struct Upload {
    message: u64,
    file: MailFile,
    size: usize,
    expires_at: DateTime<Utc>,
}

/// `POST /me/messages/{id}/attachments/createUploadSession`.
pub(super) fn open(mailbox: &mut Mailbox, ask: &Ask<'_>, id: &str) -> Result<Answer, Answer> {
    let refuse = |code: &str, message: &str| Answer::error(400, code, message);
    let (key, message) = find(mailbox, id)?;
    if !message.is_draft {
        return Err(refuse("ErrorInvalidOperation", "The message is not a draft."));
    }
    let item = drafts::parameter(&ask.body, "attachmentItem");
    let item = item.ok_or_else(|| refuse("ErrorInvalidRequest", "AttachmentItem is required."))?;
    let text = |name: &str| item.get(name).and_then(Value::as_str);
    let size = item.get("size").and_then(Value::as_u64).and_then(|size| usize::try_from(size).ok());
    let (Some("file"), Some(name), Some(size)) = (text("attachmentType"), text("name"), size) else {
        return Err(refuse("ErrorInvalidRequest", "attachmentType, name and size are required."));
    };
    if size < *SIZES.start() {
        let message = "Attachment size must be greater than the minimum size.";
        return Err(refuse("ErrorAttachmentSizeShouldNotBeLessThanMinimumSize", message));
    }
    if size > *SIZES.end() {
        return Err(refuse("ErrorAttachmentSizeLimitExceeded", "Attachment size exceeds the limit."));
    }
    let file = MailFile {
        name: name.to_owned(),
        content_type: text("contentType").unwrap_or("application/octet-stream").to_owned(),
        bytes: Vec::new(),
        is_inline: item.get("isInline").and_then(Value::as_bool).unwrap_or(false),
        content_id: text("contentId").map(str::to_owned),
    };
    let expires_at = ask.now + TimeDelta::hours(HOURS);
    let slot = mailbox.slot();
    let secret = mailbox.ids.guid("upload", slot.key);
    mailbox.uploads.insert(secret.clone(), Upload { message: key, file, size, expires_at });
    Ok(Answer::json(
        201,
        &json!({
            "@odata.context": format!("{}/v1.0/$metadata#microsoft.graph.uploadSession", ask.origin),
            "uploadUrl": format!("{}{PATH}{secret}?authtoken={secret}", ask.origin),
            "expirationDateTime": expires_at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            "nextExpectedRanges": ["0"],
        }),
    ))
}

/// A request to a session.
pub(super) fn answer(world: &World, call: &Call) -> Answer {
    let now = world.clock.now();
    let mut state = world.state();
    state.requests += 1;
    let request = format!("{} {PATH}…", call.method);
    let fault = state.strike(&call.method, PATH);
    let is_refused = fault.as_ref().is_some_and(crate::fault::Fault::refuses);
    let mut answer = if is_refused { Answer::empty(200) } else { take(&mut state, call, &request, now) };
    if let Some(fault) = fault {
        answer = fault.spoil(answer);
    }
    state.record(LogEntry {
        at: now,
        mailbox: String::new(),
        method: call.method.clone(),
        path: PATH.to_owned(),
        prefer: String::new(),
        body: Value::Null,
        status: if answer.cut_after == Some(0) { 0 } else { answer.status },
        is_batched: false,
    });
    answer
}

fn take(state: &mut State, call: &Call, request: &str, now: DateTime<Utc>) -> Answer {
    if call.header("authorization").is_some() {
        state.breach(Rule::BadUpload, request, "an Authorization header");
    }
    let secret = call.path.strip_prefix(PATH).unwrap_or_default().to_owned();
    let owner = state.mailboxes.values().find(|mailbox| mailbox.uploads.contains_key(&secret));
    let Some(address) = owner.map(|mailbox| mailbox.address.clone()) else { return not_found() };
    let session = owner.and_then(|mailbox| mailbox.uploads.get(&secret)).filter(|upload| upload.expires_at > now);
    let Some(session) = session else { return not_found() };
    match call.method.as_str() {
        "GET" => return expecting(200, session),
        "PUT" => {}
        _ => return Answer::error(405, "BadRequest", "The request is not supported."),
    }
    if let Some((status, why)) = wrong_with(call, session) {
        state.breach(Rule::BadUpload, request, why);
        return Answer::error(status, "ErrorInvalidRequest", why);
    }
    match state.mailboxes.get_mut(&address) {
        Some(mailbox) => put(mailbox, call, &secret, now),
        None => not_found(),
    }
}

fn expecting(status: u16, upload: &Upload) -> Answer {
    let body = json!({
        "expirationDateTime": upload.expires_at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "nextExpectedRanges": [upload.file.bytes.len().to_string()],
    });
    Answer::json(status, &body)
}

fn put(mailbox: &mut Mailbox, call: &Call, secret: &str, now: DateTime<Utc>) -> Answer {
    let Some(upload) = mailbox.uploads.get_mut(secret) else { return not_found() };
    upload.file.bytes.extend_from_slice(&call.body);
    if upload.file.bytes.len() < upload.size {
        return expecting(200, upload);
    }
    let Some(done) = mailbox.uploads.remove(secret) else { return not_found() };
    if !mailbox.messages.contains_key(&done.message) {
        return not_found();
    }
    mailbox.change(done.message, now, |message| message.attachments.push(done.file));
    Answer::empty(201).with("Location", "https://outlook.office.example/api/v2.0/attachment")
}

/// What is wrong with a piece.
fn wrong_with(call: &Call, upload: &Upload) -> Option<(u16, &'static str)> {
    if call.header("content-type") != Some("application/octet-stream") {
        return Some((400, "a piece is application/octet-stream"));
    }
    if call.body.is_empty() || call.body.len() >= LARGEST_PIECE {
        return Some((413, "a piece is smaller than 4 MB"));
    }
    let range = call.header("content-range").and_then(|range| range.strip_prefix("bytes "));
    let parts = range.and_then(|range| range.split_once('/'));
    let bounds = parts.and_then(|(range, whole)| Some((range.split_once('-')?, whole.parse::<usize>().ok()?)));
    let Some(((from, to), whole)) = bounds else { return Some((400, "Content-Range is wanting")) };
    let (Ok(from), Ok(to)) = (from.parse::<usize>(), to.parse::<usize>()) else {
        return Some((400, "Content-Range is wanting"));
    };
    let length = to.checked_sub(from).map(|last| last.saturating_add(1));
    if whole != upload.size || length != Some(call.body.len()) || to >= upload.size {
        return Some((400, "Content-Range does not fit the piece"));
    }
    if from != upload.file.bytes.len() {
        return Some((416, "a piece out of order"));
    }
    None
}
