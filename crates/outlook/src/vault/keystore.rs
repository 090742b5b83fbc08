//! Where the 32-byte key is kept: the computer's own keyring, or nowhere.
//!
//! A keyring may block for ever (a locked collection waits for a password), so it is only ever touched from one
//! thread of its own, and callers stop waiting after five seconds. There is no plain-file store on purpose.

use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::sync::oneshot;
use zeroize::Zeroizing;

/// The key that encrypts the token file.
pub type Key = Zeroizing<[u8; 32]>;

/// How long a keyring may take.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// Why the key cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyProblem {
    /// No keyring on this computer.
    #[error("this computer offers no keyring: install one, or choose to sign in at every start")]
    NoStore,
    /// The keyring is locked or refused.
    #[error("the keyring refused access: unlock it and allow this app, then try again")]
    Denied,
    /// No answer within five seconds, usually a password prompt that waits.
    #[error("the keyring did not answer within 5 seconds: look for its password prompt, then try again")]
    TimedOut,
    /// The entry is there and is not a key of ours.
    #[error("the key in the keyring is damaged: sign in again to replace it")]
    Damaged,
    /// Anything else the keyring reported.
    #[error("the keyring failed: {0}")]
    Failed(String),
}

/// A place for one key. Calls may block; they are made from a thread that may.
pub trait KeyStore: Send + Sync {
    /// The key, or `None` when there is none yet.
    fn load(&self) -> Result<Option<Key>, KeyProblem>;
    /// Stores the key in place of any other.
    fn save(&self, key: &Key) -> Result<(), KeyProblem>;
    /// Forgets the key; fine when there is none.
    fn forget(&self) -> Result<(), KeyProblem>;
}

/// The keyring of the operating system: Credential Manager, Keychain or the Secret Service.
#[derive(Debug, Clone)]
pub struct OsKeyStore {
    service: String,
}

impl OsKeyStore {
    /// Entries under this service name, e.g. the app's identifier.
    #[must_use]
    pub fn new(service: &str) -> Self {
        Self { service: service.to_owned() }
    }

    fn entry(&self) -> Result<keyring_core::Entry, KeyProblem> {
        if keyring::Entry::store_status().is_err() {
            return Err(KeyProblem::NoStore);
        }
        open_entry(&self.service).map_err(plain)
    }
}

const USER: &str = "token-key-v1";

/// Local, so that the key does not roam with a Windows profile while the file it opens stays behind.
#[cfg(windows)]
fn open_entry(service: &str) -> keyring_core::Result<keyring_core::Entry> {
    let local = std::collections::HashMap::from([("persistence", "Local")]);
    keyring_core::Entry::new_with_modifiers(service, USER, &local)
}

#[cfg(not(windows))]
fn open_entry(service: &str) -> keyring_core::Result<keyring_core::Entry> {
    keyring_core::Entry::new(service, USER)
}

fn plain(problem: keyring_core::Error) -> KeyProblem {
    match problem {
        keyring_core::Error::NoDefaultStore | keyring_core::Error::NotSupportedByStore(_) => KeyProblem::NoStore,
        keyring_core::Error::NoStorageAccess(_) => KeyProblem::Denied,
        keyring_core::Error::BadEncoding(_)
        | keyring_core::Error::BadDataFormat(..)
        | keyring_core::Error::Ambiguous(_) => KeyProblem::Damaged,
        other => KeyProblem::Failed(other.to_string().chars().take(200).collect()),
    }
}

impl KeyStore for OsKeyStore {
    fn load(&self) -> Result<Option<Key>, KeyProblem> {
        // As text, because KDE Wallet keeps nothing else.
        let text = match self.entry()?.get_password() {
            Ok(text) => Zeroizing::new(text),
            Err(keyring_core::Error::NoEntry) => return Ok(None),
            Err(problem) => return Err(plain(problem)),
        };
        let bytes = Zeroizing::new(STANDARD.decode(text.as_bytes()).map_err(|_| KeyProblem::Damaged)?);
        let key = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| KeyProblem::Damaged)?;
        Ok(Some(Zeroizing::new(key)))
    }

    fn save(&self, key: &Key) -> Result<(), KeyProblem> {
        let text = Zeroizing::new(STANDARD.encode(key.as_slice()));
        self.entry()?.set_password(&text).map_err(plain)
    }

    fn forget(&self) -> Result<(), KeyProblem> {
        match self.entry()?.delete_credential() {
            Ok(()) | Err(keyring_core::Error::NoEntry) => Ok(()),
            Err(problem) => Err(plain(problem)),
        }
    }
}

/// A key that lives as long as the program does.
#[derive(Default)]
pub struct MemoryKeyStore {
    key: Mutex<Option<Key>>,
}

impl KeyStore for MemoryKeyStore {
    fn load(&self) -> Result<Option<Key>, KeyProblem> {
        Ok(self.key.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    fn save(&self, key: &Key) -> Result<(), KeyProblem> {
        *self.key.lock().unwrap_or_else(PoisonError::into_inner) = Some(key.clone());
        Ok(())
    }

    fn forget(&self) -> Result<(), KeyProblem> {
        *self.key.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }
}

type Job = Box<dyn FnOnce(&dyn KeyStore) + Send>;

/// The one thread that touches a [`KeyStore`], and the patience of those who wait for it.
pub struct KeyThread {
    jobs: mpsc::Sender<Job>,
    patience: Duration,
}

impl KeyThread {
    /// Starts the thread. It ends when this is dropped and the store answers.
    #[must_use]
    pub fn start(store: Arc<dyn KeyStore>, patience: Duration) -> Self {
        let (jobs, queue) = mpsc::channel::<Job>();
        let started = std::thread::Builder::new().name("keyring".to_owned()).spawn(move || {
            for job in queue {
                job(store.as_ref());
            }
        });
        if let Err(problem) = started {
            tracing::error!(%problem, "the keyring thread did not start");
        }
        Self { jobs, patience }
    }

    /// Has the thread do one thing, and waits no longer than the patience.
    ///
    /// # Errors
    /// What the store says, or [`KeyProblem::TimedOut`].
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&dyn KeyStore) -> Result<T, KeyProblem> + Send + 'static,
    ) -> Result<T, KeyProblem> {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |store| {
            // Nobody waits any more when this fails: the patience ran out.
            let _ = reply.send(question(store));
        });
        self.jobs.send(job).map_err(|_| KeyProblem::Failed("its thread has ended".to_owned()))?;
        match tokio::time::timeout(self.patience, answer).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(KeyProblem::Failed("its thread has ended".to_owned())),
            Err(_) => Err(KeyProblem::TimedOut),
        }
    }
}
