//! A push of many comes to the same whether all of it is done at once, each by itself, or again after one was refused.

use std::collections::{BTreeMap, BTreeSet};

use pebble_core::kernel::{PersonId, Scope};
use pebble_sync::{Key, Outcome, wire::Row};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    rig::{COMPANY, Office, On, Rep, company, made_first, opening},
    scopes::WITH_SHIFTS,
};

/// How a desk sends its changes.
#[derive(Clone, Copy, PartialEq)]
enum Sent {
    OneByOne,
    Together,
    /// The last of them is refused, so that all are undone and done again.
    WithARefusal,
    /// The last of them writes what the database does not take, which is told at the end alone.
    WithAFault,
}

/// Enquiries that are opened, moved, noted, handed on and taken back, some several times.
fn wishes(paints: Uuid, asha: &Rep, ravi: &Rep) -> Vec<(u128, &'static str, Value)> {
    let (zinc, titanium, chalk) = (made_first(11), made_first(12), made_first(13));
    let hand_on = |id: Uuid, to: &Rep| json!({ "id": id, "to": to.person.0 });
    vec![
        (11, "enquiries.open", opening(paints, "Zinc oxide")),
        (12, "enquiries.open", opening(paints, "Titanium dioxide")),
        (13, "enquiries.open", opening(paints, "Chalk")),
        (14, "enquiries.note", json!({ "id": zinc, "text": "Friday." })),
        (15, "enquiries.edit", json!({ "id": zinc, "title": "Zinc oxide, 99 %" })),
        (16, "enquiries.edit", json!({ "id": zinc, "title": "Zinc oxide, 99.5 %" })),
        (17, "enquiries.edit", json!({ "id": titanium, "value_minor": 500_000 })),
        (24, "enquiries.note", json!({ "id": titanium, "text": "By truck." })),
        (18, "shifts.hand_on", hand_on(titanium, ravi)),
        (19, "shifts.hand_on", hand_on(chalk, ravi)),
        (20, "shifts.hand_on", hand_on(chalk, asha)),
        (21, "shifts.remove", json!({ "id": made_first(13) })),
        (22, "masters.add_company", json!({ "name": "Shree Resins", "city": "Vapi" })),
    ]
}

type Held = BTreeMap<Key, (Row, BTreeSet<pebble_sync::Scope>)>;

/// What became of each, and what both desks hold after it.
async fn came_to(on: On, name: &str, sent: Sent) -> (Vec<Outcome>, Held, Held) {
    let office = Office::on(on, name, WITH_SHIFTS).await;
    let (mut asha, mut ravi) = (office.rep(1).await, office.rep(2).await);
    let paints = company(&mut asha, &office, COMPANY, "Nirmal Paints").await;
    // Asha looks after what is Ravi's, and so may take back what she has handed on.
    office.sql.grant(asha.person, Scope::Person(PersonId(ravi.person.0)), "cover", None).await.unwrap();
    let mut all = wishes(paints, &asha, &ravi);
    match sent {
        Sent::WithARefusal => all.push((23, "enquiries.open", opening(paints, " "))),
        Sent::WithAFault => all.push((23, "shifts.twice", json!({ "id": made_first(11) }))),
        Sent::OneByOne | Sent::Together => {}
    }
    let mut offers = Vec::new();
    for (id, name, input) in all {
        let mutation = asha.mutation(id, name, input);
        offers.push(asha.offer(mutation));
    }
    let mut outcomes = Vec::new();
    let most = if sent == Sent::OneByOne { 1 } else { offers.len() };
    for some in offers.chunks(most) {
        let receipts = asha.push(&office, some.to_vec()).await;
        outcomes.extend(receipts.into_iter().map(|receipt| receipt.outcome));
    }
    office.stamp().await;
    asha.pull(&office, 2_000).await;
    ravi.pull(&office, 2_000).await;
    (outcomes, asha.held, ravi.held)
}

async fn it_comes_to_the_same(on: On) {
    let alone = came_to(on, "together_alone", Sent::OneByOne).await;
    assert!(alone.0.iter().all(|outcome| *outcome == Outcome::APPLIED), "{:?}", alone.0);
    assert!(alone.2.keys().any(|key| key.id == made_first(12)), "nothing was handed on");
    let together = came_to(on, "together_all", Sent::Together).await;
    assert_eq!(together, alone);
    for (name, sent) in [("together_refused", Sent::WithARefusal), ("together_fault", Sent::WithAFault)] {
        let (mut outcomes, asha, ravi) = came_to(on, name, sent).await;
        assert!(matches!(outcomes.pop(), Some(Outcome::Refused(_))));
        assert_eq!((outcomes, asha, ravi), alone);
    }
}

#[tokio::test]
async fn it_comes_to_the_same_on_sqlite() {
    it_comes_to_the_same(On::Sqlite).await;
}

#[tokio::test]
async fn it_comes_to_the_same_on_postgresql() {
    it_comes_to_the_same(On::Postgres).await;
}

async fn a_row_that_cannot_be_read_is_in_nobody_elses_way(on: On) {
    let office = Office::on(on, "together_unreadable", WITH_SHIFTS).await;
    let mut asha = office.rep(1).await;
    let paints = company(&mut asha, &office, COMPANY, "Nirmal Paints").await;
    for (id, title) in [(11, "Zinc oxide"), (12, "Chalk")] {
        assert_eq!(asha.tell(&office, id, "enquiries.open", opening(paints, title)).await, Outcome::APPLIED);
    }
    // As a newer program may have left it, which is served beside this one for a while.
    let newer = "UPDATE enquiry SET priority = 'unheard of' WHERE title = 'Zinc oxide'";
    let tx = office.store.begin().await.unwrap();
    tx.execute_unprepared(newer).await.unwrap();
    tx.commit().await.unwrap();
    let mut offers = Vec::new();
    for (id, enquiry) in [(13, 12), (14, 11), (15, 12)] {
        let edit = json!({ "id": made_first(enquiry), "title": format!("Edited {id}") });
        let mutation = asha.mutation(id, "enquiries.edit", edit);
        offers.push(asha.offer(mutation));
    }
    let outcomes: Vec<bool> =
        asha.push(&office, offers).await.into_iter().map(|receipt| receipt.outcome == Outcome::APPLIED).collect();
    assert_eq!(outcomes, [true, false, true]);
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_in_nobody_elses_way_on_sqlite() {
    a_row_that_cannot_be_read_is_in_nobody_elses_way(On::Sqlite).await;
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_in_nobody_elses_way_on_postgresql() {
    a_row_that_cannot_be_read_is_in_nobody_elses_way(On::Postgres).await;
}
