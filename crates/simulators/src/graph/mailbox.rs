//! A simulated mailbox and the index it is read by; every change goes through here into the feeds.
//!
//! Nothing here scans a folder: 50,000 messages cost as much per page as fifty.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::ids::IdSource;
use super::model::{Entry, Feed, Folder, Message, WELL_KNOWN};
use super::uploads::Upload;

/// One person's mailbox.
#[derive(Debug)]
pub(crate) struct Mailbox {
    pub address: String,
    pub name: String,
    pub oid: String,
    pub ids: IdSource,
    pub folders: BTreeMap<u32, Folder>,
    folder_ids: HashMap<String, u32>,
    pub messages: HashMap<u64, Message>,
    message_ids: HashMap<String, u64>,
    pub by_received: BTreeSet<(i64, u64)>,
    by_internet_id: HashMap<String, BTreeSet<u64>>,
    by_conversation: HashMap<String, BTreeSet<u64>>,
    by_property: HashMap<(String, String), BTreeSet<u64>>,
    pub folder_feed: Feed,
    /// Sent mail whose copy has not reached Sent Items: due instant, message.
    pub in_transport: Vec<(DateTime<Utc>, u64, Message)>,
    /// Upload sessions that are open, by the secret part of their address.
    pub uploads: BTreeMap<String, Upload>,
    pub changes: u64,
    next_message: u64,
    next_turn: u64,
}

/// The ids and the parent a new message gets.
pub(crate) struct Slot {
    pub key: u64,
    pub immutable_id: String,
    pub mutable_id: String,
}

impl Mailbox {
    pub(crate) fn new(address: &str, name: &str, seed: u64) -> Self {
        let ids = IdSource::new(seed, address);
        let oid = ids.guid("oid", 0);
        let mut mailbox = Self {
            address: address.to_owned(),
            name: name.to_owned(),
            oid,
            ids,
            folders: BTreeMap::new(),
            folder_ids: HashMap::new(),
            messages: HashMap::new(),
            message_ids: HashMap::new(),
            by_received: BTreeSet::new(),
            by_internet_id: HashMap::new(),
            by_conversation: HashMap::new(),
            by_property: HashMap::new(),
            folder_feed: Feed::default(),
            in_transport: Vec::new(),
            uploads: BTreeMap::new(),
            changes: 0,
            next_message: 0,
            next_turn: 0,
        };
        for (well_known, name) in WELL_KNOWN {
            mailbox.add_folder(name, None, Some(well_known), false);
        }
        mailbox.add_folder("Conversation History", None, None, true);
        mailbox
    }

    pub(crate) fn next_change(&mut self) -> u64 {
        self.changes += 1;
        self.changes
    }

    /// Makes a folder and tells the folder feed.
    pub(crate) fn add_folder(
        &mut self,
        name: &str,
        parent: Option<u32>,
        well_known: Option<&'static str>,
        is_hidden: bool,
    ) -> u32 {
        let change = self.next_change();
        let key = u32::try_from(change).unwrap_or(u32::MAX);
        let id = self.ids.folder(change);
        self.folder_ids.insert(id.clone(), key);
        let folder = Folder {
            id,
            parent,
            name: name.to_owned(),
            well_known,
            is_hidden,
            is_search: false,
            by_received: BTreeSet::new(),
            unread: 0,
            feed: Feed::default(),
        };
        self.folders.insert(key, folder);
        self.folder_feed.note(change, u64::from(key), Entry::Here(u64::from(key)));
        key
    }

    /// Renames a folder; false when there is none.
    pub(crate) fn rename_folder(&mut self, key: u32, name: &str) -> bool {
        let change = self.next_change();
        let Some(folder) = self.folders.get_mut(&key) else { return false };
        name.clone_into(&mut folder.name);
        self.folder_feed.note(change, u64::from(key), Entry::Here(u64::from(key)));
        true
    }

    /// Puts a folder below another, with all that is in it; false when that is not possible.
    pub(crate) fn move_folder(&mut self, key: u32, below: u32) -> bool {
        let parent = |key: &u32| self.folders.get(key).and_then(|folder| folder.parent);
        if std::iter::successors(Some(below), parent).any(|above| above == key) {
            return false;
        }
        let change = self.next_change();
        let Some(folder) = self.folders.get_mut(&key) else { return false };
        folder.parent = Some(below);
        self.folder_feed.note(change, u64::from(key), Entry::Here(u64::from(key)));
        true
    }

    /// Deletes a folder with everything in it, folders too; false when there is none.
    pub(crate) fn drop_folder(&mut self, key: u32) -> bool {
        let below: Vec<u32> =
            self.folders.iter().filter(|(_, folder)| folder.parent == Some(key)).map(|(key, _)| *key).collect();
        for child in below {
            self.drop_folder(child);
        }
        let Some(folder) = self.folders.get(&key) else { return false };
        let (id, inside): (String, Vec<u64>) =
            (folder.id.clone(), folder.by_received.iter().map(|(_, key)| *key).collect());
        for message in inside {
            self.remove(message, "deleted");
        }
        self.folders.remove(&key);
        self.folder_ids.remove(&id);
        let change = self.next_change();
        let gone = Entry::Gone { immutable_id: id.clone(), mutable_id: id, reason: "deleted" };
        self.folder_feed.note(change, u64::from(key), gone);
        true
    }

    /// The folder of an id or a well-known name.
    pub(crate) fn folder_key(&self, id_or_name: &str) -> Option<u32> {
        self.folder_ids.get(id_or_name).copied().or_else(|| self.well_known(id_or_name))
    }

    /// The folder of a well-known name, in any case.
    pub(crate) fn well_known(&self, name: &str) -> Option<u32> {
        let lower = name.to_ascii_lowercase();
        self.folders.iter().find(|(_, folder)| folder.well_known == Some(lower.as_str())).map(|(key, _)| *key)
    }

    /// The message of an id of either format, letter for letter.
    pub(crate) fn message_key(&self, id: &str) -> Option<u64> {
        self.message_ids.get(id).copied()
    }

    /// The first message with this `Message-ID`.
    pub(crate) fn by_internet_id(&self, id: &str) -> Option<u64> {
        self.by_internet_id.get(id).and_then(|keys| keys.first()).copied()
    }

    pub(crate) fn keys_by_internet_id(&self, id: &str) -> Vec<u64> {
        self.by_internet_id.get(id).into_iter().flatten().copied().collect()
    }

    pub(crate) fn keys_by_conversation(&self, id: &str) -> Vec<u64> {
        self.by_conversation.get(id).into_iter().flatten().copied().collect()
    }

    /// Messages with an extended property: the name counts letter for letter, the value does not.
    pub(crate) fn keys_by_property(&self, id: &str, value: &str) -> Vec<u64> {
        let wanted = (id.to_owned(), value.to_lowercase());
        self.by_property.get(&wanted).into_iter().flatten().copied().collect()
    }

    /// Ids for a new message.
    pub(crate) fn slot(&mut self) -> Slot {
        let key = self.next_message;
        self.next_message += 1;
        Slot { key, immutable_id: self.ids.immutable(key), mutable_id: self.next_mutable() }
    }

    fn next_mutable(&mut self) -> String {
        self.next_turn += 1;
        self.ids.mutable(self.next_turn)
    }

    /// Puts a message in its folder and tells the feed.
    pub(crate) fn insert(&mut self, key: u64, mut message: Message) {
        message.change = self.next_change();
        let (folder, change) = (message.folder, message.change);
        self.index(key, &message);
        self.messages.insert(key, message);
        self.note(folder, change, key, Entry::Here(key));
    }

    /// Changes a message in place and tells the feed.
    pub(crate) fn change(&mut self, key: u64, now: DateTime<Utc>, edit: impl FnOnce(&mut Message)) -> bool {
        let Some(mut message) = self.messages.remove(&key) else { return false };
        self.unindex(key, &message);
        edit(&mut message);
        message.modified_at = now;
        self.insert(key, message);
        true
    }

    /// Takes a message out of the mailbox: the feed says it left, nothing else remembers it.
    pub(crate) fn remove(&mut self, key: u64, reason: &'static str) -> Option<Message> {
        let message = self.messages.remove(&key)?;
        self.unindex(key, &message);
        let change = self.next_change();
        self.note(message.folder, change, key, gone(&message, reason));
        Some(message)
    }

    /// Moves a message: it leaves its folder, its mutable id changes, and it appears in the other folder.
    pub(crate) fn relocate(&mut self, key: u64, to: u32, now: DateTime<Utc>, rules: MoveRules) -> bool {
        if !self.folders.contains_key(&to) {
            return false;
        }
        let Some(mut message) = self.messages.remove(&key) else { return false };
        self.unindex(key, &message);
        let (left, change) = (message.folder, self.next_change());
        self.note(left, change, key, gone(&message, "changed"));
        message.folder = to;
        message.mutable_id = self.next_mutable();
        message.modified_at = now;
        message.change = self.next_change();
        let arrival = self.arrival(key, &message, rules);
        let change = message.change;
        self.index(key, &message);
        self.messages.insert(key, message);
        if let Some(entry) = arrival {
            self.note(to, change, key, entry);
        }
        true
    }

    /// What the destination's feed says of a message moved in; `None` leaves the feed as it was.
    fn arrival(&self, key: u64, message: &Message, rules: MoveRules) -> Option<Entry> {
        let feed = &self.folders.get(&message.folder)?.feed;
        let (left, unseen) = match feed.last(key) {
            Some((change, Entry::Gone { immutable_id, mutable_id, .. })) => {
                (Some((immutable_id.clone(), mutable_id.clone())), change > feed.served)
            }
            Some((change, Entry::Hole { left, .. })) => (left.clone(), change > feed.served),
            _ => (None, false),
        };
        if (rules.aba_hole && unseen) || !rules.destination_reports {
            return Some(Entry::Hole { key, left });
        }
        Some(Entry::Here(key))
    }

    /// Edits a message as another client would, with the JSON a PATCH takes, sensitive properties included.
    pub(crate) fn edit(&mut self, id: &str, changes: &Value, now: DateTime<Utc>) -> bool {
        let Some(key) = self.find(id) else { return false };
        let Some(mut message) = self.messages.get(&key).cloned() else { return false };
        super::drafts::apply(&mut message, changes).is_ok() && self.change(key, now, |old| *old = message)
    }

    /// Makes every cursor given out so far invalid.
    pub(crate) fn expire_cursors(&mut self) {
        self.folder_feed.epoch += 1;
        for folder in self.folders.values_mut() {
            folder.feed.epoch += 1;
        }
    }

    fn note(&mut self, folder: u32, change: u64, key: u64, entry: Entry) {
        if let Some(folder) = self.folders.get_mut(&folder) {
            folder.feed.note(change, key, entry);
        }
    }

    fn index(&mut self, key: u64, message: &Message) {
        let at = message.received_at.timestamp_micros();
        self.by_received.insert((at, key));
        self.message_ids.insert(message.immutable_id.clone(), key);
        self.message_ids.insert(message.mutable_id.clone(), key);
        self.by_internet_id.entry(message.internet_message_id.clone()).or_default().insert(key);
        self.by_conversation.entry(message.conversation_id.clone()).or_default().insert(key);
        for (id, value) in &message.properties {
            self.by_property.entry((id.clone(), value.to_lowercase())).or_default().insert(key);
        }
        if let Some(folder) = self.folders.get_mut(&message.folder) {
            folder.by_received.insert((at, key));
            folder.unread += u64::from(!message.is_read);
        }
    }

    fn unindex(&mut self, key: u64, message: &Message) {
        let at = message.received_at.timestamp_micros();
        self.by_received.remove(&(at, key));
        self.message_ids.remove(&message.immutable_id);
        self.message_ids.remove(&message.mutable_id);
        forget(&mut self.by_internet_id, &message.internet_message_id, key);
        forget(&mut self.by_conversation, &message.conversation_id, key);
        for (id, value) in &message.properties {
            forget(&mut self.by_property, &(id.clone(), value.to_lowercase()), key);
        }
        if let Some(folder) = self.folders.get_mut(&message.folder) {
            folder.by_received.remove(&(at, key));
            folder.unread = folder.unread.saturating_sub(u64::from(!message.is_read));
        }
    }
}

/// How moves show in the feeds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MoveRules {
    pub aba_hole: bool,
    pub destination_reports: bool,
}

fn gone(message: &Message, reason: &'static str) -> Entry {
    Entry::Gone { immutable_id: message.immutable_id.clone(), mutable_id: message.mutable_id.clone(), reason }
}

fn forget<K: std::hash::Hash + Eq>(index: &mut HashMap<K, BTreeSet<u64>>, at: &K, key: u64) {
    if let Some(keys) = index.get_mut(at) {
        keys.remove(&key);
        if keys.is_empty() {
            index.remove(at);
        }
    }
}
