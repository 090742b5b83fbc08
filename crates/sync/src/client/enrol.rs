//! Who the device is, and where it begins: a welcome, a new device id.

use super::{Client, Session, Status, Touched, snapshot};
use crate::{
    client_store::{ClientStore, ClientTx},
    ids::{Device, Scope},
    store::{Executor, StoreError},
    wire::Welcome,
};

impl<S: ClientStore, X: Executor<S::Tx>> Client<S, X> {
    /// Takes the device id that the server gave out: at the first pairing, when [`super::Next::Enrol`] asks for one, and
    /// when a sign-in had ended. Work without an outcome is numbered anew. Another id is offered all that is kept:
    /// why the one before is not known any more is nothing that a desk can tell, and after a restore that work may be
    /// what the server has lost. The mutations' own ids keep what it has from running again.
    ///
    /// # Errors
    /// The store's.
    pub async fn adopt(&self, session: &mut Session, device: Device) -> Result<(), StoreError> {
        // A clone must not appear with half of the renumbering: the rows wait.
        let tx = self.store.begin().await?;
        let is_another = self.store.ends().await?.is_some_and(|ends| ends.device != device);
        let needs_welcome = session.status == Status::NeedsDevice { from: 0 };
        match session.status {
            Status::NeedsDevice { from: n @ 1.. } => {
                self.store.reopen(n).await?;
                self.store.adopt(device, false).await?;
            }
            _ => self.store.adopt(device, needs_welcome || is_another).await?,
        }
        drop(tx);
        let to_check = std::mem::take(&mut session.to_check);
        *session = Session { ticket: session.ticket, to_check, ..Session::new() };
        if needs_welcome {
            session.status = Status::NeedsWelcome;
        }
        self.wake().await?;
        Ok(())
    }

    /// Begins again from the server's present head: what has lost its outcome by a restore is offered again, and
    /// every scope is read, removing what the server does not have.
    pub(super) async fn welcomed(&self, session: &mut Session, welcome: Welcome) -> Result<Touched, StoreError> {
        let Some(ends) = self.store.ends().await? else { return Ok(Touched::default()) };
        let kept = self.store.fingerprint(welcome.last).await?;
        let is_other = matches!((kept, welcome.last_fingerprint), (Some(ours), Some(theirs)) if ours != theirs);
        let lost = ends.settled > welcome.last;
        let has_gap = ends.first_kept > welcome.last.saturating_add(1);
        let mut opened = self.open().await?;
        let is_new_epoch = opened.standing.epoch.is_some_and(|epoch| epoch != welcome.epoch);
        if is_other || welcome.last > ends.last || has_gap || (is_new_epoch && ends.has_foreign) {
            // Numbers cannot be trusted, or work of an earlier device may have been lost: offer all of it again.
            session.status = Status::NeedsDevice { from: 0 };
            return Ok(Touched::default());
        }
        if lost {
            // Before the rows take note of the new epoch: a crash in between only repeats this.
            self.store.reopen(welcome.last.saturating_add(1)).await?;
        }
        let standing = &mut opened.standing;
        if is_new_epoch {
            opened.tx.forget_versions().await?;
        }
        standing.epoch = Some(welcome.epoch);
        standing.cursor = welcome.head;
        standing.head = welcome.head;
        standing.is_caught_up = false;
        standing.acked = standing.acked.min(welcome.last);
        let before = standing.scopes();
        standing.grants = welcome.grants;
        standing.jobs = snapshot::jobs(&standing.grants, true);
        standing.schema = self.schema;
        let now = standing.scopes();
        let lost: Vec<Scope> = before.difference(&now).copied().collect();
        self.lose(&mut opened, &lost).await?;
        session.status = Status::Fine;
        session.sent = 0;
        session.hinted = 0;
        self.close(opened).await
    }
}
