//! The vault over real files and key stores that fail in every way a keyring does.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use pebble_core::engines::email::mailbox::Account;
use pebble_outlook::vault::{Bundle, Key, KeyProblem, KeyStore, MemoryKeyStore, SealProblem, Vault, VaultProblem};
use secrecy::{ExposeSecret, SecretString};

fn bundle(refresh: &str) -> Bundle {
    Bundle {
        refresh: SecretString::from(refresh.to_owned()),
        tenant: "tenant".to_owned(),
        scopes: "Mail.ReadWrite".to_owned(),
        account: Account { id: "1".to_owned(), address: "asha@x.in".to_owned(), name: "Asha".to_owned() },
    }
}

async fn kept(vault: &Vault) -> Option<String> {
    vault.load().await.unwrap().map(|bundle| bundle.refresh.expose_secret().to_owned())
}

/// A key store that answers with one problem while told to.
struct Faulty {
    inner: MemoryKeyStore,
    problem: Mutex<Option<KeyProblem>>,
}

impl Faulty {
    fn new() -> Arc<Self> {
        Arc::new(Self { inner: MemoryKeyStore::default(), problem: Mutex::new(None) })
    }

    fn fail(&self, problem: Option<KeyProblem>) {
        *self.problem.lock().unwrap() = problem;
    }

    fn check(&self) -> Result<(), KeyProblem> {
        self.problem.lock().unwrap().clone().map_or(Ok(()), Err)
    }
}

impl KeyStore for Faulty {
    fn load(&self) -> Result<Option<Key>, KeyProblem> {
        self.check().and_then(|()| self.inner.load())
    }

    fn save(&self, key: &Key) -> Result<(), KeyProblem> {
        self.check().and_then(|()| self.inner.save(key))
    }

    fn forget(&self) -> Result<(), KeyProblem> {
        self.check().and_then(|()| self.inner.forget())
    }
}

#[tokio::test]
async fn a_sign_in_survives_a_restart_and_is_nowhere_in_plain_text() {
    let (folder, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemoryKeyStore::default()));
    let store: Arc<dyn KeyStore> = keys;
    Vault::on_disk(folder.path(), Arc::clone(&store)).store(&bundle("refresh-secret")).await.unwrap();
    assert_eq!(kept(&Vault::on_disk(folder.path(), store)).await.as_deref(), Some("refresh-secret"));
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(6).any(|w| w == b"secret" || w == b"asha@x"));
    }
}

#[tokio::test]
async fn a_damaged_file_falls_back_to_the_generation_before_it() {
    let (folder, store) = (tempfile::tempdir().unwrap(), Arc::new(MemoryKeyStore::default()));
    let vault = Vault::on_disk(folder.path(), store);
    vault.store(&bundle("one")).await.unwrap();
    vault.store(&bundle("two")).await.unwrap();
    std::fs::write(folder.path().join("outlook.bin"), b"torn").unwrap();
    assert_eq!(kept(&vault).await.as_deref(), Some("one"));
}

#[tokio::test]
async fn a_lost_key_asks_to_sign_in_again_and_destroys_nothing() {
    let (folder, store) = (tempfile::tempdir().unwrap(), Arc::new(MemoryKeyStore::default()));
    Vault::on_disk(folder.path(), store).store(&bundle("one")).await.unwrap();
    let before = std::fs::read(folder.path().join("outlook.bin")).unwrap();
    let other = Vault::on_disk(folder.path(), Arc::new(MemoryKeyStore::default()));
    let problem = other.load().await.err();
    assert_eq!(problem, Some(VaultProblem::Seal(SealProblem::OtherKey)));
    assert_eq!(std::fs::read(folder.path().join("outlook.bin")).unwrap(), before);
    other.store(&bundle("two")).await.unwrap();
    assert_eq!(kept(&other).await.as_deref(), Some("two"));
}

#[tokio::test]
async fn every_keyring_failure_is_told_and_none_writes_plain_text() {
    for problem in [KeyProblem::NoStore, KeyProblem::Denied, KeyProblem::Failed("broken".to_owned())] {
        let (folder, store) = (tempfile::tempdir().unwrap(), Faulty::new());
        store.fail(Some(problem.clone()));
        let vault = Vault::on_disk(folder.path(), Arc::<Faulty>::clone(&store));
        assert_eq!(vault.store(&bundle("one")).await, Err(VaultProblem::Key(problem)));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        store.fail(None);
        vault.store(&bundle("one")).await.unwrap();
        assert_eq!(kept(&vault).await.as_deref(), Some("one"));
    }
}

/// Blocks as a locked keyring does, until it is let go.
struct Blocking {
    gate: Mutex<mpsc::Receiver<()>>,
    is_open: AtomicBool,
    inner: MemoryKeyStore,
}

impl KeyStore for Blocking {
    fn load(&self) -> Result<Option<Key>, KeyProblem> {
        if !self.is_open.swap(true, Ordering::SeqCst) {
            let _ = self.gate.lock().unwrap().recv();
        }
        self.inner.load()
    }

    fn save(&self, key: &Key) -> Result<(), KeyProblem> {
        self.inner.save(key)
    }

    fn forget(&self) -> Result<(), KeyProblem> {
        self.inner.forget()
    }
}

#[tokio::test]
async fn a_keyring_that_blocks_is_not_waited_for_and_may_still_answer_later() {
    let folder = tempfile::tempdir().unwrap();
    let (let_go, gate) = mpsc::channel();
    let store = Blocking { gate: Mutex::new(gate), is_open: AtomicBool::new(false), inner: MemoryKeyStore::default() };
    let vault = Vault::with_patience(folder.path(), Arc::new(store), Duration::from_millis(50));
    assert_eq!(vault.store(&bundle("one")).await, Err(VaultProblem::Key(KeyProblem::TimedOut)));
    let_go.send(()).unwrap();
    vault.store(&bundle("one")).await.unwrap();
    assert_eq!(kept(&vault).await.as_deref(), Some("one"));
}

#[tokio::test]
async fn signing_out_leaves_neither_file_nor_key() {
    let (folder, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemoryKeyStore::default()));
    let vault = Vault::on_disk(folder.path(), Arc::<MemoryKeyStore>::clone(&keys));
    vault.store(&bundle("one")).await.unwrap();
    vault.store(&bundle("two")).await.unwrap();
    vault.clear().await.unwrap();
    assert_eq!(kept(&vault).await, None);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    assert!(keys.load().unwrap().is_none());
}

#[tokio::test]
async fn a_session_only_vault_keeps_nothing_beyond_itself() {
    let vault = Vault::session_only();
    assert!(!vault.is_lasting());
    vault.store(&bundle("one")).await.unwrap();
    assert_eq!(kept(&vault).await.as_deref(), Some("one"));
    assert_eq!(kept(&Vault::session_only()).await, None);
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_told_as_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("not-a-folder");
    std::fs::write(&file, b"").unwrap();
    let vault = Vault::on_disk(&file.join("auth"), Arc::new(MemoryKeyStore::default()));
    assert!(matches!(vault.store(&bundle("one")).await, Err(VaultProblem::Disk(_))));
}
