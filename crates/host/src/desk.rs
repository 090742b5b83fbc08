//! The router: queries on a reader, commands through the one writer, and news to whoever listens.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use pebble_core::{
    engines::{
        ENGINES,
        email::{intent::Classifier, mailbox::MailboxError},
    },
    kernel::{
        Actor, At, Call, Clock, Code, Error, MutationId, Read, Result,
        engine::{Endpoint, encode},
        ids::derive,
        tx::{self, Capture, Request},
    },
};
use pebble_outlook::Outlook;
use pebble_store::Store;
use serde::Serialize;
use serde_json::Value;
use tokio::{
    sync::{Notify, broadcast},
    task::AbortHandle,
};

use crate::{app::Status, identity::random, lock::FolderLock, page::MailPage};

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
    pub(crate) actor: Actor,
    pub(crate) outlook: Outlook,
    pub(crate) reader: Arc<dyn Classifier>,
    pub(crate) status: Mutex<Status>,
    /// Wakes the mail loop before its time.
    pub(crate) kick: Notify,
    /// Ends a sign-in that waits for the browser.
    pub(crate) cancel: Notify,
    /// Opens the system browser, or stands in for it.
    pub(crate) browser: Box<dyn Fn(&url::Url) + Send + Sync>,
    news: broadcast::Sender<Changed>,
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
    pub(crate) outlook: Outlook,
    pub(crate) reader: Arc<dyn Classifier>,
    pub(crate) browser: Box<dyn Fn(&url::Url) + Send + Sync>,
    pub(crate) is_demo: bool,
    pub(crate) lock: FolderLock,
}

impl Desk {
    pub(crate) fn new(made: Made) -> Desk {
        Desk(Arc::new(Inner {
            store: made.store,
            clock: made.clock,
            actor: made.actor,
            outlook: made.outlook,
            reader: made.reader,
            status: Mutex::new(Status::new(made.is_demo)),
            kick: Notify::new(),
            cancel: Notify::new(),
            browser: made.browser,
            news: broadcast::channel(1024).0,
            seq: AtomicU64::new(0),
            loops: Mutex::default(),
            lock: Mutex::new(Some(made.lock)),
        }))
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
    pub async fn call(&self, command: &str, input: Value) -> Result<Value> {
        if command.starts_with("app.") {
            return crate::app::call(self, command, input).await;
        }
        match ENGINES.endpoint(command)? {
            Endpoint::Query(query) => (query.run)(&self.read(), input).await,
            Endpoint::Internal(_) => Err(Error::new(Code::Denied, "This command belongs to the desk itself.")),
            Endpoint::Mutation(_) | Endpoint::Local(_) | Endpoint::Central(_) => {
                let told = (command == "email.mark_read").then(|| input.clone());
                let output = self.run(command, input, MutationId(random())).await?;
                if let Some(mark) = told {
                    crate::mail::tell_read_state(self, mark);
                }
                Ok(output)
            }
        }
    }

    /// A reading view at this moment.
    pub fn read(&self) -> Read<'_> {
        Read::new(self.0.store.reader(), self.now(), self.0.actor)
    }

    /// Runs a command of the desk's own loops.
    ///
    /// # Errors
    /// What the engine refuses.
    pub async fn internal<O: serde::de::DeserializeOwned>(&self, command: &str, input: &impl Serialize) -> Result<O> {
        let output = self.run(command, encode(input)?, MutationId(random())).await?;
        pebble_core::kernel::engine::decode(output)
    }

    /// Runs what a tick says is due. The mutation's id comes from the call, so running it twice is running it once.
    ///
    /// # Errors
    /// What the engine refuses.
    pub async fn run_due(&self, call: Call) -> Result<Value> {
        let seed = call.input.to_string();
        let mid = MutationId(derive(&[b"tick", call.command.as_bytes(), seed.as_bytes()]));
        self.run(&call.command, call.input, mid).await
    }

    async fn run(&self, command: &str, input: Value, mid: MutationId) -> Result<Value> {
        let db = self.0.store.begin().await?;
        let request = Request { mid, command: command.to_owned(), input, at: self.now(), actor: self.0.actor };
        let (output, capture) = tx::run(db, ENGINES, request).await?;
        self.publish(&capture);
        if capture.topics.contains("product") {
            crate::open::teach_catalogue(self).await;
        }
        Ok(output)
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

    fn announce(&self, topics: Vec<&'static str>, ids: Vec<String>) {
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
    pub async fn mail_page(&self, id: &str) -> MailPage {
        crate::page::of(self, id).await
    }

    /// One turn of the mail loop: bring in, then send. The loops do this by themselves once a desk is started.
    ///
    /// # Errors
    /// What kept the mailbox from being read.
    pub async fn turn(&self) -> std::result::Result<(), MailboxError> {
        crate::mail::once(self).await
    }

    /// One tick of the clock: runs what is due and gives back how much that was.
    pub async fn tick(&self) -> usize {
        crate::ticks::once(self).await
    }

    /// Writes the day's backup if it is due; true when one was written. One that cannot be written is logged and
    /// tried again later: work does not wait for it.
    pub async fn back_up(&self) -> bool {
        crate::ticks::back_up(self).await
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
        self.0.store.clone().close().await;
        drop(self.0.lock.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    /// Takes up the sign-in of an earlier run, as starting a desk does.
    pub async fn restore(&self) {
        crate::mail::restore(self).await;
    }
}
