//! `cargo xtask test`: every suite, or the named ones.
//!
//! `rust` runs on SQLite and on a PostgreSQL of its own, `ui` the components, `e2e` Playwright against a real desk,
//! `api` makes requests from the server's own OpenAPI document (Schemathesis), `shell` is the real window on a screen that
//! is not there (Linux only).

use std::ffi::OsStr;
use std::process::{Command, ExitCode};

use crate::postgres::Cluster;
use crate::process::{Outcome, cargo, npm, program, run};
use crate::setup::{self, Needs};
use crate::steps::Steps;
use crate::{places, tasks};

const SUITES: [&str; 5] = ["rust", "ui", "api", "e2e", "shell"];

/// The whole workspace, as every build does it (see [`tasks::build`]).
const RUST: [&str; 3] = ["nextest", "run", "--workspace"];

/// Runs the suites, and fails if any does.
///
/// # Errors
/// For a suite that does not exist, or a machine that lacks something that cannot be set up.
pub fn run_named(words: &[String]) -> Outcome<ExitCode> {
    if let Some(unknown) = words.iter().find(|word| !SUITES.contains(&word.as_str())) {
        return Err(format!("there is no suite `{unknown}`; there are {}", SUITES.join(", ")));
    }
    let wants = |suite: &str| words.is_empty() || words.iter().any(|word| word == suite);
    setup::libraries(Needs::Suites)?;
    setup::nextest()?;
    setup::node()?;
    let mut steps = Steps::default();
    // First, because the window embeds the built UI, and so do its tests.
    let is_built = steps.step("ui build", || run(&mut npm(&["run", "build", "-w", "ui"])));
    if is_built && wants("rust") {
        rust(&mut steps);
    }
    if wants("ui") {
        steps.step("ui", || run(&mut npm(&["run", "test", "-w", "ui"])));
    }
    if wants("api") {
        api(&mut steps);
    }
    if is_built && wants("e2e") {
        steps.step("e2e", e2e);
    }
    if is_built && wants("shell") {
        shell(&mut steps);
    }
    Ok(steps.verdict())
}

fn rust(steps: &mut Steps) {
    let mut cluster = None;
    let is_up = steps.step("PostgreSQL", || {
        cluster = Cluster::start()?;
        Ok(())
    });
    let mut tests = cargo(&RUST);
    match &cluster {
        Some(cluster) => _ = tests.env("PEBBLE_TEST_POSTGRES", cluster.url()),
        None if is_up => steps
            .skip("rust on PostgreSQL", "no PostgreSQL here; install it, or set PGBIN to the folder of its programs"),
        None => {}
    }
    steps.step("rust", || run(&mut tests));
    // nextest leaves the examples in documentation to cargo.
    steps.step("rust examples", || run(&mut cargo(&["test", "--workspace", "--doc", "--quiet"])));
}

fn api(steps: &mut Steps) {
    let folder = places::root().join("tests").join("api");
    match setup::python("api", &folder.join("requirements.txt")) {
        Ok(python) => {
            _ = steps.step("api", || {
                // Both, as the next suite builds them: the server alone is compiled with other features.
                run(&mut tasks::build(&[tasks::DESK, tasks::SERVER]))?;
                run(program(python).arg(folder.join("probe.py")).arg(places::built(tasks::SERVER)))
            })
        }
        Err(why) => steps.skip("api", &why),
    }
}

fn e2e() -> Outcome {
    let browser = setup::browser()?;
    run(&mut tasks::build(&[tasks::DESK, tasks::SERVER]))?;
    let mut playwright = npm(&["run", "test", "-w", "tests/e2e"]);
    playwright.env("PEBBLE_DESK_BIN", places::built(tasks::DESK)).env("PEBBLE_UI_DIST", places::ui_dist());
    playwright.env("PEBBLE_SERVER_BIN", places::built(tasks::SERVER));
    if let Some(browser) = browser {
        playwright.env("PEBBLE_CHROMIUM", browser);
    }
    run(&mut playwright)
}

fn shell(steps: &mut Steps) {
    if !cfg!(target_os = "linux") {
        steps.skip("shell", "WebKitWebDriver drives the real window on Linux only");
        return;
    }
    steps.step("shell", || {
        run(&mut tasks::build(&[tasks::DESKTOP]))?;
        let suite = ["--workspace", "--features", "pebble-tests/shell", "--test", "shell"];
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut tests = on_a_hidden_screen(cargo);
        tests.env("PEBBLE_DESKTOP_BIN", places::built(tasks::DESKTOP));
        run(tests.args(["nextest", "run", "--profile", "shell"]).args(suite))
    });
}

/// A program on a virtual screen with a message bus of its own.
pub fn on_a_hidden_screen(name: impl AsRef<OsStr>) -> Command {
    let mut command = program("xvfb-run");
    command.args(["-a", "dbus-run-session", "--"]).arg(name);
    command
        // Without these two a session request to WebKitWebDriver never answers.
        .env("TAURI_AUTOMATION", "true")
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        // The accessibility bus and the GPU path both wait for things that a virtual screen does not have.
        .env("NO_AT_BRIDGE", "1")
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
    command
}

#[cfg(test)]
mod tests {
    use super::run_named;

    #[test]
    fn a_suite_that_does_not_exist_is_refused_before_anything_is_set_up() {
        let refusal = run_named(&["rust".to_owned(), "moon".to_owned()]).unwrap_err();
        assert!(refusal.contains("`moon`") && refusal.contains("e2e"), "{refusal}");
    }
}
