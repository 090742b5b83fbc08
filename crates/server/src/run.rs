//! A server that runs: its port, its stamper, and its end.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use pebble_core::kernel::{At, Clock, Engines};
use pebble_store::Store;
use pebble_sync::{
    Epoch, StoreError, server,
    server_store::{ServerStore, View},
};
use tokio::{
    net::TcpListener,
    sync::{Notify, Semaphore, watch},
    task::JoinHandle,
};

use crate::{
    files::Sweep,
    hooks::{self, Outside, Sender, keep_posting},
    http::{App, routes},
    keys::Keys,
    limits::{Doorman, Limits},
    listen::listen,
    meters::Meters,
    node::Node,
    rest::{self, document},
    sign_in::provider::{Checker, Provider},
    store::SqlStore,
    tls::Tls,
};

/// How long a change of another node waits at most for this one to notice it (sync.md 4.3).
const ROUND: Duration = Duration::from_millis(250);

/// Desks that are looked up at once when they begin to listen.
const LOOKING: usize = 16;

/// Rounds of the stamper between looks for devices that have been quiet, and for what is old.
const TIDY_EVERY: u64 = 1_000;

/// The computer's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is where time comes from")]
    fn now(&self) -> At {
        At::from(chrono::Utc::now())
    }
}

/// A random id: an epoch, the office's secret.
#[expect(clippy::disallowed_methods, reason = "this is where chance comes from")]
pub fn random() -> uuid::Uuid {
    uuid::Uuid::new_v4()
}

/// How many days a desk may be away from its office; 0 is for as long as it likes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Away {
    /// Then it locks.
    pub lock_days: u32,
    /// Then what belongs to the office leaves it.
    pub wipe_days: u32,
}

impl Default for Away {
    /// As sync.md 4.10 has it.
    fn default() -> Away {
        Away { lock_days: 14, wipe_days: 30 }
    }
}

/// What an office allows and how it is reached.
#[derive(Clone, Default)]
pub struct Terms {
    /// How much one device or address may ask.
    pub limits: Limits,
    /// How it is encrypted; not at all when a proxy does it, or nobody is to reach it from elsewhere.
    pub tls: Option<Tls>,
    /// Where people may sign in.
    pub provider: Option<Provider>,
    /// People may set a name and a password.
    pub has_passwords: bool,
    /// How long desks may do without it.
    pub away: Away,
    /// Web hooks may lead into the network that the server stands in.
    pub hooks_inside: bool,
}

/// A server that runs.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    sql: SqlStore,
    ending: watch::Sender<bool>,
    served: JoinHandle<std::io::Result<()>>,
    stamped: JoinHandle<()>,
    posted: JoinHandle<()>,
}

impl Running {
    /// Takes no more requests, ends those that are being answered, and closes the database.
    ///
    /// # Errors
    /// When the port failed while it was served.
    pub async fn end(self) -> std::io::Result<()> {
        let _ = self.ending.send(true);
        let served = self.served.await;
        let _ = self.stamped.await;
        let _ = self.posted.await;
        self.sql.close().await;
        served.map_err(std::io::Error::other)?
    }
}

/// Starts a node on a database of an office.
///
/// # Errors
/// The database's, when it cannot be made the server's.
pub async fn serve(
    store: Store,
    engines: Engines,
    keys: Keys,
    clock: Arc<dyn Clock>,
    terms: Terms,
    listener: TcpListener,
) -> Result<Running, StoreError> {
    let broken = |why: &dyn std::fmt::Display| StoreError::Broken(why.to_string());
    let address = listener.local_addr().map_err(|why| broken(&why))?;
    let sql = SqlStore::open(store, engines, Arc::clone(&clock), Epoch(random())).await?;
    if !sql.is_guarded() {
        tracing::warn!(
            "the role of database_url is a superuser or has BYPASSRLS: nothing keeps other offices of this database apart"
        );
    }
    let (newest, head) = watch::channel(0);
    let (ending, ended) = watch::channel(false);
    let checker = terms.provider.map(Checker::new).transpose().map_err(|why| broken(&why))?;
    let document = document(engines).to_json().map_err(|why| broken(&why))?;
    let app = App {
        node: Node::new(sql.clone(), engines, server::Limits::default()),
        sql: sql.clone(),
        keys,
        clock,
        meters: Arc::new(Meters::default()),
        doorman: Arc::new(Doorman::new(terms.limits)),
        wake: Arc::new(Notify::new()),
        news: Arc::new(Notify::new()),
        sender: Sender::new(Outside { may_be_inside: terms.hooks_inside }).map_err(|why| broken(&why))?,
        document: document.into(),
        has_passwords: terms.has_passwords,
        away: terms.away,
        checker: checker.map(Arc::new),
        looking: Arc::new(Semaphore::new(LOOKING)),
        head,
        ending: ended.clone(),
    };
    let stamped = tokio::spawn(keep_stamping(app.clone(), newest));
    let posted = tokio::spawn(keep_posting(app.clone()));
    let served = tokio::spawn(listen(listener, terms.tls, routes(app), ended));
    Ok(Running { address, sql, ending, served, stamped, posted })
}

/// Numbers what is committed, here or by other nodes, and passes the newest number on.
async fn keep_stamping(app: App, newest: watch::Sender<u64>) {
    let mut ending = app.ending.clone();
    let (mut rounds, mut sweep) = (0_u64, Sweep::default());
    loop {
        rounds = rounds.wrapping_add(1);
        if rounds.is_multiple_of(TIDY_EVERY) {
            app.doorman.tidy();
            let old = async {
                rest::forget_old(&app).await?;
                hooks::forget_old(&app).await?;
                sweep.round(&app.sql).await
            };
            if let Err(cause) = old.await {
                tracing::warn!(%cause, "what is old could not be forgotten");
            }
        }
        let head = async {
            app.node.stamp().await?;
            app.sql.view().await?.head().await
        };
        match head.await {
            Ok(head) => {
                app.meters.at(head.seq);
                newest.send_if_modified(|known| std::mem::replace(known, head.seq) != head.seq);
            }
            // The next round does what this one did not.
            Err(cause) => {
                app.meters.failed();
                tracing::error!(%cause, "a round of the stamper failed");
            }
        }
        tokio::select! {
            () = app.wake.notified() => {}
            () = tokio::time::sleep(ROUND) => {}
            _ = ending.wait_for(|ending| *ending) => return,
        }
    }
}
