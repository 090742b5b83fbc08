//! What a program is told instead of an answer: `application/problem+json` (RFC 9457).

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use pebble_sync::{Code, Outcome, Refusal, StoreError};
use serde_json::{Value, json};

use crate::{body::Unread, http::App};

/// A request that came to nothing, and why.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    body: Value,
    retry_after_ms: Option<u64>,
}

impl Problem {
    pub(super) fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Problem {
        let title = status.canonical_reason().unwrap_or("Problem");
        let body = json!({ "title": title, "status": status.as_u16(), "code": code, "detail": detail.into() });
        Problem { status, body, retry_after_ms: None }
    }

    /// Which part of the request does not fit.
    pub(super) fn invalid(field: &str, detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail).with("field", field.into())
    }

    /// What was sent cannot be read.
    pub(super) fn unread(unread: Unread) -> Problem {
        let (status, detail) = unread.parts();
        Problem::new(status, "invalid", detail).with("field", "body".into())
    }

    pub(super) fn missing(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, "missing", detail)
    }

    pub(super) fn with(mut self, name: &str, value: Value) -> Problem {
        if let Some(body) = self.body.as_object_mut() {
            body.insert(name.to_owned(), value);
        }
        self
    }

    /// Too much at once.
    pub(super) fn too_much(retry_after_ms: u64) -> Problem {
        let said = "This key has asked too much: wait as long as Retry-After says.";
        let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "busy", said);
        Problem { retry_after_ms: Some(retry_after_ms), ..problem }
    }

    /// The database did not answer.
    pub(super) fn failed(app: &App, cause: &StoreError) -> Problem {
        tracing::error!(%cause, "the database did not answer");
        app.meters.failed();
        let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "The office is busy: ask again.");
        Problem { retry_after_ms: Some(2_000), ..problem }
    }

    /// Why a command did not stand; none when it did.
    pub(super) fn of(outcome: Outcome) -> Option<Problem> {
        match outcome {
            Outcome::Applied { .. } => None,
            Outcome::Refused(refusal) => Some(Problem::refused(refusal)),
            Outcome::Stale { reason, current } => {
                Some(Problem::new(StatusCode::CONFLICT, "conflict", reason).with("current", current))
            }
        }
    }

    fn refused(refusal: Refusal) -> Problem {
        let (status, code) = match refusal.code {
            Code::Denied => (StatusCode::FORBIDDEN, "denied"),
            Code::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
            Code::Missing | Code::Unknown => (StatusCode::NOT_FOUND, "missing"),
            Code::Conflict | Code::Withdrawn => (StatusCode::CONFLICT, "conflict"),
            Code::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
            Code::Broken | Code::Other => (StatusCode::INTERNAL_SERVER_ERROR, "broken"),
        };
        let problem = Problem::new(status, code, refusal.reason);
        match refusal.field {
            Some(field) => problem.with("field", field.into()),
            None => problem,
        }
    }

    /// Its status and its text, as they are kept for the same request sent again.
    pub(super) fn parts(&self) -> (StatusCode, String) {
        (self.status, self.body.to_string())
    }
}

/// A problem or an answer that was given before.
pub(super) fn as_before(status: StatusCode, body: String) -> Response {
    let kind = if status.is_success() { "application/json" } else { "application/problem+json" };
    (status, [(header::CONTENT_TYPE, kind)], body).into_response()
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = as_before(self.status, self.body.to_string());
        if let Some(wait) = self.retry_after_ms {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.div_ceil(1_000)));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
