//! The only source of chance in this crate: the operating system's.
//!
//! Nothing here is stored or replayed, so it need not be derived: request ids, jitter, keys and nonces.

use chacha20poly1305::aead::{OsRng, rand_core::RngCore};
use std::time::Duration;
use uuid::Uuid;

/// A fresh id for one request, sent as `client-request-id`.
pub(crate) fn request_id() -> Uuid {
    uuid::Builder::from_random_bytes(bytes()).into_uuid()
}

/// Random bytes for keys and nonces.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut out = [0_u8; N];
    OsRng.fill_bytes(&mut out);
    out
}

/// The span, up to a fifth shorter or longer, so that many desks do not come back at one moment.
pub(crate) fn jitter(span: Duration) -> Duration {
    let permille = 800 + OsRng.next_u32() % 401;
    span.saturating_mul(permille) / 1000
}
