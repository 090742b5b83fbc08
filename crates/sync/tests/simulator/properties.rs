//! Properties of the desk's side alone, over its store in memory: the queue and the counting of references.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

use pebble_sync::{
    Device, Epoch, Key, Millis, Mutation, MutationId, Outcome, Receipt, Scope, Table,
    client::{Client, Limits, Next, Session},
    wire::{Chunk, End, Grant, Leave, Offer, Page, Pushed, Reply, Request, Row, Welcome},
};
use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use crate::{
    chance::Chance,
    desk::{Desk, Kept, Rows},
    toy::{self, Toy},
};

fn now<T>(future: impl Future<Output = T>) -> T {
    let (mut future, mut context) = (pin!(future), Context::from_waker(Waker::noop()));
    loop {
        if let Poll::Ready(done) = future.as_mut().poll(&mut context) {
            return done;
        }
    }
}

/// A desk that was welcomed by an office with nothing in it.
struct Bench {
    desk: Desk,
    client: Client<Desk, Toy>,
    session: Session,
    at: Millis,
    made: u128,
}

fn grants(scopes: &BTreeSet<Scope>) -> Vec<Grant> {
    scopes.iter().map(|scope| Grant { scope: *scope, why: "role".into(), until: None }).collect()
}

impl Bench {
    fn new() -> Bench {
        let desk = Desk::new(Chance::of(1), Rows::default(), Kept::default());
        let client = Client::new(desk.clone(), Toy { compares_and_sets: true }, 2, Limits::default());
        let mut bench = Bench { desk, client, session: Session::new(), at: Millis(0), made: 0 };
        bench.adopt(1);
        bench
    }

    fn adopt(&mut self, device: u128) {
        now(self.client.adopt(&mut self.session, Device(Uuid::from_u128(device)))).unwrap();
    }

    fn save(&mut self) {
        self.made += 1;
        let (id, person) = (MutationId(Uuid::from_u128(self.made << 8)), toy::person(0));
        let mutation =
            Mutation { id, name: "lead.create".into(), version: 1, input: json!({"mark": 1}), at: self.at, person };
        now(self.client.mutate(mutation)).unwrap();
    }

    /// Answers whatever the desk asks until it has taken in this page.
    fn take_in(&mut self, page: Page) {
        loop {
            self.at = self.at.plus(600_000);
            let next = now(self.client.next(&mut self.session, self.at)).unwrap();
            let Next::Send(ticket, request) = next else { panic!("{next:?}") };
            let (reply, is_done) = match *request {
                Request::Hello(_) => {
                    let epoch = Epoch(Uuid::nil());
                    let welcome = Welcome { epoch, head: 0, last: 0, last_fingerprint: None, grants: Vec::new() };
                    (Reply::Welcome(welcome), false)
                }
                Request::Snapshot(_) => (Reply::Chunk(Chunk { rows: Vec::new(), next: None, head: 0 }), false),
                Request::Pull(_) => (Reply::Page(page.clone()), true),
                Request::Push(push) => {
                    let taken = |offer: &Offer| Receipt {
                        n: offer.n,
                        fingerprint: offer.mutation.fingerprint(),
                        outcome: Outcome::APPLIED,
                    };
                    (Reply::Pushed(Pushed { receipts: push.offers.iter().map(taken).collect() }), false)
                }
                other => panic!("{other:?}"),
            };
            now(self.client.receive(&mut self.session, ticket, reply, self.at, 7)).unwrap();
            if is_done {
                return;
            }
        }
    }

    fn numbers(&self) -> Vec<u64> {
        let kept = self.desk.kept();
        kept.entries.iter().filter(|entry| Some(entry.device) == kept.device).map(|entry| entry.n).collect()
    }
}

/// What may happen to a row's scopes.
#[derive(Debug, Clone)]
enum Happening {
    Is(u128, BTreeSet<Scope>),
    Left(u128, Scope),
    Granted(BTreeSet<Scope>),
}

fn scope() -> impl Strategy<Value = Scope> {
    (0..3_i32).prop_map(Scope)
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        3 => (0..4_u128, prop::collection::btree_set(scope(), 1..3)).prop_map(|(id, scopes)| Happening::Is(id, scopes)),
        2 => (0..4_u128, scope()).prop_map(|(id, scope)| Happening::Left(id, scope)),
        1 => prop::collection::btree_set(scope(), 0..4).prop_map(Happening::Granted),
    ]
}

proptest! {
    #[test]
    fn a_row_is_shown_exactly_while_a_known_scope_holds_it(story in prop::collection::vec(happening(), 1..40)) {
        let mut bench = Bench::new();
        let mut known: BTreeSet<Scope> = (0..3).map(Scope).collect();
        let mut held: BTreeMap<u128, BTreeSet<Scope>> = BTreeMap::new();
        let table = Table::from("lead");
        for (step, happening) in story.into_iter().enumerate() {
            let (mut rows, mut leaves) = (Vec::new(), Vec::new());
            match happening {
                Happening::Is(id, scopes) => {
                    let seen: BTreeSet<Scope> = scopes.intersection(&known).copied().collect();
                    let ver = u64::try_from(step).unwrap();
                    if !seen.is_empty() {
                        held.insert(id, seen);
                    }
                    let scopes = scopes.into_iter().collect();
                    rows.push(Row { table: table.clone(), id: Uuid::from_u128(id), ver, cols: json!({}), scopes });
                }
                Happening::Left(id, scope) => {
                    held.entry(id).or_default().remove(&scope);
                    leaves.push(Leave { scope, table: table.clone(), id: Uuid::from_u128(id) });
                }
                Happening::Granted(scopes) => {
                    held.values_mut().for_each(|held| held.retain(|scope| scopes.contains(scope)));
                    known = scopes;
                }
            }
            let cursor = u64::try_from(step).unwrap() + 1;
            let end = End {
                cursor, more: false, head: cursor, acked: 0, receipts: Vec::new(), grants: grants(&known), min_schema: 1,
            };
            bench.take_in(Page { rows, leaves, end });
            let shown: BTreeSet<Key> = bench.desk.rows().shown.into_keys().collect();
            let wanted = held.iter().filter(|(_, scopes)| !scopes.is_empty());
            let wanted = wanted.map(|(id, _)| Key { table: table.clone(), id: Uuid::from_u128(*id) });
            prop_assert_eq!(shown, wanted.collect::<BTreeSet<_>>());
        }
    }

    #[test]
    fn the_queue_is_dense_and_in_order_whatever_the_device(story in prop::collection::vec(any::<bool>(), 1..40)) {
        let mut bench = Bench::new();
        let mut device = 1;
        for saves in story {
            if saves {
                bench.save();
            } else {
                device += 1;
                bench.adopt(device);
            }
            let numbers = bench.numbers();
            prop_assert_eq!(numbers, (1..=u64::try_from(bench.made).unwrap()).collect::<Vec<_>>());
            let ids: Vec<u128> = bench.desk.kept().entries.iter().map(|entry| entry.mutation.id.0.as_u128() >> 8).collect();
            prop_assert_eq!(ids, (1..=bench.made).collect::<Vec<_>>());
        }
    }
}

#[test]
fn a_mutation_that_is_too_large_is_refused_before_it_is_queued() {
    let mut bench = Bench::new();
    let input = json!({"mark": 1, "padding": "x".repeat(300 << 10)});
    let (id, person) = (MutationId(Uuid::nil()), toy::person(0));
    let mutation = Mutation { id, name: "lead.create".into(), version: 1, input, at: bench.at, person };
    let saved = now(bench.client.mutate(mutation)).unwrap();
    assert!(matches!(saved, pebble_sync::client::Saved::Refused(_)), "{saved:?}");
    bench.save();
    assert_eq!(bench.numbers(), [1]);
}

/// A desk is answered by whichever replica is near. In a newer view its row had moved on behind the page, and in an older
/// one it is where the cursor has passed: no page has brought it, so what it has done itself is still pending.
#[test]
fn an_answer_of_an_older_view_than_before_is_no_checkpoint() {
    let mut bench = Bench::new();
    bench.save();
    let entry = bench.desk.kept().entries[0].clone();
    let receipt = Receipt { n: 1, fingerprint: entry.fingerprint, outcome: Outcome::APPLIED };
    let page = |cursor: u64, head: u64| {
        let (more, acked) = (cursor < head, u64::from(head >= 6));
        let receipts = if acked == 1 { vec![receipt.clone()] } else { Vec::new() };
        let end = End { cursor, more, head, acked, receipts, grants: Vec::new(), min_schema: 1 };
        Page { rows: Vec::new(), leaves: Vec::new(), end }
    };
    let lead = toy::lead_made_by(&entry.mutation);
    bench.take_in(page(5, 9));
    bench.take_in(page(6, 6));
    assert!(!bench.desk.rows().standing.is_caught_up && !bench.desk.kept().entries[0].is_settled);
    assert!(bench.desk.rows().shown.contains_key(&lead), "what was done here is not shown any more");
    bench.take_in(page(9, 9));
    assert!(bench.desk.rows().standing.is_caught_up && bench.desk.kept().entries[0].is_settled);
}
