//! What the database says, in the words of the protocol.

use pebble_core::kernel::{Code, Error};
use pebble_sync::StoreError;
use sea_orm::DbErr;

/// Whether it is worth another try is the kernel's word; the cause goes along for the log.
pub(crate) fn said(cause: DbErr) -> StoreError {
    let text = cause.to_string();
    match Error::from(cause).code {
        Code::Busy | Code::Offline => StoreError::Busy(text),
        _ => StoreError::Broken(text),
    }
}

/// A refusal where none may be: the database is busy, or holds what this build cannot read.
pub(crate) fn unexpected(refusal: Error) -> StoreError {
    match refusal.code {
        Code::Busy | Code::Offline => StoreError::Busy(refusal.message),
        _ => StoreError::Broken(refusal.to_string()),
    }
}

/// Text of ours that cannot be read back.
pub(crate) fn unreadable(cause: impl std::fmt::Display) -> StoreError {
    StoreError::Broken(format!("a row of the server cannot be read: {cause}"))
}

/// A number of the protocol as a column holds it.
pub(crate) fn column(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A column as a number of the protocol.
pub(crate) fn number(column: i64) -> u64 {
    u64::try_from(column).unwrap_or_default()
}
