//! An identity provider's word on who somebody is (OpenID Connect Core 1.0).
//!
//! A desk signs its person in at the provider and shows the identity token that it was given; here it is checked
//! against what the provider publishes: its signature, who made it, for whom, until when. Its nonce is made from the
//! desk's public key, so a token that was stolen takes in no other desk. A person is known by the provider and the
//! provider's own id, never by an address: Microsoft's is `oid` in `tid` (sync.md 4.10).

use std::{collections::BTreeSet, sync::Arc};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use openidconnect::{
    AdditionalClaims, ClientId, EmptyAdditionalProviderMetadata, IdToken, IssuerUrl, Nonce, ProviderMetadata,
    core::{
        CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGenderClaim, CoreGrantType,
        CoreIdTokenVerifier, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm,
        CoreJwsSigningAlgorithm, CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
    },
};
use pebble_core::kernel::{At, ids::derive};
use pebble_sync::{
    Person, StoreError,
    server_store::{ServerStore, ServerTx},
};
use ring::digest::{SHA256, digest};
use sea_orm::{ActiveModelTrait, EntityTrait, sea_query::OnConflict};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use crate::{
    fault::said,
    http::{App, now},
    rows::identity,
};

/// How long what the provider publishes is believed, and how often it is asked at most, in milliseconds.
const BELIEVED: i64 = 12 * 3_600_000;
const ASKED: i64 = 60_000;

/// Signatures that are taken: none that is made with a secret of the client.
const SIGNATURES: [CoreJwsSigningAlgorithm; 3] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EdDsa,
];

type Metadata = ProviderMetadata<
    EmptyAdditionalProviderMetadata,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// What Microsoft says beside what everybody does.
#[derive(Debug, Default, Serialize, Deserialize)]
struct More {
    /// The tenant.
    #[serde(default)]
    tid: Option<String>,
    /// The person in it.
    #[serde(default)]
    oid: Option<String>,
}
impl AdditionalClaims for More {}

type Token = IdToken<More, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

/// Where people sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Its issuer, as its metadata and its tokens name it.
    pub issuer: String,
    /// What this office's desks are called there: a public client.
    pub client: String,
    /// Microsoft tenants whose people are taken; all of the issuer's when empty.
    pub tenants: BTreeSet<String>,
}

/// Why a token is not taken.
#[derive(Debug)]
pub(super) enum Untrue {
    /// The provider could not be asked.
    Unreachable(String),
    /// It proves nothing here.
    Unproven(String),
}

/// Who somebody is, by their provider.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Identity {
    issuer: String,
    subject: String,
}

/// Checks tokens of one provider.
pub(crate) struct Checker {
    pub(crate) provider: Provider,
    http: reqwest::Client,
    /// What it publishes, and when it was asked.
    known: Mutex<Option<(Arc<Metadata>, i64)>>,
}

/// What a desk with this public key puts into a sign-in: a token carries it back.
fn nonce(key: &str) -> Nonce {
    Nonce::new(URL_SAFE_NO_PAD.encode(digest(&SHA256, format!("pebble desk {key}").as_bytes())))
}

impl Checker {
    pub(crate) fn new(provider: Provider) -> Result<Checker, String> {
        // A redirect of a provider's answer would be somebody else's word.
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        let http = http.timeout(std::time::Duration::from_secs(20)).build().map_err(|why| why.to_string())?;
        Ok(Checker { provider, http, known: Mutex::new(None) })
    }

    /// What the provider publishes. `is_doubted`: a token named a key that is not among what is known.
    async fn metadata(&self, now: i64, is_doubted: bool) -> Result<Arc<Metadata>, Untrue> {
        let mut known = self.known.lock().await;
        if let Some((metadata, at)) = known.as_ref() {
            let age = now.saturating_sub(*at);
            if (0..ASKED).contains(&age) || (!is_doubted && (0..BELIEVED).contains(&age)) {
                return Ok(Arc::clone(metadata));
            }
        }
        let unreachable = |why: String| Untrue::Unreachable(format!("The sign-in provider cannot be asked: {why}."));
        let issuer = IssuerUrl::new(self.provider.issuer.clone()).map_err(|why| unreachable(why.to_string()))?;
        let found = Metadata::discover_async(issuer, &self.http).await.map_err(|why| unreachable(why.to_string()))?;
        let found = Arc::new(found);
        *known = Some((Arc::clone(&found), now));
        Ok(found)
    }

    /// Who a token names, if it was made for a desk with this public key.
    pub(super) async fn identity(&self, token: &str, key: &str, now: At) -> Result<Identity, Untrue> {
        let token: Token = token.parse().map_err(|_| Untrue::Unproven("This is no identity token.".to_owned()))?;
        let mut checked = self.check(&token, key, now, false).await?;
        if checked.is_err() {
            // The provider may have changed its keys.
            checked = self.check(&token, key, now, true).await?;
        }
        checked.map_err(|why| Untrue::Unproven(format!("The provider's word cannot be taken: {why}.")))
    }

    async fn check(
        &self,
        token: &Token,
        key: &str,
        now: At,
        is_doubted: bool,
    ) -> Result<Result<Identity, String>, Untrue> {
        let metadata = self.metadata(now.millis(), is_doubted).await?;
        let client = ClientId::new(self.provider.client.clone());
        let now: DateTime<Utc> = now.utc();
        let verifier =
            CoreIdTokenVerifier::new_public_client(client, metadata.issuer().clone(), metadata.jwks().clone())
                .set_allowed_algs(SIGNATURES)
                .set_time_fn(move || now);
        let claims = match token.claims(&verifier, &nonce(key)) {
            Ok(claims) => claims,
            Err(why) => return Ok(Err(why.to_string())),
        };
        let more = claims.additional_claims();
        Ok(match (&more.tid, &more.oid) {
            (Some(tenant), _) if !self.takes(tenant) => Err("its tenant is not one of this office".to_owned()),
            (None, _) if !self.provider.tenants.is_empty() => Err("it names no tenant".to_owned()),
            (Some(tenant), Some(object)) => Ok(self.named(&format!("{tenant}/{object}"))),
            _ => Ok(self.named(claims.subject().as_str())),
        })
    }

    fn takes(&self, tenant: &str) -> bool {
        self.provider.tenants.is_empty() || self.provider.tenants.contains(tenant)
    }

    fn named(&self, subject: &str) -> Identity {
        Identity { issuer: self.provider.issuer.clone(), subject: subject.to_owned() }
    }
}

/// The person of this identity: who was here before, or somebody new.
pub(super) async fn person(app: &App, identity: &Identity) -> Result<Person, StoreError> {
    let tx = app.sql.begin().await?;
    let key = (identity.issuer.clone(), identity.subject.clone());
    let known = identity::Entity::find_by_id(key).one(tx.db()?).await.map_err(said)?;
    let fresh = derive(&[b"person", identity.issuer.as_bytes(), identity.subject.as_bytes()]);
    let person = known.map_or(fresh, |known| known.person_id);
    let row = identity::Model {
        issuer: identity.issuer.clone(),
        subject: identity.subject.clone(),
        person_id: person,
        seen_at: now(app).0,
    };
    let again = OnConflict::columns([identity::Column::Issuer, identity::Column::Subject])
        .update_column(identity::Column::SeenAt)
        .to_owned();
    let row = identity::ActiveModel::from(row).reset_all();
    identity::Entity::insert_many([row]).on_conflict(again).exec_without_returning(tx.db()?).await.map_err(said)?;
    tx.commit().await?;
    Ok(Person(person))
}
