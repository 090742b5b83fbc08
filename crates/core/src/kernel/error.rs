//! What can go wrong, as the other side of the door sees it.
//!
//! `Code` is small on purpose: a word is added only when a screen behaves differently for it. The cause of a
//! `Broken` goes to the log under its trace id, never to the screen.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// The result of everything that may be refused.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What kind of failure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
pub enum Code {
    /// The input is wrong; shown at its field.
    Invalid,
    /// The record is not there (any more).
    Missing,
    /// Somebody was faster, or the state does not allow it.
    Conflict,
    /// The person may not.
    Denied,
    /// Needs a network that is not there; a quiet badge.
    Offline,
    /// Try again in a moment.
    Busy,
    /// A defect or a broken machine; carries a trace id.
    Broken,
}

/// A refusal: what kind, one plain sentence with the way on, and the field it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Error {
    /// What kind.
    pub code: Code,
    /// One or two plain sentences.
    pub message: String,
    /// The input field, when there is one.
    pub field: Option<String>,
}

impl Error {
    /// A refusal of this kind.
    pub fn new(code: Code, message: impl Into<String>) -> Error {
        Error { code, message: message.into(), field: None }
    }

    /// Wrong input at a field.
    pub fn invalid(field: &str, message: impl Into<String>) -> Error {
        Error { code: Code::Invalid, message: message.into(), field: Some(field.to_owned()) }
    }

    /// The record is not there.
    pub fn missing(what: &str) -> Error {
        Error::new(Code::Missing, format!("This {what} is no longer there. It may have been removed meanwhile."))
    }

    /// The state does not allow it.
    pub fn conflict(message: impl Into<String>) -> Error {
        Error::new(Code::Conflict, message)
    }

    /// A defect: logs the cause under a trace id and shows only the id.
    pub fn broken(cause: impl std::fmt::Display) -> Error {
        let cause = cause.to_string();
        let trace = super::ids::derive(&[b"trace", cause.as_bytes()]).simple().to_string();
        let trace = trace.get(..8).unwrap_or_default().to_owned();
        tracing::error!(trace, cause, "broken");
        Error::new(Code::Broken, format!("Something is broken here; nothing was changed. Trace {trace}."))
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.field {
            Some(field) => write!(f, "{:?} ({field}): {}", self.code, self.message),
            None => write!(f, "{:?}: {}", self.code, self.message),
        }
    }
}

impl std::error::Error for Error {}

/// How PostgreSQL says that a transaction has to be run again because of another (40001, 40P01, 55P03, 57014).
const MEANWHILE: [&str; 4] = ["could not serialize access", "deadlock detected", "canceling statement", "lock timeout"];

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Error {
        if let sea_orm::DbErr::RecordNotFound(noun) = &error {
            return Error::missing(noun);
        }
        let text = error.to_string();
        if text.contains("database is locked") || text.contains("(code: 5)") {
            tracing::warn!(cause = text, "the database was locked");
            return Error::new(
                Code::Busy,
                "The database is busy with another program. Nothing was changed; try again.",
            );
        }
        if MEANWHILE.iter().any(|word| text.contains(word)) {
            tracing::debug!(cause = text, "another transaction was faster");
            return Error::new(Code::Busy, "Somebody else is changing the same. Nothing was changed; try again.");
        }
        if text.contains("database or disk is full") || text.contains("(code: 13)") {
            tracing::error!(cause = text, "disk full");
            return Error::new(
                Code::Busy,
                "The disk is full, so nothing was saved. Free some space and try again; nothing was lost.",
            );
        }
        Error::broken(text)
    }
}
