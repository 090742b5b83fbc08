//! The one door of every window: behind it is a desk, or, when none could be opened, the ways on.
//!
//! A window may be there before its desk is. Whoever asks first has it opened; everybody who asks meanwhile waits, and
//! gets the same answer. Once open it stays open.

use std::sync::Arc;

use pebble_core::kernel::{
    Code, Error, Result,
    engine::{decode, encode},
};
use serde_json::Value;
use tokio::sync::{Mutex, broadcast, watch};

use crate::{
    Changed, Desk, MailPage, Options,
    open::{self, OpenProblem},
    page,
    recovery::{self, Recovered, Recovery, RestoreBackup, Way},
};

/// A desk, or the ways to one. Cheap to clone; all clones are the same door.
#[derive(Clone)]
pub struct Door(Arc<Inner>);

struct Inner {
    options: Options,
    desk: watch::Sender<Option<Desk>>,
    /// Why the last try failed. Held for as long as a try takes, so that there is one at a time.
    problem: Mutex<Option<OpenProblem>>,
}

impl Door {
    /// A door whose desk is not opened yet.
    pub fn new(options: Options) -> Door {
        Door(Arc::new(Inner { options, desk: watch::Sender::new(None), problem: Mutex::new(None) }))
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
    pub async fn desk(&self) -> std::result::Result<Desk, OpenProblem> {
        if let Some(desk) = self.open_desk() {
            return Ok(desk);
        }
        let door = self.clone();
        // On a task of its own: a page that is closed meanwhile must not leave half a desk behind.
        tokio::spawn(async move { door.first_try().await }).await.unwrap_or_else(|why| Err(broke_off(&why)))
    }

    /// Runs what a window asks for: a way on, or a query or command of the desk by its wire name.
    ///
    /// # Errors
    /// What the desk refuses, worded for people; while there is none, why.
    pub async fn call(&self, command: &str, input: Value) -> Result<Value> {
        match command {
            "app.recovery" => encode(&self.trouble().await),
            "app.open_again" => encode(&self.go(Way::OpenAgain).await?),
            "app.restore_backup" => {
                let asked: RestoreBackup = decode(input)?;
                encode(&self.go(Way::Restore(asked.backup)).await?)
            }
            "app.start_anew" => encode(&self.go(Way::StartAnew).await?),
            _ => match self.desk().await {
                Ok(desk) => desk.call(command, input).await,
                Err(problem) => Err(Error::new(Code::Broken, problem.to_string())),
            },
        }
    }

    /// News of what changes, from now on, also of a desk that is opened later.
    pub fn news(&self) -> News {
        let desk = self.0.desk.subscribe();
        let changes = desk.borrow().as_ref().map(Desk::changes);
        News { desk, changes }
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

    fn open_desk(&self) -> Option<Desk> {
        self.0.desk.borrow().clone()
    }

    async fn trouble(&self) -> Option<Recovery> {
        let problem = self.desk().await.err()?;
        Some(recovery::told(&self.0.options, &problem))
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
        match open::open(self.0.options.clone()).await {
            Ok(desk) => {
                *problem = None;
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
            (way, Some(why)) => recovery::replace(&self.0.options, &why, way).await?,
        };
        let trouble = self.open(&mut problem).await.err().map(|why| recovery::told(&self.0.options, &why));
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
}

/// News of a desk, for one window.
pub struct News {
    desk: watch::Receiver<Option<Desk>>,
    changes: Option<broadcast::Receiver<Changed>>,
}

impl News {
    /// Waits for the next. `None` when there will be no more.
    pub async fn next(&mut self) -> Option<Heard> {
        if let Some(changes) = &mut self.changes {
            return match changes.recv().await {
                Ok(changed) => Some(Heard::Changed(changed)),
                Err(broadcast::error::RecvError::Lagged(_)) => Some(Heard::Missed),
                Err(broadcast::error::RecvError::Closed) => None,
            };
        }
        let opened = self.desk.wait_for(Option::is_some).await.ok()?;
        self.changes = opened.as_ref().map(Desk::changes);
        Some(Heard::Missed)
    }
}
