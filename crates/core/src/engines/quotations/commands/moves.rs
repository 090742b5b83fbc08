//! Approving, sending, and how it ends.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Map, Value, json};

use super::{is_newest, moved, open_enquiry, today};
use crate::{
    engines::{
        files,
        masters::queries::priced,
        people::queries::everybody,
        quotations::{
            events::{Ended, Ending, Sent},
            model::{Accept, Decline, Expire, NumberQuotation, QuotationId, Send, Which, Word, quotation},
            rules,
        },
    },
    kernel::{Error, Result, Tx, series::Papers},
};

/// The series of the office's quotation numbers.
const PAPERS: Papers<quotation::Entity> = Papers { series: "Q", column: quotation::Column::Number };

/// Approves what was read. Approved already, it stays so.
pub(in crate::engines::quotations) async fn approve(tx: &mut Tx, word: Word) -> Result<QuotationId> {
    let before: quotation::Model = tx.get(word.id).await?;
    let person = tx.actor().person;
    rules::may_approve(person, before.owner_id, &everybody(&tx.read(), ()).await?)?;
    is_newest(&before, word.base)?;
    if before.stage == "approved" {
        return Ok(before.id);
    }
    let after = quotation::Model { approved_by: Some(person), ..moved(tx, &before, "approved", &Map::new())? };
    tx.update(&before, &after).await?;
    Ok(after.id)
}

/// Asks the office to number an approved quotation and so to send it. Asked already, it is asked once.
pub(in crate::engines::quotations) async fn send(tx: &mut Tx, send: Send) -> Result<QuotationId> {
    let before: quotation::Model = tx.get(send.id).await?;
    is_newest(&before, send.base)?;
    if matches!(before.stage.as_str(), "requested" | "sent") {
        return Ok(before.id);
    }
    let after = moved(tx, &before, "requested", &Map::new())?;
    open_enquiry(tx, before.enquiry_id).await?;
    if revisions(tx, &before).await?.iter().any(|other| other.stage == "won") {
        return Err(Error::conflict("Another revision of this quotation is won already."));
    }
    if !tx.was_decided() {
        may_go_out(tx, &before, send.total_minor).await?;
    }
    tx.update(&before, &after).await?;
    tx.require("quotations.number", &NumberQuotation { id: after.id, given: None })?;
    Ok(after.id)
}

/// Whether it may go out at this transaction's present.
async fn may_go_out(tx: &Tx, row: &quotation::Model, total_minor: i64) -> Result<()> {
    rules::may_go_out(row, total_minor, today(tx).await?)?;
    files::queries::may_go_out(&tx.read(), row.enquiry_id, row.root_id.0).await?;
    still_priced(tx, row).await
}

/// Each line that states a version of the list price is held against the list.
async fn still_priced(tx: &Tx, row: &quotation::Model) -> Result<()> {
    for (place, line) in row.lines.0.iter().enumerate() {
        let (unit, price) = match line.product_id {
            Some(id) => priced(&tx.read(), id).await?.map_or((String::new(), None), |(it, price)| (it.unit, price)),
            None => (String::new(), None),
        };
        rules::still_priced(place, line, &unit, price.as_ref(), &row.currency)?;
    }
    Ok(())
}

/// The other revisions of a quotation, oldest first.
async fn revisions(tx: &Tx, row: &quotation::Model) -> Result<Vec<quotation::Model>> {
    let others = quotation::Entity::find()
        .filter(quotation::Column::RootId.eq(row.root_id))
        .filter(quotation::Column::ForkOf.is_null())
        .filter(quotation::Column::Id.ne(row.id))
        .order_by_asc(quotation::Column::Revision);
    tx.read().all(others).await
}

/// Gives a quotation that waits for it the office's number; what it revises is replaced by it. A revision keeps the
/// number of the first.
///
/// Whoever asked may have been without a network for days, so prices and validity are judged once more, at the office's
/// present. What the office had numbered before went out then: it keeps its number, and is not judged anew.
pub(in crate::engines::quotations) async fn number(tx: &mut Tx, which: NumberQuotation) -> Result<Option<String>> {
    let before: quotation::Model = tx.get(which.id).await?;
    let (Some(valid_until), "requested") = (before.valid_until, before.stage.as_str()) else {
        return Ok(before.number);
    };
    if which.given.is_none() {
        may_go_out(tx, &before, before.total_minor).await?;
    }
    let number = match before.number.clone() {
        Some(number) => number,
        None => tx.take_number(&PAPERS, today(tx).await?, which.given).await?,
    };
    let after = moved(tx, &before, "sent", &Map::new())?;
    let after = quotation::Model { number: Some(number.clone()), sent_at: Some(tx.now()), ..after };
    tx.update(&before, &after).await?;
    for older in revisions(tx, &after).await? {
        if rules::may_revise(&older) {
            let replaced = moved(tx, &older, "replaced", &Map::new())?;
            tx.update(&older, &replaced).await?;
        }
    }
    let label = rules::revision_label(&number, after.revision);
    tx.announce(&Sent {
        root_id: after.root_id,
        id: after.id,
        enquiry_id: after.enquiry_id,
        label,
        total_minor: after.total_minor,
        currency: after.currency,
        valid_until,
    })?;
    Ok(Some(number))
}

/// They bargain.
pub(in crate::engines::quotations) async fn negotiate(tx: &mut Tx, which: Which) -> Result<QuotationId> {
    let before: quotation::Model = tx.get(which.id).await?;
    if before.stage == "negotiation" {
        return Ok(before.id);
    }
    let after = moved(tx, &before, "negotiation", &Map::new())?;
    tx.update(&before, &after).await?;
    Ok(after.id)
}

/// They order: the quotation is frozen as it is.
pub(in crate::engines::quotations) async fn accept(tx: &mut Tx, accept: Accept) -> Result<QuotationId> {
    let before: quotation::Model = tx.get(accept.id).await?;
    let po_number = accept.po_number.trim().to_owned();
    if before.stage == "won" && before.po_number.as_ref() == Some(&po_number) && before.po_on == Some(accept.po_on) {
        return Ok(before.id);
    }
    let after = moved(tx, &before, "won", &fields(json!({ "po_number": po_number, "po_on": accept.po_on })))?;
    if accept.po_on > today(tx).await? {
        return Err(Error::invalid("po_on", "Their order cannot be of a day that is still to come."));
    }
    let after = quotation::Model { po_number: Some(po_number), po_on: Some(accept.po_on), ..after };
    ended(tx, &before, &after, Ending::Won).await
}

/// They do not order.
pub(in crate::engines::quotations) async fn decline(tx: &mut Tx, decline: Decline) -> Result<QuotationId> {
    let before: quotation::Model = tx.get(decline.id).await?;
    let reason = decline.reason.trim().to_owned();
    let after = moved(tx, &before, "lost", &fields(json!({ "reason": reason })))?;
    let after = quotation::Model { reason: Some(reason), ..after };
    ended(tx, &before, &after, Ending::Lost).await
}

/// Its day has passed. Void when it has ended, or holds until another day.
pub(in crate::engines::quotations) async fn expire(tx: &mut Tx, expire: Expire) -> Result<()> {
    let before: quotation::Model = tx.get(expire.id).await?;
    let is_out = matches!(before.stage.as_str(), "sent" | "negotiation");
    if !is_out || before.valid_until != Some(expire.valid_until) || expire.valid_until >= today(tx).await? {
        return Ok(());
    }
    let after = moved(tx, &before, "expired", &Map::new())?;
    ended(tx, &before, &after, Ending::Expired).await.map(|_| ())
}

async fn ended(tx: &mut Tx, before: &quotation::Model, after: &quotation::Model, how: Ending) -> Result<QuotationId> {
    tx.update(before, after).await?;
    tx.announce(&Ended {
        id: after.id,
        enquiry_id: after.enquiry_id,
        label: rules::label(after).unwrap_or_default(),
        how,
        po_number: after.po_number.clone(),
        reason: after.reason.clone(),
    })?;
    Ok(after.id)
}

fn fields(fields: Value) -> Map<String, Value> {
    match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
