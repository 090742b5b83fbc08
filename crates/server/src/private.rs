//! Files that nobody else on the machine may read: the office's secret, the key of its certificate.

use std::{fs::File, io::Write, path::Path};

/// Writes such a file, which must not be there yet.
///
/// # Errors
/// The disk's.
pub fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
