//! The sign-in of a device: a key pair whose secret half never leaves it, a token for minutes, and one that renews both
//! and is good once (sync.md 4.10).
//!
//! A refresh token that was replaced is taken once more as long as its successor has renewed nothing: the reply that
//! carried it may have been lost. Whoever shows an older one, with the device's own signature, holds a copy of the
//! device: the sign-in ends for all copies, and the person asks for another invitation. Nothing is lost by it, and the
//! device's work is taken again afterwards. A wrong signature ends nothing, so that who has seen a token can not lock
//! its device out. A token that this office made later than any that it remembers means that a backup of its database
//! was put back: it is taken, so that the desks heal what was lost.
//!
//! What first proves whose a device is: an invitation, a name with a password ([`accounts`]), or the word of an identity
//! provider ([`provider`]).

pub(crate) mod accounts;
pub(crate) mod provider;

use std::net::SocketAddr;

use axum::{
    body::Bytes,
    extract::{ConnectInfo, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use pebble_core::kernel::ids::derive;
use pebble_sync::{Device, Millis, Person, StoreError, server_store::ServerTx, wire::Stop};
use ring::signature::{ED25519, UnparsedPublicKey};
use sea_orm::{ActiveValue::Set, EntityTrait, QuerySelect, sea_query::OnConflict};
use serde::{Deserialize, Serialize};

use crate::{
    body,
    fault::said,
    http::{App, failed, knocking, now, too_much},
    rows::sign_in,
    run::random,
    store::SqlStore,
};

/// How long an access token is good, in milliseconds.
const ACCESS: i64 = 10 * 60_000;
/// How long a refresh token is good, in milliseconds.
const REFRESH: i64 = 30 * 24 * 3_600_000;
/// Bytes of a public key.
const KEY: usize = 32;
const USED: &str = "The invitation was used, has ended, or is not of this office: ask for another.";

/// What `register` is sent.
#[derive(Deserialize)]
struct Register {
    /// The computer's.
    name: String,
    key: String,
    #[serde(flatten)]
    proof: Proof,
}

/// What proves whose a new device is.
#[derive(Deserialize)]
#[serde(untagged)]
enum Proof {
    Invitation { invitation: String },
    Password { login: String, password: String },
    Identity { id_token: String },
}

/// How people may sign in here.
#[derive(Serialize)]
struct Ways {
    /// By name and password, once they have set them.
    password: bool,
    /// At a provider.
    provider: Option<Way>,
}

/// Where a desk signs its person in.
#[derive(Serialize)]
struct Way {
    issuer: String,
    client: String,
}

/// How people may sign in here: anybody may ask.
pub(crate) async fn ways(
    State(app): State<App>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Response {
    if let Err(wait) = app.doorman.address(from.ip()) {
        return too_much(&app, wait);
    }
    let provider = app.checker.as_ref().map(|checker| {
        let provider = &checker.provider;
        Way { issuer: provider.issuer.clone(), client: provider.client.clone() }
    });
    body::json(&headers, StatusCode::OK, &Ways { password: app.has_passwords, provider })
}

/// What `refresh` is sent.
#[derive(Deserialize)]
struct Refresh {
    refresh: String,
    signature: String,
}

/// Fresh tokens.
#[derive(Serialize)]
struct Tokens {
    access: String,
    access_until: Millis,
    refresh: String,
}

/// What a device is told that was taken in.
#[derive(Serialize)]
struct Registered {
    device: Device,
    person: Person,
    #[serde(flatten)]
    tokens: Tokens,
}

/// How a renewal ended.
enum Renewed {
    Tokens(Tokens),
    Revoked,
    No,
}

/// What of a refresh token is kept.
fn print(token: &str) -> String {
    blake3::hash(token.as_bytes()).to_hex().to_string()
}

/// Tokens of a device; what renews them is good until the instant beside them.
fn fresh(app: &App, device: Device) -> (Tokens, Millis) {
    let (access_until, until) = (now(app).plus(ACCESS), now(app).plus(REFRESH));
    let refresh = app.keys.refresh(device, random(), until);
    (Tokens { access: app.keys.access(device, access_until), access_until, refresh }, until)
}

async fn find(tx: &crate::tx::SqlTx, device: Device) -> Result<Option<sign_in::Model>, StoreError> {
    sign_in::Entity::find_by_id(device.0).lock_exclusive().one(tx.db()?).await.map_err(said)
}

async fn put(tx: &crate::tx::SqlTx, row: sign_in::Model) -> Result<(), StoreError> {
    let replace = OnConflict::column(sign_in::Column::DeviceId)
        .update_columns([sign_in::Column::Current, sign_in::Column::Before, sign_in::Column::Until])
        .to_owned();
    let row = sign_in::ActiveModel {
        device_id: Set(row.device_id),
        key: Set(row.key),
        current: Set(row.current),
        before: Set(row.before),
        until: Set(row.until),
    };
    sign_in::Entity::insert_many([row]).on_conflict(replace).exec_without_returning(tx.db()?).await.map_err(said)?;
    Ok(())
}

impl SqlStore {
    /// Writes down the tokens of a device that shows this key; false when the invitation made another device, or one
    /// whose sign-in has ended: that takes another invitation.
    async fn signed_in(&self, device: Device, key: &str, mark: String, until: Millis) -> Result<bool, StoreError> {
        let tx = pebble_sync::server_store::ServerStore::begin(self).await?;
        if find(&tx, device).await?.is_some_and(|row| row.key != key || row.current.is_none()) {
            return Ok(false);
        }
        let row = sign_in::Model {
            device_id: device.0,
            key: key.to_owned(),
            current: Some(mark),
            before: None,
            until: until.0,
        };
        put(&tx, row).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// Takes a device in. A reply that was lost is given again to who shows the same key.
pub(crate) async fn register(
    State(app): State<App>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let asked: Register = match knocking(&app, from, &headers, &body) {
        Ok(asked) => asked,
        Err(response) => return *response,
    };
    if STANDARD.decode(&asked.key).map_or(true, |key| key.len() != KEY) {
        let wrong = "key takes the 32 bytes of an Ed25519 public key, in base64.";
        return (StatusCode::UNPROCESSABLE_ENTITY, wrong).into_response();
    }
    let (person, device) = match whose(&app, &asked).await {
        Ok(proven) => proven,
        Err(response) => return *response,
    };
    let name: String = asked.name.chars().take(100).collect();
    let (tokens, until) = fresh(&app, device);
    let taken = async {
        app.sql.enrol(device, person, &name).await?;
        app.sql.signed_in(device, &asked.key, print(&tokens.refresh), until).await
    };
    match taken.await {
        Ok(true) => body::json(&headers, StatusCode::OK, &Registered { device, person, tokens }),
        Ok(false) => (StatusCode::FORBIDDEN, USED).into_response(),
        Err(cause) => failed(&app, &cause),
    }
}

/// Whose a new device is, and its id.
async fn whose(app: &App, asked: &Register) -> Result<(Person, Device), Box<Response>> {
    let no = |said: String| Box::new((StatusCode::FORBIDDEN, said).into_response());
    let of_key = |person: Person| (person, Device(derive(&[b"device of", person.0.as_bytes(), asked.key.as_bytes()])));
    match &asked.proof {
        Proof::Invitation { invitation } => app.keys.invited(invitation, now(app)).ok_or_else(|| no(USED.to_owned())),
        Proof::Password { login, password } if app.has_passwords => {
            match accounts::person(app, login, password.clone()).await {
                Ok(Ok(Some(person))) => Ok(of_key(person)),
                Ok(Ok(None)) => Err(no("The name or the password is wrong.".to_owned())),
                Ok(Err(wait)) => Err(Box::new(too_much(app, wait))),
                Err(cause) => Err(Box::new(failed(app, &cause))),
            }
        }
        Proof::Identity { id_token } if let Some(checker) = &app.checker => {
            let now = pebble_core::kernel::At::from_millis(now(app).0);
            let identity = checker.identity(id_token, &asked.key, now).await.map_err(|untrue| match untrue {
                provider::Untrue::Unproven(why) => no(why),
                provider::Untrue::Unreachable(why) => Box::new((StatusCode::BAD_GATEWAY, why).into_response()),
            })?;
            let person = provider::person(app, &identity).await;
            person.map(of_key).map_err(|cause| Box::new(failed(app, &cause)))
        }
        Proof::Password { .. } | Proof::Identity { .. } => Err(no("This office signs in another way.".to_owned())),
    }
}

/// Renews the tokens of a device.
pub(crate) async fn refresh(
    State(app): State<App>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let asked: Refresh = match knocking(&app, from, &headers, &body) {
        Ok(asked) => asked,
        Err(response) => return *response,
    };
    match renew(&app, &asked).await {
        Ok(Renewed::Tokens(tokens)) => body::json(&headers, StatusCode::OK, &tokens),
        Ok(Renewed::Revoked) => body::json(&headers, StatusCode::FORBIDDEN, &Stop::Revoked),
        Ok(Renewed::No) => {
            (StatusCode::UNAUTHORIZED, "The sign-in of this desk has ended: ask for a new invitation.").into_response()
        }
        Err(cause) => failed(&app, &cause),
    }
}

async fn renew(app: &App, asked: &Refresh) -> Result<Renewed, StoreError> {
    let Some((device, shown_until)) = app.keys.refreshes(&asked.refresh) else { return Ok(Renewed::No) };
    let mut tx = pebble_sync::server_store::ServerStore::begin(&app.sql).await?;
    let Some(row) = find(&tx, device).await? else { return Ok(Renewed::No) };
    if !is_signed(&row.key, asked) {
        return Ok(Renewed::No);
    }
    if tx.lock_device(device).await?.is_none_or(|device| device.is_revoked) {
        return Ok(Renewed::Revoked);
    }
    let Some(current) = row.current.clone() else { return Ok(Renewed::No) };
    let shown = print(&asked.refresh);
    let is_known = shown == current || row.before.as_ref() == Some(&shown);
    let is_newer = shown_until.is_some_and(|until| until.0 > row.until);
    if !is_known && is_newer {
        tracing::warn!(device = %device.0, "a sign-in is newer than this database: has a backup been put back?");
    } else if !is_known {
        tracing::warn!(device = %device.0, "an old refresh token was shown: the sign-in ends");
        put(&tx, sign_in::Model { current: None, before: None, ..row }).await?;
        tx.commit().await?;
        return Ok(Renewed::No);
    }
    if now(app).0 >= shown_until.map_or(row.until, |until| until.0) {
        return Ok(Renewed::No);
    }
    let (tokens, until) = fresh(app, device);
    let next = sign_in::Model { current: Some(print(&tokens.refresh)), before: Some(shown), until: until.0, ..row };
    put(&tx, next).await?;
    tx.commit().await?;
    Ok(Renewed::Tokens(tokens))
}

fn is_signed(key: &str, asked: &Refresh) -> bool {
    let (Ok(key), Ok(signature)) = (STANDARD.decode(key), STANDARD.decode(&asked.signature)) else { return false };
    let text = format!("pebble refresh {}", asked.refresh);
    UnparsedPublicKey::new(&ED25519, key).verify(text.as_bytes(), &signature).is_ok()
}
