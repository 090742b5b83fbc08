//! A signed-in mailbox on simulated services, and the pace that moves their clock.

use std::future::pending;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::TimeDelta;
use futures::future::BoxFuture;
use pebble_core::engines::email::mailbox::{Account, Change, Cursor, Fetch, Mailbox};
use pebble_core::kernel::At;
use pebble_outlook::vault::MemoryKeyStore;
use pebble_outlook::{ClientId, Clock, Endpoints, Outlook, Pace, SignInProblem, Vault};
use pebble_simulators::{Config, MailBody, MailboxHandle, NewMessage, Person, SimClock, SimHandle, Simulator};
use reqwest::Url;

pub const ASHA: &str = "asha@pebble.test";

/// Advances the simulated clock instead of waiting, and remembers what was waited.
pub struct SimPace {
    clock: Arc<SimClock>,
    micros: AtomicU64,
    slept: Mutex<Vec<Duration>>,
}

impl SimPace {
    fn pass(&self, span: Duration) {
        self.micros.fetch_add(u64::try_from(span.as_micros()).unwrap(), Ordering::SeqCst);
        self.clock.advance(TimeDelta::from_std(span).unwrap());
    }

    pub fn slept(&self) -> Vec<Duration> {
        self.slept.lock().unwrap().clone()
    }
}

impl Pace for SimPace {
    fn elapsed(&self) -> Duration {
        Duration::from_micros(self.micros.load(Ordering::SeqCst))
    }

    fn sleep<'a, 'b>(&'a self, span: Duration) -> BoxFuture<'b, ()>
    where
        'a: 'b,
        Self: 'b,
    {
        self.slept.lock().unwrap().push(span);
        self.pass(span);
        Box::pin(tokio::task::yield_now())
    }
}

/// The computer's clock, as wrong as a test wants it.
pub struct Wall {
    clock: Arc<SimClock>,
    off: TimeDelta,
}

impl Clock for Wall {
    fn now(&self) -> At {
        At::from(self.clock.now() + self.off)
    }
}

pub struct Desk {
    pub sim: SimHandle,
    pub pace: Arc<SimPace>,
    pub keys: Arc<MemoryKeyStore>,
    pub folder: tempfile::TempDir,
    pub outlook: Outlook,
    off: TimeDelta,
}

impl Desk {
    /// Services and an app that has not signed in.
    pub async fn new() -> Self {
        Self::with_clock_off(TimeDelta::zero()).await
    }

    pub async fn with_clock_off(off: TimeDelta) -> Self {
        let clock = SimClock::fixed("2026-11-20T09:00:00Z".parse().unwrap());
        let mut config = Config::new(Arc::clone(&clock), "Asha", ASHA);
        let csdl = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/graph/outlook-subset.csdl.xml");
        config.csdl = csdl.exists().then_some(csdl);
        let sim = Simulator::start(config).await.unwrap();
        let pace = Arc::new(SimPace { clock, micros: AtomicU64::new(0), slept: Mutex::default() });
        let (keys, folder) = (Arc::new(MemoryKeyStore::default()), tempfile::tempdir().unwrap());
        let outlook = app(&sim, &pace, &keys, folder.path(), off);
        Self { sim, pace, keys, folder, outlook, off }
    }

    /// Services and an app that has signed in.
    pub async fn signed_in() -> Self {
        let desk = Self::new().await;
        desk.sign_in().await.unwrap();
        desk
    }

    /// The same computer after a restart.
    pub fn restarted(&self) -> Outlook {
        app(&self.sim, &self.pace, &self.keys, self.folder.path(), self.off)
    }

    pub async fn sign_in(&self) -> Result<Account, SignInProblem> {
        self.outlook.sign_in(&browse, pending()).await
    }

    pub fn mailbox(&self) -> Arc<dyn Mailbox> {
        self.outlook.mailbox().unwrap()
    }

    pub fn server(&self) -> MailboxHandle {
        self.sim.mailbox(ASHA)
    }

    pub fn inbox(&self) -> String {
        self.server().folder_id("inbox").unwrap()
    }

    /// Lets time pass for the services and the app alike.
    pub fn pass(&self, span: Duration) {
        self.pace.pass(span);
    }

    pub fn deliver(&self, subject: &str) -> String {
        self.server().deliver(mail(subject)).unwrap()
    }

    /// Follows a folder's feed to the end of its round.
    pub async fn round(&self, mut cursor: Cursor) -> (Vec<Change>, Cursor) {
        let mut items = Vec::new();
        loop {
            let page = self.mailbox().changes(&self.inbox(), &cursor).await.unwrap();
            items.extend(page.items);
            cursor = page.cursor;
            if matches!(cursor, Cursor::Delta(_)) {
                return (items, cursor);
            }
        }
    }

    pub async fn fetch_one(&self, id: &str) -> Fetch {
        self.mailbox().fetch(&[id.to_owned()]).await.unwrap().remove(0)
    }
}

fn app(sim: &SimHandle, pace: &Arc<SimPace>, keys: &Arc<MemoryKeyStore>, folder: &Path, off: TimeDelta) -> Outlook {
    let endpoints = Endpoints::new(sim.identity_url(), sim.graph_url()).unwrap();
    let vault = Vault::on_disk(folder, Arc::<MemoryKeyStore>::clone(keys));
    let wall = Wall { clock: Arc::clone(sim.clock()), off };
    let client = ClientId::new("11111111-0000-4000-8000-000000000001");
    Outlook::new(endpoints, client, vault, Arc::new(wall)).unwrap().at_pace(Arc::<SimPace>::clone(pace))
}

/// A browser: follows the sign-in page's redirects back to this computer.
pub fn browse(url: &Url) {
    let url = url.clone();
    tokio::spawn(async move {
        let page = reqwest::get(url).await;
        drop(page);
    });
}

pub fn mail(subject: &str) -> NewMessage {
    NewMessage {
        from: Some(Person::new("Ravi", "Ravi@Customer.test")),
        subject: subject.to_owned(),
        body: MailBody::Html("<p>Please quote 10 kg of wire.</p>".to_owned()),
        ..NewMessage::default()
    }
}

pub fn ids(items: &[Change]) -> Vec<String> {
    items
        .iter()
        .filter_map(|item| match item {
            Change::Upsert(envelope) => Some(envelope.id.clone()),
            _ => None,
        })
        .collect()
}
