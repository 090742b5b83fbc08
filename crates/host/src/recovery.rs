//! What there is to say when no desk could be opened, and the ways on that are then possible.
//!
//! Only another file in the place of the database is offered, and only when the file is what is wrong: a full disk or
//! another program is for the person to see to, and then to try again.

use std::path::{Path, PathBuf};

use pebble_core::{
    engines::ENGINES,
    kernel::{At, Clock, Code, Error, Result},
};
use pebble_store::{OpenError, backups, restore, set_aside};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    Options, SystemClock,
    lock::FolderLock,
    open::{DATABASE, OpenProblem, folder_of},
};

/// Why there is no desk, and the ways on. Trying again is always one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Recovery {
    /// What is wrong and what to do, in plain words.
    pub message: String,
    /// Where the desk keeps its files.
    pub folder: String,
    /// The backups that may take the place of the database, newest first; none when that would not help.
    pub backups: Vec<BackupView>,
    /// Whether the database may be set aside for a fresh one.
    pub can_start_anew: bool,
}

/// A backup that can be restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BackupView {
    /// Its file's name, by which it is restored.
    pub name: String,
    /// When it was made, if its name says so.
    pub at: Option<At>,
    /// Bytes.
    #[ts(type = "number")]
    pub size: u64,
}

/// What came of a way on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Recovered {
    /// Why there is still no desk; `None` when it is open.
    pub trouble: Option<Recovery>,
    /// The name that the file which was replaced has now.
    pub set_aside: Option<String>,
}

/// Asks for a backup to be restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RestoreBackup {
    /// [`BackupView::name`].
    pub backup: String,
}

/// The ways on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Way {
    /// Open it again: what was wrong may be put right.
    OpenAgain,
    /// Put this backup in the place of the database.
    Restore(String),
    /// Set the database aside and begin with an empty one.
    StartAnew,
}

/// Puts a problem into words for the screen.
pub(crate) fn told(options: &Options, problem: &OpenProblem) -> Recovery {
    let folder = folder_of(options);
    let is_about_the_file = is_about_the_file(problem);
    let found = folder.iter().filter(|_| is_about_the_file).flat_map(|folder| backups(&folder.join(DATABASE)));
    let views = found.map(|copy| BackupView { name: name_of(&copy.path), at: copy.at, size: copy.size });
    Recovery {
        message: problem.to_string(),
        backups: views.collect(),
        can_start_anew: is_about_the_file,
        folder: folder.map(|folder| folder.display().to_string()).unwrap_or_default(),
    }
}

fn is_about_the_file(problem: &OpenProblem) -> bool {
    matches!(problem, OpenProblem::Database(cause) if cause.is_about_the_file())
}

/// Puts another file in the place of the database. Gives back the name that the file which was there has now.
///
/// # Errors
/// `Conflict` when the database is not what is wrong, or another desk has the folder by now; `Missing` when there is
/// no such backup; `Invalid` when the backup is no use; otherwise what the disk says. Nothing is then changed.
pub(crate) async fn replace(options: &Options, problem: &OpenProblem, way: Way) -> Result<Option<String>> {
    if !is_about_the_file(problem) {
        return Err(Error::conflict(format!("Another database would not help. {problem}")));
    }
    let folder = folder_of(options).ok_or_else(|| Error::missing("folder of this program's files"))?;
    let _alone = FolderLock::take(&folder).await.map_err(|why| Error::conflict(why.to_string()))?;
    let (path, now) = (folder.join(DATABASE), SystemClock.now());
    let aside = match way {
        Way::OpenAgain => None,
        Way::StartAnew => Some(set_aside(&path, now).map_err(|why| refusal(&why))?),
        Way::Restore(name) => restored(&path, &name, now).await?,
    };
    Ok(aside.map(|file| name_of(&file)))
}

/// Only a file that was listed can be restored: a name from outside leads nowhere else.
async fn restored(path: &Path, name: &str, now: At) -> Result<Option<PathBuf>> {
    let Some(copy) = backups(path).into_iter().find(|copy| name_of(&copy.path) == name) else {
        return Err(Error::new(
            Code::Missing,
            format!("There is no backup named {name} any more. Choose another one."),
        ));
    };
    restore(path, &copy.path, ENGINES, now).await.map_err(|why| refusal(&why))
}

fn refusal(why: &OpenError) -> Error {
    match why {
        OpenError::Backup { .. } => Error::invalid("backup", why.to_string()),
        OpenError::DiskFull | OpenError::InUse => Error::new(Code::Busy, why.to_string()),
        _ => Error::new(Code::Broken, why.to_string()),
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
