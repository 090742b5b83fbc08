//! `$filter` on messages: a conjunction of the few comparisons Outlook answers well, each served from an index.

use chrono::DateTime;

use crate::http::Answer;

use super::arrive::mapi;
use super::mailbox::Mailbox;
use super::model::Message;

/// One comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Test {
    Received(Received),
    InternetId(String),
    Conversation(String),
    IsRead(bool),
    IsDraft(bool),
    Property { id: String, value: String },
}

/// A bound on the receive date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Received {
    pub micros: i64,
    pub is_lower: bool,
    /// The bound itself is outside.
    pub is_open: bool,
}

impl Received {
    /// The one filter a change feed takes: `receivedDateTime ge` or `gt`.
    pub(crate) fn lower_bound(text: &str) -> Result<Self, Answer> {
        match comparison(text) {
            Some(Test::Received(bound)) if bound.is_lower => Ok(bound),
            _ => Err(invalid("Only receivedDateTime ge and gt are supported on delta.")),
        }
    }

    fn holds(self, micros: i64) -> bool {
        match (self.is_lower, micros.cmp(&self.micros)) {
            (_, std::cmp::Ordering::Equal) => !self.is_open,
            (true, order) => order.is_gt(),
            (false, order) => order.is_lt(),
        }
    }
}

fn invalid(message: &str) -> Answer {
    Answer::error(400, "ErrorInvalidUrlQueryFilter", message)
}

/// A whole filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    pub tests: Vec<Test>,
}

impl Filter {
    /// Reads a filter; anything it does not know is an error naming the part.
    pub(crate) fn read(text: Option<&str>) -> Result<Self, Answer> {
        let Some(text) = text else { return Ok(Self::default()) };
        let parts = split_and(text);
        let tests =
            parts.iter().map(|part| comparison(part).ok_or_else(|| invalid(&format!("Invalid filter clause: {part}"))));
        Ok(Self { tests: tests.collect::<Result<_, _>>()? })
    }

    pub(crate) fn holds(&self, message: &Message) -> bool {
        self.tests.iter().all(|test| match test {
            Test::Received(bound) => bound.holds(message.received_at.timestamp_micros()),
            Test::InternetId(id) => message.internet_message_id == *id,
            Test::Conversation(id) => message.conversation_id == *id,
            Test::IsRead(wanted) => message.is_read == *wanted,
            Test::IsDraft(wanted) => message.is_draft == *wanted,
            Test::Property { id, value } => {
                mapi(message, id).is_some_and(|found| found.to_lowercase() == value.to_lowercase())
            }
        })
    }

    /// The few messages that can match, when one of the tests has an index of its own.
    pub(crate) fn candidates(&self, mailbox: &Mailbox) -> Option<Vec<u64>> {
        self.tests.iter().find_map(|test| match test {
            Test::InternetId(id) => Some(mailbox.keys_by_internet_id(id)),
            Test::Conversation(id) => Some(mailbox.keys_by_conversation(id)),
            Test::Property { id, value } => Some(mailbox.keys_by_property(id, value)),
            _ => None,
        })
    }

    /// Receive dates that can match, inclusive.
    pub(crate) fn span(&self) -> (i64, i64) {
        self.tests.iter().fold((i64::MIN, i64::MAX), |(low, high), test| match test {
            Test::Received(bound) if bound.is_lower => (low.max(bound.micros), high),
            Test::Received(bound) => (low, high.min(bound.micros)),
            _ => (low, high),
        })
    }

    /// Whether the first comparison is on the receive date, as ordering by it requires.
    pub(crate) fn begins_with_received(&self) -> bool {
        matches!(self.tests.first(), Some(Test::Received(_)))
    }
}

fn split_and(text: &str) -> Vec<String> {
    let (mut parts, mut rest) = (Vec::new(), text);
    let (mut depth, mut quoted, mut start) = (0_i32, false, 0);
    for (at, letter) in text.char_indices() {
        match letter {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            ' ' if depth == 0 && !quoted && text.get(at..).is_some_and(|tail| tail.starts_with(" and ")) => {
                parts.push(text.get(start..at).unwrap_or_default().trim().to_owned());
                start = at + " and ".len();
                rest = text.get(start..).unwrap_or_default();
            }
            _ => {}
        }
    }
    parts.push(rest.trim().to_owned());
    parts
}

fn comparison(text: &str) -> Option<Test> {
    if let Some(inner) = text.strip_prefix("singleValueExtendedProperties/") {
        return property(inner);
    }
    let mut words = text.splitn(3, ' ');
    let (name, operator, value) = (words.next()?, words.next()?, words.next()?.trim());
    match (name, operator) {
        ("receivedDateTime", "ge" | "gt" | "le" | "lt") => {
            let micros = DateTime::parse_from_rfc3339(value).ok()?.timestamp_micros();
            Some(Test::Received(Received {
                micros,
                is_lower: operator.starts_with('g'),
                is_open: operator.ends_with('t'),
            }))
        }
        ("internetMessageId", "eq") => Some(Test::InternetId(quoted(value)?)),
        ("conversationId", "eq") => Some(Test::Conversation(quoted(value)?)),
        ("isRead", "eq") => Some(Test::IsRead(value.parse().ok()?)),
        ("isDraft", "eq") => Some(Test::IsDraft(value.parse().ok()?)),
        _ => None,
    }
}

/// `Any(ep: ep/id eq '…' and ep/value eq '…')`.
fn property(text: &str) -> Option<Test> {
    let inner = text.strip_prefix("Any(").or_else(|| text.strip_prefix("any("))?.strip_suffix(')')?;
    let (variable, body) = inner.split_once(':')?;
    let parts = split_and(body.trim());
    let [first, second] = parts.as_slice() else { return None };
    let id = first.strip_prefix(&format!("{}/id eq ", variable.trim()))?;
    let value = second.strip_prefix(&format!("{}/value eq ", variable.trim()))?;
    Some(Test::Property { id: quoted(id.trim())?, value: quoted(value.trim())? })
}

fn quoted(text: &str) -> Option<String> {
    Some(text.strip_prefix('\'')?.strip_suffix('\'')?.replace("''", "'"))
}
