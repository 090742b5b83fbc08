//! Which mail stands for its conversation where a list shows one row for each.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::{
    engines::email::model::{Direction, MessageId, message},
    kernel::{At, Result, Tx},
};

/// Looks anew which mail stands for each of these conversations: the newest that came in, else the newest of ours.
pub(super) async fn settle(tx: &mut Tx, roots: &[String]) -> Result<()> {
    if roots.is_empty() {
        return Ok(());
    }
    let mails: Vec<(MessageId, Option<String>, Direction, At, bool)> = message::Entity::find()
        .select_only()
        .column(message::Column::Id)
        .column(message::Column::ThreadRoot)
        .column(message::Column::Direction)
        .column(message::Column::ReceivedAt)
        .column(message::Column::IsHead)
        .filter(message::Column::ThreadRoot.is_in(roots.iter().map(String::as_str)))
        .filter(message::Column::GoneAt.is_null())
        .into_tuple()
        .all(tx.read().db())
        .await?;
    let mut heads: BTreeMap<&str, (bool, At, MessageId)> = BTreeMap::new();
    for (id, root, direction, at, _) in &mails {
        let rank = (*direction == Direction::Incoming, *at, *id);
        let head = heads.entry(root.as_deref().unwrap_or_default()).or_insert(rank);
        *head = rank.max(*head);
    }
    let is_head =
        |id: MessageId, root: Option<&str>| heads.get(root.unwrap_or_default()).is_some_and(|(_, _, head)| *head == id);
    let wrong: Vec<(MessageId, bool)> = mails
        .iter()
        .map(|(id, root, _, _, was)| (*id, is_head(*id, root.as_deref()), *was))
        .filter(|(_, is, was)| is != was)
        .map(|(id, is, _)| (id, is))
        .collect();
    for (id, is_head) in wrong {
        let before: message::Model = tx.get(id).await?;
        let after = message::Model { is_head, ..before.clone() };
        tx.update(&before, &after).await?;
    }
    Ok(())
}
