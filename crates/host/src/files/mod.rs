//! Files on this desk: their bytes in the desk's folder, each under its BLAKE3 hash.
//!
//! A file comes from a person in pieces ([`mod@stage`]) and is attached by its hash, or from the office, or it came with a
//! mail and is fetched when it is wanted ([`mod@of_mail`]); it is handed back as a copy in the downloads folder
//! ([`mod@save`]). `files/incoming` has what is not whole yet. What the folder has
//! is noted in the database (`kept_file`); bytes are there before the note is, and the note goes before they do. The
//! desk keeps 2 GiB and lets go of what nobody has used for the longest time, and only of what the office has as well.
//!
//! Carrying bytes to the office and fetching them is `office::blobs`.

mod of_mail;
mod pictures;
mod save;
mod stage;

use std::{
    fs,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use pebble_core::{
    engines::{
        email::{
            model::{DraftId, MessageId},
            queries::needed_files,
        },
        files::{
            model::{AttachmentId, Keep, LetGo, Received, attachment},
            queries, rules,
        },
    },
    kernel::{Error, MutationId, Result},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

pub(crate) use of_mail::{attach as attach_of_mail, save as save_of_mail};
pub(crate) use pictures::fetch as fetch_pictures;
pub(crate) use save::{downloads, fresh, save};
pub(crate) use stage::{attach, attach_to_draft, clear_incoming, stage};

use crate::{Desk, identity::random};

/// The bytes that a desk keeps at most, unless more is needed for what the office does not have (sync.md 4.11).
pub(crate) const QUOTA: i64 = 2 << 30;

/// A piece of a file that a person has chosen.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StageFile {
    /// Which, as the first piece was answered; none with the first.
    pub upload: Option<Uuid>,
    /// Where the piece begins.
    #[ts(type = "number")]
    pub offset: u64,
    /// Its bytes in Base64.
    pub bytes: String,
}

/// A file that comes over in pieces.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Staged {
    /// Names it.
    pub upload: Uuid,
}

/// A file that has come over, to be attached.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AttachFile {
    /// Which.
    pub upload: Uuid,
    /// To which enquiry.
    pub enquiry_id: Uuid,
    /// The first revision of the quotation that it goes out with.
    pub paper_id: Option<Uuid>,
    /// Its name.
    pub name: String,
    /// Its media type, as the window takes it for.
    pub media_type: String,
}

/// A file that has come over, to go out with a mail that is being written.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DraftFile {
    /// Which.
    pub upload: Uuid,
    /// On which draft.
    pub draft_id: DraftId,
    /// Its name.
    pub name: String,
    /// Its media type, as the window takes it for.
    pub media_type: String,
}

/// Names a file.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OfFile {
    /// The attachment.
    pub id: AttachmentId,
}

/// Names a file that came with a mail.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OfMail {
    /// The mail.
    pub id: MessageId,
    /// The attachment, as the mailbox calls it.
    pub attachment: String,
}

/// A file that came with a mail, to be attached to an enquiry.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AttachOfMail {
    /// The mail.
    pub id: MessageId,
    /// The attachment, as the mailbox calls it.
    pub attachment: String,
    /// To which enquiry.
    pub enquiry_id: Uuid,
}

/// A copy for a person.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SavedFile {
    /// Its name, which may have a number that tells it apart.
    pub name: String,
    /// Where it is.
    pub path: String,
}

/// The folder of the bytes.
#[derive(Debug, Clone)]
pub(crate) struct Bytes {
    root: PathBuf,
}

impl Bytes {
    /// In the desk's folder.
    pub(crate) fn of(desk: &Desk) -> Bytes {
        Bytes { root: desk.0.folder.join("files") }
    }

    /// Where bytes with this hash are. What is no hash has no place.
    pub(crate) fn path(&self, hash: &str) -> Result<PathBuf> {
        let folder = hash.get(..2).filter(|_| rules::is_hash(hash));
        let folder = folder.ok_or_else(|| Error::broken(format!("{hash:?} is no hash")))?;
        Ok(self.root.join(folder).join(hash))
    }

    /// Where something is that is not whole yet.
    pub(crate) fn incoming(&self, id: Uuid) -> PathBuf {
        self.root.join("incoming").join(id.to_string())
    }

    /// Adds to something that is not whole yet; answers its new length.
    ///
    /// # Errors
    /// The file system's, in plain words.
    pub(crate) fn add(&self, id: Uuid, bytes: &[u8]) -> Result<u64> {
        let path = self.incoming(id);
        let add = || {
            fs::create_dir_all(self.root.join("incoming"))?;
            let mut file = private(fs::OpenOptions::new().create(true).append(true)).open(&path)?;
            file.write_all(bytes)?;
            file.metadata().map(|file| file.len())
        };
        add().map_err(|why| unwritten(&why))
    }

    /// How long something is that is not whole yet; none when there is nothing.
    pub(crate) fn length(&self, id: Uuid) -> Option<u64> {
        fs::metadata(self.incoming(id)).ok().map(|file| file.len())
    }

    /// Puts what has come in where its hash says, on the disk when this returns. Answers hash and size.
    ///
    /// # Errors
    /// The file system's, in plain words.
    pub(crate) fn settle(&self, id: Uuid) -> Result<(String, i64)> {
        let settle = || -> Result<(String, i64), io::Error> {
            let incoming = self.incoming(id);
            let (hash, size) = measured(&incoming)?;
            fs::File::options().append(true).open(&incoming)?.sync_all()?;
            let path = self.path(&hash).map_err(io::Error::other)?;
            let folder = path.parent().unwrap_or(&self.root);
            fs::create_dir_all(folder)?;
            fs::rename(&incoming, &path)?;
            // A file's name is its folder's; Windows opens no folders, and writes names through.
            if cfg!(unix) {
                fs::File::open(folder)?.sync_all()?;
            }
            Ok((hash, size))
        };
        settle().map_err(|why| unwritten(&why))
    }

    /// The hash and the size of what has come in.
    ///
    /// # Errors
    /// The file system's, in plain words.
    pub(crate) fn measure(&self, id: Uuid) -> Result<(String, i64)> {
        measured(&self.incoming(id)).map_err(|why| unwritten(&why))
    }

    /// Whether bytes with this hash are here, as they were. What a disk has spoilt is thrown away.
    ///
    /// # Errors
    /// The file system's, in plain words.
    fn has(&self, hash: &str) -> Result<bool> {
        let path = self.path(hash)?;
        match measured(&path) {
            Ok((found, _)) if found == hash => Ok(true),
            Ok(_) => {
                tracing::error!(hash, "bytes of a file were spoilt");
                remove(&path);
                Ok(false)
            }
            Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(why) => Err(unwritten(&why)),
        }
    }

    /// Throws away what is not whole.
    pub(crate) fn discard(&self, id: Uuid) {
        remove(&self.incoming(id));
    }

    /// Bytes of a file from an offset on, `most` at most; none when they are not here.
    pub(crate) fn read(&self, hash: &str, offset: u64, most: usize) -> Result<Option<Vec<u8>>> {
        use io::Seek as _;
        let mut file = match fs::File::open(self.path(hash)?) {
            Ok(file) => file,
            Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(why) => return Err(unwritten(&why)),
        };
        let mut bytes = Vec::new();
        let mut read = || {
            file.seek(io::SeekFrom::Start(offset))?;
            (&mut file).take(u64::try_from(most).unwrap_or(u64::MAX)).read_to_end(&mut bytes)
        };
        read().map_err(|why| unwritten(&why))?;
        Ok(Some(bytes))
    }
}

/// Nobody else on this computer reads it, and nobody runs it.
fn private(options: &mut fs::OpenOptions) -> &mut fs::OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// The hash and the size of a file.
fn measured(path: &Path) -> io::Result<(String, i64)> {
    let (mut hasher, mut file) = (blake3::Hasher::new(), fs::File::open(path)?);
    hasher.update_reader(&mut file)?;
    let size = i64::try_from(hasher.count()).unwrap_or(i64::MAX);
    Ok((hasher.finalize().to_hex().to_string(), size))
}

fn remove(path: &Path) {
    if let Err(why) = fs::remove_file(path)
        && why.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%why, path = %path.display(), "bytes could not be removed");
    }
}

fn unwritten(why: &io::Error) -> Error {
    tracing::error!(%why, "a file could not be read or written");
    match why.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Error::conflict("The disk of this computer is full. Make room and try again.")
        }
        _ => Error::conflict("The file could not be read or written on this computer. Try again."),
    }
}

impl Desk {
    /// Carries files to the office and from it once, as the loops do by themselves.
    ///
    /// # Errors
    /// The desk's own, and when the office cannot be reached.
    pub async fn carry_files(&self) -> Result<()> {
        crate::office::both_ways(self).await
    }

    /// Lets go of bytes that are not needed, so that the desk keeps no more than `quota`, as the loops do by themselves.
    ///
    /// # Errors
    /// The database's.
    pub async fn tidy_files(&self, quota: i64) -> Result<()> {
        tidy(self, quota).await
    }
}

/// Notes bytes that are in the folder.
pub(crate) async fn note(desk: &Desk, hash: &str, size: i64) -> Result<()> {
    desk.internal("files.keep", &Keep { hash: hash.to_owned(), size }).await
}

/// Whether the bytes with this hash are here, as they were; what is not is noted.
pub(crate) async fn has(desk: &Desk, hash: &str) -> Result<bool> {
    let (folder, of) = (Bytes::of(desk), hash.to_owned());
    let is_here = tokio::task::spawn_blocking(move || folder.has(&of)).await.map_err(Error::broken)??;
    if !is_here {
        desk.internal::<()>("files.let_go", &LetGo { hashes: vec![hash.to_owned()] }).await?;
    }
    Ok(is_here)
}

/// A file of an enquiry, if this desk knows it.
pub(crate) async fn find(desk: &Desk, id: AttachmentId) -> Result<attachment::Model> {
    desk.read().get::<attachment::Model>(id).await
}

/// A desk that has no office is its own: what it has, its office has.
pub(crate) async fn receive_alone(desk: &Desk) -> Result<()> {
    let bytes = Bytes::of(desk);
    for file in queries::to_send(&desk.read()).await? {
        if bytes.path(&file.hash)?.exists() {
            let input = pebble_core::kernel::engine::encode(&Received { id: file.id, hash: file.hash })?;
            desk.run("files.received", input, MutationId(random())).await?;
        }
    }
    Ok(())
}

/// The bytes with this hash, as they were; none when they are not here.
pub(crate) async fn whole(desk: &Desk, hash: &str) -> Result<Option<Vec<u8>>> {
    if !has(desk, hash).await? {
        return Ok(None);
    }
    let (folder, of) = (Bytes::of(desk), hash.to_owned());
    tokio::task::spawn_blocking(move || folder.read(&of, 0, usize::MAX)).await.map_err(Error::broken)?
}

/// Lets go of bytes that are not needed: what nothing refers to any more, and beyond `quota` what the office has as well
/// and nobody has used for the longest time.
pub(crate) async fn tidy(desk: &Desk, quota: i64) -> Result<()> {
    let read = desk.read();
    let has_office = desk.office().await.is_some();
    let mut over = queries::kept_bytes(&read).await?.saturating_sub(quota);
    let mut gone = Vec::new();
    let drafted = needed_files(&read).await?;
    for (kept, attached) in queries::least_used(&read).await? {
        if drafted.contains(&kept.hash) {
            continue;
        }
        let is_spare = over > 0 && has_office && rules::may_let_go(&attached, desk.actor().person, desk.now());
        let is_forgotten = attached.is_empty() && rules::is_forgotten(&kept, desk.now());
        if is_forgotten || (is_spare && !attached.is_empty()) {
            over = over.saturating_sub(kept.size);
            gone.push(kept.hash);
        }
    }
    let_go(desk, gone).await
}

/// Lets go of all bytes but those that the office does not have yet.
pub(crate) async fn leave(desk: &Desk, unsent: &[attachment::Model]) -> Result<()> {
    let mut gone = Vec::new();
    loop {
        for (kept, _) in queries::least_used(&desk.read()).await? {
            if !unsent.iter().any(|file| file.hash == kept.hash) {
                gone.push(kept.hash);
            }
        }
        if gone.is_empty() {
            return Ok(());
        }
        let_go(desk, std::mem::take(&mut gone)).await?;
    }
}

async fn let_go(desk: &Desk, hashes: Vec<String>) -> Result<()> {
    if hashes.is_empty() {
        return Ok(());
    }
    desk.internal::<()>("files.let_go", &LetGo { hashes: hashes.clone() }).await?;
    let bytes = Bytes::of(desk);
    for hash in hashes {
        remove(&bytes.path(&hash)?);
    }
    Ok(())
}
