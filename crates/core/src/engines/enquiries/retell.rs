//! What is announced anew when rows came from the authority: how the enquiries look now, for whoever draws them.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    commands::tell,
    events::Gone,
    model::{EnquiryId, enquiry, track},
};
use crate::{
    engines::masters::model::company,
    kernel::{Result, Tx},
};

/// Ids in one question: both databases limit its parameters.
const MOST: usize = 200;

/// Enquiries came, changed or left.
pub(super) async fn enquiries(tx: &mut Tx, ids: Vec<Uuid>) -> Result<()> {
    for id in ids {
        match tx.read().find::<enquiry::Model>(id).await? {
            Some(row) => tell_if_whole(tx, &row).await?,
            None => tx.announce(&Gone { id: EnquiryId(id) })?,
        }
    }
    Ok(())
}

/// Tracks came or changed. One that left went with its enquiry.
pub(super) async fn tracks(tx: &mut Tx, ids: Vec<Uuid>) -> Result<()> {
    let mut of = BTreeSet::new();
    for ids in ids.chunks(MOST) {
        let rows = track::Entity::find().filter(track::Column::Id.is_in(ids.iter().copied()));
        of.extend(rows.all(tx.read().db()).await?.into_iter().map(|track| track.enquiry_id.0));
    }
    there(tx, of).await
}

/// Companies came or changed: their cards show the name.
pub(super) async fn companies(tx: &mut Tx, ids: Vec<Uuid>) -> Result<()> {
    let mut of = BTreeSet::new();
    for ids in ids.chunks(MOST) {
        let rows = enquiry::Entity::find().filter(enquiry::Column::CompanyId.is_in(ids.iter().copied()));
        of.extend(rows.all(tx.read().db()).await?.into_iter().map(|enquiry| enquiry.id.0));
    }
    there(tx, of).await
}

/// Announces those that are here: the others come later, or have been announced as gone.
async fn there(tx: &mut Tx, ids: BTreeSet<Uuid>) -> Result<()> {
    for id in ids {
        if let Some(row) = tx.read().find::<enquiry::Model>(id).await? {
            tell_if_whole(tx, &row).await?;
        }
    }
    Ok(())
}

/// Announces an enquiry whose company is here: with one that comes later it is announced again.
async fn tell_if_whole(tx: &mut Tx, row: &enquiry::Model) -> Result<()> {
    match tx.read().find::<company::Model>(row.company_id).await? {
        Some(_) => tell(tx, row).await,
        None => Ok(()),
    }
}
