//! The control door of the simulated service, for tests that are not written in Rust: `/__mail/…`, `/__fault`,
//! `/__modes`, `/__throttle`, `/__expire`, `/__clock/advance`, `/__log`, `/__violations`, `/__sent`.
//!
//! It takes plain JSON, needs no sign-in and is never part of what a client speaks.

use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::fault::{Armed, Fault};
use crate::http::{Answer, Call};

use super::World;
use super::model::NewMessage;
use super::state::{Modes, State, Throttle};

#[derive(Deserialize, Default)]
#[serde(default)]
struct Order {
    mailbox: String,
    id: String,
    folder: String,
    name: String,
    parent: String,
    changes: Value,
    message: Option<NewMessage>,
    seconds: f64,
    times: u32,
    retry_after: Option<String>,
}

/// Answers a call to the control door.
pub(crate) fn answer(world: &World, call: &Call) -> Answer {
    let done = match (call.method.as_str(), call.path.as_str()) {
        ("GET", path) => read(&world.state(), path),
        ("POST", "/__fault") => parse::<Fault>(&call.body).map(|fault| {
            world.state().faults.push(Armed::new(fault));
            json!({})
        }),
        ("POST", "/__modes") => parse::<Modes>(&call.body).map(|modes| {
            world.state().modes = modes;
            json!({})
        }),
        ("POST", path) => parse::<Order>(&call.body).and_then(|order| carry_out(world, path, order)),
        _ => None,
    };
    done.map_or_else(
        || Answer::json(400, &json!({ "error": "no such control, or its JSON does not fit" })),
        |value| Answer::json(200, &value),
    )
}

fn parse<T: for<'de> Deserialize<'de>>(body: &[u8]) -> Option<T> {
    serde_json::from_slice(body).ok()
}

fn read(state: &State, path: &str) -> Option<Value> {
    match path {
        "/__log" => serde_json::to_value(&state.log).ok(),
        "/__violations" => Some(json!({ "violations": state.breaches, "csdl": state.csdl_findings })),
        "/__sent" => serde_json::to_value(&state.sent).ok(),
        "/__modes" => serde_json::to_value(&state.modes).ok(),
        "/__mailboxes" => Some(json!(state.mailboxes.keys().collect::<Vec<_>>())),
        _ => None,
    }
}

fn carry_out(world: &World, path: &str, order: Order) -> Option<Value> {
    if path == "/__clock/advance" {
        let micros = std::time::Duration::try_from_secs_f64(order.seconds).ok()?;
        world.clock.advance(TimeDelta::from_std(micros).ok()?);
        return Some(json!({ "now": world.clock.now() }));
    }
    let now = world.clock.now();
    let mut state = world.state();
    let modes = state.modes.clone();
    let address = match order.mailbox.to_lowercase() {
        empty if empty.is_empty() => state.mailboxes.keys().next()?.clone(),
        address => address,
    };
    if path == "/__throttle" {
        let throttle = Throttle { left: order.times, retry_after: order.retry_after };
        state.throttles.insert(address, throttle);
        return Some(json!({}));
    }
    let mailbox = state.mailboxes.get_mut(&address)?;
    match path {
        "/__mail/deliver" => {
            let key = mailbox.arrive(order.message?, now)?;
            Some(json!({ "id": mailbox.messages.get(&key)?.immutable_id }))
        }
        "/__mail/move" => {
            let (key, to) = (mailbox.find(&order.id)?, mailbox.folder_key(&order.folder)?);
            mailbox.relocate(key, to, now, modes.move_rules()).then(|| json!({}))
        }
        "/__mail/delete" => mailbox.find(&order.id).and_then(|key| mailbox.remove(key, "deleted")).map(|_| json!({})),
        "/__mail/edit" => mailbox.edit(&order.id, &order.changes, now).then(|| json!({})),
        "/__mail/rename_folder" => {
            let key = mailbox.folder_key(&order.folder)?;
            mailbox.rename_folder(key, &order.name).then(|| json!({}))
        }
        "/__mail/create_folder" => {
            let parent = mailbox.folder_key(&order.parent);
            let key = mailbox.add_folder(&order.name, parent, None, false);
            Some(json!({ "id": mailbox.folders.get(&key)?.id }))
        }
        "/__mail/delete_folder" => {
            let key = mailbox.folder_key(&order.folder)?;
            mailbox.drop_folder(key).then(|| json!({}))
        }
        "/__expire" => {
            mailbox.expire_cursors();
            Some(json!({}))
        }
        _ => None,
    }
}
