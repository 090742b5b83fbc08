//! The computer's own keyring: the real Secret Service of GNOME, on a message bus of the test's own.
//!
//! Nobody's keyring is touched: the bus, the keyring's files and its password live as long as the test.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

const SECRET: &str = "0.AXkA-a-refresh-token-that-nobody-may-read";

/// The bus starts the keyring when it is first asked for, with the password of a log-in, and ends it when it ends.
const KEYRING: &str = "[D-BUS Service]\nName=org.freedesktop.secrets\n\
     Exec=/bin/sh -c 'printf hunter2 | exec gnome-keyring-daemon --unlock --foreground --components=secrets'\n";

/// A message bus that knows only what stands in its own folder, and a home for the keyring's files.
struct Session {
    bus: Child,
    address: String,
    home: tempfile::TempDir,
}

impl Session {
    /// A log-in on a computer with a keyring. Nothing, said loudly, where the programs are missing: `cargo xtask test`
    /// installs them on Debian and Ubuntu.
    fn with_keyring() -> Option<Session> {
        let home = home()?;
        let services = home.path().join("services");
        std::fs::create_dir(&services).unwrap();
        std::fs::write(services.join("org.freedesktop.secrets.service"), KEYRING).unwrap();
        Some(Session::log_in(home))
    }

    /// A log-in on a computer without one.
    fn bare() -> Option<Session> {
        Some(Session::log_in(home()?))
    }

    fn log_in(home: tempfile::TempDir) -> Session {
        let rules = home.path().join("bus.conf");
        let (path, kind) = (home.path().display(), "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN");
        let text = format!(
            "<!DOCTYPE busconfig PUBLIC \"{kind}\" \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\
             <busconfig><type>session</type><listen>unix:path={path}/bus</listen><servicedir>{path}/services</servicedir>\
             <policy context=\"default\"><allow send_destination=\"*\"/><allow receive_sender=\"*\"/><allow own=\"*\"/></policy></busconfig>"
        );
        std::fs::write(&rules, text).unwrap();
        let mut bus = in_home(Command::new("dbus-daemon"), home.path())
            .arg(format!("--config-file={}", rules.display()))
            .args(["--nofork", "--nopidfile", "--print-address"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(bus.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Session { bus, address: address.trim().to_owned(), home }
    }

    /// The next day: logged out, and in again.
    fn next_day(mut self) -> Session {
        self.log_out();
        let home = std::mem::replace(&mut self.home, tempfile::tempdir().unwrap());
        Session::log_in(home)
    }

    fn log_out(&mut self) {
        // It may have been ended before: that is what is wanted.
        let _ = self.bus.kill();
        let _ = self.bus.wait();
    }

    fn folder(&self) -> PathBuf {
        self.home.path().join("auth")
    }

    fn program(&self, name: &str) -> Command {
        let mut command = in_home(Command::new(name), self.home.path());
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.address);
        command
    }

    fn lock(&self) {
        let lock = ["org.freedesktop.Secret.Service.Lock", "array:objpath:/org/freedesktop/secrets/collection/login"];
        let sent = self
            .program("dbus-send")
            .args(["--session", "--print-reply", "--dest=org.freedesktop.secrets", "/org/freedesktop/secrets"])
            .args(lock)
            .stdout(Stdio::null())
            .status();
        assert!(sent.unwrap().success());
    }

    /// One start of the app: what it says.
    fn desk(&self, words: &[&str]) -> String {
        said(self.program(env!("CARGO_BIN_EXE_keyring-desk")).arg(self.folder()).args(words))
    }

    fn assert_never_in_plain_text(&self) {
        let files = files_in(self.home.path());
        for file in &files {
            // The bus itself lies here as well, and cannot be read.
            let Ok(bytes) = std::fs::read(file) else { continue };
            let is_told = bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes());
            assert!(!is_told, "{} tells the token", file.display());
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.log_out();
    }
}

fn home() -> Option<tempfile::TempDir> {
    let programs = ["dbus-daemon", "dbus-send", "gnome-keyring-daemon"];
    let missing: Vec<&str> = programs.into_iter().filter(|name| !is_there(name)).collect();
    if missing.is_empty() {
        return Some(tempfile::tempdir().unwrap());
    }
    eprintln!("SKIPPED: the keyring is not tested, because {} cannot be found", missing.join(" and "));
    None
}

/// Nothing that is started may find the keyring, the bus or the screen of whoever runs the tests.
fn in_home(mut command: Command, home: &Path) -> Command {
    command
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", home)
        .env("XDG_DATA_HOME", home.join("data"))
        .env_remove("GNOME_KEYRING_CONTROL")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY");
    command
}

fn is_there(name: &str) -> bool {
    std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).any(|folder| folder.join(name).is_file())
}

fn said(program: &mut Command) -> String {
    let output = program.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files_in(&path) } else { vec![path] }).collect()
}

#[test]
fn a_sign_in_is_kept_found_replaced_and_forgotten_and_never_stands_in_plain_text() {
    let Some(session) = Session::with_keyring() else { return };
    assert_eq!(session.desk(&["load"]), "nothing");
    assert_eq!(session.desk(&["store", SECRET]), "kept");
    assert_eq!(session.desk(&["load"]), format!("found {SECRET}"));
    session.assert_never_in_plain_text();
    let newer = format!("{SECRET}-newer");
    assert_eq!(session.desk(&["store", &newer]), "kept");
    assert_eq!(session.desk(&["load"]), format!("found {newer}"));
    session.assert_never_in_plain_text();
    assert_eq!(session.desk(&["clear"]), "forgotten");
    assert_eq!(session.desk(&["load"]), "nothing");
    assert_eq!(session.desk(&["clear"]), "forgotten", "there is nothing to forget");
    assert!(files_in(&session.folder()).is_empty());
}

#[test]
fn a_locked_keyring_says_so_keeps_the_sign_in_and_writes_nothing() {
    let Some(session) = Session::with_keyring() else { return };
    assert_eq!(session.desk(&["store", SECRET]), "kept");
    session.lock();
    let before: Vec<Vec<u8>> = files_in(&session.folder()).iter().map(|file| std::fs::read(file).unwrap()).collect();
    for words in [&["load"][..], &["store", SECRET]] {
        let told = session.desk(words);
        assert!(told.starts_with("refused: the keyring") && told.contains("try again"), "{words:?}: {told}");
    }
    let after: Vec<Vec<u8>> = files_in(&session.folder()).iter().map(|file| std::fs::read(file).unwrap()).collect();
    assert!(before == after, "the sign-in was touched");
    session.assert_never_in_plain_text();
    let session = session.next_day();
    assert_eq!(session.desk(&["load"]), format!("found {SECRET}"));
}

#[test]
fn a_computer_without_a_keyring_is_told_what_to_do_and_nothing_is_written() {
    let Some(session) = Session::bare() else { return };
    let nobody = session.desk(&["store", SECRET]);
    let mut without_bus = session.program(env!("CARGO_BIN_EXE_keyring-desk"));
    without_bus.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all").arg(session.folder());
    let no_bus = said(without_bus.args(["store", SECRET]));
    for told in [nobody, no_bus] {
        assert!(told.contains("no keyring: install one, or choose to sign in at every start"), "{told}");
    }
    assert!(files_in(&session.folder()).is_empty());
    assert_eq!(session.desk(&["load"]), "nothing");
}
