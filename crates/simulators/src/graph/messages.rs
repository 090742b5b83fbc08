//! Reading, marking, moving and deleting messages.

use std::cmp::Reverse;

use serde_json::{Value, json};

use crate::http::Answer;

use super::Ask;
use super::drafts;
use super::filter::Filter;
use super::mailbox::Mailbox;
use super::model::Message;
use super::render::{self, View};
use super::token::ListCursor;

const DEFAULT_PAGE: usize = 10;
/// Properties whose change on a message that is not a draft needs a permission of its own.
const SENSITIVE: [&str; 8] =
    ["subject", "body", "toRecipients", "ccRecipients", "bccRecipients", "replyTo", "from", "sender"];

pub(crate) fn not_found() -> Answer {
    Answer::error(
        404,
        "ErrorItemNotFound",
        "The specified object was not found in the store., The process failed to get the correct properties.",
    )
}

/// The key and the message of an id; 404 otherwise.
pub(crate) fn find<'a>(mailbox: &'a Mailbox, id: &str) -> Result<(u64, &'a Message), Answer> {
    let key = mailbox.message_key(id).ok_or_else(not_found)?;
    Ok((key, mailbox.messages.get(&key).ok_or_else(not_found)?))
}

fn view(ask: &Ask<'_>) -> Result<View, Answer> {
    let known: Vec<&str> = render::MESSAGE_PROPERTIES.iter().map(|(name, _)| *name).collect();
    ask.options.check_select(&known, "Message")?;
    ask.options.view(ask.prefer)
}

/// A message answered whole.
pub(crate) fn show(mailbox: &Mailbox, ask: &Ask<'_>, status: u16, key: u64) -> Result<Answer, Answer> {
    let view = view(ask)?;
    let message = mailbox.messages.get(&key).ok_or_else(not_found)?;
    let mut shown = render::message(mailbox, message, &view);
    context(&mut shown, ask, "users('me')/messages/$entity");
    Ok(Answer::json(status, &shown).with("ETag", format!("W/\"{}\"", super::arrive::change_key(message))))
}

pub(crate) fn context(value: &mut Value, ask: &Ask<'_>, what: &str) {
    if let Some(fields) = value.as_object_mut() {
        fields.insert("@odata.context".into(), json!(format!("{}/v1.0/$metadata#{what}", ask.origin)));
    }
}

/// `GET /me/messages/{id}`.
pub(crate) fn get(mailbox: &Mailbox, ask: &Ask<'_>, id: &str) -> Result<Answer, Answer> {
    let (key, _) = find(mailbox, id)?;
    show(mailbox, ask, 200, key)
}

/// A page of a folder's messages, or of all messages.
pub(crate) fn list(mailbox: &Mailbox, ask: &Ask<'_>, folder: Option<&str>) -> Result<Answer, Answer> {
    let folder = match folder {
        None => None,
        Some(id) => Some(mailbox.folder_key(id).ok_or_else(not_found)?),
    };
    let view = view(ask)?;
    let filter = Filter::read(ask.options.filter.as_deref())?;
    let newest_first = order(ask, &filter)?;
    let size = ask.options.top.or(ask.prefer.page_size).unwrap_or(DEFAULT_PAGE).clamp(1, 1_000);
    let after = match &ask.options.skip_token {
        None => None,
        Some(token) => {
            let cursor: Option<ListCursor> = ask.sealer.open(token);
            Some(cursor.ok_or_else(|| Answer::error(400, "BadRequest", "Badly formed token."))?.after)
        }
    };
    let mut found = rows(mailbox, folder, &filter, newest_first, after, ask.options.skip, size + 1);
    let more = found.len() > size;
    found.truncate(size);
    let last = found.last().copied();
    let shown: Vec<Value> = found
        .iter()
        .filter_map(|(_, key)| mailbox.messages.get(key))
        .map(|message| render::message(mailbox, message, &view))
        .collect();
    let mut out = json!({ "value": shown });
    context(&mut out, ask, "users('me')/messages");
    if let (Some(fields), true) = (out.as_object_mut(), ask.options.count) {
        let count =
            folder.and_then(|key| mailbox.folders.get(&key)).map_or(mailbox.messages.len(), |it| it.by_received.len());
        fields.insert("@odata.count".into(), json!(count));
    }
    if let (Some(fields), Some(last), true) = (out.as_object_mut(), last, more) {
        fields.insert("@odata.nextLink".into(), json!(next_link(ask, &ask.sealer.seal(&ListCursor { after: last }))));
    }
    Ok(Answer::json(200, &out))
}

/// The same request, going on at a cursor.
pub(crate) fn next_link(ask: &Ask<'_>, token: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in &ask.options.pairs {
        if !name.eq_ignore_ascii_case("$skiptoken") && !name.eq_ignore_ascii_case("$skip") {
            query.append_pair(name, value);
        }
    }
    query.append_pair("$skiptoken", token);
    format!("{}{}?{}", ask.origin, ask.path, query.finish())
}

/// Whether the newest come first; fails on orders and pairs of order and filter that Outlook refuses.
fn order(ask: &Ask<'_>, filter: &Filter) -> Result<bool, Answer> {
    let Some(by) = ask.options.orderby.as_deref() else { return Ok(true) };
    let mut words = by.split_whitespace();
    if words.next() != Some("receivedDateTime") {
        return Err(Answer::error(400, "ErrorInvalidUrlQuery", "Only receivedDateTime can be ordered by."));
    }
    if !filter.tests.is_empty() && !filter.begins_with_received() {
        return Err(Answer::error(
            400,
            "InefficientFilter",
            "The restriction or sort order is too complex for this operation.",
        ));
    }
    match words.next().unwrap_or("asc").to_ascii_lowercase().as_str() {
        "asc" => Ok(false),
        "desc" => Ok(true),
        _ => Err(Answer::error(400, "BadRequest", "Syntax error in $orderby.")),
    }
}

fn rows(
    mailbox: &Mailbox,
    folder: Option<u32>,
    filter: &Filter,
    newest_first: bool,
    after: Option<(i64, u64)>,
    skip: usize,
    take: usize,
) -> Vec<(i64, u64)> {
    let fits = |(_, key): &(i64, u64)| {
        mailbox
            .messages
            .get(key)
            .is_some_and(|message| folder.is_none_or(|folder| message.folder == folder) && filter.holds(message))
    };
    if let Some(keys) = filter.candidates(mailbox) {
        let at = |key: &u64| mailbox.messages.get(key).map(|message| (message.received_at.timestamp_micros(), *key));
        let mut found: Vec<(i64, u64)> = keys.iter().filter_map(at).filter(fits).collect();
        found.sort_by_key(|row| Reverse(*row));
        if !newest_first {
            found.reverse();
        }
        let past = |row: &(i64, u64)| after.is_none_or(|last| if newest_first { *row < last } else { *row > last });
        return found.into_iter().filter(past).skip(skip).take(take).collect();
    }
    let Some(index) =
        folder.map_or(Some(&mailbox.by_received), |key| mailbox.folders.get(&key).map(|it| &it.by_received))
    else {
        return Vec::new();
    };
    let (low, high) = filter.span();
    let (mut from, mut to) = ((low, 0), (high, u64::MAX));
    if let Some(last) = after {
        if newest_first { to = before(last) } else { from = (last.0, last.1 + 1) }
    }
    if from > to {
        return Vec::new();
    }
    let range = index.range(from..=to).copied();
    if newest_first {
        range.rev().filter(fits).skip(skip).take(take).collect()
    } else {
        range.filter(fits).skip(skip).take(take).collect()
    }
}

/// The greatest row below another.
fn before((at, key): (i64, u64)) -> (i64, u64) {
    key.checked_sub(1).map_or((at.saturating_sub(1), u64::MAX), |key| (at, key))
}

/// `PATCH /me/messages/{id}`.
pub(crate) fn patch(mailbox: &mut Mailbox, ask: &Ask<'_>, id: &str) -> Result<Answer, Answer> {
    let (key, message) = find(mailbox, id)?;
    let Some(fields) = ask.body.as_object() else {
        return Err(Answer::error(400, "BadRequest", "Unable to read JSON request payload."));
    };
    if !message.is_draft && fields.keys().any(|name| SENSITIVE.contains(&name.as_str())) {
        return Err(Answer::error(
            403,
            "ErrorAccessDenied",
            "Changing this property of a sent or received message needs Mail-Advanced.ReadWrite.",
        ));
    }
    if !message.is_draft && fields.contains_key("internetMessageId") {
        return Err(Answer::error(400, "ErrorInvalidPropertySet", "internetMessageId can be set on a draft only."));
    }
    let mut changed = message.clone();
    drafts::apply(&mut changed, &ask.body)?;
    mailbox.change(key, ask.now, |message| *message = changed);
    show(mailbox, ask, 200, key)
}

/// `DELETE /me/messages/{id}`: to Deleted Items, and from there for good.
pub(crate) fn delete(mailbox: &mut Mailbox, ask: &Ask<'_>, id: &str) -> Result<Answer, Answer> {
    let (key, message) = find(mailbox, id)?;
    match mailbox.well_known("deleteditems") {
        Some(bin) if message.folder != bin => {
            mailbox.relocate(key, bin, ask.now, ask.modes.move_rules());
        }
        _ => {
            mailbox.remove(key, "deleted");
        }
    }
    Ok(Answer::empty(204))
}

/// `POST /me/messages/{id}/permanentDelete`.
pub(crate) fn delete_for_good(mailbox: &mut Mailbox, id: &str) -> Result<Answer, Answer> {
    let (key, _) = find(mailbox, id)?;
    mailbox.remove(key, "deleted");
    Ok(Answer::empty(204))
}

/// `POST /me/messages/{id}/move`.
pub(crate) fn relocate(mailbox: &mut Mailbox, ask: &Ask<'_>, id: &str) -> Result<Answer, Answer> {
    let (key, _) = find(mailbox, id)?;
    let wanted = drafts::parameter(&ask.body, "destinationId").and_then(Value::as_str);
    let Some(wanted) = wanted else {
        return Err(Answer::error(400, "ErrorInvalidRequest", "destinationId is required."));
    };
    let to = mailbox.folder_key(wanted).ok_or_else(not_found)?;
    mailbox.relocate(key, to, ask.now, ask.modes.move_rules());
    show(mailbox, ask, 201, key)
}

/// `GET /me/messages/{id}/$value`: the message as MIME, headers and one part.
pub(crate) fn mime(mailbox: &Mailbox, id: &str) -> Result<Answer, Answer> {
    let (_, message) = find(mailbox, id)?;
    let mut text = String::new();
    for (name, value) in &message.headers {
        text.push_str(&format!("{name}: {}\r\n", value.replace(['\r', '\n'], " ")));
    }
    let kind = if matches!(message.body, super::model::MailBody::Html(_)) { "html" } else { "plain" };
    text.push_str(&format!("MIME-Version: 1.0\r\nContent-Type: text/{kind}; charset=utf-8\r\n\r\n"));
    text.push_str(message.body.content());
    Ok(Answer::bytes(200, "text/plain", text.into_bytes()))
}
