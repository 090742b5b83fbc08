//! The commands of the house: `cargo xtask start | test | check | bench | train | bindings | package`.
//!
//! Each command sets up what it needs and then calls the ordinary tools (cargo, npm, Playwright), so a person, a
//! fresh machine and continuous integration all run the same thing. It holds no product code and no dependency.

mod check;
mod places;
mod postgres;
mod process;
mod setup;
mod start;
mod steps;
mod suites;
mod tasks;
mod team;
mod train;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask <command>

  start [--smoke | --team]  set up, build and open the app on the demo profile; --smoke does the main job with no
                            window, --team starts an office with the desks of a rep and of the director
  test [rust|ui|api|e2e|shell]
                            set up and run every suite, or only the named ones
  check                     format, lints, docs, the architecture's rules, bindings, UI types, licences
  bench [name]              measure, and print a table
  train [--report | --folds]
                            make the model that reads mail from its text; --report judges it on the test set and on
                            foreign mail, --folds compares by cross-validation and makes nothing
  bindings                  write ui/src/bindings from the Rust types
  package [tauri options]   build installers for this platform
  icons                     draw every size in icons/ from icons/pebble.svg
";

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let command = words.next().unwrap_or_default();
    let rest: Vec<String> = words.collect();
    let outcome = match command.as_str() {
        "start" => start::run(&rest),
        "test" => suites::run_named(&rest),
        "check" => check::run_all(),
        "bench" => tasks::bench(&rest),
        "train" => train::run(&rest),
        "bindings" => tasks::bindings(),
        "package" => tasks::package(&rest),
        "icons" => tasks::icons(),
        "" | "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        unknown => Err(format!("there is no command `{unknown}`\n\n{USAGE}")),
    };
    outcome.unwrap_or_else(|problem| {
        eprintln!("\nerror: {problem}");
        ExitCode::FAILURE
    })
}
