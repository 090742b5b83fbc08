//! What is announced anew when rows came from the authority: what comes next on each enquiry.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    commands::tell,
    model::{enrolment, step},
};
use crate::{
    engines::{
        enquiries::model::{EnquiryId, enquiry},
        masters::model::contact,
    },
    kernel::{Code, Result, Tx},
};

/// Ids in one question: both databases limit its parameters.
const MOST: usize = 200;

/// Enquiries came or changed.
pub(super) async fn enquiries(tx: &mut Tx, ids: Vec<Uuid>) -> Result<()> {
    for id in ids {
        match tell(tx, EnquiryId(id)).await {
            // What its text is made of comes later, and then this is announced again.
            Err(refusal) if refusal.code == Code::Missing => {}
            told => told?,
        }
    }
    Ok(())
}

/// Companies came or changed.
pub(super) async fn companies(tx: &mut Tx, ids: Vec<Uuid>) -> Result<()> {
    let mut of = BTreeSet::new();
    for ids in ids.chunks(MOST) {
        let rows = enquiry::Entity::find().filter(enquiry::Column::CompanyId.is_in(ids.iter().copied()));
        of.extend(rows.all(tx.read().db()).await?.into_iter().map(|enquiry| enquiry.id.0));
    }
    enquiries(tx, of.into_iter().collect()).await
}

/// Contacts came or changed: texts greet them.
pub(super) async fn contacts(tx: &mut Tx, ids: Vec<Uuid>) -> Result<()> {
    let mut of = BTreeSet::new();
    for ids in ids.chunks(MOST) {
        let rows = contact::Entity::find().filter(contact::Column::Id.is_in(ids.iter().copied()));
        of.extend(rows.all(tx.read().db()).await?.into_iter().map(|contact| contact.company_id.0));
    }
    companies(tx, of.into_iter().collect()).await
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
