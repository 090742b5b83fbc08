//! The ledger: counts by folder, and where a mail is that somebody misses.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{dressed, in_use};
use crate::{
    engines::email::{
        commands::{folder_id, message_id},
        mailbox::{FolderRole, Sought},
        model::{
            FolderCount, FolderEntry, FolderId, Hydration, KnownMail, Ledger, MailboxId, folder, message, quarantine,
            removal,
        },
    },
    kernel::{Read, Result},
};

/// Copies of a mail that are told of.
const MOST: u64 = 10;

/// The ledger of the mailbox in use; none before one was connected.
pub async fn ledger(read: &Read<'_>) -> Result<Option<Ledger>> {
    let Some(home) = in_use(read).await? else { return Ok(None) };
    let rows = folder::Entity::find().filter(folder::Column::MailboxId.eq(home.id)).all(read.db()).await?;
    let missing = removal::Entity::find()
        .select_only()
        .column(removal::Column::FolderId)
        .column_as(removal::Column::Id.count(), "count")
        .group_by(removal::Column::FolderId)
        .into_tuple()
        .all(read.db())
        .await?;
    let missing: BTreeMap<FolderId, i64> = missing.into_iter().collect();
    let mut folders = Vec::new();
    // A folder that is no longer listed has nothing to say.
    let is_there = |row: &folder::Model| row.is_synced || row.role.0 != FolderRole::Other || row.remote_total > 0;
    for row in rows.into_iter().filter(is_there) {
        let here = if row.is_synced { count(read, &row).await? } else { FolderCount::default() };
        let missing = missing.get(&row.id).copied().unwrap_or_default();
        folders.push(FolderEntry {
            id: row.id,
            name: row.name,
            role: row.role.0,
            is_read: row.is_synced,
            phase: row.phase,
            on_server: row.remote_total,
            here,
            missing,
            synced_at: row.synced_at,
            audited_at: row.audited_at,
            reread_at: row.reread_at,
            apart: row.apart,
            trouble: row.trouble,
        });
    }
    let place = |role: FolderRole| match role {
        FolderRole::Inbox => 0_u8,
        FolderRole::Sent => 1,
        FolderRole::Archive => 2,
        FolderRole::Other => 3,
        FolderRole::Junk => 4,
        FolderRole::Drafts | FolderRole::Deleted | FolderRole::Outbox => 5,
    };
    folders.sort_by_cached_key(|entry| (!entry.is_read, place(entry.role), entry.name.to_lowercase()));
    Ok(Some(Ledger { address: home.address, synced_at: home.synced_at, folders }))
}

/// What is here of a folder.
pub(in crate::engines::email) async fn count(read: &Read<'_>, at: &folder::Model) -> Result<FolderCount> {
    let stored: Vec<(Hydration, i64)> = message::Entity::find()
        .select_only()
        .column(message::Column::Hydration)
        .column_as(message::Column::Hydration.count(), "count")
        .filter(message::Column::FolderId.eq(at.id))
        .filter(message::Column::GoneAt.is_null())
        .group_by(message::Column::Hydration)
        .into_tuple()
        .all(read.db())
        .await?;
    let of = |wanted: Option<Hydration>| {
        stored.iter().filter(|(state, _)| wanted.is_none_or(|wanted| *state == wanted)).map(|(_, count)| *count).sum()
    };
    let aside: Vec<Option<String>> = quarantine::Entity::find()
        .select_only()
        .column(quarantine::Column::RemoteId)
        .filter(quarantine::Column::FolderId.eq(at.id))
        .into_tuple()
        .all(read.db())
        .await?;
    let ids = aside.iter().flatten().map(|remote| message_id(at.mailbox_id, remote));
    let known = message::Entity::find()
        .filter(message::Column::Id.is_in(ids))
        .filter(message::Column::GoneAt.is_null())
        .count(read.db())
        .await?;
    let unreadable = i64::try_from(aside.len()).unwrap_or(i64::MAX);
    Ok(FolderCount {
        stored: of(None),
        waiting: of(Some(Hydration::Envelope)),
        unreadable,
        unknown: unreadable.saturating_sub(i64::try_from(known).unwrap_or(i64::MAX)),
    })
}

/// What is known here of a mail that is asked for, in the mailbox in use; copies of it, too.
pub async fn known(read: &Read<'_>, home: MailboxId, sought: &Sought) -> Result<Vec<KnownMail>> {
    let which = match sought {
        Sought::MessageId(id) => message::Column::InternetMessageId.eq(id.as_str()),
        Sought::Item(id) => message::Column::Id.eq(message_id(home, id)),
    };
    let rows = message::Entity::find()
        .filter(which)
        .filter(message::Column::MailboxId.eq(home))
        .order_by_asc(message::Column::ReceivedAt)
        .limit(MOST)
        .all(read.db())
        .await?;
    let folders: Vec<FolderId> = rows.iter().map(|row| row.folder_id).collect();
    let named = folder::Entity::find().filter(folder::Column::Id.is_in(folders)).all(read.db()).await?;
    let names: BTreeMap<FolderId, String> = named.into_iter().map(|row| (row.id, row.name)).collect();
    let mut found = Vec::new();
    for row in rows {
        let trouble = why_unreadable(read, row.folder_id, &row.remote_id).await?;
        let (folder, gone_at) = (names.get(&row.folder_id).cloned().unwrap_or_default(), row.gone_at);
        let is_waiting = row.hydration == Hydration::Envelope;
        let Some(row) = dressed(read, vec![row]).await?.pop() else { continue };
        found.push(KnownMail { row, folder, gone_at, is_waiting, trouble });
    }
    Ok(found)
}

/// Why a message of a folder was set aside, if it was.
pub async fn why_unreadable(read: &Read<'_>, folder_id: FolderId, remote: &str) -> Result<Option<String>> {
    let row = quarantine::Entity::find()
        .filter(quarantine::Column::FolderId.eq(folder_id))
        .filter(quarantine::Column::RemoteId.eq(remote))
        .one(read.db())
        .await?;
    Ok(row.map(|row| row.reason))
}

/// The folder of a mailbox by the server's id.
pub async fn folder_of(read: &Read<'_>, home: MailboxId, remote: &str) -> Result<Option<folder::Model>> {
    read.find(folder_id(home, remote)).await
}
