//! A file that came with a mail. The desk keeps its card alone; the bytes are fetched from the mailbox when somebody wants
//! them, and go to the disk as they come.

use std::sync::Arc;

use pebble_core::{
    engines::{
        email::{
            mailbox::{AttachmentCard, Mailbox, MailboxError},
            model::{body, message},
            queries,
        },
        files::rules::{self, MOST_BYTES},
    },
    kernel::{Code, Error, Result},
};
use serde_json::Value;
use uuid::Uuid;

use super::{AttachFile, AttachOfMail, Bytes, OfMail, SavedFile, save::hand_out, stage};
use crate::{Desk, identity::random};

/// Bytes that are gathered before they are written.
const PIECE: usize = 1 << 20;

/// Saves a copy in the downloads folder, as any other file is saved: private, never executable, and marked as a
/// stranger's where the system knows such a mark.
///
/// # Errors
/// `Offline` when the mailbox cannot be reached, `Missing` when it no longer has the file.
pub(crate) async fn save(desk: &Desk, of: OfMail) -> Result<SavedFile> {
    let (upload, card) = fetch(desk, &of).await?;
    let folder = Bytes::of(desk);
    let name = rules::name(&card.name).unwrap_or_else(|_| "attachment".to_owned());
    let saved = hand_out(desk, folder.incoming(upload), name).await;
    folder.discard(upload);
    saved
}

/// Attaches it to an enquiry.
///
/// # Errors
/// As [`save`], and what the files engine refuses.
pub(crate) async fn attach(desk: &Desk, asked: AttachOfMail) -> Result<Value> {
    let of = OfMail { id: asked.id, attachment: asked.attachment };
    let (upload, card) = fetch(desk, &of).await?;
    let name = rules::name(&card.name).unwrap_or_else(|_| "attachment".to_owned());
    let media_type = rules::media_type(&card.content_type).unwrap_or_default();
    let file = AttachFile { upload, enquiry_id: asked.enquiry_id, paper_id: None, name, media_type };
    let attached = stage::attach(desk, file).await;
    // Once it is attached nothing of it is left here.
    Bytes::of(desk).discard(upload);
    attached
}

/// Fetches the bytes of a file of a mail into the folder of what comes in; answers under which name, with its card.
async fn fetch(desk: &Desk, of: &OfMail) -> Result<(Uuid, AttachmentCard)> {
    let read = desk.read();
    let mail: message::Model = read.get(of.id).await?;
    let inside: body::Model = read.get(of.id).await?;
    let cards: Vec<AttachmentCard> = serde_json::from_str(&inside.attachments).map_err(Error::broken)?;
    let card = cards.into_iter().find(|card| card.id == of.attachment).ok_or_else(|| Error::missing("attachment"))?;
    if card.size > MOST_BYTES {
        return Err(too_large());
    }
    let mailbox = mailbox_of(desk, &mail).await?;
    let (folder, upload) = (Bytes::of(desk), random());
    let mut taking = Taking { folder: folder.clone(), upload, gathered: Vec::new(), total: 0, ended: None };
    let read = mailbox.attachment(&mail.remote_id, &card.id, &mut |piece| taking.take(piece)).await;
    let ended = taking.ended.take().map_or_else(|| read.map_err(fetched), Err).and_then(|()| taking.write());
    match ended {
        Ok(()) if folder.length(upload).is_some() => Ok((upload, card)),
        Ok(()) => Err(Error::conflict(format!("{} is empty.", card.name))),
        Err(refusal) => {
            folder.discard(upload);
            Err(refusal)
        }
    }
}

/// The mailbox that a mail is in.
///
/// # Errors
/// `Offline` when nobody is signed in to it.
pub(super) async fn mailbox_of(desk: &Desk, mail: &message::Model) -> Result<Arc<dyn Mailbox>> {
    let signed_out = |words: &str| Error::new(Code::Offline, words.to_owned());
    let mailbox = desk.0.outlook.mailbox();
    let mailbox = mailbox.ok_or_else(|| signed_out("Sign in to Outlook to fetch what came with a mail."))?;
    let in_use = queries::in_use(&desk.read()).await?;
    if in_use.is_some_and(|row| row.id != mail.mailbox_id) {
        return Err(signed_out(
            "This mail is in another Outlook account. Sign in to that one to fetch what came with it.",
        ));
    }
    Ok(mailbox)
}

fn too_large() -> Error {
    Error::conflict("This file is too large: up to 100 MB can be fetched. Open the mail in Outlook.")
}

/// A failure of the mailbox in the words of who waits for a file.
pub(super) fn fetched(problem: MailboxError) -> Error {
    match problem {
        MailboxError::Offline | MailboxError::Throttled { .. } | MailboxError::Unknown => {
            Error::new(Code::Offline, "Outlook cannot be reached, and the file is there. Try again later.")
        }
        MailboxError::SignIn { .. } => Error::new(Code::Denied, problem.to_string()),
        MailboxError::Refused { .. } => Error::new(Code::Missing, format!("{problem}. The file cannot be fetched.")),
        MailboxError::CursorExpired | MailboxError::Malformed { .. } | MailboxError::Unwell { .. } => {
            Error::new(Code::Offline, problem.to_string())
        }
    }
}

/// Takes pieces and writes them down.
struct Taking {
    folder: Bytes,
    upload: Uuid,
    gathered: Vec<u8>,
    total: usize,
    ended: Option<Error>,
}

impl Taking {
    /// Takes a piece; false when no more is wanted.
    fn take(&mut self, piece: &[u8]) -> bool {
        self.total = self.total.saturating_add(piece.len());
        if i64::try_from(self.total).is_ok_and(|total| total > MOST_BYTES) {
            self.ended = Some(too_large());
            return false;
        }
        self.gathered.extend_from_slice(piece);
        if self.gathered.len() < PIECE {
            return true;
        }
        match self.write() {
            Ok(()) => true,
            Err(refusal) => {
                self.ended = Some(refusal);
                false
            }
        }
    }

    fn write(&mut self) -> Result<()> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        self.folder.add(self.upload, &self.gathered)?;
        self.gathered.clear();
        Ok(())
    }
}
