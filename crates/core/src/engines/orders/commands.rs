//! Placing orders.

use super::{
    events::Placed,
    model::{NumberOrder, OrderId, PlaceOrder, sales_order},
    rules,
};
use crate::{
    engines::quotations::model::quotation,
    kernel::{Error, Result, Tx, calendar::Calendar, ids::derive, series::Papers},
};

/// The series of the office's order numbers.
const PAPERS: Papers<sales_order::Entity> = Papers { series: "SO", column: sales_order::Column::Number };

/// Places the order of a quotation that is won, as a copy of it, and asks the office for its number. A quotation has one
/// order, however often it is placed.
pub(super) async fn place(tx: &mut Tx, place: PlaceOrder) -> Result<OrderId> {
    let won: quotation::Model = tx.get(place.quotation_id).await?;
    let id = OrderId(derive(&[b"order", won.id.0.as_bytes()]));
    if let Some(placed) = tx.read().find::<sales_order::Model>(id).await? {
        if placed.deliver_to != place.deliver_to.trim() {
            let said = format!("This order was placed already, for delivery to {}.", placed.deliver_to);
            return Err(Error { field: Some("deliver_to".to_owned()), ..Error::conflict(said) });
        }
        return Ok(id);
    }
    rules::may_place(&won, place.total_minor, &place.deliver_to)?;
    let (Some(po_number), Some(po_on)) = (won.po_number, won.po_on) else {
        return Err(Error::broken(format!("{} is won without an order of the customer", won.id)));
    };
    let row = sales_order::Model {
        id,
        quotation_id: won.id,
        enquiry_id: won.enquiry_id,
        company_id: won.company_id,
        owner_id: won.owner_id,
        number: None,
        po_number,
        po_on,
        deliver_to: place.deliver_to.trim().to_owned(),
        currency: won.currency,
        lines: won.lines,
        terms: won.terms,
        freight_minor: won.freight_minor,
        net_minor: won.net_minor,
        tax_minor: won.tax_minor,
        total_minor: won.total_minor,
        placed_at: tx.now(),
    };
    tx.insert(&row).await?;
    tx.require("orders.number", &NumberOrder { id, given: None })?;
    Ok(id)
}

/// Gives an order that waits for it the office's number.
pub(super) async fn number(tx: &mut Tx, which: NumberOrder) -> Result<String> {
    let before: sales_order::Model = tx.get(which.id).await?;
    if let Some(number) = before.number {
        return Ok(number);
    }
    let today = tx.read().setting::<Calendar>().await?.local_date(tx.now().utc());
    let number = tx.take_number(&PAPERS, today, which.given).await?;
    let after = sales_order::Model { number: Some(number.clone()), ..before.clone() };
    tx.update(&before, &after).await?;
    tx.announce(&Placed {
        id: after.id,
        enquiry_id: after.enquiry_id,
        company_id: after.company_id,
        number: number.clone(),
    })?;
    Ok(number)
}
