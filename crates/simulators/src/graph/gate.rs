//! The way in: who asks, how many at once, how soon again, with which preferences; and the way out: log and headers.
//!
//! Everything a client must not do is written down here, whatever the request itself comes to.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::breach::Rule;
use crate::csdl::Csdl;
use crate::http::{Answer, Call};

use super::batch::throttled;
use super::query::Prefer;
use super::state::{LogEntry, State};
use super::{Inner, World, route};

/// Requests of one mailbox the service carries out at once.
const MOST_AT_ONCE: u32 = 4;

/// Method and path of a request, cursors cut out, for people.
pub(crate) fn shown(method: &str, segments: &[String], query: &str) -> String {
    let mut out = format!("{method} /{}", segments.join("/"));
    for (at, (name, value)) in url::form_urlencoded::parse(query.as_bytes()).enumerate() {
        let is_cursor = name.to_ascii_lowercase().ends_with("token");
        out.push(if at == 0 { '?' } else { '&' });
        out.push_str(&name);
        out.push('=');
        out.push_str(if is_cursor { "…" } else { &value });
    }
    out
}

/// Lets a call in and carries it out; gives the mailbox whose place it holds until it is answered.
pub(crate) fn admit(world: &World, call: &Call) -> (Answer, Option<String>) {
    let mut state = world.state();
    state.requests += 1;
    let request = shown(&call.method, &route::segments(&call.path), &call.query);
    let now = world.clock.now();
    let address = match signed_in(&mut state, call, &request, now) {
        Ok(address) => address,
        Err(answer) => return (answer, None),
    };
    let inner = Inner {
        method: call.method.clone(),
        path: call.path.clone(),
        query: call.query.clone(),
        prefer: Prefer::read(&call.headers),
        body: serde_json::from_slice(&call.body).unwrap_or(Value::Null),
        is_batched: false,
    };
    if state.is_early(&address, now, &request) {
        state.breach(Rule::EarlyRetry, &request, "the Retry-After of an earlier answer has not passed");
    }
    let count = state.in_flight.entry(address.clone()).or_default();
    *count += 1;
    let count = *count;
    state.most_in_flight = state.most_in_flight.max(count);
    let mut answer = if count > MOST_AT_ONCE {
        state.breach(Rule::TooManyAtOnce, &request, format!("{count} requests at once"));
        refused(&mut state, &address, &inner, &request, now)
    } else if take_throttle(&mut state, &address) {
        refused(&mut state, &address, &inner, &request, now)
    } else {
        world.perform(&mut state, &address, &inner)
    };
    let retry_after = answer.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("retry-after"));
    if let (Some((_, wait)), 429 | 503) = (retry_after, answer.status) {
        state.hold(&address, now, &request, wait);
    }
    if let Some(id) = call.header("client-request-id") {
        answer = answer.with("client-request-id", id);
    }
    (answer, Some(address))
}

fn take_throttle(state: &mut State, address: &str) -> bool {
    match state.throttles.get_mut(address) {
        Some(throttle) if throttle.left > 0 => {
            throttle.left -= 1;
            true
        }
        _ => false,
    }
}

fn refused(state: &mut State, address: &str, inner: &Inner, request: &str, now: DateTime<Utc>) -> Answer {
    let retry_after = state.throttles.get(address).and_then(|throttle| throttle.retry_after.clone());
    let mut answer = throttled();
    if let Some(wait) = retry_after {
        answer = answer.with("Retry-After", wait);
    }
    log(state, address, inner, request, &answer, now);
    dress(answer, inner, state)
}

fn signed_in(state: &mut State, call: &Call, request: &str, now: DateTime<Utc>) -> Result<String, Answer> {
    let refuse = |message: &str| {
        Answer::error(401, "InvalidAuthenticationToken", message).with(
            "WWW-Authenticate",
            "Bearer realm=\"\", authorization_uri=\"https://login.example/common/oauth2/v2.0/authorize\"",
        )
    };
    let Some(token) = call.header("authorization").and_then(|value| value.strip_prefix("Bearer ")) else {
        state.breach(Rule::MissingBearer, request, "no bearer token");
        return Err(refuse("Access token is empty."));
    };
    let Some(bearer) = state.bearers.get(token).cloned() else {
        state.breach(Rule::UnknownBearer, request, "a bearer token that was never issued");
        return Err(refuse("Access token validation failure."));
    };
    if bearer.is_revoked {
        return Err(refuse("Access token has been revoked."));
    }
    if bearer.expires_at <= now {
        state.breach(Rule::ExpiredBearer, request, format!("expired at {}", bearer.expires_at));
        return Err(refuse("Lifetime validation failed, the token is expired."));
    }
    Ok(bearer.address)
}

/// Notes wrong or missing preferences.
pub(crate) fn check_prefer(state: &mut State, inner: &Inner, request: &str) {
    // The preference of a batch is that of its items: the envelope itself carries no ids.
    if !inner.prefer.is_immutable && !inner.path.ends_with("$batch") {
        state.breach(Rule::MissingIdType, request, "no Prefer: IdType=\"ImmutableId\"");
    }
    if inner.prefer.allows_unsafe_html {
        state.breach(Rule::UnsafeHtml, request, "Prefer: outlook.allow-unsafe-html");
    }
}

/// Notes requests the service itself refused as wrong.
pub(crate) fn record_refusal(state: &mut State, answer: &Answer, request: &str) {
    let Some(error) = answer.value().and_then(|body| body.get("error").cloned()).filter(|_| answer.status >= 400)
    else {
        return;
    };
    let text = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let code = text("code");
    let rule = match answer.status {
        404 if code == "ResourceNotFound" => Rule::WrongPath,
        405 => Rule::WrongMethod,
        403 => Rule::SensitiveEdit,
        // What a mailbox can come to by itself is no fault of the client.
        400 if !code.starts_with("SyncState") && code != "resyncRequired" && code != "ErrorInvalidRecipients" => {
            Rule::BadRequest
        }
        500 => Rule::BadRequest,
        _ => return,
    };
    if !(rule == Rule::BadRequest && request.ends_with("/$batch")) {
        state.breach(rule, request, format!("{code}: {}", text("message")));
    }
}

/// Holds request and answer against Microsoft's own metadata, when there is some.
pub(crate) fn check_schema(
    csdl: Option<&Csdl>,
    state: &mut State,
    inner: &Inner,
    segments: &[String],
    answer: &Answer,
) {
    let Some(csdl) = csdl else { return };
    if inner.path.ends_with("$batch") || answer.status == 404 {
        return;
    }
    let request = shown(&inner.method, segments, &inner.query);
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(inner.query.as_bytes()).into_owned().collect();
    let below = segments.split_first().map_or(&[][..], |(_, rest)| rest);
    let mut findings = csdl.check_request(below, &pairs, &inner.body);
    if answer.status < 300
        && let Some(body) = answer.value()
    {
        findings.extend(csdl.check_response(below, &body));
    }
    state.csdl_findings.extend(findings.into_iter().map(|finding| format!("{request}: {finding}")));
}

/// Writes a request down.
pub(crate) fn log(state: &mut State, address: &str, inner: &Inner, request: &str, answer: &Answer, now: DateTime<Utc>) {
    let path = request.split_once(' ').map_or(request, |(_, path)| path);
    let is_envelope = inner.path.ends_with("$batch");
    state.record(LogEntry {
        at: now,
        mailbox: address.to_owned(),
        method: inner.method.clone(),
        path: path.to_owned(),
        prefer: inner.prefer.text.clone(),
        body: if is_envelope { Value::Null } else { inner.body.clone() },
        status: if answer.cut_after == Some(0) { 0 } else { answer.status },
        is_batched: inner.is_batched,
    });
}

/// The headers every answer carries, and the request id in an error.
pub(crate) fn dress(mut answer: Answer, inner: &Inner, state: &State) -> Answer {
    if let (Some(applied), ..400) = (inner.prefer.applied(), answer.status) {
        answer = answer.with("Preference-Applied", applied);
    }
    let id = format!("00000000-0000-4000-8000-{:012x}", state.requests);
    if answer.status >= 400
        && let Some(mut body) = answer.value()
    {
        if let Some(error) = body.get_mut("error").and_then(Value::as_object_mut) {
            let inner_error = error.entry("innerError").or_insert_with(|| serde_json::json!({}));
            if let Some(fields) = inner_error.as_object_mut() {
                fields.insert("request-id".into(), Value::String(id.clone()));
            }
        }
        answer.body = body.to_string().into_bytes();
    }
    if inner.is_batched { answer } else { answer.with("request-id", id).with("OData-Version", "4.0") }
}
