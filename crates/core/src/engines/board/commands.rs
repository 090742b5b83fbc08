//! Keeping, changing and choosing views.

use super::{
    model::{Begin, ChangeView, KeepView, Reach, ViewId, first, view},
    queries::first_of,
    rules,
};
use crate::{
    engines::people::model::person,
    kernel::{Error, Result, Tx},
};

/// Keeps a view.
pub(super) async fn keep_view(tx: &mut Tx, keep: KeepView) -> Result<ViewId> {
    let name = rules::name(&keep.name)?;
    let me = tx.actor().person;
    let who: Option<person::Model> = tx.read().find(me).await?;
    let row = view::Model {
        id: tx.id(),
        name,
        owner_id: me,
        reach: keep.reach,
        team_id: who.and_then(|who| who.team_id).filter(|_| keep.reach == Reach::Team),
        shown: keep.shown,
        edition: 1,
        changed_at: tx.now(),
    };
    tx.insert(&row).await?;
    Ok(row.id)
}

/// Renames a view, or makes it show something else. Who has not seen what somebody made of it meanwhile is told.
pub(super) async fn change_view(tx: &mut Tx, alter: ChangeView) -> Result<ViewId> {
    let before: view::Model = tx.get(alter.id).await?;
    may_change(tx, &before).await?;
    if before.edition != alter.base {
        return Err(Error::conflict(
            "Somebody has changed this view meanwhile. Look at it, or save yours as a new one.",
        ));
    }
    let name = alter.name.as_deref().map(rules::name).transpose()?;
    let after = view::Model {
        name: name.unwrap_or_else(|| before.name.clone()),
        shown: alter.shown.unwrap_or_else(|| before.shown.clone()),
        edition: before.edition.saturating_add(1),
        changed_at: tx.now(),
        ..before.clone()
    };
    tx.update(&before, &after).await?;
    Ok(after.id)
}

/// Deletes a view. One that has gone already is gone.
pub(super) async fn drop_view(tx: &mut Tx, id: ViewId) -> Result<()> {
    let Some(row) = tx.read().find::<view::Model>(id).await? else { return Ok(()) };
    may_change(tx, &row).await?;
    tx.remove(&row).await
}

async fn may_change(tx: &Tx, view: &view::Model) -> Result<()> {
    let me = tx.actor().person;
    let who: Option<person::Model> = tx.read().find(me).await?;
    rules::may_change(who.as_ref(), me, view)
}

/// Says which view the board begins with for whoever asks.
pub(super) async fn begin_with(tx: &mut Tx, begin: Begin) -> Result<()> {
    let me = tx.actor().person;
    let before: Option<first::Model> = tx.read().find(first_of(me)).await?;
    let after = match begin.id {
        Some(id) => {
            Some(first::Model { id: first_of(me), person_id: me, view_id: tx.get::<view::Model>(id).await?.id })
        }
        None => None,
    };
    match (before, after) {
        (Some(before), Some(after)) => tx.update(&before, &after).await,
        (None, Some(after)) => tx.insert(&after).await,
        (Some(before), None) => tx.remove(&before).await,
        (None, None) => Ok(()),
    }
}
