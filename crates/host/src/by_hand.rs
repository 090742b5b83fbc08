//! What a desk does by itself once it is started, asked for once: rounds with the office, turns of the mail loop, ticks of
//! the clock, backups.

use futures::future::BoxFuture;
use pebble_core::{engines::email::mailbox::MailboxError, kernel::Result};

use crate::Desk;

impl Desk {
    /// One round with the office, as the loops do by themselves once a desk is started: everything is sent and
    /// everything is read.
    ///
    /// # Errors
    /// The desk's own database's; how the office answered stands in `app.office`.
    pub fn meet_office(&self) -> BoxFuture<'_, Result<()>> {
        Box::pin(async { crate::office::once(self).await.map(|_| ()) })
    }

    /// One turn of the mail loop: bring in, then send. The loops do this by themselves once a desk is started.
    ///
    /// # Errors
    /// What kept the mailbox from being read.
    pub fn turn(&self) -> BoxFuture<'_, std::result::Result<(), MailboxError>> {
        Box::pin(crate::mail::once(self))
    }

    /// One tick of the clock: runs what is due and gives back how much that was.
    pub async fn tick(&self) -> usize {
        crate::ticks::once(self).await
    }

    /// Writes the day's backup if it is due; true when one was written. One that cannot be written is among the problems
    /// and tried again later: work does not wait for it.
    pub async fn back_up(&self) -> bool {
        crate::ticks::back_up(self).await
    }

    /// Goes back and forth with the office, and listens to it, until the desk is closed. Without one it waits.
    pub fn follow_office(&self) {
        self.keep(crate::office::run(self.clone()));
        self.keep(crate::office::listen(self.clone()));
        self.keep(crate::office::carry(self.clone()));
    }

    /// Takes up the sign-in of an earlier run, as starting a desk does.
    pub fn restore(&self) -> BoxFuture<'_, ()> {
        Box::pin(crate::mail::restore(self))
    }
}
