//! Two people, one world.

use pebble_simulators::{Config, Person, SimClock, Simulator};
use serde_json::{Value, json};

use crate::support::{IMMUTABLE, monday};

#[tokio::test]
async fn a_mail_between_two_simulated_people_arrives() {
    let mut config = Config::new(SimClock::fixed(monday()), "Asha Rao", "asha@pebble.example");
    config.people.push(Person::new("Ravi Kumar", "ravi@acme.example"));
    let sim = Simulator::start(config).await.unwrap();
    let (asha, ravi) = (sim.mailbox("asha@pebble.example"), sim.mailbox("Ravi@Acme.example"));
    let to = json!([{ "emailAddress": { "address": "ravi@acme.example" } }]);
    let body = json!({ "message": { "subject": "Hello", "toRecipients": to } });
    let http = reqwest::Client::new();
    let url = format!("{}/v1.0/me/sendMail", sim.graph_url());
    let asked = http.post(url).bearer_auth(asha.bearer()).header("Prefer", IMMUTABLE).json(&body);
    assert_eq!(asked.send().await.unwrap().status(), 202);
    assert_eq!((asha.count(), ravi.messages_in("inbox").len()), (1, 1));
    let url = format!("{}/v1.0/me/messages?$select=internetMessageId", sim.graph_url());
    let asked = http.get(url).bearer_auth(ravi.bearer()).header("Prefer", IMMUTABLE);
    let page: Value = asked.send().await.unwrap().json().await.unwrap();
    assert_eq!(page["value"][0]["internetMessageId"], sim.sent()[0].internet_message_id);
}

#[tokio::test]
async fn the_same_seed_gives_the_same_ids() {
    let mut seen = Vec::new();
    for _ in 0..2 {
        let sim = Simulator::start(Config::new(SimClock::fixed(monday()), "A", "a@a.example")).await.unwrap();
        let mailbox = sim.mailbox("a@a.example");
        seen.push((mailbox.deliver(crate::support::mail("m", 0)), mailbox.folder_id("inbox")));
    }
    assert_eq!(seen[0], seen[1]);
}

#[tokio::test]
async fn it_listens_on_loopback_only() {
    let sim = Simulator::start(Config::new(SimClock::running(monday()), "A", "a@a.example")).await.unwrap();
    assert!(sim.graph_url().starts_with("http://127.0.0.1:"));
    assert!(sim.identity_url().starts_with("http://127.0.0.1:"));
}
