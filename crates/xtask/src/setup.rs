//! What must be on the machine before anything builds. Each part is looked for first, so a machine that has it all
//! is only asked, never changed.
//!
//! It installs through apt on Debian and Ubuntu when it may (as root, or through sudo); elsewhere it says what is
//! missing and how to get it.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use crate::places;
use crate::process::{Outcome, cargo, npm, npx, on_path, program, read, run, succeeds};

/// Compiles the Rust that has no window.
const BUILD: &[&str] = &["build-essential", "pkg-config", "libssl-dev", "libdbus-1-dev"];
/// Compiles and opens the window.
const WINDOW: &[&str] =
    &["libwebkit2gtk-4.1-dev", "libxdo-dev", "libayatana-appindicator3-dev", "librsvg2-dev", "fonts-noto-core"];
/// Runs every suite without a screen.
const SUITES: &[&str] =
    &["xvfb", "xauth", "dbus", "gnome-keyring", "webkit2gtk-driver", "postgresql", "fonts-liberation"];

/// Chromium without its window, which does the same work in two thirds of the time.
const HEADLESS: &str = "chromium-headless-shell";

/// How much of the product is about to be built or run.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub enum Needs {
    /// The host alone.
    Host,
    /// The desktop window as well.
    Window,
    /// Everything the tests touch.
    Suites,
}

/// Sees to the system libraries.
///
/// # Errors
/// Names the missing packages and the command that installs them.
pub fn libraries(needs: Needs) -> Outcome {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let mut wanted = BUILD.to_vec();
    if needs >= Needs::Window {
        wanted.extend(WINDOW);
    }
    if needs >= Needs::Suites {
        wanted.extend(SUITES);
    }
    // Ubuntu's chromium is a snap; there Playwright brings its own browser instead.
    if needs >= Needs::Suites && chromium().is_none() && is_debian() {
        wanted.push(HEADLESS);
    }
    if on_path("dpkg-query") && on_path("apt-get") {
        return apt(&wanted);
    }
    let window_ready = needs < Needs::Window || succeeds(program("pkg-config").args(["--exists", "webkit2gtk-4.1"]));
    if window_ready && on_path("cc") {
        return Ok(());
    }
    Err(format!("some system libraries are missing; install what your system calls: {}", wanted.join(" ")))
}

fn apt(wanted: &[&str]) -> Outcome {
    let missing = not_installed(wanted);
    if missing.is_empty() {
        return Ok(());
    }
    let by_hand = format!("apt-get install --no-install-recommends {}", missing.join(" "));
    let Some(prefix) = privilege() else {
        return Err(format!("these packages are missing, and only root may add them. Run: sudo {by_hand}"));
    };
    eprintln!("Installing {}", missing.join(" "));
    run(&mut apt_get(prefix, &["update", "-qq"]))?;
    let mut words = vec!["install", "-y", "-qq", "--no-install-recommends"];
    words.extend(&missing);
    run(&mut apt_get(prefix, &words)).map_err(|problem| format!("{problem}; try it by hand: sudo {by_hand}"))
}

fn not_installed<'a>(wanted: &[&'a str]) -> Vec<&'a str> {
    let is_installed = |package: &str| {
        read(program("dpkg-query").args(["-W", "-f", "${db:Status-Status}", package]))
            .is_ok_and(|status| status == "installed")
    };
    wanted.iter().copied().filter(|package| !is_installed(package)).collect()
}

/// The words to put before a command that needs root, or nothing if root is out of reach.
fn privilege() -> Option<&'static [&'static str]> {
    if is_root() {
        Some(&[])
    } else if on_path("sudo") && (std::io::stdin().is_terminal() || succeeds(program("sudo").args(["-n", "true"]))) {
        Some(&["sudo"])
    } else {
        None
    }
}

fn apt_get(prefix: &[&str], words: &[&str]) -> Command {
    let all: Vec<&str> = prefix.iter().copied().chain(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]).collect();
    let (first, rest) = all.split_first().map_or(("apt-get", &[][..]), |(first, rest)| (*first, rest));
    let mut command = program(first);
    command.args(rest).args(words).stdin(Stdio::inherit());
    command
}

/// Whether this runs as root, which PostgreSQL refuses and Chromium wants to be told about.
pub fn is_root() -> bool {
    cfg!(unix) && read(program("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn is_debian() -> bool {
    std::fs::read_to_string("/etc/os-release").is_ok_and(|text| text.lines().any(|line| line == "ID=debian"))
}

/// Sees to Node and to the packages of the UI.
///
/// # Errors
/// Says which Node is needed, or what npm answered.
pub fn node() -> Outcome {
    let fix = "install Node 20 or newer: https://nodejs.org/en/download";
    let version = read(program("node").arg("--version")).map_err(|_| format!("Node is missing; {fix}"))?;
    if !is_recent(&version) {
        return Err(format!("Node {} is too old; {fix}", version.trim()));
    }
    let changed = |path: &str| std::fs::metadata(places::root().join(path)).and_then(|file| file.modified()).ok();
    let installed: Option<SystemTime> = changed("node_modules/.package-lock.json");
    let is_fresh = installed.is_some() && installed >= changed("package-lock.json");
    if is_fresh { Ok(()) } else { run(&mut npm(&["ci", "--no-audit", "--no-fund"])) }
}

fn is_recent(node_version: &str) -> bool {
    let major = node_version.trim().trim_start_matches('v').split('.').next();
    major.and_then(|part| part.parse::<u32>().ok()).is_some_and(|major| major >= 20)
}

/// Sees to a Python of its own for a purpose, with the packages that a list names, and answers where it is.
///
/// # Errors
/// Says what is missing: Python 3 with `venv`, or what the package index answered.
pub fn python(purpose: &str, packages: &Path) -> Outcome<PathBuf> {
    let wanted = std::fs::read_to_string(packages).map_err(|why| format!("{}: {why}", packages.display()))?;
    let home = places::cache().join("python").join(purpose);
    let bin = home.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let python = bin.join(format!("python{}", std::env::consts::EXE_SUFFIX));
    // Written when all of it is there: what was broken off is begun again.
    let note = home.join("packages.txt");
    if std::fs::read_to_string(&note).is_ok_and(|there| there == wanted) {
        return Ok(python);
    }
    let system = if cfg!(windows) { "python" } else { "python3" };
    run(program(system).args(["-m", "venv", "--clear"]).arg(&home))
        .map_err(|problem| format!("{problem}; install Python 3.10 or newer with venv"))?;
    run(program(&python).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]).arg(packages))?;
    std::fs::write(&note, wanted).map_err(|why| format!("{}: {why}", note.display()))?;
    Ok(python)
}

/// Sees to cargo-nextest, which runs the Rust tests.
///
/// # Errors
/// Says how to install it by hand.
pub fn nextest() -> Outcome {
    if succeeds(&mut cargo(&["nextest", "--version"])) {
        return Ok(());
    }
    run(&mut cargo(&["install", "cargo-nextest", "--locked"]))
        .map_err(|problem| format!("{problem}; see https://nexte.st/docs/installation for a ready-made binary"))
}

/// The Chromium that Playwright drives: `PEBBLE_CHROMIUM`, or one in its usual place.
pub fn chromium() -> Option<PathBuf> {
    let usual = [
        "/usr/bin/chromium-headless-shell",
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
        "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
    ];
    std::env::var_os("PEBBLE_CHROMIUM")
        .map(PathBuf::from)
        .or_else(|| usual.iter().map(PathBuf::from).find(|path| path.is_file()))
}

/// Sees to a browser for Playwright; answers with its path, or nothing if Playwright keeps its own.
///
/// # Errors
/// Says what Playwright answered.
pub fn browser() -> Outcome<Option<PathBuf>> {
    let mut found = chromium();
    if found.as_deref() == Some(Path::new("/usr/bin/chromium")) && is_debian() {
        if let Err(problem) = apt(&[HEADLESS]) {
            eprintln!("Chromium is used with its window, which takes longer: {problem}");
        }
        found = chromium();
    }
    if found.is_none() {
        run(&mut npx(&["--no-install", "playwright-core", "install", "chromium"]))?;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::is_recent;

    #[test]
    fn node_twenty_is_new_enough_and_eighteen_is_not() {
        assert!(is_recent("v20.20.2\n"));
        assert!(is_recent("v100.0.0"));
        assert!(!is_recent("v18.20.4\n"));
        assert!(!is_recent("node?"));
    }
}
