//! Opaque cursors: signed, so that a client that builds or changes one is caught.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// Where a client is in a change feed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct DeltaCursor {
    /// Folder id; empty for the folder hierarchy.
    pub folder: String,
    pub select: Option<Vec<String>>,
    pub since: Option<i64>,
    pub since_open: bool,
    pub change_type: Option<String>,
    /// The last change shown.
    pub position: u64,
    /// Where this round began.
    pub from: u64,
    /// The first round: everything present, and no removals but of what left since it began.
    pub is_initial: bool,
    /// The last change before the first round began.
    pub began: u64,
    /// Issued at the end of a round.
    pub is_delta: bool,
    pub is_immutable: bool,
    pub epoch: u32,
    /// Items shown in this round, for the cap on filtered rounds.
    pub shown: u64,
    /// The empty page of this round has been shown.
    pub paused: bool,
}

/// Where a client is in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ListCursor {
    /// Received in microseconds and message key of the last item shown.
    pub after: (i64, u64),
}

/// Signs and reads cursors.
#[derive(Debug, Clone)]
pub(crate) struct Sealer {
    key: [u8; 32],
}

impl Sealer {
    pub(crate) fn new(seed: u64) -> Self {
        Self { key: *blake3::hash(&seed.to_le_bytes()).as_bytes() }
    }

    pub(crate) fn seal<T: Serialize>(&self, cursor: &T) -> String {
        let body = serde_json::to_vec(cursor).unwrap_or_default();
        let tag = blake3::keyed_hash(&self.key, &body);
        let mut sealed: Vec<u8> = tag.as_bytes().iter().copied().take(12).collect();
        // Not secret, but not readable at a glance either: clients must not look inside.
        sealed.extend(body.iter().zip(self.key.iter().cycle()).map(|(letter, key)| letter ^ key));
        URL_SAFE_NO_PAD.encode(sealed)
    }

    /// The cursor, or `None` when it was not issued here.
    pub(crate) fn open<T: for<'de> Deserialize<'de>>(&self, sealed: &str) -> Option<T> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (tag, hidden) = bytes.split_at_checked(12)?;
        let body: Vec<u8> = hidden.iter().zip(self.key.iter().cycle()).map(|(letter, key)| letter ^ key).collect();
        let right = blake3::keyed_hash(&self.key, &body);
        if right.as_bytes().get(..12)? != tag {
            return None;
        }
        serde_json::from_slice(&body).ok()
    }
}
