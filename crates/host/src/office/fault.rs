//! What the database says, in the words of the protocol, and what the protocol says, in words for people.

use pebble_core::kernel::{Code, Error};
use pebble_sync::StoreError;
use sea_orm::DbErr;

/// Whether it is worth another try is the kernel's word; the cause goes along for the log.
pub(super) fn said(cause: DbErr) -> StoreError {
    let text = cause.to_string();
    match Error::from(cause).code {
        Code::Busy | Code::Offline => StoreError::Busy(text),
        _ => StoreError::Broken(text),
    }
}

/// A refusal where none may be: the database is busy, or holds what this build cannot read.
pub(super) fn unexpected(refusal: Error) -> StoreError {
    match refusal.code {
        Code::Busy | Code::Offline => StoreError::Busy(refusal.message),
        _ => StoreError::Broken(refusal.to_string()),
    }
}

/// Text of ours that cannot be read back.
pub(super) fn unreadable(cause: impl std::fmt::Display) -> StoreError {
    StoreError::Broken(format!("what the desk keeps of its office cannot be read: {cause}"))
}

/// For people.
pub(super) fn told(cause: StoreError) -> Error {
    match cause {
        StoreError::Busy(why) => {
            tracing::warn!(why, "the database is busy");
            Error::new(Code::Busy, "The database is busy. Please try again.")
        }
        StoreError::Broken(why) | StoreError::Hopeless(why) => Error::broken(why),
    }
}

/// A number of the protocol as a column holds it.
pub(super) fn column(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A column as a number of the protocol.
pub(super) fn number(column: i64) -> u64 {
    u64::try_from(column).unwrap_or_default()
}
