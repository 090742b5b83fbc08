//! Scripted trouble: answers that are refused, late, cut short, or lost after the request was carried out.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::http::Answer;

/// Trouble for requests that match.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fault {
    /// HTTP method; any when empty.
    pub method: String,
    /// A part of the decoded path and query, such as `/send`; any when empty.
    pub path: String,
    /// Strikes from this matching request on; 0 and 1 both mean the first.
    pub nth: u32,
    /// Strikes so many times; 0 means once.
    pub times: u32,
    /// Status to answer with; the real answer is kept when `None`.
    pub status: Option<u16>,
    /// Headers of the answer.
    pub headers: Vec<(String, String)>,
    /// Body of the answer instead of the real one.
    pub body: Option<String>,
    /// Real milliseconds to wait before answering.
    pub delay_ms: u64,
    /// Cuts the connection after so many body bytes; 0 means without any answer.
    pub drop_after_bytes: Option<usize>,
    /// The request is carried out first, and only its answer is troubled.
    pub is_after: bool,
}

/// A fault with its count.
#[derive(Debug, Clone)]
pub(crate) struct Armed {
    fault: Fault,
    seen: u32,
    struck: u32,
}

impl Armed {
    pub(crate) fn new(fault: Fault) -> Self {
        Self { fault, seen: 0, struck: 0 }
    }

    /// Counts a request; the fault when it strikes now.
    pub(crate) fn strike(&mut self, method: &str, path: &str) -> Option<Fault> {
        let fault = &self.fault;
        if !(fault.method.is_empty() || fault.method.eq_ignore_ascii_case(method)) || !path.contains(&fault.path) {
            return None;
        }
        self.seen += 1;
        if self.seen < fault.nth.max(1) || self.struck >= fault.times.max(1) {
            return None;
        }
        self.struck += 1;
        Some(fault.clone())
    }
}

impl Fault {
    /// Whether the request is not to be carried out.
    pub(crate) fn refuses(&self) -> bool {
        !self.is_after && (self.status.is_some() || self.body.is_some() || self.drop_after_bytes == Some(0))
    }

    /// Applies the trouble to an answer.
    pub(crate) fn spoil(&self, mut answer: Answer) -> Answer {
        if let Some(status) = self.status {
            answer = match &self.body {
                None => Answer::error(status, code_of(status), "The simulated service was told to fail."),
                Some(_) => Answer { status, ..answer },
            };
        }
        if let Some(body) = &self.body {
            answer.body = body.clone().into_bytes();
        }
        for (name, value) in &self.headers {
            answer.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
            answer = answer.with(name, value);
        }
        answer.delay += Duration::from_millis(self.delay_ms);
        answer.cut_after = self.drop_after_bytes.or(answer.cut_after);
        answer
    }
}

fn code_of(status: u16) -> &'static str {
    match status {
        401 => "InvalidAuthenticationToken",
        403 => "ErrorAccessDenied",
        404 => "ErrorItemNotFound",
        409 => "ErrorIrresolvableConflict",
        410 => "SyncStateNotFound",
        429 => "ApplicationThrottled",
        503 => "ServiceNotAvailable",
        504 => "GatewayTimeout",
        _ => "ErrorInternalServerError",
    }
}
