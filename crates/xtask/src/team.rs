//! `cargo xtask start --team`: an office on embedded SQLite and two desks of it, a rep's with the demo's mailbox and the
//! director's, so that one sees what the other does. Each start begins afresh.

use std::io::{BufRead, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitCode, Stdio};

use crate::process::{Outcome, npm, program, read, run};
use crate::setup::{self, Needs};
use crate::start::has_screen;
use crate::{places, tasks};

/// A program that ends with this one.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

type Said = Lines<BufReader<ChildStdout>>;

fn begin(command: &mut Command) -> Outcome<(Running, Said)> {
    let mut child =
        command.stdout(Stdio::piped()).spawn().map_err(|why| format!("a program of the team cannot start: {why}"))?;
    let said = child.stdout.take().ok_or("a program of the team has no output")?;
    Ok((Running(child), BufReader::new(said).lines()))
}

/// What stands behind this beginning in the next line that has it.
fn told(said: &mut Said, beginning: &str) -> Outcome<String> {
    for line in said {
        let line = line.map_err(|why| why.to_string())?;
        if let Some(rest) = line.strip_prefix(beginning) {
            return Ok(rest.trim().to_owned());
        }
    }
    Err(format!("a program of the team ended without saying {beginning:?}"))
}

/// Sets up, builds and starts all three, and waits until one of the desks is closed.
///
/// # Errors
/// Names the step that failed.
pub fn run_team() -> Outcome<ExitCode> {
    let has_window = has_screen();
    setup::libraries(if has_window { Needs::Window } else { Needs::Host })?;
    setup::node()?;
    run(&mut npm(&["run", "build", "-w", "ui"]))?;
    let desk = if has_window { tasks::DESKTOP } else { tasks::DESK };
    run(&mut tasks::build(&[tasks::SERVER, desk]))?;
    let folder = places::target().join("team");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).map_err(|why| format!("{} cannot be made: {why}", folder.display()))?;
    team(&folder, desk)
}

fn team(folder: &Path, desk: &str) -> Outcome<ExitCode> {
    let office = folder.join("office");
    let mut server = program(places::built(tasks::SERVER));
    server.arg("--data").arg(&office).args(["--listen", "127.0.0.1:0"]).env("RUST_LOG", "warn");
    let (_server, mut said) = begin(&mut server)?;
    let address = told(&mut said, "listening on ")?;
    println!("The office's server is on {address}");
    let mut desks = Vec::new();
    // The director comes first: whoever does sets the office up.
    for (who, profile) in [("Meera Joshi, director", "--demo-director"), ("Asha, sales rep", "--demo")] {
        let invitation = read(program(places::built(tasks::SERVER)).args(["invite", "--data"]).arg(&office))?;
        let mut words = program(places::built(desk));
        words.arg(profile).arg("--data").arg(folder.join(profile.trim_start_matches('-')));
        words.args(["--office", &address, "--invitation", invitation.trim()]);
        if desk == tasks::DESK {
            words.args(["--http", "127.0.0.1:0", "--ui"]).arg(places::ui_dist());
            let (running, mut said) = begin(&mut words)?;
            println!("{who}: {}", told(&mut said, "Pebble Orchestrator is on ")?);
            told(&mut said, "ready")?;
            desks.push((running, said));
        } else {
            let (running, said) = begin(&mut words)?;
            println!("{who}: in a window");
            desks.push((running, said));
        }
    }
    println!("A card that moves on one desk moves on the other. Close a desk, or press Ctrl-C, to end all of it.");
    loop {
        for (running, _) in &mut desks {
            if running.0.try_wait().map_err(|why| why.to_string())?.is_some() {
                return Ok(ExitCode::SUCCESS);
            }
        }
        std::thread::sleep(std::time::Duration::from_millis(300));
    }
}
