//! What a quotation begins with: what the enquiry asks for, at the list price where there is one.

use chrono::{NaiveDate, TimeDelta};

use super::total;
use crate::{
    engines::{
        enquiries::model::enquiry,
        masters::model::Listed,
        quotations::model::{Content, Line, Terms},
    },
    kernel::quantity::{Quantity, Unit},
};

/// Days for which a quotation holds unless its author says otherwise.
const HOLDS_DAYS: i64 = 15;
/// GST on most of what is sold, in hundredths of a percent.
const USUAL_GST: i32 = 1_800;

/// What to begin a quotation for an enquiry with. An enquiry that asks for no readable quantity leaves the lines to the
/// author.
pub fn proposed(enquiry: &enquiry::Model, list: &[Listed], today: NaiveDate) -> Content {
    let line = asked(enquiry).map(|line| at_list_price(line, list, &enquiry.currency));
    let content = Content {
        currency: enquiry.currency.clone(),
        lines: line.into_iter().collect(),
        freight_minor: 0,
        valid_until: today.checked_add_signed(TimeDelta::days(HOLDS_DAYS)),
        terms: Terms::default(),
    };
    if total(&content).is_ok() { content } else { Content { lines: Vec::new(), ..content } }
}

fn asked(enquiry: &enquiry::Model) -> Option<Line> {
    Some(Line {
        product_id: None,
        name: enquiry.product.clone()?,
        quantity: enquiry.quantity.clone().unwrap_or_else(|| "1".to_owned()),
        unit: enquiry.unit.clone().unwrap_or_else(|| "kg".to_owned()),
        rate_minor: 0,
        price_version: None,
        discount_bp: 0,
        gst_bp: USUAL_GST,
    })
}

/// The line at the list price of the product with its name, in the unit that the list counts in.
fn at_list_price(line: Line, list: &[Listed], currency: &str) -> Line {
    let Some(product) = list.iter().find(|product| product.name.eq_ignore_ascii_case(&line.name)) else { return line };
    let line = Line { product_id: Some(product.product_id), name: product.name.clone(), ..line };
    let Some(price) = product.price.as_ref().filter(|price| price.currency == currency) else { return line };
    let asked = Quantity::parse(&format!("{} {}", line.quantity, line.unit)).ok();
    let sold = asked.and_then(|asked| asked.convert(Unit::parse(&product.unit).ok()?).ok());
    match sold {
        Some(sold) => Line {
            quantity: sold.amount.to_string(),
            unit: sold.unit.to_string(),
            rate_minor: price.price_minor,
            price_version: Some(price.version),
            ..line
        },
        None => line,
    }
}
