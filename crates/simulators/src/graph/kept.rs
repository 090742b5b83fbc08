//! What a mailbox holds, for whoever compares it with what a client has: nothing a client could ask for.

use super::mailbox::Mailbox;

/// A message where it lies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kept {
    /// Immutable id.
    pub id: String,
    /// Id of its folder.
    pub folder_id: String,
    /// `Message-ID`.
    pub internet_message_id: String,
    /// Subject.
    pub subject: String,
    /// Read state.
    pub is_read: bool,
    /// Draft state.
    pub is_draft: bool,
}

/// A folder where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFolder {
    /// Its id.
    pub id: String,
    /// Id of the folder that it is in.
    pub parent_id: Option<String>,
    /// Its name.
    pub name: String,
    /// What Graph calls it whatever its name, such as `inbox`.
    pub well_known: Option<&'static str>,
    /// Whether people see it, and whether it holds mail of its own.
    pub is_shown: bool,
}

/// The messages of a mailbox, by their ids.
pub(crate) fn messages(mailbox: &Mailbox) -> Vec<Kept> {
    let folder = |key: &u32| mailbox.folders.get(key).map(|folder| folder.id.clone()).unwrap_or_default();
    let mut all: Vec<Kept> = mailbox
        .messages
        .values()
        .map(|message| Kept {
            id: message.immutable_id.clone(),
            folder_id: folder(&message.folder),
            internet_message_id: message.internet_message_id.clone(),
            subject: message.subject.clone(),
            is_read: message.is_read,
            is_draft: message.is_draft,
        })
        .collect();
    all.sort();
    all
}

/// The folders of a mailbox, oldest first.
pub(crate) fn folders(mailbox: &Mailbox) -> Vec<KeptFolder> {
    let id = |key: u32| mailbox.folders.get(&key).map(|folder| folder.id.clone());
    mailbox
        .folders
        .values()
        .map(|folder| KeptFolder {
            id: folder.id.clone(),
            parent_id: folder.parent.and_then(id),
            name: folder.name.clone(),
            well_known: folder.well_known,
            is_shown: !folder.is_hidden && !folder.is_search,
        })
        .collect()
}
