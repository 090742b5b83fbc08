//! `cargo xtask check`: everything that can be judged without running the product.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::process::{Outcome, cargo, npm, run, succeeds};
use crate::setup::{self, Needs};
use crate::steps::Steps;
use crate::{places, tasks};

/// With the feature that adds the suite of the real window, so that it is judged too.
const CLIPPY: [&str; 8] =
    ["clippy", "--workspace", "--all-targets", "--features", "pebble-tests/shell", "--", "-D", "warnings"];

/// Runs every check, and fails if any does.
///
/// # Errors
/// Only if the machine lacks something that cannot be set up.
pub fn run_all() -> Outcome<ExitCode> {
    setup::libraries(Needs::Suites)?;
    setup::node()?;
    setup::nextest()?;
    let mut steps = Steps::default();
    steps.step("format", || run(&mut cargo(&["fmt", "--all", "--check"])));
    // The shell embeds the built UI, so even its lints need one.
    steps.step("ui build", || run(&mut npm(&["run", "build", "-w", "ui"])));
    steps.step("ui lint and types", || run(&mut npm(&["run", "check"])));
    steps.step("clippy", || run(&mut cargo(&CLIPPY)));
    steps.step("docs", || {
        run(cargo(&["doc", "--workspace", "--no-deps", "--document-private-items"]).env("RUSTDOCFLAGS", "-D warnings"))
    });
    steps.step("rules", || run(&mut cargo(&["nextest", "run", "--workspace", "--test", "rules"])));
    steps.step("bindings fresh", bindings_are_fresh);
    if succeeds(&mut cargo(&["deny", "--version"])) {
        // Advisories are fetched from the network; continuous integration asks for those.
        let words = ["deny", "--offline", "check", "licenses", "bans", "sources"];
        steps.step("licences", || run(&mut cargo(&words)));
    } else {
        steps.skip("licences", "cargo-deny is not installed (cargo install cargo-deny --locked)");
    }
    Ok(steps.verdict())
}

/// Writes the bindings aside and compares, so that a check never changes the checkout.
fn bindings_are_fresh() -> Outcome {
    let aside = places::target().join("bindings");
    match std::fs::remove_dir_all(&aside) {
        Err(why) if why.kind() != std::io::ErrorKind::NotFound => return Err(cannot_read(&aside, &why)),
        _ => {}
    }
    tasks::write_bindings(&aside)?;
    let (fresh, kept) = (texts(&aside)?, texts(&places::bindings())?);
    let names: std::collections::BTreeSet<_> = fresh.keys().chain(kept.keys()).collect();
    let stale: Vec<String> = names
        .into_iter()
        .filter(|name| fresh.get(*name) != kept.get(*name))
        .map(|name| name.display().to_string())
        .collect();
    if stale.is_empty() {
        return Ok(());
    }
    Err(format!(
        "out of date in ui/src/bindings: {}; run `cargo xtask bindings` and commit the result",
        stale.join(", ")
    ))
}

/// Every file under a folder, by its path from there, with line endings made alike.
fn texts(folder: &Path) -> Outcome<BTreeMap<PathBuf, String>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(&next).map_err(|why| cannot_read(&next, &why))? {
            let path = entry.map_err(|why| cannot_read(&next, &why))?.path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let text = std::fs::read_to_string(&path).map_err(|why| cannot_read(&path, &why))?;
                let name = path.strip_prefix(folder).unwrap_or(&path).to_owned();
                found.insert(name, text.replace("\r\n", "\n"));
            }
        }
    }
    Ok(found)
}

fn cannot_read(path: &Path, why: &std::io::Error) -> String {
    format!("{} cannot be read: {why}", path.display())
}
