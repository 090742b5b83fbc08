//! Pictures that stand inside mails.

use crate::{
    engines::email::model::{PictureId, TakePictures, picture},
    kernel::{Result, Tx},
};

/// Keeps pictures with their mail, and likewise which are none that can be shown.
pub(in crate::engines::email) async fn take_pictures(tx: &mut Tx, take: TakePictures) -> Result<()> {
    let message_id = take.message_id;
    for taken in take.pictures {
        let id = PictureId::of(message_id, &taken.shown_as);
        let (shown_as, media_type, content) = (taken.shown_as, taken.media_type, taken.content);
        let after = picture::Model { id, message_id, shown_as, media_type, content };
        match tx.read().find::<picture::Model>(id).await? {
            Some(before) => tx.update(&before, &after).await?,
            None => tx.insert(&after).await?,
        }
    }
    Ok(())
}
