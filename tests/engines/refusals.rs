//! What a refused reaction leaves behind, when one command deals with many things.

use pebble_core::{
    engines::{
        email::model::{MailboxId, mailbox},
        people::model::{TeamId, team},
    },
    kernel::{
        Actor, At, Code, DeviceId, Engine, Engines, Error, Event, MutationId, PersonId, Result, Tx, desk,
        engine::{Command, Reaction, decode},
        log::{change, mutation},
        refusal::Refused,
        shapes::Shapes,
        shared, table,
        tx::{self, Capture, Request},
    },
};
use pebble_store::Store;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

/// One of a page is to be filed.
#[derive(Serialize, Deserialize)]
struct Came {
    number: u128,
}
impl Event for Came {
    const NAME: &'static str = "trial.came";
}

/// It was filed.
#[derive(Serialize, Deserialize)]
struct Filed {
    number: u128,
}
impl Event for Filed {
    const NAME: &'static str = "trial.filed";
}

const REFUSED: u128 = 2;
const UNLUCKY: u128 = 3;
const UNHEARD: u128 = 4;

async fn here(tx: &mut Tx, number: u128, name: &str) -> Result<()> {
    let id = MailboxId(Uuid::from_u128(number));
    let name = name.to_owned();
    tx.insert(&mailbox::Model {
        id,
        address: String::new(),
        name,
        synced_at: None,
        connected_at: At::from_millis(0),
        puts_junk_away: true,
    })
    .await
}

async fn everywhere(tx: &mut Tx, number: u128) -> Result<()> {
    tx.insert(&team::Model { id: TeamId(Uuid::from_u128(number)), name: "West".to_owned() }).await
}

fn verdict(number: u128) -> Result<()> {
    match number {
        REFUSED | UNHEARD => Err(Error::conflict("Not this one.")),
        UNLUCKY => Err(Error::new(Code::Busy, "The disk is full.")),
        _ => Ok(()),
    }
}

/// Writes here, then everywhere, announces, and is refused last.
async fn file(tx: &mut Tx, Came { number }: Came) -> Result<()> {
    here(tx, 10 + number, "filed").await?;
    tx.mutate::<Value>("trial.enter", &json!(10 + number)).await?;
    tx.announce(&Filed { number })?;
    verdict(number)
}

/// The same the other way round: a mutation comes first, and another after it.
async fn file_again(tx: &mut Tx, Came { number }: Came) -> Result<()> {
    tx.mutate::<Value>("trial.enter", &json!(20 + number)).await?;
    tx.mutate::<Value>("trial.enter", &json!(30 + number)).await?;
    here(tx, 20 + number, "filed again").await?;
    verdict(number)
}

async fn note(tx: &mut Tx, refused: Refused) -> Result<()> {
    let Came { number } = decode(refused.payload)?;
    if number == UNHEARD {
        return Err(refused.refusal);
    }
    let id = tx.id::<MailboxId>().0.as_u128();
    here(tx, id, &format!("{} {number}: {}", refused.event, refused.refusal.message)).await
}

async fn page(tx: &mut Tx, numbers: Vec<u128>) -> Result<()> {
    tx.bear_refusals();
    numbers.into_iter().try_for_each(|number| tx.announce(&Came { number }))
}

macro_rules! reaction {
    ($event:ty, $run:expr) => {
        Reaction { event: <$event>::NAME, run: |tx, event| Box::pin(async move { $run(tx, decode(event)?).await }) }
    };
}

macro_rules! command {
    ($name:literal, $run:expr) => {
        Command {
            name: $name,
            run: |tx, input| Box::pin(async move { $run(tx, decode(input)?).await.map(|()| Value::Null) }),
            types: |_| {},
            shapes: Shapes::of::<(), ()>,
        }
    };
}

const TRIAL: Engine = Engine {
    name: "trial",
    tables: &[shared::<team::Model>(), table::<mailbox::Model>()],
    commands: &[command!("enter", everywhere)],
    local: &[command!("page", page)],
    reacts: &[
        reaction!(Came, file),
        reaction!(Came, file_again),
        reaction!(Filed, |tx, Filed { number }: Filed| async move { here(tx, 40 + number, "heard").await }),
        reaction!(Refused, note),
    ],
    ..Engine::EMPTY
};

static ENGINES: &[&Engine] = &[&desk::ENGINE, &TRIAL];

/// Runs a page on a fresh desk, and counts teams, mailboxes, mutations and changes afterwards.
async fn after(numbers: &[u128]) -> (Result<Capture>, [u64; 4], Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::sqlite(&folder.path().join("trial.db"), Engines(ENGINES), At::from_millis(0)).await.unwrap();
    let request = Request {
        mid: MutationId(Uuid::from_u128(7)),
        command: "trial.page".to_owned(),
        input: json!(numbers),
        at: At::from_millis(1_000),
        actor: Actor { person: PersonId(Uuid::nil()), device: DeviceId(Uuid::nil()) },
        deed: None,
    };
    let outcome = tx::run(store.begin().await.unwrap(), Engines(ENGINES), request).await;
    let db = store.reader();
    let rows = [
        team::Entity::find().count(db).await.unwrap(),
        mailbox::Entity::find().count(db).await.unwrap(),
        mutation::Entity::find().count(db).await.unwrap(),
        change::Entity::find().count(db).await.unwrap(),
    ];
    let mut names: Vec<String> =
        mailbox::Entity::find().all(db).await.unwrap().into_iter().map(|row| row.name).collect();
    names.sort();
    (outcome.map(|(_, capture)| capture), rows, names)
}

#[tokio::test]
async fn a_refused_reaction_undoes_what_it_wrote_and_announced_and_the_rest_of_the_page_stands() {
    let (outcome, rows, names) = after(&[0, REFUSED, 1]).await;
    let filed = ["filed", "filed", "filed again", "filed again", "heard", "heard"];
    let refused = ["trial.came 2: Not this one."; 2];
    assert_eq!(names, [&filed[..], &refused[..]].concat());
    assert_eq!(rows, [6, 8, 6, 6]);
    assert_eq!(outcome.unwrap().mutations.len(), 6, "a mutation that was undone is not told");
}

#[tokio::test]
async fn a_page_with_no_refusal_is_stored_whole() {
    assert_eq!(after(&[0, 1]).await.1, [6, 6, 6, 6]);
}

#[tokio::test]
async fn a_desk_that_cannot_write_just_now_ends_the_page_so_that_it_is_asked_for_again() {
    let (outcome, rows, _) = after(&[0, UNLUCKY]).await;
    assert_eq!(outcome.unwrap_err().code, Code::Busy);
    assert_eq!(rows, [0, 0, 0, 0]);
}

#[tokio::test]
async fn a_refusal_that_nobody_can_note_ends_the_page() {
    let (outcome, rows, _) = after(&[0, UNHEARD]).await;
    assert_eq!(outcome.unwrap_err().code, Code::Conflict);
    assert_eq!(rows, [0, 0, 0, 0]);
}
