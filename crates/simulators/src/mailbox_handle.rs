//! The handle of one mailbox: what happens to it from the other side, and what is in it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::graph::{Kept, KeptFolder, Mailbox, Modes, NewMessage, State, Throttle, World, kept};
use crate::handle::issue;

/// One simulated mailbox. Message ids are taken in either format, and as `Message-ID`.
#[derive(Debug, Clone)]
pub struct MailboxHandle {
    world: Arc<World>,
    address: String,
}

impl MailboxHandle {
    pub(crate) fn new(world: Arc<World>, address: &str) -> Self {
        Self { world, address: address.to_lowercase() }
    }

    fn with<T>(&self, act: impl FnOnce(&mut Mailbox, DateTime<Utc>, &Modes) -> Option<T>) -> Option<T> {
        let now = self.world.clock.now();
        let mut state = self.world.state();
        let modes = state.modes.clone();
        act(state.mailboxes.get_mut(&self.address)?, now, &modes)
    }

    fn state<T>(&self, act: impl FnOnce(&mut State, DateTime<Utc>) -> T) -> T {
        act(&mut self.world.state(), self.world.clock.now())
    }

    /// Its address, lower case.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// An access token without signing in, for tests of the mail side alone.
    #[must_use]
    pub fn bearer(&self) -> String {
        let address = self.address.clone();
        self.state(|state, now| issue(state, &address, now))
    }

    /// Delivers a message; gives its immutable id, or `None` when its folder is not there.
    pub fn deliver(&self, message: NewMessage) -> Option<String> {
        self.with(|mailbox, now, _| {
            let key = mailbox.arrive(message, now)?;
            mailbox.messages.get(&key).map(|message| message.immutable_id.clone())
        })
    }

    /// Moves a message to a folder, by id or well-known name.
    pub fn move_message(&self, id: &str, folder: &str) -> bool {
        let moved = self.with(|mailbox, now, modes| {
            let (key, to) = (mailbox.find(id)?, mailbox.folder_key(folder)?);
            Some(mailbox.relocate(key, to, now, modes.move_rules()))
        });
        moved.unwrap_or(false)
    }

    /// Deletes a message for good.
    pub fn delete(&self, id: &str) -> bool {
        self.with(|mailbox, _, _| mailbox.find(id).and_then(|key| mailbox.remove(key, "deleted"))).is_some()
    }

    /// Edits a message as another client would; `changes` is the JSON of a PATCH.
    pub fn edit(&self, id: &str, changes: &Value) -> bool {
        self.with(|mailbox, now, _| Some(mailbox.edit(id, changes, now))).unwrap_or(false)
    }

    /// Makes a folder, below another or at the top; gives its id.
    pub fn create_folder(&self, name: &str, parent: Option<&str>) -> Option<String> {
        self.with(|mailbox, _, _| {
            let parent = parent.and_then(|id| mailbox.folder_key(id));
            let key = mailbox.add_folder(name, parent, None, false);
            mailbox.folders.get(&key).map(|folder| folder.id.clone())
        })
    }

    /// Makes a search folder, which shows messages of other folders and is no place of its own; gives its id.
    pub fn create_search_folder(&self, name: &str) -> Option<String> {
        self.with(|mailbox, _, _| {
            let key = mailbox.add_folder(name, None, None, false);
            let folder = mailbox.folders.get_mut(&key)?;
            folder.is_search = true;
            Some(folder.id.clone())
        })
    }

    /// Renames a folder.
    pub fn rename_folder(&self, folder: &str, name: &str) -> bool {
        let done = self.with(|mailbox, _, _| {
            let key = mailbox.folder_key(folder)?;
            Some(mailbox.rename_folder(key, name))
        });
        done.unwrap_or(false)
    }

    /// Deletes a folder and what is in it.
    pub fn delete_folder(&self, folder: &str) -> bool {
        let done = self.with(|mailbox, _, _| {
            let key = mailbox.folder_key(folder)?;
            Some(mailbox.drop_folder(key))
        });
        done.unwrap_or(false)
    }

    /// Puts a folder below another, as dragging it in Outlook does; below Deleted Items it was thrown away.
    pub fn move_folder(&self, folder: &str, below: &str) -> bool {
        let done = self.with(|mailbox, _, _| {
            let (key, below) = (mailbox.folder_key(folder)?, mailbox.folder_key(below)?);
            Some(mailbox.move_folder(key, below))
        });
        done.unwrap_or(false)
    }

    /// Every folder there is, those that people do not see among them.
    #[must_use]
    pub fn folders(&self) -> Vec<KeptFolder> {
        self.with(|mailbox, _, _| Some(kept::folders(mailbox))).unwrap_or_default()
    }

    /// Every message there is, by its immutable id. Sent mail on its way to Sent Items is not there yet.
    #[must_use]
    pub fn messages(&self) -> Vec<Kept> {
        self.with(|mailbox, _, _| Some(kept::messages(mailbox))).unwrap_or_default()
    }

    /// The id of a folder, by well-known name.
    #[must_use]
    pub fn folder_id(&self, well_known: &str) -> Option<String> {
        self.with(|mailbox, _, _| {
            let key = mailbox.folder_key(well_known)?;
            mailbox.folders.get(&key).map(|folder| folder.id.clone())
        })
    }

    /// The immutable ids of the messages in a folder, newest first.
    #[must_use]
    pub fn messages_in(&self, folder: &str) -> Vec<String> {
        let found = self.with(|mailbox, _, _| {
            let key = mailbox.folder_key(folder)?;
            let rows = mailbox.folders.get(&key)?.by_received.iter().rev();
            Some(rows.filter_map(|(_, key)| Some(mailbox.messages.get(key)?.immutable_id.clone())).collect())
        });
        found.unwrap_or_default()
    }

    /// Whether a message was read; `None` when it is not there.
    #[must_use]
    pub fn is_read(&self, id: &str) -> Option<bool> {
        self.with(|mailbox, _, _| mailbox.find(id).and_then(|key| Some(mailbox.messages.get(&key)?.is_read)))
    }

    /// How many messages it holds.
    #[must_use]
    pub fn count(&self) -> usize {
        self.with(|mailbox, _, _| Some(mailbox.messages.len())).unwrap_or(0)
    }

    /// Makes every change cursor given out so far invalid.
    pub fn expire_cursors(&self) {
        self.with(|mailbox, _, _| {
            mailbox.expire_cursors();
            Some(())
        });
    }

    /// Answers the next `times` requests with 429 and this `Retry-After`.
    pub fn throttle(&self, times: u32, retry_after: Option<&str>) {
        let throttle = Throttle { left: times, retry_after: retry_after.map(str::to_owned) };
        self.state(|state, _| state.throttles.insert(self.address.clone(), throttle));
    }
}
