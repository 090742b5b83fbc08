//! Saving over the edition that was read, and what is kept beside it when that is no longer the newest.
//!
//! A saving names the edition it was made from. Where that edition stands, it is replaced; where it is gone, what was
//! saved becomes a draft of its own, a fork, and further savings that build on it go there. Nothing is merged, nothing
//! is written over, and a fork that was settled keeps what it says.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    engines::quotations::{
        model::{Content, EditionId, Keep, QuotationId, Save, Saved, Settle, quotation},
        rules,
    },
    kernel::{Code, Error, Result, Tx, ids::derive},
};

/// Saves a quotation whole, if the edition that was changed still stands; otherwise beside it.
pub(in crate::engines::quotations) async fn save(tx: &mut Tx, save: Save) -> Result<Saved> {
    let named: quotation::Model = tx.get(save.id).await?;
    let about = named.fork_of.unwrap_or(named.id);
    let forks = forks_of_mine(tx, about).await?;
    let me = tx.actor().person;
    let stands = |row: &&quotation::Model| {
        row.edition == save.base && rules::is_open(row) && (row.fork_of.is_none() || row.owner_id == me)
    };
    let target = std::iter::once(&named).chain(&forks).find(stands).cloned();
    match target {
        Some(before) => write(tx, &before, save.content).await,
        None => fork(tx, about, forks.len(), save.content).await,
    }
}

/// Every fork of a quotation by the acting person, settled ones too.
async fn forks_of_mine(tx: &Tx, of: QuotationId) -> Result<Vec<quotation::Model>> {
    let forks = quotation::Entity::find()
        .filter(quotation::Column::ForkOf.eq(of))
        .filter(quotation::Column::OwnerId.eq(tx.actor().person))
        .order_by_asc(quotation::Column::Id);
    tx.read().all(forks).await
}

fn saved(tx: &mut Tx, row: quotation::Model) -> quotation::Model {
    quotation::Model { edition: tx.id::<EditionId>(), saved_by: tx.actor().person, saved_at: tx.now(), ..row }
}

async fn write(tx: &mut Tx, before: &quotation::Model, content: Content) -> Result<Saved> {
    let after = rules::with_content(before, content)?;
    let after = saved(tx, after);
    tx.update(before, &after).await?;
    Ok(Saved { id: after.id, edition: after.edition, is_fork: after.fork_of.is_some() })
}

async fn fork(tx: &mut Tx, of: QuotationId, place: usize, content: Content) -> Result<Saved> {
    let original: quotation::Model = tx.get(of).await?;
    let me = tx.actor().person;
    let place = u64::try_from(place).map_err(Error::broken)?;
    let row = quotation::Model {
        id: QuotationId(derive(&[b"fork", of.0.as_bytes(), me.0.as_bytes(), &place.to_le_bytes()])),
        owner_id: me,
        fork_of: Some(of),
        sent_at: None,
        po_number: None,
        po_on: None,
        reason: None,
        created_at: tx.now(),
        closed_at: None,
        ..original
    };
    let row = rules::with_content(&row, content)?;
    let row = saved(tx, row);
    tx.insert(&row).await?;
    Ok(Saved { id: row.id, edition: row.edition, is_fork: true })
}

/// Says which of two stands. Mine becomes the next edition of the original; otherwise that stays as it is. The fork is
/// closed and keeps what it says.
pub(in crate::engines::quotations) async fn settle(tx: &mut Tx, settle: Settle) -> Result<QuotationId> {
    let fork: quotation::Model = tx.get(settle.fork).await?;
    let Some(of) = fork.fork_of else {
        return Err(Error::invalid("fork", "This is the quotation itself: there is nothing to choose between."));
    };
    if fork.owner_id != tx.actor().person {
        return Err(Error::new(Code::Denied, "Whoever wrote this copy says what becomes of it."));
    }
    if fork.closed_at.is_some() {
        return Err(Error::conflict("This copy was put away already."));
    }
    if settle.keep == Keep::Mine {
        let original: quotation::Model = tx.get(of).await?;
        super::is_newest(&original, settle.base)?;
        if !rules::is_open(&original) {
            return Err(Error::conflict("The quotation was sent meanwhile. Revise it, and enter your changes there."));
        }
        write(tx, &original, rules::content(&fork)).await?;
    }
    let reason = Some(settle.keep.key().to_owned());
    let closed = quotation::Model { closed_at: Some(tx.now()), reason, ..fork.clone() };
    tx.update(&fork, &closed).await?;
    Ok(of)
}
