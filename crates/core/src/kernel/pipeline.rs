//! Pipelines are data: stages, and the moves between them with what each requires.
//!
//! Board, list, bulk edit, sequences, API and mail automation all move a record through the same `advance`
//! command, which asks [`Pipeline::check`]; a refused move is refused everywhere and says why.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;
use utoipa::ToSchema;

use super::error::{Error, Result};

/// What a stage means, and so its colour (seed A "Interaction Status": yellow, green, blue).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StageKind {
    /// Yellow: needs future engagement.
    FollowUp,
    /// Green: standard progression.
    Default,
    /// Blue: an end.
    Last,
}

/// What sort of value a required field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// A calendar date, `YYYY-MM-DD`.
    Date,
    /// Free text.
    Text,
    /// Integer minor units of the record's currency.
    Money,
    /// One of the field's choices.
    Choice,
    /// A decimal number as text.
    Number,
}

/// A field that a move asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct Requirement {
    /// Key in the move's `fields`.
    pub field: &'static str,
    /// Question on the screen.
    pub label: &'static str,
    /// Sort of value.
    pub kind: FieldKind,
    /// Keys to choose from, for a choice.
    pub choices: &'static [&'static str],
    /// Asked for, but may be left empty.
    pub is_optional: bool,
    /// Fewest characters of a text.
    pub min_chars: usize,
}

impl Requirement {
    /// A field of this kind that must be filled in.
    pub const fn new(field: &'static str, label: &'static str, kind: FieldKind) -> Requirement {
        Requirement { field, label, kind, choices: &[], is_optional: false, min_chars: 0 }
    }

    /// With these choices.
    pub const fn of(mut self, choices: &'static [&'static str]) -> Requirement {
        self.choices = choices;
        self
    }

    /// May stay empty.
    pub const fn optional(mut self) -> Requirement {
        self.is_optional = true;
        self
    }

    /// With at least so many characters.
    pub const fn at_least(mut self, chars: usize) -> Requirement {
        self.min_chars = chars;
        self
    }
}

/// A stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct Stage {
    /// Key, as in the column.
    pub key: &'static str,
    /// Name on the screen.
    pub label: &'static str,
    /// What it means.
    pub kind: StageKind,
    /// What entering it asks for.
    pub requires: &'static [Requirement],
    /// The stages it can be entered from.
    pub from: &'static [&'static str],
}

/// A stage as the screens see it.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct StageView {
    /// Key.
    pub key: String,
    /// Label.
    pub label: String,
    /// Meaning, and so colour.
    pub kind: StageKind,
    /// Stages it can be entered from.
    pub from: Vec<String>,
    /// What entering it asks for.
    pub requires: Vec<RequirementView>,
}

/// A field a move asks for.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct RequirementView {
    /// Key in `fields`.
    pub field: String,
    /// Question.
    pub label: String,
    /// Sort of value.
    pub kind: FieldKind,
    /// Keys to choose from.
    pub choices: Vec<String>,
    /// May stay empty.
    pub is_optional: bool,
}

impl From<&Stage> for StageView {
    fn from(stage: &Stage) -> StageView {
        let requirement = |asked: &Requirement| RequirementView {
            field: asked.field.to_owned(),
            label: asked.label.to_owned(),
            kind: asked.kind,
            choices: asked.choices.iter().map(|choice| (*choice).to_owned()).collect(),
            is_optional: asked.is_optional,
        };
        StageView {
            key: stage.key.to_owned(),
            label: stage.label.to_owned(),
            kind: stage.kind,
            from: stage.from.iter().map(|from| (*from).to_owned()).collect(),
            requires: stage.requires.iter().map(requirement).collect(),
        }
    }
}

/// The life of a kind of record.
#[derive(Debug)]
pub struct Pipeline {
    /// Its stages, in board order; the first is where a record starts.
    pub stages: &'static [Stage],
}

impl Pipeline {
    /// The stage with this key.
    ///
    /// # Errors
    /// `Invalid` at `to` naming the stages there are.
    pub fn stage(&self, key: &str) -> Result<&'static Stage> {
        self.stages.iter().find(|stage| stage.key == key).ok_or_else(|| {
            let known: Vec<&str> = self.stages.iter().map(|stage| stage.key).collect();
            Error::invalid("to", format!("There is no stage “{key}”. Stages are: {}.", known.join(", ")))
        })
    }

    /// Whether a record may go from one stage to another with these fields.
    ///
    /// # Errors
    /// `Conflict` when the stages are not joined; `Invalid` at the first field that is missing or does not fit.
    pub fn check(&self, from: &str, to: &str, fields: &Map<String, Value>) -> Result<&'static Stage> {
        let target = self.joined(from, to)?;
        for requirement in target.requires {
            requirement.check(fields.get(requirement.field))?;
        }
        Ok(target)
    }

    /// Whether there is a way from one stage to another, whatever it asks for.
    ///
    /// # Errors
    /// `Conflict` when the stages are not joined, saying where a record can go.
    pub fn joined(&self, from: &str, to: &str) -> Result<&'static Stage> {
        let (source, target) = (self.stage(from)?, self.stage(to)?);
        if target.from.contains(&from) {
            return Ok(target);
        }
        let ways_out = self.ways_out(from);
        Err(Error::conflict(format!("A card cannot go from {} to {}. {ways_out}", source.label, target.label)))
    }

    /// Whether a stage still lies ahead of where a record is: later on the board, no siding (yellow), and the record has
    /// not ended (sync.md 4.8 "stage/status").
    ///
    /// # Errors
    /// `Invalid` when there is no such stage.
    pub fn is_ahead(&self, here: &str, to: &str) -> Result<bool> {
        let (source, target) = (self.stage(here)?, self.stage(to)?);
        let place = |key: &str| self.stages.iter().position(|stage| stage.key == key);
        Ok(source.kind != StageKind::Last && target.kind != StageKind::FollowUp && place(here) < place(to))
    }

    /// The stages that can be reached from here.
    pub fn reachable(&self, from: &str) -> impl Iterator<Item = &'static Stage> {
        let from = from.to_owned();
        self.stages.iter().filter(move |stage| stage.from.contains(&from.as_str()))
    }

    fn ways_out(&self, from: &str) -> String {
        let labels: Vec<&str> = self.reachable(from).map(|stage| stage.label).collect();
        if labels.is_empty() {
            "It is finished.".to_owned()
        } else {
            format!("From there it can go to {}.", labels.join(", "))
        }
    }
}

impl Requirement {
    fn check(&self, value: Option<&Value>) -> Result<()> {
        let empty = match value {
            None | Some(Value::Null) => true,
            Some(Value::String(text)) => text.trim().is_empty(),
            Some(_) => false,
        };
        if empty {
            let refusal = || Error::invalid(self.field, format!("{} is needed for this move.", self.label));
            return if self.is_optional { Ok(()) } else { Err(refusal()) };
        }
        match (self.kind, value) {
            (FieldKind::Date, Some(Value::String(text))) if text.parse::<chrono::NaiveDate>().is_ok() => Ok(()),
            (FieldKind::Date, _) => Err(self.wrong("a date like 2026-12-31")),
            (FieldKind::Text, Some(Value::String(text))) if text.trim().chars().count() >= self.min_chars => Ok(()),
            (FieldKind::Text, _) => Err(self.wrong(&format!("a text of at least {} characters", self.min_chars))),
            (FieldKind::Money, Some(Value::Number(number))) if number.as_i64().is_some_and(|minor| minor > 0) => Ok(()),
            (FieldKind::Money, _) => Err(self.wrong("an amount above zero")),
            (FieldKind::Choice, Some(Value::String(text))) if self.choices.contains(&text.as_str()) => Ok(()),
            (FieldKind::Choice, _) => Err(self.wrong(&format!("one of {}", self.choices.join(", ")))),
            (FieldKind::Number, Some(Value::String(text))) if is_positive(text) => Ok(()),
            (FieldKind::Number, _) => Err(self.wrong("a number above zero")),
        }
    }

    fn wrong(&self, expected: &str) -> Error {
        Error::invalid(self.field, format!("{}: please give {expected}.", self.label))
    }
}

fn is_positive(text: &str) -> bool {
    text.trim().parse::<rust_decimal::Decimal>().is_ok_and(|number| number > rust_decimal::Decimal::ZERO)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const LINE: Pipeline = Pipeline {
        stages: &[
            Stage { key: "new", label: "New", kind: StageKind::Default, requires: &[], from: &["done"] },
            Stage {
                key: "done",
                label: "Done",
                kind: StageKind::Last,
                requires: &[
                    Requirement::new("on", "Done on", FieldKind::Date),
                    Requirement::new("why", "Reason", FieldKind::Text).at_least(5),
                    Requirement::new("paid", "Paid", FieldKind::Money).optional(),
                ],
                from: &["new"],
            },
        ],
    };

    fn fields(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn a_move_that_needs_data_names_the_field_it_needs() {
        let refusal = LINE.check("new", "done", &fields(json!({"why": "because"}))).unwrap_err();
        assert_eq!(refusal.field.as_deref(), Some("on"));
        let refusal = LINE.check("new", "done", &fields(json!({"on": "2026-01-01", "why": " no  "}))).unwrap_err();
        assert_eq!(refusal.field.as_deref(), Some("why"));
        let refusal = LINE.check("new", "done", &fields(json!({"on": "1/1/26", "why": "because"}))).unwrap_err();
        assert_eq!(refusal.field.as_deref(), Some("on"));
    }

    #[test]
    fn a_move_with_all_it_needs_is_allowed_and_an_optional_field_is_still_checked() {
        let complete = json!({"on": "2026-01-01", "why": "because"});
        assert_eq!(LINE.check("new", "done", &fields(complete)).unwrap().key, "done");
        let unpaid = json!({"on": "2026-01-01", "why": "because", "paid": -5});
        assert_eq!(LINE.check("new", "done", &fields(unpaid)).unwrap_err().field.as_deref(), Some("paid"));
    }

    #[test]
    fn a_refused_move_says_where_the_card_can_go() {
        let refusal = LINE.check("done", "done", &Map::new()).unwrap_err();
        assert!(refusal.message.contains("it can go to New"), "{}", refusal.message);
    }
}
