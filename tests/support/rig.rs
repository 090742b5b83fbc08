//! One rep's desk on one simulated mailbox.

use std::{path::Path, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use pebble_core::kernel::{At, Clock, Error};
use pebble_host::{Desk, Parts, assemble};
use pebble_outlook::{ClientId, Endpoints, Pace, Vault, vault::MemoryKeyStore};
use pebble_simulators::{Config, MailboxHandle, NewMessage, Person, SimClock, SimHandle, Simulator};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

/// The rep.
pub const ASHA: &str = "asha.kulkarni@pebblechem.example";
/// Another mailbox at the same company.
pub const OTHER: &str = "sales@pebblechem.example";

/// Where a sign-in's key lives across restarts of a desk.
pub type Keys = Arc<MemoryKeyStore>;

const YEARS: &str = "WITH RECURSIVE lot(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM lot WHERE n < ?1) \
    INSERT INTO message (id, mailbox_id, folder_id, remote_id, generation, change_key, subject, from_address, from_name, \
    recipients, received_at, is_read, is_draft, has_attachments, preview, hydration, direction, disposition, reason, \
    is_corrected, is_head, placed_at, is_back) SELECT unhex(printf('01d0000000000000%016x', n)), mailbox_id, id, \
    'lot-' || n, 0, '1', 'Lot ' || n, 'store@lots.example', 'Store', '[]', ?2 - n * 60000, 1, 0, 0, 'The tanker left', \
    'whole', 'incoming', 'archived', 'Old', 0, 1, ?2 - n * 60000, 0 FROM lot, folder WHERE folder.role = 'inbox'";
const YEARS_INSIDE: &str = "INSERT INTO body (id, html, text, attachments, is_truncated) SELECT id, '', \
    'The tanker left' || iif(substr(subject, 5) % 7 = 0, ' with glycerine', ''), '[]', 0 FROM message \
    WHERE reason = 'Old'";

/// An instant from text.
pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A Thursday at eleven in India.
pub fn noon() -> DateTime<Utc> {
    at("2026-11-19T05:30:00Z")
}

pub(crate) struct DeskClock(pub(crate) Arc<SimClock>, pub(crate) TimeDelta);

impl Clock for DeskClock {
    fn now(&self) -> At {
        At::from(self.0.now() + self.1)
    }
}

/// Waits by moving the clock: nothing sleeps.
struct SteppedPace(Arc<SimClock>);

impl Pace for SteppedPace {
    fn elapsed(&self) -> Duration {
        self.0.now().signed_duration_since(DateTime::UNIX_EPOCH).to_std().unwrap_or_default()
    }

    fn sleep<'a, 'b>(&'a self, span: Duration) -> futures::future::BoxFuture<'b, ()>
    where
        'a: 'b,
        Self: 'b,
    {
        self.0.advance(TimeDelta::from_std(span).unwrap_or_default());
        Box::pin(tokio::task::yield_now())
    }
}

/// A desk with its mailbox.
pub struct Rig {
    /// The desk.
    pub desk: Desk,
    /// Microsoft.
    pub sim: Arc<SimHandle>,
    /// The rep's mailbox there.
    pub mailbox: MailboxHandle,
    /// Where the desk keeps its files.
    pub folder: tempfile::TempDir,
    keys: Keys,
    off: TimeDelta,
}

impl Rig {
    /// A desk that has signed in, with the companies and products of [`crate::mails`] in its masters.
    pub async fn new() -> Rig {
        Rig::with_clock_off(TimeDelta::zero()).await
    }

    /// The same on a computer whose clock is wrong by so much.
    pub async fn with_clock_off(off: TimeDelta) -> Rig {
        let rig = Rig::bare(SimClock::fixed(noon()), off).await;
        rig.tell("masters.import", crate::mails::masters()).await;
        rig.sign_in().await;
        rig
    }

    /// A desk that has just been installed, with nobody signed in, at the time of this clock.
    pub async fn fresh(clock: &Arc<SimClock>) -> Rig {
        Rig::bare(Arc::clone(clock), TimeDelta::zero()).await
    }

    /// The files of a desk that knows its masters and that nobody has signed in to, for [`Rig::on_copy_of`].
    pub async fn files() -> tempfile::TempDir {
        let Rig { desk, folder, .. } = {
            let rig = Rig::bare(SimClock::fixed(noon()), TimeDelta::zero()).await;
            rig.tell("masters.import", crate::mails::masters()).await;
            rig
        };
        desk.close().await;
        folder
    }

    /// A desk that has signed in, on a copy of these files: the quickest way to one more. Only when that is asked for are
    /// its requests held against Microsoft's metadata, which takes time.
    pub async fn on_copy_of(files: &Path, is_checked: bool) -> Rig {
        let folder = tempfile::tempdir().unwrap();
        copy_all(files, folder.path());
        let rig = Rig::on(folder, SimClock::fixed(noon()), TimeDelta::zero(), csdl().filter(|_| is_checked)).await;
        rig.sign_in().await;
        rig
    }

    async fn bare(clock: Arc<SimClock>, off: TimeDelta) -> Rig {
        Rig::on(tempfile::tempdir().unwrap(), clock, off, csdl()).await
    }

    async fn on(
        folder: tempfile::TempDir,
        clock: Arc<SimClock>,
        off: TimeDelta,
        csdl: Option<std::path::PathBuf>,
    ) -> Rig {
        let mut config = Config::new(clock, "Asha Kulkarni", ASHA);
        config.people.push(Person::new("Sales", OTHER));
        config.csdl = csdl;
        let sim = Arc::new(Simulator::start(config).await.unwrap());
        let keys: Keys = Arc::new(MemoryKeyStore::default());
        let desk = open(&sim, folder.path(), &keys, off).await;
        Rig { mailbox: sim.mailbox(ASHA), desk, sim, folder, keys, off }
    }

    /// The same desk after the program ended and was started again; whatever was only in memory is gone.
    pub async fn restarted(self) -> Rig {
        self.restarted_after(|_| {}).await
    }

    /// The same desk after its program ended, something was done to its files, and it was started again.
    pub async fn restarted_after(self, done: impl FnOnce(&Path)) -> Rig {
        let Rig { desk, sim, mailbox, folder, keys, off } = self;
        // What still runs for it, such as a word to the server, must not keep its folder.
        desk.close().await;
        drop(desk);
        done(folder.path());
        let desk = open(&sim, folder.path(), &keys, off).await;
        desk.restore().await;
        Rig { desk, sim, mailbox, folder, keys, off }
    }

    /// A desk on a copy of this one's files, as from a backup of the whole computer, keyring and all.
    pub async fn cloned(self) -> (Rig, Rig) {
        let copy = tempfile::tempdir().unwrap();
        let original = self.restarted_after(|folder| copy_all(folder, copy.path())).await;
        let clone = Rig {
            desk: open(&original.sim, copy.path(), &original.keys, original.off).await,
            sim: Arc::clone(&original.sim),
            mailbox: original.mailbox.clone(),
            folder: copy,
            keys: Arc::clone(&original.keys),
            off: original.off,
        };
        (original, clone)
    }

    /// Signs in through the simulated browser.
    pub async fn sign_in(&self) {
        let mut news = self.desk.changes();
        self.tell("app.sign_in", json!({})).await;
        loop {
            let status = self.ask("app.status", json!({})).await;
            match status["sign_in"]["state"].as_str() {
                Some("signed_in") => return,
                Some("failed") => panic!("signing in failed: {}", status["sign_in"]["trouble"]),
                _ => {}
            }
            news.recv().await.expect("the desk ended while signing in");
        }
    }

    /// Asks a query.
    pub async fn ask(&self, query: &str, input: Value) -> Value {
        match self.desk.call(query, input).await {
            Ok(output) => output,
            Err(refusal) => panic!("{query} was refused: {refusal}"),
        }
    }

    /// Asks a query for a typed answer.
    pub async fn view<T: DeserializeOwned>(&self, query: &str, input: Value) -> T {
        serde_json::from_value(self.ask(query, input).await).unwrap()
    }

    /// Runs a command.
    pub async fn tell(&self, command: &str, input: impl serde::Serialize) -> Value {
        self.ask(command, serde_json::to_value(input).unwrap()).await
    }

    /// Runs a command that has to be refused.
    pub async fn refused(&self, command: &str, input: Value) -> Error {
        match self.desk.call(command, input).await {
            Ok(output) => panic!("{command} was not refused but gave {output}"),
            Err(refusal) => refusal,
        }
    }

    /// Sends a draft with this text, and waits until it can no longer be called back.
    pub async fn send(&self, draft: &Value, html: &str) -> Value {
        let sent = self.tell("email.draft_send", sending(draft, html)).await;
        self.pass(TimeDelta::seconds(10));
        sent
    }

    /// Answers a mail to whom wrote it, as a rep does.
    pub async fn answer(&self, mail: &Value, html: &str) -> Value {
        let begin = json!({ "way": "reply", "answers": mail["id"], "enquiry_id": null, "to": [] });
        let draft = self.tell("email.draft_begin", begin).await;
        self.send(&draft, html).await
    }

    /// A mail comes in at this moment.
    pub fn deliver(&self, message: NewMessage) -> String {
        self.mailbox.deliver(message).expect("the mail could not be delivered")
    }

    /// The desk's id of a mail, by its `Message-ID`.
    pub async fn id_of(&self, message_id: &str) -> Option<Uuid> {
        let sql = "SELECT id FROM message WHERE internet_message_id = ?";
        let ask = Statement::from_sql_and_values(DbBackend::Sqlite, sql, [message_id.into()]);
        let row = self.desk.store().reader().query_one_raw(ask).await.unwrap();
        row.map(|row| row.try_get_by_index(0).unwrap())
    }

    /// The archive holds mail of years: one for each minute before noon of the first day, its subject "Lot " with its
    /// number, its text "The tanker left" and, in every seventh, "with glycerine".
    pub async fn years_of_mail(&self, mails: u32) {
        let noon = noon().timestamp_millis();
        let envelopes = Statement::from_sql_and_values(DbBackend::Sqlite, YEARS, [mails.into(), noon.into()]);
        let tx = self.desk.store().begin().await.unwrap();
        tx.execute_raw(envelopes).await.unwrap();
        tx.execute_unprepared(YEARS_INSIDE).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// One turn of the mail loop.
    pub async fn turn(&self) {
        self.desk.turn().await.unwrap();
    }

    /// Time passes.
    pub fn pass(&self, span: TimeDelta) {
        self.sim.advance(span);
    }

    /// Days pass, hour by hour, with a tick each; the mailbox is left alone, as offline.
    pub async fn pass_days_offline(&self, days: i64) {
        for _ in 0..days * 24 {
            self.pass(TimeDelta::hours(1));
            self.desk.tick().await;
        }
    }

    /// The only enquiry there is.
    pub async fn only_enquiry(&self) -> String {
        let found = self.ask("enquiries.find", json!({ "company_id": null, "query": null })).await;
        let found = found.as_array().unwrap();
        assert_eq!(found.len(), 1, "one enquiry was expected: {found:?}");
        found[0]["id"].as_str().unwrap().to_owned()
    }

    /// The counts of mail add up and nothing is pending.
    pub async fn assert_all_accounted_for(&self) {
        let counts = self.ask("email.counts", Value::Null).await;
        let of = |key: &str| counts[key].as_u64().unwrap();
        let places = ["linked", "preleads", "archived", "unclassified", "sent", "junk", "pending", "quarantined"];
        let sum: u64 = places.map(of).iter().sum();
        assert_eq!(of("total"), sum, "{counts}");
        assert_eq!(of("pending"), 0, "{counts}");
        assert_eq!(of("total"), u64::try_from(self.mailbox.count()).unwrap(), "{counts}");
    }
}

/// What sends a draft as it is, with this text.
pub fn sending(draft: &Value, html: &str) -> Value {
    let written = json!({
        "id": draft["id"],
        "to": draft["to"],
        "cc": draft["cc"],
        "bcc": draft["bcc"],
        "subject": draft["subject"],
        "html": html,
    });
    json!({ "written": written, "not_before": null })
}

pub(crate) fn copy_all(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir_all(&to).unwrap();
            copy_all(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Microsoft's metadata, when it lies beside the project.
fn csdl() -> Option<std::path::PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/graph/outlook-subset.csdl.xml");
    path.exists().then_some(path)
}

async fn open(sim: &SimHandle, folder: &Path, keys: &Keys, off: TimeDelta) -> Desk {
    let parts = Parts {
        folder: folder.to_path_buf(),
        clock: Arc::new(DeskClock(Arc::clone(sim.clock()), off)),
        endpoints: Endpoints::new(sim.identity_url(), sim.graph_url()).unwrap(),
        client: ClientId::new("11111111-2222-4333-8444-555555555555"),
        registration: None,
        vault: Vault::on_disk(&folder.join("auth"), keys.clone()),
        office: Vault::on_disk(&folder.join("auth"), keys.clone()),
        browser: Box::new(|url: &url::Url| {
            let url = url.clone();
            tokio::spawn(async move { reqwest::get(url).await });
        }),
        pace: Some(Arc::new(SteppedPace(Arc::clone(sim.clock())))),
        is_demo: true,
        downloads: Some(folder.join("downloads")),
    };
    assemble(parts).await.unwrap()
}
