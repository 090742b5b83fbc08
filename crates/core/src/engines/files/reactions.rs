//! What happens to files when quotations move.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::model::attachment;
use crate::{
    engines::quotations::events::Sent,
    kernel::{Result, Tx},
};

/// A quotation went out, and its files with it: what the customer has read stays.
pub(super) async fn freeze(tx: &mut Tx, sent: Sent) -> Result<()> {
    let with = attachment::Entity::find()
        .filter(attachment::Column::EnquiryId.eq(sent.enquiry_id))
        .filter(attachment::Column::PaperId.eq(sent.root_id.0));
    let mut files = tx.read().all::<attachment::Model>(with).await?;
    files.sort_by_key(|file| file.id);
    for file in files {
        if file.sent_at.is_none() {
            tx.update(&file, &attachment::Model { sent_at: Some(tx.now()), ..file.clone() }).await?;
        }
    }
    Ok(())
}
