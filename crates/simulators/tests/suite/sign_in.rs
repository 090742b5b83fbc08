//! The sign-in service.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use pebble_simulators::{Fault, Rule, SignIn};
use reqwest::Method;
use ring::digest::{SHA256, digest};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde_json::Value;
use url::Url;

use crate::support::{ASHA, IMMUTABLE, World, world};

const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters-0001";
const SCOPE: &str = "openid profile offline_access User.Read Mail.ReadWrite Mail.Send";

fn authorize_url(w: &World) -> Url {
    let mut url = Url::parse(&format!("{}/organizations/oauth2/v2.0/authorize", w.sim.identity_url())).unwrap();
    url.query_pairs_mut()
        .append_pair("client_id", "client-1")
        .append_pair("response_type", "code")
        .append_pair("redirect_uri", "http://localhost:5555")
        .append_pair("scope", SCOPE)
        .append_pair("state", "state-1")
        .append_pair("nonce", "nonce-1")
        .append_pair("code_challenge", &URL_SAFE_NO_PAD.encode(digest(&SHA256, VERIFIER.as_bytes())))
        .append_pair("code_challenge_method", "S256");
    url
}

async fn visit(w: &World) -> Url {
    let answer = w.http.get(authorize_url(w)).send().await.unwrap();
    assert_eq!(answer.status(), 302);
    Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap()
}

fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(given, _)| given == name).map(|(_, value)| value.into_owned())
}

async fn token(w: &World, form: &[(&str, &str)]) -> (u16, Value) {
    let url = format!("{}/organizations/oauth2/v2.0/token", w.sim.identity_url());
    let mut body = url::form_urlencoded::Serializer::new(String::new());
    body.append_pair("client_id", "client-1").extend_pairs(form);
    let asked = w.http.post(url).header("Content-Type", "application/x-www-form-urlencoded").body(body.finish());
    let answer = asked.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

async fn redeem(w: &World, code: &str, verifier: &str) -> (u16, Value) {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", "http://localhost:6666/"),
        ("code_verifier", verifier),
    ];
    token(w, &form).await
}

async fn refresh(w: &World, refresh: &str) -> (u16, Value) {
    token(w, &[("grant_type", "refresh_token"), ("refresh_token", refresh), ("scope", SCOPE)]).await
}

async fn signed_in(w: &World) -> Value {
    let code = parameter(&visit(w).await, "code").unwrap();
    let (status, tokens) = redeem(w, &code, VERIFIER).await;
    assert_eq!(status, 200, "{tokens}");
    tokens
}

#[tokio::test]
async fn signing_in_gives_tokens_that_open_the_mailbox() {
    let w = world().await;
    let back = visit(&w).await;
    assert_eq!(back.as_str().split('?').next().unwrap(), "http://localhost:5555/");
    assert_eq!(parameter(&back, "state").unwrap(), "state-1");
    let (status, tokens) = redeem(&w, &parameter(&back, "code").unwrap(), VERIFIER).await;
    assert_eq!(
        (status, &tokens["token_type"], tokens["expires_in"].as_i64()),
        (200, &Value::from("Bearer"), Some(3_599))
    );
    let asked = w.bare(Method::GET, "/me").bearer_auth(tokens["access_token"].as_str().unwrap());
    let me: Value = asked.header("Prefer", IMMUTABLE).send().await.unwrap().json().await.unwrap();
    assert_eq!(me["mail"], ASHA);
    w.sim.assert_clean();
}

#[tokio::test]
async fn the_id_token_is_signed_and_says_who_it_is() {
    let w = world().await;
    let tokens = signed_in(&w).await;
    let id_token = tokens["id_token"].as_str().unwrap();
    let (signed, signature) = id_token.rsplit_once('.').unwrap();
    let url = format!("{}/organizations/discovery/v2.0/keys", w.sim.identity_url());
    let keys: Value = w.http.get(url).send().await.unwrap().json().await.unwrap();
    let part = |name: &str| URL_SAFE_NO_PAD.decode(keys["keys"][0][name].as_str().unwrap()).unwrap();
    let public = RsaPublicKeyComponents { n: part("n"), e: part("e") };
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    public.verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &signature).unwrap();
    let claims = URL_SAFE_NO_PAD.decode(signed.split('.').nth(1).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!(
        (&claims["preferred_username"], &claims["name"], &claims["nonce"]),
        (&Value::from(ASHA), &Value::from("Asha Rao"), &Value::from("nonce-1"))
    );
    assert!(claims["tid"].is_string() && claims["oid"].is_string());
}

#[tokio::test]
async fn a_code_is_good_once_for_ten_minutes_and_for_its_verifier() {
    let w = world().await;
    let code = || async { parameter(&visit(&w).await, "code").unwrap() };
    let error_code = |body: &Value| body["error_codes"][0].as_u64().unwrap();
    let first = code().await;
    assert_eq!(error_code(&redeem(&w, &first, "another-verifier").await.1), 501_481);
    assert_eq!(redeem(&w, &first, VERIFIER).await.0, 200);
    assert_eq!(error_code(&redeem(&w, &first, VERIFIER).await.1), 54005);
    let late = code().await;
    w.sim.advance(TimeDelta::minutes(10));
    assert_eq!(error_code(&redeem(&w, &late, VERIFIER).await.1), 70008);
    assert!(w.sim.violations().iter().all(|breach| breach.rule == Rule::BadSignIn));
    assert_eq!(w.sim.violations().len(), 2);
}

#[tokio::test]
async fn sign_in_without_pkce_or_to_a_strange_address_is_refused() {
    let w = world().await;
    let without = |name: &str| {
        let mut url = authorize_url(&w);
        let kept: Vec<(String, String)> = url.query_pairs().into_owned().filter(|(given, _)| given != name).collect();
        url.query_pairs_mut().clear().extend_pairs(kept);
        url
    };
    let answer = w.http.get(without("code_challenge")).send().await.unwrap();
    let back = Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
    assert_eq!(parameter(&back, "error").unwrap(), "invalid_request");
    let mut strange = without("redirect_uri");
    strange.query_pairs_mut().append_pair("redirect_uri", "http://evil.example/");
    assert_eq!(w.http.get(strange).send().await.unwrap().status(), 400);
    assert_eq!(w.sim.violations().len(), 2);
}

#[tokio::test]
async fn people_may_decline_need_an_admin_or_never_come_back() {
    let w = world().await;
    w.sim.script_sign_in([SignIn::Deny, SignIn::ConsentRequired, SignIn::WrongState, SignIn::NeverReturns]);
    assert_eq!(parameter(&visit(&w).await, "error").unwrap(), "access_denied");
    let consent = visit(&w).await;
    assert_eq!(parameter(&consent, "error").unwrap(), "consent_required");
    assert!(parameter(&consent, "error_description").unwrap().starts_with("AADSTS65001"));
    assert_ne!(parameter(&visit(&w).await, "state").unwrap(), "state-1");
    assert_eq!(w.http.get(authorize_url(&w)).send().await.unwrap().status(), 200);
    w.sim.require_admin_consent(true);
    assert!(parameter(&visit(&w).await, "error_description").unwrap().starts_with("AADSTS90094"));
    let consent = format!(
        "{}/organizations/v2.0/adminconsent?client_id=client-1&scope=x&state=s&redirect_uri=https://pebble.example/done",
        w.sim.identity_url()
    );
    let answer = w.http.get(consent).send().await.unwrap();
    assert!(answer.headers()["location"].to_str().unwrap().contains("admin_consent=True"));
    assert!(parameter(&visit(&w).await, "code").is_some());
    w.sim.assert_clean();
}

#[tokio::test]
async fn refresh_tokens_rotate_and_end_when_revoked_or_unused() {
    let w = world().await;
    let tokens = signed_in(&w).await;
    let (_, next) = refresh(&w, tokens["refresh_token"].as_str().unwrap()).await;
    assert_ne!(next["refresh_token"], tokens["refresh_token"]);
    assert_ne!(next["access_token"], tokens["access_token"]);
    w.sim.advance(TimeDelta::days(90));
    let (status, body) = refresh(&w, next["refresh_token"].as_str().unwrap()).await;
    assert_eq!(
        (status, &body["error"], &body["error_codes"][0]),
        (400, &Value::from("invalid_grant"), &Value::from(700_082))
    );
    let tokens = signed_in(&w).await;
    w.sim.revoke(ASHA);
    let (_, body) = refresh(&w, tokens["refresh_token"].as_str().unwrap()).await;
    assert_eq!((&body["error_codes"][0], &body["suberror"]), (&Value::from(50173), &Value::from("bad_token")));
    let asked = w.bare(Method::GET, "/me").bearer_auth(tokens["access_token"].as_str().unwrap());
    assert_eq!(asked.header("Prefer", IMMUTABLE).send().await.unwrap().status(), 401);
    w.sim.assert_clean();
}

#[tokio::test]
async fn a_replaced_refresh_token_lives_on_unless_it_must_not() {
    let w = world().await;
    let tokens = signed_in(&w).await;
    let old = tokens["refresh_token"].as_str().unwrap();
    assert_eq!(refresh(&w, old).await.0, 200);
    assert_eq!(refresh(&w, old).await.0, 200);
    w.sim.reject_replaced_refresh_tokens(true);
    assert_eq!(refresh(&w, old).await.0, 400);
}

#[tokio::test]
async fn the_token_endpoint_can_fail_in_every_way_it_does() {
    let w = world().await;
    let tokens = signed_in(&w).await;
    let old = tokens["refresh_token"].as_str().unwrap();
    w.sim.refuse_tokens([65001]);
    let (_, body) = refresh(&w, old).await;
    assert_eq!(body["suberror"], "consent_required");
    assert!(body["error_description"].as_str().unwrap().starts_with("AADSTS65001: "));
    let html = Fault {
        path: "/token".into(),
        status: Some(503),
        body: Some("<html>Busy</html>".into()),
        headers: vec![("Content-Type".into(), "text/html".into())],
        ..Fault::default()
    };
    w.sim.sign_in_fault(html);
    let url = format!("{}/organizations/oauth2/v2.0/token", w.sim.identity_url());
    let answer = w.http.post(&url).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.text().await.unwrap().as_str()), (503, "<html>Busy</html>"));
    w.sim.sign_in_fault(Fault { path: "/token".into(), drop_after_bytes: Some(0), is_after: true, ..Fault::default() });
    assert!(w.http.post(&url).send().await.is_err());
}

#[tokio::test]
async fn discovery_points_at_this_server() {
    let w = world().await;
    let url = format!("{}/common/v2.0/.well-known/openid-configuration", w.sim.identity_url());
    let found: Value = w.http.get(url).send().await.unwrap().json().await.unwrap();
    assert_eq!(found["token_endpoint"], format!("{}/common/oauth2/v2.0/token", w.sim.identity_url()));
}
