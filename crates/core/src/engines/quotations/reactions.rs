//! What quotations do when their enquiry goes to somebody else.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::model::quotation;
use crate::{
    engines::enquiries::events::Reassigned,
    kernel::{Result, Tx},
};

/// Who is given an enquiry goes on with its quotations. A fork stays with whoever wrote it.
pub(super) async fn hand_over(tx: &mut Tx, event: Reassigned) -> Result<()> {
    let theirs = quotation::Entity::find()
        .filter(quotation::Column::EnquiryId.eq(event.id))
        .filter(quotation::Column::ForkOf.is_null())
        .order_by_asc(quotation::Column::CreatedAt)
        .order_by_asc(quotation::Column::Id);
    for before in tx.read().all::<quotation::Model>(theirs).await? {
        let after = quotation::Model { owner_id: event.to, ..before.clone() };
        tx.update(&before, &after).await?;
    }
    Ok(())
}
