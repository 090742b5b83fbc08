//! The life of an enquiry and the rules around it.

pub mod line;

use chrono::{NaiveDate, TimeDelta};
use serde_json::{Map, Value};

use super::model::{Edit, Priority, TrackKind, enquiry};
use crate::{
    engines::email::intent::Intent,
    kernel::{
        At, Error, Result,
        pipeline::{FieldKind, Pipeline, Requirement, Stage, StageKind},
    },
};

/// Days without a counted activity after which an enquiry is put up for dropping (seed A 2.4).
pub const IDLE_DAYS: i64 = 45;
/// Most extensions a rep may give (product.md 3 #20).
pub const MOST_EXTENSIONS: i32 = 2;
/// Fewest touches before a rep may call it lost without more words (seed C: 5-7).
pub const FEWEST_TOUCHES: i32 = 5;

const OPEN_AND_QUOTED: &[&str] = &[
    "pending_enquiry",
    "pending_specification",
    "pending_technical_query",
    "pending_samples",
    "pending_vq_docs",
    "pending_supplier_rate",
    "make_quote",
    "long_pendency",
    "quoted",
];
/// What a quotation that is sent goes on from: the clock may have put the enquiry up for dropping meanwhile.
const OPEN_AND_FLAGGED: &[&str] = &[
    "pending_enquiry",
    "pending_specification",
    "pending_technical_query",
    "pending_samples",
    "pending_vq_docs",
    "pending_supplier_rate",
    "make_quote",
    "long_pendency",
    "drop_pending",
];
const OPEN_QUOTED_AND_FLAGGED: &[&str] = &[
    "pending_enquiry",
    "pending_specification",
    "pending_technical_query",
    "pending_samples",
    "pending_vq_docs",
    "pending_supplier_rate",
    "make_quote",
    "long_pendency",
    "quoted",
    "drop_pending",
];

const DUE: Requirement = Requirement::new("due_on", "Answer expected by", FieldKind::Date);
const NOTE: Requirement = Requirement::new("note", "What is pending", FieldKind::Text).optional();
const LOST: &[&str] = &["no_response", "no_requirement", "price_high", "bought_competitor", "deferred"];

const fn stage(
    key: &'static str,
    label: &'static str,
    kind: StageKind,
    from: &'static [&'static str],
    requires: &'static [Requirement],
) -> Stage {
    Stage { key, label, kind, requires, from }
}

/// The eight statuses of seed A (chart and table together, product.md 3 #16), the hand-over to the quotation, and
/// the ends. Colours: yellow follow-up, green default, blue last.
pub const PIPELINE: Pipeline = Pipeline {
    stages: &[
        stage("pending_enquiry", "Pending enquiry", StageKind::Default, OPEN_QUOTED_AND_FLAGGED, &[]),
        stage("pending_specification", "Pending specification", StageKind::Default, OPEN_AND_QUOTED, &[DUE, NOTE]),
        stage("pending_technical_query", "Pending technical query", StageKind::Default, OPEN_AND_QUOTED, &[DUE, NOTE]),
        stage("pending_samples", "Pending samples", StageKind::Default, OPEN_AND_QUOTED, &[DUE, NOTE]),
        stage("pending_vq_docs", "Pending VQ docs", StageKind::Default, OPEN_AND_QUOTED, &[DUE, NOTE]),
        stage(
            "pending_supplier_rate",
            "Pending supplier rate / RFQ",
            StageKind::Default,
            OPEN_AND_QUOTED,
            &[DUE, NOTE],
        ),
        stage(
            "make_quote",
            "Make quote",
            StageKind::Default,
            OPEN_AND_QUOTED,
            &[
                Requirement::new("product", "Product", FieldKind::Text).at_least(2),
                Requirement::new("quantity", "Quantity", FieldKind::Number),
            ],
        ),
        stage(
            "quoted",
            "Quoted",
            StageKind::Default,
            OPEN_AND_FLAGGED,
            &[
                Requirement::new("value_minor", "Quoted value", FieldKind::Money),
                Requirement::new("valid_until", "Price valid until", FieldKind::Date),
            ],
        ),
        stage(
            "long_pendency",
            "Long pendency",
            StageKind::FollowUp,
            OPEN_AND_QUOTED,
            &[Requirement::new("review_on", "Look at it again on", FieldKind::Date)],
        ),
        stage(
            "drop_pending",
            "Drop, awaiting approval",
            StageKind::FollowUp,
            OPEN_AND_QUOTED,
            &[Requirement::new("reason", "Why drop it", FieldKind::Text).at_least(20)],
        ),
        stage(
            "won",
            "Won",
            StageKind::Last,
            &["quoted", "make_quote", "drop_pending"],
            &[Requirement::new("po_number", "Their order number", FieldKind::Text).at_least(1)],
        ),
        stage(
            "lost",
            "Lost",
            StageKind::Last,
            OPEN_AND_QUOTED,
            &[
                Requirement::new("category", "Why", FieldKind::Choice).of(LOST),
                Requirement::new("reason", "In a few words", FieldKind::Text).at_least(5),
            ],
        ),
        stage("dropped", "Dropped", StageKind::Last, &["drop_pending"], &[]),
    ],
};

/// What entering a stage starts beside it.
pub fn track_of(stage: &str) -> Option<TrackKind> {
    match stage {
        "pending_specification" => Some(TrackKind::Specification),
        "pending_technical_query" => Some(TrackKind::TechnicalQuery),
        "pending_samples" => Some(TrackKind::Samples),
        "pending_vq_docs" => Some(TrackKind::VqDocs),
        "pending_supplier_rate" => Some(TrackKind::SupplierRate),
        _ => None,
    }
}

/// What the fields of a move may not say, beyond their form.
///
/// # Errors
/// `Invalid` at the field: a past date, or Lost after too few touches without saying why in 20 characters.
pub fn check_fields(to: &str, fields: &Map<String, Value>, touches: i32, today: NaiveDate) -> Result<()> {
    let text = |key: &str| fields.get(key).and_then(Value::as_str).unwrap_or_default().trim();
    for key in ["due_on", "review_on", "valid_until"] {
        if text(key).parse::<NaiveDate>().is_ok_and(|on| on < today) {
            return Err(Error::invalid(key, "This date has passed already. Please choose today or a later day."));
        }
    }
    if to == "lost" && touches < FEWEST_TOUCHES && text("reason").chars().count() < 20 {
        return Err(Error::invalid(
            "reason",
            format!(
                "Only {touches} touches were made (at least {FEWEST_TOUCHES} are usual). Please say in 20 characters or more why it ends now."
            ),
        ));
    }
    Ok(())
}

/// What an enquiry knows already need not be asked again.
pub fn known_facts(row: &enquiry::Model) -> Map<String, Value> {
    let facts = [
        ("product", row.product.clone().map(Value::from)),
        ("quantity", row.quantity.clone().map(Value::from)),
        ("value_minor", row.value_minor.map(Value::from)),
    ];
    facts.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}

/// Whether an enquiry may go to a stage with what is said about it: the stage, and all that is known then.
///
/// # Errors
/// What the pipeline says, or the fields.
pub fn may_move(
    row: &enquiry::Model,
    to: &str,
    said: Map<String, Value>,
    today: NaiveDate,
) -> Result<(&'static Stage, Map<String, Value>)> {
    let mut fields = known_facts(row);
    fields.extend(said);
    let stage = PIPELINE.check(&row.stage, to, &fields)?;
    check_fields(stage.key, &fields, row.touches, today)?;
    Ok((stage, fields))
}

/// What a move to a stage would still have to be told.
///
/// # Errors
/// When there is no such stage, or the pipeline knows no such move.
pub fn needs(row: &enquiry::Model, to: &str) -> Result<Vec<&'static str>> {
    let stage = PIPELINE.stage(to)?;
    if row.stage == stage.key {
        return Err(Error::conflict(format!("It is in {} already.", stage.label)));
    }
    PIPELINE.joined(&row.stage, to)?;
    let known = known_facts(row);
    Ok(stage.requires.iter().map(|asked| asked.field).filter(|field| !known.contains_key(*field)).collect())
}

/// The enquiry with the plain facts of an edit.
///
/// # Errors
/// `Invalid` at the field that does not hold, saying what is expected.
pub fn edited(before: &enquiry::Model, edit: &Edit, today: NaiveDate) -> Result<enquiry::Model> {
    let mut after = before.clone();
    if let Some(title) = &edit.title {
        if title.trim().is_empty() {
            return Err(Error::invalid("title", "The title cannot be empty."));
        }
        after.title = title.trim().to_owned();
    }
    if let Some(quantity) = &edit.quantity {
        let number: rust_decimal::Decimal = quantity
            .trim()
            .parse()
            .map_err(|_| Error::invalid("quantity", "Please give a number, like 500 or 2.5."))?;
        if number <= rust_decimal::Decimal::ZERO {
            return Err(Error::invalid("quantity", "The quantity has to be above zero."));
        }
        after.quantity = Some(number.normalize().to_string());
    }
    if edit.value_minor.is_some_and(|minor| minor < 0) {
        return Err(Error::invalid("value_minor", "The value cannot be below zero."));
    }
    for (field, day) in [("valid_until", edit.valid_until), ("review_on", edit.review_on)] {
        if day.is_some_and(|on| on < today) {
            return Err(Error::invalid(field, "This date has passed already. Please choose today or a later day."));
        }
    }
    if edit.review_on.is_some() && before.stage != "long_pendency" {
        return Err(Error::invalid("review_on", "Only a long pendency is looked at again on a day of its own."));
    }
    after.product = edit.product.clone().or(after.product);
    after.unit = edit.unit.clone().or(after.unit);
    after.value_minor = edit.value_minor.or(after.value_minor);
    after.priority = edit.priority.unwrap_or(after.priority);
    after.valid_until = edit.valid_until.or(after.valid_until);
    after.review_on = edit.review_on.or(after.review_on);
    Ok(after)
}

/// When an enquiry will be put up for dropping if nothing happens. None for ends, for what is up already, and while a
/// long pendency has its own date (product.md 3 #22).
pub fn flag_on(row: &enquiry::Model, last_activity_on: NaiveDate) -> Option<NaiveDate> {
    if row.closed_at.is_some() || row.stage == "drop_pending" {
        return None;
    }
    let idle_out = last_activity_on.checked_add_signed(TimeDelta::days(IDLE_DAYS))?;
    let others = [row.extended_until, row.review_on.filter(|_| row.stage == "long_pendency")];
    others.into_iter().flatten().chain([idle_out]).max()
}

/// What to do with a known company's mail that is on no thread.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer<'a> {
    /// Put it on this enquiry.
    Join(&'a enquiry::Model, &'static str),
    /// Open a new card.
    Open,
    /// Leave it to a person.
    Leave,
}

/// Decides between the company's open enquiries and a new one.
///
/// A new request opens a card unless the same product is still open; anything else joins when exactly one open enquiry
/// fits, and otherwise waits for a person. An absence notice never opens anything.
pub fn answer<'a>(open: &'a [enquiry::Model], ask: Ask<'_>) -> Answer<'a> {
    let same = |row: &&enquiry::Model| {
        ask.product
            .is_some_and(|product| row.product.as_deref().is_some_and(|other| other.eq_ignore_ascii_case(product)))
    };
    let mut fitting = open.iter().filter(same);
    if let (Some(only), None, false) = (fitting.next(), fitting.next(), ask.wants_new) {
        return Answer::Join(only, "Same product is still open with them");
    }
    let is_request = matches!(ask.intent, Intent::EnquiryRfq | Intent::SampleRequest | Intent::OrderPo);
    if ask.wants_new || (is_request && ask.is_sure && (ask.product.is_some() || open.is_empty())) {
        return Answer::Open;
    }
    match open {
        [only] if !is_request || ask.product.is_none() => Answer::Join(only, "Their only open enquiry"),
        [] if ask.is_insisted && !matches!(ask.intent, Intent::AutoReplyOoo | Intent::Bounce) => Answer::Open,
        _ => Answer::Leave,
    }
}

/// What a mail asks, as far as the decision goes.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// Label.
    pub intent: Intent,
    /// Product named.
    pub product: Option<&'a str>,
    /// The reader was sure enough, or a person said so.
    pub is_sure: bool,
    /// A person said so.
    pub is_insisted: bool,
    /// A person wants a new card.
    pub wants_new: bool,
}

/// The surest a reader may be without being believed.
pub const LEAST_CONFIDENCE: f32 = 0.5;

/// The priority of a new enquiry when nobody set one: an order or an old customer is high.
pub fn priority(intent: Option<Intent>, is_customer: bool) -> Priority {
    match intent {
        Some(Intent::OrderPo) => Priority::High,
        _ if is_customer => Priority::High,
        _ => Priority::Medium,
    }
}

/// A short name from an id: six letters and digits that cannot be misread.
pub fn code(id: uuid::Uuid) -> String {
    const LETTERS: &[u8; 30] = b"23456789ABCDEFGHJKLMNPQRSTVWXZ";
    let mut rest = id.as_u128();
    let mut text = "E-".to_owned();
    for _ in 0..6 {
        let place = usize::try_from(rest % 30).unwrap_or(0);
        text.push(char::from(LETTERS.get(place).copied().unwrap_or(b'2')));
        rest /= 30;
    }
    text
}

/// Whether a mail counts as activity: people do, machines do not (product.md 3 #20).
pub fn counts_as_activity(intent: Option<Intent>) -> bool {
    !matches!(intent, Some(Intent::AutoReplyOoo | Intent::Bounce | Intent::NewsletterMarketing))
}

/// The later of two instants.
pub fn later(one: At, other: At) -> At {
    one.max(other)
}
