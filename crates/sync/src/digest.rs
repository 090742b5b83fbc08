//! Comparing what two sides hold without sending it: 256 buckets of keys and versions.
//!
//! It finds rows that are missing, left over or of another version. It does not read their columns.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    ids::{Fingerprint, Key},
    mutation::shortened,
};

/// What a bucket holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// Rows.
    pub count: u64,
    /// Of key and version of each, in key order.
    pub hash: Fingerprint,
}

/// The bucket of a key.
pub fn bucket(key: &Key) -> u8 {
    let mut hash = blake3::Hasher::new();
    hash.update(key.table.as_str().as_bytes());
    hash.update(key.id.as_bytes());
    let mut first = [0_u8; 1];
    hash.finalize_xof().fill(&mut first);
    first.first().copied().unwrap_or_default()
}

/// Digests by bucket; empty buckets are left out.
pub fn digests(mut held: Vec<(Key, u64)>) -> BTreeMap<u8, Digest> {
    held.sort();
    let mut open: BTreeMap<u8, (u64, blake3::Hasher)> = BTreeMap::new();
    for (key, ver) in held {
        let (count, hash) = open.entry(bucket(&key)).or_default();
        *count = count.saturating_add(1);
        hash.update(key.table.as_str().as_bytes());
        hash.update(key.id.as_bytes());
        hash.update(&ver.to_le_bytes());
    }
    open.into_iter().map(|(at, (count, hash))| (at, Digest { count, hash: shortened(&hash) })).collect()
}

/// Buckets in which two sides differ.
pub fn differing(one: &BTreeMap<u8, Digest>, other: &BTreeMap<u8, Digest>) -> Vec<u8> {
    (0..=u8::MAX).filter(|at| one.get(at) != other.get(at)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Table;

    #[test]
    fn order_does_not_matter_and_a_version_does() {
        let key = |n| Key { table: Table::from("a"), id: uuid::Uuid::from_u128(n) };
        let one = digests(vec![(key(1), 1), (key(2), 7)]);
        assert_eq!(differing(&one, &digests(vec![(key(2), 7), (key(1), 1)])), Vec::<u8>::new());
        assert_eq!(differing(&one, &digests(vec![(key(1), 1), (key(2), 8)])), vec![bucket(&key(2))]);
        assert_eq!(differing(&one, &digests(vec![(key(1), 1)])), vec![bucket(&key(2))]);
    }
}
