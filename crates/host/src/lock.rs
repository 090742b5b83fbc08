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
    file: File,
}

impl Drop for FolderLock {
    /// Let go of by name: a program that is being started just now has the file open too until it runs, and closing
    /// ours would leave the folder locked for that long.
    fn drop(&mut self) {
        if let Err(why) = self.file.unlock() {
            tracing::warn!(%why, "the folder's lock could not be let go of");
        }
    }
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
            Ok(()) => Ok(FolderLock { file }),
            Err(TryLockError::WouldBlock) => Err(OpenProblem::AlreadyOpen { folder: folder.to_path_buf() }),
            Err(TryLockError::Error(why)) => Err(said(why).into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::FolderLock;

    #[test]
    fn a_folder_that_was_let_go_of_is_free_though_a_program_that_is_being_started_has_the_file_open() {
        let folder = std::env::temp_dir().join(format!("pebble-lock-{}", std::process::id()));
        let held = FolderLock::take(&folder).unwrap();
        let inherited = held.file.try_clone().unwrap();
        FolderLock::take(&folder).unwrap_err();
        drop(held);
        FolderLock::take(&folder).unwrap();
        drop(inherited);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
