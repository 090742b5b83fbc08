//! What the mail server is still to be told.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    engines::email::model::{MessageId, Say, Told, What, WordId, word},
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

/// Forgets what was told, unless something else has been said since.
pub(in crate::engines::email) async fn told(tx: &mut Tx, told: Told) -> Result<()> {
    for (id, what) in told.words {
        if let Some(row) = tx.read().find::<word::Model>(id).await?.filter(|row| row.what == what) {
            tx.remove(&row).await?;
        }
    }
    Ok(())
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
