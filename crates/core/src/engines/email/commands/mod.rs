//! Taking mail in, keeping the folders' place, and what a rep does with a mail.

mod aside;
mod audit;
mod desk;
mod drafts;
mod folders;
mod heads;
mod judging;
mod learning;
mod locations;
mod moved;
mod pages;
mod pictures;
mod threads;
pub(super) mod triage;
mod whole;
mod words;

pub(super) use aside::{archive_many, junk, mark_many, snooze, trust_pictures, unarchive_many, unjunk, unsnooze, wake};
pub(super) use audit::audit;
pub(super) use desk::{accept, archive, correct, link, mark_read, open_enquiry, unarchive};
pub(super) use drafts::{
    draft_attach, draft_begin, draft_discard, draft_recall, draft_restore, draft_save, draft_send, draft_take_off,
    set_writing, template_remove, template_save,
};
pub(super) use folders::{appetite, connect, folder_trouble, folders, retry_unreadable, round_ended};
pub(super) use judging::{put_away_seen, set_junk};
pub(super) use learning::{learnt, rebase, unlearn};
pub(super) use locations::{miss, take_locations};
pub(super) use pages::take_page;
pub(super) use pictures::take_pictures;
pub(super) use whole::take_whole;
pub(super) use words::{say, told};

use super::model::{FolderId, MailboxId, MessageId};
use crate::kernel::ids::derive;

/// The id of a message of a mailbox.
pub(super) fn message_id(mailbox: MailboxId, remote: &str) -> MessageId {
    MessageId(derive(&[b"message", mailbox.0.as_bytes(), remote.as_bytes()]))
}

/// The id of a folder of a mailbox.
pub(super) fn folder_id(mailbox: MailboxId, remote: &str) -> FolderId {
    FolderId(derive(&[b"folder", mailbox.0.as_bytes(), remote.as_bytes()]))
}
