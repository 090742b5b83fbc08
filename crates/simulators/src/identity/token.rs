//! The token endpoint: codes once, with PKCE; refresh tokens that rotate; refusals with their AADSTS number.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use ring::digest::{SHA256, digest};
use serde_json::json;

use crate::breach::Rule;
use crate::handle::{TOKEN_SECONDS, issue};
use crate::http::{Answer, Call};

use super::authorize::without_port;
use super::{Book, Identity, Refresh, call_parameter, refusal};

/// Days a refresh token lives without being used.
const REFRESH_DAYS: i64 = 90;

/// Who is granted what.
struct Grant {
    address: String,
    client_id: String,
    scope: String,
    nonce: Option<String>,
}

impl Identity {
    pub(super) fn token(&self, tenant: &str, call: &Call) -> Answer {
        let mut book = self.book();
        book.turn += 1;
        let request = Self::request_id(&book);
        let granted = match book.refusals.pop_front() {
            Some(code) => Err(code),
            None => self.grant(&mut book, tenant, call),
        };
        match granted {
            Ok(grant) => self.issue_tokens(&mut book, &grant),
            Err(code) => refusal::answer(code, &request, self.now()),
        }
    }

    fn misuse(&self, what: &str) {
        self.world.state().breach(Rule::BadSignIn, "POST token", what);
    }

    fn grant(&self, book: &mut Book, tenant: &str, call: &Call) -> Result<Grant, u32> {
        let get = |name: &str| call_parameter(call, name).unwrap_or_default();
        if !get("client_secret").is_empty() || call.header("authorization").is_some() {
            self.misuse("a desktop client has no secret");
            return Err(700_025);
        }
        if get("client_id").is_empty() {
            self.misuse("client_id is missing");
            return Err(900_144);
        }
        match get("grant_type").as_str() {
            "authorization_code" => {
                self.redeem(book, tenant, &get("client_id"), &get("code"), &get("redirect_uri"), &get("code_verifier"))
            }
            "refresh_token" => self.refresh(book, &get("client_id"), &get("refresh_token"), &get("scope")),
            _ => Err(70003),
        }
    }

    fn redeem(
        &self,
        book: &mut Book,
        tenant: &str,
        client_id: &str,
        code: &str,
        redirect: &str,
        verifier: &str,
    ) -> Result<Grant, u32> {
        let now = self.now();
        let grant = book.codes.get_mut(code).ok_or(70000_u32)?;
        if grant.is_redeemed {
            self.misuse("an authorization code was redeemed twice");
            return Err(54005);
        }
        if grant.expires_at <= now {
            return Err(70008);
        }
        if grant.tenant != tenant {
            self.misuse("the code was issued by another tenant alias");
            return Err(700_005);
        }
        if grant.client_id != client_id {
            return Err(700_016);
        }
        if without_port(&grant.redirect) != without_port(redirect) {
            self.misuse("redirect_uri is not the one the code was asked with");
            return Err(500_112);
        }
        if URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes())) != grant.challenge {
            self.misuse("code_verifier does not fit code_challenge");
            return Err(501_481);
        }
        grant.is_redeemed = true;
        let grant = grant.clone();
        Ok(Grant { address: grant.address, client_id: grant.client_id, scope: grant.scope, nonce: grant.nonce })
    }

    fn refresh(&self, book: &mut Book, client_id: &str, token: &str, scope: &str) -> Result<Grant, u32> {
        let now = self.now();
        let rejects_replaced = book.rejects_replaced;
        let grant = book.refreshes.get_mut(token).ok_or(70000_u32)?;
        if grant.is_revoked || (rejects_replaced && grant.is_replaced) {
            return Err(50173);
        }
        if now - grant.used_at >= TimeDelta::days(REFRESH_DAYS) {
            return Err(700_082);
        }
        if grant.client_id != client_id {
            return Err(700_016);
        }
        grant.used_at = now;
        grant.is_replaced = true;
        let scope = if scope.is_empty() { grant.scope.clone() } else { scope.to_owned() };
        Ok(Grant { address: grant.address.clone(), client_id: grant.client_id.clone(), scope, nonce: None })
    }

    /// The tenant of an address: one for each domain.
    pub(super) fn tenant_of(&self, address: &str) -> String {
        let domain = address.split_once('@').map_or(address, |(_, domain)| domain);
        let mut bytes = [0_u8; 16];
        for (to, from) in bytes.iter_mut().zip(blake3::hash(domain.as_bytes()).as_bytes()) {
            *to = *from;
        }
        uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
    }

    fn issue_tokens(&self, book: &mut Book, grant: &Grant) -> Answer {
        let now = self.now();
        let (access, person) = {
            let mut state = self.world.state();
            let access = issue(&mut state, &grant.address, now);
            let person = state.mailboxes.get(&grant.address).map(|mailbox| (mailbox.oid.clone(), mailbox.name.clone()));
            (access, person)
        };
        let Some((oid, name)) = person else {
            return refusal::answer(50034, &Self::request_id(book), now);
        };
        let asked: Vec<&str> = grant.scope.split_whitespace().collect();
        let granted = asked.iter().filter(|scope| **scope != "offline_access").copied().collect::<Vec<_>>().join(" ");
        let mut out = json!({
            "token_type": "Bearer",
            "scope": granted,
            "expires_in": TOKEN_SECONDS,
            "ext_expires_in": TOKEN_SECONDS,
            "access_token": access,
        });
        let Some(fields) = out.as_object_mut() else { return Answer::empty(500) };
        if asked.contains(&"offline_access") {
            let refresh = format!("0.Refresh{}", self.secret(book, "refresh"));
            fields.insert("refresh_token".into(), json!(refresh));
            let kept = Refresh {
                address: grant.address.clone(),
                client_id: grant.client_id.clone(),
                scope: grant.scope.clone(),
                used_at: now,
                is_revoked: false,
                is_replaced: false,
            };
            book.refreshes.insert(refresh, kept);
        }
        if asked.contains(&"openid") {
            fields.insert("id_token".into(), json!(self.id_token(grant, &oid, &name)));
        }
        Answer::bytes(200, "application/json; charset=utf-8", out.to_string().into_bytes())
            .with("Cache-Control", "no-store, no-cache")
            .with("Pragma", "no-cache")
    }

    fn id_token(&self, grant: &Grant, oid: &str, name: &str) -> Option<String> {
        let (now, tenant) = (self.now().timestamp(), self.tenant_of(&grant.address));
        let mut claims = json!({
            "ver": "2.0",
            "iss": format!("{}/{tenant}/v2.0", self.origin()),
            "sub": blake3::hash(oid.as_bytes()).to_hex().to_string(),
            "aud": grant.client_id,
            "iat": now,
            "nbf": now,
            "exp": now + TOKEN_SECONDS,
            "tid": tenant,
            "oid": oid,
            "name": name,
            "preferred_username": grant.address,
            "email": grant.address,
        });
        if let (Some(fields), Some(nonce)) = (claims.as_object_mut(), &grant.nonce) {
            fields.insert("nonce".into(), json!(nonce));
        }
        self.signer.sign(&claims)
    }
}
