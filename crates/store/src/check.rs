//! What can be wrong with a database file, and the ways on.

use std::path::{Path, PathBuf};

use pebble_migrations::{MigratorTrait, Schema};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};
use serde::Serialize;

/// Why the database could not be opened. Each message is a plain sentence with what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OpenError {
    /// The file is damaged.
    #[error(
        "The database file is damaged ({reason}). Restore a backup, or set the file aside and start anew; your mail is still in Outlook."
    )]
    Damaged {
        /// What the check found.
        reason: String,
    },
    /// A newer version of the program wrote it.
    #[error(
        "This database was written by a newer version of Pebble Orchestrator. Please update the program; nothing was changed."
    )]
    Newer,
    /// Another program holds it.
    #[error("Another program is using the database. Close the other window of Pebble Orchestrator and try again.")]
    InUse,
    /// The disk is full.
    #[error("The disk is full. Free some space and try again; nothing was lost.")]
    DiskFull,
    /// The folder cannot be used.
    #[error("The folder {path} cannot be used: {reason}. Check that the disk is there and that you may write to it.", path = path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// Anything else the database says.
    #[error("The database could not be opened: {reason}.")]
    Database {
        /// Why.
        reason: String,
    },
}

impl OpenError {
    pub(crate) fn folder(path: &Path, cause: &std::io::Error) -> OpenError {
        if cause.kind() == std::io::ErrorKind::StorageFull {
            return OpenError::DiskFull;
        }
        OpenError::Folder { path: path.to_path_buf(), reason: cause.to_string() }
    }
}

impl From<DbErr> for OpenError {
    fn from(cause: DbErr) -> OpenError {
        let reason = cause.to_string();
        let says = |words: &[&str]| words.iter().any(|word| reason.contains(word));
        if says(&["not a database", "malformed", "(code: 26)", "(code: 11)", "disk image"]) {
            OpenError::Damaged { reason }
        } else if says(&["database is locked", "(code: 5)", "(code: 6)"]) {
            OpenError::InUse
        } else if says(&["disk is full", "(code: 13)"]) {
            OpenError::DiskFull
        } else {
            OpenError::Database { reason }
        }
    }
}

/// Looks at the file before SQLite does. True when there is none yet.
pub(crate) fn check_file(path: &Path) -> Result<bool, OpenError> {
    use std::io::Read;
    let mut head = [0_u8; 16];
    match std::fs::File::open(path) {
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(true),
        Err(cause) => return Err(OpenError::folder(path, &cause)),
        Ok(mut file) => match file.read(&mut head) {
            Ok(0) => return Ok(true),
            Ok(_) => {}
            Err(cause) => return Err(OpenError::folder(path, &cause)),
        },
    }
    if &head == b"SQLite format 3\0" {
        return Ok(false);
    }
    Err(OpenError::Damaged { reason: "it does not begin like a database".to_owned() })
}

/// SQLite's own check of pages and indexes.
pub(crate) async fn quick_check(connection: &DatabaseConnection) -> Result<(), OpenError> {
    let ask = Statement::from_string(DbBackend::Sqlite, "PRAGMA quick_check(5)");
    let rows = connection.query_all_raw(ask).await?;
    let mut findings = Vec::new();
    for row in rows {
        findings.push(row.try_get_by_index::<String>(0)?);
    }
    if findings.iter().all(|finding| finding == "ok") {
        return Ok(());
    }
    findings.truncate(3);
    Err(OpenError::Damaged { reason: findings.join("; ") })
}

/// A file that knows a migration we do not know was written by a newer program.
pub(crate) async fn check_version(connection: &DatabaseConnection) -> Result<(), OpenError> {
    let known: Vec<String> = Schema::migrations().iter().map(|migration| migration.name().to_owned()).collect();
    let applied = Statement::from_string(
        DbBackend::Sqlite,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'seaql_migrations'",
    );
    if connection.query_one_raw(applied).await?.is_none() {
        return Ok(());
    }
    let versions = Statement::from_string(DbBackend::Sqlite, "SELECT version FROM seaql_migrations");
    for row in connection.query_all_raw(versions).await? {
        if !known.contains(&row.try_get_by_index::<String>(0)?) {
            return Err(OpenError::Newer);
        }
    }
    Ok(())
}

/// A copy that can be restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Backup {
    /// Where.
    pub path: PathBuf,
    /// Bytes.
    pub size: u64,
}

/// The copies beside a database file, newest first.
pub fn backups(path: &Path) -> Vec<Backup> {
    let (Some(folder), Some(stem)) = (path.parent(), path.file_stem().and_then(|stem| stem.to_str())) else {
        return Vec::new();
    };
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let prefix = format!("{stem}.");
    let mut found: Vec<Backup> = entries
        .flatten()
        .filter(|entry| {
            let name = entry.file_name();
            name.to_str().is_some_and(|name| name.starts_with(&prefix) && name.ends_with(".backup"))
        })
        .map(|entry| Backup { path: entry.path(), size: entry.metadata().map(|meta| meta.len()).unwrap_or_default() })
        .collect();
    found.sort_by(|one, other| other.path.cmp(&one.path));
    found
}

/// Puts the damaged file aside (it is never deleted) so that a fresh one can be made.
///
/// # Errors
/// When the folder does not allow it.
pub fn set_aside(path: &Path, now: pebble_core::kernel::At) -> Result<PathBuf, OpenError> {
    let aside = path.with_extension(format!("{}.damaged", now.utc().format("%Y%m%dT%H%M%S")));
    std::fs::rename(path, &aside).map_err(|cause| OpenError::folder(path, &cause))?;
    for log in ["-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(log);
        let _ = std::fs::remove_file(PathBuf::from(name));
    }
    Ok(aside)
}

/// Sets the damaged file aside and puts a copy in its place.
///
/// # Errors
/// When the folder does not allow it; the copy itself stays where it is.
pub fn restore(path: &Path, backup: &Path, now: pebble_core::kernel::At) -> Result<(), OpenError> {
    if path.exists() {
        set_aside(path, now)?;
    }
    std::fs::copy(backup, path).map(|_| ()).map_err(|cause| OpenError::folder(path, &cause))
}
