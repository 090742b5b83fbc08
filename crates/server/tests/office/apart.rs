//! Two offices in one PostgreSQL database, under a role that row-level security binds: neither sees, changes nor blocks
//! what is the other's.

use std::sync::Arc;

use pebble_core::kernel::{At, clock::ManualClock};
use pebble_server::{Keys, Running, Terms, serve};
use pebble_store::{Store, Tenant};
use pebble_sync::{Device, Outcome, Person};
use pebble_tests::fresh_database;
use reqwest::StatusCode;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::rig::{ALL, COMPANY, NOW, Office, Rep, company, node_over, opening};

/// A database that belongs to a role which is no superuser, and the way in as that role.
pub async fn shared(name: &str) -> String {
    let url = fresh_database(name).await;
    let role = format!("{name}_{}", std::process::id());
    let admin = Database::connect(&url).await.unwrap();
    let database = url::Url::parse(&url).unwrap().path().trim_start_matches('/').to_owned();
    for sql in [
        format!("DROP ROLE IF EXISTS {role}"),
        format!("CREATE ROLE {role} LOGIN PASSWORD 'ordinary' NOSUPERUSER NOBYPASSRLS"),
        format!("ALTER DATABASE {database} OWNER TO {role}"),
    ] {
        admin.execute_unprepared(&sql).await.unwrap();
    }
    admin.close().await.unwrap();
    let mut url = url::Url::parse(&url).unwrap();
    url.set_username(&role).unwrap();
    url.set_password(Some("ordinary")).unwrap();
    url.into()
}

fn pune() -> Tenant {
    Tenant::named("Pune")
}

fn nashik() -> Tenant {
    Tenant::named("Nashik")
}

async fn office(url: &str, tenant: Tenant) -> Office {
    let store = Store::postgres(url, tenant).await.unwrap();
    assert!(store.is_guarded());
    let (sql, node) = node_over(store.clone(), ALL).await;
    Office::of(store, sql, node)
}

/// A connection of the role that has named this tenant, or none.
async fn raw(url: &str, tenant: Option<Tenant>) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1);
    let db = Database::connect(options).await.unwrap();
    if let Some(tenant) = tenant {
        db.execute_unprepared(&format!("SET pebble.tenant = '{}'", tenant.id())).await.unwrap();
    }
    db
}

async fn count(db: &DatabaseConnection, from: &str) -> i64 {
    let sql = Statement::from_string(DbBackend::Postgres, format!("SELECT count(*) FROM {from}"));
    db.query_one_raw(sql).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

/// What a rep of an office holds after some work.
async fn worked(office: &Office, title: &str) -> (Rep, usize) {
    let mut rep = office.rep(1).await;
    let paints = company(&mut rep, office, COMPANY, title).await;
    assert_eq!(rep.tell(office, 1, "enquiries.open", opening(paints, title)).await, Outcome::APPLIED);
    office.stamp().await;
    rep.pull(office, 100).await;
    let held = rep.held.len();
    (rep, held)
}

#[tokio::test]
async fn the_same_work_is_done_in_two_offices_of_one_database_and_neither_hears_of_the_other() {
    let url = shared("apart_work").await;
    let (one, other) = (office(&url, pune()).await, office(&url, nashik()).await);
    // The same devices, people, ids and numbers: nothing of it clashes.
    let (mut asha, held) = worked(&one, "Of Pune").await;
    let (ravi, same) = worked(&other, "Of Nashik").await;
    assert_eq!(held, same);
    asha.pull(&one, 100).await;
    assert_eq!(asha.held.len(), held);
    let says = |rep: &Rep, word: &str| rep.held.values().any(|(row, _)| row.cols.to_string().contains(word));
    assert!(says(&asha, "Of Pune") && !says(&asha, "Of Nashik"));
    assert!(says(&ravi, "Of Nashik") && !says(&ravi, "Of Pune"));
    one.close().await;
    other.close().await;
}

#[tokio::test]
async fn what_one_office_holds_open_does_not_hold_up_the_other() {
    let url = shared("apart_locks").await;
    let (one, other) = (office(&url, pune()).await, office(&url, nashik()).await);
    worked(&one, "Of Pune").await;
    // Pune's stamper and every row that it has are held until the end.
    let held = one.store.begin().await.unwrap();
    for table in ["sync_head", "enquiry", "sync_device", "sync_scope"] {
        held.execute_unprepared(&format!("UPDATE {table} SET tenant = tenant")).await.unwrap();
    }
    let (_, rows) = worked(&other, "Of Nashik").await;
    assert!(rows > 0);
    held.rollback().await.unwrap();
    one.close().await;
    other.close().await;
}

#[tokio::test]
async fn a_query_that_strays_finds_nothing_and_changes_nothing() {
    let url = shared("apart_raw").await;
    let (one, other) = (office(&url, pune()).await, office(&url, nashik()).await);
    worked(&one, "Of Pune").await;
    worked(&other, "Of Nashik").await;
    let (theirs, ours) = (raw(&url, Some(nashik())).await, raw(&url, Some(pune())).await);
    let nobody = raw(&url, None).await;
    let tables = Statement::from_string(
        DbBackend::Postgres,
        format!(
            "SELECT tablename::text FROM pg_tables WHERE schemaname = '{}' AND tablename <> 'seaql_migrations'",
            pune().schema()
        ),
    );
    let tables = ours.query_all_raw(tables).await.unwrap();
    let tables: Vec<String> = tables.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    assert!(tables.len() > 30, "{tables:?}");
    for table in tables {
        let name = format!("{}.\"{table}\"", pune().schema());
        for stranger in [&theirs, &nobody] {
            assert_eq!(count(stranger, &name).await, 0, "{name} is seen");
            for sql in [format!("UPDATE {name} SET tenant = tenant"), format!("DELETE FROM {name}")] {
                let done = stranger.execute_unprepared(&sql).await.unwrap();
                assert_eq!(done.rows_affected(), 0, "{sql}");
            }
        }
    }
    let name = format!("{}.sync_scope", pune().schema());
    let known = count(&ours, &name).await;
    assert!(known > 0);
    let as_pune = format!("INSERT INTO {name} (name, tenant) VALUES ('u:stray', '{}')", pune().id());
    for stranger in [&theirs, &nobody] {
        for sql in [&as_pune, &format!("INSERT INTO {name} (name) VALUES ('u:stray')")] {
            let refused = stranger.execute_unprepared(sql).await;
            assert!(refused.is_err() || stranger_wrote_own(stranger, &name).await, "{sql} was taken");
        }
    }
    // Nor can a row be given away.
    let given = format!("UPDATE {name} SET tenant = '{}'", nashik().id());
    assert!(ours.execute_unprepared(&given).await.is_err());
    assert_eq!(count(&ours, &name).await, known);
    one.close().await;
    other.close().await;
}

/// A row that a stranger wrote under its own name is its own, and nothing to the office whose table it is in.
async fn stranger_wrote_own(stranger: &DatabaseConnection, name: &str) -> bool {
    count(stranger, &format!("{name} WHERE name = 'u:stray'")).await > 0
}

struct Served {
    running: Running,
    keys: Keys,
}

async fn served(url: &str, tenant: Tenant, secret: &[u8]) -> Served {
    let keys = Keys::of(secret);
    let store = Store::postgres(url, tenant).await.unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let clock = Arc::new(ManualClock::at(At::from_millis(NOW.0)));
    let running = serve(store, ALL, keys.clone(), clock, Terms::default(), listener).await.unwrap();
    Served { running, keys }
}

impl Served {
    async fn hello(&self, token: &str) -> (StatusCode, Value) {
        let url = format!("http://{}/sync/v1/hello", self.running.address);
        let answer = reqwest::Client::new().post(url).bearer_auth(token).json(&json!({})).send().await.unwrap();
        (answer.status(), answer.json().await.unwrap_or(Value::Null))
    }

    async fn health(&self) -> Value {
        reqwest::get(format!("http://{}/health", self.running.address)).await.unwrap().json().await.unwrap()
    }
}

#[tokio::test]
async fn a_device_of_one_office_is_unknown_to_the_other_even_with_the_same_secret() {
    let url = shared("apart_http").await;
    // The worst case: whoever set them up gave both the same secret.
    let (one, other) = (served(&url, pune(), b"the same").await, served(&url, nashik(), b"the same").await);
    let (device, person) = (Device(Uuid::from_u128(0xD)), Person(Uuid::from_u128(1)));
    let ours = office(&url, pune()).await;
    assert!(ours.sql.enrol(device, person, "Laptop").await.unwrap());
    let token = one.keys.access(device, NOW.plus(60_000));
    assert_eq!(one.hello(&token).await.0, StatusCode::OK);
    assert_eq!(other.hello(&token).await.0, StatusCode::UNAUTHORIZED);
    let lives = [one.health().await, other.health().await];
    assert_ne!(lives[0]["epoch"], lives[1]["epoch"]);
    assert_eq!((&lives[0]["guarded"], &lives[1]["guarded"]), (&json!(true), &json!(true)));
    ours.close().await;
    one.running.end().await.unwrap();
    other.running.end().await.unwrap();
}

#[tokio::test]
async fn a_role_that_nothing_binds_is_told_of() {
    let url = fresh_database("apart_super").await;
    let store = Store::postgres(&url, Tenant::default()).await.unwrap();
    assert!(!store.is_guarded());
    store.close().await;
    let server = served(&url, Tenant::default(), b"any").await;
    assert_eq!(server.health().await["guarded"], json!(false));
    server.running.end().await.unwrap();
}

#[tokio::test]
async fn an_office_that_was_there_before_keeps_its_rows_and_is_guarded_from_the_next_start() {
    use pebble_migrations::MigratorTrait;
    let url = shared("apart_old").await;
    let old = raw(&url, None).await;
    pebble_migrations::Schema::up(&old, None).await.unwrap();
    old.execute_unprepared("INSERT INTO sync_scope (name) VALUES ('u:of before')").await.unwrap();
    old.close().await.unwrap();
    for _ in 0..2 {
        office(&url, Tenant::default()).await.close().await;
    }
    assert_eq!(count(&raw(&url, Some(Tenant::default())).await, "sync_scope WHERE name = 'u:of before'").await, 1);
    assert_eq!(count(&raw(&url, None).await, "sync_scope").await, 0);
}
