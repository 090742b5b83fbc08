//! The shape of files and names: short, said plainly, and with no trace of one machine.

use crate::scan;
use crate::tree::{self, Source, none};

const LONGEST: usize = 400;

/// Words that say nothing about what a thing is.
const EMPTY_WORDS: [&str; 10] =
    ["Manager", "Service", "Helper", "Util", "Handler", "Processor", "Data", "Info", "Base", "Common"];

/// Words after which a type's name stands, in Rust and in TypeScript.
const NAMES_FOLLOW: [&str; 7] = ["struct", "enum", "trait", "type", "union", "class", "interface"];

fn written_by_hand(endings: &[&str]) -> Vec<Source> {
    let is_made = |source: &Source| source.text.lines().next().is_some_and(|line| line.contains("enerated"));
    tree::files("", endings)
        .into_iter()
        .filter(|source| !source.path.starts_with("tests/data/") && !is_made(source))
        .collect()
}

#[test]
fn no_file_is_longer_than_four_hundred_lines() {
    let problems: Vec<String> = written_by_hand(&[".rs", ".ts", ".tsx", ".css", ".mjs"])
        .iter()
        .map(|source| (source.path.clone(), source.text.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST)
        .map(|(path, lines)| format!("{path}: {lines} lines"))
        .collect();
    none(&problems, "there are two subjects in it: give each its own file");
}

#[test]
fn a_type_is_named_for_what_it_is() {
    let mut problems = Vec::new();
    for source in written_by_hand(&[".rs", ".ts", ".tsx"]) {
        let found = empty_names(&scan::bare(&source.text));
        problems.extend(found.into_iter().map(|name| format!("{}: {name}", source.path)));
    }
    none(&problems, "say what it is or does; the folder already says whose it is");
}

fn empty_names(bare_code: &str) -> Vec<String> {
    let words: Vec<&str> = scan::words(bare_code).collect();
    let named = words.windows(2).filter(|pair| NAMES_FOLLOW.contains(&pair[0])).map(|pair| pair[1]);
    let is_empty = |name: &&str| {
        humps(name).any(|hump| EMPTY_WORDS.iter().any(|word| hump == *word || hump.strip_suffix('s') == Some(word)))
    };
    named.filter(is_empty).map(str::to_owned).collect()
}

/// The words inside a name: `MailPage` is `Mail` and `Page`.
fn humps(name: &str) -> impl Iterator<Item = &str> {
    let starts: Vec<usize> =
        name.char_indices().filter(|(_, letter)| letter.is_uppercase()).map(|(at, _)| at).collect();
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([name.len()]).collect();
    starts.into_iter().zip(ends).map(|(start, end)| &name[start..end])
}

#[test]
fn an_empty_word_is_seen_inside_a_name_and_not_inside_a_word() {
    let code = "pub struct MailHandler; enum Utils {} type Rows = Database; trait Metadata {} struct Handle;";
    assert_eq!(empty_names(code), ["MailHandler", "Utils"]);
}

#[test]
fn every_module_opens_by_saying_what_it_is_for() {
    let problems: Vec<String> = written_by_hand(&[".rs"])
        .iter()
        .filter(|source| !source.text.trim_start().starts_with("//!"))
        .map(|source| source.path.clone())
        .collect();
    none(&problems, "open the file with `//!`: what it is for, and what it deliberately does not do");
}

#[test]
fn nothing_knows_the_machine_it_was_written_on() {
    let homes = [concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/Us", "ers/"), concat!("C:\\\\Us", "ers")];
    let mut problems = Vec::new();
    for source in written_by_hand(&[".rs", ".ts", ".tsx", ".css", ".mjs", ".json", ".toml", ".yml", ".md", ".html"]) {
        let found = source.text.lines().enumerate().filter(|(_, line)| homes.iter().any(|home| line.contains(home)));
        problems.extend(found.map(|(at, line)| format!("{}:{}: {}", source.path, at + 1, line.trim())));
    }
    none(&problems, "take the folder from the platform or from an argument");
}

#[test]
fn nothing_is_left_for_later_and_no_test_is_switched_off() {
    let marks = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("#[ig", "nore"),
        concat!("test.sk", "ip"),
        concat!("it.sk", "ip"),
        concat!("describe.sk", "ip"),
        concat!("test.on", "ly"),
        concat!("it.on", "ly"),
    ];
    let mut problems = Vec::new();
    for source in written_by_hand(&[".rs", ".ts", ".tsx", ".css"]) {
        let found = source.text.lines().enumerate().filter(|(_, line)| marks.iter().any(|mark| line.contains(mark)));
        problems.extend(found.map(|(at, line)| format!("{}:{}: {}", source.path, at + 1, line.trim())));
    }
    none(&problems, "do it now, or open an issue and leave the code whole");
}
