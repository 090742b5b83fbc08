//! Signing a person in at the office's identity provider: in the system browser, by authorisation code with PKCE and a
//! loopback redirect (RFC 8252). The desk hands the identity token on and believes nothing that it says: the server
//! does, after it has checked it.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use openidconnect::{
    AuthorizationCode, ClientId, CsrfToken, IssuerUrl, Nonce, PkceCodeChallenge, RedirectUrl, TokenResponse,
    core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata},
};
use pebble_core::kernel::{Code, Error, Result};
use pebble_outlook::signin::{Callback, Loopback};
use ring::digest::{SHA256, digest};
use serde::Deserialize;
use url::Url;

/// How long the browser may take.
const PATIENCE: Duration = Duration::from_secs(300);

/// Where people sign in.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Way {
    /// The provider's issuer.
    pub(crate) issuer: String,
    /// What desks are called there.
    client: String,
}

fn problem(why: &dyn std::fmt::Display) -> Error {
    tracing::warn!(%why, "the sign-in at the office's provider failed");
    Error::new(
        Code::Offline,
        "Your office's sign-in page could not be used. Try again, or ask whoever runs the server.",
    )
}

/// What ties an identity token to the desk with this public key.
fn nonce(key: &str) -> Nonce {
    Nonce::new(URL_SAFE_NO_PAD.encode(digest(&SHA256, format!("pebble desk {key}").as_bytes())))
}

/// An identity token for the desk with this public key.
///
/// # Errors
/// When the provider cannot be reached, refuses, or the person does not come back from the browser.
pub(super) async fn id_token(way: &Way, key: &str, open: &(dyn Fn(&Url) + Send + Sync)) -> Result<String> {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().map_err(Error::broken)?;
    let issuer = IssuerUrl::new(way.issuer.clone()).map_err(|why| problem(&why))?;
    let metadata = CoreProviderMetadata::discover_async(issuer, &http).await.map_err(|why| problem(&why))?;
    let loopback = Loopback::bind().await.map_err(|why| problem(&why))?;
    let redirect = RedirectUrl::new(loopback.redirect()).map_err(|why| problem(&why))?;
    let client = CoreClient::from_provider_metadata(metadata, ClientId::new(way.client.clone()), None);
    let client = client.set_redirect_uri(redirect);
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let tied = nonce(key);
    let (url, state, _) = client
        .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, move || tied)
        .set_pkce_challenge(challenge)
        .url();
    open(&url);
    let code = match tokio::time::timeout(PATIENCE, loopback.callback(state.secret())).await {
        Ok(Callback::Code(code)) => code,
        Ok(Callback::Refused { error, description, .. }) => {
            tracing::warn!(error, description, "the provider refused a sign-in");
            return Err(Error::new(Code::Denied, "Your office's sign-in page refused. Ask whoever runs the server."));
        }
        Err(_) => return Err(Error::new(Code::Offline, "Nobody came back from the sign-in page. Try again.")),
    };
    let exchange = client.exchange_code(AuthorizationCode::new(code)).map_err(|why| problem(&why))?;
    let answer = exchange.set_pkce_verifier(verifier).request_async(&http).await.map_err(|why| problem(&why))?;
    let token = answer.id_token().ok_or_else(|| problem(&"it gave no identity token"))?;
    Ok(token.to_string())
}
