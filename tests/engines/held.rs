//! Writes wait and answers are remembered inside a transaction; nobody who asks can tell.

use std::collections::BTreeMap;

use pebble_core::{
    engines::email::model::{MailboxId, mailbox},
    kernel::{
        Actor, At, DeviceId, Engine, Engines, MutationId, PersonId, Result, Tx, desk,
        engine::Command,
        shapes::Shapes,
        table,
        tx::{self, Request},
    },
};
use pebble_store::Store;
use proptest::prelude::*;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

/// What a command does with a few rows, of which `address` decides and `name` does not.
#[derive(Debug, Clone, Serialize, Deserialize)]
enum Act {
    Make(u8, String),
    Readdress(u8, String),
    Rename(u8, String),
    Remove(u8),
    AskFor(u8),
    AskWhere(String),
    AskHowMany,
}

fn row(number: u8, address: &str) -> mailbox::Model {
    mailbox::Model {
        id: MailboxId(Uuid::from_u128(u128::from(number))),
        address: address.to_owned(),
        name: "new".to_owned(),
        synced_at: None,
        connected_at: At::from_millis(0),
        puts_junk_away: true,
    }
}

/// A row in short.
fn short(row: &mailbox::Model) -> Value {
    json!([row.id.0.as_u128().to_string(), row.address, row.name])
}

async fn carry_out(tx: &mut Tx, acts: Vec<Act>) -> Result<Vec<Value>> {
    let mut answers = Vec::new();
    for act in acts {
        match act {
            Act::Make(number, address) => tx.insert(&row(number, &address)).await?,
            Act::Readdress(number, address) => {
                let before: mailbox::Model = tx.get(row(number, "").id).await?;
                tx.update(&before, &mailbox::Model { address, ..before.clone() }).await?;
            }
            Act::Rename(number, name) => {
                let before: mailbox::Model = tx.get(row(number, "").id).await?;
                tx.update(&before, &mailbox::Model { name, ..before.clone() }).await?;
            }
            Act::Remove(number) => {
                let before: mailbox::Model = tx.get(row(number, "").id).await?;
                tx.remove(&before).await?;
            }
            Act::AskFor(number) => {
                let found: Option<mailbox::Model> = tx.read().find(row(number, "").id).await?;
                answers.push(json!(found.as_ref().map(short)));
            }
            Act::AskWhere(address) => {
                let question = mailbox::Entity::find().filter(mailbox::Column::Address.eq(address));
                let found: Vec<mailbox::Model> = tx.read().all(question.order_by_asc(mailbox::Column::Id)).await?;
                answers.push(found.iter().map(short).collect());
            }
            Act::AskHowMany => answers.push(json!(mailbox::Entity::find().count(tx.read().db()).await?)),
        }
    }
    Ok(answers)
}

const TRIAL: Engine = Engine {
    name: "trial",
    tables: &[table::<mailbox::Model>()],
    local: &[Command {
        name: "script",
        run: |tx, input| {
            Box::pin(async move {
                let acts = serde_json::from_value(input).unwrap();
                Ok(json!(carry_out(tx, acts).await?))
            })
        },
        types: |_| {},
        shapes: Shapes::of::<(), ()>,
    }],
    ..Engine::EMPTY
};

static ENGINES: &[&Engine] = &[&desk::ENGINE, &TRIAL];

/// The rows as anybody would keep them, and what is answered from them. An act that cannot be is left out.
fn imagine(rows: &mut BTreeMap<u8, (String, String)>, acts: Vec<Act>) -> (Vec<Act>, Vec<Value>) {
    let mut answers = Vec::new();
    let said = |number: &u8, (address, name): &(String, String)| json!([number.to_string(), address, name]);
    let possible = acts.into_iter().filter(|act| {
        match act {
            Act::Make(number, _) if rows.contains_key(number) => return false,
            Act::Make(number, address) => _ = rows.insert(*number, (address.clone(), "new".to_owned())),
            Act::Readdress(number, address) => match rows.get_mut(number) {
                Some(row) => row.0.clone_from(address),
                None => return false,
            },
            Act::Rename(number, name) => match rows.get_mut(number) {
                Some(row) => row.1.clone_from(name),
                None => return false,
            },
            Act::Remove(number) => return rows.remove(number).is_some(),
            Act::AskFor(number) => answers.push(json!(rows.get(number).map(|row| said(number, row)))),
            Act::AskWhere(address) => {
                let found = rows.iter().filter(|(_, row)| row.0 == *address);
                answers.push(found.map(|(number, row)| said(number, row)).collect());
            }
            Act::AskHowMany => answers.push(json!(rows.len())),
        }
        true
    });
    (possible.collect(), answers)
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let number = || 0..4_u8;
    let address = || "[ab]";
    let act = prop_oneof![
        3 => (number(), address()).prop_map(|(number, address)| Act::Make(number, address)),
        2 => (number(), address()).prop_map(|(number, address)| Act::Readdress(number, address)),
        2 => (number(), "[xy]").prop_map(|(number, name)| Act::Rename(number, name)),
        1 => number().prop_map(Act::Remove),
        2 => number().prop_map(Act::AskFor),
        3 => address().prop_map(Act::AskWhere),
        1 => Just(Act::AskHowMany),
    ];
    proptest::collection::vec(act, 1..40)
}

async fn run(store: &Store, number: u128, acts: &[Act]) -> Value {
    let request = Request {
        mid: MutationId(Uuid::from_u128(number)),
        command: "trial.script".to_owned(),
        input: json!(acts),
        at: At::from_millis(1_000),
        actor: Actor { person: PersonId(Uuid::nil()), device: DeviceId(Uuid::nil()) },
        deed: None,
    };
    tx::run(store.begin().await.unwrap(), Engines(ENGINES), request).await.unwrap().0
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_command_writes_and_asks_it_is_answered_as_if_each_write_went_at_once(first in acts(), second in acts()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("trial.db");
            let store = Store::sqlite(&file, Engines(ENGINES), At::from_millis(0)).await.unwrap();
            let mut rows = BTreeMap::new();
            // The second finds what the first left, on the disk and not in memory.
            for (number, acts) in [(1, first), (2, second)] {
                let (possible, expected) = imagine(&mut rows, acts);
                assert_eq!(run(&store, number, &possible).await, json!(expected));
            }
            let kept = mailbox::Entity::find().order_by_asc(mailbox::Column::Id).all(store.reader()).await.unwrap();
            let kept: Vec<Value> = kept.iter().map(short).collect();
            let imagined = rows.iter().map(|(number, row)| json!([number.to_string(), row.0, row.1]));
            assert_eq!(kept, imagined.collect::<Vec<_>>());
            store.close().await;
        });
    }
}
