//! How this desk proves to the office that it is itself: a key pair that never leaves it, a token that renews, and one
//! that is good for minutes (sync.md 4.10). The first two are kept in a vault, sealed with a key of the keyring.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use pebble_core::kernel::{At, Error, Result};
use pebble_outlook::{
    Vault,
    vault::{Keepable, SealProblem, VaultProblem},
};
use ring::{
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair},
};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use zeroize::Zeroizing;

use super::link::{Fresh, Link, LinkProblem};

/// An access token is renewed this many milliseconds before it ends.
const AHEAD: i64 = 30_000;

/// What a desk keeps of its sign-in to the office.
#[derive(Clone)]
pub struct OfficeKeys {
    /// The key pair, PKCS #8.
    pair: Zeroizing<Vec<u8>>,
    /// What renews.
    refresh: Zeroizing<String>,
}

/// As written; its text is wiped after use.
#[derive(Serialize, Deserialize)]
struct Written {
    pair: Zeroizing<String>,
    refresh: Zeroizing<String>,
}

impl Keepable for OfficeKeys {
    const SLOT: &'static str = "office";

    fn write(&self) -> Result<Zeroizing<Vec<u8>>, VaultProblem> {
        let written = Written { pair: Zeroizing::new(STANDARD.encode(&*self.pair)), refresh: self.refresh.clone() };
        serde_json::to_vec(&written).map(Zeroizing::new).map_err(|_| VaultProblem::Seal(SealProblem::Damaged))
    }

    fn read(bytes: &[u8]) -> Result<OfficeKeys, SealProblem> {
        let written: Written = serde_json::from_slice(bytes).map_err(|_| SealProblem::Damaged)?;
        let pair = STANDARD.decode(&*written.pair).map_err(|_| SealProblem::Damaged)?;
        Ok(OfficeKeys { pair: Zeroizing::new(pair), refresh: written.refresh })
    }
}

/// A fresh key pair, PKCS #8.
pub(super) fn new_pair() -> Result<Zeroizing<Vec<u8>>> {
    let made = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new());
    made.map(|pair| Zeroizing::new(pair.as_ref().to_vec())).map_err(|_| no_pair())
}

fn no_pair() -> Error {
    Error::broken("the key pair cannot be made or read")
}

fn pair_of(bytes: &[u8]) -> Result<Ed25519KeyPair> {
    Ed25519KeyPair::from_pkcs8(bytes).map_err(|_| no_pair())
}

/// The public half, as the server is told it.
pub(super) fn public(pair: &[u8]) -> Result<String> {
    Ok(STANDARD.encode(pair_of(pair)?.public_key().as_ref()))
}

/// The tokens of one desk.
pub(crate) struct Tokens {
    vault: Vault<OfficeKeys>,
    /// The access token and when it ends. Held for as long as a renewal takes, so that there is one at a time.
    access: Mutex<Option<(String, At)>>,
}

impl Tokens {
    pub(crate) fn new(vault: Vault<OfficeKeys>) -> Tokens {
        Tokens { vault, access: Mutex::new(None) }
    }

    /// Keeps what the desk was given when it joined.
    pub(super) async fn keep(&self, pair: Zeroizing<Vec<u8>>, fresh: Fresh) -> Result<()> {
        let kept = OfficeKeys { pair, refresh: Zeroizing::new(fresh.refresh) };
        self.vault.store(&kept).await.map_err(|problem| Error::broken(problem.to_string()))?;
        *self.access.lock().await = Some((fresh.access, At::from_millis(fresh.access_until)));
        Ok(())
    }

    /// The key pair of an earlier try to join, so that the server knows it again.
    pub(super) async fn pair(&self) -> Option<Zeroizing<Vec<u8>>> {
        self.vault.load().await.ok().flatten().map(|kept| kept.pair)
    }

    /// An access token that is good now, renewed if need be.
    pub(super) async fn access(&self, link: &Link, now: At) -> Result<String, LinkProblem> {
        let mut access = self.access.lock().await;
        match &*access {
            Some((token, until)) if now.millis().saturating_add(AHEAD) < until.millis() => Ok(token.clone()),
            _ => {
                let fresh = self.renewed(link).await?;
                *access = Some((fresh.access.clone(), At::from_millis(fresh.access_until)));
                Ok(fresh.access)
            }
        }
    }

    /// The server's clock says that the access token has ended.
    pub(super) async fn expired(&self, token: &str) {
        let mut access = self.access.lock().await;
        if access.as_ref().is_some_and(|(known, _)| known == token) {
            *access = None;
        }
    }

    async fn renewed(&self, link: &Link) -> Result<Fresh, LinkProblem> {
        let kept = self.vault.load().await.map_err(|problem| LinkProblem::Unknown(problem.to_string()))?;
        let kept = kept.ok_or_else(|| LinkProblem::Unknown("The desk's sign-in to the office is gone.".to_owned()))?;
        let pair = pair_of(&kept.pair).map_err(|problem| LinkProblem::Unknown(problem.to_string()))?;
        let signature = pair.sign(format!("pebble refresh {}", &*kept.refresh).as_bytes());
        let fresh = link.refresh(&kept.refresh, &STANDARD.encode(signature.as_ref())).await?;
        let next = OfficeKeys { pair: kept.pair, refresh: Zeroizing::new(fresh.refresh.clone()) };
        if let Err(problem) = self.vault.store(&next).await {
            // The one before is taken once more, as after a reply that was lost.
            tracing::error!(%problem, "the renewed sign-in to the office could not be kept");
        }
        Ok(fresh)
    }

    /// Forgets everything.
    pub(super) async fn forget(&self) {
        *self.access.lock().await = None;
        if let Err(problem) = self.vault.clear().await {
            tracing::error!(%problem, "the sign-in to the office could not be removed");
        }
    }
}
