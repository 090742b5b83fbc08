//! A simulated world with one mailbox, and a client that behaves.

use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, Utc};
use pebble_simulators::{Config, MailBody, MailboxHandle, NewMessage, Person, SimClock, SimHandle, Simulator};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::Value;

pub const ASHA: &str = "asha@pebble.example";
pub const IMMUTABLE: &str = "IdType=\"ImmutableId\"";

pub fn monday() -> DateTime<Utc> {
    "2026-11-16T04:00:00Z".parse().unwrap()
}

pub fn metadata_file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/graph/outlook-subset.csdl.xml")
}

pub struct World {
    pub sim: SimHandle,
    pub mailbox: MailboxHandle,
    pub token: String,
    pub http: reqwest::Client,
}

pub async fn world() -> World {
    let config = Config { csdl: Some(metadata_file()), ..Config::new(SimClock::fixed(monday()), "Asha Rao", ASHA) };
    let sim = Simulator::start(config).await.unwrap();
    let mailbox = sim.mailbox(ASHA);
    let token = mailbox.bearer();
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    World { sim, mailbox, token, http }
}

pub fn mail(subject: &str, minutes: i64) -> NewMessage {
    NewMessage {
        from: Some(Person::new("Ravi Kumar", "ravi@acme.example")),
        subject: subject.into(),
        body: MailBody::Html(format!("<p>{subject}</p>")),
        received_at: Some(monday() + TimeDelta::minutes(minutes)),
        ..NewMessage::default()
    }
}

impl World {
    pub fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        let url =
            if path.starts_with("http") { path.to_owned() } else { format!("{}/v1.0{path}", self.sim.graph_url()) };
        self.http.request(method, url)
    }

    pub fn asked(&self, method: Method, path: &str) -> RequestBuilder {
        self.bare(method, path).bearer_auth(&self.token).header("Prefer", IMMUTABLE)
    }

    pub async fn get(&self, path: &str) -> Value {
        let response = self.asked(Method::GET, path).send().await.unwrap();
        let status = response.status();
        let body: Value = response.json().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {body}");
        body
    }

    pub async fn post(&self, path: &str, body: &Value) -> Response {
        self.asked(Method::POST, path).json(body).send().await.unwrap()
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Response {
        self.asked(Method::PATCH, path).json(body).send().await.unwrap()
    }

    /// Follows a round to its end: all items, and the delta link.
    pub async fn round(&self, start: &str) -> (Vec<Value>, String) {
        let (mut items, mut link) = (Vec::new(), start.to_owned());
        loop {
            let page = self.get(&link).await;
            items.extend(page["value"].as_array().unwrap().iter().cloned());
            match page["@odata.nextLink"].as_str() {
                Some(next) => link = next.to_owned(),
                None => return (items, page["@odata.deltaLink"].as_str().unwrap().to_owned()),
            }
        }
    }
}

pub fn ids(items: &[Value]) -> Vec<String> {
    items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

pub fn removed(items: &[Value]) -> Vec<String> {
    ids(&items.iter().filter(|item| item.get("@removed").is_some()).cloned().collect::<Vec<_>>())
}

pub fn code(body: &Value) -> &str {
    body["error"]["code"].as_str().unwrap_or_default()
}
