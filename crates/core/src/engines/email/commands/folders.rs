//! The mailbox, its folders, and where each one's sync stands.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::{folder_id, pages::look_for};
use crate::{
    engines::email::{
        mailbox::{FolderRole, RemoteFolder},
        model::{
            Appetite, Connect, FolderId, FolderTrouble, Folders, Hydration, MailboxId, Phase, StoredRole, folder,
            mailbox, message, quarantine, removal,
        },
        queries,
    },
    kernel::{Result, Tx, effect, ids::derive},
};

/// Connects a mailbox; connecting it again keeps everything. By signing in to one that was not in use it is from now on,
/// and mail that waited for it is tried at once.
pub(in crate::engines::email) async fn connect(tx: &mut Tx, connect: Connect) -> Result<MailboxId> {
    let id = MailboxId(derive(&[b"mailbox", connect.account.id.as_bytes()]));
    let before: Option<mailbox::Model> = tx.read().find(id).await?;
    let in_use = queries::in_use(&tx.read()).await?;
    let keeps = !connect.is_sign_in || in_use.as_ref().is_some_and(|row| row.id == id);
    if !keeps {
        tx.hasten(effect::Kind::SendMail).await?;
    }
    // Later than the one before, also where the clock of the computer was put back.
    let now = in_use.map_or(tx.now(), |row| tx.now().max(row.connected_at.plus(TimeDelta::milliseconds(1))));
    let after = mailbox::Model {
        id,
        address: connect.account.address.to_lowercase(),
        name: connect.account.name,
        synced_at: before.as_ref().and_then(|before| before.synced_at),
        connected_at: before.as_ref().filter(|_| keeps).map_or(now, |before| before.connected_at),
        puts_junk_away: before.as_ref().is_none_or(|before| before.puts_junk_away),
    };
    match before {
        Some(before) => tx.update(&before, &after).await?,
        None => tx.insert(&after).await?,
    }
    Ok(id)
}

/// Takes the list of folders. A folder that is no longer listed keeps its rows and is not read any more; its mail is
/// looked for.
pub(in crate::engines::email) async fn folders(tx: &mut Tx, list: Folders) -> Result<Vec<FolderId>> {
    let known =
        folder::Entity::find().filter(folder::Column::MailboxId.eq(list.mailbox_id)).all(tx.read().db()).await?;
    let mut known: BTreeMap<FolderId, folder::Model> = known.into_iter().map(|row| (row.id, row)).collect();
    let mut ids = Vec::new();
    let thrown_away = thrown_away(&list.folders);
    for mut remote in list.folders {
        let id = folder_id(list.mailbox_id, &remote.id);
        if thrown_away.contains(&remote.id) {
            remote.role = FolderRole::Deleted;
        }
        let is_read = !matches!(remote.role, FolderRole::Drafts | FolderRole::Outbox | FolderRole::Deleted);
        let before = known.remove(&id);
        let after = folder::Model {
            id,
            mailbox_id: list.mailbox_id,
            remote_id: remote.id,
            name: remote.name,
            role: StoredRole(remote.role),
            is_synced: remote.is_synced && is_read,
            phase: before.as_ref().map_or(Phase::New, |before| before.phase),
            cursor: before.as_ref().and_then(|before| before.cursor.clone()),
            is_round_end: before.as_ref().is_some_and(|before| before.is_round_end),
            generation: before.as_ref().map_or(0, |before| before.generation),
            remote_total: remote.total,
            synced_at: before.as_ref().and_then(|before| before.synced_at),
            trouble: before.as_ref().and_then(|before| before.trouble.clone()),
            audited_at: before.as_ref().and_then(|before| before.audited_at),
            reread_at: before.as_ref().and_then(|before| before.reread_at),
            apart: before.as_ref().map_or(0, |before| before.apart),
            apart_rounds: before.as_ref().map_or(0, |before| before.apart_rounds),
        };
        match before {
            Some(before) => {
                if before.is_synced && !after.is_synced {
                    look_for(tx, &before, message::Column::FolderId.eq(id)).await?;
                }
                // Taken out of Deleted Items: what is in it was thrown away with it, and no change tells of it.
                let is_back = !before.is_synced && after.is_synced;
                let after = if is_back { from_the_beginning(after) } else { after };
                tx.update(&before, &after).await?;
            }
            None => tx.insert(&after).await?,
        }
        ids.push(id);
    }
    for (_, before) in known {
        if before.is_synced {
            look_for(tx, &before, message::Column::FolderId.eq(before.id)).await?;
        }
        let after = folder::Model { is_synced: false, remote_total: 0, ..before.clone() };
        tx.update(&before, &after).await?;
    }
    Ok(ids)
}

/// Folders that a person has deleted: Outlook keeps them within Deleted Items.
fn thrown_away(folders: &[RemoteFolder]) -> BTreeSet<String> {
    let parents: BTreeMap<&str, &str> =
        folders.iter().filter_map(|folder| Some((folder.id.as_str(), folder.parent_id.as_deref()?))).collect();
    let bins: BTreeSet<&str> =
        folders.iter().filter(|folder| folder.role == FolderRole::Deleted).map(|folder| folder.id.as_str()).collect();
    let is_within = |folder: &&RemoteFolder| {
        let up = |id: &&str| parents.get(*id).copied();
        // A circle would be a fault of the server's: nobody follows one for ever.
        std::iter::successors(up(&folder.id.as_str()), up).take(folders.len()).any(|id| bins.contains(id))
    };
    folders.iter().filter(is_within).map(|folder| folder.id.clone()).collect()
}

/// Notes what is wrong with a folder, or voids its cursor: the next round reads it into a new generation and deletes
/// nothing before it is complete (graph.md 0.6).
pub(in crate::engines::email) async fn folder_trouble(tx: &mut Tx, trouble: FolderTrouble) -> Result<()> {
    let before: folder::Model = tx.get(trouble.folder_id).await?;
    let after = folder::Model { trouble: trouble.trouble, ..before.clone() };
    let after = if trouble.is_reset { from_the_beginning(after) } else { after };
    tx.update(&before, &after).await
}

/// A folder that is read anew, into a new generation.
pub(super) fn from_the_beginning(folder: folder::Model) -> folder::Model {
    let generation = folder.generation.saturating_add(1);
    folder::Model { cursor: None, is_round_end: false, phase: Phase::Enumerating, generation, ..folder }
}

/// Notes that every folder was read.
pub(in crate::engines::email) async fn round_ended(tx: &mut Tx, id: MailboxId) -> Result<()> {
    let before: mailbox::Model = tx.get(id).await?;
    let after = mailbox::Model { synced_at: Some(tx.now()), ..before.clone() };
    tx.update(&before, &after).await
}

/// Lets everything in quarantine be asked for again.
pub(in crate::engines::email) async fn retry_unreadable(tx: &mut Tx, (): ()) -> Result<()> {
    let rows = quarantine::Entity::find().limit(500).all(tx.read().db()).await?;
    let mut again = BTreeSet::new();
    for row in rows {
        let Some(remote) = row.remote_id.clone() else { continue };
        let failed = message::Entity::find()
            .filter(message::Column::FolderId.eq(row.folder_id))
            .filter(message::Column::RemoteId.eq(remote))
            .one(tx.read().db())
            .await?;
        match failed {
            Some(before) => {
                let after = message::Model { hydration: Hydration::Envelope, ..before.clone() };
                tx.update(&before, &after).await?;
            }
            None => {
                again.insert(row.folder_id);
            }
        }
        let tried = quarantine::Model { attempts: row.attempts.saturating_add(1), ..row.clone() };
        tx.update(&row, &tried).await?;
    }
    for folder_id in again {
        // A page shows it again only when the folder is read from the beginning.
        folder_trouble(tx, FolderTrouble { folder_id, trouble: None, is_reset: true }).await?;
    }
    Ok(())
}

/// What the mail loop should ask the server for next.
pub(in crate::engines::email) async fn appetite(tx: &mut Tx, id: MailboxId) -> Result<Appetite> {
    let read = tx.read();
    let mut folders = folder::Entity::find()
        .filter(folder::Column::MailboxId.eq(id))
        .filter(folder::Column::IsSynced.eq(true))
        .all(read.db())
        .await?;
    folders.sort_by_key(|folder| {
        (!matches!(folder.role.0, FolderRole::Inbox), !matches!(folder.role.0, FolderRole::Sent))
    });
    let bodies = message::Entity::find()
        .select_only()
        .column(message::Column::RemoteId)
        .filter(message::Column::Hydration.eq(Hydration::Envelope))
        .filter(message::Column::MailboxId.eq(id))
        .order_by_desc(message::Column::ReceivedAt)
        .limit(200)
        .into_tuple()
        .all(read.db())
        .await?;
    let own = folder::Entity::find()
        .select_only()
        .column(folder::Column::Id)
        .filter(folder::Column::MailboxId.eq(id))
        .into_query();
    let removals = removal::Entity::find()
        .select_only()
        .column(removal::Column::RemoteId)
        .filter(removal::Column::FolderId.in_subquery(own))
        .limit(200)
        .into_tuple()
        .all(read.db())
        .await?;
    Ok(Appetite { folders, bodies, removals })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(id: &str, parent: Option<&str>, role: FolderRole) -> RemoteFolder {
        RemoteFolder {
            id: id.to_owned(),
            parent_id: parent.map(str::to_owned),
            name: id.to_owned(),
            role,
            total: 0,
            is_synced: true,
        }
    }

    #[test]
    fn what_is_within_deleted_items_at_any_depth_was_thrown_away_and_a_circle_ends() {
        let folders = [
            folder("inbox", Some("root"), FolderRole::Inbox),
            folder("bin", Some("root"), FolderRole::Deleted),
            folder("fairs", Some("bin"), FolderRole::Other),
            folder("pune", Some("fairs"), FolderRole::Other),
            folder("one", Some("two"), FolderRole::Other),
            folder("two", Some("one"), FolderRole::Other),
        ];
        assert_eq!(thrown_away(&folders), BTreeSet::from(["fairs".to_owned(), "pune".to_owned()]));
    }
}
