//! An identity provider's word: taken when it is the provider's, for this office, for this desk, and now.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use axum::{Json, Router, extract::State, routing::get};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use pebble_server::{Provider, Terms};
use ring::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair},
};
use serde_json::{Value, json};

use crate::{
    rig::NOW,
    scene::{Scene, key, open_terms},
};

const CLIENT: &str = "pebble-desks";

fn text(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn pair() -> Ed25519KeyPair {
    let made = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
    Ed25519KeyPair::from_pkcs8(made.as_ref()).unwrap()
}

/// A provider on this computer that publishes one key and signs whatever it is told to.
struct Issuer {
    url: String,
    pair: Ed25519KeyPair,
    name: String,
    published: Arc<Mutex<Value>>,
}

fn published(pair: &Ed25519KeyPair, name: &str) -> Value {
    let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
    json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "x": x, "kid": name, "alg": "EdDSA", "use": "sig" }] })
}

async fn issuer() -> Issuer {
    let (pair, name) = (pair(), "first".to_owned());
    let keys = Arc::new(Mutex::new(published(&pair, &name)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let metadata = json!({
        "issuer": url, "authorization_endpoint": format!("{url}/authorize"), "token_endpoint": format!("{url}/token"),
        "jwks_uri": format!("{url}/keys"), "response_types_supported": ["code"],
        "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["EdDSA"],
    });
    let show = |State(keys): State<Arc<Mutex<Value>>>| async move { Json(keys.lock().unwrap().clone()) };
    let routes = Router::new()
        .route("/.well-known/openid-configuration", get(|| async { Json(metadata) }))
        .route("/keys", get(show))
        .with_state(Arc::clone(&keys));
    tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    Issuer { url, pair, name, published: keys }
}

impl Issuer {
    /// What it says of somebody for a desk with this key.
    fn claims(&self, subject: &str, key: &str) -> Value {
        let nonce = URL_SAFE_NO_PAD.encode(digest(&SHA256, format!("pebble desk {key}").as_bytes()));
        let now = NOW.0 / 1_000;
        json!({ "iss": self.url, "aud": CLIENT, "sub": subject, "nonce": nonce, "iat": now, "exp": now + 600 })
    }

    fn sign(&self, claims: &Value) -> String {
        let said = format!("{}.{}", text(&json!({ "alg": "EdDSA", "kid": self.name })), text(claims));
        format!("{said}.{}", URL_SAFE_NO_PAD.encode(self.pair.sign(said.as_bytes())))
    }

    /// It uses another key from now on.
    fn turn(&mut self) {
        (self.pair, self.name) = (pair(), "second".to_owned());
        *self.published.lock().unwrap() = published(&self.pair, &self.name);
    }
}

async fn office(issuer: &Issuer, tenants: &[&str]) -> Scene {
    let tenants: BTreeSet<String> = tenants.iter().map(|tenant| (*tenant).to_owned()).collect();
    let provider = Provider { issuer: issuer.url.clone(), client: CLIENT.to_owned(), tenants };
    Scene::open(Terms { provider: Some(provider), ..open_terms() }).await
}

async fn shown(scene: &Scene, token: &str, key: &str) -> (u16, Value) {
    let answer = scene.register(json!({ "id_token": token }), key).await;
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

#[tokio::test]
async fn whom_the_provider_names_is_taken_in_as_the_same_person_at_every_desk() {
    let issuer = issuer().await;
    let scene = office(&issuer, &[]).await;
    let (laptop, home) = (key(), key());
    let first = shown(&scene, &issuer.sign(&issuer.claims("asha", &laptop)), &laptop).await;
    let second = shown(&scene, &issuer.sign(&issuer.claims("asha", &home)), &home).await;
    let other = shown(&scene, &issuer.sign(&issuer.claims("ravi", &laptop)), &laptop).await;
    assert_eq!((first.0, second.0, other.0), (200, 200, 200), "{first:?} {second:?} {other:?}");
    assert_eq!(first.1["person"], second.1["person"]);
    assert_ne!(first.1["device"], second.1["device"]);
    assert_ne!(first.1["person"], other.1["person"]);
}

#[tokio::test]
async fn a_word_that_is_not_for_this_desk_this_office_or_this_hour_is_not_taken() {
    let issuer = issuer().await;
    let scene = office(&issuer, &[]).await;
    let (ours, theirs) = (key(), key());
    let good = issuer.claims("asha", &ours);
    let with = |name: &str, value: Value| {
        let mut claims = good.clone();
        claims[name] = value;
        issuer.sign(&claims)
    };
    let signed = issuer.sign(&good);
    let (said, _) = signed.rsplit_once('.').unwrap();
    let unsigned = format!("{}.{}.", text(&json!({ "alg": "none" })), text(&good));
    let forger = pair();
    let forged = format!("{said}.{}", URL_SAFE_NO_PAD.encode(forger.sign(said.as_bytes())));
    let past = NOW.0 / 1_000 - 1;
    let wrong = [
        ("stolen by another desk", issuer.sign(&issuer.claims("asha", &theirs))),
        ("for another client", with("aud", json!("somebody else"))),
        ("of another issuer", with("iss", json!("https://example.com"))),
        ("ended", with("exp", json!(past))),
        ("without a nonce", with("nonce", Value::Null)),
        ("unsigned", unsigned),
        ("signed by somebody else", forged),
        ("cut short", said.to_owned()),
        ("nothing", String::new()),
    ];
    for (why, token) in wrong {
        let (status, said) = shown(&scene, &token, &ours).await;
        assert_eq!(status, 403, "{why}: {said}");
    }
    assert_eq!(shown(&scene, &signed, &ours).await.0, 200);
}

#[tokio::test]
async fn a_provider_may_change_its_keys() {
    let mut issuer = issuer().await;
    let scene = office(&issuer, &[]).await;
    let ours = key();
    assert_eq!(shown(&scene, &issuer.sign(&issuer.claims("asha", &ours)), &ours).await.0, 200);
    issuer.turn();
    let token = issuer.sign(&issuer.claims("asha", &ours));
    // It is not asked for every word that somebody makes up, only once in a minute.
    assert_eq!(shown(&scene, &token, &ours).await.0, 403);
    scene.clock.advance(TimeDelta::seconds(61));
    assert_eq!(shown(&scene, &token, &ours).await.0, 200);
}

#[tokio::test]
async fn people_of_microsoft_are_known_by_tenant_and_object_and_only_of_tenants_that_are_taken() {
    let issuer = issuer().await;
    let scene = office(&issuer, &["ours"]).await;
    let key = key();
    let of = |tenant: Option<&str>, subject: &str| {
        let mut claims = issuer.claims(subject, &key);
        claims["tid"] = json!(tenant);
        claims["oid"] = json!("an-object");
        issuer.sign(&claims)
    };
    let (status, first) = shown(&scene, &of(Some("ours"), "one"), &key).await;
    assert_eq!(status, 200, "{first}");
    // The subject differs for each client that asks; the object is the person.
    assert_eq!(shown(&scene, &of(Some("ours"), "two"), &key).await.1["person"], first["person"]);
    assert_eq!(shown(&scene, &of(Some("theirs"), "one"), &key).await.0, 403);
    assert_eq!(shown(&scene, &of(None, "one"), &key).await.0, 403);
}

#[tokio::test]
async fn a_desk_is_told_where_to_sign_in_and_when_the_provider_cannot_be_asked() {
    let issuer = issuer().await;
    let scene = office(&issuer, &[]).await;
    let ways: Value = scene.http.get(scene.url("/sync/v1/ways")).send().await.unwrap().json().await.unwrap();
    assert_eq!(ways["provider"], json!({ "issuer": issuer.url, "client": CLIENT }));
    let gone = Issuer { url: "http://127.0.0.1:9".to_owned(), ..issuer };
    let scene = office(&gone, &[]).await;
    let key = key();
    assert_eq!(shown(&scene, &gone.sign(&gone.claims("asha", &key)), &key).await.0, 502);
}
