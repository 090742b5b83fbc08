//! A mutation run inside a transaction that somebody else holds: a server's, or a desk's that takes in a page.

use std::collections::BTreeMap;

use pebble_core::{
    engines::people::model::{TeamId, team},
    kernel::{
        Actor, At, Code, DeviceId, Engine, Engines, Error, MutationId, PersonId, Result, Tx, desk,
        engine::Command,
        log::{change, mutation},
        shapes::Shapes,
        shared,
        tx::{self, Authority, Changed, Ran, Request, RowText, Within, run_within},
    },
};
use pebble_store::Store;
use sea_orm::{DatabaseTransaction, EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use uuid::Uuid;

fn west(id: u128, name: &str) -> team::Model {
    team::Model { id: TeamId(Uuid::from_u128(id)), name: name.to_owned() }
}

macro_rules! command {
    ($name:literal, $run:path) => {
        Command {
            name: $name,
            run: |tx, _| Box::pin(async move { $run(tx).await }),
            types: |_| {},
            shapes: Shapes::of::<(), ()>,
        }
    };
}

async fn make(tx: &mut Tx) -> Result<Value> {
    let id: TeamId = tx.id();
    tx.insert(&team::Model { id, name: "North".to_owned() }).await?;
    Ok(json!(id))
}

/// Changes one row twice, another to nothing and back, and removes what it has made.
async fn turn(tx: &mut Tx) -> Result<Value> {
    for name in ["Once", "Twice"] {
        let before: team::Model = tx.get(Uuid::from_u128(1)).await?;
        tx.update(&before, &west(1, name)).await?;
    }
    tx.update(&west(2, "Still"), &west(2, "Moved")).await?;
    tx.update(&west(2, "Moved"), &west(2, "Still")).await?;
    tx.insert(&west(3, "Short")).await?;
    tx.remove(&west(3, "Short")).await?;
    Ok(Value::Null)
}

/// What it has written is at the database when it is refused: somebody has asked for the table.
async fn refuse(tx: &mut Tx) -> Result<Value> {
    tx.update(&west(1, "West"), &west(1, "Gone")).await?;
    assert_eq!(team::Entity::find().all(tx.read().db()).await?[0].name, "Gone");
    Err(Error::invalid("name", "Not this one."))
}

async fn replace(tx: &mut Tx) -> Result<Value> {
    tx.update(&west(1, "West"), &west(1, "Gone")).await?;
    Err(tx.stale("There is a newer one.", &json!({ "revision": 3 })))
}

async fn repeat(tx: &mut Tx) -> Result<Value> {
    tx.insert(&west(1, "Again")).await.map(|()| Value::Null)
}

const TRIAL: Engine = Engine {
    name: "trial",
    tables: &[shared::<team::Model>()],
    commands: &[
        command!("make", make),
        command!("turn", turn),
        command!("refuse", refuse),
        command!("replace", replace),
        command!("repeat", repeat),
    ],
    local: &[command!("stay", make)],
    ..Engine::EMPTY
};

const ENGINES: Engines = Engines(&[&desk::ENGINE, &TRIAL]);

struct Bench {
    store: Store,
    _folder: tempfile::TempDir,
}

fn request(command: &str) -> Request {
    Request {
        mid: MutationId(Uuid::from_u128(77)),
        command: command.to_owned(),
        input: Value::Null,
        at: At::from_millis(1_000),
        actor: Actor { person: PersonId(Uuid::nil()), device: DeviceId(Uuid::nil()) },
        deed: None,
    }
}

fn for_good() -> Option<Authority> {
    Some(Authority::at(At::from_millis(1_000)))
}

impl Bench {
    /// Two teams, West and Still.
    async fn new() -> Bench {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::sqlite(&folder.path().join("trial.db"), ENGINES, At::from_millis(0)).await.unwrap();
        let bench = Bench { store, _folder: folder };
        let tx = bench.begin().await;
        let rows = [west(1, "West"), west(2, "Still")].map(|row| serde_json::to_value(row).unwrap());
        (shared::<team::Model>().synced.unwrap().put)(&tx, rows.to_vec()).await.unwrap();
        tx.commit().await.unwrap();
        bench
    }

    async fn begin(&self) -> DatabaseTransaction {
        self.store.begin().await.unwrap()
    }

    async fn open(&self) -> Within {
        Within::over(self.begin().await)
    }
}

async fn names(tx: &DatabaseTransaction) -> Vec<String> {
    team::Entity::find().all(tx).await.unwrap().into_iter().map(|row| row.name).collect()
}

async fn logged(tx: &DatabaseTransaction) -> [u64; 2] {
    [mutation::Entity::find().count(tx).await.unwrap(), change::Entity::find().count(tx).await.unwrap()]
}

fn name(row: &Option<RowText>) -> Value {
    row.as_ref().unwrap().read().unwrap()["name"].clone()
}

fn changes(ran: Ran) -> Vec<Changed> {
    match ran {
        Ran::Applied { changes, .. } => changes,
        ran => panic!("it was not applied: {ran:?}"),
    }
}

#[tokio::test]
async fn it_makes_the_same_row_as_a_run_of_its_own() {
    let (alone, within) = (Bench::new().await, Bench::new().await);
    let (output, _) = tx::run(alone.begin().await, ENGINES, request("trial.make")).await.unwrap();
    let (tx, ran) = run_within(within.open().await, ENGINES, request("trial.make"), 1, for_good()).await;
    let Ok(Ran::Applied { output: same, changes, .. }) = ran else { panic!("{ran:?}") };
    assert_eq!(same, output);
    assert_eq!(json!(changes[0].id), output);
    assert_eq!((changes[0].table.name, changes[0].before.clone()), ("team", None));
    tx.commit().await.unwrap();
    assert_eq!(logged(&within.begin().await).await, [1, 1]);
}

#[tokio::test]
async fn what_it_changed_is_told_once_for_each_row_from_first_to_last() {
    let bench = Bench::new().await;
    let (tx, ran) = run_within(bench.open().await, ENGINES, request("trial.turn"), 1, None).await;
    let told: BTreeMap<Uuid, (Value, Value)> = changes(ran.unwrap())
        .into_iter()
        .map(|change| (change.id, (name(&change.before), name(&change.after))))
        .collect();
    assert_eq!(told, [(Uuid::from_u128(1), (json!("West"), json!("Twice")))].into());
    assert_eq!(names(tx.db()).await, ["Twice", "Still"]);
    assert_eq!(logged(tx.db()).await, [0, 0], "a run that comes again must not be in the log");
}

#[tokio::test]
async fn what_a_refused_one_has_written_is_undone_and_the_transaction_goes_on() {
    let bench = Bench::new().await;
    let (mut tx, ran) = run_within(bench.open().await, ENGINES, request("trial.make"), 1, for_good()).await;
    let made = changes(ran.unwrap());
    tx.set_mark().await.unwrap();
    let (mut tx, ran) = run_within(tx, ENGINES, request("trial.refuse"), 1, for_good()).await;
    let Ok(Ran::Refused(refusal)) = ran else { panic!("{ran:?}") };
    assert_eq!((refusal.code, refusal.field.as_deref()), (Code::Invalid, Some("name")));
    tx.undo().await.unwrap();
    assert_eq!(names(tx.db()).await, ["West", "Still", "North"]);
    tx.commit().await.unwrap();
    let tx = bench.begin().await;
    assert_eq!(names(&tx).await.len(), 3, "{made:?} was lost with the refusal");
    assert_eq!(logged(&tx).await, [1, 1]);
}

#[tokio::test]
async fn what_stood_and_is_undone_all_the_same_is_read_anew_and_not_logged() {
    let bench = Bench::new().await;
    let mut tx = bench.open().await;
    tx.set_mark().await.unwrap();
    let (mut tx, ran) = run_within(tx, ENGINES, request("trial.turn"), 1, for_good()).await;
    assert_eq!(name(&changes(ran.unwrap())[0].after), "Twice");
    tx.undo().await.unwrap();
    let again = Request { mid: MutationId(Uuid::from_u128(78)), ..request("trial.turn") };
    let (tx, ran) = run_within(tx, ENGINES, again, 1, for_good()).await;
    assert_eq!(name(&changes(ran.unwrap())[0].before), "West", "it was remembered as it was undone");
    tx.commit().await.unwrap();
    assert_eq!(logged(&bench.begin().await).await[0], 1);
}

#[tokio::test]
async fn what_one_has_written_the_next_in_the_transaction_sees() {
    let bench = Bench::new().await;
    let mut tx = bench.open().await;
    for (mid, before) in [(78, "West"), (79, "Twice")] {
        let request = Request { mid: MutationId(Uuid::from_u128(mid)), ..request("trial.turn") };
        let ran;
        (tx, ran) = run_within(tx, ENGINES, request, 1, for_good()).await;
        let changes = changes(ran.unwrap());
        let was = changes.first().map(|change| name(&change.before));
        assert!(was.is_none_or(|was| was == before), "{mid}: {changes:?}");
    }
    tx.commit().await.unwrap();
    assert_eq!(logged(&bench.begin().await).await[0], 2);
}

#[tokio::test]
async fn what_replaces_something_that_is_not_the_newest_is_told_what_is() {
    let bench = Bench::new().await;
    let mut tx = bench.open().await;
    tx.set_mark().await.unwrap();
    let (mut tx, ran) = run_within(tx, ENGINES, request("trial.replace"), 1, for_good()).await;
    let Ok(Ran::Stale { reason, current }) = ran else { panic!("{ran:?}") };
    assert_eq!((reason.as_str(), current), ("There is a newer one.", json!({ "revision": 3 })));
    tx.undo().await.unwrap();
    assert_eq!(names(tx.db()).await, ["West", "Still"]);
    drop(tx);
    let alone = tx::run(bench.begin().await, ENGINES, request("trial.replace")).await.unwrap_err();
    assert_eq!(alone.code, Code::Conflict);
}

#[tokio::test]
async fn only_mutations_of_a_version_that_this_build_has_are_run() {
    let bench = Bench::new().await;
    let mut tx = bench.open().await;
    for (command, version) in [("trial.make", 2), ("trial.stay", 1), ("trial.none", 1), ("nobody.make", 1)] {
        let (back, ran) = run_within(tx, ENGINES, request(command), version, for_good()).await;
        assert!(matches!(ran, Ok(Ran::Unknown)), "{command} {version}: {ran:?}");
        tx = back;
    }
    assert_eq!(names(tx.db()).await.len(), 2);
}

#[tokio::test]
async fn a_row_that_is_there_already_is_a_fault_and_not_made_twice() {
    let bench = Bench::new().await;
    let (tx, ran) = run_within(bench.open().await, ENGINES, request("trial.repeat"), 1, for_good()).await;
    assert!(matches!(&ran, Ok(Ran::Refused(refusal)) if refusal.code == Code::Broken), "{ran:?}");
    assert_eq!(names(tx.db()).await, ["West", "Still"]);
}

#[tokio::test]
async fn in_a_hopeful_one_what_is_written_waits_for_the_commit_and_every_question_sees_it() {
    let bench = Bench::new().await;
    let tx = Within::hopeful(bench.begin().await);
    let (tx, ran) = run_within(tx, ENGINES, request("trial.turn"), 1, for_good()).await;
    assert_eq!(name(&changes(ran.unwrap())[0].after), "Twice");
    assert_eq!(names(tx.db()).await, ["West", "Still"], "it was sent though nobody has asked");
    let make = Request { mid: MutationId(Uuid::from_u128(78)), ..request("trial.make") };
    let (tx, ran) = run_within(tx, ENGINES, make, 1, for_good()).await;
    assert_eq!(changes(ran.unwrap()).len(), 1);
    tx.send().await.unwrap();
    assert_eq!(names(tx.db()).await, ["Twice", "Still", "North"]);
    tx.commit().await.unwrap();
    let tx = bench.begin().await;
    assert_eq!(names(&tx).await, ["Twice", "Still", "North"]);
    assert_eq!(logged(&tx).await, [2, 7]);
}

#[tokio::test]
async fn a_hopeful_one_is_told_at_its_commit_what_the_database_does_not_take() {
    let bench = Bench::new().await;
    let tx = Within::hopeful(bench.begin().await);
    let (tx, ran) = run_within(tx, ENGINES, request("trial.repeat"), 1, for_good()).await;
    assert_eq!(changes(ran.unwrap()).len(), 1);
    assert_eq!(tx.commit().await.unwrap_err().code, Code::Broken);
    assert_eq!(logged(&bench.begin().await).await, [0, 0]);
}
