//! What two desks may do at once, and what then stands (sync.md 4.8): a row for each rule, kind by kind.
//!
//! In each case two desks of one person know the same, do something without having heard of one another, and meet the
//! office one after the other. Then the same has to stand on both, and on a third desk that has done nothing and so
//! knows what the office says; and the second is told what became of its work. Every table that is shared and every
//! command that an office runs has its row here, so that a new engine has to say what its rule is.

mod board;
mod enquiries;
mod files;
mod followups;
mod masters;
mod preleads;
mod quotations;

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use pebble_core::engines::ENGINES;
use pebble_simulators::SimClock;
use pebble_tests::{Office, Rig, noon};
use serde_json::{Value, json};

use super::{ASHA, desk_of, meet, two_desks_of, unsent};
use crate::engines::acts::{card, company, contact};

/// A rule, and what shows it. JSON texts name what is known of the case: `"$enquiry"`, a card that was opened for it,
/// `"$company"` and `"$contact"`, who asked, and whatever a deed keeps under a name.
struct Case {
    /// The tables whose rule it is.
    tables: &'static [&'static str],
    /// The kind of record, as the table of sync.md 4.8 has it.
    kind: &'static str,
    /// The rule.
    rule: &'static str,
    /// What both desks know.
    given: &'static [Deed],
    /// What one does; it meets the office first.
    first: &'static [Deed],
    /// What the other does meanwhile.
    second: &'static [Deed],
    /// What the second is told.
    told: Told,
    /// What stands everywhere.
    ends: &'static [Fact],
}

/// What is done at a desk.
enum Deed {
    /// A command with its input.
    Tell(&'static str, &'static str),
    /// The same; what it answers is kept under the name that comes first.
    Make(&'static str, &'static str, &'static str),
    /// What a query with this input answers at this place is kept under the name that comes first.
    Find(&'static str, &'static str, &'static str, &'static str),
    /// So many hours pass.
    Pass(i64),
    /// The desk does what is due.
    Tick,
}

/// What a desk is told of its work.
enum Told {
    /// Nothing: all of it stands.
    Nothing,
    /// The last command was refused with this code.
    Refused(&'static str),
}

/// What a desk answers.
enum Fact {
    /// A query with an input has a value at a place.
    Is(&'static str, &'static str, &'static str, &'static str),
    /// Of the rows that a query answers with, those of a kind have these values, in any order.
    Each(Rows, &'static str),
}

/// Which values of which rows.
struct Rows {
    query: &'static str,
    input: &'static str,
    /// Where the rows are in the answer.
    at: &'static str,
    /// What the rows in question have in common: a column and its value.
    of: Option<(&'static str, &'static str)>,
    column: &'static str,
}

const GROUPS: [&[Case]; 7] = [
    masters::CASES,
    enquiries::CASES,
    files::CASES,
    followups::CASES,
    preleads::CASES,
    quotations::CASES,
    board::CASES,
];

/// Commands that nobody gives by hand, so that two desks cannot give them differently.
const BY_THEMSELVES: [(&str, &str); 9] = [
    (
        "enquiries.flag_stale",
        "the clock asks for it, under an id of what it asks for: one mutation on any number of desks",
    ),
    ("followups.fire", "likewise; the row of the step shows it"),
    ("followups.lapse", "likewise"),
    ("followups.wake", "likewise"),
    ("preleads.wake", "likewise"),
    ("quotations.expire", "likewise"),
    ("enquiries.record_sent", "only the desk that the office let send the mail reports on it (team::effects)"),
    ("followups.report", "likewise"),
    ("masters.import", "many companies and products at once, each as if entered by itself"),
];

type Names = BTreeMap<String, Value>;

/// JSON text with what the names stand for.
fn filled(text: &str, names: &Names) -> Value {
    fn fill(value: Value, names: &Names) -> Value {
        match value {
            Value::String(text) => match text.strip_prefix('$') {
                Some(name) => names.get(name).unwrap_or_else(|| panic!("nothing is known as {name}")).clone(),
                None => Value::String(text),
            },
            Value::Array(items) => items.into_iter().map(|item| fill(item, names)).collect(),
            Value::Object(members) => members.into_iter().map(|(key, value)| (key, fill(value, names))).collect(),
            other => other,
        }
    }
    let value = serde_json::from_str(text).unwrap_or_else(|why| panic!("{text}: {why}"));
    fill(value, names)
}

fn at(answer: &Value, place: &str) -> Value {
    answer.pointer(place).unwrap_or_else(|| panic!("nothing is at {place:?} of {answer}")).clone()
}

async fn do_all(rig: &Rig, deeds: &[Deed], names: &mut Names) {
    for deed in deeds {
        match deed {
            Deed::Tell(command, input) => _ = rig.tell(command, filled(input, names)).await,
            Deed::Make(name, command, input) => {
                let made = rig.tell(command, filled(input, names)).await;
                names.insert((*name).to_owned(), made);
            }
            Deed::Find(name, query, input, place) => {
                let found = at(&rig.ask(query, filled(input, names)).await, place);
                names.insert((*name).to_owned(), found);
            }
            Deed::Pass(hours) => rig.pass(TimeDelta::hours(*hours)),
            Deed::Tick => _ = rig.desk.tick().await,
        }
    }
}

/// What a desk answers where a fact looks, and what the fact wants there.
async fn seen(rig: &Rig, fact: &Fact, names: &Names) -> (Value, Value) {
    match fact {
        Fact::Is(query, input, place, wanted) => {
            (at(&rig.ask(query, filled(input, names)).await, place), filled(wanted, names))
        }
        Fact::Each(rows, wanted) => {
            let answer = at(&rig.ask(rows.query, filled(rows.input, names)).await, rows.at);
            let is_meant = |row: &&Value| rows.of.is_none_or(|(column, value)| at(row, column) == value);
            let all = answer.as_array().unwrap().iter().filter(is_meant).map(|row| at(row, rows.column));
            (sorted(all), sorted(filled(wanted, names).as_array().unwrap().iter().cloned()))
        }
    }
}

fn sorted(values: impl Iterator<Item = Value>) -> Value {
    let mut values: Vec<Value> = values.collect();
    values.sort_by_key(Value::to_string);
    values.into()
}

/// What a desk is told of what did not stand, the command and the code; then a person has seen to it.
async fn told(rig: &Rig) -> Vec<(String, String)> {
    let exported = rig.ask("app.export_unsent", json!({})).await;
    let mut refusals = Vec::new();
    for line in exported["text"].as_str().unwrap().lines() {
        let entry: Value = serde_json::from_str(line).unwrap();
        assert!(entry["outcome"]["reason"].as_str().is_some_and(|reason| reason.ends_with('.')), "{entry}");
        let word = |value: &Value| value.as_str().unwrap().to_owned();
        refusals.push((word(&entry["mutation"]["name"]), word(&entry["outcome"]["code"])));
    }
    for entry in unsent(rig).await {
        rig.tell("app.discard_unsent", json!({ "place": entry["place"] })).await;
    }
    refusals
}

/// The office, two desks that are offline at once, and one that only looks on.
struct Team {
    _office: Office,
    first: Rig,
    second: Rig,
    third: Rig,
}

impl Team {
    async fn gather() -> Team {
        let clock = SimClock::fixed(noon());
        let (office, first, second) = two_desks_of(Office::open(&clock).await, &clock).await;
        let third = desk_of(&office, &clock, ASHA).await;
        Team { _office: office, first, second, third }
    }

    async fn meet(&self) {
        for rig in [&self.first, &self.second, &self.first, &self.third] {
            meet(rig).await;
        }
    }

    async fn play(&self, case: &Case) {
        let rule = format!("{}: {}", case.kind, case.rule);
        println!("{rule}");
        let company = company(&self.first, "Nirmal").await;
        let mut names = Names::new();
        names.insert("contact".to_owned(), contact(&self.first, &company).await["id"].clone());
        names.insert("company".to_owned(), json!(company));
        names.insert("enquiry".to_owned(), json!(card(&self.first, case.rule, "high").await));
        do_all(&self.first, case.given, &mut names).await;
        self.meet().await;
        do_all(&self.first, case.first, &mut names).await;
        do_all(&self.second, case.second, &mut names).await;
        self.meet().await;
        assert_eq!(told(&self.first).await, Vec::new(), "{rule}: the first is told");
        let wanted: Vec<(String, String)> = match case.told {
            Told::Nothing => Vec::new(),
            Told::Refused(code) => vec![(last_command(case.second), code.to_owned())],
        };
        assert_eq!(told(&self.second).await, wanted, "{rule}: the second is told");
        for fact in case.ends {
            for (whose, rig) in [("office", &self.third), ("first", &self.first), ("second", &self.second)] {
                let (found, wanted) = seen(rig, fact, &names).await;
                assert_eq!(found, wanted, "{rule}: at the {whose}");
            }
        }
    }
}

/// What the last deed is known as to the office. A pre-lead that is validated is accepted there, and of what is taken
/// back only the mutations.
fn last_command(deeds: &[Deed]) -> String {
    match deeds.last() {
        Some(Deed::Tell("preleads.validate", _)) => "preleads.accept".to_owned(),
        Some(Deed::Tell("desk.take_back", _)) => "desk.undo".to_owned(),
        Some(Deed::Tell(command, _) | Deed::Make(_, command, _)) => (*command).to_owned(),
        _ => panic!("the last deed is no command"),
    }
}

async fn hold(cases: &[Case]) {
    let team = Team::gather().await;
    for case in cases {
        team.play(case).await;
    }
}

#[tokio::test]
async fn what_the_office_knows_of_others_and_itself_keeps_its_rules() {
    hold(masters::CASES).await;
}

#[tokio::test]
async fn enquiries_with_their_tracks_and_timelines_keep_their_rules() {
    hold(enquiries::CASES).await;
}

#[tokio::test]
async fn sequences_with_their_steps_and_tasks_keep_their_rules() {
    hold(followups::CASES).await;
}

#[tokio::test]
async fn preleads_keep_their_rules() {
    hold(preleads::CASES).await;
}

#[tokio::test]
async fn quotations_and_orders_with_their_numbers_keep_their_rules() {
    hold(quotations::CASES).await;
}

#[tokio::test]
async fn kept_views_of_the_board_keep_their_rules() {
    hold(board::CASES).await;
}

#[test]
fn every_shared_table_has_its_rule() {
    let shared: BTreeSet<&str> =
        ENGINES.tables().filter(|table| table.synced.is_some()).map(|table| table.name).collect();
    let ruled: BTreeSet<&str> =
        GROUPS.iter().flat_map(|cases| cases.iter()).flat_map(|case| case.tables).copied().collect();
    assert_eq!(shared, ruled, "say in tests/team/policy what holds when two desks change the same");
}

#[test]
fn every_command_that_an_office_runs_has_its_rule() {
    let mut ruled: BTreeSet<String> = BY_THEMSELVES.iter().map(|(command, _)| (*command).to_owned()).collect();
    for case in GROUPS.iter().flat_map(|cases| cases.iter()) {
        for deed in case.first.iter().chain(case.second) {
            if let Deed::Tell(..) | Deed::Make(..) = deed {
                ruled.insert(last_command(std::slice::from_ref(deed)));
            }
        }
    }
    let named = |engine: &'static pebble_core::kernel::Engine| {
        engine.commands.iter().map(move |command| format!("{}.{}", engine.name, command.name))
    };
    let known: BTreeSet<String> = ENGINES.0.iter().flat_map(|engine| named(engine)).collect();
    assert_eq!(known, ruled, "say in tests/team/policy what holds when two desks run it at once");
}
