//! Attaching files and taking them off, and what the desk notes of their bytes.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    events::{FileAttached, FileRemoved},
    model::{Attach, AttachmentId, FileState, Keep, KeptId, LetGo, Received, Touch, attachment, kept_file},
    rules,
};
use crate::{
    engines::enquiries::model::enquiry,
    kernel::{Error, Result, Tx},
};

/// Attaches a file. The same bytes under the same name in the same place by the same person are attached once.
pub(super) async fn attach(tx: &mut Tx, attach: Attach) -> Result<AttachmentId> {
    let name = rules::name(&attach.name)?;
    let media_type = rules::media_type(&attach.media_type)?;
    rules::bytes(&attach.hash, attach.size)?;
    let enquiry: enquiry::Model = tx.get(attach.enquiry_id).await?;
    let person = tx.actor().person;
    let same = attachment::Entity::find()
        .filter(attachment::Column::EnquiryId.eq(enquiry.id))
        .filter(attachment::Column::Hash.eq(attach.hash.as_str()));
    let there = tx.read().all::<attachment::Model>(same).await?;
    let is_same =
        |file: &&attachment::Model| (&file.name, file.paper_id, file.attached_by) == (&name, attach.paper_id, person);
    if let Some(file) = there.iter().filter(is_same).min_by_key(|file| file.id) {
        return Ok(file.id);
    }
    let row = attachment::Model {
        id: tx.id::<AttachmentId>(),
        enquiry_id: enquiry.id,
        paper_id: attach.paper_id,
        hash: attach.hash,
        size: attach.size,
        media_type,
        name: name.clone(),
        state: FileState::Waiting,
        attached_by: person,
        attached_at: tx.now(),
        sent_at: None,
    };
    tx.insert(&row).await?;
    tx.announce(&FileAttached { enquiry_id: enquiry.id, name })?;
    Ok(row.id)
}

/// Takes a file off. One that has gone out with a quotation stays; one that is gone already may be taken off again.
pub(super) async fn detach(tx: &mut Tx, id: AttachmentId) -> Result<()> {
    let Some(file) = tx.read().find::<attachment::Model>(id).await? else { return Ok(()) };
    rules::may_detach(&file)?;
    tx.remove(&file).await?;
    tx.announce(&FileRemoved { enquiry_id: file.enquiry_id, name: file.name })
}

/// Notes that the authority has all bytes of a file. Said again, it is so already.
pub(super) async fn received(tx: &mut Tx, which: Received) -> Result<()> {
    let file: attachment::Model = tx.get(which.id).await?;
    if file.hash != which.hash {
        return Err(Error::conflict("These are not the bytes of this file."));
    }
    tx.update(&file, &attachment::Model { state: FileState::Ready, ..file.clone() }).await
}

/// Notes that bytes have come to the desk's folder.
pub(super) async fn keep(tx: &mut Tx, keep: Keep) -> Result<()> {
    let (id, used_at) = (KeptId::of(&keep.hash), tx.now());
    match tx.read().find::<kept_file::Model>(id).await? {
        Some(kept) => tx.update(&kept, &kept_file::Model { used_at, ..kept.clone() }).await,
        None => tx.insert(&kept_file::Model { id, hash: keep.hash, size: keep.size, used_at }).await,
    }
}

/// Notes that bytes were opened.
pub(super) async fn touch(tx: &mut Tx, touch: Touch) -> Result<()> {
    let used_at = tx.now();
    match tx.read().find::<kept_file::Model>(KeptId::of(&touch.hash)).await? {
        Some(kept) => tx.update(&kept, &kept_file::Model { used_at, ..kept.clone() }).await,
        None => Ok(()),
    }
}

/// Notes that bytes have left the desk's folder.
pub(super) async fn let_go(tx: &mut Tx, gone: LetGo) -> Result<()> {
    for hash in gone.hashes {
        if let Some(kept) = tx.read().find::<kept_file::Model>(KeptId::of(&hash)).await? {
            tx.remove(&kept).await?;
        }
    }
    Ok(())
}
