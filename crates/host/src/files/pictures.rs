//! Pictures that stand inside a mail: fetched when it is opened, and kept, so that they are there without a network.
//!
//! Unlike pictures of the web they come with the mail and tell nobody that it was opened. What they are is read from their
//! bytes: what a mail calls a picture may be a document with scripts.

use base64::{Engine, engine::general_purpose::STANDARD};
use pebble_core::{
    engines::email::{
        mailbox::{AttachmentCard, Mailbox},
        model::{MessageId, OneMail, TakePicture, body, message},
        queries,
    },
    kernel::{Error, Result},
};

use super::of_mail::{fetched, mailbox_of};
use crate::Desk;

/// Largest picture that is fetched unasked, in bytes. A larger one is among the files.
const LARGEST: usize = 5 << 20;
/// Most pictures of one mail.
const MOST: usize = 50;
/// What a mail frame may show.
const KINDS: [&str; 5] = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"];

/// Fetches what a mail shows and this desk does not have yet.
///
/// # Errors
/// `Offline` when the mailbox cannot be reached; what was fetched by then stays.
pub(crate) async fn fetch(desk: &Desk, one: OneMail) -> Result<()> {
    let read = desk.read();
    let mail: message::Model = read.get(one.id).await?;
    let Some(inside) = read.find::<body::Model>(one.id).await? else { return Ok(()) };
    let cards: Vec<AttachmentCard> = serde_json::from_str(&inside.attachments).map_err(Error::broken)?;
    let away = queries::away(&read, one.id, &cards).await?;
    if away.is_empty() {
        return Ok(());
    }
    let mailbox = mailbox_of(desk, &mail).await?;
    for card in away.iter().take(MOST) {
        let taken = take(mailbox.as_ref(), &mail, one.id, card).await?;
        desk.internal::<()>("email.take_picture", &taken).await?;
    }
    Ok(())
}

async fn take(
    mailbox: &dyn Mailbox,
    mail: &message::Model,
    id: MessageId,
    card: &AttachmentCard,
) -> Result<TakePicture> {
    let (mut bytes, mut is_too_large) = (Vec::new(), false);
    let mut sink = |piece: &[u8]| {
        is_too_large = bytes.len().saturating_add(piece.len()) > LARGEST;
        if !is_too_large {
            bytes.extend_from_slice(piece);
        }
        !is_too_large
    };
    let read = mailbox.attachment(&mail.remote_id, &card.id, &mut sink).await;
    if is_too_large {
        bytes.clear();
    } else {
        read.map_err(fetched)?;
    }
    let kind = infer::get(&bytes).map(|kind| kind.mime_type()).filter(|kind| KINDS.contains(kind));
    Ok(TakePicture {
        message_id: id,
        shown_as: card.shown_as.clone().unwrap_or_default(),
        media_type: kind.unwrap_or_default().to_owned(),
        content: kind.map(|_| STANDARD.encode(&bytes)).unwrap_or_default(),
    })
}
