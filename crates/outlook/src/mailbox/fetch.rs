//! Whole messages: body, headers, threading ids, our mark and the attachment cards.
//!
//! Bodies are cut before they are parsed and sanitised before they leave this module. Attachments' contents are
//! not fetched.

use pebble_core::engines::email::mailbox::{AttachmentCard, Fetch, Fetched, MailboxError};
use serde_json::Value;

use super::batch::Verdict;
use super::requests::{IN_REPLY_TO, MESSAGE_ID, OUTBOX_PROPERTY, REFERENCES};
use super::{GraphMailbox, ids, inline, parse};
use crate::executor::Prefer;
use crate::sanitise;

/// Longest body kept, in bytes of its HTML.
pub const BODY_KEPT: usize = 2 * 1024 * 1024;
/// Most headers kept of one message.
const MOST_HEADERS: usize = 500;
/// Longest header value kept.
const LONGEST_HEADER: usize = 8 * 1024;
/// Most attachment cards of one message.
const MOST_ATTACHMENTS: usize = 500;

impl GraphMailbox {
    /// Whole messages, one answer for each id.
    pub(super) async fn fetch_whole(&self, ids: &[String]) -> Result<Vec<Fetch>, MailboxError> {
        let asks = ids.iter().map(|id| self.requests.whole(id)).collect();
        let verdicts = self.read_all(asks, Prefer::HTML).await?;
        // Sanitising twenty long bodies is work: it may not stall the thread that answers people.
        let pairs: Vec<(String, Verdict)> = ids.iter().cloned().zip(verdicts).collect();
        let read = tokio::task::spawn_blocking(move || pairs.into_iter().map(judge).collect::<Vec<_>>()).await;
        let mut fetched = read.map_err(|_| MailboxError::Offline)?;
        self.add_attachments(&mut fetched).await?;
        Ok(fetched)
    }

    /// Cards for the messages that have any; `hasAttachments` is false when all are inline pictures.
    async fn add_attachments(&self, fetched: &mut [Fetch]) -> Result<(), MailboxError> {
        let wanted: Vec<usize> = fetched.iter().enumerate().filter(|(_, f)| has_parts(f)).map(|(n, _)| n).collect();
        let asks = wanted.iter().filter_map(|n| match fetched.get(*n) {
            Some(Fetch::Message(message)) => Some(self.requests.attachments(&message.envelope.id)),
            _ => None,
        });
        let verdicts = self.read_all(asks.collect(), Prefer::PLAIN).await?;
        for (n, verdict) in wanted.into_iter().zip(verdicts) {
            if let Some(slot) = fetched.get_mut(n) {
                attach(slot, verdict);
            }
        }
        Ok(())
    }
}

fn has_parts(fetch: &Fetch) -> bool {
    matches!(fetch, Fetch::Message(m) if m.envelope.has_attachments || m.html.contains(sanitise::INLINE_PREFIX))
}

fn attach(slot: &mut Fetch, verdict: Verdict) {
    let Fetch::Message(message) = slot else { return };
    *slot = match verdict {
        Verdict::Found(body) => {
            message.attachments = cards(&body, &message.html);
            return;
        }
        Verdict::Later => Fetch::Later(message.envelope.id.clone()),
        Verdict::Failing(status) => Fetch::Failing { id: message.envelope.id.clone(), status },
        Verdict::Gone => Fetch::Gone(message.envelope.id.clone()),
        Verdict::Refused(fault) => Fetch::Poison {
            id: message.envelope.id.clone(),
            reason: format!("its attachments cannot be listed: {}", fault.message),
        },
        Verdict::TooLong => {
            Fetch::Poison { id: message.envelope.id.clone(), reason: "its list of attachments is too large".to_owned() }
        }
    };
}

fn cards(body: &Value, html: &str) -> Vec<AttachmentCard> {
    let list = body.get("value").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    inline::placed(list.iter().take(MOST_ATTACHMENTS).filter_map(parse::attachment).collect(), html)
}

/// Turns a verdict into the answer for its id.
fn judge((id, verdict): (String, Verdict)) -> Fetch {
    match verdict {
        Verdict::Found(raw) => match whole(&raw) {
            Ok(message) => Fetch::Message(Box::new(message)),
            Err(reason) => Fetch::Poison { id, reason },
        },
        Verdict::Gone => Fetch::Gone(id),
        Verdict::Later => Fetch::Later(id),
        Verdict::Failing(status) => Fetch::Failing { id, status },
        Verdict::Refused(fault) => Fetch::Poison { id, reason: format!("{}: {}", fault.code(), fault.message) },
        Verdict::TooLong => Fetch::Poison { id, reason: "it is larger than 40 MB".to_owned() },
    }
}

fn whole(raw: &Value) -> Result<Fetched, String> {
    let envelope = parse::envelope(raw)?;
    let (content, is_html) = body(raw)?;
    let (kept, is_truncated) = cut(content, BODY_KEPT);
    let clean = if is_html { sanitise::html(kept) } else { sanitise::plain(kept) };
    let headers = headers(raw);
    let header = |name: &str| headers.iter().find(|(k, _)| k.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str());
    let in_reply_to = header("In-Reply-To").or_else(|| property(raw, IN_REPLY_TO)).and_then(ids::message_id);
    let references = header("References").or_else(|| property(raw, REFERENCES)).map(ids::references);
    let (references, outbox_id) = (references.unwrap_or_default(), property(raw, OUTBOX_PROPERTY).map(str::to_owned));
    let headers = if headers.is_empty() { rebuilt(raw) } else { headers };
    let mut envelope = envelope;
    if envelope.internet_message_id.is_none() {
        envelope.internet_message_id = property(raw, MESSAGE_ID).and_then(ids::message_id);
    }
    Ok(Fetched {
        envelope,
        html: clean.html,
        text: clean.text,
        headers,
        in_reply_to,
        references,
        attachments: Vec::new(),
        outbox_id,
        is_truncated: is_truncated || clean.is_cut,
    })
}

/// The body's text and whether it is HTML. A message without one is empty, not unreadable.
fn body(raw: &Value) -> Result<(&str, bool), String> {
    match raw.get("body") {
        None | Some(Value::Null) => Ok(("", false)),
        Some(Value::Object(body)) => match body.get("content") {
            None | Some(Value::Null) => Ok(("", false)),
            Some(Value::String(text)) => {
                let kind = body.get("contentType").and_then(Value::as_str).unwrap_or("html");
                Ok((text, !kind.eq_ignore_ascii_case("text")))
            }
            Some(_) => Err("`body.content` is not a text".to_owned()),
        },
        Some(_) => Err("`body` is not an object".to_owned()),
    }
}

fn cut(text: &str, longest: usize) -> (&str, bool) {
    match text.split_at_checked(text.floor_char_boundary(longest)) {
        Some((kept, rest)) => (kept, !rest.is_empty()),
        None => (text, false),
    }
}

fn headers(raw: &Value) -> Vec<(String, String)> {
    let list = raw.get("internetMessageHeaders").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let pairs = list.iter().filter_map(|header| {
        let name = header.get("name").and_then(Value::as_str)?;
        let value = header.get("value").and_then(Value::as_str).unwrap_or_default();
        Some((name.to_owned(), cut(value, LONGEST_HEADER).0.to_owned()))
    });
    pairs.take(MOST_HEADERS).collect()
}

/// Sent mail has no headers in Graph; these three are in its properties.
fn rebuilt(raw: &Value) -> Vec<(String, String)> {
    [("Message-ID", MESSAGE_ID), ("In-Reply-To", IN_REPLY_TO), ("References", REFERENCES)]
        .into_iter()
        .filter_map(|(name, id)| property(raw, id).map(|value| (name.to_owned(), value.to_owned())))
        .collect()
}

fn property<'v>(raw: &'v Value, id: &str) -> Option<&'v str> {
    let list = raw.get("singleValueExtendedProperties").and_then(Value::as_array)?;
    let found = list.iter().find(|p| p.get("id").and_then(Value::as_str).is_some_and(|i| same_property(i, id)))?;
    found.get("value").and_then(Value::as_str).filter(|value| !value.is_empty())
}

/// Exchange writes GUIDs and hexadecimal tags in its own casing; a name is compared exactly.
fn same_property(found: &str, wanted: &str) -> bool {
    match (found.split_once(" Name "), wanted.split_once(" Name ")) {
        (Some((a, x)), Some((b, y))) => a.eq_ignore_ascii_case(b) && x == y,
        (None, None) => found.eq_ignore_ascii_case(wanted),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn message(extra: &[(&str, Value)]) -> Value {
        let mut raw = json!({"id": "A", "parentFolderId": "F", "receivedDateTime": "2026-11-20T08:00:00Z",
            "body": {"contentType": "html", "content": "<p>Hi</p><script>x</script>"}});
        for (name, value) in extra {
            raw[*name] = value.clone();
        }
        raw
    }

    #[test]
    fn sent_mail_gets_its_threading_from_the_properties() {
        let read = whole(&message(&[(
            "singleValueExtendedProperties",
            json!([{"id": "String 0x1042", "value": "parent@x"}, {"id": "String 0x1039", "value": "<root@x> <parent@x>"},
                {"id": "String 0x1035", "value": "<own@x>"},
                {"id": OUTBOX_PROPERTY.replace("5d1f3c0e", "5D1F3C0E"), "value": "effect-1"}]),
        )]))
        .unwrap();
        assert_eq!(read.in_reply_to.as_deref(), Some("<parent@x>"));
        assert_eq!(read.references, ["<root@x>", "<parent@x>"]);
        assert_eq!(read.envelope.internet_message_id.as_deref(), Some("<own@x>"));
        assert_eq!(read.outbox_id.as_deref(), Some("effect-1"));
        assert_eq!(read.headers.len(), 3);
    }

    #[test]
    fn a_thirty_megabyte_body_is_cut_before_it_is_parsed() {
        let huge = "<p>żółć</p>".repeat(30 * 1024 * 1024 / 15);
        let read = whole(&message(&[("body", json!({"contentType": "html", "content": huge}))])).unwrap();
        assert!(read.is_truncated);
        assert!(read.html.len() <= BODY_KEPT + 1024, "{}", read.html.len());
        assert!(!read.text.is_empty());
    }

    #[test]
    fn odd_bodies_are_empty_or_named() {
        for body in [Value::Null, json!({}), json!({"content": null})] {
            assert_eq!(whole(&message(&[("body", body)])).unwrap().text, "");
        }
        assert!(whole(&message(&[("body", json!({"content": 5}))])).unwrap_err().contains("body.content"));
        assert!(whole(&message(&[("body", json!("x"))])).unwrap_err().contains("body"));
    }
}
