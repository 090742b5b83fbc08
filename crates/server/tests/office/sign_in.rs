//! The sign-in of a device, through its lost replies and its thieves.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use pebble_core::kernel::{At, clock::ManualClock};
use pebble_server::{Keys, Limits, Running, SqlStore, Terms, serve};
use pebble_store::Store;
use pebble_sync::{Device, Person, wire::Stop};
use reqwest::{Response, StatusCode};
use ring::{
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair},
};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

use crate::rig::{ALL, NOW};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

struct Scene {
    running: Running,
    clock: Arc<ManualClock>,
    keys: Keys,
    store: Store,
    pair: Ed25519KeyPair,
    _folder: tempfile::TempDir,
}

fn pair() -> Ed25519KeyPair {
    let made = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
    Ed25519KeyPair::from_pkcs8(made.as_ref()).unwrap()
}

async fn scene() -> Scene {
    scene_with(Limits::default()).await
}

async fn scene_with(limits: Limits) -> Scene {
    let folder = tempfile::tempdir().unwrap();
    let now = At::from_millis(NOW.0);
    let store = Store::sqlite(&folder.path().join("office.db"), ALL, now).await.unwrap();
    let keys = Keys::of(b"a secret of this test");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let clock = Arc::new(ManualClock::at(now));
    let running =
        serve(store.clone(), ALL, keys.clone(), clock.clone(), Terms { limits, ..Terms::default() }, listener)
            .await
            .unwrap();
    Scene { running, clock, keys, store, pair: pair(), _folder: folder }
}

impl Scene {
    async fn post(&self, path: &str, asked: &Value) -> Response {
        let url = format!("http://{}/sync/v1/{path}", self.running.address);
        reqwest::Client::new().post(url).json(asked).send().await.unwrap()
    }

    fn invitation(&self) -> String {
        self.keys.invite(Person(Uuid::from_u128(1)), NOW.plus(DAY))
    }

    async fn register(&self, invitation: &str, pair: &Ed25519KeyPair) -> Response {
        let key = STANDARD.encode(pair.public_key().as_ref());
        self.post("register", &json!({ "invitation": invitation, "name": "Laptop", "key": key })).await
    }

    async fn registered(&self) -> Value {
        let answer = self.register(&self.invitation(), &self.pair).await;
        assert_eq!(answer.status(), StatusCode::OK);
        answer.json().await.unwrap()
    }

    async fn refresh_by(&self, pair: &Ed25519KeyPair, token: &str) -> Response {
        let signature = STANDARD.encode(pair.sign(format!("pebble refresh {token}").as_bytes()).as_ref());
        self.post("refresh", &json!({ "refresh": token, "signature": signature })).await
    }

    async fn refresh(&self, tokens: &Value) -> Response {
        self.refresh_by(&self.pair, tokens["refresh"].as_str().unwrap()).await
    }

    async fn renewed(&self, tokens: &Value) -> Value {
        let answer = self.refresh(tokens).await;
        assert_eq!(answer.status(), StatusCode::OK);
        answer.json().await.unwrap()
    }

    /// What a question is answered with that is asked with an access token.
    async fn hello(&self, tokens: &Value) -> Response {
        let url = format!("http://{}/sync/v1/hello", self.running.address);
        let asked = reqwest::Client::new().post(url).bearer_auth(tokens["access"].as_str().unwrap());
        asked.json(&json!({})).send().await.unwrap()
    }

    async fn office(&self) -> SqlStore {
        SqlStore::open(self.store.clone(), ALL, self.clock.clone(), pebble_sync::Epoch(Uuid::nil())).await.unwrap()
    }
}

#[tokio::test]
async fn an_access_token_ends_after_minutes_and_is_renewed() {
    let scene = scene().await;
    let first = scene.registered().await;
    assert_eq!(scene.hello(&first).await.status(), StatusCode::OK);
    scene.clock.set(At::from_millis(NOW.0 + 10 * MINUTE));
    let ended = scene.hello(&first).await;
    assert_eq!((ended.status(), &ended.headers()["x-pebble"]), (StatusCode::UNAUTHORIZED, &"expired".parse().unwrap()));
    let second = scene.renewed(&first).await;
    assert_eq!(scene.hello(&second).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_reply_that_was_lost_is_asked_for_again() {
    let scene = scene().await;
    let invitation = scene.invitation();
    assert_eq!(scene.register(&invitation, &scene.pair).await.status(), StatusCode::OK);
    let again: Value = scene.register(&invitation, &scene.pair).await.json().await.unwrap();
    scene.renewed(&again).await;
    let after_the_loss = scene.renewed(&again).await;
    let next = scene.renewed(&after_the_loss).await;
    assert_eq!(scene.hello(&next).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn an_invitation_that_was_used_is_nothing_to_another_key() {
    let scene = scene().await;
    let invitation = scene.invitation();
    let first: Value = scene.register(&invitation, &scene.pair).await.json().await.unwrap();
    assert_eq!(scene.register(&invitation, &pair()).await.status(), StatusCode::FORBIDDEN);
    scene.renewed(&first).await;
}

#[tokio::test]
async fn two_copies_of_a_device_end_its_sign_in_and_it_can_be_taken_in_anew() {
    let scene = scene().await;
    let used = scene.invitation();
    let first: Value = scene.register(&used, &scene.pair).await.json().await.unwrap();
    let second = scene.renewed(&first).await;
    let third = scene.renewed(&second).await;
    assert_eq!(scene.refresh(&first).await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(scene.refresh(&third).await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(scene.register(&used, &scene.pair).await.status(), StatusCode::FORBIDDEN, "the old invitation again");
    let invitation = scene.keys.invite(Person(Uuid::from_u128(1)), NOW.plus(DAY + 1));
    let anew: Value = scene.register(&invitation, &scene.pair).await.json().await.unwrap();
    assert_ne!(anew["device"], first["device"]);
    scene.renewed(&anew).await;
}

#[tokio::test]
async fn who_has_seen_a_token_can_neither_use_it_nor_lock_its_device_out() {
    let scene = scene().await;
    let first = scene.registered().await;
    let second = scene.renewed(&first).await;
    for token in [&first, &second] {
        let stolen = token["refresh"].as_str().unwrap();
        assert_eq!(scene.refresh_by(&pair(), stolen).await.status(), StatusCode::UNAUTHORIZED);
    }
    let of_another_office = Keys::of(b"another").refresh(Device(Uuid::from_u128(7)), Uuid::from_u128(8), NOW);
    for made_up in ["", "x", "r.", of_another_office.as_str()] {
        assert_eq!(scene.refresh_by(&scene.pair, made_up).await.status(), StatusCode::UNAUTHORIZED, "{made_up:?}");
    }
    scene.renewed(&second).await;
}

#[tokio::test]
async fn a_sign_in_that_was_renewed_after_a_backup_outlives_its_being_put_back_and_an_older_one_does_not() {
    let scene = scene().await;
    let later = |minutes: i64| scene.clock.set(At::from_millis(NOW.0 + minutes * MINUTE));
    let first = scene.registered().await;
    later(11);
    let second = scene.renewed(&first).await;
    let db = scene.store.begin().await.unwrap();
    db.execute_unprepared("CREATE TABLE backup AS SELECT * FROM sync_sign_in").await.unwrap();
    db.commit().await.unwrap();
    later(22);
    let third = scene.renewed(&second).await;
    later(33);
    let fourth = scene.renewed(&third).await;
    let db = scene.store.begin().await.unwrap();
    db.execute_unprepared("DELETE FROM sync_sign_in").await.unwrap();
    db.execute_unprepared("INSERT INTO sync_sign_in SELECT * FROM backup").await.unwrap();
    db.commit().await.unwrap();
    let fifth = scene.renewed(&fourth).await;
    later(44);
    let sixth = scene.renewed(&fifth).await;
    assert_eq!(scene.hello(&sixth).await.status(), StatusCode::OK);
    assert_eq!(scene.refresh(&third).await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(scene.refresh(&sixth).await.status(), StatusCode::UNAUTHORIZED, "two copies");
}

#[tokio::test]
async fn a_month_of_silence_ends_a_sign_in() {
    let scene = scene().await;
    let first = scene.registered().await;
    scene.clock.set(At::from_millis(NOW.0 + 30 * DAY));
    assert_eq!(scene.refresh(&first).await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_device_that_is_locked_out_is_told_so_whatever_it_shows() {
    let scene = scene().await;
    let first = scene.registered().await;
    let device = Device(first["device"].as_str().unwrap().parse().unwrap());
    scene.office().await.revoke_device(device).await.unwrap();
    for answer in [scene.refresh(&first).await, scene.hello(&first).await] {
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        assert_eq!(answer.json::<Stop>().await.unwrap(), Stop::Revoked);
    }
}

#[tokio::test]
async fn a_key_that_is_none_is_named() {
    let scene = scene().await;
    for key in ["", "x", "AAAA"] {
        let asked = json!({ "invitation": scene.invitation(), "name": "Laptop", "key": key });
        let answer = scene.post("register", &asked).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().await.unwrap().starts_with("key "));
    }
}

#[tokio::test]
async fn who_knocks_too_often_is_told_to_come_back_and_a_desk_that_asks_too_much_is_slowed() {
    let limits = Limits { sign_ins_per_minute: 3, requests_per_second: 1, ..Limits::NONE };
    let scene = scene_with(limits).await;
    let tokens = scene.registered().await;
    let mut answers = Vec::new();
    for _ in 0..4 {
        answers.push(scene.register("made-up", &scene.pair).await.status());
    }
    assert_eq!(answers[..2], [StatusCode::FORBIDDEN, StatusCode::FORBIDDEN]);
    assert_eq!(answers[2..], [StatusCode::TOO_MANY_REQUESTS, StatusCode::TOO_MANY_REQUESTS]);
    let mut slowed = None;
    for _ in 0..30 {
        let answer = scene.hello(&tokens).await;
        if answer.status() == StatusCode::TOO_MANY_REQUESTS {
            slowed = Some(answer.json::<Stop>().await.unwrap());
            break;
        }
    }
    assert!(matches!(slowed, Some(Stop::Busy { retry_after_ms: 1.. })), "{slowed:?}");
}
