//! Engines are vertical slices, all alike: what one may name of another, and where each has its folders.

use std::collections::BTreeSet;

use crate::tree::{self, Source};
use crate::{scan, tree::none};

const ENGINES: &str = "crates/core/src/engines";

/// Engines that everyone may name: who a customer is and who we are.
const OPEN: [&str; 2] = ["masters", "people"];

/// Parts of an engine that are vocabulary for everyone: what it announces, and the ports it asks the world through.
const PUBLIC: [(&str, &[&str]); 1] = [("email", &["intent", "mailbox"])];

/// Engines that are about the records of one other engine, and may read all of it, each with its reason. Circles are
/// refused: the other engine knows such a one only by its events.
const BUILDS_ON: [(&str, &str, &str); 7] = [
    ("board", "enquiries", "a card is an enquiry's own stage, worth and age, seen from the side"),
    ("followups", "enquiries", "a sequence is about one enquiry: it writes to its contact and fills in its facts"),
    ("files", "enquiries", "a file is attached to an enquiry, and is for whom that is for"),
    ("quotations", "enquiries", "a quotation answers one enquiry: its company, its contact and what it asks for"),
    ("quotations", "files", "a quotation does not go out before the files that go with it are at the office"),
    ("orders", "quotations", "an order is a frozen copy of the quotation that was won"),
    ("orders", "enquiries", "an order is for whom its enquiry is for"),
];

/// Engines with no folder of their own in a place, each with its reason.
const WITHOUT: [(&str, &str, &str); 0] = [];

/// What is tested beside the engines because it is about all of them: what they stand on, and how they are looked up.
const ABOUT_ALL: [&str; 8] = ["held", "kernel", "plans", "refusals", "rivals", "synced", "undo", "within"];

fn names() -> BTreeSet<String> {
    tree::folders(ENGINES)
}

/// The engine a file belongs to and its module path, from its place in the tree.
fn module(source: &Source) -> Option<(&str, Vec<&str>)> {
    let inside = source.path.strip_prefix(ENGINES)?.strip_prefix('/')?;
    let (engine, _) = inside.split_once('/')?;
    let parts = inside.trim_end_matches(".rs").trim_end_matches("/mod").split('/');
    Some((engine, std::iter::once("engines").chain(parts).collect()))
}

fn may_name(engine: &str, other: &str, part: &str) -> bool {
    let is_vocabulary = PUBLIC.iter().any(|(name, parts)| *name == other && parts.contains(&part));
    let is_built_on = BUILDS_ON.iter().any(|(above, below, _)| *above == engine && *below == other);
    other == engine || OPEN.contains(&other) || part == "events" || is_vocabulary || is_built_on
}

fn trespasses(source: &Source, engines: &BTreeSet<String>) -> Vec<String> {
    let Some((engine, module)) = module(source) else { return Vec::new() };
    let named = scan::references(&module, &source.bare_code());
    let foreign = named.iter().filter_map(|path| match path.as_slice() {
        [root, other, rest @ ..] if root == "engines" && engines.contains(other) => {
            let part = rest.first().map_or("", String::as_str);
            (!may_name(engine, other, part)).then(|| format!("{}: {engine} names {}", source.path, path.join("::")))
        }
        _ => None,
    });
    foreign.collect::<BTreeSet<_>>().into_iter().collect()
}

#[test]
fn an_engine_names_itself_the_kernel_and_what_others_announce() {
    let engines = names();
    let problems: Vec<String> =
        tree::files(ENGINES, &[".rs"]).iter().flat_map(|source| trespasses(source, &engines)).collect();
    for (above, below, _) in BUILDS_ON {
        let is_circle = BUILDS_ON.iter().any(|(other, onto, _)| *other == below && *onto == above);
        assert!(!is_circle, "{above} and {below} build on each other: one of them must speak by events");
    }
    none(
        &problems,
        "announce an event in the other engine's events.rs and react to it; a word that others must speak (an id, a \
         priority) is offered by events.rs too; what belongs to nobody moves into masters, people or the kernel",
    );
}

#[test]
fn a_trespass_is_seen_however_it_is_written() {
    let engines = ["board", "email", "enquiries", "masters"].map(str::to_owned).into();
    let seen = |text: &str| {
        let path = format!("{ENGINES}/enquiries/rules.rs");
        trespasses(&Source { path, text: text.to_owned() }, &engines).len()
    };
    assert_eq!(seen("use crate::engines::{board::model::Card, masters::model::Company};"), 1);
    assert_eq!(seen("fn f() { crate::engines::board::queries::window() }"), 1);
    assert_eq!(seen("use super::super::board;"), 1);
    assert_eq!(seen("use crate::engines::email::{events::Sent, mailbox::Mailbox};\nuse super::model::Track;"), 0);
    assert_eq!(
        seen("// crate::engines::board\n#[cfg(test)]\nmod tests { use crate::engines::board::model::Card; }"),
        0
    );
}

#[test]
fn the_kernel_names_no_engine() {
    let engines = names();
    let problems: Vec<String> = tree::files("crates/core/src/kernel", &[".rs"])
        .iter()
        .flat_map(|source| {
            let code = source.bare_code();
            let named = scan::references(&["kernel"], &code).into_iter().filter(
                |path| matches!(path.as_slice(), [root, engine, ..] if root == "engines" && engines.contains(engine)),
            );
            named.map(|path| format!("{}: {}", source.path, path.join("::"))).collect::<BTreeSet<_>>()
        })
        .collect();
    none(&problems, "let the engine hand the kernel what it needs through its ENGINE table");
}

#[test]
fn rules_decide_without_waiting_and_without_a_database() {
    let banned = ["async", "await", "sea_orm", "Tx", "Read"];
    let rules = tree::files(ENGINES, &[".rs"]);
    let rules = rules.iter().filter(|source| source.name() == "rules.rs" || source.path.contains("/rules/"));
    let problems: Vec<String> = rules
        .flat_map(|source| {
            let code = source.bare_code();
            let found: BTreeSet<&str> = scan::words(&code).filter(|word| banned.contains(word)).collect();
            found.into_iter().map(|word| format!("{}: {word}", source.path)).collect::<Vec<_>>()
        })
        .collect();
    none(&problems, "load in commands.rs or queries.rs and hand the rule plain values: (state, input, now)");
}

#[test]
fn an_engine_has_the_same_name_in_core_in_the_ui_and_in_its_tests() {
    let core = names();
    let ui = tree::folders("ui/src/engines");
    // What holds no test is what the tests share.
    let tests = tree::files("tests/engines", &[".rs"]);
    let tests: BTreeSet<String> = tests
        .iter()
        .filter(|source| source.text.contains("test]"))
        .filter_map(|source| source.path.strip_prefix("tests/engines/")?.split('/').next().map(str::to_owned))
        .map(|name| name.trim_end_matches(".rs").to_owned())
        .filter(|name| !ABOUT_ALL.contains(&name.as_str()))
        .collect();
    let mut problems = Vec::new();
    for (place, here) in [("ui/src/engines", &ui), ("tests/engines", &tests)] {
        let is_excused = |engine: &str| WITHOUT.iter().any(|(name, where_, _)| *name == engine && *where_ == place);
        problems.extend(here.difference(&core).map(|name| format!("{place}/{name} has no engine in {ENGINES}")));
        let absent = core.difference(here).filter(|name| !is_excused(name));
        problems.extend(absent.map(|name| format!("{ENGINES}/{name} has nothing in {place}")));
        let stale = WITHOUT.iter().filter(|(name, where_, _)| *where_ == place && here.contains(*name));
        problems.extend(stale.map(|(name, _, _)| format!("{place}/{name} exists, so its excuse in WITHOUT is stale")));
    }
    none(&problems, "add the folder, or write its excuse into WITHOUT in tests/rules/engines.rs with the reason");
}

#[test]
fn every_engine_has_the_rooms_a_newcomer_looks_for() {
    let problems: Vec<String> = names()
        .iter()
        .flat_map(|engine| {
            let has = |room: &str| tree::root().join(ENGINES).join(engine).join(room).exists();
            let home = has("mod.rs") && (has("model.rs") || has("model"));
            (!home).then(|| format!("{ENGINES}/{engine} lacks mod.rs or model.rs"))
        })
        .collect();
    none(&problems, "see an engine's rooms in crates/README.md");
}

#[test]
fn the_map_in_the_readme_shows_every_engine() {
    let map = std::fs::read_to_string(tree::root().join("README.md")).expect("README.md");
    let absent = names().into_iter().filter(|engine| !map.contains(&format!("| `{engine}` |")));
    none(&absent.collect::<Vec<_>>(), "add a line to the table of engines in README.md");
}
