//! `$batch`: up to twenty requests in one, each checked as strictly as if it came alone.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use crate::breach::Rule;
use crate::http::Answer;

use super::query::Prefer;
use super::state::State;
use super::{Inner, World, gate};

const MOST_ITEMS: usize = 20;

/// Answers a batch of one mailbox.
pub(crate) fn answer(world: &World, state: &mut State, address: &str, body: &Value) -> Answer {
    let Some(requests) = body.get("requests").and_then(Value::as_array) else {
        return refuse(state, Rule::BadRequest, "Invalid batch payload format.");
    };
    if requests.len() > MOST_ITEMS {
        return refuse(state, Rule::BatchTooLarge, "Number of batch request steps exceeds the maximum value of 20.");
    }
    let ids: Vec<&str> = requests.iter().filter_map(|item| item.get("id").and_then(Value::as_str)).collect();
    if ids.len() != requests.len() {
        return refuse(state, Rule::BadRequest, "Every batch item needs an id.");
    }
    if ids.iter().collect::<HashSet<_>>().len() != ids.len() {
        return refuse(state, Rule::BatchIdTwice, "Request Id has to be unique in a batch.");
    }
    let mut statuses: HashMap<&str, u16> = HashMap::new();
    let mut responses = Vec::new();
    for (id, item) in ids.iter().zip(requests) {
        let answer = one(world, state, address, item, &statuses);
        statuses.insert(id, answer.status);
        responses.push(written(id, &answer));
    }
    if state.modes.shuffle_batches {
        shuffle(&mut responses, state.requests);
    }
    Answer::json(200, &json!({ "responses": responses }))
}

fn refuse(state: &mut State, rule: Rule, message: &str) -> Answer {
    state.breach(rule, "POST /$batch", message);
    Answer::error(400, "BadRequest", message)
}

fn one(world: &World, state: &mut State, address: &str, item: &Value, before: &HashMap<&str, u16>) -> Answer {
    let waits_for = item.get("dependsOn").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    for id in waits_for {
        if before.get(id).is_none_or(|status| *status >= 400) {
            return Answer::error(424, "FailedDependency", "Failed Dependency");
        }
    }
    let text = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default();
    let (method, url) = (text("method").to_uppercase(), text("url"));
    let headers: HashMap<String, String> = item
        .get("headers")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name.to_ascii_lowercase(), value.as_str()?.to_owned())))
        .collect();
    let body = item.get("body").cloned().unwrap_or(Value::Null);
    let request = format!("{method} {url}");
    if !body.is_null() && !headers.contains_key("content-type") {
        state.breach(Rule::BatchItemWithoutContentType, &request, "a body needs a Content-Type header");
        return Answer::error(400, "BadRequest", "Write request has a body but no content-type header.");
    }
    if !url.starts_with('/') {
        state.breach(Rule::WrongPath, &request, "batch urls are relative and begin with a slash");
        return Answer::error(400, "BadRequest", "Invalid relative URI.");
    }
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let inner = Inner {
        method,
        path: format!("/v1.0{path}"),
        query: query.to_owned(),
        prefer: Prefer::parse(headers.get("prefer").map_or("", String::as_str)),
        body,
        is_batched: true,
    };
    if state.modes.throttle_batch_items > 0 {
        state.modes.throttle_batch_items -= 1;
        let answer = throttled().with("Retry-After", "1");
        gate::log(state, address, &inner, &request, &answer, world.clock.now());
        return gate::dress(answer, &inner, state);
    }
    world.perform(state, address, &inner)
}

/// The answer of a mailbox that is asked too much.
pub(crate) fn throttled() -> Answer {
    Answer::error(429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit.")
}

fn written(id: &str, answer: &Answer) -> Value {
    let headers: serde_json::Map<String, Value> =
        answer.headers.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    let mut out = json!({ "id": id, "status": answer.status, "headers": headers });
    if let (Some(fields), Some(body)) = (out.as_object_mut(), answer.value()) {
        fields.insert("body".into(), body);
    }
    out
}

/// Another order, the same for the same run.
fn shuffle(responses: &mut [Value], turn: u64) {
    let shift = usize::try_from(turn).unwrap_or(0) % responses.len().max(1);
    responses.rotate_left(shift);
    responses.reverse();
}
