//! Owners, notes, tracks and extensions.

use chrono::TimeDelta;

use super::{Line, log, save, tell};
use crate::{
    engines::{
        enquiries::{
            events::Reassigned,
            model::{ActivityKind, Assign, CloseTrack, EnquiryId, Extend, Note, enquiry, track},
            rules,
        },
        people::{
            model::{Role, person},
            queries::name_of,
        },
    },
    kernel::{Code, Error, Result, Tx, calendar::Calendar},
};

/// Gives an enquiry to somebody else, with all that hangs on it: its owner may, and a manager or director who sees it.
/// Who arrives second is told (sync.md 4.8 "owner").
pub(in crate::engines::enquiries) async fn assign(tx: &mut Tx, assign: Assign) -> Result<EnquiryId> {
    let before: enquiry::Model = tx.get(assign.id).await?;
    let (me, read) = (tx.actor().person, tx.read());
    let role = read.find::<person::Model>(me).await?.map(|person| person.role);
    if before.owner_id != assign.from {
        let whose = name_of(&read, before.owner_id).await?;
        return Err(Error::conflict(format!("It was given to {whose} meanwhile.")));
    }
    if before.owner_id != me && !matches!(role, Some(Role::Manager | Role::Director)) {
        return Err(Error::new(Code::Denied, "Only its owner, a manager or a director may give an enquiry away."));
    }
    let next: person::Model = read.get(assign.to).await?;
    if !next.is_active {
        return Err(Error::invalid("to", format!("{} has left: choose somebody else.", next.name)));
    }
    if assign.to == before.owner_id {
        return Ok(before.id);
    }
    let title = format!("Given to {}", next.name);
    log(tx, before.id, Line::new(ActivityKind::Move, title, assign.note.trim())).await?;
    let after = enquiry::Model { owner_id: assign.to, last_activity_at: tx.now(), ..before.clone() };
    save(tx, &before, &after).await?;
    tx.announce(&Reassigned { id: after.id, to: after.owner_id })?;
    Ok(after.id)
}

/// Writes a note; that is an activity.
pub(in crate::engines::enquiries) async fn note(tx: &mut Tx, note: Note) -> Result<EnquiryId> {
    if note.text.trim().is_empty() {
        return Err(Error::invalid("text", "Please write the note first."));
    }
    let before: enquiry::Model = tx.get(note.id).await?;
    log(tx, note.id, Line::new(ActivityKind::Note, "Note", note.text.trim())).await?;
    let after = enquiry::Model { last_activity_at: tx.now(), ..before.clone() };
    save(tx, &before, &after).await?;
    Ok(note.id)
}

/// Settles a track.
pub(in crate::engines::enquiries) async fn close_track(tx: &mut Tx, close: CloseTrack) -> Result<EnquiryId> {
    let before: track::Model = tx.get(close.id).await?;
    if before.closed_at.is_some() {
        return Ok(before.enquiry_id);
    }
    let after = track::Model { closed_at: Some(tx.now()), ..before.clone() };
    tx.update(&before, &after).await?;
    let title = format!("Settled: {}", after.kind.key().replace('_', " "));
    log(tx, after.enquiry_id, Line::new(ActivityKind::Track, title, close.evidence.trim())).await?;
    let row: enquiry::Model = tx.get(after.enquiry_id).await?;
    let touched = enquiry::Model { last_activity_at: tx.now(), ..row.clone() };
    tx.update(&row, &touched).await?;
    tell(tx, &touched).await?;
    Ok(after.enquiry_id)
}

/// Gives an enquiry more time.
pub(in crate::engines::enquiries) async fn extend(tx: &mut Tx, extend: Extend) -> Result<EnquiryId> {
    if !(1..=30).contains(&extend.days) {
        return Err(Error::invalid("days", "An extension is 1 to 30 days."));
    }
    if extend.reason.trim().chars().count() < 20 {
        return Err(Error::invalid("reason", "Please give the business justification in 20 characters or more."));
    }
    let before: enquiry::Model = tx.get(extend.id).await?;
    if before.extensions >= rules::MOST_EXTENSIONS {
        return Err(Error::new(Code::Denied, "It was extended twice already; a manager decides now."));
    }
    let today = tx.read().setting::<Calendar>().await?.local_date(tx.now().utc());
    let until = today.checked_add_signed(TimeDelta::days(i64::from(extend.days)));
    let after =
        enquiry::Model { extended_until: until, extensions: before.extensions.saturating_add(1), ..before.clone() };
    log(tx, after.id, Line::new(ActivityKind::Note, format!("Extended by {} days", extend.days), extend.reason.trim()))
        .await?;
    save(tx, &before, &after).await?;
    Ok(after.id)
}
