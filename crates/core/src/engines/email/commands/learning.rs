//! Models that were made on this device: which one mail is read with, and the way back to the one before.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    engines::email::model::{Learnt, TaughtState, taught},
    kernel::{Error, Result, Tx},
};

use super::triage::thousandths;

/// Models that are kept: the one in use, and those one can go back to.
const KEPT: usize = 3;

/// Keeps a model that was made. From now on mail is read with it, unless it was refused.
pub(in crate::engines::email) async fn learnt(tx: &mut Tx, learnt: Learnt) -> Result<()> {
    let state = if learnt.refused.is_some() { TaughtState::Refused } else { TaughtState::InUse };
    if state == TaughtState::InUse {
        for (place, before) in usable(tx).await?.into_iter().enumerate() {
            let is_kept = place + 1 < KEPT;
            let model = if is_kept { before.model.clone() } else { String::new() };
            tx.update(&before, &taught::Model { state: TaughtState::Earlier, model, ..before.clone() }).await?;
        }
    }
    let row = taught::Model {
        id: tx.id(),
        made_at: tx.now(),
        base: learnt.base,
        state,
        lessons: i64::from(learnt.lessons),
        right_before: i64::from(thousandths(learnt.right_before)),
        right_after: i64::from(thousandths(learnt.right_after)),
        reason: learnt.refused,
        model: learnt.model,
    };
    tx.insert(&row).await
}

/// Lets go of models that go out from another model of the program's than this one: what people said teaches anew.
pub(in crate::engines::email) async fn rebase(tx: &mut Tx, base: String) -> Result<()> {
    for row in taught::Entity::find().filter(taught::Column::Base.ne(base)).all(tx.read().db()).await? {
        tx.remove(&row).await?;
    }
    Ok(())
}

/// Goes back to the model that was in use before, or to the program's own. What people said stays, and teaches again once
/// somebody asks for it.
pub(in crate::engines::email) async fn unlearn(tx: &mut Tx, _: ()) -> Result<()> {
    let mut usable = usable(tx).await?.into_iter();
    let in_use = usable.next().filter(|row| row.state == TaughtState::InUse);
    let Some(before) = in_use else {
        return Err(Error::conflict("Mail is read with the model that came with the program."));
    };
    let after = taught::Model { state: TaughtState::SetBack, model: String::new(), ..before.clone() };
    tx.update(&before, &after).await?;
    if let Some(earlier) = usable.next() {
        tx.update(&earlier, &taught::Model { state: TaughtState::InUse, ..earlier.clone() }).await?;
    }
    Ok(())
}

/// Models whose bytes are kept, the one in use first.
async fn usable(tx: &Tx) -> Result<Vec<taught::Model>> {
    let mut rows = taught::Entity::find()
        .filter(taught::Column::State.is_in([TaughtState::InUse, TaughtState::Earlier]))
        .filter(taught::Column::Model.ne(""))
        .all(tx.read().db())
        .await?;
    rows.sort_by_key(|row| (row.state != TaughtState::InUse, std::cmp::Reverse(row.made_at)));
    Ok(rows)
}
