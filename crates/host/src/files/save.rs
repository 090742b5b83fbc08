//! A copy of a file for a person, in the downloads folder of this computer.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use pebble_core::{
    engines::files::model::{AttachmentId, Touch},
    kernel::{Code, Error, Result},
};

use super::{Bytes, SavedFile, find, has, private, unwritten};
use crate::{Desk, office};

/// Numbers that are tried to tell a copy from others of the same name.
const COPIES: u32 = 1_000;

/// Saves a copy. Bytes that are not here are fetched from the office first.
///
/// # Errors
/// `Offline` when they are at the office alone and that cannot be reached, `Missing` when nobody has them yet.
pub(crate) async fn save(desk: &Desk, id: AttachmentId) -> Result<SavedFile> {
    let file = find(desk, id).await?;
    let path = Bytes::of(desk).path(&file.hash)?;
    if !has(desk, &file.hash).await? {
        office::fetch_file(desk, &file).await?;
    }
    let saved = hand_out(desk, path, file.name.clone()).await?;
    desk.internal::<()>("files.touch", &Touch { hash: file.hash }).await?;
    Ok(saved)
}

/// Copies what is at a place of ours into the downloads folder, under this name or one beside it.
pub(super) async fn hand_out(desk: &Desk, path: PathBuf, name: String) -> Result<SavedFile> {
    let folder = downloads(desk.0.downloads.as_deref())?;
    let copied = tokio::task::spawn_blocking(move || copy(&path, &folder, &name)).await.map_err(Error::broken)?;
    let copied = copied.map_err(|why| unwritten(&why))?;
    let name = copied.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(SavedFile { name, path: copied.display().to_string() })
}

/// Where copies for people go.
pub(crate) fn downloads(named: Option<&Path>) -> Result<PathBuf> {
    let folder = named.map(Path::to_path_buf).or_else(dirs::download_dir);
    let folder = folder.or_else(|| dirs::home_dir().map(|home| home.join("Downloads")));
    folder.ok_or_else(|| Error::new(Code::Missing, "This computer names no folder for downloads."))
}

/// Copies under a name that no file there has, which this system can write.
fn copy(from: &Path, folder: &Path, name: &str) -> io::Result<PathBuf> {
    let (mut file, to) = fresh(folder, name)?;
    io::copy(&mut fs::File::open(from)?, &mut file)?;
    file.sync_all()?;
    marked(&to);
    Ok(to)
}

/// A file to write to, under a name that no file there has and which this system can write.
pub(crate) fn fresh(folder: &Path, name: &str) -> io::Result<(fs::File, PathBuf)> {
    fs::create_dir_all(folder)?;
    let name = sanitize_filename::sanitize_with_options(
        name,
        sanitize_filename::Options { windows: true, truncate: true, replacement: "_" },
    );
    let name = if name.is_empty() { "file".to_owned() } else { name };
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem.to_owned(), format!(".{ending}")),
        _ => (name, String::new()),
    };
    for number in 1..=COPIES {
        let apart = if number == 1 { String::new() } else { format!(" ({number})") };
        let to = folder.join(format!("{stem}{apart}{ending}"));
        match private(fs::OpenOptions::new().write(true).create_new(true)).open(&to) {
            Ok(file) => return Ok((file, to)),
            Err(why) if why.kind() == io::ErrorKind::AlreadyExists => {}
            Err(why) => return Err(why),
        }
    }
    Err(io::Error::from(io::ErrorKind::AlreadyExists))
}

/// Windows asks before it runs what carries the mark of the web (MS-FSCC 5.6.1): a file of a stranger may be anything.
fn marked(path: &Path) {
    if cfg!(windows) {
        let mut stream = path.as_os_str().to_owned();
        stream.push(":Zone.Identifier");
        if let Err(why) = fs::write(&stream, "[ZoneTransfer]\r\nZoneId=3\r\n") {
            tracing::warn!(%why, "a copy could not be marked as coming from elsewhere");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_never_takes_the_place_of_another_file_and_has_a_name_that_can_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let from = folder.path().join("bytes");
        fs::write(&from, "one").unwrap();
        let to = folder.path().join("Downloads");
        let name = |wanted: &str| {
            let path = copy(&from, &to, wanted).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), "one");
            path.strip_prefix(&to).unwrap().display().to_string()
        };
        assert_eq!(name("TDS.pdf"), "TDS.pdf");
        assert_eq!(name("TDS.pdf"), "TDS (2).pdf");
        assert_eq!(name("TDS.pdf"), "TDS (3).pdf");
        assert_eq!(name("price: 5/kg?.xlsx"), "price_ 5_kg_.xlsx");
        assert_eq!(name("con"), "_");
        assert_eq!(name(".gitignore"), ".gitignore");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(to.join("TDS.pdf")).unwrap().permissions().mode();
            assert_eq!(mode & 0o111, 0, "nobody runs it");
        }
    }
}
