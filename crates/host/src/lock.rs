//! One desk to a folder: two would read one mailbox twice and answer the same customer twice.
//!
//! The system lets go of the lock when the program ends, however it ends, so nothing is ever left to clear away.

use std::{
    fs::{File, OpenOptions, TryLockError},
    path::Path,
};

use pebble_store::OpenError;

use crate::open::OpenProblem;

/// The file that is locked; it holds nothing.
pub(crate) const LOCK: &str = "desk.lock";

/// Holds a folder for as long as it lives.
#[derive(Debug)]
pub(crate) struct FolderLock {
    _file: File,
}

impl FolderLock {
    /// Takes the folder, which is made if it is not there.
    ///
    /// # Errors
    /// [`OpenProblem::AlreadyOpen`] when another desk holds it, or why it cannot be locked.
    pub(crate) fn take(folder: &Path) -> Result<FolderLock, OpenProblem> {
        let said = |why: std::io::Error| match why.kind() {
            std::io::ErrorKind::StorageFull => OpenError::DiskFull,
            _ => OpenError::Folder { path: folder.to_path_buf(), reason: why.to_string() },
        };
        std::fs::create_dir_all(folder).map_err(said)?;
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(folder.join(LOCK)).map_err(said)?;
        match file.try_lock() {
            Ok(()) => Ok(FolderLock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(OpenProblem::AlreadyOpen { folder: folder.to_path_buf() }),
            Err(TryLockError::Error(why)) => Err(said(why).into()),
        }
    }
}
