//! Reading orders.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::model::sales_order;
use crate::{
    engines::enquiries::model::EnquiryId,
    kernel::{Read, Result},
};

/// The orders of an enquiry, the newest first.
pub async fn of_enquiry(read: &Read<'_>, id: EnquiryId) -> Result<Vec<sales_order::Model>> {
    let rows = sales_order::Entity::find()
        .filter(sales_order::Column::EnquiryId.eq(id))
        .order_by_desc(sales_order::Column::PlacedAt)
        .order_by_desc(sales_order::Column::Id)
        .limit(200);
    Ok(rows.all(read.db()).await?)
}
