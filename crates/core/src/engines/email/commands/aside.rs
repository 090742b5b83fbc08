//! Several mails at once: put away, junk, snoozed, read. Each has a command that takes it back.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    desk::{away, back},
    judging::{Word, say_of},
};
use crate::{
    engines::email::model::{
        Direction, Disposition, ManyMails, MarkMails, MessageId, SenderId, SnoozeMails, TrustPictures, message, sender,
    },
    kernel::{Error, Result, Tx},
};

/// Mails in one command.
const MOST: usize = 500;

/// These mails, each once, and if they are wanted whole the rest of their conversations that is in the inbox.
async fn these(tx: &Tx, ids: &[MessageId], is_whole: bool) -> Result<Vec<message::Model>> {
    if ids.len() > MOST {
        return Err(Error::invalid("ids", "Take up to 500 mails at once."));
    }
    let mut mails = Vec::new();
    let mut seen = BTreeSet::new();
    for id in ids.iter().filter(|id| seen.insert(**id)) {
        mails.push(tx.get::<message::Model>(*id).await?);
    }
    let roots: BTreeSet<&str> = mails.iter().filter_map(|mail| mail.thread_root.as_deref()).collect();
    if !is_whole || roots.is_empty() {
        return Ok(mails);
    }
    let rest = message::Entity::find()
        .filter(message::Column::ThreadRoot.is_in(roots))
        .filter(message::Column::GoneAt.is_null())
        .all(tx.read().db())
        .await?;
    mails.extend(rest.into_iter().filter(|mail| is_in_inbox(mail) && seen.insert(mail.id)));
    Ok(mails)
}

fn is_in_inbox(mail: &message::Model) -> bool {
    use Disposition::{Linked, Pending, Prelead, Unclassified};
    mail.direction == Direction::Incoming
        && mail.snoozed_until.is_none()
        && matches!(mail.disposition, Linked | Pending | Prelead | Unclassified)
}

/// Writes what has changed, and says which mails that were: what takes it back is told them.
async fn write(tx: &mut Tx, changes: Vec<(message::Model, message::Model)>) -> Result<ManyMails> {
    let mut ids = Vec::new();
    for (before, after) in changes {
        if before != after {
            tx.update(&before, &after).await?;
            ids.push(before.id);
        }
    }
    Ok(ManyMails { ids, is_whole: false })
}

/// Puts mails away. What is away already stays as it is.
pub(in crate::engines::email) async fn archive_many(tx: &mut Tx, many: ManyMails) -> Result<ManyMails> {
    let mails = these(tx, &many.ids, many.is_whole).await?;
    let here = mails.into_iter().filter(|mail| mail.disposition != Disposition::Archived);
    let put = |before: message::Model| (before.clone(), away(&before, "Put away by hand".to_owned()));
    write(tx, here.map(put).collect()).await
}

/// Brings mails back that were put away.
pub(in crate::engines::email) async fn unarchive_many(tx: &mut Tx, many: ManyMails) -> Result<ManyMails> {
    let mails = these(tx, &many.ids, false).await?;
    let gone: Vec<_> = mails.into_iter().filter(|mail| mail.disposition == Disposition::Archived).collect();
    for mail in &gone {
        say_of(tx, mail, Word::Back).await?;
    }
    write(tx, gone.into_iter().map(|before| (before.clone(), back(&before))).collect()).await
}

/// Notes the read state of several mails here; the server is told by who was asked.
pub(in crate::engines::email) async fn mark_many(tx: &mut Tx, mark: MarkMails) -> Result<ManyMails> {
    let mails = these(tx, &mark.ids, mark.is_whole).await?;
    let marked = |before: message::Model| {
        let is_back = before.is_back && !mark.is_read;
        let after = message::Model { is_read: mark.is_read, is_back, ..before.clone() };
        (before, after)
    };
    write(tx, mails.into_iter().map(marked).collect()).await
}

/// Marks mails as junk, and remembers who sent them. Nothing is answered: a bounce would tell them that somebody reads.
pub(in crate::engines::email) async fn junk(tx: &mut Tx, many: ManyMails) -> Result<ManyMails> {
    let mut changes = Vec::new();
    for before in these(tx, &many.ids, many.is_whole).await? {
        if before.direction == Direction::Outgoing {
            return Err(Error::conflict("What we have written ourselves is no junk."));
        }
        if many.ids.contains(&before.id) {
            remember(tx, &before.from_address, |sender| (sender.is_junk, sender.is_heard) = (true, false)).await?;
        }
        if before.disposition != Disposition::Junk {
            // Of the rest of a conversation nothing was said, and a mail on an enquiry is no example of junk.
            if many.ids.contains(&before.id) && before.disposition != Disposition::Linked {
                say_of(tx, &before, Word::IsJunk).await?;
            }
            let after = message::Model {
                was: Some(before.disposition),
                reason: "Marked as junk by you".to_owned(),
                is_read: true,
                ..aside(&before, Disposition::Junk)
            };
            changes.push((before, after));
        }
    }
    write(tx, changes).await
}

/// Takes it back that these are junk: each is again what it was, and its sender is heard.
pub(in crate::engines::email) async fn unjunk(tx: &mut Tx, many: ManyMails) -> Result<ManyMails> {
    let mut changes = Vec::new();
    for before in these(tx, &many.ids, false).await? {
        if before.disposition != Disposition::Junk {
            return Err(Error::conflict("This mail is not marked as junk."));
        }
        hear(tx, &before.from_address).await?;
        say_of(tx, &before, Word::IsNoJunk).await?;
        let after = message::Model {
            disposition: before.was.unwrap_or(Disposition::Unclassified),
            was: None,
            reason: "Not junk, you said".to_owned(),
            ..before.clone()
        };
        changes.push((before, after));
    }
    write(tx, changes).await
}

fn aside(before: &message::Model, disposition: Disposition) -> message::Model {
    message::Model { disposition, snoozed_until: None, is_back: false, ..before.clone() }
}

/// Takes mails out of the lists until later. What becomes of them is not touched.
pub(in crate::engines::email) async fn snooze(tx: &mut Tx, snooze: SnoozeMails) -> Result<ManyMails> {
    if snooze.until <= tx.now() {
        return Err(Error::invalid("until", "Choose a time that lies ahead."));
    }
    let mut changes = Vec::new();
    for before in these(tx, &snooze.ids, snooze.is_whole).await? {
        if matches!(before.disposition, Disposition::Archived | Disposition::Junk) {
            return Err(Error::conflict("This mail is out of the inbox already."));
        }
        let after = message::Model { snoozed_until: Some(snooze.until), is_back: false, ..before.clone() };
        changes.push((before, after));
    }
    write(tx, changes).await
}

/// Brings snoozed mails back to where they were.
pub(in crate::engines::email) async fn unsnooze(tx: &mut Tx, many: ManyMails) -> Result<ManyMails> {
    let mails = these(tx, &many.ids, false).await?;
    let woken = |before: message::Model| {
        let after = message::Model { snoozed_until: None, ..before.clone() };
        (before, after)
    };
    write(tx, mails.into_iter().map(woken).collect()).await
}

/// Brings mails back whose time has come: on top, and marked.
pub(in crate::engines::email) async fn wake(tx: &mut Tx, many: ManyMails) -> Result<()> {
    for before in these(tx, &many.ids, false).await? {
        let Some(until) = before.snoozed_until.filter(|until| *until <= tx.now()) else { continue };
        let after = message::Model { snoozed_until: None, placed_at: until, is_back: true, ..before.clone() };
        tx.update(&before, &after).await?;
    }
    Ok(())
}

/// Shows the pictures of a sender from now on, or asks each time.
pub(in crate::engines::email) async fn trust_pictures(tx: &mut Tx, trust: TrustPictures) -> Result<()> {
    let mail: message::Model = tx.get(trust.id).await?;
    remember(tx, &mail.from_address, |sender| sender.shows_pictures = trust.is_trusted).await
}

/// A mail of theirs is no junk, a person says: they are heard from now on.
pub(super) async fn hear(tx: &mut Tx, address: &str) -> Result<()> {
    remember(tx, address, |sender| (sender.is_junk, sender.is_heard) = (false, true)).await
}

/// Keeps something in mind of a sender. One without an address is nobody.
async fn remember(tx: &mut Tx, address: &str, note: impl FnOnce(&mut sender::Model)) -> Result<()> {
    if address.is_empty() {
        return Ok(());
    }
    let id = SenderId::of(address);
    let before: Option<sender::Model> = tx.read().find(id).await?;
    let mut after = before.clone().unwrap_or_else(|| sender::Model {
        id,
        address: address.to_lowercase(),
        is_junk: false,
        is_heard: false,
        shows_pictures: false,
        set_at: tx.now(),
    });
    note(&mut after);
    after.set_at = tx.now();
    match before {
        Some(before) => tx.update(&before, &after).await,
        None => tx.insert(&after).await,
    }
}
