//! What can be wrong with a database file, found before anything is written to it.

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
    #[error(
        "Another program holds the database: a backup or sync tool, or a database viewer. Close it and try again; nothing was changed."
    )]
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
    /// A migration could not be carried out; it has been undone.
    #[error(
        "The database could not be brought up to this version of Pebble Orchestrator ({reason}). It is as it was before. Restore a backup, or set the file aside and start anew; your mail is still in Outlook."
    )]
    Migration {
        /// What the database said.
        reason: String,
    },
    /// The copy that was to be restored is no use.
    #[error("The backup {name} cannot be used: {reason}. Nothing was changed; choose another one.")]
    Backup {
        /// Its file's name.
        name: String,
        /// What is wrong with it.
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

    /// What a migration met: a cause that passes keeps its own name, everything else is the migration's.
    pub(crate) fn migrating(cause: DbErr) -> OpenError {
        match OpenError::from(cause) {
            OpenError::Database { reason } => OpenError::Migration { reason },
            other => other,
        }
    }

    /// What is wrong with a backup that was tried out: the disk and other programs keep their own names.
    pub(crate) fn of_backup(self, backup: &Path) -> OpenError {
        let reason = match self {
            OpenError::Damaged { reason } => format!("it is damaged ({reason})"),
            OpenError::Newer => "a newer version of Pebble Orchestrator wrote it".to_owned(),
            OpenError::Migration { reason } => format!("it could not be brought up to this version ({reason})"),
            OpenError::Database { reason } => reason,
            OpenError::InUse | OpenError::DiskFull | OpenError::Folder { .. } | OpenError::Backup { .. } => {
                return self;
            }
        };
        let name = backup.file_name().unwrap_or(backup.as_os_str()).to_string_lossy().into_owned();
        OpenError::Backup { name, reason }
    }

    /// True when another file in the place of this one is a way on: restoring a backup, or starting anew.
    pub fn is_about_the_file(&self) -> bool {
        matches!(
            self,
            OpenError::Damaged { .. } | OpenError::Newer | OpenError::Migration { .. } | OpenError::Database { .. }
        )
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
    // One row may hold several lines, the first of which names the database.
    let mut faults = findings.iter().flat_map(|finding| finding.lines()).filter(|line| !line.starts_with("***"));
    let first = faults.next().unwrap_or("no fault was named");
    let more = if faults.next().is_some() { ", and more" } else { "" };
    Err(OpenError::Damaged { reason: format!("{first}{more}") })
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
