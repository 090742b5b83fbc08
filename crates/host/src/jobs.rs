//! What takes longer than a moment: one list of it, with how far each has come and a way to call it off.
//!
//! Whoever does the work holds a [`Job`] for as long as it runs. What is over within a second is not shown: a list that
//! flickers says nothing.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use pebble_core::kernel::{At, Error, Result};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use ts_rs::TS;

use crate::Desk;

/// Work that is over by then is not shown.
const SHOWN_AFTER: Duration = Duration::from_secs(1);
/// Between two things said of how far a job has come.
const STEP: i64 = 250;
/// The topic of its changes.
pub(crate) const TOPIC: &str = "jobs";

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    /// Mail is brought in and read.
    Mail,
    /// A file goes to the office.
    Upload,
    /// A file comes from the office.
    Download,
    /// What the office has is read for the first time, or all of it again.
    Office,
    /// The desk joins its office, with everything that was done on it before.
    Joining,
    /// The day's backup is written.
    Backup,
    /// What a report of this desk says is gathered.
    Diagnostics,
    /// The reader learns from what people said of mails.
    Learning,
}

/// Work that runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "Job")]
pub struct JobView {
    /// Which, for calling it off.
    #[ts(type = "number")]
    pub id: u64,
    /// What is done.
    pub kind: JobKind,
    /// To what, such as a file's name.
    pub what: Option<String>,
    /// So much is done.
    #[ts(type = "number")]
    pub done: u64,
    /// Of so much, when that is known.
    #[ts(type = "number | null")]
    pub total: Option<u64>,
    /// Since when.
    pub began: At,
    /// It can be called off.
    pub can_cancel: bool,
}

/// Names a job.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OfJob {
    /// Which.
    #[ts(type = "number")]
    pub id: u64,
}

struct Running {
    view: JobView,
    is_shown: bool,
    said_at: At,
    stop: watch::Sender<bool>,
}

/// The jobs of a desk.
#[derive(Default)]
pub(crate) struct Jobs {
    running: Mutex<Vec<Running>>,
    last: AtomicU64,
}

impl Jobs {
    fn with<T>(&self, look: impl FnOnce(&mut Vec<Running>) -> T) -> T {
        look(&mut self.running.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn shown(&self) -> Vec<JobView> {
        self.with(|all| all.iter().filter(|job| job.is_shown).map(|job| job.view.clone()).collect())
    }
}

/// Held by whoever does the work; letting go of it takes the job off the list.
pub(crate) struct Job {
    desk: Desk,
    id: u64,
    stop: watch::Receiver<bool>,
}

impl Desk {
    /// Puts work on the list.
    pub(crate) fn job(&self, kind: JobKind, what: Option<String>, can_cancel: bool) -> Job {
        let jobs = &self.0.jobs;
        let id = jobs.last.fetch_add(1, Ordering::SeqCst).saturating_add(1);
        let (stop, stopped) = watch::channel(false);
        let began = self.now();
        let view = JobView { id, kind, what, done: 0, total: None, began, can_cancel };
        jobs.with(|all| all.push(Running { view, is_shown: false, said_at: began, stop }));
        let weak = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            tokio::time::sleep(SHOWN_AFTER).await;
            let Some(desk) = weak.upgrade().map(Desk) else { return };
            let is_there = desk.0.jobs.with(|all| {
                let mut found = all.iter_mut().filter(|job| job.view.id == id);
                found.next().map(|job| job.is_shown = true).is_some()
            });
            if is_there {
                desk.announce(vec![TOPIC], Vec::new());
            }
        });
        Job { desk: self.clone(), id, stop: stopped }
    }

    /// What runs. Of the mail the database says how far it has come.
    pub(crate) async fn jobs(&self) -> Result<Vec<JobView>> {
        let mut shown = self.0.jobs.shown();
        for job in shown.iter_mut().filter(|job| job.kind == JobKind::Mail) {
            let sync = crate::app::status(self).await?.sync;
            (job.done, job.total) = (sync.hydrated, Some(sync.total));
        }
        Ok(shown)
    }

    /// Calls a job off. One that has ended meanwhile is none.
    ///
    /// # Errors
    /// `Conflict` when it cannot be called off.
    pub(crate) fn cancel_job(&self, id: u64) -> Result<()> {
        self.0.jobs.with(|all| match all.iter().find(|job| job.view.id == id) {
            Some(job) if !job.view.can_cancel => {
                Err(Error::conflict("This cannot be called off half way. It ends by itself."))
            }
            Some(job) => {
                job.stop.send_replace(true);
                Ok(())
            }
            None => Ok(()),
        })
    }
}

impl Job {
    /// Says how far it has come.
    pub(crate) fn progress(&self, done: u64, total: Option<u64>) {
        let now = self.desk.now();
        let is_news = self.desk.0.jobs.with(|all| {
            let Some(job) = all.iter_mut().find(|job| job.view.id == self.id) else { return false };
            (job.view.done, job.view.total) = (done, total);
            let is_due = job.is_shown && now.millis().saturating_sub(job.said_at.millis()) >= STEP;
            if is_due {
                job.said_at = now;
            }
            is_due
        });
        if is_news {
            self.desk.announce(vec![TOPIC], Vec::new());
        }
    }

    /// Ends when the job is called off; never otherwise.
    pub(crate) async fn cancelled(&self) {
        let mut stop = self.stop.clone();
        if stop.wait_for(|stop| *stop).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Runs work until it is done or called off; `None` when it was called off.
    pub(crate) async fn run<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.cancelled() => None,
            done = work => Some(done),
        }
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        let was_shown = self.desk.0.jobs.with(|all| {
            let place = all.iter().position(|job| job.view.id == self.id);
            place.is_some_and(|place| all.remove(place).is_shown)
        });
        if was_shown {
            self.desk.announce(vec![TOPIC], Vec::new());
        }
    }
}
