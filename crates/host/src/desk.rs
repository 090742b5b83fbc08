//! The router: queries on a reader, commands through the one writer, and news to whoever listens.
//!
//! What other crates wait for is a boxed future: an `async fn` is compiled anew, with all that it waits for, in each
//! crate that waits for it.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use futures::future::BoxFuture;
use pebble_core::{
    engines::{ENGINES, email::intent::Classifier},
    kernel::{
        Actor, At, Clock, Code, Error, MutationId, Read, Result,
        engine::{Endpoint, encode},
        tx::{self, Capture, Request},
        undo::DeedId,
    },
};
use pebble_outlook::Outlook;
use pebble_store::Store;
use pebble_sync::client::{Session, Touched};
use serde::Serialize;
use serde_json::Value;
use tokio::{
    sync::{Notify, RwLock as Turn, broadcast},
    task::AbortHandle,
};

use crate::{
    Notice,
    app::Status,
    identity::random,
    jobs::Jobs,
    learning::Learner,
    lock::FolderLock,
    office::{Membership, Office, OfficeState, Place, Standing, Tokens},
    page::MailPage,
    registration::RegistrationView,
};

/// What changed: tables, rows (none named when there were too many) and a running number.
#[derive(Debug, Clone, Serialize)]
pub struct Changed {
    /// Tables; `app` for the desk's own state.
    pub topics: Vec<&'static str>,
    /// Rows.
    pub ids: Vec<String>,
    /// Grows by one.
    pub seq: u64,
}

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    /// Who acts: the desk's own person, or the one that its office knows.
    actor: RwLock<Actor>,
    /// Where the desk keeps its files.
    pub(crate) folder: PathBuf,
    pub(crate) outlook: Outlook,
    /// How this program is registered with Microsoft, as far as that is said on this computer.
    pub(crate) registration: Mutex<Option<RegistrationView>>,
    pub(crate) reader: Arc<dyn Classifier>,
    pub(crate) learner: Learner,
    pub(crate) status: Mutex<Status>,
    /// The office that the desk has joined. Commands hold it for as long as they run, so that none is forgotten when
    /// the desk joins one.
    pub(crate) office: Turn<Option<Arc<Office>>>,
    pub(crate) office_keys: Arc<Tokens>,
    pub(crate) standing: Mutex<Standing>,
    pub(crate) session: tokio::sync::Mutex<Session>,
    /// The newest number that the server has hinted at.
    pub(crate) hinted: AtomicU64,
    /// Wakes the rounds with the office before their time.
    pub(crate) office_kick: Notify,
    /// Wakes who carries files to the office.
    pub(crate) files_kick: Notify,
    /// Held by who tells the mail server what was done here.
    pub(crate) telling: tokio::sync::Mutex<()>,
    /// Held by who fetches a file.
    pub(crate) fetching: tokio::sync::Mutex<()>,
    /// Where copies for people go; the system's downloads folder when nobody says.
    pub(crate) downloads: Option<PathBuf>,
    /// Wakes the mail loop before its time.
    pub(crate) kick: Notify,
    /// Ends a sign-in that waits for the browser.
    pub(crate) cancel: Notify,
    /// Opens the system browser, or stands in for it.
    pub(crate) browser: Box<dyn Fn(&url::Url) + Send + Sync>,
    /// What runs and takes longer than a moment.
    pub(crate) jobs: Jobs,
    /// Why the day's backup could not be written, when it was last tried.
    pub(crate) no_backup: Mutex<Option<String>>,
    /// How often the server has failed over a mail, and when that was counted last.
    pub(crate) failing: Mutex<HashMap<String, (u8, At)>>,
    news: broadcast::Sender<Changed>,
    pub(crate) notices: broadcast::Sender<Notice>,
    seq: AtomicU64,
    /// What runs by itself once the desk is started.
    loops: Mutex<Vec<AbortHandle>>,
    /// Last, so that the folder is let go of when the database is; `None` once the desk is closed.
    lock: Mutex<Option<FolderLock>>,
}

/// A desk that works. Cheap to clone; all clones are the same desk.
#[derive(Clone)]
pub struct Desk(pub(crate) Arc<Inner>);

/// What a desk is made of.
pub(crate) struct Made {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) actor: Actor,
    pub(crate) folder: PathBuf,
    pub(crate) office: Option<Office>,
    pub(crate) office_keys: Arc<Tokens>,
    pub(crate) outlook: Outlook,
    pub(crate) reader: Arc<dyn Classifier>,
    pub(crate) browser: Box<dyn Fn(&url::Url) + Send + Sync>,
    pub(crate) is_demo: bool,
    pub(crate) downloads: Option<PathBuf>,
    pub(crate) registration: Option<RegistrationView>,
    pub(crate) lock: FolderLock,
}

impl Desk {
    pub(crate) fn new(made: Made) -> Desk {
        Desk(Arc::new(Inner {
            store: made.store,
            clock: made.clock,
            actor: RwLock::new(made.actor),
            folder: made.folder,
            outlook: made.outlook,
            learner: Learner::of(made.reader.as_ref()),
            reader: made.reader,
            status: Mutex::new(Status::new(made.is_demo)),
            standing: Mutex::new(Standing::new(made.office.is_some())),
            office: Turn::new(made.office.map(Arc::new)),
            office_keys: made.office_keys,
            session: tokio::sync::Mutex::default(),
            hinted: AtomicU64::new(0),
            office_kick: Notify::new(),
            files_kick: Notify::new(),
            telling: tokio::sync::Mutex::default(),
            fetching: tokio::sync::Mutex::default(),
            downloads: made.downloads,
            registration: Mutex::new(made.registration),
            kick: Notify::new(),
            cancel: Notify::new(),
            browser: made.browser,
            jobs: Jobs::default(),
            no_backup: Mutex::default(),
            failing: Mutex::default(),
            news: broadcast::channel(1024).0,
            notices: broadcast::channel(16).0,
            seq: AtomicU64::new(0),
            loops: Mutex::default(),
            lock: Mutex::new(Some(made.lock)),
        }))
    }

    /// Whether both are the same desk.
    pub(crate) fn is(&self, other: &Desk) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Now, by the desk's clock.
    pub fn now(&self) -> At {
        self.0.clock.now()
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// News of what changed, from now on.
    pub fn changes(&self) -> broadcast::Receiver<Changed> {
        self.0.news.subscribe()
    }

    /// Runs what the door asked for: a query or a command by its wire name.
    ///
    /// # Errors
    /// What the engine refuses, worded for people.
    pub fn call<'a>(&'a self, command: &'a str, input: Value) -> BoxFuture<'a, Result<Value>> {
        Box::pin(self.answer(command, input))
    }

    async fn answer(&self, command: &str, input: Value) -> Result<Value> {
        if command.starts_with("app.") {
            return crate::app::call(self, command, input).await;
        }
        self.is_open()?;
        match ENGINES.endpoint(command)? {
            Endpoint::Query(query) => (query.run)(&self.read(), input).await,
            Endpoint::Internal(_) | Endpoint::Observed(_) => {
                Err(Error::new(Code::Denied, "This command belongs to the desk itself."))
            }
            Endpoint::Mutation(_) | Endpoint::Local(_) | Endpoint::Central(_) => {
                self.give(command, input, DeedId(random())).await
            }
        }
    }

    /// Refuses when the desk is locked.
    pub(crate) fn is_open(&self) -> Result<()> {
        match self.office_state() {
            OfficeState::Locked => {
                let why = "This desk is locked until it has heard from your office. What you have done is kept.";
                Err(Error::new(Code::Denied, why))
            }
            _ => Ok(()),
        }
    }

    /// Who acts at this desk.
    pub(crate) fn actor(&self) -> Actor {
        *self.0.actor.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The office that the desk has joined.
    pub(crate) async fn office(&self) -> Option<Arc<Office>> {
        self.0.office.read().await.clone()
    }

    /// A reading view at this moment.
    pub fn read(&self) -> Read<'_> {
        Read::new(self.0.store.reader(), self.now(), self.actor()).knowing(ENGINES)
    }

    /// Runs a command of the desk's own loops.
    ///
    /// # Errors
    /// What the engine refuses.
    pub async fn internal<O: serde::de::DeserializeOwned>(&self, command: &str, input: &impl Serialize) -> Result<O> {
        let output = self.run(command, encode(input)?, MutationId(random())).await?;
        pebble_core::kernel::engine::decode(output)
    }

    pub(crate) async fn run(&self, command: &str, input: Value, mid: MutationId) -> Result<Value> {
        self.run_as(command, input, mid, None).await
    }

    pub(crate) fn run_as<'a>(
        &'a self,
        command: &'a str,
        input: Value,
        mid: MutationId,
        deed: Option<DeedId>,
    ) -> BoxFuture<'a, Result<Value>> {
        Box::pin(self.commit(command, input, mid, deed))
    }

    async fn commit(&self, command: &str, input: Value, mid: MutationId, deed: Option<DeedId>) -> Result<Value> {
        let office = self.0.office.read().await;
        if office.is_some() && matches!(ENGINES.endpoint(command)?, Endpoint::Central(_) | Endpoint::Observed(_)) {
            return Err(Error::new(Code::Denied, "Only the office itself can do this."));
        }
        let db = self.0.store.begin().await?;
        let actor = self.actor();
        let at = self.now();
        let request = Request { mid, command: command.to_owned(), input: input.clone(), at, actor, deed };
        let done = match &*office {
            None => tx::run_alone(db, ENGINES, request).await?,
            Some(_) => tx::run_open(db, ENGINES, request).await?,
        };
        let (done, has_words) = match deed {
            Some(deed) => crate::given::with_words(done, (command, &input), deed, (at, actor)).await?,
            None => (done, false),
        };
        let (output, capture) = match &*office {
            None => done.commit(command).await?,
            Some(office) => office.commit(done, at, actor).await?,
        };
        let has_office = office.is_some();
        drop(office);
        self.publish(&capture);
        if command != "email.take_whole" && capture.topics.contains("judgement") {
            self.0.learner.has_news();
        }
        if has_office && !capture.mutations.is_empty() {
            // What waits has grown, whether the office can be reached or not.
            self.announce(vec!["office"], Vec::new());
        }
        self.told_of(&capture).await;
        if has_words {
            crate::mail::tell_server(self);
        }
        Ok(output)
    }

    /// What follows from rows that changed, whoever changed them.
    async fn told_of(&self, capture: &Capture) {
        if !capture.mutations.is_empty() {
            self.0.office_kick.notify_one();
        }
        if capture.topics.contains("product") {
            crate::open::teach_catalogue(self).await;
        }
        if capture.topics.contains("taught") {
            crate::learning::adopt(self).await;
        }
    }

    /// Tells the screens what came from the office: rows, and what became of changes.
    pub(crate) async fn heard_from_office(&self, office: &Office, touched: &Touched) {
        let capture = office.store.news();
        self.publish(&capture);
        self.told_of(&capture).await;
        if !capture.topics.is_empty() || !touched.receipts.is_empty() || !touched.advice.is_empty() {
            self.announce(vec!["office"], Vec::new());
        }
    }

    /// How the desk stands with its office, in a word.
    pub(crate) fn office_state(&self) -> OfficeState {
        self.0.standing.lock().unwrap_or_else(PoisonError::into_inner).state
    }

    /// Brings the desk into an office. Commands wait meanwhile, and go on in the name of the person that it knows.
    pub(crate) async fn enter_office(&self, membership: Membership) -> Result<()> {
        let mut held = self.0.office.write().await;
        let before = self.actor();
        let entered = membership.actor();
        let place =
            Place { folder: &self.0.folder, store: &self.0.store, clock: &self.0.clock, tokens: &self.0.office_keys };
        let office = crate::office::open(place, membership, before).await?;
        *self.0.actor.write().unwrap_or_else(PoisonError::into_inner) = entered;
        *self.0.session.lock().await = Session::new();
        *held = Some(Arc::new(office));
        drop(held);
        self.note_office(|standing| *standing = Standing::new(true));
        self.announce(ENGINES.tables().map(|table| table.name).collect(), Vec::new());
        self.0.office_kick.notify_one();
        Ok(())
    }

    fn publish(&self, capture: &Capture) {
        if !capture.topics.is_empty() {
            let ids = capture.ids.iter().map(uuid::Uuid::to_string).collect();
            self.announce(capture.topics.iter().copied().collect(), ids);
        }
        if capture.has_effects {
            self.0.kick.notify_one();
        }
    }

    pub(crate) fn announce(&self, topics: Vec<&'static str>, ids: Vec<String>) {
        let seq = self.0.seq.fetch_add(1, Ordering::SeqCst).saturating_add(1);
        // Nobody may be listening; that is no failure.
        let _ = self.0.news.send(Changed { topics, ids, seq });
    }

    /// Changes the desk's own state and says so when it is different.
    pub(crate) fn note(&self, change: impl FnOnce(&mut Status)) {
        let is_news = {
            let mut status = self.0.status.lock().unwrap_or_else(PoisonError::into_inner);
            let before = status.clone();
            change(&mut status);
            *status != before
        };
        if is_news {
            self.announce(vec!["app"], Vec::new());
        }
    }

    /// The body of a mail, for the frame that shows it.
    pub fn mail_page<'a>(&'a self, asked: &'a str) -> BoxFuture<'a, MailPage> {
        Box::pin(crate::page::of(self, asked))
    }

    /// Lets something run by itself until the desk is closed.
    pub(crate) fn keep(&self, running: impl Future<Output = ()> + Send + 'static) {
        let handle = tokio::spawn(running).abort_handle();
        self.0.loops.lock().unwrap_or_else(PoisonError::into_inner).push(handle);
    }

    /// Ends the loops, wherever they are, closes the database, whose file is then whole without its log, and lets go of
    /// the folder. Whoever still holds this desk is refused from now on.
    pub async fn close(&self) {
        for running in self.0.loops.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            running.abort();
        }
        if let Some(office) = self.office().await {
            office.store.close().await;
        }
        self.0.store.clone().close().await;
        drop(self.0.lock.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}
