//! Microsoft's token endpoint: codes and refresh tokens into grants, refusals into problems.
//!
//! A public client with PKCE: there is no secret. Access tokens are opaque; who signed in is read from the id token,
//! which came straight from Microsoft over the same connection.

use std::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oauth2::basic::{BasicRevocationErrorResponse, BasicTokenType};
use oauth2::{
    AuthUrl, AuthorizationCode, Client, ClientId as OauthClientId, CsrfToken, EndpointNotSet, EndpointSet,
    ErrorResponse, ExtraTokenFields, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError,
    Scope, StandardRevocableToken, StandardTokenIntrospectionResponse, StandardTokenResponse, TokenResponse, TokenUrl,
};
use pebble_core::engines::email::mailbox::Account;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use super::problem::{Hint, Refusal, SignInProblem};
use crate::endpoints::Endpoints;

/// Everything asked for at sign-in (graph.md 3.4).
const SCOPES: [&str; 7] = ["openid", "profile", "email", "offline_access", "User.Read", "Mail.ReadWrite", "Mail.Send"];
/// Without these the app cannot do its work.
const NEEDED: [&str; 2] = ["Mail.ReadWrite", "Mail.Send"];
/// The tenant id of personal accounts, whose authority is `consumers`.
const PERSONAL_TENANT: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";
/// Assumed life of an access token when the answer names none.
const DEFAULT_LIFE: Duration = Duration::from_secs(3600);

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct MsFields {
    id_token: Option<String>,
}

impl ExtraTokenFields for MsFields {}

/// Microsoft's error answer, with the members the library's own would drop.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct MsError {
    error: String,
    #[serde(default)]
    error_description: String,
    #[serde(default)]
    error_codes: Vec<u32>,
    #[serde(default)]
    suberror: String,
}

impl fmt::Display for MsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.error)
    }
}

impl ErrorResponse for MsError {}

type MsToken = StandardTokenResponse<MsFields, BasicTokenType>;
type MsClient = Client<
    MsError,
    MsToken,
    StandardTokenIntrospectionResponse<MsFields, BasicTokenType>,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// This app as Microsoft knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientId {
    id: String,
    tenant: String,
}

impl ClientId {
    /// A registration for every organisation and for personal accounts.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self { id: id.to_owned(), tenant: "common".to_owned() }
    }

    /// The same, restricted: a tenant id, `organizations` or `consumers`.
    #[must_use]
    pub fn in_tenant(self, tenant: &str) -> Self {
        Self { tenant: tenant.to_owned(), ..self }
    }
}

/// What a sign-in or a renewal gave.
#[derive(Debug)]
pub(crate) struct Grant {
    pub(crate) access: SecretString,
    pub(crate) refresh: Option<SecretString>,
    pub(crate) life: Duration,
    pub(crate) scopes: Option<String>,
    pub(crate) identity: Option<Identity>,
}

/// Who the id token says it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) tenant: String,
    pub(crate) account: Account,
}

/// A sign-in under way: what must be remembered until the browser comes back.
pub(super) struct Begun {
    pub(super) url: Url,
    pub(super) state: CsrfToken,
    verifier: PkceCodeVerifier,
    redirect: RedirectUrl,
}

/// The token endpoint of one app in one cloud.
#[derive(Clone)]
pub(crate) struct Authority {
    http: reqwest::Client,
    endpoints: Endpoints,
    client: ClientId,
}

fn unreadable(what: &str) -> SignInProblem {
    SignInProblem::Unreadable(what.to_owned())
}

impl Authority {
    pub(crate) const fn new(http: reqwest::Client, endpoints: Endpoints, client: ClientId) -> Self {
        Self { http, endpoints, client }
    }

    fn at(&self, tenant: &str) -> Result<MsClient, SignInProblem> {
        let address = |name: &str| format!("{}/{tenant}/oauth2/v2.0/{name}", self.endpoints.login());
        let fault = |_| SignInProblem::OurFault(Hint(None));
        Ok(Client::new(OauthClientId::new(self.client.id.clone()))
            .set_auth_uri(AuthUrl::new(address("authorize")).map_err(fault)?)
            .set_token_uri(TokenUrl::new(address("token")).map_err(fault)?))
    }

    /// Where an administrator approves the app for everyone. Never `common`: approval belongs to an organisation.
    pub(crate) fn approval_link(&self) -> String {
        let tenant = if self.client.tenant == "common" { "organizations" } else { &self.client.tenant };
        let scopes = SCOPES.map(|scope| format!("https://graph.microsoft.com/{scope}"));
        let named = scopes.get(4..).unwrap_or_default().join(" ");
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &self.client.id)
            .append_pair("scope", &named)
            .append_pair("redirect_uri", "http://localhost")
            .finish();
        format!("{}/{tenant}/v2.0/adminconsent?{query}", self.endpoints.login())
    }

    /// The address to open in the browser.
    pub(super) fn begin(&self, redirect: String) -> Result<Begun, SignInProblem> {
        let redirect = RedirectUrl::new(redirect).map_err(|_| SignInProblem::OurFault(Hint(None)))?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let client = self.at(&self.client.tenant)?.set_redirect_uri(redirect.clone());
        let (url, state) = client
            .authorize_url(CsrfToken::new_random)
            .add_scopes(scopes())
            .set_pkce_challenge(challenge)
            .add_extra_param("prompt", "select_account")
            .url();
        Ok(Begun { url, state, verifier, redirect })
    }

    /// Redeems a code at the alias it was issued from, as Microsoft demands.
    pub(super) async fn redeem(&self, begun: Begun, code: String) -> Result<Grant, SignInProblem> {
        let client = self.at(&self.client.tenant)?.set_redirect_uri(begun.redirect);
        let asked = client.exchange_code(AuthorizationCode::new(code)).set_pkce_verifier(begun.verifier);
        asked.request_async(&self.http).await.map_err(refused).and_then(grant)
    }

    /// Renews at the tenant the sign-in is pinned to.
    pub(crate) async fn renew(&self, tenant: &str, refresh: &SecretString) -> Result<Grant, SignInProblem> {
        let token = RefreshToken::new(refresh.expose_secret().to_owned());
        let client = self.at(tenant)?;
        let asked = client.exchange_refresh_token(&token).add_scopes(scopes());
        asked.request_async(&self.http).await.map_err(refused).and_then(grant)
    }
}

fn scopes() -> impl Iterator<Item = Scope> {
    SCOPES.into_iter().map(|scope| Scope::new(scope.to_owned()))
}

/// The needed permission that was not given, if any. An answer that names no scopes gave all that was asked.
pub(super) fn missing_permission(granted: Option<&str>) -> Option<&'static str> {
    let granted = granted?.to_lowercase();
    let names: Vec<&str> = granted.split_whitespace().filter_map(|scope| scope.rsplit('/').next()).collect();
    NEEDED.into_iter().find(|needed| !names.contains(&needed.to_lowercase().as_str()))
}

/// Only an answer of Microsoft's ends a sign-in; whatever else went wrong may pass.
fn refused<E: std::error::Error + 'static>(problem: RequestTokenError<E, MsError>) -> SignInProblem {
    match problem {
        RequestTokenError::ServerResponse(said) => Refusal {
            error: &said.error,
            suberror: &said.suberror,
            description: &said.error_description,
            codes: &said.error_codes,
        }
        .problem(),
        RequestTokenError::Request(_) => SignInProblem::Offline,
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => SignInProblem::Transient(Hint(None)),
    }
}

fn grant(token: MsToken) -> Result<Grant, SignInProblem> {
    let access = token.access_token().secret();
    if access.is_empty() {
        return Err(unreadable("no access token"));
    }
    let scopes = token.scopes().map(|list| list.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(" "));
    Ok(Grant {
        access: SecretString::from(access.clone()),
        refresh: token.refresh_token().map(|refresh| SecretString::from(refresh.secret().clone())),
        life: token.expires_in().unwrap_or(DEFAULT_LIFE),
        scopes,
        identity: token.extra_fields().id_token.as_deref().and_then(identity),
    })
}

/// Reads the middle part of an id token.
fn identity(token: &str) -> Option<Identity> {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?.trim_end_matches('=')).ok()?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    let claim = |name: &str| claims.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let tid = claim("tid").filter(|tid| tid.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))?;
    let address = claim("preferred_username").or_else(|| claim("email")).unwrap_or_default();
    Some(Identity {
        tenant: if tid == PERSONAL_TENANT { "consumers".to_owned() } else { tid.to_owned() },
        account: Account {
            id: claim("oid").or_else(|| claim("sub"))?.to_owned(),
            address: address.to_lowercase(),
            name: claim("name").unwrap_or(address).to_owned(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(claims: &Value) -> String {
        format!("h.{}.s", URL_SAFE_NO_PAD.encode(claims.to_string()))
    }

    #[test]
    fn the_tenant_comes_from_the_id_token_and_cannot_leave_the_path() {
        let claims = serde_json::json!({"tid": "11111111-2222-3333-4444-555555555555", "oid": "o", "name": "Asha"});
        assert_eq!(identity(&token(&claims)).unwrap().tenant, "11111111-2222-3333-4444-555555555555");
        let personal = serde_json::json!({"tid": PERSONAL_TENANT, "sub": "s"});
        assert_eq!(identity(&token(&personal)).unwrap().tenant, "consumers");
        for odd in [serde_json::json!({"tid": "../evil", "oid": "o"}), serde_json::json!({"oid": "o"}), Value::Null] {
            assert_eq!(identity(&token(&odd)), None, "{odd}");
        }
    }

    #[test]
    fn a_withheld_permission_is_named() {
        assert_eq!(missing_permission(Some("openid https://graph.microsoft.com/Mail.ReadWrite mail.send")), None);
        assert_eq!(missing_permission(Some("User.Read Mail.ReadWrite")), Some("Mail.Send"));
        assert_eq!(missing_permission(None), None);
    }
}
