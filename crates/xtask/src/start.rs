//! `cargo xtask start`: from a fresh clone to the running app on the demo profile.
//!
//! With no screen it serves the same app on loopback instead; with `--smoke` it does the main job with no UI at all
//! and hands on the exit code; with `--team` it starts an office with two desks ([`team`]).

use std::process::{ExitCode, Stdio};

use crate::process::{Outcome, hand_over, npm, program, run as call};
use crate::setup::{self, Needs};
use crate::{places, tasks, team};

/// Sets up, builds and starts, as the words after `start` ask.
///
/// # Errors
/// Names the step that failed, or the word it does not know, and the fix.
pub fn run(words: &[String]) -> Outcome<ExitCode> {
    match words {
        [] => open(false),
        [word] if word == "--smoke" => open(true),
        [word] if word == "--team" => team::run_team(),
        _ => Err(format!("`start` takes --smoke or --team, not `{}`", words.join(" "))),
    }
}

fn open(is_smoke: bool) -> Outcome<ExitCode> {
    if is_smoke {
        setup::libraries(Needs::Host)?;
        call(&mut tasks::build(&[tasks::DESK]))?;
        return hand_over(program(places::built(tasks::DESK)).args(["--demo", "--smoke"]));
    }
    let has_screen = has_screen();
    setup::libraries(if has_screen { Needs::Window } else { Needs::Host })?;
    setup::node()?;
    call(&mut npm(&["run", "build", "-w", "ui"]))?;
    if has_screen {
        call(&mut tasks::build(&[tasks::DESKTOP]))?;
        return hand_over(program(places::built(tasks::DESKTOP)).arg("--demo").stdin(Stdio::inherit()));
    }
    eprintln!("There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set): serving the app on loopback.");
    call(&mut tasks::build(&[tasks::DESK]))?;
    let mut desk = program(places::built(tasks::DESK));
    desk.args(["--demo", "--http", "127.0.0.1:0", "--ui"]).arg(places::ui_dist());
    hand_over(desk.stdin(Stdio::inherit()))
}

/// Whether a window can be shown.
pub fn has_screen() -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}
