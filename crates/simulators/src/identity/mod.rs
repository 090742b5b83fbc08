//! The Microsoft identity platform, v2.0 endpoints, for a public desktop client: authorize, token, admin consent,
//! discovery and keys.
//!
//! Sign-in asks nobody anything: the outcome is scripted. Not simulated: device code, on-behalf-of, client secrets,
//! conditional access by claims, logout, and the caching of keys.

mod authorize;
mod keys;
mod refusal;
mod token;

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::fault::{Armed, Fault};
use crate::graph::{LogEntry, World};
use crate::hold;
use crate::http::{Answer, Call, Site};

pub(crate) use keys::Signer;

/// What happens when somebody is sent to sign in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignIn {
    /// The user named by `login_hint`, or else the first, signs in and agrees.
    #[default]
    Approve,
    /// This user signs in and agrees.
    As(String),
    /// The user cancels: back with `access_denied`.
    Deny,
    /// Back with `consent_required`, AADSTS65001.
    ConsentRequired,
    /// Back with `access_denied`, AADSTS90094.
    NeedsAdmin,
    /// A page is shown and the browser never comes back.
    NeverReturns,
    /// Back with a `state` that was never asked for.
    WrongState,
}

/// An authorization code.
#[derive(Debug, Clone)]
struct Code {
    address: String,
    client_id: String,
    tenant: String,
    redirect: String,
    challenge: String,
    nonce: Option<String>,
    scope: String,
    expires_at: DateTime<Utc>,
    is_redeemed: bool,
}

/// A refresh token.
#[derive(Debug, Clone)]
struct Refresh {
    address: String,
    client_id: String,
    scope: String,
    used_at: DateTime<Utc>,
    is_revoked: bool,
    is_replaced: bool,
}

/// What the sign-in service knows.
#[derive(Debug, Default)]
pub(crate) struct Book {
    codes: HashMap<String, Code>,
    refreshes: HashMap<String, Refresh>,
    pub script: VecDeque<SignIn>,
    pub refusals: VecDeque<u32>,
    pub faults: Vec<Armed>,
    pub requires_admin: bool,
    /// A refresh token can be used once only; the real service lets a replaced one live on.
    pub rejects_replaced: bool,
    turn: u64,
}

/// The sign-in service.
#[derive(Debug)]
pub(crate) struct Identity {
    world: Arc<World>,
    pub origin: OnceLock<String>,
    signer: Signer,
    seed: u64,
    /// Addresses in the order given, the first signs in unless told otherwise.
    people: Vec<String>,
    book: Mutex<Book>,
}

impl Identity {
    pub(crate) fn new(world: Arc<World>, signer: Signer, seed: u64, people: Vec<String>) -> Self {
        Self { world, origin: OnceLock::new(), signer, seed, people, book: Mutex::new(Book::default()) }
    }

    pub(crate) fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends every grant of a user, as an administrator or a changed password does.
    pub(crate) fn revoke(&self, address: &str) {
        for refresh in self.book().refreshes.values_mut().filter(|refresh| refresh.address == address) {
            refresh.is_revoked = true;
        }
        for bearer in self.world.state().bearers.values_mut().filter(|bearer| bearer.address == address) {
            bearer.is_revoked = true;
        }
    }

    fn origin(&self) -> &str {
        self.origin.get().map_or("", String::as_str)
    }

    fn now(&self) -> DateTime<Utc> {
        self.world.clock.now()
    }

    /// An unguessable-looking string, the same in every run.
    fn secret(&self, book: &mut Book, purpose: &str) -> String {
        book.turn += 1;
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.seed.to_le_bytes());
        hasher.update(purpose.as_bytes());
        hasher.update(&book.turn.to_le_bytes());
        hasher.finalize().to_hex().to_string()
    }

    /// The id a request is traced by.
    fn request_id(book: &Book) -> String {
        format!("00000000-0000-4000-9000-{:012x}", book.turn)
    }

    fn route(&self, call: &Call) -> Answer {
        let parts: Vec<&str> = call.path.split('/').filter(|part| !part.is_empty()).collect();
        match (call.method.as_str(), parts.as_slice()) {
            ("GET", [tenant, "oauth2", "v2.0", "authorize"]) => self.authorize(tenant, &call.pairs()),
            ("POST", [tenant, "oauth2", "v2.0", "token"]) => self.token(tenant, call),
            ("GET", [_, "v2.0", "adminconsent"] | [_, "adminconsent"]) => self.admin_consent(&call.pairs()),
            ("GET", [tenant, "v2.0", ".well-known", "openid-configuration"]) => self.discovery(tenant),
            ("GET", [tenant, "discovery", "v2.0", "keys"]) => {
                Answer::json(200, &self.signer.jwks(&format!("{}/{tenant}/v2.0", self.origin())))
            }
            _ => refusal::page(404, "AADSTS900144: there is nothing here."),
        }
    }

    fn discovery(&self, tenant: &str) -> Answer {
        let origin = self.origin();
        Answer::json(
            200,
            &json!({
                "issuer": format!("{origin}/{tenant}/v2.0"),
                "authorization_endpoint": format!("{origin}/{tenant}/oauth2/v2.0/authorize"),
                "token_endpoint": format!("{origin}/{tenant}/oauth2/v2.0/token"),
                "jwks_uri": format!("{origin}/{tenant}/discovery/v2.0/keys"),
                "response_types_supported": ["code"],
                "response_modes_supported": ["query"],
                "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "scopes_supported": ["openid", "profile", "email", "offline_access"],
                "token_endpoint_auth_methods_supported": ["none"],
            }),
        )
    }

    /// Writes a request down, without codes, tokens or verifiers.
    fn log(&self, call: &Call, answer: &Answer) {
        let named = |name: &str| call_parameter(call, name).unwrap_or_default();
        let body = json!({
            "grant_type": named("grant_type"),
            "scope": named("scope"),
            "client_id": named("client_id"),
        });
        self.world.state().record(LogEntry {
            at: self.now(),
            mailbox: String::new(),
            method: call.method.clone(),
            path: call.path.clone(),
            prefer: String::new(),
            body: if call.method == "POST" { body } else { Value::Null },
            status: if answer.cut_after == Some(0) { 0 } else { answer.status },
            is_batched: false,
        });
    }
}

/// A parameter of the form or of the query.
fn call_parameter(call: &Call, name: &str) -> Option<String> {
    let form = url::form_urlencoded::parse(&call.body).into_owned();
    form.chain(call.pairs()).find(|(given, _)| given == name).map(|(_, value)| value)
}

impl Site for Identity {
    async fn answer(self: Arc<Self>, call: Call) -> Answer {
        if let (true, "/__identity") = (call.method == "POST", call.path.as_str()) {
            return self.control(&call);
        }
        let work = async {
            let fault = self.book().faults.iter_mut().find_map(|armed| armed.strike(&call.method, &call.path));
            let mut answer = match &fault {
                Some(fault) if fault.refuses() => Answer::empty(200),
                _ => self.route(&call),
            };
            if let Some(fault) = fault {
                answer = fault.spoil(answer);
            }
            self.log(&call, &answer);
            tokio::time::sleep(answer.delay).await;
            answer
        };
        hold::between(&self.world, &call, work).await
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Order {
    outcomes: Vec<SignIn>,
    refusals: Vec<u32>,
    revoke: Option<String>,
    requires_admin: Option<bool>,
    fault: Option<Fault>,
}

impl Identity {
    /// The control door for tests that are not written in Rust: `POST /__identity`.
    fn control(&self, call: &Call) -> Answer {
        let Ok(order) = serde_json::from_slice::<Order>(&call.body) else {
            return Answer::json(400, &json!({ "error": "the JSON does not fit" }));
        };
        if let Some(address) = order.revoke {
            self.revoke(&address.to_lowercase());
        }
        let mut book = self.book();
        book.script.extend(order.outcomes);
        book.refusals.extend(order.refusals);
        book.faults.extend(order.fault.map(Armed::new));
        book.requires_admin = order.requires_admin.unwrap_or(book.requires_admin);
        Answer::json(200, &json!({}))
    }
}
