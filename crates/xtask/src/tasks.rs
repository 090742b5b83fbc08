//! The short commands: `bindings`, `bench`, `package`, `icons`, and the one build others share.

use std::path::Path;
use std::process::{Command, ExitCode};

use crate::places;
use crate::postgres::Cluster;
use crate::process::{Outcome, cargo, hand_over, npm, npx, program, run};
use crate::setup::{self, Needs};
use crate::suites;

/// Builds programs of the workspace by name.
///
/// Every build selects the whole workspace and then only a target in it: cargo compiles a dependency anew for each set
/// of features, and the set depends on which packages are selected, and on which of them have a target that is asked
/// for. So start, check and test share one.
pub fn build(programs: &[&str]) -> Command {
    let mut command = cargo(&["build", "--workspace"]);
    for name in programs {
        command.args(["--bin", name]);
    }
    command
}

/// The desk without a window.
pub const DESK: &str = "pebble-desk";
/// The desk with its window.
pub const DESKTOP: &str = "pebble-desktop";

/// The office's server.
pub const SERVER: &str = "pebble-server";

/// Writes the TypeScript that is generated from the Rust types into a folder.
///
/// # Errors
/// If the host does not build or the folder cannot be written.
pub fn write_bindings(folder: &Path) -> Outcome {
    run(&mut build(&[DESK]))?;
    run(program(places::built(DESK)).arg("--bindings").arg(folder))
}

/// `cargo xtask bindings`.
///
/// # Errors
/// As [`write_bindings`], or a missing system library.
pub fn bindings() -> Outcome<ExitCode> {
    setup::libraries(Needs::Host)?;
    write_bindings(&places::bindings())?;
    Ok(ExitCode::SUCCESS)
}

/// `cargo xtask bench [name]`: optimised, because an unoptimised figure says nothing. The board is also
/// measured on a screen, which takes the built UI and a browser, and the window on one that is not there.
///
/// # Errors
/// A missing system library, browser or package, or a build that fails.
pub fn bench(words: &[String]) -> Outcome<ExitCode> {
    let wants = |name: &str| words.is_empty() || words.iter().any(|word| word == name);
    let needs_browser = wants("board") || wants("sync");
    let has_window = cfg!(target_os = "linux") && wants("window");
    setup::libraries(if needs_browser || has_window { Needs::Suites } else { Needs::Host })?;
    // The sync figures have servers and desks in processes of their own.
    let programs = ["--bin", "bench", "--bin", "office-server", "--bin", "office-desk"];
    run(cargo(&["build", "--release", "--package", "pebble-tests"]).args(programs))?;
    let released = places::target().join("release");
    let measuring = released.join(format!("bench{}", std::env::consts::EXE_SUFFIX));
    let mut bench = if has_window { suites::on_a_hidden_screen(measuring) } else { program(measuring) };
    bench.args(words);
    if has_window {
        setup::node()?;
        run(&mut npm(&["run", "build", "-w", "ui"]))?;
        run(&mut cargo(&["build", "--release", "--package", "pebble-desktop"]))?;
        bench.env("PEBBLE_DESKTOP_BIN", released.join(DESKTOP));
    }
    let cluster = if wants("sync") { Cluster::start()? } else { None };
    if let Some(cluster) = &cluster {
        bench.env("PEBBLE_TEST_POSTGRES", cluster.url());
    }
    if needs_browser {
        setup::node()?;
        if let Some(browser) = setup::browser()? {
            bench.env("PEBBLE_CHROMIUM", browser);
        }
    }
    if wants("sync") {
        let peers = places::root().join("tests/bench/peers");
        run(npm(&["ci", "--no-audit", "--no-fund"]).current_dir(&peers))?;
        bench.env("PEBBLE_BENCH_PEERS", peers);
    }
    if wants("intent") {
        let packages = places::root().join("tests/bench/peers-intent/requirements.txt");
        bench.env("PEBBLE_BENCH_PYTHON", setup::python("intent", &packages)?);
    }
    if wants("board") {
        run(&mut npm(&["run", "build", "-w", "ui"]))?;
        bench.env("PEBBLE_UI_DIST", places::ui_dist());
        let boards = places::root().join("tests/bench/peers-board");
        run(npm(&["ci", "--no-audit", "--no-fund"]).current_dir(&boards))?;
        run(npm(&["run", "build"]).current_dir(&boards))?;
        bench.env("PEBBLE_BENCH_BOARD_PEERS", boards);
    }
    let ended = hand_over(&mut bench);
    drop(cluster);
    ended
}

/// The Tauri bundler, fetched when it is first asked for: only packaging needs it.
fn tauri(word: &str) -> Command {
    let mut command = npx(&["--yes", "@tauri-apps/cli@2.12.5"]);
    command.arg(word);
    command
}

/// `cargo xtask package [options]`: installers for this platform through the Tauri bundler.
///
/// # Errors
/// A missing system library or package, or a build that fails.
pub fn package(words: &[String]) -> Outcome<ExitCode> {
    setup::libraries(Needs::Window)?;
    setup::node()?;
    run(&mut npm(&["run", "build", "-w", "ui"]))?;
    hand_over(tauri("build").args(words))
}

/// `cargo xtask icons`: every size from the one drawing; sizes for shops and phones are left out.
///
/// # Errors
/// A drawing that cannot be read, or a bundler that cannot be fetched.
pub fn icons() -> Outcome<ExitCode> {
    let folder = places::target().join("icons");
    run(tauri("icon").args(["icons/pebble.svg", "--output"]).arg(&folder))?;
    for name in ["32x32.png", "128x128.png", "128x128@2x.png", "icon.png", "icon.ico", "icon.icns"] {
        std::fs::copy(folder.join(name), places::root().join("icons").join(name))
            .map_err(|why| format!("icons/{name} cannot be written: {why}"))?;
    }
    Ok(ExitCode::SUCCESS)
}
