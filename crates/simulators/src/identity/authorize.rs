//! The front door: `/authorize` and `/adminconsent`, answered with redirects the way a browser would be.

use std::collections::HashMap;

use chrono::TimeDelta;
use url::Url;

use crate::breach::Rule;
use crate::http::Answer;

use super::{Book, Code, Identity, SignIn, refusal};

/// Lifetime of an authorization code.
const CODE_MINUTES: i64 = 10;

/// Whether an address is one a desktop client may be sent back to: loopback, any port, no path.
pub(super) fn loopback(redirect: &str) -> Option<Url> {
    let url = Url::parse(redirect).ok()?;
    let is_loopback = url.scheme() == "http" && matches!(url.host_str(), Some("localhost" | "127.0.0.1"));
    (is_loopback && url.path() == "/" && url.query().is_none()).then_some(url)
}

/// What two addresses must have in common: everything but the port.
pub(super) fn without_port(redirect: &str) -> Option<(String, String, String)> {
    let url = Url::parse(redirect).ok()?;
    Some((url.scheme().to_owned(), url.host_str()?.to_owned(), url.path().to_owned()))
}

fn back(mut url: Url, pairs: &[(&str, &str)]) -> Answer {
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        url.query_pairs_mut().append_pair(name, value);
    }
    Answer::empty(302).with("Location", url.as_str()).with("Cache-Control", "no-store, no-cache")
}

impl Identity {
    pub(super) fn authorize(&self, tenant: &str, pairs: &[(String, String)]) -> Answer {
        let asked: HashMap<&str, &str> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let get = |name: &str| asked.get(name).copied().unwrap_or_default();
        let mut book = self.book();
        book.turn += 1;
        let request = Self::request_id(&book);
        let Some(redirect) = loopback(get("redirect_uri")) else {
            self.world.state().breach(Rule::BadSignIn, "GET authorize", "redirect_uri is not a loopback address");
            return refusal::page(400, &refusal::description(50011, &request, self.now()));
        };
        if let Some(what) = missing(&asked) {
            self.world.state().breach(Rule::BadSignIn, "GET authorize", format!("{what} is missing or wrong"));
            let text = format!("AADSTS900144: The request must contain the following parameter: '{what}'.");
            let pairs = [("error", "invalid_request"), ("error_description", text.as_str()), ("state", get("state"))];
            return back(redirect, &pairs);
        }
        let outcome = match book.script.pop_front() {
            Some(outcome) => outcome,
            None if book.requires_admin => SignIn::NeedsAdmin,
            None => SignIn::Approve,
        };
        let refuse = |code: u32, error: &str| {
            let text = refusal::description(code, &request, self.now());
            back(redirect.clone(), &[("error", error), ("error_description", &text), ("state", get("state"))])
        };
        let address = match outcome {
            SignIn::Deny => return refuse(65004, "access_denied"),
            SignIn::ConsentRequired => return refuse(65001, "consent_required"),
            SignIn::NeedsAdmin => return refuse(90094, "access_denied"),
            SignIn::NeverReturns => return refusal::page(200, "Need admin approval"),
            SignIn::As(ref address) => address.to_lowercase(),
            SignIn::Approve | SignIn::WrongState => self.hinted(get("login_hint")),
        };
        let code = self.admit(&mut book, tenant, &asked, address);
        let state = if outcome == SignIn::WrongState { "not-the-state-that-was-sent" } else { get("state") };
        back(redirect, &[("code", &code), ("state", state), ("session_state", &request)])
    }

    fn hinted(&self, hint: &str) -> String {
        let hint = hint.to_lowercase();
        let known = self.people.iter().find(|address| **address == hint).or_else(|| self.people.first());
        known.cloned().unwrap_or_default()
    }

    fn admit(&self, book: &mut Book, tenant: &str, asked: &HashMap<&str, &str>, address: String) -> String {
        let own = |name: &str| asked.get(name).map_or_else(String::new, |value| (*value).to_owned());
        let code = format!("0.Sim{}", self.secret(book, "code"));
        let grant = Code {
            address,
            client_id: own("client_id"),
            tenant: tenant.to_owned(),
            redirect: own("redirect_uri"),
            challenge: own("code_challenge"),
            nonce: asked.get("nonce").map(|nonce| (*nonce).to_owned()),
            scope: own("scope"),
            expires_at: self.now() + TimeDelta::minutes(CODE_MINUTES),
            is_redeemed: false,
        };
        book.codes.insert(code.clone(), grant);
        code
    }

    pub(super) fn admin_consent(&self, pairs: &[(String, String)]) -> Answer {
        let get = |name: &str| pairs.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value.as_str());
        let Ok(redirect) = Url::parse(get("redirect_uri")) else {
            return refusal::page(400, "AADSTS50011: redirect_uri is missing.");
        };
        let mut book = self.book();
        if book.script.pop_front() == Some(SignIn::Deny) {
            let text = refusal::description(65004, &Self::request_id(&book), self.now());
            let pairs = [("error", "consent_required"), ("error_description", text.as_str()), ("state", get("state"))];
            return back(redirect, &pairs);
        }
        book.requires_admin = false;
        let tenant = self.people.first().map_or_else(String::new, |address| self.tenant_of(address));
        back(redirect, &[("admin_consent", "True"), ("tenant", &tenant), ("state", get("state"))])
    }
}

/// The first parameter a public client must send and did not.
fn missing<'a>(asked: &HashMap<&str, &'a str>) -> Option<&'a str> {
    let get = |name: &str| asked.get(name).copied().unwrap_or_default();
    if get("response_type") != "code" {
        return Some("response_type");
    }
    if get("code_challenge_method") != "S256" {
        return Some("code_challenge_method");
    }
    ["client_id", "scope", "state", "code_challenge"].into_iter().find(|name| get(name).is_empty())
}
