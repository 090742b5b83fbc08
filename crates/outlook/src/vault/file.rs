//! The encrypted file: its layout, and replacing it so that a crash at any moment leaves a whole one.
//!
//! `magic | version | key id | nonce | ciphertext`, XChaCha20-Poly1305, everything before the nonce and the slot's
//! name authenticated. It does not know what is inside.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::keystore::Key;

const MAGIC: &[u8; 4] = b"PBLV";
const VERSION: u8 = 1;
const KEY_ID: usize = 8;
const NONCE: usize = 24;
const HEAD: usize = 4 + 1 + KEY_ID;
/// A token bundle is a few kB; anything far larger is not ours.
const LARGEST: u64 = 256 * 1024;

/// Why a file's content cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealProblem {
    /// Not our layout.
    #[error("the saved sign-in is damaged")]
    Damaged,
    /// Sealed with a key that is no longer in the keyring.
    #[error("the saved sign-in belongs to another key")]
    OtherKey,
}

/// Names a key without telling it.
fn key_id(key: &Key) -> [u8; KEY_ID] {
    let digest = blake3::derive_key("pebble-outlook 2026 vault key id", key.as_slice());
    let mut id = [0_u8; KEY_ID];
    id.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    id
}

fn associated(head: &[u8], slot: &str) -> Vec<u8> {
    [head, slot.as_bytes()].concat()
}

/// Encrypts a bundle for a slot.
pub(super) fn seal(key: &Key, slot: &str, plain: &[u8]) -> Result<Vec<u8>, SealProblem> {
    let head = [MAGIC.as_slice(), &[VERSION], &key_id(key)].concat();
    let nonce = crate::chance::bytes::<NONCE>();
    let payload = Payload { msg: plain, aad: &associated(&head, slot) };
    let sealed = XChaCha20Poly1305::new(key.as_slice().into())
        .encrypt(XNonce::from_slice(&nonce), payload)
        .map_err(|_| SealProblem::Damaged)?;
    Ok([head.as_slice(), &nonce, &sealed].concat())
}

/// Decrypts a slot's bundle.
pub(super) fn open(key: &Key, slot: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealProblem> {
    let (head, rest) = sealed.split_at_checked(HEAD).ok_or(SealProblem::Damaged)?;
    let (nonce, text) = rest.split_at_checked(NONCE).ok_or(SealProblem::Damaged)?;
    let (mark, id) = head.split_at_checked(5).ok_or(SealProblem::Damaged)?;
    if mark != [MAGIC.as_slice(), &[VERSION]].concat() {
        return Err(SealProblem::Damaged);
    }
    if id != key_id(key) {
        return Err(SealProblem::OtherKey);
    }
    let payload = Payload { msg: text, aad: &associated(head, slot) };
    let plain = XChaCha20Poly1305::new(key.as_slice().into()).decrypt(XNonce::from_slice(nonce), payload);
    plain.map(Zeroizing::new).map_err(|_| SealProblem::Damaged)
}

/// The files of one slot in one folder.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    folder: PathBuf,
    name: String,
}

impl Slot {
    pub(super) fn new(folder: &Path, name: &str) -> Self {
        Self { folder: folder.to_owned(), name: name.to_owned() }
    }

    fn path(&self, ending: &str) -> PathBuf {
        self.folder.join(format!("{}.{ending}", self.name))
    }

    /// The current generation and the one before it, whichever can be read, newest first.
    pub(super) fn read(&self) -> io::Result<Vec<Vec<u8>>> {
        let mut found = Vec::new();
        for ending in ["bin", "old"] {
            match File::open(self.path(ending)) {
                Ok(file) => {
                    let mut bytes = Vec::new();
                    file.take(LARGEST).read_to_end(&mut bytes)?;
                    found.push(bytes);
                }
                Err(problem) if problem.kind() == io::ErrorKind::NotFound => {}
                Err(problem) => return Err(problem),
            }
        }
        Ok(found)
    }

    /// Replaces the file: written beside, flushed, then renamed; the one before stays until the next success.
    pub(super) fn write(&self, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let fresh = self.path("tmp");
        remove(&fresh)?;
        let mut file = private(&fresh)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        match fs::rename(self.path("bin"), self.path("old")) {
            Err(problem) if problem.kind() != io::ErrorKind::NotFound => return Err(problem),
            _ => {}
        }
        fs::rename(&fresh, self.path("bin"))?;
        flush_folder(&self.folder)
    }

    /// Removes every generation.
    pub(super) fn remove(&self) -> io::Result<()> {
        for ending in ["tmp", "old", "bin"] {
            remove(&self.path(ending))?;
        }
        if self.folder.exists() { flush_folder(&self.folder) } else { Ok(()) }
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(problem) if problem.kind() != io::ErrorKind::NotFound => Err(problem),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Windows keeps the app's folder to its user already.
#[cfg(not(unix))]
fn private(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(unix)]
fn flush_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Windows cannot flush a folder; its rename is journalled.
#[cfg(not(unix))]
fn flush_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> Key {
        Zeroizing::new([byte; 32])
    }

    #[test]
    fn what_was_sealed_opens_only_with_its_key_and_slot() {
        let sealed = seal(&key(1), "outlook", b"a token").unwrap();
        assert_eq!(open(&key(1), "outlook", &sealed).unwrap().as_slice(), b"a token");
        assert_eq!(open(&key(2), "outlook", &sealed), Err(SealProblem::OtherKey));
        assert_eq!(open(&key(1), "another", &sealed), Err(SealProblem::Damaged));
        assert!(!sealed.windows(7).any(|w| w == b"a token"));
    }

    #[test]
    fn any_changed_byte_is_noticed() {
        let sealed = seal(&key(1), "outlook", b"a token").unwrap();
        for at in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert!(open(&key(1), "outlook", &bent).is_err(), "byte {at}");
        }
        for cut in 0..sealed.len() {
            assert!(open(&key(1), "outlook", &sealed[..cut]).is_err(), "cut at {cut}");
        }
    }

    #[test]
    fn a_write_keeps_the_generation_before_it() {
        let folder = tempfile::tempdir().unwrap();
        let slot = Slot::new(folder.path(), "outlook");
        assert!(slot.read().unwrap().is_empty());
        slot.write(b"one").unwrap();
        slot.write(b"two").unwrap();
        assert_eq!(slot.read().unwrap(), [b"two".to_vec(), b"one".to_vec()]);
        slot.remove().unwrap();
        assert!(slot.read().unwrap().is_empty());
    }

    #[test]
    fn a_crash_between_the_renames_leaves_the_old_generation() {
        let folder = tempfile::tempdir().unwrap();
        let slot = Slot::new(folder.path(), "outlook");
        slot.write(b"one").unwrap();
        fs::rename(slot.path("bin"), slot.path("old")).unwrap();
        fs::write(slot.path("tmp"), b"half").unwrap();
        assert_eq!(slot.read().unwrap(), [b"one".to_vec()]);
        slot.write(b"two").unwrap();
        assert_eq!(slot.read().unwrap()[0], b"two");
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let slot = Slot::new(folder.path(), "outlook");
        slot.write(b"one").unwrap();
        assert_eq!(fs::metadata(slot.path("bin")).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
