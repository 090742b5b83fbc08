//! What is announced anew when rows came from the authority: how the enquiries look now, for whoever draws them.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{
    commands::tell,
    events::Gone,
    model::{EnquiryId, enquiry, track},
    queries::of_companies,
};
use crate::{
    engines::masters::model::company,
    kernel::{Result, Tx},
};

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
    let rows: Vec<track::Model> = tx.read().many(&ids).await?;
    let of: BTreeSet<Uuid> = rows.into_iter().map(|track| track.enquiry_id.0).collect();
    // Those that are not here come later, or have been announced as gone.
    let of: Vec<Uuid> = of.into_iter().collect();
    let rows = tx.read().many(&of).await?;
    there(tx, rows).await
}

/// Companies came or changed: their cards show the name.
pub(super) async fn companies(tx: &mut Tx, ids: Vec<Uuid>) -> Result<()> {
    let of = of_companies(&tx.read(), &ids).await?;
    there(tx, of).await
}

async fn there(tx: &mut Tx, rows: Vec<enquiry::Model>) -> Result<()> {
    for row in rows {
        tell_if_whole(tx, &row).await?;
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
