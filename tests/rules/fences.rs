//! Fences between crates: who may know whom, and what may not come near the business.

use std::collections::BTreeSet;
use std::process::Command;

use crate::scan;
use crate::tree::{self, none};

/// Which of our crates each of our crates may stand on. Test-only dependencies are free.
const STANDS_ON: [(&str, &[&str]); 12] = [
    ("crates/core", &[]),
    ("migrations", &[]),
    ("crates/store", &["pebble-core", "pebble-migrations"]),
    ("crates/outlook", &["pebble-core"]),
    ("crates/intent", &["pebble-core"]),
    ("crates/sync", &[]),
    ("crates/simulators", &[]),
    (
        "crates/host",
        &["pebble-core", "pebble-intent", "pebble-outlook", "pebble-simulators", "pebble-store", "pebble-sync"],
    ),
    ("crates/server", &["pebble-core", "pebble-store", "pebble-sync"]),
    ("src-tauri", &["pebble-core", "pebble-host"]),
    ("crates/xtask", &[]),
    (
        "tests",
        &[
            "pebble-core",
            "pebble-host",
            "pebble-server",
            "pebble-sync",
            "pebble-intent",
            "pebble-migrations",
            "pebble-outlook",
            "pebble-simulators",
            "pebble-store",
        ],
    ),
];

/// Runtimes, drivers and networks: core is handed what it needs.
const NOT_IN_CORE: [&str; 10] =
    ["tokio", "async-std", "sqlx", "libsqlite3-sys", "rusqlite", "reqwest", "hyper", "axum", "tauri", "keyring"];

/// What reaches past its arguments, by the path one would write.
const REACHES_OUT: [&str; 12] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "Utc::now",
    "Local::now",
    "SystemTime::now",
    "Instant::now",
    "Uuid::new_v4",
    "println!",
    "eprintln!",
];

#[test]
fn crates_stand_only_on_the_crates_they_may_know() {
    let mut problems = Vec::new();
    for manifest in tree::files("", &["Cargo.toml"]).iter().filter(|manifest| manifest.path != "Cargo.toml") {
        let folder = manifest.path.trim_end_matches("/Cargo.toml");
        let Some((_, allowed)) = STANDS_ON.iter().find(|(name, _)| *name == folder) else {
            problems.push(format!("{folder} has no line in STANDS_ON"));
            continue;
        };
        let ours = dependencies(&manifest.text).into_iter().filter(|name| name.starts_with("pebble-"));
        let wrong = ours.filter(|name| !allowed.contains(&name.as_str()));
        problems.extend(wrong.map(|name| format!("{folder} stands on {name}")));
    }
    none(&problems, "join the two in crates/host, or change STANDS_ON in tests/rules/fences.rs and crates/README.md");
}

#[test]
fn every_crate_takes_the_lints_of_the_house() {
    let manifests = tree::files("", &["Cargo.toml"]);
    let members = manifests.iter().filter(|manifest| manifest.path != "Cargo.toml");
    let lax = members.filter(|manifest| !manifest.text.contains("[lints]\nworkspace = true"));
    let problems: Vec<String> = lax.map(|manifest| manifest.path.clone()).collect();
    none(&problems, "write `[lints]` and `workspace = true` into it");
}

/// The names under `[dependencies]`, also for one system only.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut is_inside = false;
    let mut found = BTreeSet::new();
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            is_inside = line == "[dependencies]" || (line.starts_with("[target.") && line.ends_with(".dependencies]"));
            let single = line.trim_matches(['[', ']']).strip_prefix("dependencies.");
            found.extend(single.map(str::to_owned));
        } else if is_inside && !line.starts_with('#') {
            found.extend(line.split(['=', '.', ' ']).next().filter(|name| !name.is_empty()).map(str::to_owned));
        }
    }
    found
}

#[test]
fn a_dependency_is_seen_however_it_is_declared() {
    let manifest = "[dependencies]\na.workspace = true\nb = \"1\"\n# c = \"1\"\n[target.'cfg(unix)'.dependencies]\n\
                    d = { version = \"1\" }\n[dev-dependencies]\ne = \"1\"\n[dependencies.f]\nversion = \"1\"";
    assert_eq!(dependencies(manifest), ["a", "b", "d", "f"].map(str::to_owned).into());
}

#[test]
fn nothing_below_core_and_sync_can_reach_a_network_a_disk_or_a_clock() {
    for (package, stands_on) in [("pebble-core", "sea-orm"), ("pebble-sync", "serde")] {
        let output = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()))
            .args(["tree", "--package", package, "--edges", "normal", "--prefix", "none", "--locked"])
            .current_dir(tree::root())
            .output()
            .expect("cargo can be started");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "Cargo.lock may be out of date (run `cargo check`, commit it): {said}");
        let listed = String::from_utf8_lossy(&output.stdout).into_owned();
        let names: BTreeSet<&str> = listed.lines().filter_map(|line| line.split_whitespace().next()).collect();
        assert!(names.contains(stands_on), "the tree of {package} was not read: {listed}");
        let is_banned = |name: &&str| NOT_IN_CORE.iter().any(|ban| name == ban || name.starts_with(&format!("{ban}-")));
        let problems: Vec<String> =
            names.into_iter().filter(is_banned).map(|name| format!("{package}: {name}")).collect();
        none(&problems, "it is handed its transaction, its time and its ports: put the adapter in a crate of its own");
    }
}

#[test]
fn core_and_sync_reach_for_nothing_they_were_not_handed() {
    let mut problems = Vec::new();
    for source in ["crates/core/src", "crates/sync/src"].into_iter().flat_map(|under| tree::files(under, &[".rs"])) {
        let code = source.bare_code();
        let found = REACHES_OUT.iter().filter(|path| code.contains(**path));
        problems.extend(found.map(|path| format!("{}: {path}", source.path)));
    }
    none(&problems, "take it as an argument, or through a port that an adapter implements");
}

#[test]
fn sync_names_no_engine() {
    let mut problems = Vec::new();
    for source in tree::files("crates/sync/src", &[".rs"]) {
        let code = source.code();
        let engines = tree::folders("crates/core/src/engines");
        // Standing on no crate of ours, it can name one only as a wire name, in a literal.
        let found = engines.into_iter().filter(|engine| code.contains(&format!("\"{engine}.")));
        problems.extend(found.map(|engine| format!("{}: {engine}", source.path)));
    }
    none(&problems, "what a mutation means is the executor's business");
}

#[test]
fn the_shell_knows_no_engine_and_no_sql() {
    let engines = tree::folders("crates/core/src/engines");
    let sql = ["SELECT", "INSERT", "UPDATE", "DELETE", "sea_orm", "sqlx", "rusqlite"];
    let mut problems = Vec::new();
    for source in tree::files("src-tauri", &[".rs"]) {
        let code = source.code();
        let found: BTreeSet<&str> =
            scan::words(&code).filter(|word| engines.contains(*word) || sql.contains(word)).collect();
        problems.extend(found.into_iter().map(|word| format!("{}: {word}", source.path)));
    }
    none(&problems, "the shell passes (cmd, input) on unread; put the behaviour in an engine or in crates/host");
}

#[test]
fn the_shell_stays_thin() {
    let lines: usize = tree::files("src-tauri", &[".rs"]).iter().map(|source| source.text.lines().count()).sum();
    assert!(lines > 0, "src-tauri was not found");
    // Windows, tray, notifications and what the system draws around them, each in a small file of its own with its tests;
    // what they say and when is the host's. 300 was enough for one window.
    assert!(
        lines <= 950,
        "src-tauri has {lines} lines, of 950: move what is not a window, tray or event into crates/host"
    );
}
