//! A migration that has landed never changes: databases out there have run it.
//!
//! `migrations.sum` holds one line for each: its fingerprint and its name. A line is added with the migration and
//! never edited.

use std::collections::BTreeMap;

use crate::tree::{self, none};

const SUMS: &str = "tests/rules/migrations.sum";

fn line(name: &str, text: &str) -> String {
    let print = blake3::hash(text.replace("\r\n", "\n").as_bytes()).to_hex();
    format!("{}  {name}", &print[..32])
}

/// `m0001_kernel.rs`, or `o0001_outbox.rs` of the outbox; what they share (`columns.rs`) is not one.
fn is_migration(file: &str) -> bool {
    file.strip_prefix(['m', 'o']).is_some_and(|rest| rest.starts_with(|letter: char| letter.is_ascii_digit()))
}

#[test]
fn a_landed_migration_never_changes() {
    let sums = std::fs::read_to_string(tree::root().join(SUMS)).expect(SUMS);
    let landed: BTreeMap<&str, &str> = sums.lines().filter_map(|line| Some((line.split_once("  ")?.1, line))).collect();
    let sources = tree::files("migrations/src", &[".rs"]);
    let files: BTreeMap<&str, String> = sources
        .iter()
        .filter(|source| is_migration(source.name()))
        .map(|source| (source.name(), line(source.name(), &source.text)))
        .collect();
    let mut problems = Vec::new();
    for (name, now) in &files {
        match landed.get(name) {
            None => problems.push(format!("{name} is new: add this line to {SUMS}\n    {now}")),
            Some(then) if then != now => problems.push(format!("{name} has changed since it landed")),
            Some(_) => {}
        }
    }
    let gone = landed.keys().filter(|name| !files.contains_key(**name));
    problems.extend(gone.map(|name| format!("{name} has landed and is gone")));
    assert!(!files.is_empty(), "no migrations were found in migrations/src");
    none(&problems, "restore a landed migration as it was and say what you need in a new one");
}

#[test]
fn one_letter_makes_another_fingerprint_and_a_line_ending_does_not() {
    assert_ne!(line("m0001_a.rs", "one"), line("m0001_a.rs", "onf"));
    assert_eq!(line("m0001_a.rs", "a\r\nb"), line("m0001_a.rs", "a\nb"));
}
