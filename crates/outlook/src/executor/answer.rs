//! What came back: reading it within bounds, and what its error says.
//!
//! Error bodies are searched to the bottom and without regard to case, because the telling code may sit in any
//! `innerError`.

use futures::StreamExt;
use reqwest::Response;
use reqwest::header::HeaderMap;
use serde_json::Value;

/// Codes of one error answer are few; more are noise or malice.
const MOST_CODES: usize = 16;
/// Longest server message kept for people.
const LONGEST_MESSAGE: usize = 300;

/// A complete answer.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// The body, whole.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Errors
    /// The parser's plain words.
    pub fn json(&self) -> Result<Value, String> {
        serde_json::from_slice(&self.body).map_err(|e| format!("no readable JSON at byte {}", e.column()))
    }
}

/// Why a body was not read to its end.
#[derive(Debug)]
pub(super) enum Unread {
    /// It is longer than the cap.
    TooLong,
    /// The connection broke.
    Broken,
}

/// Reads a body, stopping as soon as it passes `cap` bytes.
pub(super) async fn read(response: Response, cap: usize) -> Result<Answer, Unread> {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let announced = response.content_length().and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    if announced > cap {
        return Err(Unread::TooLong);
    }
    let mut body = Vec::with_capacity(announced.min(cap));
    let mut stream = response.bytes_stream();
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(|_| Unread::Broken)?;
        if body.len().saturating_add(piece.len()) > cap {
            return Err(Unread::TooLong);
        }
        body.extend_from_slice(&piece);
    }
    Ok(Answer { status, headers, body })
}

/// Hands a body on as it comes, until the sink takes no more.
pub(super) async fn hand_on(response: Response, sink: &mut (dyn FnMut(&[u8]) -> bool + Send)) -> Result<(), Unread> {
    let mut stream = response.bytes_stream();
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(|_| Unread::Broken)?;
        if !sink(&piece) {
            return Err(Unread::TooLong);
        }
    }
    Ok(())
}

/// What an error answer says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fault {
    /// HTTP status.
    pub status: u16,
    /// Every code in the error, outermost first.
    pub codes: Vec<String>,
    /// The outermost message, cut.
    pub message: String,
}

impl Fault {
    /// Reads an error body, whatever it is.
    #[must_use]
    pub fn read(status: u16, body: &Value) -> Self {
        let mut fault = Self { status, ..Self::default() };
        let mut level = member(body, "error");
        while let Some(error) = level {
            if let Some(code) = member(error, "code").and_then(Value::as_str) {
                fault.codes.push(code.chars().take(100).collect());
            }
            if fault.message.is_empty() {
                let message = member(error, "message").and_then(Value::as_str).unwrap_or_default();
                fault.message = message.chars().take(LONGEST_MESSAGE).collect();
            }
            level = if fault.codes.len() < MOST_CODES { member(error, "innerError") } else { None };
        }
        if fault.codes.is_empty() {
            fault.codes.push(format!("http{status}"));
        }
        if fault.message.is_empty() {
            fault.message = format!("the server answered {status} without saying why");
        }
        fault
    }

    /// The outermost code.
    #[must_use]
    pub fn code(&self) -> &str {
        self.codes.first().map_or("", String::as_str)
    }

    /// True when a code equals one of `names`, in any casing.
    #[must_use]
    pub fn is(&self, names: &[&str]) -> bool {
        self.codes.iter().any(|code| names.iter().any(|name| code.eq_ignore_ascii_case(name)))
    }

    /// True when the change cursor is lost: 410, or any sync-state or resync code at any depth.
    #[must_use]
    pub fn is_lost_cursor(&self) -> bool {
        self.status == 410
            || self.is(&["syncStateNotFound", "syncStateInvalid"])
            || self.codes.iter().any(|code| code.to_ascii_lowercase().starts_with("resync"))
    }
}

fn member<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    value.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, found)| found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_lost_cursor_is_seen_at_any_depth_and_casing() {
        let buried = json!({"error": {"code": "ErrorInternal", "message": "m",
            "innererror": {"code": "x", "InnerError": {"Code": "SYNCSTATENOTFOUND"}}}});
        assert!(Fault::read(400, &buried).is_lost_cursor());
        for code in ["SyncStateNotFound", "syncStateInvalid", "resyncRequired", "ResyncApplyDifferences"] {
            assert!(Fault::read(404, &json!({"error": {"code": code}})).is_lost_cursor(), "{code}");
        }
        assert!(Fault::read(410, &Value::Null).is_lost_cursor());
        assert!(!Fault::read(404, &json!({"error": {"code": "ErrorItemNotFound"}})).is_lost_cursor());
    }

    #[test]
    fn an_error_without_json_still_names_its_status() {
        let fault = Fault::read(503, &Value::Null);
        assert_eq!(fault.code(), "http503");
        assert!(fault.message.contains("503"));
    }
}
