//! One desk and one mailbox, to which the steps of a schedule happen.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use chrono::TimeDelta;
use pebble_simulators::{Fault, Kept, KeptFolder, NewMessage};
use pebble_tests::{Rig, cut_short, mails};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement};
use serde_json::{Value, json};

use super::{
    deeds,
    steps::{Change, Kind, Step, Trouble},
};

/// Folders of which the desk reads nothing.
const UNREAD: [&str; 3] = ["drafts", "outbox", "deleteditems"];

/// The world of one schedule.
pub struct World {
    rig: Option<Rig>,
    /// Mails so far, so that each has a subject and a `Message-ID` of its own.
    written: usize,
    /// Folders say nothing of what is moved to them.
    is_silent: bool,
    /// Entries of timelines that must still be there at the end.
    pub entries: BTreeSet<String>,
    /// Effects of mails that the rep has sent, and whether they were called back.
    pub sends: BTreeMap<String, bool>,
    /// Drafts that were sent, the last one last.
    pub drafts: Vec<Value>,
}

impl World {
    pub async fn begin(files: &Path, is_checked: bool) -> World {
        World {
            rig: Some(Rig::on_copy_of(files, is_checked).await),
            written: 0,
            is_silent: false,
            entries: BTreeSet::new(),
            sends: BTreeMap::new(),
            drafts: Vec::new(),
        }
    }

    pub fn rig(&self) -> &Rig {
        self.rig.as_ref().unwrap()
    }

    /// Does a step.
    pub async fn take(&mut self, step: &Step) {
        let mailbox = self.rig().mailbox.clone();
        match step {
            Step::Deliver { what, folder } => self.deliver(*what, *folder),
            Step::Move { mail, to } => self.with(*mail, *to, |mail, to| mailbox.move_message(&mail.id, &to.id)),
            Step::Sway { mail, over } => self.with(*mail, *over, |mail, over| {
                mailbox.move_message(&mail.id, &over.id) && mailbox.move_message(&mail.id, &mail.folder_id)
            }),
            Step::Bin { mail } => self.with(*mail, 0, |mail, _| mailbox.move_message(&mail.id, "deleteditems")),
            // Where folders keep silent of what is moved to them, nothing tells of a mail that comes from where nothing is
            // read: not even a client that does all right could know.
            Step::Restore { .. } if self.is_silent => {}
            Step::Restore { mail, to } => {
                let thrown = mailbox.messages_in("deleteditems");
                if let (Some(mail), Some(to)) = (pick(&thrown, *mail), pick(&self.homes(), *to)) {
                    assert!(mailbox.move_message(mail, &to.id));
                }
            }
            Step::Delete { mail } => self.with(*mail, 0, |mail, _| mailbox.delete(&mail.id)),
            Step::Edit { mail, what } => self.edit(*mail, *what),
            Step::MakeFolder { .. }
            | Step::RenameFolder { .. }
            | Step::MoveFolder { .. }
            | Step::BinFolder { .. }
            | Step::RestoreFolder { .. }
            | Step::DeleteFolder { .. } => self.folder(step),
            Step::Pass { minutes } => {
                self.rig().pass(TimeDelta::minutes(*minutes));
                self.rig().desk.tick().await;
            }
            Step::Turn => self.turn().await,
            Step::Act(act) => deeds::act(self, act).await,
            Step::Killed { requests } => self.killed(*requests).await,
            Step::CutShort { act, polls } => {
                match act {
                    Some(act) => drop(cut_short(deeds::act(self, act), *polls).await),
                    None => {
                        let desk = self.rig().desk.clone();
                        drop(cut_short(desk.turn(), *polls).await);
                    }
                }
                self.restart().await;
            }
            trouble => self.outlook(trouble),
        }
        if let Step::Destinations { tell } = step {
            self.is_silent = !tell;
        }
        self.remember().await;
    }

    /// A turn; that Outlook fails in it is no news.
    pub async fn turn(&self) {
        let _ = self.rig().desk.turn().await;
    }

    fn deliver(&mut self, what: Kind, folder: usize) {
        self.written += 1;
        let number = self.written;
        let all = self.mails();
        let mut mail = match what {
            Kind::Enquiry => mails::rfq(),
            Kind::Stranger => {
                let text = "Dear Sir,\n\nPlease quote your best price for 2 MT Titanium dioxide.\n\nRegards,\nMeera";
                mails::mail(mails::STRANGER, "Meera", "Requirement of Titanium dioxide", text)
            }
            Kind::Vague => mails::vague("At the fair"),
            Kind::Answer(to) => match pick(&all, to) {
                Some(to) => mails::answer(&to.internet_message_id, "Re: your mail", "Please quote today."),
                None => mails::vague("At the fair"),
            },
        };
        mail.internet_message_id = Some(format!("<{number}@schedule.example>"));
        mail.subject = format!("{} {number}", mail.subject);
        let folder = pick(&self.homes(), folder).unwrap().id.clone();
        self.rig().deliver(NewMessage { folder, ..mail });
    }

    fn edit(&mut self, mail: usize, what: Change) {
        self.written += 1;
        let (number, mailbox) = (self.written, self.rig().mailbox.clone());
        let changes = match what {
            Change::Read(is_read) => json!({ "isRead": is_read }),
            Change::Subject => json!({ "subject": format!("Said otherwise {number}") }),
            Change::Category => json!({ "categories": [format!("Sort {number}")] }),
        };
        self.with(mail, 0, |mail, _| mailbox.edit(&mail.id, &changes));
    }

    fn folder(&mut self, step: &Step) {
        self.written += 1;
        let (name, mailbox, places) = (format!("Folder {}", self.written), &self.rig().mailbox, self.homes());
        let own: Vec<&KeptFolder> = places.iter().filter(|folder| folder.well_known.is_none()).collect();
        match step {
            Step::MakeFolder { below } => {
                let below = below.and_then(|below| Some(own.get(below.checked_rem(own.len())?)?.id.as_str()));
                mailbox.create_folder(&name, below).unwrap();
            }
            Step::RenameFolder { folder } => {
                pick(&own, *folder).map(|it| mailbox.rename_folder(&it.id, &name));
            }
            Step::MoveFolder { folder, below } => {
                if let (Some(folder), Some(below)) = (pick(&own, *folder), pick(&places, *below)) {
                    mailbox.move_folder(&folder.id, &below.id);
                }
            }
            Step::BinFolder { folder } => {
                pick(&own, *folder).map(|it| mailbox.move_folder(&it.id, "deleteditems"));
            }
            Step::RestoreFolder { folder } => {
                let all = mailbox.folders();
                let bin = mailbox.folder_id("deleteditems");
                let thrown: Vec<&KeptFolder> = all.iter().filter(|folder| folder.parent_id == bin).collect();
                pick(&thrown, *folder).map(|it| mailbox.move_folder(&it.id, "inbox"));
            }
            Step::DeleteFolder { folder } => {
                pick(&own, *folder).map(|it| mailbox.delete_folder(&it.id));
            }
            other => unreachable!("{other:?} is about no folder"),
        }
    }

    fn outlook(&self, step: &Step) {
        let (sim, mailbox) = (&self.rig().sim, &self.rig().mailbox);
        match step {
            Step::Expire => mailbox.expire_cursors(),
            Step::ExpireWithin => {
                let body = json!({ "error": { "code": "resyncRequired", "message": "Resync is required." } });
                let path = "skiptoken".to_owned();
                sim.fault(Fault { path, status: Some(410), body: Some(body.to_string()), ..Fault::default() });
            }
            Step::Throttle { times, wait } => mailbox.throttle(*times, *wait),
            Step::Fault(trouble) => sim.fault(fault(*trouble)),
            Step::Chance { per_mille, seed } => sim.modes(|modes| {
                (modes.random_faults, modes.random_seed) = (*per_mille, *seed);
            }),
            Step::Feeds(mode) => sim.modes(|modes| modes.delta = *mode),
            Step::Destinations { tell } => sim.modes(|modes| modes.destination_reports_moves = *tell),
            Step::Batches { shuffled, throttled } => sim.modes(|modes| {
                (modes.shuffle_batches, modes.throttle_batch_items) = (*shuffled, *throttled);
            }),
            Step::Sending { mode, new_id, delay } => sim.modes(|modes| {
                (modes.send, modes.send_times) = (*mode, 1);
                (modes.new_id_on_send, modes.sent_copy_delay_s) = (*new_id, *delay);
            }),
            other => unreachable!("{other:?} is no trouble of Outlook's"),
        }
    }

    /// Outlook is well again; what moved while folders kept silent stays as untold as it is.
    pub fn calm(&self) {
        let (sim, mailbox) = (&self.rig().sim, &self.rig().mailbox);
        sim.clear_faults();
        mailbox.throttle(0, None);
        sim.modes(|modes| *modes = pebble_simulators::Modes::default());
    }

    /// A mail and a folder of those there are; our own in Sent Items are left to the desk, which looks for them there.
    fn with(&self, mail: usize, folder: usize, act: impl FnOnce(&Kept, &KeptFolder) -> bool) {
        let (mails, homes) = (self.mails(), self.homes());
        let sent = self.rig().mailbox.folder_id("sentitems").unwrap();
        let others: Vec<Kept> = mails.into_iter().filter(|mail| mail.folder_id != sent).collect();
        if let (Some(mail), Some(folder)) = (pick(&others, mail), pick(&homes, folder)) {
            assert!(act(mail, folder), "{mail:?} {folder:?}");
        }
    }

    /// Folders in which what comes in lies: the inbox first.
    fn homes(&self) -> Vec<KeptFolder> {
        self.places().into_iter().filter(|folder| folder.well_known != Some("sentitems")).collect()
    }

    /// Folders that the desk reads: the inbox first.
    pub fn places(&self) -> Vec<KeptFolder> {
        let all = self.rig().mailbox.folders();
        all.iter().filter(|folder| folder.is_shown && !is_away(&all, folder)).cloned().collect()
    }

    /// Mails in the folders that the desk reads.
    pub fn mails(&self) -> Vec<Kept> {
        let places: BTreeSet<String> = self.places().into_iter().map(|folder| folder.id).collect();
        let all = self.rig().mailbox.messages().into_iter();
        all.filter(|mail| !mail.is_draft && places.contains(&mail.folder_id)).collect()
    }

    /// The desk ends within a turn, as the request stands at the door.
    async fn killed(&mut self, requests: usize) {
        let mut door = self.rig().sim.hold_requests();
        let desk = self.rig().desk.clone();
        let mut turn = desk.turn();
        let mut left = requests;
        loop {
            tokio::select! {
                biased;
                held = door.recv() => match left.checked_sub(1) {
                    Some(fewer) => {
                        left = fewer;
                        held.unwrap().release();
                    }
                    None => break,
                },
                _ = &mut turn => break,
            }
        }
        drop(turn);
        drop(door);
        self.restart().await;
    }

    /// The desk is started again, after a minute: how long Outlook asked it to wait dies with it, so that one that is
    /// started sooner asks once too early, is told again, and then waits.
    async fn restart(&mut self) {
        let rig = self.rig.take().unwrap();
        rig.pass(TimeDelta::minutes(1));
        self.rig = Some(rig.restarted().await);
    }

    async fn remember(&mut self) {
        let entries = self.entries_now().await;
        self.entries.extend(entries);
    }

    /// The entries that mails have made on timelines.
    pub async fn entries_now(&self) -> BTreeSet<String> {
        let sql = "SELECT lower(hex(id)) || ' ' || kind FROM activity WHERE kind IN ('mail_in', 'mail_out')";
        self.rows(sql).await.iter().map(|row| text(row, 0)).collect()
    }

    /// Where an effect stands, by its id in hex.
    pub async fn state_of(&self, effect: &str) -> Option<String> {
        let sql = format!("SELECT state FROM effect WHERE lower(hex(id)) = '{effect}'");
        self.rows(&sql).await.first().map(|row| text(row, 0))
    }

    /// Rows of the desk's database.
    pub async fn rows(&self, sql: &str) -> Vec<QueryResult> {
        let ask = Statement::from_string(DbBackend::Sqlite, sql);
        self.rig().desk.store().reader().query_all_raw(ask).await.unwrap()
    }
}

/// A column of a row.
pub fn text(row: &QueryResult, column: usize) -> String {
    row.try_get_by_index(column).unwrap()
}

/// The one of a number, if there is any.
pub fn pick<T>(these: &[T], number: usize) -> Option<&T> {
    these.get(number.checked_rem(these.len())?)
}

/// Whether a folder is one of which nothing is read, or lies within one.
fn is_away(all: &[KeptFolder], folder: &KeptFolder) -> bool {
    folder.well_known.is_some_and(|name| UNREAD.contains(&name))
        || all.iter().any(|above| Some(&above.id) == folder.parent_id.as_ref() && is_away(all, above))
}

fn fault(trouble: Trouble) -> Fault {
    let wait = trouble.wait.filter(|_| matches!(trouble.status, Some(429 | 503)));
    Fault {
        path: trouble.path.to_owned(),
        status: trouble.status,
        headers: wait.map(|wait| ("Retry-After".to_owned(), wait.to_owned())).into_iter().collect(),
        drop_after_bytes: trouble.status.is_none().then_some(0),
        // What is refused for being too much was not carried out.
        is_after: trouble.is_after && trouble.status != Some(429),
        nth: trouble.nth,
        times: trouble.times,
        ..Fault::default()
    }
}
