//! Identifiers of the simulated mailbox, all derived from the seed: the same run gives the same ids.
//!
//! They look like Exchange's: base64url with `=`, `-` and `_`, and some differ from another only in case.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

/// Every so many messages, an id is a neighbour's id with the case of one letter changed.
const TWIN_EVERY: u64 = 16;

/// Where ids of one mailbox come from.
#[derive(Debug, Clone)]
pub(crate) struct IdSource {
    key: [u8; 32],
}

impl IdSource {
    pub(crate) fn new(seed: u64, address: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&seed.to_le_bytes());
        hasher.update(address.as_bytes());
        Self { key: *hasher.finalize().as_bytes() }
    }

    /// `length` bytes for a purpose and a number.
    pub(crate) fn bytes(&self, purpose: &str, number: u64, length: usize) -> Vec<u8> {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(purpose.as_bytes());
        hasher.update(&number.to_le_bytes());
        let mut out = vec![0; length];
        hasher.finalize_xof().fill(&mut out);
        out
    }

    /// A GUID.
    pub(crate) fn guid(&self, purpose: &str, number: u64) -> String {
        let mut bytes = [0_u8; 16];
        bytes.copy_from_slice(&self.bytes(purpose, number, 16));
        uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
    }

    /// A message id that survives moves.
    pub(crate) fn immutable(&self, number: u64) -> String {
        if number % TWIN_EVERY == TWIN_EVERY - 1 {
            return other_case(&self.immutable(number - 1));
        }
        format!("AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A{}", URL_SAFE.encode(self.bytes("immutable", number, 22)))
    }

    /// A message id that changes with every move; `turn` counts the ids given out.
    pub(crate) fn mutable(&self, turn: u64) -> String {
        format!("AAMkAGI2THVSAAA_{}", URL_SAFE.encode(self.bytes("mutable", turn, 40)))
    }

    pub(crate) fn folder(&self, number: u64) -> String {
        format!("AQMkADYAAAIBXQ-{}", URL_SAFE.encode(self.bytes("folder", number, 28)))
    }

    pub(crate) fn conversation(&self, number: u64) -> String {
        format!("AAQkAGI2THVS{}", URL_SAFE.encode(self.bytes("conversation", number, 28)))
    }

    pub(crate) fn attachment(&self, message: &str, position: usize) -> String {
        let number = u64::try_from(position).unwrap_or(u64::MAX);
        format!("AAMkAGI2A_{}", URL_SAFE.encode(self.bytes(message, number, 16)))
    }

    /// A change key: opaque, different for every change.
    pub(crate) fn change_key(change: u64) -> String {
        let mut bytes = b"CQAAABYAAAA".to_vec();
        bytes.extend_from_slice(&change.to_be_bytes());
        STANDARD.encode(bytes)
    }
}

/// The same id with the case of its last letter changed.
fn other_case(id: &str) -> String {
    let last = id.rfind(|letter: char| letter.is_ascii_alphabetic());
    id.char_indices()
        .map(|(at, letter)| match (Some(at) == last, letter.is_ascii_lowercase()) {
            (true, true) => letter.to_ascii_uppercase(),
            (true, false) => letter.to_ascii_lowercase(),
            (false, _) => letter,
        })
        .collect()
}
