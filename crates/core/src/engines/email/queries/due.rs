//! Mails that come back now.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    engines::email::model::{ManyMails, MessageId, message},
    kernel::{Call, Read, Result},
};

/// Mails that come back in one go; the next tick brings the others.
const MOST: u64 = 100;

/// What was snoozed until now.
pub(in crate::engines::email) async fn due(read: &Read<'_>) -> Result<Vec<Call>> {
    let ids: Vec<MessageId> = message::Entity::find()
        .select_only()
        .column(message::Column::Id)
        .filter(message::Column::SnoozedUntil.lte(read.now()))
        .order_by_asc(message::Column::SnoozedUntil)
        .limit(MOST)
        .into_tuple()
        .all(read.db())
        .await?;
    if ids.is_empty() {
        Ok(Vec::new())
    } else {
        Ok(vec![Call::new("email.wake", &ManyMails { ids, is_whole: false })?])
    }
}
