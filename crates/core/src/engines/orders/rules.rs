//! What makes an order sound.

use crate::{
    engines::quotations::{model::quotation, rules as quotations},
    kernel::{Error, Result},
};

/// Fewest characters of a place to deliver to.
const SHORTEST_PLACE: usize = 5;

/// Whether an order may be placed for a quotation: it is won, and comes to what was read.
///
/// # Errors
/// `Conflict` when it is not won or comes to something else, `Invalid` at `deliver_to`.
pub fn may_place(row: &quotation::Model, total_minor: i64, deliver_to: &str) -> Result<()> {
    if row.stage != "won" {
        return Err(Error::conflict("Only a quotation that is won becomes an order."));
    }
    let sums = quotations::total(&quotations::content(row))?;
    if sums.total_minor != total_minor || sums.total_minor != row.total_minor {
        return Err(Error {
            field: Some("total_minor".to_owned()),
            ..Error::conflict("The total is not that of the quotation. Read it again before the order is placed.")
        });
    }
    if deliver_to.trim().chars().count() < SHORTEST_PLACE {
        return Err(Error::invalid("deliver_to", "Please say where the goods go."));
    }
    Ok(())
}
