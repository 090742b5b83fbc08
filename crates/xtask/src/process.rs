//! Starting other programs: shown before they run, with one build folder for all of them.
//!
//! Nothing here decides what to run. What is printed goes to standard error, because the last line of standard output
//! of `start --smoke` is read by programs.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use crate::places;

/// What a step ends in: a value, or a sentence that says what went wrong and what to do.
pub type Outcome<T = ()> = Result<T, String>;

/// A program run in the checkout, with the shared build folder and no standard input.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(places::root()).stdin(Stdio::null()).env("CARGO_TARGET_DIR", places::target());
    // `cargo run` leaves these behind, and build scripts that watch them would rebuild on every change of caller.
    for (key, _) in std::env::vars_os() {
        let key_text = key.to_string_lossy();
        if key_text.starts_with("CARGO_PKG_") || key_text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&key);
        }
    }
    command
}

/// Cargo with these arguments.
pub fn cargo(args: &[&str]) -> Command {
    let mut command = program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args);
    command
}

/// npm with these arguments.
pub fn npm(args: &[&str]) -> Command {
    let mut command = program(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.args(args);
    command
}

/// A program from an npm package.
pub fn npx(args: &[&str]) -> Command {
    let mut command = program(if cfg!(windows) { "npx.cmd" } else { "npx" });
    command.args(args);
    command
}

/// Runs it in the foreground; an exit code other than 0 is an error.
pub fn run(command: &mut Command) -> Outcome {
    let shown = show(command);
    eprintln!("$ {shown}");
    let status = command.status().map_err(|why| cannot_start(command, &why))?;
    if status.success() { Ok(()) } else { Err(format!("`{shown}` ended with {status}")) }
}

/// Runs it in the foreground and hands on its exit code.
pub fn hand_over(command: &mut Command) -> Outcome<ExitCode> {
    eprintln!("$ {}", show(command));
    let status = command.status().map_err(|why| cannot_start(command, &why))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
    Ok(ExitCode::from(code))
}

/// Runs it quietly and returns what it wrote to standard output.
pub fn read(command: &mut Command) -> Outcome<String> {
    let output = command.output().map_err(|why| cannot_start(command, &why))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("`{}`: {}", show(command), String::from_utf8_lossy(&output.stderr).trim()))
    }
}

/// Whether it can be started and ends well; its output is thrown away.
pub fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Whether a program of this name is on the search path.
pub fn on_path(name: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(name).is_file()))
}

fn cannot_start(command: &Command, why: &std::io::Error) -> String {
    format!("{} cannot be started: {why}", command.get_program().to_string_lossy())
}

fn show(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_stem().unwrap_or(command.get_program());
    let words = std::iter::once(name).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}
