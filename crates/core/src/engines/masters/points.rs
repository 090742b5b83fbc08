//! What a contact is reached by. The first number and the first address stand on the contact, the others beside it;
//! nothing that was entered is ever overwritten or removed, and what is no longer theirs is kept as such.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{
    model::{ContactId, OfPoint, PointId, PointKind, contact, point},
    queries::contact_now,
};
use crate::kernel::{At, Error, Result, Tx, phone::Phone};

/// Adds a number or an address.
pub(super) async fn add_point(tx: &mut Tx, of: OfPoint) -> Result<ContactId> {
    let before = contact_now(&tx.read(), of.contact_id).await?;
    let value = value(of.kind, &of.value)?;
    add(tx, &before, of.kind, value).await?;
    Ok(before.id)
}

/// Adds what was read already: as the first when there is none.
pub(super) async fn add(tx: &mut Tx, before: &contact::Model, kind: PointKind, value: String) -> Result<()> {
    match first(before, kind) {
        Some(known) if *known == value => Ok(()),
        Some(_) => keep(tx, before.id, kind, value, None).await,
        None => {
            let after = with_first(before, kind, Some(value), None);
            tx.update(before, &after).await
        }
    }
}

/// Puts a number or an address first; what was first stands beside it.
pub(super) async fn prefer_point(tx: &mut Tx, of: OfPoint) -> Result<ContactId> {
    let before = contact_now(&tx.read(), of.contact_id).await?;
    let value = value(of.kind, &of.value)?;
    if first(&before, of.kind) == Some(&value) {
        return Ok(before.id);
    }
    let row: point::Model = tx.get(PointId::of(before.id, of.kind, &value)).await?;
    if row.retired_at.is_some() {
        let said = format!("{value} is no longer theirs. Add it again if it is.");
        return Err(Error::invalid("value", said));
    }
    if let Some(old) = first(&before, of.kind) {
        keep(tx, before.id, of.kind, old.clone(), bounced(&before, of.kind)).await?;
    }
    let after = with_first(&before, of.kind, Some(value), row.bounced_at);
    tx.update(&before, &after).await?;
    Ok(before.id)
}

/// Notes that a number or an address is no longer theirs. When it was the first, the oldest of the others is first.
pub(super) async fn retire_point(tx: &mut Tx, of: OfPoint) -> Result<ContactId> {
    let before = contact_now(&tx.read(), of.contact_id).await?;
    let value = value(of.kind, &of.value)?;
    if first(&before, of.kind) == Some(&value) {
        keep(tx, before.id, of.kind, value.clone(), bounced(&before, of.kind)).await?;
        let next = oldest(tx, before.id, of.kind, &value).await?;
        let bounced_at = next.as_ref().and_then(|next| next.bounced_at);
        let after = with_first(&before, of.kind, next.map(|next| next.value), bounced_at);
        tx.update(&before, &after).await?;
    }
    let row: point::Model = tx.get(PointId::of(before.id, of.kind, &value)).await?;
    let after = point::Model { retired_at: row.retired_at.or(Some(tx.now())), ..row.clone() };
    tx.update(&row, &after).await?;
    Ok(before.id)
}

/// The value as it is kept.
fn value(kind: PointKind, text: &str) -> Result<String> {
    match kind {
        PointKind::Phone => {
            let phone = Phone::parse(text.trim()).map_err(|problem| Error::invalid("value", problem.to_string()))?;
            Ok(phone.as_str().to_owned())
        }
        PointKind::Email => {
            let address = text.trim().to_lowercase();
            let is_whole = address.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
            if is_whole && !address.contains(char::is_whitespace) {
                return Ok(address);
            }
            Err(Error::invalid("value", "Please give a whole mail address, like purchase@example.com."))
        }
    }
}

fn first(of: &contact::Model, kind: PointKind) -> Option<&String> {
    match kind {
        PointKind::Phone => of.phone.as_ref(),
        PointKind::Email => of.email.as_ref(),
    }
}

fn bounced(of: &contact::Model, kind: PointKind) -> Option<At> {
    of.bounced_at.filter(|_| kind == PointKind::Email)
}

fn with_first(of: &contact::Model, kind: PointKind, value: Option<String>, bounced_at: Option<At>) -> contact::Model {
    match kind {
        PointKind::Phone => contact::Model { phone: value, ..of.clone() },
        PointKind::Email => contact::Model { email: value, bounced_at, ..of.clone() },
    }
}

/// Keeps a value beside the first; one that was retired is theirs again.
async fn keep(
    tx: &mut Tx,
    contact_id: ContactId,
    kind: PointKind,
    value: String,
    bounced_at: Option<At>,
) -> Result<()> {
    let id = PointId::of(contact_id, kind, &value);
    match tx.read().find::<point::Model>(id).await? {
        Some(before) => {
            let bounced_at = bounced_at.or(before.bounced_at);
            let after = point::Model { retired_at: None, bounced_at, ..before.clone() };
            tx.update(&before, &after).await
        }
        None => {
            let added_at = tx.now();
            tx.insert(&point::Model { id, contact_id, kind, value, added_at, retired_at: None, bounced_at }).await
        }
    }
}

async fn oldest(tx: &Tx, contact: ContactId, kind: PointKind, but: &str) -> Result<Option<point::Model>> {
    let others = point::Entity::find()
        .filter(point::Column::ContactId.eq(contact))
        .filter(point::Column::Kind.eq(kind))
        .filter(point::Column::RetiredAt.is_null())
        .filter(point::Column::Value.ne(but))
        .order_by_asc(point::Column::AddedAt)
        .order_by_asc(point::Column::Id);
    Ok(tx.read().all(others).await?.into_iter().next())
}
