//! What a person did with a mail in Outlook: where they put it says what has become of it here, too. What is on an enquiry
//! or with a pre-lead stays there.

use super::desk::back;
use crate::{
    engines::email::{
        mailbox::FolderRole,
        model::{Disposition, folder, message},
    },
    kernel::At,
};

/// A mail that is in another folder than before.
pub(super) fn moved(
    before: &message::Model,
    from: Option<&folder::Model>,
    to: &folder::Model,
    now: At,
) -> message::Model {
    let mut after = message::Model { folder_id: to.id, gone_at: None, ..before.clone() };
    let from = from.map(|folder| folder.role.0);
    if to.role.0 == FolderRole::Deleted {
        after.gone_at = Some(before.gone_at.unwrap_or(now));
        return after;
    }
    let said = match (from, to.role.0) {
        (from, to) if from == Some(to) => None,
        (_, FolderRole::Junk) => Some((Disposition::Archived, "Moved to Junk in Outlook")),
        (_, FolderRole::Archive) => Some((Disposition::Archived, "Archived in Outlook")),
        (Some(FolderRole::Junk), _) => Some((of_old(before), "Taken out of Junk in Outlook")),
        (Some(FolderRole::Archive), FolderRole::Inbox) => Some((of_old(before), "Put back in the inbox in Outlook")),
        _ => None,
    };
    let Some((disposition, reason)) = said else { return after };
    let is_news = match disposition {
        Disposition::Archived => before.disposition == Disposition::Unclassified,
        _ => matches!(before.disposition, Disposition::Archived | Disposition::Junk),
    };
    if is_news {
        (after.disposition, after.reason, after.was) = (disposition, reason.to_owned(), None);
        (after.snoozed_until, after.is_back) = (None, false);
    }
    after
}

/// What a mail was before it was put away.
fn of_old(before: &message::Model) -> Disposition {
    match (before.disposition, before.was) {
        // What had been put away before it was junk is looked at anew.
        (Disposition::Junk, Some(was)) if was != Disposition::Archived => was,
        _ => back(before).disposition,
    }
}
