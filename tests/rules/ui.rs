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
