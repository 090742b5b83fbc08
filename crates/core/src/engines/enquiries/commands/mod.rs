//! Opening, moving, editing and logging enquiries.

mod edit;
mod facts;
pub(super) mod mail;
mod moves;
pub(super) mod open;
mod places;

pub(super) use edit::edit;
pub(super) use facts::{assign, close_track, extend, note};
pub(super) use mail::{attach_mail, record_sent};
pub(super) use moves::{advance, flag_stale, place};
pub(super) use open::open;

pub(super) use super::quick::quick_add;

use places::{put, top_of};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{
    events::Changed,
    model::{ActivityId, ActivityKind, EnquiryId, activity, enquiry, track},
};
use crate::{
    engines::{masters::model::company, people::queries::name_of},
    kernel::{Result, Tx},
};

/// What is written on the timeline.
pub(super) struct Line {
    /// What it is.
    pub kind: ActivityKind,
    /// One line.
    pub title: String,
    /// More.
    pub body: String,
}

impl Line {
    /// A line.
    pub(super) fn new(kind: ActivityKind, title: impl Into<String>, body: impl Into<String>) -> Line {
        Line { kind, title: title.into(), body: body.into() }
    }
}

/// Writes a line by the acting person.
pub(super) async fn log(tx: &mut Tx, id: EnquiryId, line: Line) -> Result<()> {
    let person = tx.actor().person;
    let who = name_of(&tx.read(), person).await?;
    let row = activity::Model {
        id: tx.id::<ActivityId>(),
        enquiry_id: id,
        kind: line.kind,
        at: tx.now(),
        title: line.title,
        body: line.body,
        who,
        person_id: Some(person),
        mail_ref: None,
    };
    tx.insert(&row).await
}

/// Saves an enquiry and tells the board.
pub(super) async fn save(tx: &mut Tx, before: &enquiry::Model, after: &enquiry::Model) -> Result<()> {
    tx.update(before, after).await?;
    tell(tx, after).await
}

/// Tells the board how an enquiry looks now.
pub(super) async fn tell(tx: &mut Tx, row: &enquiry::Model) -> Result<()> {
    if !tx.is_heard::<Changed>() {
        return Ok(());
    }
    let company: company::Model = tx.get(row.company_id).await?;
    let open = track::Entity::find()
        .filter(track::Column::EnquiryId.eq(row.id))
        .filter(track::Column::ClosedAt.is_null())
        .order_by_asc(track::Column::OpenedAt)
        .order_by_asc(track::Column::Id);
    let open: Vec<track::Model> = tx.read().all(open).await?;
    let tracks = open.into_iter().map(|track| track.kind.key().to_owned()).collect();
    tx.announce(&Changed { enquiry: row.clone(), company: company.name, tracks })
}
