//! The one write path, driven by an engine made for the purpose.

use pebble_core::{
    engines::{
        email::model::{MailboxId, mailbox},
        people::model::{TeamId, team},
    },
    kernel::{
        Actor, At, Code, DeviceId, Engine, Engines, Error, Event, MutationId, PersonId, Result, Tx, desk,
        engine::{Command, Endpoint, Query, Reaction},
        log::{change, mutation},
        shapes::Shapes,
        shared as synced, table,
        tx::{self, Capture, Request},
    },
};
use pebble_store::Store;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

fn shared(number: u128) -> team::Model {
    team::Model { id: TeamId(Uuid::from_u128(number)), name: "West".to_owned() }
}

fn device(number: u128) -> mailbox::Model {
    mailbox::Model {
        id: MailboxId(Uuid::from_u128(number)),
        address: "asha@pebblechem.example".to_owned(),
        name: "Asha".to_owned(),
        synced_at: None,
        connected_at: At::from_millis(0),
        puts_junk_away: true,
    }
}

/// Something that is answered by saying it again.
#[derive(Serialize, Deserialize)]
struct Echo {}
impl Event for Echo {
    const NAME: &'static str = "trial.echo";
}

macro_rules! command {
    ($name:literal, |$tx:ident| $body:expr) => {
        Command {
            name: $name,
            run: |$tx, _| Box::pin(async move { $body.map(|_| Value::Null) }),
            types: |_| {},
            shapes: Shapes::of::<(), ()>,
        }
    };
}

async fn refuse_after_writing(tx: &mut Tx) -> Result<()> {
    tx.insert(&shared(8)).await?;
    Err(Error::conflict("Not this one."))
}

/// A page of three: the middle one is refused by the mutation that files it.
async fn page(tx: &mut Tx) -> Result<()> {
    tx.insert(&device(1)).await?;
    tx.mutate::<Value>("trial.enter", &json!(null)).await?;
    let refusal = tx.mutate::<Value>("trial.refuse", &json!(null)).await.unwrap_err();
    assert_eq!(refusal.code, Code::Conflict);
    tx.insert(&device(2)).await
}

const TRIAL: Engine = Engine {
    name: "trial",
    tables: &[synced::<team::Model>(), table::<mailbox::Model>()],
    queries: &[Query { name: "look", topics: &[], run: |_, _| Box::pin(async { Ok(Value::Null) }), types: |_| {} }],
    commands: &[
        command!("enter", |tx| tx.insert(&shared(1)).await),
        command!("reach_device", |tx| tx.insert(&device(1)).await),
        command!("refuse", |tx| refuse_after_writing(tx).await),
        command!("circle", |tx| tx.announce(&Echo {})),
        command!("nest", |tx| tx.mutate::<Value>("trial.enter", &json!(null)).await),
    ],
    local: &[
        command!("reach_shared", |tx| tx.insert(&shared(1)).await),
        command!("reach_many", |tx| tx.insert_many(&[shared(1)]).await),
        command!("page", |tx| page(tx).await),
        command!("absent", |tx| tx.update(&device(3), &mailbox::Model { name: "B".to_owned(), ..device(3) }).await),
    ],
    reacts: &[Reaction { event: Echo::NAME, run: |tx, _| Box::pin(async move { tx.announce(&Echo {}) }) }],
    ..Engine::EMPTY
};

static ENGINES: &[&Engine] = &[&desk::ENGINE, &TRIAL];

struct Bench {
    store: Store,
    _folder: tempfile::TempDir,
}

impl Bench {
    async fn new() -> Bench {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::sqlite(&folder.path().join("trial.db"), Engines(ENGINES), At::from_millis(0)).await.unwrap();
        Bench { store, _folder: folder }
    }

    async fn run_as(&self, command: &str, mid: u128) -> Result<(Value, Capture)> {
        let request = Request {
            mid: MutationId(Uuid::from_u128(mid)),
            command: command.to_owned(),
            input: Value::Null,
            at: At::from_millis(1_000),
            actor: Actor { person: PersonId(Uuid::nil()), device: DeviceId(Uuid::nil()) },
            deed: None,
        };
        tx::run(self.store.begin().await.unwrap(), Engines(ENGINES), request).await
    }

    async fn refused(&self, command: &str) -> Error {
        self.run_as(command, 7).await.expect_err("it was not refused")
    }

    /// How many teams, mailboxes, mutations and changes there are.
    async fn rows(&self) -> [u64; 4] {
        let db = self.store.reader();
        [
            team::Entity::find().count(db).await.unwrap(),
            mailbox::Entity::find().count(db).await.unwrap(),
            mutation::Entity::find().count(db).await.unwrap(),
            change::Entity::find().count(db).await.unwrap(),
        ]
    }
}

#[tokio::test]
async fn a_local_command_may_not_write_shared_rows() {
    let bench = Bench::new().await;
    for command in ["trial.reach_shared", "trial.reach_many"] {
        assert_eq!(bench.refused(command).await.code, Code::Broken);
    }
    assert_eq!(bench.rows().await, [0, 0, 0, 0]);
}

#[tokio::test]
async fn a_mutation_may_not_write_the_rows_of_a_device() {
    let bench = Bench::new().await;
    assert_eq!(bench.refused("trial.reach_device").await.code, Code::Broken);
    assert_eq!(bench.rows().await, [0, 0, 0, 0]);
}

#[tokio::test]
async fn a_mutation_refused_inside_a_page_leaves_the_rest_of_the_page_stored() {
    let bench = Bench::new().await;
    let (_, capture) = bench.run_as("trial.page", 7).await.unwrap();
    assert_eq!(bench.rows().await, [1, 2, 1, 1]);
    assert_eq!(capture.mutations.len(), 1);
}

#[tokio::test]
async fn a_refused_command_leaves_nothing_behind() {
    let bench = Bench::new().await;
    assert_eq!(bench.refused("trial.refuse").await.code, Code::Conflict);
    assert_eq!(bench.rows().await, [0, 0, 0, 0]);
}

#[tokio::test]
async fn a_mutation_that_comes_twice_is_run_once() {
    let bench = Bench::new().await;
    for _ in 0..2 {
        bench.run_as("trial.enter", 7).await.unwrap();
    }
    assert_eq!(bench.rows().await, [1, 0, 1, 1]);
}

#[tokio::test]
async fn a_mutation_is_not_run_from_inside_another() {
    let bench = Bench::new().await;
    assert_eq!(bench.refused("trial.nest").await.code, Code::Broken);
    assert_eq!(bench.rows().await, [0, 0, 0, 0]);
}

#[tokio::test]
async fn reactions_that_go_round_in_circles_end_as_a_refusal() {
    let bench = Bench::new().await;
    assert_eq!(bench.refused("trial.circle").await.code, Code::Broken);
    assert_eq!(bench.rows().await, [0, 0, 0, 0]);
}

#[tokio::test]
async fn a_row_that_is_gone_meanwhile_is_missing_and_not_silently_left_unchanged() {
    let bench = Bench::new().await;
    assert_eq!(bench.refused("trial.absent").await.code, Code::Missing);
}

#[tokio::test]
async fn a_query_is_not_run_as_a_command_and_an_unknown_name_is_refused() {
    let bench = Bench::new().await;
    assert_eq!(bench.refused("trial.look").await.code, Code::Invalid);
    for name in ["trial.nothing", "nobody.enter", "trial", ""] {
        assert_eq!(bench.refused(name).await.code, Code::Missing, "{name:?}");
    }
    assert!(matches!(Engines(ENGINES).endpoint("trial.enter"), Ok(Endpoint::Mutation(_))));
}
