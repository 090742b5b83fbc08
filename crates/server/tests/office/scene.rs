//! A server that runs, a person with a desk, and programs that stand for them.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use pebble_core::kernel::{At, clock::ManualClock};
use pebble_server::{Keys, Limits, May, Program, Running, SqlStore, Terms, serve};
use pebble_store::{Store, Tenant};
use pebble_sync::{Epoch, Person};
use pebble_tests::fresh_database;
use reqwest::{Client, Method, RequestBuilder, Response};
use ring::{
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::rig::{ALL, NOW};

pub struct Scene {
    pub running: Running,
    pub clock: Arc<ManualClock>,
    pub keys: Keys,
    pub store: Store,
    pub http: Client,
    made: std::sync::atomic::AtomicU64,
    _folder: tempfile::TempDir,
}

/// Without limits, and with web hooks that may lead to this computer.
pub fn open_terms() -> Terms {
    Terms { limits: Limits::NONE, hooks_inside: true, has_passwords: true, ..Terms::default() }
}

impl Scene {
    pub async fn open(terms: Terms) -> Scene {
        let folder = tempfile::tempdir().unwrap();
        let now = At::from_millis(NOW.0);
        let store = Store::sqlite(&folder.path().join("office.db"), ALL, now).await.unwrap();
        Scene::over(store, folder, terms).await
    }

    /// The same on PostgreSQL.
    pub async fn on_postgres(name: &str, terms: Terms) -> Scene {
        let store = Store::postgres(&fresh_database(name).await, Tenant::default()).await.unwrap();
        Scene::over(store, tempfile::tempdir().unwrap(), terms).await
    }

    async fn over(store: Store, folder: tempfile::TempDir, terms: Terms) -> Scene {
        let now = At::from_millis(NOW.0);
        let keys = Keys::of(b"a secret of this test");
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let clock = Arc::new(ManualClock::at(now));
        let running = serve(store.clone(), ALL, keys.clone(), clock.clone(), terms, listener).await.unwrap();
        let made = std::sync::atomic::AtomicU64::new(0);
        Scene { running, clock, keys, store, http: Client::new(), made, _folder: folder }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.running.address)
    }

    /// A desk of a person that an invitation was given to: its access token.
    pub async fn desk(&self, number: u128) -> String {
        let more = self.made.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let until = NOW.plus(1_000_000 + i64::try_from(more).unwrap());
        let invitation = self.keys.invite(Person(Uuid::from_u128(number)), until);
        let answer = self.register(json!({ "invitation": invitation }), &key()).await;
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
        answer.json::<Value>().await.unwrap()["access"].as_str().unwrap().to_owned()
    }

    /// Shows what proves whose desk it is.
    pub async fn register(&self, proof: Value, key: &str) -> Response {
        let mut asked = proof;
        asked["name"] = "Laptop".into();
        asked["key"] = key.into();
        self.http.post(self.url("/sync/v1/register")).json(&asked).send().await.unwrap()
    }

    /// A key of a program that stands for a person with a desk.
    pub async fn key(&self, number: u128, may: &str) -> String {
        let sql = self.sql().await;
        let id = Uuid::from_u128(0xF000 + u128::from(self.made.fetch_add(1, std::sync::atomic::Ordering::SeqCst)));
        let person = Person(Uuid::from_u128(number));
        let may = May::read(may, ALL).unwrap();
        let program = Program { id, person, name: "Price list".into(), may, has_ended: false };
        sql.make_key(&self.keys, &program).await.unwrap().expect("the person has no desk")
    }

    pub async fn sql(&self) -> SqlStore {
        SqlStore::open(self.store.clone(), ALL, self.clock.clone(), Epoch(Uuid::nil())).await.unwrap()
    }

    pub fn request(&self, key: &str, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, self.url(&format!("/api/v1/{path}"))).bearer_auth(key)
    }

    pub async fn get(&self, key: &str, path: &str) -> (u16, Value) {
        told(self.request(key, Method::GET, path).send().await.unwrap()).await
    }

    pub async fn post(&self, key: &str, path: &str, input: Value) -> (u16, Value) {
        told(self.request(key, Method::POST, path).json(&input).send().await.unwrap()).await
    }

    /// Gives a command, which stands, and answers what it came to.
    pub async fn tell(&self, key: &str, command: &str, input: Value) -> Value {
        let (status, answer) = self.post(key, &format!("commands/{command}"), input).await;
        assert_eq!(status, 200, "{answer}");
        answer["result"].clone()
    }
}

/// A status and what was said; a problem says its status too.
pub async fn told(answer: Response) -> (u16, Value) {
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    let said: Value = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).expect(&text) };
    if status >= 400 {
        assert_eq!(said["status"], status, "{said}");
    }
    (status, said)
}

/// A fresh public key.
pub fn key() -> String {
    let made = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
    STANDARD.encode(Ed25519KeyPair::from_pkcs8(made.as_ref()).unwrap().public_key().as_ref())
}
