//! Bringing a desk into an office, with everything that was done on it before.
//!
//! An invitation and a fresh key pair make a device of the office. What the desk has done so far stands in its log:
//! all of it goes into the outbox, in the name of the person that the office knows, and the shared rows are made again
//! from there, as if it had been done in the office from the start. A note beside the database says how far that has
//! come, so that a desk that was killed in between goes on where it was.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use pebble_core::{
    engines::ENGINES,
    kernel::{
        Actor, Clock, DeviceId, Error, MutationId as Mid, PersonId, Result, effect::row as effect, engine::Endpoint,
        log::mutation, tx::required_by,
    },
};
use pebble_store::Store;
use pebble_sync::{
    Device, Millis, Mutation, MutationId, Person,
    client_store::{ClientStore, ClientTx, Outbox},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use url::Url;

use super::{
    Office, OfficeState,
    fault::told,
    lease::Lease,
    link::{Link, Shown, address, shown},
    provider::id_token,
    store::DeskStore,
    tokens::{Tokens, new_pair, public},
};
use crate::Desk;

const FILE: &str = "office.json";
/// The file of unsent work, in the desk's folder.
const OUTBOX: &str = "outbox.db";

/// What joining asks for.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct JoinOffice {
    /// Where the server is.
    pub address: String,
    /// What proves whose desk this is.
    pub proof: JoinProof,
}

/// What proves whose desk this is.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum JoinProof {
    /// What the office gave out for this desk.
    Invitation {
        /// As it was given.
        invitation: String,
    },
    /// The name that its person has chosen at another desk.
    Password {
        /// The name.
        login: String,
        /// The password.
        password: String,
    },
    /// A sign-in at the office's provider, in the browser.
    Provider,
}

/// Which office is asked.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OfOffice {
    /// Where the server is.
    pub address: String,
}

/// How people may sign in at an office.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OfficeWays {
    /// By name and password.
    pub password: bool,
    /// At a provider: its host, as people know it.
    pub provider: Option<String>,
}

/// Which office, and as whom.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Membership {
    /// Where the server is.
    pub(crate) address: Url,
    /// Its device.
    pub(crate) device: DeviceId,
    /// Whose desk it is.
    pub(crate) person: PersonId,
    /// What was done before is in the outbox, and the rows were made again from it.
    pub(crate) has_moved_in: bool,
}

impl Membership {
    pub(crate) fn actor(&self) -> Actor {
        Actor { person: self.person, device: self.device }
    }

    /// Writes it down; when this returns it is there after a power cut.
    fn write(&self, folder: &Path) -> Result<()> {
        let file = path(folder);
        let bytes = serde_json::to_vec(self).map_err(Error::broken)?;
        crate::identity::replace(&file, &bytes).map_err(Error::broken)
    }
}

fn path(folder: &Path) -> PathBuf {
    folder.join(FILE)
}

/// The desk's office, if it has joined one.
///
/// # Errors
/// A sentence when the note cannot be read.
pub(crate) fn membership(folder: &Path) -> std::result::Result<Option<Membership>, String> {
    let file = path(folder);
    match std::fs::read(&file) {
        Ok(bytes) => {
            serde_json::from_slice(&bytes).map(Some).map_err(|why| format!("{} is damaged: {why}", file.display()))
        }
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(why) => Err(format!("{} cannot be read: {why}", file.display())),
    }
}

/// Shows the invitation, writes down whose desk this is from now on, and moves in.
///
/// # Errors
/// What the server or the keyring refuses; nothing of the desk has changed then.
pub(crate) async fn join(desk: &Desk, join: JoinOffice) -> Result<()> {
    let mut address = address(&join.address)?;
    is_filled(&join.proof)?;
    if let Some(office) = desk.office().await {
        let there = &office.membership.address;
        if shown(there) != shown(&address) {
            return Err(Error::conflict(format!("This desk belongs to the office at {}.", shown(there))));
        }
        // People are shown the address without what the server is known by; the desk has not forgotten it.
        if address.fragment().is_none() {
            address = there.clone();
        }
    }
    let (link, tokens) = (Link::to(&address)?, &desk.0.office_keys);
    let pair = match tokens.pair().await {
        Some(pair) => pair,
        None => new_pair()?,
    };
    let key = public(&pair)?;
    let proof = match join.proof {
        JoinProof::Invitation { invitation } => Shown::Invitation { invitation: invitation.trim().to_owned() },
        JoinProof::Password { login, password } => Shown::Password { login, password },
        JoinProof::Provider => {
            let way = link.ways().await?.provider;
            let way = way.ok_or_else(|| Error::conflict("This office has no sign-in page: use an invitation."))?;
            Shown::Identity { id_token: id_token(&way, &key, &*desk.0.browser).await? }
        }
    };
    let registered = link.register(&proof, &name_of_computer(), &key).await?;
    let (device, person) = (DeviceId(registered.device), PersonId(registered.person));
    let before = desk.office().await;
    if before.as_ref().is_some_and(|office| office.membership.person != person) {
        // Before anything is kept: the desk goes on as who it is.
        return Err(Error::conflict("This invitation is for somebody else. Ask for one for yourself."));
    }
    tokens.keep(pair, registered.fresh).await?;
    let membership = Membership { address, device, person, has_moved_in: before.is_some() };
    membership.write(&desk.0.folder)?;
    match before {
        None => desk.enter_office(membership).await,
        Some(office) => again(desk, &office, device).await,
    }
}

fn is_filled(proof: &JoinProof) -> Result<()> {
    let missing = |field: &str, said: &str| Err(Error::invalid(field, said));
    match proof {
        JoinProof::Invitation { invitation } if invitation.trim().is_empty() => {
            missing("invitation", "Please paste the invitation that your office gave you.")
        }
        JoinProof::Password { login, .. } if login.trim().is_empty() => missing("login", "Please say your name here."),
        JoinProof::Password { password, .. } if password.is_empty() => missing("password", "Please say your password."),
        _ => Ok(()),
    }
}

/// How people may sign in at an office.
///
/// # Errors
/// `Invalid` naming `address`, and when the server cannot be reached.
pub(crate) async fn ways(of: OfOffice) -> Result<OfficeWays> {
    let ways = Link::to(&address(&of.address)?)?.ways().await?;
    let host = |way: super::provider::Way| Url::parse(&way.issuer).ok()?.host_str().map(str::to_owned);
    Ok(OfficeWays { password: ways.password, provider: ways.provider.and_then(host) })
}

/// A desk that the office did not know any more, or that was cloned from a backup, is a new device of the same person.
async fn again(desk: &Desk, office: &Office, device: DeviceId) -> Result<()> {
    let mut session = desk.0.session.lock().await;
    office.client.adopt(&mut session, Device(device.0)).await.map_err(told)?;
    drop(session);
    desk.note_office(|standing| (standing.state, standing.message) = (OfficeState::Reading, None));
    desk.0.office_kick.notify_one();
    Ok(())
}

fn name_of_computer() -> String {
    let named = ["COMPUTERNAME", "HOSTNAME"].iter().find_map(|name| std::env::var(name).ok());
    named.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| "A desk".to_owned())
}

/// Opens the desk's share of an office, and moves in if that is not done yet. `alone` is who the desk was before.
///
/// # Errors
/// The database's.
pub(crate) async fn open(place: Place<'_>, mut membership: Membership, alone: Actor) -> Result<Office> {
    let file = Store::outbox(&place.folder.join(OUTBOX)).await.map_err(|why| Error::broken(why.to_string()))?;
    let clock = Arc::clone(place.clock);
    let store = DeskStore::new(place.store.clone(), file, ENGINES, clock, membership.actor());
    if !membership.has_moved_in {
        move_in(&store, &membership, alone).await?;
        membership.has_moved_in = true;
        membership.write(place.folder)?;
    }
    let lease = Lease::open(place.folder, place.clock.now());
    let office = Office::new(membership, store, Arc::clone(place.tokens), lease)?;
    office.client.wake().await.map_err(told)?;
    Ok(office)
}

/// Where an office is opened.
pub(crate) struct Place<'a> {
    /// The desk's folder.
    pub(crate) folder: &'a Path,
    /// Its database.
    pub(crate) store: &'a Store,
    /// Its clock.
    pub(crate) clock: &'a Arc<dyn Clock>,
    /// Its sign-in.
    pub(crate) tokens: &'a Arc<Tokens>,
}

/// Takes the work of before along.
async fn move_in(store: &DeskStore, membership: &Membership, alone: Actor) -> Result<()> {
    if store.ends().await.map_err(told)?.is_none() {
        let mut log = mutation::Entity::find().order_by_asc(mutation::Column::Seq).all(store.reader()).await?;
        // What the desk has seen itself while it was alone, the office has not.
        log.retain(|row| !matches!(ENGINES.endpoint(&row.name), Ok(Endpoint::Observed(_))));
        let answers: HashMap<Mid, String> =
            log.iter().filter(|row| is_central(&row.name)).map(|row| (row.mid, row.output.clone())).collect();
        let work = |row: mutation::Model| {
            let given = given(row.mid, &answers)?;
            Ok((work(row, membership.person, alone.person)?, given))
        };
        let works = log.into_iter().map(work).collect::<Result<Vec<_>>>()?;
        store.move_in(Device(membership.device.0), works).await.map_err(told)?;
    }
    let mut tx = store.begin().await.map_err(told)?;
    tx.clear().await.map_err(told)?;
    // Outgoing work of before is still to be done, by the same person under another name.
    effect::Entity::update_many()
        .col_expr(effect::Column::PersonId, Expr::value(membership.person.0))
        .filter(effect::Column::PersonId.eq(alone.person))
        .exec(tx.db().map_err(told)?)
        .await?;
    ClientTx::commit(tx).await.map_err(told)
}

fn is_central(command: &str) -> bool {
    matches!(ENGINES.endpoint(command), Ok(Endpoint::Central(_)))
}

/// What the desk, its own authority until now, gave for a mutation: numbers that customers have read. The office gives
/// the same for it.
fn given(mid: Mid, answers: &HashMap<Mid, String>) -> Result<Vec<serde_json::Value>> {
    let answers = (1..).map_while(|place| answers.get(&required_by(mid, place)));
    answers.map(|answer| serde_json::from_str(answer).map_err(Error::broken)).collect()
}

/// A mutation of the log in the name of the person that the office knows.
fn work(row: mutation::Model, person: PersonId, alone: PersonId) -> Result<Mutation> {
    let Mid(id) = row.mid;
    let input = row.input.replace(&alone.to_string(), &person.to_string());
    Ok(Mutation {
        id: MutationId(id),
        name: row.name,
        version: u32::try_from(row.version).map_err(Error::broken)?,
        input: serde_json::from_str(&input).map_err(Error::broken)?,
        at: Millis(row.at.millis()),
        person: Person(person.0),
    })
}
