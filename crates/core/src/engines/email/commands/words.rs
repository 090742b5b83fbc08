//! What the mail server is still to be told.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::pages::note_removal;
use crate::{
    engines::email::{
        mailbox::FolderRole,
        model::{FolderId, MessageId, Say, Told, What, WordId, folder, message, word},
    },
    kernel::{Result, Tx},
};

/// Keeps what there is to tell until it was told. What was said before of the same sort counts no more.
pub(in crate::engines::email) async fn say(tx: &mut Tx, say: Say) -> Result<()> {
    for message_id in say.ids {
        let id = WordId::of(message_id, say.what);
        let after = word::Model { id, message_id, what: say.what, said_at: tx.now() };
        match tx.read().find::<word::Model>(id).await? {
            Some(before) => tx.update(&before, &after).await?,
            None => tx.insert(&after).await?,
        }
    }
    Ok(())
}

/// Forgets what was told, unless something else has been said since. A mail that was to be moved is where it was to go:
/// the page that shows it there is no news of a person's. One that could not be moved is looked for.
pub(in crate::engines::email) async fn told(tx: &mut Tx, told: Told) -> Result<()> {
    for (id, what) in told.words {
        if let Some(mail) = heard(tx, id, what).await?
            && let Some((folder_id, generation)) = goal(tx, &mail, what).await?
        {
            tx.update(&mail, &message::Model { folder_id, generation, ..mail.clone() }).await?;
        }
    }
    for (id, what) in told.refused {
        if let Some(mail) = heard(tx, id, what).await?
            && let Some(at) = tx.read().find::<folder::Model>(mail.folder_id).await?
        {
            note_removal(tx, &at, mail.remote_id).await?;
        }
    }
    Ok(())
}

/// Forgets a word, and answers the mail whose place it was about.
async fn heard(tx: &mut Tx, id: WordId, what: What) -> Result<Option<message::Model>> {
    let Some(row) = tx.read().find::<word::Model>(id).await? else { return Ok(None) };
    if row.what == what {
        tx.remove(&row).await?;
    }
    if what.is_about_place() { tx.read().find(row.message_id).await } else { Ok(None) }
}

/// The folder that a word wants a mail in, and the generation that is read there.
async fn goal(tx: &Tx, mail: &message::Model, what: What) -> Result<Option<(FolderId, i64)>> {
    let role = if what == What::Junk { FolderRole::Junk } else { FolderRole::Inbox };
    let folders =
        folder::Entity::find().filter(folder::Column::MailboxId.eq(mail.mailbox_id)).all(tx.read().db()).await?;
    Ok(folders.into_iter().find(|folder| folder.role.0 == role).map(|folder| (folder.id, folder.generation)))
}

/// What of these mails was said here and not told yet: it goes before what the server still thinks.
pub(super) async fn unsaid(tx: &Tx, ids: impl Iterator<Item = MessageId>) -> Result<BTreeMap<MessageId, Vec<What>>> {
    let these = word::Column::Id.is_in(ids.flat_map(|id| [WordId::of(id, What::Read), WordId::of(id, What::Junk)]));
    let mut found: BTreeMap<MessageId, Vec<What>> = BTreeMap::new();
    for row in word::Entity::find().filter(these).all(tx.read().db()).await? {
        found.entry(row.message_id).or_default().push(row.what);
    }
    Ok(found)
}
