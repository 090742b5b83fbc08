//! What is announced anew when rows came from the authority: what comes next on each enquiry.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    commands::tell,
    model::{enrolment, step},
};
use crate::{
    engines::enquiries::model::EnquiryId,
    kernel::{Result, Tx},
};

/// Ids in one question: both databases limit its parameters.
const MOST: usize = 200;

/// Enquiries came or changed.
pub(super) async fn enquiries(tx: &mut Tx, ids: Vec<Uuid>) -> Result<()> {
    for id in ids {
        tell(tx, EnquiryId(id)).await?;
    }
    Ok(())
}

/// Enrolments came or changed. One that left went with its enquiry.
pub(super) async fn enrolments(tx: &mut Tx, ids: Vec<Uuid>) -> Result<()> {
    let mut of = BTreeSet::new();
    for ids in ids.chunks(MOST) {
        let rows = enrolment::Entity::find().filter(enrolment::Column::Id.is_in(ids.iter().copied()));
        of.extend(rows.all(tx.read().db()).await?.into_iter().map(|enrolment| enrolment.enquiry_id.0));
    }
    enquiries(tx, of.into_iter().collect()).await
}

/// Steps came or changed.
pub(super) async fn steps(tx: &mut Tx, ids: Vec<Uuid>) -> Result<()> {
    let mut of = BTreeSet::new();
    for ids in ids.chunks(MOST) {
        let rows = step::Entity::find().filter(step::Column::Id.is_in(ids.iter().copied()));
        of.extend(rows.all(tx.read().db()).await?.into_iter().map(|step| step.enquiry_id.0));
    }
    enquiries(tx, of.into_iter().collect()).await
}
