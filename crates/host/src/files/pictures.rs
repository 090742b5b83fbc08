//! Pictures that stand inside a mail: fetched when it is opened, and kept, so that they are there without a network.
//!
//! Unlike pictures of the web they come with the mail and tell nobody that it was opened. What they are is read from their
//! bytes: what a mail calls a picture may be a document with scripts.

use base64::{Engine, engine::general_purpose::STANDARD};
use pebble_core::{
    engines::email::{
        mailbox::{AttachmentCard, LARGEST_PICTURE, Mailbox, MailboxError},
        model::{OneMail, TakePictures, TakenPicture, body, message},
        queries,
    },
    kernel::{Error, Result},
};

use super::of_mail::{fetched, mailbox_of};
use crate::Desk;

/// Most pictures of one mail, and what they weigh together, in bytes; what is beyond is among its files.
const MOST: usize = 50;
const HEAVIEST: i64 = 20 << 20;
/// What a mail frame may show.
const KINDS: [&str; 5] = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"];

/// Fetches what a mail shows and this desk does not have yet. What can never be had counts as fetched: it is a file then.
///
/// # Errors
/// `Offline` when the mailbox cannot be reached; what was fetched by then stays.
pub(crate) async fn fetch(desk: &Desk, one: OneMail) -> Result<()> {
    let read = desk.read();
    let mail: message::Model = read.get(one.id).await?;
    let Some(inside) = read.find::<body::Model>(one.id).await? else { return Ok(()) };
    let mut cards: Vec<AttachmentCard> = serde_json::from_str(&inside.attachments).map_err(Error::broken)?;
    let away = queries::away(&read, one.id, &mut cards).await?;
    if away.is_empty() {
        return Ok(());
    }
    let mailbox = mailbox_of(desk, &mail).await?;
    let (mut pictures, mut weight, mut outcome) = (Vec::new(), 0_i64, Ok(()));
    for (place, card) in away.iter().enumerate() {
        weight = weight.saturating_add(card.size);
        let bytes = match place < MOST && weight <= HEAVIEST {
            true => bytes(mailbox.as_ref(), &mail.remote_id, &card.id).await,
            false => Ok(Vec::new()),
        };
        match bytes {
            Ok(bytes) => pictures.push(taken(card, &bytes)),
            Err(MailboxError::Refused { .. }) => pictures.push(taken(card, &[])),
            Err(problem) => {
                outcome = Err(fetched(problem));
                break;
            }
        }
    }
    // All at once: a mail whose pictures come one by one jumps about under who reads it.
    if !pictures.is_empty() {
        desk.internal::<()>("email.take_pictures", &TakePictures { message_id: one.id, pictures }).await?;
    }
    outcome
}

/// The bytes of a picture; none of one that is larger than it said.
async fn bytes(mailbox: &dyn Mailbox, mail: &str, card: &str) -> std::result::Result<Vec<u8>, MailboxError> {
    let most = usize::try_from(LARGEST_PICTURE).unwrap_or(usize::MAX);
    let (mut bytes, mut is_too_large) = (Vec::new(), false);
    let mut sink = |piece: &[u8]| {
        is_too_large = bytes.len().saturating_add(piece.len()) > most;
        if !is_too_large {
            bytes.extend_from_slice(piece);
        }
        !is_too_large
    };
    let read = mailbox.attachment(mail, card, &mut sink).await;
    if is_too_large {
        return Ok(Vec::new());
    }
    read.map(|()| bytes)
}

/// The picture as it is kept: empty when the bytes are none that can be shown.
fn taken(card: &AttachmentCard, bytes: &[u8]) -> TakenPicture {
    let kind = infer::get(bytes).map(|kind| kind.mime_type()).filter(|kind| KINDS.contains(kind));
    TakenPicture {
        shown_as: card.shown_as.clone().unwrap_or_default(),
        media_type: kind.unwrap_or_default().to_owned(),
        content: kind.map(|_| STANDARD.encode(bytes)).unwrap_or_default(),
    }
}
