//! Reads messages out of Graph's JSON, item by item, trusting nothing.
//!
//! What may be missing is missing quietly; what has the wrong shape makes that one item unreadable and names the
//! field, and never costs the page. It does not ask the server for anything.

use chrono::{DateTime, Utc};
use pebble_core::engines::email::mailbox::{Address, AttachmentCard, Change, Envelope};
use serde_json::{Map, Value};

use super::ids;

/// The raw text kept of an unreadable item, in bytes.
const RAW_KEPT: usize = 4096;
/// Most recipients read of one message.
const MOST_PEOPLE: usize = 2000;

/// What one item of a page is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    /// Readable as it is.
    Ready(Change),
    /// Only what changed was sent: the rest has to be asked for.
    Partial(String),
}

/// Reads one item of a list or change page.
pub(super) fn item(raw: &Value) -> Item {
    let id = raw.get("id").and_then(Value::as_str).filter(|id| !id.is_empty());
    let Some(id) = id else { return Item::Ready(poison(None, "it has no id", raw)) };
    if raw.get("@removed").is_some() {
        return Item::Ready(Change::Removed(id.to_owned()));
    }
    if raw.get("parentFolderId").is_none() || raw.get("receivedDateTime").is_none() {
        return Item::Partial(id.to_owned());
    }
    Item::Ready(whole(raw))
}

/// Reads an item that must be whole.
pub(super) fn whole(raw: &Value) -> Change {
    match envelope(raw) {
        Ok(envelope) => Change::Upsert(Box::new(envelope)),
        Err(reason) => poison(raw.get("id").and_then(Value::as_str).map(str::to_owned), &reason, raw),
    }
}

fn poison(id: Option<String>, reason: &str, raw: &Value) -> Change {
    let mut text = raw.to_string();
    text.truncate(text.floor_char_boundary(RAW_KEPT));
    Change::Poison { id, reason: reason.to_owned(), raw: text }
}

/// The outside of a message, or the field that made it unreadable.
pub(super) fn envelope(raw: &Value) -> Result<Envelope, String> {
    let fields = raw.as_object().ok_or("it is not an object")?;
    let received =
        when(fields, "receivedDateTime")?.or(when(fields, "sentDateTime")?).or(when(fields, "createdDateTime")?);
    Ok(Envelope {
        id: text(fields, "id")?.filter(|id| !id.is_empty()).ok_or("it has no id")?,
        folder_id: text(fields, "parentFolderId")?.filter(|id| !id.is_empty()).ok_or("`parentFolderId` is missing")?,
        change_key: text(fields, "changeKey")?.unwrap_or_default(),
        internet_message_id: text(fields, "internetMessageId")?.as_deref().and_then(ids::message_id),
        conversation_id: text(fields, "conversationId")?,
        conversation_index: text(fields, "conversationIndex")?,
        subject: text(fields, "subject")?.unwrap_or_default(),
        from: sender(fields)?,
        to: people(fields, "toRecipients")?,
        cc: people(fields, "ccRecipients")?,
        reply_to: people(fields, "replyTo")?,
        received_at: received.ok_or("`receivedDateTime` is missing")?,
        is_read: flag(fields, "isRead")?,
        is_draft: flag(fields, "isDraft")?,
        has_attachments: flag(fields, "hasAttachments")?,
        preview: text(fields, "bodyPreview")?.unwrap_or_default().chars().take(255).collect(),
    })
}

/// A text; absent and null alike are none.
pub(super) fn text(fields: &Map<String, Value>, name: &str) -> Result<Option<String>, String> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(format!("`{name}` is not a text")),
    }
}

/// Microsoft's own examples write `"isRead": "true"`.
fn flag(fields: &Map<String, Value>, name: &str) -> Result<bool, String> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(Value::String(text)) if text.eq_ignore_ascii_case("true") => Ok(true),
        Some(Value::String(text)) if text.eq_ignore_ascii_case("false") => Ok(false),
        Some(_) => Err(format!("`{name}` is neither true nor false")),
    }
}

/// An instant. A date no calendar has makes the item unreadable.
pub(super) fn when(fields: &Map<String, Value>, name: &str) -> Result<Option<DateTime<Utc>>, String> {
    let Some(text) = text(fields, name)? else { return Ok(None) };
    let at = DateTime::parse_from_rfc3339(&text).map_err(|_| format!("`{name}` is not a date"))?;
    Ok(Some(at.with_timezone(&Utc)))
}

/// `from`, or `sender` where there is no `from`.
fn sender(fields: &Map<String, Value>) -> Result<Address, String> {
    let from = person(fields.get("from").unwrap_or(&Value::Null)).ok_or("`from` is not a person")?;
    if !from.address.is_empty() || !from.name.is_empty() {
        return Ok(from);
    }
    Ok(person(fields.get("sender").unwrap_or(&Value::Null)).ok_or("`sender` is not a person")?)
}

fn people(fields: &Map<String, Value>, name: &str) -> Result<Vec<Address>, String> {
    let refuse = || format!("`{name}` is not a list of people");
    match fields.get(name) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(list)) => list.iter().take(MOST_PEOPLE).map(|p| person(p).ok_or_else(refuse)).collect(),
        Some(_) => Err(refuse()),
    }
}

/// `{emailAddress: {address, name}}`; null at any level is nobody, another shape is `None`.
fn person(raw: &Value) -> Option<Address> {
    let at = match raw {
        Value::Null => return Some(Address::default()),
        Value::Object(fields) => fields.get("emailAddress").unwrap_or(&Value::Null),
        _ => return None,
    };
    match at {
        Value::Null => Some(Address::default()),
        Value::Object(fields) => Some(Address {
            address: text(fields, "address").ok()?.unwrap_or_default().trim().to_lowercase(),
            name: text(fields, "name").ok()?.unwrap_or_default().trim().to_owned(),
        }),
        _ => None,
    }
}

/// An attachment's card with the id by which a body names it; one that cannot be read at all is left out.
pub(super) fn attachment(raw: &Value) -> Option<(AttachmentCard, Option<String>)> {
    let fields = raw.as_object()?;
    let content_id = text(fields, "contentId").ok().flatten();
    let card = AttachmentCard {
        id: text(fields, "id").ok()??,
        name: text(fields, "name").ok().flatten().unwrap_or_default(),
        content_type: text(fields, "contentType").ok().flatten().unwrap_or_default(),
        size: fields.get("size").and_then(Value::as_i64).unwrap_or(0).max(0),
        is_inline: flag(fields, "isInline").unwrap_or(false),
        shown_as: None,
    };
    Some((card, content_id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn plain() -> Value {
        json!({"id": "A1", "parentFolderId": "F", "changeKey": "k", "receivedDateTime": "2026-11-20T08:00:00.1234567Z",
            "subject": "Hello", "from": {"emailAddress": {"address": "Asha@Example.COM", "name": "Asha"}},
            "toRecipients": [{"emailAddress": {"address": "b@x.in"}}], "isRead": "true", "internetMessageId": "m@x"})
    }

    fn with(name: &str, value: Value) -> Value {
        let mut raw = plain();
        raw[name] = value;
        raw
    }

    #[test]
    fn a_plain_message_is_read() {
        let Item::Ready(Change::Upsert(read)) = item(&plain()) else { panic!("unread") };
        assert_eq!(read.from.address, "asha@example.com");
        assert_eq!(read.internet_message_id.as_deref(), Some("<m@x>"));
        assert!(read.is_read);
    }

    #[test]
    fn missing_people_are_nobody() {
        for raw in
            [with("from", Value::Null), with("from", json!({"emailAddress": null})), with("toRecipients", Value::Null)]
        {
            assert!(matches!(item(&raw), Item::Ready(Change::Upsert(_))), "{raw}");
        }
    }

    #[test]
    fn a_wrong_shape_names_its_field_and_keeps_the_id() {
        for (name, value) in [
            ("subject", json!(5)),
            ("from", json!("asha")),
            ("toRecipients", json!({"a": 1})),
            ("toRecipients", json!(["b@x.in"])),
            ("receivedDateTime", json!("yesterday")),
            ("receivedDateTime", Value::Null),
            ("isRead", json!([])),
            ("parentFolderId", json!(7)),
        ] {
            let raw = with(name, value);
            let Item::Ready(Change::Poison { id, reason, .. }) = item(&raw) else { panic!("{raw} was read") };
            assert_eq!(id.as_deref(), Some("A1"));
            assert!(reason.contains(name), "{reason}");
        }
    }

    #[test]
    fn an_item_without_an_id_is_kept_in_part_as_evidence() {
        let raw = json!({"subject": "é".repeat(9000)});
        let Item::Ready(Change::Poison { id: None, raw, .. }) = item(&raw) else { panic!("it was read") };
        assert!(raw.len() <= RAW_KEPT);
        for odd in [json!(null), json!("x"), json!([1]), json!(3)] {
            assert!(matches!(item(&odd), Item::Ready(Change::Poison { id: None, .. })));
        }
    }

    #[test]
    fn removal_and_partial_items_are_told_apart() {
        let gone = json!({"id": "A1", "@removed": {"reason": "changed"}});
        assert_eq!(item(&gone), Item::Ready(Change::Removed("A1".into())));
        assert_eq!(item(&json!({"id": "A1", "isRead": true})), Item::Partial("A1".into()));
    }
}
