//! What is announced anew when rows came from the authority: what comes next on each enquiry. It is said by its
//! tasks and its enrolments, and worded with the enquiry, its company and contact, its owner's name and the office's cadence.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    commands::{tell, tell_task},
    model::{EnrolmentState, enrolment, task},
};
use crate::{
    engines::{
        enquiries::{model::EnquiryId, queries::of_companies},
        masters::model::contact,
    },
    kernel::{Code, Result, Tx},
};

/// Enquiries came or changed.
pub(super) async fn enquiries(tx: &mut Tx, ids: Vec<Uuid>) -> Result<()> {
    for id in ids {
        match tell(tx, EnquiryId(id)).await {
            // What its text is made of comes later, and then this is announced again.
            Err(refusal) if refusal.code == Code::Missing => {}
            told => told?,
        }
        tell_task(tx, EnquiryId(id)).await?;
    }
    Ok(())
}

/// Companies came or changed.
pub(super) async fn companies(tx: &mut Tx, ids: Vec<Uuid>) -> Result<()> {
    let of = of_companies(&tx.read(), &ids).await?;
    enquiries(tx, of.into_iter().map(|enquiry| enquiry.id.0).collect()).await
}

/// Contacts came or changed: texts greet them.
pub(super) async fn contacts(tx: &mut Tx, ids: Vec<Uuid>) -> Result<()> {
    let rows: Vec<contact::Model> = tx.read().many(&ids).await?;
    let of: BTreeSet<Uuid> = rows.into_iter().map(|contact| contact.company_id.0).collect();
    companies(tx, of.into_iter().collect()).await
}

/// Enrolments came or changed. One that left went with its enquiry.
pub(super) async fn enrolments(tx: &mut Tx, ids: Vec<Uuid>) -> Result<()> {
    let rows: Vec<enrolment::Model> = tx.read().many(&ids).await?;
    of_enrolments(tx, rows).await
}

/// Tasks came or changed. One that left went with its enquiry.
pub(super) async fn tasks(tx: &mut Tx, ids: Vec<Uuid>) -> Result<()> {
    let rows: Vec<task::Model> = tx.read().many(&ids).await?;
    let of: BTreeSet<EnquiryId> = rows.into_iter().map(|task| task.enquiry_id).collect();
    for id in of {
        tell_task(tx, id).await?;
    }
    Ok(())
}

/// People came or changed: texts are signed with their names.
pub(super) async fn people(tx: &mut Tx, ids: Vec<Uuid>) -> Result<()> {
    let theirs = running(tx).await?.into_iter().filter(|row| ids.contains(&row.owner_id.0)).collect();
    of_enrolments(tx, theirs).await
}

/// Settings came or changed: the cadence says which touch comes next.
pub(super) async fn settings(tx: &mut Tx, _: Vec<Uuid>) -> Result<()> {
    let all = running(tx).await?;
    of_enrolments(tx, all).await
}

async fn running(tx: &Tx) -> Result<Vec<enrolment::Model>> {
    let active = enrolment::Entity::find().filter(enrolment::Column::State.eq(EnrolmentState::Active));
    Ok(active.all(tx.read().db()).await?)
}

async fn of_enrolments(tx: &mut Tx, rows: Vec<enrolment::Model>) -> Result<()> {
    let of: BTreeSet<Uuid> = rows.into_iter().map(|enrolment| enrolment.enquiry_id.0).collect();
    enquiries(tx, of.into_iter().collect()).await
}
