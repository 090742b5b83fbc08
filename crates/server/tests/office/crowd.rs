//! Many desks at once on one PostgreSQL, over more than one node.

use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, Instant},
};

use pebble_core::{
    engines::{
        self,
        people::model::{TeamId, team},
    },
    kernel::{At, Engine, Engines, Result, Tx, clock::ManualClock, desk, engine::Command, shapes::Shapes},
};
use pebble_server::{Keys, Terms, serve};
use pebble_store::{Store, Tenant};
use pebble_sync::wire::{Caller, Push, Pushed, Reply, Request};
use pebble_tests::fresh_database;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::rig::{ALL, COMPANY, NOW, Office, Rep, company, epoch, node_over, opening};

const DESKS: u128 = 16;
const EACH: u128 = 20;

/// Adds one to a number that everybody adds to: a team's name stands in for it.
async fn count(tx: &mut Tx) -> Result<Value> {
    let id = TeamId(Uuid::from_u128(0xC0));
    let Some(before) = tx.read().find::<team::Model>(id).await? else {
        tx.insert(&team::Model { id, name: "1".to_owned() }).await?;
        return Ok(Value::Null);
    };
    let number: u128 = before.name.parse().unwrap_or_default();
    tx.update(&before, &team::Model { id, name: number.saturating_add(1).to_string() }).await.map(|()| Value::Null)
}

const TALLY: Engine = Engine {
    name: "tally",
    commands: &[Command {
        name: "count",
        run: |tx, _| Box::pin(count(tx)),
        types: |_| {},
        shapes: Shapes::of::<(), ()>,
    }],
    ..Engine::EMPTY
};

const WITH_TALLY: Engines = Engines(&[
    &desk::ENGINE,
    &engines::people::ENGINE,
    &engines::masters::ENGINE,
    &engines::enquiries::ENGINE,
    &engines::followups::ENGINE,
    &TALLY,
]);

async fn node(url: &str, engines: Engines) -> Office {
    let store = Store::postgres(url, Tenant::default()).await.unwrap();
    let (sql, node) = node_over(store.clone(), engines).await;
    Office::of(store, sql, node)
}

/// Pushes everything, again when asked to come back later, as a desk does.
async fn push_all(office: Arc<Office>, mut rep: Rep, number: u128, paints: uuid::Uuid) -> (Rep, u32) {
    let mut offers = Vec::new();
    for turn in 0..EACH {
        let mutation = rep.mutation(number * 1_000 + turn, "enquiries.open", opening(paints, &format!("Lot {turn}")));
        offers.push(rep.offer(mutation));
        let mutation = rep.mutation(number * 1_000 + 500 + turn, "tally.count", json!({}));
        offers.push(rep.offer(mutation));
    }
    let mut returns = 0;
    loop {
        let ask = Request::Push(Push { epoch: epoch(), after: None, offers: offers.clone() });
        match office.node.answer(Caller { device: rep.device, schema: 1 }, ask, NOW).await.unwrap() {
            Reply::Pushed(Pushed { receipts }) => {
                assert!(receipts.iter().all(|receipt| receipt.outcome.stands()), "{receipts:?}");
                if receipts.len() == offers.len() {
                    return (rep, returns);
                }
            }
            Reply::Stop(_) => returns += 1,
            reply => panic!("{reply:?}"),
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Everybody adds to one number, so each of these pushes meets all the others.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixteen_desks_that_push_at_once_are_all_taken_and_nothing_is_counted_twice_or_lost() {
    let url = fresh_database("crowd").await;
    let nodes = [Arc::new(node(&url, WITH_TALLY).await), Arc::new(node(&url, WITH_TALLY).await)];
    let mut first = nodes[0].rep(0xFF).await;
    let paints = company(&mut first, &nodes[0], COMPANY, "Nirmal Paints").await;
    let (mut desks, began) = (tokio::task::JoinSet::new(), Instant::now());
    for number in 1..=DESKS {
        let office = Arc::clone(&nodes[usize::from(number.is_multiple_of(2))]);
        let rep = office.rep(number).await;
        desks.spawn(push_all(office, rep, number, paints));
    }
    let done = desks.join_all().await;
    let returns: u32 = done.iter().map(|(_, returns)| returns).sum();
    println!("{} mutations in {:.1} s, sent away {returns} times", DESKS * EACH * 2, began.elapsed().as_secs_f64());
    nodes[1].stamp().await;
    let mut seen = BTreeSet::new();
    for (mut rep, _) in done {
        let last = rep.pull(&nodes[0], 2_000).await;
        assert_eq!(u128::from(last.end.acked), EACH * 2);
        seen.extend(rep.held.keys().filter(|key| key.table.as_str() == "enquiry").cloned());
    }
    assert_eq!(u128::try_from(seen.len()).unwrap(), DESKS * EACH);
    let total = Statement::from_string(DbBackend::Postgres, "SELECT name FROM team");
    let row = nodes[0].store.reader().query_one_raw(total).await.unwrap().unwrap();
    assert_eq!(row.try_get_by_index::<String>(0).unwrap(), (DESKS * EACH).to_string(), "updates were lost");
}

#[tokio::test]
async fn a_desk_on_one_node_hears_of_what_was_pushed_to_another() {
    let url = fresh_database("nodes").await;
    let keys = Keys::of(b"one secret on every node");
    let mut nodes = Vec::new();
    for _ in 0..2 {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let store = Store::postgres(&url, Tenant::default()).await.unwrap();
        let clock = Arc::new(ManualClock::at(At::from_millis(NOW.0)));
        nodes.push(serve(store, ALL, keys.clone(), clock, Terms::default(), listener).await.unwrap());
    }
    let office = node(&url, ALL).await;
    let (mut asha, ravi) = (office.rep(1).await, office.rep(2).await);
    let http = reqwest::Client::new();
    let soon = NOW.plus(1_000);
    let live = http.get(format!("http://{}/sync/v1/live", nodes[1].address));
    let live = live.bearer_auth(keys.access(ravi.device, soon));
    let mut hints = live.send().await.unwrap();
    hints.chunk().await.unwrap();
    let hello = http.post(format!("http://{}/sync/v1/hello", nodes[0].address));
    let hello = hello.bearer_auth(keys.access(asha.device, soon));
    let welcome: serde_json::Value = hello.json(&json!({})).send().await.unwrap().json().await.unwrap();
    let mutation = asha.mutation(5, "masters.add_company", json!({ "name": "Nirmal Paints" }));
    let offers = vec![asha.offer(mutation)];
    let push = json!({ "epoch": welcome["epoch"], "after": null, "offers": offers });
    let push = http.post(format!("http://{}/sync/v1/push", nodes[0].address)).json(&push);
    assert!(push.bearer_auth(keys.access(asha.device, soon)).send().await.unwrap().status().is_success());
    let hint = String::from_utf8(hints.chunk().await.unwrap().unwrap().to_vec()).unwrap();
    assert!(hint.contains("event: head"), "{hint}");
    for node in nodes {
        node.end().await.unwrap();
    }
}
