//! Starting other programs: shown before they run, with one build folder for all of them.
//!
//! Nothing here decides what to run. What is printed goes to standard error, because the last line of standard output
//! of `start --smoke` is read by programs.

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, IsTerminal as _};
use std::path::Path;
use std::process::{Command, ExitCode, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::places;

/// What a step ends in: a value, or a sentence that says what went wrong and what to do.
pub type Outcome<T = ()> = Result<T, String>;

/// How much of a failed program's output is said again with the verdict.
const LAST_LINES: usize = 40;
/// How long to listen for lines on their way when the program has ended.
const AFTERWARDS: Duration = Duration::from_millis(500);

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
///
/// Where nobody watches (a log, continuous integration), the error ends with the last lines that it printed: a verdict
/// stands far below the step it is about, and logs are read from their end.
pub fn run(command: &mut Command) -> Outcome {
    let shown = show(command);
    eprintln!("$ {shown}");
    let (status, last) = if std::io::stderr().is_terminal() {
        (command.status().map_err(|why| cannot_start(command, &why))?, Vec::new())
    } else {
        copied(command)?
    };
    if status.success() {
        return Ok(());
    }
    let verdict = format!("`{shown}` ended with {status}");
    Err(last.into_iter().fold(verdict, |all, line| format!("{all}\n    {line}")))
}

/// Runs it, copies what it prints to standard error, and returns the last lines of that besides.
fn copied(command: &mut Command) -> Outcome<(ExitStatus, Vec<String>)> {
    let broken = |why: std::io::Error| format!("what it prints cannot be read: {why}");
    let (from, to) = std::io::pipe().map_err(broken)?;
    command.stdout(to.try_clone().map_err(broken)?).stderr(to);
    let mut child = command.spawn().map_err(|why| cannot_start(command, &why))?;
    let (news, heard) = mpsc::channel();
    let printed = news.clone();
    std::thread::spawn(move || {
        BufReader::new(from).split(b'\n').map_while(Result::ok).try_for_each(|line| printed.send(News::Printed(line)))
    });
    std::thread::spawn(move || news.send(News::Ended(child.wait())));
    let mut last = VecDeque::new();
    let mut status = None;
    // A service that it started may hold the pipe open for hours, so its end is not what is waited for.
    while let Ok(next) = heard.recv_timeout(if status.is_some() { AFTERWARDS } else { Duration::MAX }) {
        match next {
            News::Ended(end) => status = Some(end.map_err(broken)?),
            News::Printed(line) => {
                let line = String::from_utf8_lossy(&line).trim_end().to_owned();
                eprintln!("{line}");
                last.push_back(line);
                if last.len() > LAST_LINES {
                    last.pop_front();
                }
            }
        }
    }
    let status = status.ok_or("its end was not heard of")?;
    Ok((status, last.into()))
}

/// What is heard of a running program.
enum News {
    Printed(Vec<u8>),
    Ended(std::io::Result<ExitStatus>),
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

#[cfg(test)]
mod tests {
    use super::{cargo, copied, program};

    #[test]
    fn what_a_program_prints_is_copied_and_its_last_lines_are_kept() {
        let (status, last) = copied(&mut cargo(&["no-such-command"])).unwrap();
        assert!(!status.success());
        assert!(last.iter().any(|line| line.contains("no-such-command")), "{last:?}");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let refusal = copied(&mut program("no-such-program")).unwrap_err();
        assert!(refusal.contains("no-such-program"), "{refusal}");
    }
}
