//! Starting the simulated world, and the handle tests and the demo turn it with.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;

use crate::breach::{Breach, Rule};
use crate::clock::SimClock;
use crate::csdl::{Csdl, CsdlError};
use crate::fault::{Armed, Fault};
use crate::graph::{Bearer, LogEntry, Mailbox, Modes, NewMessage, Person, SentMail, State, Throttle, World};
use crate::http;

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
        let tasks = vec![http::serve(listener, Arc::clone(&world))];
        Ok(SimHandle { world, graph_url, tasks })
    }
}

/// A running simulated world. Dropping it ends it.
#[derive(Debug)]
pub struct SimHandle {
    pub(crate) world: Arc<World>,
    graph_url: String,
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
        MailboxHandle { world: Arc::clone(&self.world), address: address.to_lowercase() }
    }

    /// Changes how the service behaves.
    pub fn modes(&self, change: impl FnOnce(&mut Modes)) {
        change(&mut self.world.state().modes);
    }

    /// Adds scripted trouble.
    pub fn fault(&self, fault: Fault) {
        self.world.state().faults.push(Armed::new(fault));
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

/// One simulated mailbox. Message ids are taken in either format, and as `Message-ID`.
#[derive(Debug, Clone)]
pub struct MailboxHandle {
    world: Arc<World>,
    address: String,
}

impl MailboxHandle {
    fn with<T>(&self, act: impl FnOnce(&mut Mailbox, DateTime<Utc>, &Modes) -> Option<T>) -> Option<T> {
        let now = self.world.clock.now();
        let mut state = self.world.state();
        let modes = state.modes.clone();
        act(state.mailboxes.get_mut(&self.address)?, now, &modes)
    }

    fn state<T>(&self, act: impl FnOnce(&mut State, DateTime<Utc>) -> T) -> T {
        act(&mut self.world.state(), self.world.clock.now())
    }

    /// Its address, lower case.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// An access token without signing in, for tests of the mail side alone.
    #[must_use]
    pub fn bearer(&self) -> String {
        let address = self.address.clone();
        self.state(|state, now| issue(state, &address, now))
    }

    /// Delivers a message; gives its immutable id, or `None` when its folder is not there.
    pub fn deliver(&self, message: NewMessage) -> Option<String> {
        self.with(|mailbox, now, _| {
            let key = mailbox.arrive(message, now)?;
            mailbox.messages.get(&key).map(|message| message.immutable_id.clone())
        })
    }

    /// Moves a message to a folder, by id or well-known name.
    pub fn move_message(&self, id: &str, folder: &str) -> bool {
        let moved = self.with(|mailbox, now, modes| {
            let (key, to) = (mailbox.find(id)?, mailbox.folder_key(folder)?);
            Some(mailbox.relocate(key, to, now, modes.move_rules()))
        });
        moved.unwrap_or(false)
    }

    /// Deletes a message for good.
    pub fn delete(&self, id: &str) -> bool {
        self.with(|mailbox, _, _| mailbox.find(id).and_then(|key| mailbox.remove(key, "deleted"))).is_some()
    }

    /// Edits a message as another client would; `changes` is the JSON of a PATCH.
    pub fn edit(&self, id: &str, changes: &Value) -> bool {
        self.with(|mailbox, now, _| Some(mailbox.edit(id, changes, now))).unwrap_or(false)
    }

    /// Makes a folder, below another or at the top; gives its id.
    pub fn create_folder(&self, name: &str, parent: Option<&str>) -> Option<String> {
        self.with(|mailbox, _, _| {
            let parent = parent.and_then(|id| mailbox.folder_key(id));
            let key = mailbox.add_folder(name, parent, None, false);
            mailbox.folders.get(&key).map(|folder| folder.id.clone())
        })
    }

    /// Makes a search folder, which shows messages of other folders and is no place of its own; gives its id.
    pub fn create_search_folder(&self, name: &str) -> Option<String> {
        self.with(|mailbox, _, _| {
            let key = mailbox.add_folder(name, None, None, false);
            let folder = mailbox.folders.get_mut(&key)?;
            folder.is_search = true;
            Some(folder.id.clone())
        })
    }

    /// Renames a folder.
    pub fn rename_folder(&self, folder: &str, name: &str) -> bool {
        let done = self.with(|mailbox, _, _| {
            let key = mailbox.folder_key(folder)?;
            Some(mailbox.rename_folder(key, name))
        });
        done.unwrap_or(false)
    }

    /// Deletes a folder and what is in it.
    pub fn delete_folder(&self, folder: &str) -> bool {
        let done = self.with(|mailbox, _, _| {
            let key = mailbox.folder_key(folder)?;
            Some(mailbox.drop_folder(key))
        });
        done.unwrap_or(false)
    }

    /// The id of a folder, by well-known name.
    #[must_use]
    pub fn folder_id(&self, well_known: &str) -> Option<String> {
        self.with(|mailbox, _, _| {
            let key = mailbox.folder_key(well_known)?;
            mailbox.folders.get(&key).map(|folder| folder.id.clone())
        })
    }

    /// The immutable ids of the messages in a folder, newest first.
    #[must_use]
    pub fn messages_in(&self, folder: &str) -> Vec<String> {
        let found = self.with(|mailbox, _, _| {
            let key = mailbox.folder_key(folder)?;
            let rows = mailbox.folders.get(&key)?.by_received.iter().rev();
            Some(rows.filter_map(|(_, key)| Some(mailbox.messages.get(key)?.immutable_id.clone())).collect())
        });
        found.unwrap_or_default()
    }

    /// How many messages it holds.
    #[must_use]
    pub fn count(&self) -> usize {
        self.with(|mailbox, _, _| Some(mailbox.messages.len())).unwrap_or(0)
    }

    /// Makes every change cursor given out so far invalid.
    pub fn expire_cursors(&self) {
        self.with(|mailbox, _, _| {
            mailbox.expire_cursors();
            Some(())
        });
    }

    /// Answers the next `times` requests with 429 and this `Retry-After`.
    pub fn throttle(&self, times: u32, retry_after: Option<&str>) {
        let throttle = Throttle { left: times, retry_after: retry_after.map(str::to_owned) };
        self.state(|state, _| state.throttles.insert(self.address.clone(), throttle));
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
