//! Writing, approving and sending quotations, and what customers say to them.

mod drafts;
mod forks;
mod moves;

pub(super) use drafts::{draft, revise};
pub(super) use forks::{save, settle};
pub(super) use moves::{accept, approve, decline, expire, negotiate, number, send};
use serde_json::{Map, Value};

use super::{
    model::{EditionId, quotation},
    rules::PIPELINE,
};
use crate::{
    engines::enquiries::model::{EnquiryId, enquiry},
    kernel::{Error, Result, Tx, calendar::Calendar, pipeline::StageKind},
};

/// The enquiry of a quotation that goes on.
async fn open_enquiry(tx: &Tx, id: EnquiryId) -> Result<enquiry::Model> {
    let enquiry: enquiry::Model = tx.get(id).await?;
    if enquiry.closed_at.is_some() {
        return Err(Error::conflict("This enquiry is closed. Open it again before it is quoted for."));
    }
    Ok(enquiry)
}

async fn today(tx: &Tx) -> Result<chrono::NaiveDate> {
    Ok(tx.read().setting::<Calendar>().await?.local_date(tx.now().utc()))
}

/// Whether what somebody read is what stands.
fn is_newest(row: &quotation::Model, base: EditionId) -> Result<()> {
    if row.edition == base {
        return Ok(());
    }
    Err(Error::conflict("Somebody has saved this quotation since. Read what it says now, then decide."))
}

/// The row in another stage.
fn moved(tx: &Tx, row: &quotation::Model, to: &str, fields: &Map<String, Value>) -> Result<quotation::Model> {
    if row.fork_of.is_some() {
        return Err(Error::conflict("This is your copy beside the quotation. Decide first which of the two stands."));
    }
    let stage = PIPELINE.check(&row.stage, to, fields)?;
    let closed_at = (stage.kind == StageKind::Last).then(|| tx.now());
    Ok(quotation::Model { stage: stage.key.to_owned(), closed_at, ..row.clone() })
}
