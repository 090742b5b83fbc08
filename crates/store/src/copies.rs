//! The copies beside a database file: made before a migration and once a day, tried out before one is restored.
//!
//! No file with a person's work in it is deleted here: what is replaced is set aside under a dated name. Only the
//! oldest of the daily copies make room for new ones.

use std::path::{Path, PathBuf};

use chrono::{NaiveDateTime, TimeDelta};
use pebble_core::kernel::{At, Engines};
use serde::Serialize;

use crate::{
    check::OpenError,
    sqlite::{backup, try_out},
};

/// How many daily copies are kept.
pub const DAILY_KEPT: usize = 7;

/// How an instant stands in a file's name, in UTC.
const STAMP: &str = "%Y%m%dT%H%M%S";
const DAILY: &str = "daily.backup";

/// A copy that can be restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Backup {
    /// Where.
    pub path: PathBuf,
    /// Bytes.
    pub size: u64,
    /// When it was made, as its name says; `None` for a copy that somebody named otherwise.
    pub at: Option<At>,
}

impl Backup {
    fn is_daily(&self) -> bool {
        self.path.to_string_lossy().ends_with(DAILY)
    }
}

/// The copies beside a database file, newest first.
pub fn backups(path: &Path) -> Vec<Backup> {
    let (Some(folder), Some(stem)) = (path.parent(), path.file_stem().and_then(|stem| stem.to_str())) else {
        return Vec::new();
    };
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let prefix = format!("{stem}.");
    let mut found = Vec::new();
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(rest) = name.to_str().and_then(|name| name.strip_prefix(&prefix)) else { continue };
        if rest.ends_with(".backup") {
            let size = entry.metadata().map(|meta| meta.len()).unwrap_or_default();
            found.push(Backup { path: entry.path(), size, at: instant_in(rest) });
        }
    }
    found.sort_by(|one, other| (other.at, &other.path).cmp(&(one.at, &one.path)));
    found
}

fn instant_in(rest: &str) -> Option<At> {
    let stamp = rest.split('.').next()?;
    NaiveDateTime::parse_from_str(stamp, STAMP).ok().map(|instant| At::from(instant.and_utc()))
}

/// `pebble.db` → `pebble.20261122T154500.backup`.
pub(crate) fn backup_name(path: &Path, now: At) -> PathBuf {
    path.with_extension(format!("{}.backup", now.utc().format(STAMP)))
}

/// The day's copy, if it is due.
pub(crate) async fn daily(path: &Path, now: At) -> Result<Option<PathBuf>, OpenError> {
    let newest = backups(path).into_iter().find(Backup::is_daily).and_then(|copy| copy.at);
    // A copy from the future was made under a wrong clock: that it is far away is what counts.
    let is_due = newest.is_none_or(|at| now.utc().signed_duration_since(at.utc()).abs() >= TimeDelta::days(1));
    if !is_due {
        return Ok(None);
    }
    let to = path.with_extension(format!("{}.{DAILY}", now.utc().format(STAMP)));
    backup(path, &to).await?;
    for old in backups(path).into_iter().filter(Backup::is_daily).skip(DAILY_KEPT) {
        if let Err(why) = std::fs::remove_file(&old.path) {
            tracing::warn!(%why, copy = %old.path.display(), "an old copy stays");
        }
    }
    Ok(Some(to))
}

/// Puts the file aside (it is never deleted) so that a fresh one can be made. Gives back the name it has now.
///
/// # Errors
/// When the folder does not allow it.
pub fn set_aside(path: &Path, now: At) -> Result<PathBuf, OpenError> {
    let aside = free_name(path, now);
    log_aside(path, &aside)?;
    std::fs::rename(path, &aside).map_err(|cause| OpenError::folder(path, &cause))?;
    Ok(aside)
}

/// Tries a backup out, sets the present file aside and puts a copy of the backup in its place. Gives back the name
/// that the file which was there has now.
///
/// # Errors
/// [`OpenError::Backup`] when the backup fails its checks or cannot be brought up to this version, and what the folder
/// or the disk says; the present file is then untouched. The backup itself stays where it is in any case.
pub async fn restore(path: &Path, backup: &Path, engines: Engines, now: At) -> Result<Option<PathBuf>, OpenError> {
    let fresh = path.with_extension("restoring");
    clear(&fresh);
    if let Err(cause) = make_ready(backup, &fresh, engines).await {
        clear(&fresh);
        return Err(cause.of_backup(backup));
    }
    let said = |cause: std::io::Error| OpenError::folder(path, &cause);
    let aside = if path.exists() {
        let aside = free_name(path, now);
        log_aside(path, &aside)?;
        // Linked first, so that at no moment there is no database; where files cannot have two names, it is moved.
        std::fs::hard_link(path, &aside).or_else(|_| std::fs::rename(path, &aside)).map_err(said)?;
        Some(aside)
    } else {
        None
    };
    std::fs::rename(&fresh, path).map_err(said)?;
    Ok(aside)
}

async fn make_ready(backup: &Path, fresh: &Path, engines: Engines) -> Result<(), OpenError> {
    tokio::fs::copy(backup, fresh).await.map_err(|cause| OpenError::folder(backup, &cause))?;
    try_out(fresh, engines).await
}

/// Removes what an attempt at restoring left behind: copies of a copy.
fn clear(fresh: &Path) {
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(with(fresh, ending));
    }
}

/// `pebble.db` → `pebble.20261122T154500.aside`, or a name beside it that nothing has yet.
fn free_name(path: &Path, now: At) -> PathBuf {
    let stamp = now.utc().format(STAMP);
    let is_free = |name: &PathBuf| !name.exists() && !with(name, "-wal").exists();
    let first = path.with_extension(format!("{stamp}.aside"));
    std::iter::once(first.clone())
        .chain((2_u32..10_000).map(|number| path.with_extension(format!("{stamp}-{number}.aside"))))
        .find(is_free)
        .unwrap_or(first)
}

/// Moves the write-ahead log along: it may hold the latest work. Before the file, so that no other file meets it.
fn log_aside(path: &Path, aside: &Path) -> Result<(), OpenError> {
    match std::fs::rename(with(path, "-wal"), with(aside, "-wal")) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => Err(OpenError::folder(path, &cause)),
        _ => {
            // An index of the log, made anew whenever it is missing.
            let _ = std::fs::remove_file(with(path, "-shm"));
            Ok(())
        }
    }
}

fn with(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
