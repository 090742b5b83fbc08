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
    sync::{Notify, watch},
    task::JoinHandle,
};

use crate::{
    http::{App, routes},
    keys::Keys,
    limits::{Doorman, Limits},
    meters::Meters,
    node::Node,
    store::SqlStore,
};

/// How long a change of another node waits at most for this one to notice it (sync.md 4.3).
const ROUND: Duration = Duration::from_millis(250);

/// Rounds of the stamper between looks for devices that have been quiet.
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

/// A server that runs.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    sql: SqlStore,
    ending: watch::Sender<bool>,
    served: JoinHandle<std::io::Result<()>>,
    stamped: JoinHandle<()>,
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
    limits: Limits,
    listener: TcpListener,
) -> Result<Running, StoreError> {
    let address = listener.local_addr().map_err(|why| StoreError::Broken(why.to_string()))?;
    let sql = SqlStore::open(store, engines, Arc::clone(&clock), Epoch(random())).await?;
    let (newest, head) = watch::channel(0);
    let (ending, ended) = watch::channel(false);
    let app = App {
        node: Node::new(sql.clone(), engines, server::Limits::default()),
        sql: sql.clone(),
        keys,
        clock,
        meters: Arc::new(Meters::default()),
        doorman: Arc::new(Doorman::new(limits)),
        wake: Arc::new(Notify::new()),
        head,
        ending: ended.clone(),
    };
    let stamped = tokio::spawn(keep_stamping(app.clone(), newest));
    let end = async move {
        let mut ended = ended;
        let _ = ended.wait_for(|ending| *ending).await;
    };
    let serving = axum::serve(listener, routes(app).into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(end);
    let served = tokio::spawn(async move { serving.await });
    Ok(Running { address, sql, ending, served, stamped })
}

/// Numbers what is committed, here or by other nodes, and passes the newest number on.
async fn keep_stamping(app: App, newest: watch::Sender<u64>) {
    let mut ending = app.ending.clone();
    let mut rounds = 0_u64;
    loop {
        rounds = rounds.wrapping_add(1);
        if rounds.is_multiple_of(TIDY_EVERY) {
            app.doorman.tidy();
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
