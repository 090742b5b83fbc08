//! Keeps the sign-in between starts: a file encrypted with a key from the computer's keyring.
//!
//! Only what renews a sign-in is kept; access tokens live in memory. There is no plain-text fallback: without a
//! keyring a person may choose [`Vault::session_only`], and is then asked to sign in at every start.

mod file;
mod keystore;

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pebble_core::engines::email::mailbox::Account;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex as Turn;
use zeroize::Zeroizing;

pub use file::SealProblem;
pub use keystore::{Key, KeyProblem, KeyStore, KeyThread, MemoryKeyStore, OsKeyStore, PATIENCE};

use file::Slot;

/// What a vault keeps: bytes under a name of its own.
pub trait Keepable: Clone + Send + Sync {
    /// Names the file, and is sealed into it.
    const SLOT: &'static str;

    /// As bytes, wiped after use.
    ///
    /// # Errors
    /// When it cannot be written.
    fn write(&self) -> Result<Zeroizing<Vec<u8>>, VaultProblem>;

    /// From bytes.
    ///
    /// # Errors
    /// `Damaged` when they are not what we wrote.
    fn read(bytes: &[u8]) -> Result<Self, SealProblem>;
}

/// What renews a sign-in.
#[derive(Clone)]
pub struct Bundle {
    /// The refresh token.
    pub refresh: SecretString,
    /// The tenant the sign-in is pinned to: a tenant id or `consumers`.
    pub tenant: String,
    /// Scopes granted, separated by spaces.
    pub scopes: String,
    /// Who is signed in.
    pub account: Account,
}

/// The bundle as written; its text is wiped after use.
#[derive(Serialize, Deserialize)]
struct Written {
    refresh: Zeroizing<String>,
    tenant: String,
    scopes: String,
    account: Account,
}

impl Keepable for Bundle {
    /// The one mailbox of a desk.
    const SLOT: &'static str = "outlook";

    fn write(&self) -> Result<Zeroizing<Vec<u8>>, VaultProblem> {
        let written = Written {
            refresh: Zeroizing::new(self.refresh.expose_secret().to_owned()),
            tenant: self.tenant.clone(),
            scopes: self.scopes.clone(),
            account: self.account.clone(),
        };
        serde_json::to_vec(&written).map(Zeroizing::new).map_err(|_| VaultProblem::Seal(SealProblem::Damaged))
    }

    fn read(bytes: &[u8]) -> Result<Self, SealProblem> {
        let mut written: Written = serde_json::from_slice(bytes).map_err(|_| SealProblem::Damaged)?;
        let refresh = SecretString::from(std::mem::take(&mut *written.refresh));
        Ok(Self { refresh, tenant: written.tenant, scopes: written.scopes, account: written.account })
    }
}

/// Why a sign-in cannot be kept or found again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultProblem {
    /// The keyring.
    #[error("{0}")]
    Key(#[from] KeyProblem),
    /// The file's content.
    #[error("{0}: sign in again")]
    Seal(#[from] SealProblem),
    /// The disk.
    #[error("the sign-in could not be saved or read on this disk ({0}): free some space or check permissions")]
    Disk(String),
}

impl From<io::Error> for VaultProblem {
    fn from(problem: io::Error) -> Self {
        Self::Disk(problem.kind().to_string())
    }
}

enum Kept<B> {
    Disk { slot: Slot, keys: KeyThread, key: Mutex<Option<Key>> },
    Memory(Mutex<Option<B>>),
}

/// Keeps one sign-in: to a mailbox unless said otherwise. Each vault has a key of its own in the keyring.
pub struct Vault<B = Bundle> {
    kept: Kept<B>,
    turn: Turn<()>,
}

impl<B: Keepable> Vault<B> {
    /// On disk in `folder`, under a key in `store`.
    #[must_use]
    pub fn on_disk(folder: &Path, store: Arc<dyn KeyStore>) -> Self {
        Self::with_patience(folder, store, PATIENCE)
    }

    /// As [`Vault::on_disk`], waiting at most `patience` for the key store.
    #[must_use]
    pub fn with_patience(folder: &Path, store: Arc<dyn KeyStore>, patience: Duration) -> Self {
        let keys = KeyThread::start(store, patience);
        Self { kept: Kept::Disk { slot: Slot::new(folder, B::SLOT), keys, key: Mutex::new(None) }, turn: Turn::new(()) }
    }

    /// Only while the program runs: a person's explicit choice where there is no keyring.
    #[must_use]
    pub fn session_only() -> Self {
        Self { kept: Kept::Memory(Mutex::new(None)), turn: Turn::new(()) }
    }

    /// True when a sign-in outlives the program; the settings screen says which.
    #[must_use]
    pub const fn is_lasting(&self) -> bool {
        matches!(self.kept, Kept::Disk { .. })
    }

    /// The sign-in kept, if any; the generation before it when the newest cannot be read.
    ///
    /// # Errors
    /// [`VaultProblem`]: none of them destroys what is kept.
    pub async fn load(&self) -> Result<Option<B>, VaultProblem> {
        let _turn = self.turn.lock().await;
        let (slot, keys, cached) = match &self.kept {
            Kept::Memory(bundle) => return Ok(bundle.lock().unwrap_or_else(PoisonError::into_inner).clone()),
            Kept::Disk { slot, keys, key } => (slot, keys, key),
        };
        let generations = on_disk_thread(slot, Slot::read).await?;
        if generations.is_empty() {
            return Ok(None);
        }
        let Some(key) = known_key(keys, cached).await? else { return Err(SealProblem::OtherKey.into()) };
        let mut first = SealProblem::Damaged;
        for (age, sealed) in generations.iter().enumerate() {
            match file::open(&key, B::SLOT, sealed).and_then(|plain| B::read(&plain)) {
                Ok(bundle) => return Ok(Some(bundle)),
                Err(problem) if age == 0 => first = problem,
                Err(_) => {}
            }
        }
        Err(first.into())
    }

    /// Keeps a sign-in; when this returns it will be there after a power cut.
    ///
    /// # Errors
    /// [`VaultProblem`]; the one kept before is then still there.
    pub async fn store(&self, bundle: &B) -> Result<(), VaultProblem> {
        let _turn = self.turn.lock().await;
        let (slot, keys, cached) = match &self.kept {
            Kept::Memory(kept) => {
                *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(bundle.clone());
                return Ok(());
            }
            Kept::Disk { slot, keys, key } => (slot, keys, key),
        };
        let key = match known_key(keys, cached).await {
            Ok(Some(key)) => key,
            Ok(None) | Err(KeyProblem::Damaged) => new_key(keys, cached).await?,
            Err(problem) => return Err(problem.into()),
        };
        let sealed = file::seal(&key, B::SLOT, &bundle.write()?)?;
        on_disk_thread(slot, move |slot| slot.write(&sealed)).await
    }

    /// Forgets the sign-in and its key. The file goes first: without it the key opens nothing.
    ///
    /// # Errors
    /// [`VaultProblem`] when either could not be removed.
    pub async fn clear(&self) -> Result<(), VaultProblem> {
        let _turn = self.turn.lock().await;
        match &self.kept {
            Kept::Memory(kept) => *kept.lock().unwrap_or_else(PoisonError::into_inner) = None,
            Kept::Disk { slot, keys, key } => {
                on_disk_thread(slot, Slot::remove).await?;
                *key.lock().unwrap_or_else(PoisonError::into_inner) = None;
                keys.ask(|store| store.forget()).await?;
            }
        }
        Ok(())
    }
}

/// The key, asked of the keyring once a run: macOS may prompt each time.
async fn known_key(keys: &KeyThread, cached: &Mutex<Option<Key>>) -> Result<Option<Key>, KeyProblem> {
    if let Some(key) = cached.lock().unwrap_or_else(PoisonError::into_inner).clone() {
        return Ok(Some(key));
    }
    let key = keys.ask(|store| store.load()).await?;
    cached.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&key);
    Ok(key)
}

/// Makes a key and reads it back: a store that forgets at once must not seal anything.
async fn new_key(keys: &KeyThread, cached: &Mutex<Option<Key>>) -> Result<Key, KeyProblem> {
    let key: Key = Zeroizing::new(crate::chance::bytes());
    let saved = key.clone();
    let found = keys.ask(move |store| store.save(&saved).and_then(|()| store.load())).await?;
    if found.as_ref() != Some(&key) {
        return Err(KeyProblem::NoStore);
    }
    *cached.lock().unwrap_or_else(PoisonError::into_inner) = Some(key.clone());
    Ok(key)
}

async fn on_disk_thread<T: Send + 'static>(
    slot: &Slot,
    work: impl FnOnce(&Slot) -> io::Result<T> + Send + 'static,
) -> Result<T, VaultProblem> {
    let slot = slot.clone();
    let done = tokio::task::spawn_blocking(move || work(&slot)).await;
    done.map_err(|_| VaultProblem::Disk("interrupted".to_owned()))?.map_err(VaultProblem::from)
}
