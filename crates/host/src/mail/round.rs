//! One round: folders, the newest mail first, then every folder's changes, removals, and bodies.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use pebble_core::engines::email::{
    mailbox::{Change, ChangePage, Cursor, FolderRole, Located, Mailbox, MailboxError},
    model::{
        Appetite, FolderId, FolderTrouble, Folders, MailboxId, Phase, Place, Poison, TakeLocations, TakePage, folder,
    },
};

use super::{bodies, connected, stored, word};
use crate::Desk;

/// How far back the first look goes: what a rep needs within seconds.
const FIRST_LOOK_DAYS: i64 = 14;
/// Pages of the first look, at most.
const FIRST_LOOK_PAGES: usize = 4;

/// Runs a round. What is wrong with one folder keeps no other from being read: it stands with the folder, and is what the
/// round comes to once everything else is done.
pub(super) async fn run(desk: &Desk, mailbox: &dyn Mailbox) -> Result<(), MailboxError> {
    let id = connected(desk, mailbox).await?;
    word::tell_all(desk, mailbox, id).await?;
    let list = mailbox.folders().await?;
    let expected = list.iter().filter(|folder| folder.is_synced).map(|folder| folder.total).sum();
    stored(desk.internal::<Vec<FolderId>>("email.folders", &Folders { mailbox_id: id, folders: list }).await)?;
    desk.note(|status| status.expected = expected);
    let appetite: Appetite = stored(desk.internal("email.appetite", &id).await)?;
    let mut trouble = first_look(desk, mailbox, id, &appetite).await?;
    for folder in &appetite.folders {
        let followed = follow(desk, mailbox, folder).await.map(|()| None).or_else(of_one_folder)?;
        trouble = trouble.or(followed);
    }
    confirm_removals(desk, mailbox, id).await?;
    bodies::fetch_all(desk, mailbox, id, usize::MAX).await?;
    stored(desk.internal::<()>("email.audit", &id).await)?;
    match trouble {
        Some(problem) => Err(problem),
        None => {
            stored(desk.internal::<()>("email.round_ended", &id).await)?;
            // What the desk itself put away is told at once: by the next round somebody may have filed it there.
            word::tell_all(desk, mailbox, id).await
        }
    }
}

/// What is wrong with one folder is borne until the others are read; what is wrong with all of them is not.
fn of_one_folder(problem: MailboxError) -> Result<Option<MailboxError>, MailboxError> {
    if concerns_all(&problem) { Err(problem) } else { Ok(Some(problem)) }
}

/// Nothing more can be asked of this mailbox for now.
pub(super) fn concerns_all(problem: &MailboxError) -> bool {
    matches!(problem, MailboxError::Offline | MailboxError::Throttled { .. } | MailboxError::SignIn { .. })
}

/// The newest mail of the inbox and of what was sent, whole, before the history behind it.
async fn first_look(
    desk: &Desk,
    mailbox: &dyn Mailbox,
    id: MailboxId,
    appetite: &Appetite,
) -> Result<Option<MailboxError>, MailboxError> {
    let since = desk.now().utc() - TimeDelta::days(FIRST_LOOK_DAYS);
    let fresh = appetite
        .folders
        .iter()
        .filter(|folder| folder.phase == Phase::New && matches!(folder.role.0, FolderRole::Inbox | FolderRole::Sent));
    let (mut is_first, mut trouble) = (false, None);
    for folder in fresh {
        is_first = true;
        let looked = newest(desk, mailbox, folder, since).await.map(|()| None).or_else(of_one_folder)?;
        trouble = trouble.or(looked);
    }
    if is_first {
        bodies::fetch_all(desk, mailbox, id, 200).await?;
    }
    Ok(trouble)
}

async fn newest(
    desk: &Desk,
    mailbox: &dyn Mailbox,
    folder: &folder::Model,
    since: DateTime<Utc>,
) -> Result<(), MailboxError> {
    let mut link: Option<String> = None;
    for _ in 0..FIRST_LOOK_PAGES {
        let page = mailbox.recent(&folder.remote_id, since, link.as_deref()).await?;
        take(desk, folder.id, page.items, None).await?;
        link = page.next;
        if link.is_none() {
            break;
        }
    }
    Ok(())
}

/// Follows a folder's changes to the end of its round. A void cursor starts a new generation, once.
async fn follow(desk: &Desk, mailbox: &dyn Mailbox, folder: &folder::Model) -> Result<(), MailboxError> {
    let cursor = match &folder.cursor {
        None => Cursor::Start,
        Some(link) if folder.is_round_end => Cursor::Delta(link.clone()),
        Some(link) => Cursor::Next(link.clone()),
    };
    let mut has_reset = false;
    let mut ahead = mailbox.changes(&folder.remote_id, &cursor).await;
    loop {
        let page = match ahead {
            Ok(page) => page,
            Err(MailboxError::CursorExpired) if !has_reset => {
                has_reset = true;
                trouble(desk, folder.id, Some(MailboxError::CursorExpired.to_string()), true).await?;
                ahead = mailbox.changes(&folder.remote_id, &Cursor::Start).await;
                continue;
            }
            Err(problem) => {
                trouble(desk, folder.id, Some(problem.to_string()), false).await?;
                return Err(problem);
            }
        };
        let ChangePage { items, cursor } = page;
        if matches!(cursor, Cursor::Delta(_)) {
            return take(desk, folder.id, items, Some(cursor)).await;
        }
        // The next page is on its way while this one is stored.
        let next = mailbox.changes(&folder.remote_id, &cursor);
        let (taken, next) = futures::join!(take(desk, folder.id, items, Some(cursor.clone())), next);
        taken?;
        ahead = next;
    }
}

async fn trouble(
    desk: &Desk,
    folder_id: FolderId,
    trouble: Option<String>,
    is_reset: bool,
) -> Result<(), MailboxError> {
    stored(desk.internal::<()>("email.folder_trouble", &FolderTrouble { folder_id, trouble, is_reset }).await)
}

async fn take(
    desk: &Desk,
    folder_id: FolderId,
    items: Vec<Change>,
    cursor: Option<Cursor>,
) -> Result<(), MailboxError> {
    let mut page = TakePage { folder_id, upserts: Vec::new(), removed: Vec::new(), poison: Vec::new(), cursor };
    for item in items {
        match item {
            Change::Upsert(envelope) => page.upserts.push(*envelope),
            Change::Removed(id) => page.removed.push(id),
            Change::Poison { id, reason, raw } => page.poison.push(Poison { id, reason, raw }),
        }
    }
    stored(desk.internal::<()>("email.take_page", &page).await)
}

/// Looks for what was reported removed: a move is no removal, and what has moved may be a mail that no page has shown.
pub(super) async fn confirm_removals(desk: &Desk, mailbox: &dyn Mailbox, id: MailboxId) -> Result<(), MailboxError> {
    let mut asked = BTreeSet::new();
    loop {
        let appetite: Appetite = stored(desk.internal("email.appetite", &id).await)?;
        // What cannot be found out now is asked for again in the next round.
        let removals: Vec<String> = appetite.removals.into_iter().filter(|remote| !asked.contains(remote)).collect();
        if removals.is_empty() {
            return Ok(());
        }
        for chunk in removals.chunks(20) {
            let mut answers = TakeLocations { mailbox_id: id, found: Vec::new(), gone: Vec::new() };
            for located in mailbox.locate(chunk).await? {
                match located {
                    Located::In { id, folder_id, outside } => {
                        answers.found.push(Place { id, folder_id, outside: outside.map(|outside| *outside) });
                    }
                    Located::Gone(id) => answers.gone.push(id),
                    Located::Later(_) => {}
                }
            }
            let unseen: Vec<String> = stored(desk.internal("email.take_locations", &answers).await)?;
            bodies::fetch_unseen(desk, mailbox, id, &unseen).await?;
        }
        asked.extend(removals);
    }
}
