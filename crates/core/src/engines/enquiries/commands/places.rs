//! Where a card stands in its column: right below the card it was put under, else right above the one it was put over.
//!
//! A column is in the order of rank, then id. Cards that a filter hides may stand between the two that a person saw.

use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, Select};

use super::save;
use crate::{
    engines::enquiries::model::{EnquiryId, enquiry},
    kernel::{Error, Result, Tx, rank::Rank},
};

/// The rank above everything in a column: new and moved cards come first.
pub(super) async fn top_of(tx: &Tx, stage: &str) -> Result<Rank> {
    let first = downwards(stage, None).one(tx.read().db()).await?;
    Rank::between(None, first.as_ref().map(|first| &first.rank)).map_err(Error::broken)
}

/// The rank of a card put between two others of a column; above everything when neither is named or still there.
/// Cards that share one rank, as two desks may have given it, are told apart first.
pub(super) async fn put(
    tx: &mut Tx,
    moved: EnquiryId,
    stage: &str,
    after: Option<EnquiryId>,
    before: Option<EnquiryId>,
) -> Result<Rank> {
    let upper = match neighbour(tx, moved, stage, after).await? {
        Some(upper) => Some(upper),
        None => match neighbour(tx, moved, stage, before).await? {
            Some(lower) => upwards(stage, &lower).filter(other(moved)).one(tx.read().db()).await?,
            None => None,
        },
    };
    let Some(upper) = upper else {
        let first = downwards(stage, None).filter(other(moved)).one(tx.read().db()).await?;
        return Rank::between(None, first.as_ref().map(|first| &first.rank)).map_err(Error::broken);
    };
    below(tx, moved, &upper).await
}

/// A named neighbour, if it still stands in this column.
async fn neighbour(tx: &Tx, moved: EnquiryId, stage: &str, id: Option<EnquiryId>) -> Result<Option<enquiry::Model>> {
    let Some(id) = id.filter(|id| *id != moved) else { return Ok(None) };
    let row: Option<enquiry::Model> = tx.read().find(id).await?;
    Ok(row.filter(|row| row.stage == stage))
}

/// The rank right below a card. Those below it that share its rank move down, in their order.
async fn below(tx: &mut Tx, moved: EnquiryId, upper: &enquiry::Model) -> Result<Rank> {
    let sharing = downwards(&upper.stage, Some(upper))
        .filter(enquiry::Column::Rank.eq(upper.rank.clone()))
        .filter(other(moved))
        .all(tx.read().db())
        .await?;
    let next = downwards(&upper.stage, None)
        .filter(enquiry::Column::Rank.gt(upper.rank.clone()))
        .filter(other(moved))
        .one(tx.read().db())
        .await?;
    let end = next.as_ref().map(|next| &next.rank);
    let rank = Rank::between(Some(&upper.rank), end).map_err(Error::broken)?;
    let mut last = rank.clone();
    for row in sharing {
        last = Rank::between(Some(&last), end).map_err(Error::broken)?;
        save(tx, &row, &enquiry::Model { rank: last.clone(), ..row.clone() }).await?;
    }
    Ok(rank)
}

fn other(moved: EnquiryId) -> Condition {
    Condition::all().add(enquiry::Column::Id.ne(moved))
}

/// A column from the top, or from right below a card.
fn downwards(stage: &str, from: Option<&enquiry::Model>) -> Select<enquiry::Entity> {
    let column = enquiry::Entity::find()
        .filter(enquiry::Column::Stage.eq(stage))
        .order_by_asc(enquiry::Column::Rank)
        .order_by_asc(enquiry::Column::Id);
    match from {
        Some(from) => column.filter(enquiry::Column::Rank.gte(from.rank.clone())).filter(
            Condition::any().add(enquiry::Column::Rank.ne(from.rank.clone())).add(enquiry::Column::Id.gt(from.id)),
        ),
        None => column,
    }
}

/// A column upwards from right above a card.
fn upwards(stage: &str, from: &enquiry::Model) -> Select<enquiry::Entity> {
    enquiry::Entity::find()
        .filter(enquiry::Column::Stage.eq(stage))
        .filter(enquiry::Column::Rank.lte(from.rank.clone()))
        .filter(Condition::any().add(enquiry::Column::Rank.ne(from.rank.clone())).add(enquiry::Column::Id.lt(from.id)))
        .order_by_desc(enquiry::Column::Rank)
        .order_by_desc(enquiry::Column::Id)
}
