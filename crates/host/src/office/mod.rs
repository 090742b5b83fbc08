//! The desk's share of the office: its work goes to a server, and what the server decides comes back.
//!
//! The protocol is `pebble-sync`'s; here it gets a desk to stand on. [`store`] keeps the rows of the protocol in the
//! desk's database, in the transaction of the rows they speak of, and [`outbox`] the unsent work in a file of its own,
//! where a commit is on the disk when it returns. [`executor`] runs again what is pending, and [`claims`] asks
//! before a step of a sequence leaves, and [`lease`] how long the desk may do without the office. [`link`] speaks HTTP, and
//! [`tokens`] proves to the server which desk this is, [`pin`] which server it is, and [`provider`] signs its person in.
//! [`round`] goes back and forth between them for as long as the
//! desk is open, and [`blobs`] carries files beside it; [`mod@join`] brings a desk into an office, with everything that was done on it before; [`unsent`] is what
//! the sync screen shows and does.
//!
//! A desk that has joined no office is its own authority, and nothing here runs.

mod blobs;
mod claims;
mod executor;
mod fault;
mod join;
mod lease;
mod link;
mod outbox;
mod pin;
mod provider;
mod round;
mod store;
mod tables;
mod tokens;
mod tx;
mod unsent;

use std::sync::{Arc, PoisonError};

use futures::future::BoxFuture;
use pebble_core::kernel::{
    Actor, At, Code, Error, Result,
    tx::{Capture, Done, Logged},
};
use pebble_sync::{
    Change, Key, Millis, Mutation, MutationId, Person, Table,
    client::{Client, Limits},
    client_store::ClientTx,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

pub(crate) use blobs::{both_ways, carry, fetch_file};
pub(crate) use claims::{Leave, may_leave};
pub use join::{JoinOffice, JoinProof, OfOffice, OfficeWays};
pub(crate) use join::{Membership, Place, join, membership, open, ways};
pub(crate) use lease::keep;
pub use link::OfficeAccount;
pub(crate) use round::{listen, once, run};
pub use tokens::OfficeKeys;
pub(crate) use tokens::Tokens;
pub use unsent::{Exported, OfUnsent, Unsent, UnsentState};

use crate::Desk;
use executor::Again;
use fault::told;
use lease::Lease;
use link::{Link, LinkProblem};
use store::DeskStore;

/// The schema that this program knows; raised with every change of a shared table.
const SCHEMA: u32 = 1;

/// Where a desk stands with its office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OfficeState {
    /// It has joined none.
    Alone,
    /// It reads what is there for the first time, or all of it again.
    Reading,
    /// It has everything, as far as it knows.
    Fine,
    /// The server does not answer.
    Offline,
    /// This program is too old to be told anything; what it has to say is still taken.
    NeedsUpdate,
    /// It has not heard from the office for longer than that allows.
    Locked,
    /// The office has locked this desk out.
    Revoked,
    /// Something needs attention.
    Error,
}

/// Where a desk stands with its office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OfficeView {
    /// In a word.
    pub state: OfficeState,
    /// What is wrong, in plain words.
    pub message: Option<String>,
    /// Where the server is.
    pub address: Option<String>,
    /// Changes that have not reached the server.
    #[ts(type = "number")]
    pub waiting: u64,
    /// Changes that did not stand and that nobody has looked at.
    #[ts(type = "number")]
    pub unread: u64,
    /// When the desk last had everything.
    pub last_at: Option<At>,
    /// When the office last answered.
    pub heard_at: Option<At>,
}

/// How it stands, apart from what the files say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) state: OfficeState,
    pub(crate) message: Option<String>,
    pub(crate) last_at: Option<At>,
}

impl Standing {
    pub(crate) fn new(is_member: bool) -> Standing {
        let state = if is_member { OfficeState::Reading } else { OfficeState::Alone };
        Standing { state, message: None, last_at: None }
    }
}

impl Desk {
    /// Changes how the desk stands with its office, and says so when it is different.
    pub(crate) fn note_office(&self, change: impl FnOnce(&mut Standing)) {
        let is_news = {
            let mut standing = self.0.standing.lock().unwrap_or_else(PoisonError::into_inner);
            let before = standing.clone();
            change(&mut standing);
            *standing != before
        };
        if is_news {
            self.announce(vec!["office"], Vec::new());
        }
    }
}

/// A desk's office: present once it has joined one.
pub(crate) struct Office {
    membership: Membership,
    client: Client<DeskStore, Again>,
    pub(crate) store: DeskStore,
    link: Link,
    tokens: Arc<Tokens>,
    lease: Lease,
}

impl Office {
    fn new(membership: Membership, store: DeskStore, tokens: Arc<Tokens>, lease: Lease) -> Result<Office> {
        let link = Link::to(&membership.address)?;
        let client = Client::new(store.clone(), Again::new(store.engines()), SCHEMA, Limits::default());
        Ok(Office { membership, client, store, link, tokens, lease })
    }

    /// Asks the server something with a token that is good, renewed if the server finds that it has ended.
    async fn with_access<'a, T>(
        &self,
        now: At,
        ask: impl Fn(String) -> BoxFuture<'a, std::result::Result<T, LinkProblem>> + Send,
    ) -> std::result::Result<T, LinkProblem> {
        let access = self.tokens.access(&self.link, now).await?;
        match ask(access.clone()).await {
            Err(LinkProblem::Expired) => {
                self.tokens.expired(&access).await;
                ask(self.tokens.access(&self.link, now).await?).await
            }
            answer => answer,
        }
    }

    /// Commits what a command did, with its mutations in the outbox. Work that is in the outbox is saved: should the
    /// rows then fail, they are made again from it.
    ///
    /// # Errors
    /// The database's; nothing is saved then, unless the sentence says so.
    pub(crate) async fn commit(&self, done: Done, at: At, actor: Actor) -> Result<(Value, Capture)> {
        let Done { db, output, capture, mutations } = done;
        let ran = mutations.into_iter().map(|logged| offered(logged, at, actor));
        let ran: Vec<(Mutation, Vec<Change>)> = ran.collect::<Result<_>>()?;
        let mut tx = self.store.over(db);
        if !ran.is_empty() {
            self.client.enqueue(&mut tx, ran).await.map_err(told)?;
        }
        if let Err(cause) = tx.commit().await {
            tracing::error!(%cause, "the rows of saved work could not be stored");
            self.client.wake().await.map_err(|cause| {
                tracing::error!(%cause, "nor could they be made again");
                Error::new(Code::Busy, "Your change is saved and will be shown once the database can be written again.")
            })?;
        }
        Ok((output, capture))
    }
}

/// How a desk stands with its office.
///
/// # Errors
/// The database's.
pub(crate) async fn view(desk: &Desk) -> Result<OfficeView> {
    let office = desk.office().await;
    let standing = desk.0.standing.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let (waiting, unread) = match &office {
        Some(office) => office.store.counts().await.map_err(told)?,
        None => (0, 0),
    };
    Ok(OfficeView {
        state: standing.state,
        message: standing.message,
        heard_at: office.as_ref().map(|office| office.lease.heard_at()),
        address: office.map(|office| link::shown(&office.membership.address).to_string()),
        waiting,
        unread,
        last_at: standing.last_at,
    })
}

/// Sets the name and the password by which this person signs in at other desks.
///
/// # Errors
/// `Invalid` naming the field, and when the server cannot be reached.
pub(crate) async fn set_account(desk: &Desk, office: &Office, account: OfficeAccount) -> Result<()> {
    let set = |access: String| -> BoxFuture<'_, _> {
        let (link, account) = (&office.link, &account);
        Box::pin(async move { link.set_account(&access, account).await })
    };
    office.with_access(desk.now(), set).await.map_err(Error::from)
}

/// How many records came from the office: counted, so asked by the Sync screen alone.
///
/// # Errors
/// The database's.
pub(crate) async fn records(desk: &Desk) -> Result<u64> {
    match desk.office().await {
        Some(office) => office.store.rows().await.map_err(told),
        None => Ok(0),
    }
}

/// A mutation as it travels, and what its rows were before.
fn offered(logged: Logged, at: At, actor: Actor) -> Result<(Mutation, Vec<Change>)> {
    let mutation = Mutation {
        id: MutationId(logged.mid.0),
        name: logged.command,
        version: logged.version,
        input: logged.input,
        at: Millis(at.millis()),
        person: Person(actor.person.0),
    };
    Ok((mutation, logged.changes.into_iter().map(change).collect::<Result<_>>()?))
}

/// A changed row in the words of the protocol; a desk names no scopes.
fn change(changed: pebble_core::kernel::tx::Changed) -> Result<Change> {
    let key = Key { table: Table::from(changed.table.name), id: changed.id };
    let before = changed.before.map(|row| row.read()).transpose()?;
    Ok(Change { key, before, left: Vec::new(), entered: Vec::new() })
}
