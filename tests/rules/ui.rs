//! Fences inside the UI: who knows the host, and what knows no engine.

use crate::scan;
use crate::tree::{self, Source, none};

/// What a source imports, as written between the quotes.
fn imports(source: &Source) -> Vec<String> {
    let code = scan::without_comments(&source.text);
    let after = |mark: &str| -> Vec<String> {
        let quoted = code.split(mark).skip(1).map(|rest| rest.trim_start().trim_start_matches('(').trim_start());
        quoted
            .filter_map(|rest| rest.strip_prefix(['"', '\'']))
            .filter_map(|rest| rest.split(['"', '\'']).next())
            .map(str::to_owned)
            .collect()
    };
    [after(" from"), after("import")].concat()
}

fn offences(under: &str, is_wrong: impl Fn(&str) -> bool) -> Vec<String> {
    let sources = tree::files(under, &[".ts", ".tsx"]);
    sources
        .iter()
        .flat_map(|source| {
            let wrong = imports(source).into_iter().filter(|name| is_wrong(name));
            wrong.map(|name| format!("{}: {name}", source.path)).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn only_the_bridge_knows_the_host() {
    let problems: Vec<String> = offences("ui/src", |name| name.starts_with("@tauri-apps/"))
        .into_iter()
        .filter(|problem| !problem.starts_with("ui/src/bridge/"))
        .collect();
    none(&problems, "ask through ui/src/bridge, which has one file for Tauri and one for HTTP");
}

#[test]
fn the_kit_knows_no_engine_and_no_host() {
    let is_wrong = |name: &str| ["engines/", "bridge/", "bindings/", "shell/"].iter().any(|part| name.contains(part));
    none(&offences("ui/src/kit", is_wrong), "hand the component what it shows as props");
}

#[test]
fn the_gallery_shows_the_kit_and_no_engine() {
    let is_wrong = |name: &str| ["engines/", "bridge/", "bindings/"].iter().any(|part| name.contains(part));
    none(&offences("ui/src/gallery", is_wrong), "show made-up things: the gallery is the kit's");
}

/// What formats by itself, past the one module: every webview would print its own characters, and no test would see it.
const FORMATS: [&str; 4] = ["Intl.", ".toLocale", ".toFixed(", "new Intl"];
/// Where money, numbers, dates and their forms are made.
const FORMATTING: [&str; 2] = ["ui/src/kit/format.ts", "ui/src/kit/language.ts"];

#[test]
fn money_numbers_and_dates_are_written_by_one_module() {
    let sources = tree::files("ui/src", &[".ts", ".tsx"]);
    let mut problems = Vec::new();
    for source in sources.iter().filter(|source| !FORMATTING.contains(&source.path.as_str())) {
        let code = scan::without_comments(&source.text);
        problems.extend(FORMATS.iter().filter(|way| code.contains(*way)).map(|way| format!("{}: {way}", source.path)));
    }
    none(&problems, "use what ui/src/kit/format.ts exports, or add it there");
}

/// What is read off a screen or read aloud, where it is written as an attribute.
const SPOKEN: [&str; 6] = ["aria-label", "title", "placeholder", "alt", "label", "aria-description"];

/// Words for people that stand in markup instead of a message file: between tags, and in attributes that are read.
fn visible(text: &str) -> Vec<String> {
    let code = scan::without_comments(text);
    let is_word = |text: &str| text.split(|letter: char| !letter.is_alphabetic()).any(|word| word.chars().count() > 1);
    let mut found = Vec::new();
    for name in SPOKEN {
        let opened = format!(" {name}=\"");
        let values = code.split(opened.as_str()).skip(1).filter_map(|rest| rest.split('"').next());
        found.extend(values.filter(|value| is_word(value)).map(|value| format!("{name}=\"{value}\"")));
    }
    // Between a tag's end and what begins next: code there has signs that no sentence has, and a chord is a key's name.
    for (at, _) in code.match_indices('>') {
        let is_tag = !code[..at].ends_with(['=', '-', ' ']);
        let Some(inside) = code[at + 1..].split(['<', '{']).next().filter(|_| is_tag) else { continue };
        let is_prose = !inside.contains(['(', ')', ';', '=', '|', '&', '[', ']', '+', '>', '}', '`', '\'', ':', ','])
            && !inside.trim_start().starts_with("extends ");
        if is_prose && is_word(inside) && code[at + 1 + inside.len()..].starts_with(['<', '{']) {
            found.push(inside.trim().to_owned());
        }
    }
    found
}

#[test]
fn what_people_read_stands_in_the_message_files() {
    let sources = tree::files("ui/src", &[".tsx"]);
    // The gallery is for whoever builds screens: it is not translated.
    let shown = sources.iter().filter(|source| !source.path.starts_with("ui/src/gallery/"));
    let problems: Vec<String> = shown
        .flat_map(|source| visible(&source.text).into_iter().map(|words| format!("{}: {words}", source.path)))
        .collect();
    none(&problems, "put the words into the messages.ts of the folder, in English and as hindi.ts has them");
}

#[test]
fn words_in_markup_are_seen_and_code_is_not() {
    let text = "const a = <p title=\"Do it\">Now then</p>;\nfunction b<T extends C>(d: T): E<F> { return d > 1; }\n\
                <i aria-label={words.x}>{words.y} · {z}</i>; // <b>Not this</b>\nconst g = (h: I): J<K> => l;";
    assert_eq!(visible(text), ["title=\"Do it\"", "Now then"]);
}

/// `npm ci` refuses a lock that leaves out a package for another system, and npm leaves out what its registry lacks.
#[test]
fn the_lock_names_the_packages_of_every_system() {
    let text = std::fs::read_to_string(tree::root().join("package-lock.json")).expect("package-lock.json");
    let lock: serde_json::Value = serde_json::from_str(&text).expect("package-lock.json is JSON");
    let packages = lock["packages"].as_object().expect("package-lock.json lists packages");
    let is_there = |name: &str| packages.keys().any(|key| key.ends_with(&format!("node_modules/{name}")));
    let mut problems = Vec::new();
    for (owner, package) in packages {
        let optional = package["optionalDependencies"].as_object().into_iter().flatten();
        problems.extend(optional.filter(|(name, _)| !is_there(name)).map(|(name, _)| format!("{owner}: {name}")));
    }
    none(&problems, "add each to package-lock.json with its version, os and cpu, or lock against the public registry");
}

#[test]
fn an_import_is_seen_however_it_is_written() {
    let text = "import a, { b } from \"@tauri-apps/api\";\nimport './c.css';\nconst d = await import(\"./d\");\n\
                export * from './e';\n// import f from 'f'";
    let source = Source { path: String::new(), text: text.to_owned() };
    let mut found = imports(&source);
    found.sort();
    assert_eq!(found, ["./c.css", "./d", "./e", "@tauri-apps/api"]);
}
