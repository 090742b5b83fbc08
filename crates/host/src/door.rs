//! The one door of every window: behind it is a desk, or, when none could be opened, the ways on.
//!
//! A window may be there before its desk is. Whoever asks first has it opened; everybody who asks meanwhile waits, and
//! gets the same answer. Once open it stays open.

use std::{
    sync::{
        Arc, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures::future::BoxFuture;
use pebble_core::kernel::{
    Code, Error, Result,
    engine::{decode, encode},
};
use pebble_store::OpenError;
use serde_json::Value;
use tokio::sync::{Mutex, broadcast, watch};

use crate::{
    Changed, Desk, MailPage, Notice, Options,
    diagnostics::Report,
    first, notices,
    open::{self, OpenProblem},
    page,
    recovery::{self, Recovered, Recovery, RestoreBackup, Way},
};

/// How long after its opening a database is read whole: the day's first screen comes before.
const CHECKED_AFTER: Duration = Duration::from_secs(20);

/// A desk, or the ways to one. Cheap to clone; all clones are the same door.
#[derive(Clone)]
pub struct Door(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) options: Options,
    desk: watch::Sender<Option<Desk>>,
    /// Why the last try failed. Held for as long as a try takes, so that there is one at a time.
    problem: Mutex<Option<OpenProblem>>,
    /// The last start did not go well: nothing is opened until the person says so.
    pub(crate) is_safe: AtomicBool,
    /// The report that was shown last: what is saved is what was shown.
    pub(crate) report: std::sync::Mutex<Option<Report>>,
}

impl Door {
    /// A door whose desk is not opened yet.
    pub fn new(options: Options) -> Door {
        Door(Arc::new(Inner {
            options,
            desk: watch::Sender::new(None),
            problem: Mutex::new(None),
            is_safe: AtomicBool::new(false),
            report: std::sync::Mutex::default(),
        }))
    }

    /// A door to a desk that is open already, such as one that a test drives by hand.
    pub fn to(desk: Desk) -> Door {
        let door = Door::new(Options::default());
        door.0.desk.send_replace(Some(desk));
        door
    }

    /// The desk, opened if nobody has tried yet.
    ///
    /// # Errors
    /// Why the last try failed.
    pub fn desk(&self) -> BoxFuture<'_, std::result::Result<Desk, OpenProblem>> {
        Box::pin(self.opened())
    }

    async fn opened(&self) -> std::result::Result<Desk, OpenProblem> {
        if let Some(desk) = self.open_desk() {
            return Ok(desk);
        }
        if self.0.is_safe.load(Ordering::SeqCst) {
            return Err(OpenProblem::Careful);
        }
        first::target(&self.0.options)?;
        let door = self.clone();
        // On a task of its own: a page that is closed meanwhile must not leave half a desk behind.
        tokio::spawn(async move { door.first_try().await }).await.unwrap_or_else(|why| Err(broke_off(&why)))
    }

    /// Runs what a window asks for: a way on, or a query or command of the desk by its wire name.
    ///
    /// # Errors
    /// What the desk refuses, worded for people; while there is none, why.
    pub fn call<'a>(&'a self, command: &'a str, input: Value) -> BoxFuture<'a, Result<Value>> {
        Box::pin(self.answer(command, input))
    }

    async fn answer(&self, command: &str, input: Value) -> Result<Value> {
        match command {
            "app.recovery" => encode(&self.trouble().await),
            "app.open_again" => encode(&self.go(Way::OpenAgain).await?),
            "app.restore_backup" => {
                let asked: RestoreBackup = decode(input)?;
                encode(&self.go(Way::Restore(asked.backup)).await?)
            }
            "app.start_anew" => encode(&self.go(Way::StartAnew).await?),
            _ if crate::entry::knows(command) => crate::entry::call(self, command, input).await,
            _ => match self.desk().await {
                Ok(desk) => desk.call(command, input).await,
                Err(problem) => Err(Error::new(Code::Broken, problem.to_string())),
            },
        }
    }

    /// News of what changes, from now on, also of a desk that is opened later.
    pub fn news(&self) -> News {
        let desk = self.0.desk.subscribe();
        let heard = desk.borrow().as_ref().map(|desk| (desk.changes(), desk.notices()));
        News { desk, heard }
    }

    /// The body of a mail, for the frame that shows it: `id`, or `id/pictures` with those of the web.
    pub async fn mail_page(&self, asked: &str) -> MailPage {
        match self.desk().await {
            Ok(desk) => desk.mail_page(asked).await,
            Err(_) => page::unavailable(),
        }
    }

    /// Ends what runs and closes the database, if the desk is open: its file is then whole without its log.
    pub async fn close(&self) {
        if let Some(desk) = self.open_desk() {
            desk.close().await;
        }
    }

    pub(crate) fn open_desk(&self) -> Option<Desk> {
        self.0.desk.borrow().clone()
    }

    async fn trouble(&self) -> Option<Recovery> {
        match self.desk().await.err()? {
            // Nothing is wrong: the person is asked first.
            OpenProblem::NotChosen | OpenProblem::Careful => None,
            problem => Some(recovery::told(&self.target(), &problem)),
        }
    }

    async fn first_try(&self) -> std::result::Result<Desk, OpenProblem> {
        let mut problem = self.0.problem.lock().await;
        match (self.open_desk(), &*problem) {
            (Some(desk), _) => Ok(desk),
            (None, Some(known)) => Err(known.clone()),
            (None, None) => self.open(&mut problem).await,
        }
    }

    async fn open(&self, problem: &mut Option<OpenProblem>) -> std::result::Result<Desk, OpenProblem> {
        match open::open(self.target()).await {
            Ok(desk) => {
                *problem = None;
                desk.keep(notices::run(desk.clone(), self.0.options.folder()));
                desk.keep(self.clone().check_later());
                self.0.desk.send_replace(Some(desk.clone()));
                Ok(desk)
            }
            Err(why) => {
                tracing::error!(%why, "the desk could not be opened");
                *problem = Some(why.clone());
                Err(why)
            }
        }
    }

    async fn check_later(self) {
        tokio::time::sleep(CHECKED_AFTER).await;
        self.check().await;
    }

    /// Reads the whole database of the desk that is open, beside its work. One that is damaged is closed, and the ways on
    /// are offered as if it had never opened.
    pub fn check(&self) -> BoxFuture<'_, ()> {
        let door = self.clone();
        Box::pin(async {
            // On a task of its own: closing a desk ends what the desk runs, which may be who asked.
            if let Err(why) = tokio::spawn(async move { door.read_whole().await }).await {
                tracing::error!(%why, "the database could not be checked");
            }
        })
    }

    async fn read_whole(&self) {
        let Some(desk) = self.open_desk() else { return };
        match desk.store().check().await {
            Ok(()) => {}
            Err(why @ OpenError::Damaged { .. }) => {
                tracing::error!(%why, "the desk is closed");
                let mut problem = self.0.problem.lock().await;
                if !self.open_desk().is_some_and(|open| open.is(&desk)) {
                    return;
                }
                *problem = Some(why.into());
                // Whoever shows this desk hears that it has gone, and asks why.
                self.0.desk.send_replace(None);
                desk.close().await;
            }
            Err(why) => tracing::warn!(%why, "the database could not be checked"),
        }
    }

    /// The options of the desk that is, or would be, opened.
    fn target(&self) -> Options {
        first::target(&self.0.options).unwrap_or_else(|_| self.0.options.clone())
    }

    /// Takes the sample company away, its desk first, and goes on with the person's own.
    pub(crate) async fn wipe_sample(&self) -> Result<()> {
        let mut problem = self.0.problem.lock().await;
        if first::chosen(&self.0.options) != Some(first::Chosen::Sample) {
            return Err(Error::conflict("This desk does not run on the sample company: nothing is wiped."));
        }
        if let Some(desk) = self.open_desk() {
            self.0.desk.send_replace(None);
            desk.close().await;
        }
        *self.0.report.lock().unwrap_or_else(PoisonError::into_inner) = None;
        first::wipe(&self.0.options)?;
        *problem = None;
        Ok(())
    }

    /// Goes a way on, and opens the desk.
    async fn go(&self, way: Way) -> Result<Recovered> {
        let door = self.clone();
        tokio::spawn(async move { door.recover(way).await }).await.unwrap_or_else(|why| Err(Error::broken(why)))
    }

    async fn recover(&self, way: Way) -> Result<Recovered> {
        let mut problem = self.0.problem.lock().await;
        let set_aside = match (way, problem.clone()) {
            (Way::OpenAgain, _) if self.open_desk().is_some() => {
                return Ok(Recovered { trouble: None, set_aside: None });
            }
            (_, None) if self.open_desk().is_some() => {
                return Err(Error::conflict("The desk is open: there is nothing to recover."));
            }
            (Way::OpenAgain, _) => None,
            (_, None) => return Err(Error::conflict("Nobody knows yet what is wrong. Try to open the desk first.")),
            (way, Some(why)) => recovery::replace(&self.target(), &why, way).await?,
        };
        let trouble = self.open(&mut problem).await.err().map(|why| recovery::told(&self.target(), &why));
        Ok(Recovered { trouble, set_aside })
    }
}

fn broke_off(why: &tokio::task::JoinError) -> OpenProblem {
    OpenProblem::Other(format!("Opening was broken off: {why}"))
}

/// What a window is told.
#[derive(Debug, Clone)]
pub enum Heard {
    /// This changed.
    Changed(Changed),
    /// Some changes were not heard: everything that is shown has to be asked for again.
    Missed,
    /// This is worth a word to somebody who is looking elsewhere.
    Notice(Notice),
}

/// News of a desk, for one window.
pub struct News {
    desk: watch::Receiver<Option<Desk>>,
    heard: Option<(broadcast::Receiver<Changed>, broadcast::Receiver<Notice>)>,
}

impl News {
    /// Waits for the next; of the next desk too, when one takes the place of another. `None` when there will be no more.
    pub async fn next(&mut self) -> Option<Heard> {
        use broadcast::error::RecvError;
        loop {
            let Some((changes, notices)) = &mut self.heard else {
                let opened = self.desk.wait_for(Option::is_some).await.ok()?.clone();
                self.heard = opened.map(|desk| (desk.changes(), desk.notices()));
                return Some(Heard::Missed);
            };
            tokio::select! {
                changed = changes.recv() => match changed {
                    Ok(changed) => return Some(Heard::Changed(changed)),
                    Err(RecvError::Lagged(_)) => return Some(Heard::Missed),
                    Err(RecvError::Closed) => return self.leave(),
                },
                said = notices.recv() => match said {
                    Ok(notice) => return Some(Heard::Notice(notice)),
                    // What nobody had time for is old by now.
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return self.leave(),
                },
                other = self.desk.changed() => {
                    other.ok()?;
                    return self.leave();
                }
            }
        }
    }

    /// The desk has gone, whichever of its voices says so first: whoever shows it asks again, and hears why.
    fn leave(&mut self) -> Option<Heard> {
        self.heard = None;
        Some(Heard::Missed)
    }
}
