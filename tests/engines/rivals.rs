//! Two transactions on one PostgreSQL that want the same row: one of them runs again on what the other has made true.

use pebble_core::{
    engines::{
        ENGINES,
        quotations::model::{QuotationId, quotation},
    },
    kernel::{
        Actor, At, Code, DeviceId, MutationId, PersonId, Result,
        tx::{Authority, Ran, Request, Within, run_within},
    },
};
use pebble_store::{Store, Tenant};
use pebble_tests::fresh_database;
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait, Statement, TransactionTrait};
use serde_json::{Value, json};
use uuid::Uuid;

fn request(mid: u128, command: &str, input: Value) -> Request {
    Request {
        mid: MutationId(Uuid::from_u128(mid)),
        command: command.to_owned(),
        input,
        at: At::from_millis(1_795_000_000_000 + i64::try_from(mid).unwrap()),
        actor: Actor { person: PersonId(Uuid::from_u128(1)), device: DeviceId(Uuid::from_u128(2)) },
        deed: None,
    }
}

async fn run(tx: DatabaseTransaction, request: Request) -> (Within, Result<Ran>) {
    let authority = Authority::at(request.at);
    run_within(Within::over(tx), ENGINES, request, 1, Some(authority)).await
}

async fn done(store: &Store, request: Request) -> Value {
    let (tx, ran) = run(store.begin().await.unwrap(), request).await;
    tx.commit().await.unwrap();
    match ran {
        Ok(Ran::Applied { output, .. }) => output,
        ran => panic!("{ran:?}"),
    }
}

/// Waits until a transaction of this database waits for another's.
async fn somebody_waits(store: &Store) {
    let waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let waits = Statement::from_string(sea_orm::DbBackend::Postgres, waits);
    loop {
        let row = store.reader().query_one_raw(waits.clone()).await.unwrap().unwrap();
        if row.try_get_by_index::<i64>(0).unwrap() > 0 {
            return;
        }
        tokio::task::yield_now().await;
    }
}

async fn office(name: &str) -> (Store, Value) {
    let store = Store::postgres(&fresh_database(name).await, Tenant::default()).await.unwrap();
    let company = done(&store, request(1, "masters.add_company", json!({ "name": "Nirmal Paints" }))).await;
    let open = json!({ "company_id": company, "contact_id": null, "title": "Zinc oxide", "product": null,
        "quantity": null, "unit": null, "value_minor": null, "priority": null, "mail": null });
    let enquiry = done(&store, request(2, "enquiries.open", open)).await;
    (store, enquiry)
}

fn advance(enquiry: &Value, to: &str) -> Value {
    json!({ "id": enquiry, "from": "pending_enquiry", "to": to, "after": null, "before": null,
        "fields": { "due_on": "2026-11-25" } })
}

#[tokio::test(flavor = "multi_thread")]
async fn two_that_move_one_enquiry_at_once_do_not_both_move_it() {
    let (store, enquiry) = office("rivals_move").await;
    let papers = request(3, "enquiries.advance", advance(&enquiry, "pending_vq_docs"));
    let samples = request(4, "enquiries.advance", advance(&enquiry, "pending_samples"));
    let (first, ran) = run(store.begin().await.unwrap(), papers).await;
    assert!(matches!(ran, Ok(Ran::Applied { .. })), "{ran:?}");
    let second = tokio::spawn(run(store.begin().await.unwrap(), samples.clone()));
    somebody_waits(&store).await;
    first.commit().await.unwrap();
    let (second, ran) = second.await.unwrap();
    assert_eq!(ran.expect_err("it wrote over what it had not seen").code, Code::Busy);
    drop(second);
    let (_, again) = run(store.begin().await.unwrap(), samples).await;
    let Ok(Ran::Refused(refusal)) = again else { panic!("{again:?}") };
    assert_eq!(refusal.code, Code::Conflict);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_that_make_one_row_at_once_make_it_once_and_neither_is_refused() {
    let (store, _) = office("rivals_make").await;
    let director = json!({ "id": null, "name": "Meera", "email": "", "role": "director", "team": null });
    done(&store, request(3, "people.join", director)).await;
    let join = |name: &str| {
        json!({ "id": Uuid::from_u128(u128::try_from(name.len()).unwrap()), "name": name, "email": "",
            "role": "sales", "team": "West" })
    };
    let (asha, ravi) = (request(5, "people.join", join("Asha K")), request(6, "people.join", join("Ravi")));
    let (first, ran) = run(store.begin().await.unwrap(), asha).await;
    assert!(matches!(ran, Ok(Ran::Applied { .. })), "{ran:?}");
    let second = tokio::spawn(run(store.begin().await.unwrap(), ravi.clone()));
    somebody_waits(&store).await;
    first.commit().await.unwrap();
    let (second, ran) = second.await.unwrap();
    assert_eq!(ran.expect_err("a team that both make was no clash").code, Code::Busy);
    drop(second);
    done(&store, ravi).await;
}

/// What the transactions of the store are there for: in PostgreSQL's own default both would move it.
#[tokio::test(flavor = "multi_thread")]
async fn with_transactions_that_see_many_moments_both_would_move_it() {
    let (store, enquiry) = office("rivals_default").await;
    let samples = request(3, "enquiries.advance", advance(&enquiry, "pending_samples"));
    let papers = request(4, "enquiries.advance", advance(&enquiry, "pending_vq_docs"));
    let (first, ran) = run(store.reader().begin().await.unwrap(), samples).await;
    assert!(matches!(ran, Ok(Ran::Applied { .. })), "{ran:?}");
    let second = tokio::spawn(run(store.reader().begin().await.unwrap(), papers));
    somebody_waits(&store).await;
    first.commit().await.unwrap();
    let (_, ran) = second.await.unwrap();
    assert!(matches!(ran, Ok(Ran::Applied { .. })), "nothing has to be done about it any more: {ran:?}");
}

/// An enquiry's quotation that is approved, and the wish to send it.
async fn approved(store: &Store, mid: u128, enquiry: &Value) -> Value {
    let content = json!({ "currency": "INR", "freight_minor": 0, "valid_until": "2027-12-31", "lines": [{
        "product_id": null, "name": "Zinc oxide", "quantity": "5", "unit": "kg", "rate_minor": 100,
        "price_version": null, "discount_bp": 0, "gst_bp": 0 }] });
    let draft = json!({ "enquiry_id": enquiry, "content": content });
    let id = done(store, request(mid, "quotations.draft", draft)).await;
    let base = row(store, &id).await.edition;
    done(store, request(mid + 1, "quotations.approve", json!({ "id": id, "base": base }))).await;
    json!({ "id": id, "base": base, "total_minor": 500 })
}

async fn row(store: &Store, id: &Value) -> quotation::Model {
    let id: Uuid = serde_json::from_value(id.clone()).unwrap();
    quotation::Entity::find_by_id(QuotationId(id)).one(store.reader()).await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_that_number_at_once_never_give_one_number_twice() {
    let (store, enquiry) = office("rivals_number").await;
    // The first number makes the series' row, the later ones change it: both are clashes.
    let mut given = Vec::new();
    for round in 0..2_u128 {
        let mid = 10 + round * 10;
        let (one, two) = (approved(&store, mid, &enquiry).await, approved(&store, mid + 3, &enquiry).await);
        let (one_sent, two_sent) =
            (request(mid + 6, "quotations.send", one.clone()), request(mid + 7, "quotations.send", two.clone()));
        let (first, ran) = run(store.begin().await.unwrap(), one_sent).await;
        assert!(matches!(ran, Ok(Ran::Applied { .. })), "{ran:?}");
        let second = tokio::spawn(run(store.begin().await.unwrap(), two_sent.clone()));
        somebody_waits(&store).await;
        first.commit().await.unwrap();
        let (second, ran) = second.await.unwrap();
        assert_eq!(ran.expect_err("both took one number").code, Code::Busy);
        drop(second);
        done(&store, two_sent).await;
        for sent in [one, two] {
            given.push(row(&store, &sent["id"]).await.number.unwrap());
        }
    }
    assert_eq!(given, ["Q-26-27-0001", "Q-26-27-0002", "Q-26-27-0003", "Q-26-27-0004"]);
}
