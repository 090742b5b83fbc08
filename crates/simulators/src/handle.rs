//! Starting the simulated world, and the handle tests and the demo turn it with.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;

use crate::breach::{Breach, Rule};
use crate::clock::SimClock;
use crate::csdl::{Csdl, CsdlError};
use crate::fault::{Armed, Fault};
use crate::graph::{Bearer, LogEntry, Mailbox, Modes, Person, SentMail, State, World};
use crate::hold::Held;
use crate::http;
use crate::identity::{Identity, SignIn, Signer};
use crate::mailbox_handle::MailboxHandle;

/// Lifetime of an access token.
pub(crate) const TOKEN_SECONDS: i64 = 3_599;

/// What to simulate.
#[derive(Debug, Clone)]
pub struct Config {
    /// The clock of the simulated world.
    pub clock: Arc<SimClock>,
    /// All ids and tokens derive from it.
    pub seed: u64,
    /// People with a mailbox; the first signs in when sign-in is not told who.
    pub people: Vec<Person>,
    /// Microsoft's metadata; nothing is checked against it when the file is not there.
    pub csdl: Option<PathBuf>,
}

impl Config {
    /// One mailbox, no metadata, seed 1.
    pub fn new(clock: Arc<SimClock>, name: &str, address: &str) -> Self {
        Self { clock, seed: 1, people: vec![Person::new(name, address)], csdl: None }
    }
}

/// Why the simulated world did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// No loopback port.
    #[error("no loopback port can be opened: {0}")]
    Port(#[from] io::Error),
    /// The signing key in the source is damaged.
    #[error("the signing key of the simulated sign-in is damaged")]
    Key,
    /// Bad metadata.
    #[error(transparent)]
    Csdl(#[from] CsdlError),
}

/// The simulated world; see [`Simulator::start`].
#[derive(Debug, Clone, Copy)]
pub struct Simulator;

impl Simulator {
    /// Opens two loopback ports, mail and sign-in, and serves until the handle is dropped.
    ///
    /// # Errors
    /// When no port can be opened or the metadata file is broken.
    pub async fn start(config: Config) -> Result<SimHandle, StartError> {
        let csdl = match &config.csdl {
            None => None,
            Some(path) => Csdl::load(path)?,
        };
        let world = Arc::new(World::new(Arc::clone(&config.clock), config.seed, csdl));
        for person in &config.people {
            let address = person.address.to_lowercase();
            let mailbox = Mailbox::new(&address, &person.name, config.seed);
            world.state().mailboxes.insert(address, mailbox);
        }
        let listener = http::bind().await?;
        let graph_url = format!("http://{}", listener.local_addr()?);
        // Set once, here.
        let _ = world.origin.set(graph_url.clone());
        let signer = Signer::new().ok_or(StartError::Key)?;
        let people = config.people.iter().map(|person| person.address.to_lowercase()).collect();
        let identity = Arc::new(Identity::new(Arc::clone(&world), signer, config.seed, people));
        let front = http::bind().await?;
        let identity_url = format!("http://{}", front.local_addr()?);
        let _ = identity.origin.set(identity_url.clone());
        let tasks = vec![http::serve(listener, Arc::clone(&world)), http::serve(front, Arc::clone(&identity))];
        Ok(SimHandle { world, identity, graph_url, identity_url, tasks })
    }
}

/// A running simulated world. Dropping it ends it.
#[derive(Debug)]
pub struct SimHandle {
    pub(crate) world: Arc<World>,
    identity: Arc<Identity>,
    graph_url: String,
    identity_url: String,
    tasks: Vec<JoinHandle<()>>,
}

impl Drop for SimHandle {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl SimHandle {
    /// Origin of the mail service, without `/v1.0` and without a slash at the end.
    #[must_use]
    pub fn graph_url(&self) -> &str {
        &self.graph_url
    }

    /// Origin of the sign-in service, without a tenant and without a slash at the end.
    #[must_use]
    pub fn identity_url(&self) -> &str {
        &self.identity_url
    }

    /// Scripts what the next visits to the sign-in page come to, in order; without a script people agree.
    pub fn script_sign_in(&self, outcomes: impl IntoIterator<Item = SignIn>) {
        self.identity.book().script.extend(outcomes);
    }

    /// Refuses the next token requests with these AADSTS numbers, in order.
    pub fn refuse_tokens(&self, codes: impl IntoIterator<Item = u32>) {
        self.identity.book().refusals.extend(codes);
    }

    /// Adds scripted trouble to the sign-in service.
    pub fn sign_in_fault(&self, fault: Fault) {
        self.identity.book().faults.push(Armed::new(fault));
    }

    /// Sends everybody to an administrator until `/adminconsent` has been visited.
    pub fn require_admin_consent(&self, is_required: bool) {
        self.identity.book().requires_admin = is_required;
    }

    /// Lets a refresh token be used once only; otherwise, as on the real service, a replaced one lives on.
    pub fn reject_replaced_refresh_tokens(&self, rejects: bool) {
        self.identity.book().rejects_replaced = rejects;
    }

    /// Ends every grant and access token of a user, as an administrator or a changed password does.
    pub fn revoke(&self, address: &str) {
        self.identity.revoke(&address.to_lowercase());
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Arc<SimClock> {
        &self.world.clock
    }

    /// Moves the clock.
    pub fn advance(&self, step: TimeDelta) {
        self.world.clock.advance(step);
    }

    /// The mailbox of an address; its operations give `None` or false when there is none.
    #[must_use]
    pub fn mailbox(&self, address: &str) -> MailboxHandle {
        MailboxHandle::new(Arc::clone(&self.world), address)
    }

    /// Changes how the service behaves.
    pub fn modes(&self, change: impl FnOnce(&mut Modes)) {
        change(&mut self.world.state().modes);
    }

    /// Adds scripted trouble.
    pub fn fault(&self, fault: Fault) {
        self.world.state().faults.push(Armed::new(fault));
    }

    /// Holds every request to mail and sign-in from now on, twice: before it is carried out, and before its answer
    /// leaves. Dropping the receiver opens the door again.
    #[must_use]
    pub fn hold_requests(&self) -> UnboundedReceiver<Held> {
        let (door, held) = unbounded_channel();
        self.world.state().door = Some(door);
        held
    }

    /// Takes all scripted trouble away.
    pub fn clear_faults(&self) {
        self.world.state().faults.clear();
    }

    /// Every rule broken so far.
    #[must_use]
    pub fn violations(&self) -> Vec<Breach> {
        self.world.state().breaches.clone()
    }

    /// Forgets breaches of a rule that a test provokes on purpose.
    pub fn forgive(&self, rule: Rule) {
        self.world.state().breaches.retain(|breach| breach.rule != rule);
    }

    /// Differences between what was said here and Microsoft's metadata.
    #[must_use]
    pub fn csdl_findings(&self) -> Vec<String> {
        self.world.state().csdl_findings.clone()
    }

    /// Whether requests are held against Microsoft's metadata.
    #[must_use]
    pub fn has_csdl(&self) -> bool {
        self.world.csdl.is_some()
    }

    /// Every breach and finding, as one text.
    ///
    /// # Errors
    /// When there is any.
    pub fn breaches(&self) -> Result<(), String> {
        let state = self.world.state();
        let lines: Vec<String> =
            state.breaches.iter().map(ToString::to_string).chain(state.csdl_findings.iter().cloned()).collect();
        if lines.is_empty() { Ok(()) } else { Err(lines.join("\n")) }
    }

    /// Fails the test that broke a rule, listing what was broken.
    ///
    /// # Panics
    /// When any rule was broken.
    #[expect(clippy::panic, reason = "it is an assertion, called by tests only")]
    pub fn assert_clean(&self) {
        if let Err(list) = self.breaches() {
            panic!("the simulated services were misused:\n{list}");
        }
    }

    /// Every request, oldest first, without tokens; the newest 20,000 are kept.
    #[must_use]
    pub fn log(&self) -> Vec<LogEntry> {
        self.world.state().log.iter().cloned().collect()
    }

    /// The most requests of one mailbox that were under way at once.
    #[must_use]
    pub fn most_at_once(&self) -> u32 {
        self.world.state().most_in_flight
    }

    /// Every mail that left for the outside world, in order, each as often as it left.
    #[must_use]
    pub fn sent(&self) -> Vec<SentMail> {
        self.world.state().sent.clone()
    }

    /// Mail leaving from now on, as it leaves: for whoever plays the other side.
    #[must_use]
    pub fn watch_sent(&self) -> UnboundedReceiver<SentMail> {
        let (sender, receiver) = unbounded_channel();
        self.world.state().watchers.push(sender);
        receiver
    }
}

/// Issues an access token.
pub(crate) fn issue(state: &mut State, address: &str, now: DateTime<Utc>) -> String {
    state.tokens_issued += 1;
    let token = format!("EwBAsim.{}.{:08x}", blake3::hash(address.as_bytes()).to_hex(), state.tokens_issued);
    let expires_at = now + TimeDelta::seconds(TOKEN_SECONDS);
    let bearer = Bearer { address: address.to_owned(), expires_at, is_revoked: false };
    state.bearers.insert(token.clone(), bearer);
    token
}
