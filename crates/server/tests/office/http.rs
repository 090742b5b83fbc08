//! The same over HTTP: two desks on one server, and those who may not.

use std::sync::Arc;

use pebble_core::kernel::{At, clock::ManualClock};
use pebble_server::{Keys, Running, Terms, serve};
use pebble_store::Store;
use pebble_sync::{
    Device, Mutation, MutationId, Person, frames,
    wire::{Checked, Offer, Page, Push, Pushed, Stop, Welcome},
};
use reqwest::{Client, Response, StatusCode, header};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::rig::{ALL, NOW};

/// Some public key.
const KEY: &str = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

struct Server {
    running: Running,
    keys: Keys,
    http: Client,
    store: Store,
    _folder: tempfile::TempDir,
}

async fn server() -> Server {
    let folder = tempfile::tempdir().unwrap();
    let now = At::from_millis(NOW.0);
    let store = Store::sqlite(&folder.path().join("office.db"), ALL, now).await.unwrap();
    let keys = Keys::of(b"a secret of this test");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let clock = Arc::new(ManualClock::at(now));
    let running = serve(store.clone(), ALL, keys.clone(), clock, Terms::default(), listener).await.unwrap();
    Server { running, keys, http: Client::new(), store, _folder: folder }
}

struct Desk {
    token: String,
    device: Device,
    person: Person,
    made: u64,
}

impl Server {
    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.running.address)
    }

    async fn register(&self, invitation: &str) -> Response {
        let asked = json!({ "invitation": invitation, "name": "Laptop", "key": KEY });
        self.http.post(self.url("/sync/v1/register")).json(&asked).send().await.unwrap()
    }

    async fn desk(&self, number: u128) -> Desk {
        let invitation = self.keys.invite(Person(Uuid::from_u128(number)), NOW.plus(1_000));
        let enrolled: Value = self.register(&invitation).await.json().await.unwrap();
        let id = |name: &str| enrolled[name].as_str().unwrap().parse().unwrap();
        let token = enrolled["access"].as_str().unwrap().to_owned();
        Desk { token, device: Device(id("device")), person: Person(id("person")), made: 0 }
    }

    async fn ask(&self, token: &str, path: &str, question: &Value) -> Response {
        self.http.post(self.url(path)).bearer_auth(token).json(question).send().await.unwrap()
    }

    async fn welcome(&self, desk: &Desk) -> Welcome {
        self.ask(&desk.token, "/sync/v1/hello", &json!({})).await.json().await.unwrap()
    }

    async fn push(&self, desk: &mut Desk, name: &str, input: Value) -> Pushed {
        desk.made += 1;
        let id = MutationId(Uuid::from_u128(desk.device.0.as_u128() ^ u128::from(desk.made)));
        let mutation = Mutation { id, name: name.into(), version: 1, input, at: NOW, person: desk.person };
        let offers = vec![Offer { n: desk.made, seen: 0, is_withdrawn: false, given: Vec::new(), mutation }];
        let push = Push { epoch: self.welcome(desk).await.epoch, after: None, offers };
        let answer = self.ask(&desk.token, "/sync/v1/push", &serde_json::to_value(push).unwrap()).await;
        assert_eq!(answer.status(), StatusCode::OK);
        answer.json().await.unwrap()
    }

    async fn pull(&self, desk: &Desk, cursor: u64) -> Page {
        let epoch = self.welcome(desk).await.epoch;
        let asked = json!({ "epoch": epoch, "cursor": cursor, "settled": 0, "limit": 100 });
        let answer = self.ask(&desk.token, "/sync/v1/pull", &asked).await;
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/x-ndjson");
        frames::read(&answer.text().await.unwrap()).unwrap()
    }
}

#[tokio::test]
async fn what_one_desk_does_another_hears_of_and_is_sent() {
    let server = server().await;
    let (mut asha, ravi) = (server.desk(1).await, server.desk(2).await);
    let mut hints = server.http.get(server.url("/sync/v1/live")).bearer_auth(&ravi.token).send().await.unwrap();
    let first = String::from_utf8(hints.chunk().await.unwrap().unwrap().to_vec()).unwrap();
    assert!(first.contains("event: head"), "{first}");
    let pushed = server.push(&mut asha, "masters.add_company", json!({ "name": "Nirmal Paints" })).await;
    assert_eq!(serde_json::to_value(&pushed.receipts).unwrap()[0]["outcome"], "applied");
    let grown = String::from_utf8(hints.chunk().await.unwrap().unwrap().to_vec()).unwrap();
    assert!(grown.contains("event: head") && !grown.contains("Nirmal"), "a hint says more than a number: {grown}");
    let page = server.pull(&ravi, 0).await;
    assert_eq!(page.rows.iter().map(|row| row.cols["name"].clone()).collect::<Vec<_>>(), ["Nirmal Paints"]);
    assert_eq!(server.pull(&asha, 0).await.end.acked, 1);
    let scope = server.welcome(&ravi).await.grants[1].scope;
    let epoch = server.welcome(&ravi).await.epoch;
    let ask = json!({ "epoch": epoch, "cursor": page.end.cursor, "scope": scope, "after": null, "buckets": null,
        "is_sweep": false, "limit": 10 });
    let chunk: Value = server.ask(&ravi.token, "/sync/v1/snapshot", &ask).await.json().await.unwrap();
    assert_eq!(chunk["rows"].as_array().unwrap().len(), 1);
    let ask = json!({ "epoch": epoch, "cursor": page.end.cursor, "scope": scope, "buckets": {} });
    let checked: Checked = server.ask(&ravi.token, "/sync/v1/check", &ask).await.json().await.unwrap();
    assert!(matches!(checked, Checked::Differs(_)));
    let metrics = server.http.get(server.url("/metrics")).send().await.unwrap().text().await.unwrap();
    for line in ["pebble_mutations_total{outcome=\"applied\"} 1", "pebble_listening_devices 1"] {
        assert!(metrics.contains(line), "{line} is missing in {metrics}");
    }
    server.running.end().await.unwrap();
    assert!(hints.chunk().await.unwrap_or_default().is_none(), "the stream of hints went on");
}

#[tokio::test]
async fn who_is_not_a_device_of_this_office_is_told_nothing() {
    let server = server().await;
    let asha = server.desk(1).await;
    let epoch = server.welcome(&asha).await.epoch;
    let pull = json!({ "epoch": epoch, "cursor": 0, "settled": 0, "limit": 10 });
    let foreign = Keys::of(b"another office").access(asha.device, NOW.plus(1));
    let unknown = server.keys.access(Device(Uuid::from_u128(9)), NOW.plus(1));
    for token in ["", "nonsense", foreign.as_str(), unknown.as_str()] {
        assert_eq!(server.ask(token, "/sync/v1/pull", &pull).await.status(), StatusCode::UNAUTHORIZED, "{token:?}");
        let live = server.http.get(server.url("/sync/v1/live")).bearer_auth(token).send().await.unwrap();
        assert_eq!(live.status(), StatusCode::UNAUTHORIZED, "{token:?}");
    }
    let ended = server.keys.invite(asha.person, NOW);
    for invitation in [ended.as_str(), asha.token.as_str(), "x"] {
        assert_eq!(server.register(invitation).await.status(), StatusCode::FORBIDDEN, "{invitation:?}");
    }
    let clock = Arc::new(ManualClock::at(At::from_millis(NOW.0)));
    let office = pebble_server::SqlStore::open(server.store.clone(), ALL, clock, epoch).await.unwrap();
    office.revoke_device(asha.device).await.unwrap();
    let answer = server.ask(&asha.token, "/sync/v1/pull", &pull).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert_eq!(answer.json::<Stop>().await.unwrap(), Stop::Revoked);
}

#[tokio::test]
async fn a_question_that_does_not_fit_harms_nobody() {
    let server = server().await;
    let asha = server.desk(1).await;
    let send = async |body: Vec<u8>, packing: &'static str| {
        let asked = server.http.post(server.url("/sync/v1/push")).bearer_auth(&asha.token);
        let asked = asked.header(header::CONTENT_ENCODING, packing).body(body);
        asked.send().await.unwrap().status()
    };
    assert_eq!(send(vec![b' '; (1 << 20) + 1], "identity").await, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(send(b"{\"epoch\":1}".to_vec(), "identity").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(send(b"no gzip".to_vec(), "gzip").await, StatusCode::BAD_REQUEST);
    assert_eq!(send(b"{}".to_vec(), "br").await, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let old = json!({ "epoch": Uuid::from_u128(1), "cursor": 0, "settled": 0, "limit": 10 });
    assert_eq!(server.ask(&asha.token, "/sync/v1/pull", &old).await.status(), StatusCode::GONE);
    let health: Value = server.http.get(server.url("/health")).send().await.unwrap().json().await.unwrap();
    assert_eq!(health["status"], "ok");
}
