//! One desk to a folder: two would read one mailbox twice and answer the same customer twice.
//!
//! The system lets go of the lock when the program ends, however it ends, so nothing is ever left to clear away.

use std::{
    fs::{File, OpenOptions, TryLockError},
    path::Path,
    time::Duration,
};

use pebble_store::OpenError;

use crate::open::OpenProblem;

/// The file that is locked; it holds nothing.
pub(crate) const LOCK: &str = "desk.lock";

/// How long a desk that is ending is waited for.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long until the folder is tried again.
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

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
    /// Takes the folder, which is made if it is not there. A desk that is just ending is waited for: whoever closes the
    /// window and opens it again at once is not told that it is open.
    ///
    /// # Errors
    /// [`OpenProblem::AlreadyOpen`] when another desk goes on holding it, or why it cannot be locked.
    pub(crate) async fn take(folder: &Path) -> Result<FolderLock, OpenProblem> {
        FolderLock::take_within(PATIENCE, folder).await
    }

    async fn take_within(patience: Duration, folder: &Path) -> Result<FolderLock, OpenProblem> {
        let freed = async {
            loop {
                match FolderLock::try_take(folder) {
                    Err(OpenProblem::AlreadyOpen { .. }) => tokio::time::sleep(BETWEEN_TRIES).await,
                    taken => return taken,
                }
            }
        };
        match tokio::time::timeout(patience, freed).await {
            Ok(taken) => taken,
            Err(_) => Err(OpenProblem::AlreadyOpen { folder: folder.to_path_buf() }),
        }
    }

    fn try_take(folder: &Path) -> Result<FolderLock, OpenProblem> {
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
    use std::time::Duration;

    use super::FolderLock;

    #[test]
    fn a_folder_that_was_let_go_of_is_free_though_a_program_that_is_being_started_has_the_file_open() {
        let folder = std::env::temp_dir().join(format!("pebble-lock-{}", std::process::id()));
        let held = FolderLock::try_take(&folder).unwrap();
        let inherited = held.file.try_clone().unwrap();
        FolderLock::try_take(&folder).unwrap_err();
        drop(held);
        FolderLock::try_take(&folder).unwrap();
        drop(inherited);
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[tokio::test]
    async fn a_desk_that_is_ending_is_waited_for_and_one_that_goes_on_is_named() {
        let folder = std::env::temp_dir().join(format!("pebble-waits-{}", std::process::id()));
        let held = FolderLock::try_take(&folder).unwrap();
        FolderLock::take_within(Duration::ZERO, &folder).await.unwrap_err();
        // The next one asks first, and is told no.
        let (next, ()) = tokio::join!(FolderLock::take(&folder), async { drop(held) });
        drop(next.unwrap());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
