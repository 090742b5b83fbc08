//! A PostgreSQL for the length of one run: its own folder, its own port on loopback, nothing of it left behind.
//!
//! It never touches a server that is already running. It trusts every local caller and does not flush to disk, so it
//! is for tests alone.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{Outcome, program, read, run, succeeds};
use crate::setup;

const PREFIX: &str = "pebble-postgres-";

/// A running cluster; dropping it stops the server and removes its folder.
pub struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
}

impl Cluster {
    /// Starts one, or answers nothing if this machine has no PostgreSQL.
    ///
    /// # Errors
    /// What `initdb` or `pg_ctl` said.
    pub fn start() -> Outcome<Option<Self>> {
        let Some(programs) = programs() else { return Ok(None) };
        sweep(&programs);
        // Not under the home folder: the user that PostgreSQL runs as could not enter it.
        let folder = std::env::temp_dir().join(format!("{PREFIX}{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|why| format!("{} cannot be made: {why}", folder.display()))?;
        let cluster = Self { programs, folder, port: free_port()? };
        cluster.init()?;
        Ok(Some(cluster))
    }

    /// Where tests reach it, as the owner of every database in it.
    pub fn url(&self) -> String {
        format!("postgres://pebble@127.0.0.1:{}/postgres", self.port)
    }

    fn init(&self) -> Outcome {
        if setup::is_root() {
            run(program("chown").arg("postgres").arg(&self.folder))?;
        }
        let data = self.folder.join("cluster");
        let options = ["-U", "pebble", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
        read(as_owner(&self.programs, "initdb", &self.folder).args(options).arg("-D").arg(&data))?;
        // Windows hands the quotes on as they are, and has no sockets in folders to switch off.
        let no_socket = if cfg!(windows) { "" } else { "-c unix_socket_directories=''" };
        let settings = format!(
            "-p {} -c listen_addresses=127.0.0.1 {no_socket} -c max_connections=200 \
             -c fsync=off -c synchronous_commit=off -c full_page_writes=off",
            self.port
        );
        let log = self.folder.join("log");
        let mut start = as_owner(&self.programs, "pg_ctl", &self.folder);
        start.args(["-w", "-s", "-o", &settings, "-l"]).arg(&log).arg("-D").arg(&data).arg("start");
        // The server would inherit a pipe and hold it open, so its output is not collected.
        run(&mut start)
            .map_err(|problem| format!("{problem}: {}", std::fs::read_to_string(&log).unwrap_or_default().trim()))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        stop(&self.programs, &self.folder);
    }
}

fn stop(programs: &Path, folder: &Path) {
    let data = folder.join("cluster");
    succeeds(as_owner(programs, "pg_ctl", folder).args(["-s", "-m", "immediate", "stop", "-D"]).arg(data));
    if let Err(why) = std::fs::remove_dir_all(folder) {
        eprintln!("{} stays behind: {why}", folder.display());
    }
}

/// Ends the clusters of runs that were interrupted. A run is known by its process id, which only Linux lets one
/// look up without asking another program.
fn sweep(programs: &Path) {
    if !Path::new("/proc/self").exists() {
        return;
    }
    let Ok(entries) = std::fs::read_dir(std::env::temp_dir()) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let owner = name.to_str().and_then(|name| name.strip_prefix(PREFIX)).and_then(|id| id.parse::<u32>().ok());
        if owner.is_some_and(|id| !Path::new("/proc").join(id.to_string()).exists()) {
            stop(programs, &entry.path());
        }
    }
}

/// One of PostgreSQL's programs, run as a user it accepts: it refuses root.
fn as_owner(programs: &Path, name: &str, folder: &Path) -> Command {
    let path = programs.join(name);
    let mut command = if setup::is_root() {
        let mut command = program("runuser");
        command.args(["-u", "postgres", "--"]).arg(path);
        command
    } else {
        program(path)
    };
    command.current_dir(folder);
    command
}

fn free_port() -> Outcome<u16> {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|why| format!("no free port on loopback: {why}"))
}

/// The folder of PostgreSQL's programs: `PGBIN`, what `pg_config` says, or the newest in the usual places.
fn programs() -> Option<PathBuf> {
    let has_initdb = |folder: &PathBuf| folder.join(format!("initdb{}", std::env::consts::EXE_SUFFIX)).is_file();
    let told = std::env::var_os("PGBIN").map(PathBuf::from);
    let asked = || read(program("pg_config").arg("--bindir")).ok().map(|line| PathBuf::from(line.trim()));
    told.filter(has_initdb).or_else(|| asked().filter(has_initdb)).or_else(|| {
        let homes = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "C:\\Program Files\\PostgreSQL"];
        let versions = homes.iter().filter_map(|home| std::fs::read_dir(home).ok()).flatten().flatten();
        let mut folders: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).filter(has_initdb).collect();
        folders.sort();
        folders.pop()
    })
}
