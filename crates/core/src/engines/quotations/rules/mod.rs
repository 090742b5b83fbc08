//! The life of a quotation: its stages, who approves it, and what goes out.

mod proposal;
mod sums;

use chrono::NaiveDate;
pub use proposal::proposed;
use sums::currency;
pub use sums::{reckon, total};

use super::model::{Content, Line, Lines, quotation};
use crate::{
    engines::{
        masters::model::PriceNow,
        people::model::{Role, person},
    },
    kernel::{
        Code, Error, PersonId, Result,
        pipeline::{FieldKind, Pipeline, Requirement, Stage, StageKind},
        quantity::Unit,
    },
};

const fn stage(key: &'static str, label: &'static str, kind: StageKind, from: &'static [&'static str]) -> Stage {
    Stage { key, label, kind, requires: &[], from }
}

/// The life of a quotation (product.md 3 #46). What was asked of the office is a stage of its own, and so is a revision
/// that a newer one has replaced. Expiry never overrides an end.
pub const PIPELINE: Pipeline = Pipeline {
    stages: &[
        stage("draft", "Draft", StageKind::FollowUp, &["approved"]),
        stage("approved", "Approved", StageKind::FollowUp, &["draft"]),
        stage("requested", "Awaiting the office's number", StageKind::FollowUp, &["approved"]),
        stage("sent", "Sent", StageKind::Default, &["requested"]),
        stage("negotiation", "In negotiation", StageKind::Default, &["sent"]),
        stage("replaced", "Replaced by a revision", StageKind::Last, &["sent", "negotiation", "expired"]),
        Stage {
            key: "won",
            label: "Won",
            kind: StageKind::Last,
            requires: &[
                Requirement::new("po_number", "Their order number", FieldKind::Text).at_least(1),
                Requirement::new("po_on", "Date of their order", FieldKind::Date),
            ],
            from: &["sent", "negotiation"],
        },
        Stage {
            key: "lost",
            label: "Lost",
            kind: StageKind::Last,
            requires: &[Requirement::new("reason", "Why", FieldKind::Text).at_least(5)],
            from: &["sent", "negotiation", "expired"],
        },
        stage("expired", "Expired", StageKind::Last, &["sent", "negotiation"]),
    ],
};

/// Whether what a quotation says may still be changed.
pub fn is_open(row: &quotation::Model) -> bool {
    row.closed_at.is_none() && matches!(row.stage.as_str(), "draft" | "approved")
}

/// Whether a revision may be made of it.
pub fn may_revise(row: &quotation::Model) -> bool {
    row.fork_of.is_none() && matches!(row.stage.as_str(), "sent" | "negotiation" | "expired")
}

/// How it is called: none before the office gave it its number.
pub fn label(row: &quotation::Model) -> Option<String> {
    let number = row.number.as_deref().filter(|_| row.sent_at.is_some())?;
    Some(revision_label(number, row.revision))
}

/// A number with its revision: `Q-26-27-0001`, then `Q-26-27-0001/R2`.
pub fn revision_label(number: &str, revision: i32) -> String {
    if revision > 1 { format!("{number}/R{revision}") } else { number.to_owned() }
}

/// What it says.
pub fn content(row: &quotation::Model) -> Content {
    Content {
        currency: row.currency.clone(),
        lines: row.lines.0.clone(),
        freight_minor: row.freight_minor,
        valid_until: row.valid_until,
        terms: row.terms.clone(),
    }
}

/// The row with this content and what it comes to. What was approved is a draft again.
///
/// # Errors
/// `Invalid` at the field that does not hold (`lines.0.quantity`).
pub fn with_content(row: &quotation::Model, content: Content) -> Result<quotation::Model> {
    let sums = total(&content)?;
    let currency = currency(&content.currency)?.code().to_owned();
    if currency != row.currency {
        let said = format!("This enquiry is reckoned in {}: quote for it in that.", row.currency);
        return Err(Error::invalid("currency", said));
    }
    Ok(quotation::Model {
        currency,
        lines: Lines(content.lines),
        terms: content.terms,
        freight_minor: content.freight_minor,
        valid_until: content.valid_until,
        net_minor: sums.net_minor,
        tax_minor: sums.tax_minor,
        total_minor: sums.total_minor,
        stage: "draft".to_owned(),
        approved_by: None,
        ..row.clone()
    })
}

/// Whether it may go out: complete, worth something, reckoned right, and holding today.
///
/// # Errors
/// `Invalid` at the field, `Conflict` when the total that was read is not what it comes to.
pub fn may_go_out(row: &quotation::Model, total_minor: i64, today: NaiveDate) -> Result<()> {
    let sums = total(&content(row))?;
    if row.lines.0.is_empty() {
        return Err(Error::invalid("lines", "Please enter at least one line."));
    }
    if let Some(place) = row.lines.0.iter().position(|line| line.rate_minor == 0) {
        return Err(Error::invalid(&format!("lines.{place}.rate_minor"), "Please give the rate of this line."));
    }
    if sums.total_minor <= 0 {
        return Err(Error::invalid("lines", "The lines come to nothing. Check quantities, rates and discounts."));
    }
    if sums.total_minor != total_minor || sums.total_minor != row.total_minor {
        return Err(Error {
            field: Some("total_minor".to_owned()),
            ..Error::conflict("The total is not what the lines come to. Read it again before it is sent.")
        });
    }
    match row.valid_until {
        None => Err(Error::invalid("valid_until", "Please say until when the price holds.")),
        Some(on) if on < today => {
            Err(Error::invalid("valid_until", "This date has passed already. Please choose today or a later day."))
        }
        Some(_) => Ok(()),
    }
}

/// Whether a line's rate is the list price that it says it is, and that price is still in force.
///
/// # Errors
/// `Conflict` naming the line.
pub fn still_priced(place: usize, line: &Line, unit: &str, now: Option<&PriceNow>, currency: &str) -> Result<()> {
    let Some(version) = line.price_version else { return Ok(()) };
    let refuse =
        |field: &str, why: String| Err(Error { field: Some(format!("lines.{place}.{field}")), ..Error::conflict(why) });
    let (number, name) = (place.saturating_add(1), &line.name);
    match now {
        Some(now) if now.version == version && now.price_minor == line.rate_minor && now.currency == currency => {
            if Unit::parse(unit).ok() == Unit::parse(&line.unit).ok() {
                return Ok(());
            }
            refuse("unit", format!("Line {number}, {name}: the list price is for one {unit}."))
        }
        _ => refuse(
            "rate_minor",
            format!("Line {number}, {name}: the list price has moved. Take the new price, or give a rate by hand."),
        ),
    }
}

/// Whether somebody may approve what an owner made: a director, a manager of the owner's team, or anybody where nobody
/// stands above the owner.
///
/// # Errors
/// `Denied`.
pub fn may_approve(by: PersonId, owner: PersonId, people: &[person::Model]) -> Result<()> {
    let team = people.iter().find(|person| person.id == owner).and_then(|person| person.team_id);
    let is_above = |person: &&person::Model| match person.role {
        Role::Director => true,
        Role::Manager => team.is_some() && person.team_id == team,
        _ => false,
    };
    let mut above = people.iter().filter(is_above).peekable();
    if above.peek().is_none() || above.any(|person| person.id == by) {
        return Ok(());
    }
    Err(Error::new(Code::Denied, "A manager of the team or a director approves this."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_stands_above_the_owner_approves_and_where_nobody_does_anybody() {
        let person = |number: u128, role, team: Option<u128>| person::Model {
            id: PersonId(uuid::Uuid::from_u128(number)),
            name: "Somebody".to_owned(),
            email: String::new(),
            role,
            team_id: team.map(|team| uuid::Uuid::from_u128(team).into()),
            backup_id: None,
            is_active: true,
        };
        let (rep, other) = (person(1, Role::Sales, Some(7)), person(2, Role::Sales, Some(7)));
        let (manager, stranger) = (person(3, Role::Manager, Some(7)), person(4, Role::Manager, Some(8)));
        let director = person(5, Role::Director, None);
        let alone = [rep.clone(), other.clone(), stranger.clone()];
        assert!(may_approve(rep.id, rep.id, &alone).is_ok(), "nobody stands above");
        let all = [rep.clone(), other.clone(), manager.clone(), stranger.clone(), director.clone()];
        for (who, may) in [(&rep, false), (&other, false), (&stranger, false), (&manager, true), (&director, true)] {
            assert_eq!(may_approve(who.id, rep.id, &all).is_ok(), may, "{:?}", who.role);
        }
    }

    #[test]
    fn a_quotation_ends_once_and_expiry_overrides_no_end() {
        for end in ["won", "lost", "replaced"] {
            assert_eq!(PIPELINE.reachable(end).count(), 0, "{end}");
        }
        let from_expired: Vec<&str> = PIPELINE.reachable("expired").map(|stage| stage.key).collect();
        assert_eq!(from_expired, ["replaced", "lost"]);
        let to_sent: Vec<&str> = PIPELINE
            .stages
            .iter()
            .filter(|from| PIPELINE.reachable(from.key).any(|to| to.key == "sent"))
            .map(|stage| stage.key)
            .collect();
        assert_eq!(to_sent, ["requested"], "only through the office");
    }
}
