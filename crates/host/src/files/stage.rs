//! A file comes over from the window: in pieces through the one door, so that it is the same in every window.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use pebble_core::{
    engines::{
        email::{mailbox::OutgoingFile, model::AttachToDraft},
        files::{
            model::Attach,
            rules::{self, MOST_BYTES},
        },
    },
    kernel::{Code, Error, MutationId, Result, engine::encode},
};
use serde_json::Value;
use uuid::Uuid;

use super::{AttachFile, Bytes, DraftFile, StageFile, Staged, note, receive_alone};
use crate::{Desk, identity::random};

/// Takes a piece. The first makes a name for the file.
pub(crate) fn stage(desk: &Desk, piece: StageFile) -> Result<Staged> {
    let bytes = STANDARD.decode(piece.bytes).map_err(|_| Error::invalid("bytes", "The piece is no Base64."))?;
    let (folder, upload) = (Bytes::of(desk), piece.upload.unwrap_or_else(random));
    if folder.length(upload).unwrap_or_default() != piece.offset {
        return Err(Error::invalid("offset", "A piece of this file is missing. Choose the file again."));
    }
    let length = piece.offset.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
    if length > u64::try_from(MOST_BYTES).unwrap_or_default() {
        folder.discard(upload);
        return Err(Error::invalid("size", "This file is too large: 100 MB can be attached."));
    }
    folder.add(upload, &bytes)?;
    Ok(Staged { upload })
}

/// Puts a file that has come over where it belongs. Its bytes are on the disk before anything says that they are.
async fn settled(desk: &Desk, upload: Uuid) -> Result<(String, i64)> {
    let folder = Bytes::of(desk);
    if folder.length(upload).is_none() {
        return Err(Error::new(Code::Missing, "The file has not come over. Choose it again."));
    }
    let settled = tokio::task::spawn_blocking(move || folder.settle(upload)).await.map_err(Error::broken)?;
    let (hash, size) = settled?;
    note(desk, &hash, size).await?;
    Ok((hash, size))
}

/// Puts a file that has come over on a mail that is being written.
pub(crate) async fn attach_to_draft(desk: &Desk, file: DraftFile) -> Result<()> {
    let (name, media_type) = (rules::name(&file.name)?, rules::media_type(&file.media_type)?);
    let (hash, size) = settled(desk, file.upload).await?;
    let file = AttachToDraft { id: file.draft_id, file: OutgoingFile { hash, name, media_type, size } };
    desk.internal("email.draft_attach", &file).await
}

/// Attaches a file that has come over to an enquiry.
pub(crate) async fn attach(desk: &Desk, file: AttachFile) -> Result<Value> {
    let (hash, size) = settled(desk, file.upload).await?;
    let attach = Attach {
        enquiry_id: file.enquiry_id.into(),
        paper_id: file.paper_id,
        hash,
        size,
        media_type: file.media_type,
        name: file.name,
    };
    let id = desk.run("files.attach", encode(&attach)?, MutationId(random())).await?;
    match desk.office().await {
        None => receive_alone(desk).await?,
        Some(_) => desk.0.files_kick.notify_one(),
    }
    Ok(id)
}

/// Throws away what did not come over whole before the desk was closed.
pub(crate) fn clear_incoming(desk: &Desk) {
    let folder = Bytes::of(desk).root.join("incoming");
    if let Err(why) = std::fs::remove_dir_all(&folder)
        && why.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(%why, "what did not come over whole could not be removed");
    }
}
