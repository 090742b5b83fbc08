//! Web hooks: what changes is told, signed, once or again, and only what the hook's person sees.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use axum::{Router, body::Bytes, extract::State, http::HeaderMap, routing::post};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::TimeDelta;
use reqwest::{Method, StatusCode};
use ring::hmac;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::{
    rig::opening,
    scene::{Scene, open_terms, told},
};

const ASHA: u128 = 0xA;
const RAVI: u128 = 0xB;

/// A receiver on this computer: it answers as it is told to, and with 200 when it is told nothing.
struct Receiver {
    url: String,
    told: mpsc::UnboundedReceiver<(HeaderMap, Bytes)>,
    answers: Arc<Mutex<VecDeque<StatusCode>>>,
}

type Shared = (mpsc::UnboundedSender<(HeaderMap, Bytes)>, Arc<Mutex<VecDeque<StatusCode>>>);

async fn receive(State((told, answers)): State<Shared>, headers: HeaderMap, body: Bytes) -> StatusCode {
    told.send((headers, body)).unwrap();
    answers.lock().unwrap().pop_front().unwrap_or(StatusCode::OK)
}

async fn receiver() -> Receiver {
    let (tell, told) = mpsc::unbounded_channel();
    let answers = Arc::new(Mutex::new(VecDeque::new()));
    let routes = Router::new().route("/", post(receive)).with_state((tell, Arc::clone(&answers)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    Receiver { url, told, answers }
}

impl Receiver {
    async fn next(&mut self) -> (HeaderMap, Value) {
        let (headers, body) = self.told.recv().await.unwrap();
        (headers, serde_json::from_slice(&body).unwrap())
    }

    fn answer(&self, status: StatusCode) {
        self.answers.lock().unwrap().push_back(status);
    }
}

async fn scene() -> Scene {
    let scene = Scene::open(open_terms()).await;
    scene.desk(ASHA).await;
    scene.desk(RAVI).await;
    scene
}

async fn hook(scene: &Scene, key: &str, url: &str, about: &[&str]) -> (String, String) {
    let (status, made) = scene.post(key, "hooks", json!({ "url": url, "about": about })).await;
    assert_eq!(status, 201, "{made}");
    (made["id"].as_str().unwrap().to_owned(), made["secret"].as_str().unwrap().to_owned())
}

/// Asks until what became of the newest message is this.
async fn until(scene: &Scene, key: &str, hook: &str, state: &str) -> Value {
    loop {
        let (_, messages) = scene.get(key, &format!("hooks/{hook}/messages")).await;
        if messages["messages"][0]["state"] == state {
            return messages["messages"][0].clone();
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_change_is_told_with_a_signature_that_its_receiver_can_check() {
    let scene = scene().await;
    let mut receiver = receiver().await;
    let key = scene.key(ASHA, "write,hooks").await;
    let (_, secret) = hook(&scene, &key, &receiver.url, &["company"]).await;
    let company = scene.tell(&key, "masters.add_company", json!({ "name": "Nirmal Paints" })).await;
    let (headers, body) = receiver.told.recv().await.unwrap();
    let of = |name: &str| headers[name].to_str().unwrap().to_owned();
    let signed = format!("{}.{}.{}", of("webhook-id"), of("webhook-timestamp"), std::str::from_utf8(&body).unwrap());
    let secret = hmac::Key::new(hmac::HMAC_SHA256, &STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap());
    let mark = STANDARD.decode(of("webhook-signature").strip_prefix("v1,").unwrap()).unwrap();
    hmac::verify(&secret, signed.as_bytes(), &mark).unwrap();
    assert_eq!(of("idempotency-key"), of("webhook-id"));
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((&body["type"], &body["data"]["id"]), (&json!("company.created"), &company));
    assert_eq!(body["data"]["row"]["name"], "Nirmal Paints");
    assert_eq!(body["data"]["by"]["command"], "masters.add_company");
}

#[tokio::test]
async fn what_follows_by_rule_is_told_like_what_was_done_by_hand() {
    let scene = scene().await;
    let mut receiver = receiver().await;
    let key = scene.key(ASHA, "write,hooks").await;
    let company = scene.tell(&key, "masters.add_company", json!({ "name": "Nirmal Paints" })).await;
    hook(&scene, &key, &receiver.url, &["enquiry", "enrolment"]).await;
    let company: Uuid = company.as_str().unwrap().parse().unwrap();
    scene.tell(&key, "enquiries.open", opening(company, "Toluene")).await;
    let mut types = [receiver.next().await.1["type"].clone(), receiver.next().await.1["type"].clone()];
    types.sort_by_key(Value::to_string);
    assert_eq!(types, [json!("enquiry.created"), json!("enrolment.created")]);
}

#[tokio::test]
async fn a_hook_is_told_what_its_person_sees_and_nothing_of_a_colleague() {
    let scene = scene().await;
    let mut receiver = receiver().await;
    let (ashas, ravis) = (scene.key(ASHA, "write").await, scene.key(RAVI, "write,hooks").await);
    hook(&scene, &ravis, &receiver.url, &["*"]).await;
    let company = scene.tell(&ashas, "masters.add_company", json!({ "name": "Nirmal Paints" })).await;
    let company: Uuid = company.as_str().unwrap().parse().unwrap();
    scene.tell(&ashas, "enquiries.open", opening(company, "A secret of Asha's")).await;
    scene.tell(&ashas, "masters.add_company", json!({ "name": "The last" })).await;
    let mut names = [receiver.next().await.1, receiver.next().await.1];
    names.sort_by_key(|told| told["data"]["row"]["name"].to_string());
    assert_eq!((&names[0]["type"], &names[1]["type"]), (&json!("company.created"), &json!("company.created")));
    assert!(receiver.told.try_recv().is_err());
}

#[tokio::test]
async fn a_message_that_did_not_arrive_comes_again_with_the_same_id_until_it_is_given_up() {
    let scene = scene().await;
    let mut receiver = receiver().await;
    let key = scene.key(ASHA, "write,hooks").await;
    let (id, _) = hook(&scene, &key, &receiver.url, &["company"]).await;
    for _ in 0..10 {
        receiver.answer(StatusCode::INTERNAL_SERVER_ERROR);
    }
    scene.tell(&key, "masters.add_company", json!({ "name": "Nirmal Paints" })).await;
    let mut ids = Vec::new();
    for tries in 1..=10 {
        ids.push(receiver.next().await.0["webhook-id"].clone());
        let state = if tries < 10 { "waiting" } else { "given_up" };
        let message = loop {
            let message = until(&scene, &key, &id, state).await;
            if message["tries"] == tries {
                break message;
            }
            tokio::task::yield_now().await;
        };
        assert_eq!(message["problem"], "the receiver answered 500");
        scene.clock.advance(TimeDelta::hours(27));
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "one message has several ids");
    // The receiver works again, and its program asks for what was given up.
    assert_eq!(scene.post(&key, &format!("hooks/{id}/again"), json!({})).await, (200, json!({ "messages": 1 })));
    assert_eq!(receiver.next().await.0["webhook-id"], ids[0]);
    until(&scene, &key, &id, "arrived").await;
}

#[tokio::test]
async fn a_receiver_that_is_gone_for_good_and_a_hook_that_was_ended_are_told_no_more() {
    let scene = scene().await;
    let (mut gone, mut ended, mut stays) = (receiver().await, receiver().await, receiver().await);
    let key = scene.key(ASHA, "write,hooks").await;
    gone.answer(StatusCode::GONE);
    let (first, _) = hook(&scene, &key, &gone.url, &["company"]).await;
    let (second, _) = hook(&scene, &key, &ended.url, &["company"]).await;
    hook(&scene, &key, &stays.url, &["company"]).await;
    scene.tell(&key, "masters.add_company", json!({ "name": "One" })).await;
    gone.next().await;
    ended.next().await;
    stays.next().await;
    until(&scene, &key, &first, "given_up").await;
    let deleted = scene.request(&key, Method::DELETE, &format!("hooks/{second}")).send().await.unwrap();
    assert_eq!(deleted.status(), StatusCode::NO_CONTENT);
    scene.tell(&key, "masters.add_company", json!({ "name": "Two" })).await;
    assert_eq!(stays.next().await.1["data"]["row"]["name"], "Two");
    assert!(gone.told.try_recv().is_err() && ended.told.try_recv().is_err());
    let (_, hooks) = scene.get(&key, "hooks").await;
    let ended: Vec<bool> = hooks["hooks"].as_array().unwrap().iter().map(|hook| !hook["ended"].is_null()).collect();
    assert_eq!(ended, [true, true, false]);
}

#[tokio::test]
async fn a_hook_leads_nowhere_inside_and_belongs_to_its_program() {
    let inside = Scene::open(pebble_server::Terms { hooks_inside: false, ..open_terms() }).await;
    inside.desk(ASHA).await;
    let key = inside.key(ASHA, "hooks").await;
    for url in ["http://example.com/", "https://127.0.0.1/", "https://169.254.169.254/", "https://localhost/", "x", ""]
    {
        let (status, problem) = inside.post(&key, "hooks", json!({ "url": url, "about": ["*"] })).await;
        assert_eq!((status, &problem["field"]), (422, &json!("url")), "{url}: {problem}");
    }
    for about in [json!([]), json!(["message"]), json!(["nothing"])] {
        let (status, problem) =
            inside.post(&key, "hooks", json!({ "url": "https://example.com/", "about": about })).await;
        assert_eq!((status, &problem["field"]), (422, &json!("about")), "{problem}");
    }
    let (id, _) = hook(&inside, &key, "https://example.com/", &["*"]).await;
    let other = inside.key(ASHA, "hooks").await;
    assert_eq!(inside.get(&other, "hooks").await.1, json!({ "hooks": [] }));
    for (method, path) in [(Method::DELETE, ""), (Method::GET, "/messages"), (Method::POST, "/again")] {
        let asked = inside.request(&other, method, &format!("hooks/{id}{path}")).send().await.unwrap();
        assert_eq!(told(asked).await.0, 404);
    }
}

#[tokio::test]
async fn what_has_passed_to_a_colleague_is_gone_for_a_hook_and_says_nothing_any_more() {
    let scene = scene().await;
    let mut receiver = receiver().await;
    let (ashas, ravis) = (scene.key(ASHA, "write").await, scene.key(RAVI, "write,hooks").await);
    let introduce = |name: &str| json!({ "id": null, "name": name, "email": "", "role": null, "team": null });
    scene.tell(&ashas, "people.join", introduce("Asha")).await;
    scene.tell(&ravis, "people.join", introduce("Ravi")).await;
    let company = scene.tell(&ashas, "masters.add_company", json!({ "name": "Nirmal Paints" })).await;
    let company: Uuid = company.as_str().unwrap().parse().unwrap();
    let stand_in = |who: Option<u128>| json!({ "person": null, "backup": who.map(Uuid::from_u128) });
    scene.tell(&ashas, "people.name_backup", stand_in(Some(RAVI))).await;
    hook(&scene, &ravis, &receiver.url, &["enquiry", "company"]).await;
    let enquiry = scene.tell(&ashas, "enquiries.open", opening(company, "Toluene")).await;
    assert_eq!(receiver.next().await.1["data"]["row"]["title"], "Toluene");
    scene.tell(&ashas, "people.name_backup", stand_in(None)).await;
    let secret = json!({ "id": enquiry, "title": "A secret of Asha's" });
    scene.tell(&ashas, "enquiries.edit", secret).await;
    scene.tell(&ashas, "masters.add_company", json!({ "name": "The last" })).await;
    let told = receiver.next().await.1;
    assert_eq!((&told["type"], &told["data"]["row"]["name"]), (&json!("company.created"), &json!("The last")));
    assert!(receiver.told.try_recv().is_err());
}

#[tokio::test]
async fn a_program_whose_key_was_ended_is_told_no_more() {
    let scene = scene().await;
    let (mut ended, mut stays) = (receiver().await, receiver().await);
    let (first, second) = (scene.key(ASHA, "write,hooks").await, scene.key(ASHA, "hooks").await);
    hook(&scene, &second, &ended.url, &["company"]).await;
    hook(&scene, &first, &stays.url, &["company"]).await;
    let sql = scene.sql().await;
    let program = sql.programs().await.unwrap().into_iter().find(|program| !program.may.to_string().contains("write"));
    assert!(sql.end_key(program.unwrap().id).await.unwrap());
    scene.tell(&first, "masters.add_company", json!({ "name": "After it" })).await;
    assert_eq!(stays.next().await.1["data"]["row"]["name"], "After it");
    assert!(ended.told.try_recv().is_err());
}
