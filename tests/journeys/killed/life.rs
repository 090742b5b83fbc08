//! One data folder and one mailbox, and the lives of the process that works on them.

use std::{fmt, path::Path, process::Stdio};

use chrono::{DateTime, Utc};
use pebble_simulators::{Config, Held, MailboxHandle, SimClock, SimHandle, Simulator};
use pebble_tests::noon;
use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::{Child, Command},
    sync::mpsc::UnboundedReceiver,
};

const NO_CERTIFICATES: &str = "no-certificates.pem";
const REP: &str = "asha.kulkarni@pebblechem.example";

/// What a life of the process is there for; see `journey_desk.rs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    Quote,
    Away,
    Online,
    Write,
}

impl fmt::Display for Part {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Quote => "quote",
            Self::Away => "away",
            Self::Online => "online",
            Self::Write => "write",
        })
    }
}

/// A rep's computer that loses its power, and the mailbox that does not notice.
pub struct Fate {
    pub sim: SimHandle,
    pub folder: TempDir,
    pub now: DateTime<Utc>,
    /// Every killing so far, for the words of a failure.
    pub trail: Vec<String>,
    requests: UnboundedReceiver<Held>,
}

impl Fate {
    /// The first morning: an empty folder, the masters to begin with, no mail.
    pub async fn begin(masters: &Value) -> Fate {
        let sim = Simulator::start(Config::new(SimClock::fixed(noon()), "Asha Kulkarni", REP)).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("masters.json"), masters.to_string()).unwrap();
        std::fs::write(folder.path().join(NO_CERTIFICATES), []).unwrap();
        let requests = sim.hold_requests();
        Fate { sim, folder, now: noon(), trail: Vec::new(), requests }
    }

    pub fn mailbox(&self) -> MailboxHandle {
        self.sim.mailbox(REP)
    }

    pub fn database(&self) -> std::path::PathBuf {
        self.folder.path().join("pebble.db")
    }

    /// One life of the process. It stands still at every boundary: before a request is received and after it was
    /// carried out, before a commit and after it. Where `is_fatal` it is killed, and true is given back.
    pub async fn live(&mut self, part: Part, mut is_fatal: impl FnMut(&str) -> bool) -> bool {
        self.sim.clock().set(self.now);
        let mut child = self.start(part);
        let mut go = child.stdin.take().unwrap();
        let mut commits = BufReader::new(child.stdout.take().unwrap()).lines();
        loop {
            let (boundary, held) = tokio::select! {
                biased;
                line = commits.next_line() => match line.unwrap() {
                    Some(line) => (line, None),
                    None => break,
                },
                held = self.requests.recv() => {
                    let held = held.unwrap();
                    let moment = if held.is_carried_out() { "answered" } else { "asking" };
                    (format!("{moment} {}", held.name()), Some(held))
                }
            };
            if is_fatal(&boundary) {
                self.trail.push(format!("{} {part}: {boundary}", self.now.format("%d %H:%M:%S")));
                end(&mut child).await;
                drop(held);
                // What else was asked for is lost with it.
                while self.requests.try_recv().is_ok() {}
                return true;
            }
            match held {
                Some(held) => held.release(),
                None => go.write_all(b"\n").await.unwrap(),
            }
        }
        let status = child.wait().await.unwrap();
        assert!(status.success(), "{part} ended with {status} after {:#?}", self.trail);
        false
    }

    fn start(&self, part: Part) -> Child {
        Command::new(Path::new(env!("CARGO_BIN_EXE_journey-desk")))
            .args([self.sim.identity_url(), self.sim.graph_url()])
            .arg(self.folder.path())
            .args([self.now.timestamp_millis().to_string(), part.to_string()])
            // The world is on loopback: reading the computer's certificates would take longer than all else.
            .env("SSL_CERT_FILE", self.folder.path().join(NO_CERTIFICATES))
            .env("SSL_CERT_DIR", self.folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap()
    }
}

/// SIGKILL: nothing is flushed, nothing is told.
async fn end(child: &mut Child) {
    child.start_kill().unwrap();
    child.wait().await.unwrap();
}
