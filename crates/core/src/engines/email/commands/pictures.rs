//! Pictures that stand inside mails.

use crate::{
    engines::email::model::{PictureId, TakePicture, picture},
    kernel::{Result, Tx},
};

/// Keeps a picture with its mail, and likewise that it is none that can be shown.
pub(in crate::engines::email) async fn take_picture(tx: &mut Tx, take: TakePicture) -> Result<()> {
    let TakePicture { message_id, shown_as, media_type, content } = take;
    let id = PictureId::of(message_id, &shown_as);
    let after = picture::Model { id, message_id, shown_as, media_type, content };
    match tx.read().find::<picture::Model>(id).await? {
        Some(before) => tx.update(&before, &after).await,
        None => tx.insert(&after).await,
    }
}
