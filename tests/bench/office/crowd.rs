//! Many at once: sixteen devices that send over the bare protocol, and as many as this machine allows that listen.

use std::time::Instant;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use pebble_sync::{
    Epoch, Millis, Mutation, MutationId, Person,
    wire::{Offer, Push, Pushed, Welcome},
};
use pebble_tests::{ServerProgram, fresh_database};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use uuid::Uuid;

use super::{built, memory, now};
use crate::table::Table;

const DEVICES: u128 = 16;
/// Changes of each, and how many go at once, as many as a desk sends: each of those to another enquiry, as after a day out.
const CHANGES: u64 = 1_000;
const AT_ONCE: u64 = 200;
/// Listeners that are wanted.
const LISTENERS: usize = 10_000;

/// A device that speaks the protocol and keeps nothing.
struct Device {
    http: reqwest::Client,
    address: String,
    access: String,
    person: Person,
    epoch: Epoch,
    made: u64,
    last: Option<pebble_sync::Fingerprint>,
}

impl Device {
    async fn join(server: &ServerProgram, person: u128) -> Device {
        let (http, address) = (reqwest::Client::new(), server.address());
        let invitation = server.invite(Uuid::from_u128(person)).await;
        let key = STANDARD.encode(Uuid::from_u128(person).as_bytes().repeat(2));
        let asked = json!({ "invitation": invitation, "name": "Bench", "key": key });
        let answer = http.post(format!("{address}/sync/v1/register")).json(&asked).send().await.unwrap();
        let said: Value = answer.json().await.unwrap();
        let access = said["access"].as_str().unwrap().to_owned();
        let hello = http.post(format!("{address}/sync/v1/hello")).bearer_auth(&access).json(&json!({}));
        let welcome: Welcome = hello.send().await.unwrap().json().await.unwrap();
        let person = Person(said["person"].as_str().unwrap().parse().unwrap());
        Device { http, address, access, person, epoch: welcome.epoch, made: 0, last: None }
    }

    /// The id of a mutation.
    fn mutation(&self, number: u64) -> Uuid {
        Uuid::from_u128((self.person.0.as_u128() << 64) + u128::from(number))
    }

    /// The id of the first row that a mutation made.
    fn made_first(&self, number: u64) -> Uuid {
        pebble_core::kernel::ids::Ids::of(pebble_core::kernel::MutationId(self.mutation(number))).next_id()
    }

    /// Sends changes; all of them stand.
    async fn push(&mut self, calls: Vec<(&str, Value)>) {
        let offer = |(name, input): (&str, Value)| {
            self.made += 1;
            let id = MutationId(self.mutation(self.made));
            let at = Millis(now().millis());
            let mutation = Mutation { id, name: name.to_owned(), version: 1, input, at, person: self.person };
            Offer { n: self.made, seen: 0, is_withdrawn: false, given: Vec::new(), mutation }
        };
        let offers: Vec<Offer> = calls.into_iter().map(offer).collect();
        let last = offers.last().map(|offer| offer.mutation.fingerprint());
        let asked = Push { epoch: self.epoch, after: self.last, offers };
        let count = asked.offers.len();
        let post = self.http.post(format!("{}/sync/v1/push", self.address)).bearer_auth(&self.access).json(&asked);
        let pushed: Pushed = post.send().await.unwrap().json().await.unwrap();
        assert_eq!(pushed.receipts.len(), count);
        let stands = |receipt: &pebble_sync::Receipt| receipt.outcome.stands();
        assert!(pushed.receipts.iter().all(stands), "{:?}", pushed.receipts.iter().find(|receipt| !stands(receipt)));
        self.last = last;
    }
}

/// How many mutations a server has applied since it started.
pub(super) async fn applied(server: &ServerProgram) -> u64 {
    let metrics = reqwest::get(format!("{}/metrics", server.address())).await.unwrap().text().await.unwrap();
    let line = metrics.lines().find_map(|line| line.strip_prefix("pebble_mutations_total{outcome=\"applied\"} "));
    line.unwrap().parse().unwrap()
}

/// Streams of hints, open for as long as they are held.
pub(super) async fn listeners(server: &ServerProgram, count: usize) -> Vec<TcpStream> {
    let device = Device::join(server, 0xC0FFEE).await;
    let address = server.address().strip_prefix("http://").unwrap().to_owned();
    let head =
        format!("GET /sync/v1/live HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {}\r\n\r\n", device.access);
    let mut open = Vec::with_capacity(count);
    for _ in 0..count {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        open.push(stream);
    }
    for stream in &mut open {
        let mut begun = [0_u8; 64];
        let read = stream.read(&mut begun).await.unwrap();
        assert!(begun[..read].starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&begun[..read]));
    }
    open
}

/// Runs it; answers mutations in a second.
pub(super) async fn run(table: &mut Table) -> f64 {
    let server = ServerProgram::start(&built("office-server"), &fresh_database("bench_push").await).await;
    let mut devices = Vec::new();
    for number in 0..DEVICES {
        let mut device = Device::join(&server, 0xD00 + number).await;
        let name = format!("Company {number}");
        device.push(vec![("masters.add_company", json!({ "name": name }))]).await;
        let company = pebble_core::engines::masters::company_id("name", &name);
        let open = |number: u64| {
            let input = json!({ "company_id": company, "contact_id": null, "title": format!("Resin {number}"),
                "product": null, "quantity": null, "unit": null, "value_minor": null, "priority": null, "mail": null });
            ("enquiries.open", input)
        };
        let first = device.made + 1;
        device.push((0..AT_ONCE).map(open).collect()).await;
        let enquiries: Vec<Uuid> = (first..=device.made).map(|number| device.made_first(number)).collect();
        devices.push((device, enquiries));
    }
    let began = Instant::now();
    let sending = devices.into_iter().map(async |(mut device, enquiries)| {
        for begin in (0..CHANGES).step_by(AT_ONCE as usize) {
            let change = |(number, enquiry): (u64, &Uuid)| {
                ("enquiries.edit", json!({ "id": enquiry, "title": format!("Toluene {number}") }))
            };
            device.push((begin..).zip(&enquiries).map(change).collect()).await;
        }
    });
    futures::future::join_all(sending).await;
    let rate = (CHANGES * DEVICES as u64) as f64 / began.elapsed().as_secs_f64();
    table.add(format!("changes pushed by {DEVICES} devices into PostgreSQL"), format!("{rate:.0}/s"), ">= 2000/s");
    let before = memory(server.id(), "VmRSS");
    let open = listeners(&server, LISTENERS).await;
    let each = memory(server.id(), "VmRSS").saturating_sub(before) as f64 / open.len() as f64;
    table.add(format!("memory of each of {} that listen", open.len()), format!("{each:.1} kB"), "<= 20 kB");
    rate
}
