//! What the server is told of what a person did with a mail: that it was read, and in which folder it belongs. It is kept
//! until it was told, so that a day without a network is heard of in the end, and it is told before the server is asked
//! what it has: otherwise it would say that nothing was read.

use pebble_core::engines::email::{
    mailbox::{FolderRole, Mailbox, MailboxError},
    model::{MailboxId, ManyMails, MarkMail, MarkMails, MessageId, Say, Told, What},
    queries::to_tell,
};
use serde_json::Value;

use super::{round::concerns_all, stored};
use crate::Desk;

/// The sign-in could not be renewed here: nothing was refused there.
const NOT_SAVED: &str = "signInNotSaved";
/// Words that are looked at in one go.
const MOST: u64 = 2_000;

/// What a command comes to for the server, by what it was asked and what it answered; nothing for most.
pub(crate) fn said(command: &str, input: &Value, output: &Value) -> Option<Say> {
    let changed = || serde_json::from_value::<ManyMails>(output.clone()).ok().map(|many| many.ids);
    let read = |is_read| if is_read { What::Read } else { What::Unread };
    let (ids, what): (Vec<MessageId>, What) = match command {
        "email.mark_read" => {
            let mark = serde_json::from_value::<MarkMail>(input.clone()).ok()?;
            (vec![mark.id], read(mark.is_read))
        }
        "email.mark_many" => {
            let mark = serde_json::from_value::<MarkMails>(input.clone()).ok()?;
            (changed()?, read(mark.is_read))
        }
        "email.junk" => (changed()?, What::Junk),
        "email.unjunk" => (changed()?, What::Inbox),
        _ => return None,
    };
    Some(Say { ids, what })
}

/// Tells what is kept in the background.
pub(crate) fn tell_server(desk: &Desk) {
    let desk = desk.clone();
    tokio::spawn(async move {
        let Some(mailbox) = desk.0.outlook.mailbox() else { return };
        let Ok(id) = super::connected(&desk, mailbox.as_ref()).await else { return };
        if let Err(problem) = tell_all(&desk, mailbox.as_ref(), id).await {
            tracing::info!(%problem, "the mailbox is told later");
        }
    });
}

/// Tells what waits. What the server refuses for good, such as a word about a mail that is not there any more, is let go
/// of; what it cannot take just now waits for the next time, and holds up nothing else.
pub(super) async fn tell_all(
    desk: &Desk,
    mailbox: &dyn Mailbox,
    id: MailboxId,
) -> std::result::Result<(), MailboxError> {
    let _turn = desk.0.telling.lock().await;
    for (word, remote) in stored(to_tell(&desk.read(), id, MOST).await)? {
        let answer = match word.what {
            What::Read => mailbox.mark_read(&remote, true).await,
            What::Unread => mailbox.mark_read(&remote, false).await,
            What::Junk => mailbox.move_to(&remote, FolderRole::Junk).await,
            What::Inbox => mailbox.move_to(&remote, FolderRole::Inbox).await,
        };
        let mut told = Told { words: Vec::new(), refused: Vec::new() };
        match answer {
            Ok(()) => told.words.push((word.id, word.what)),
            Err(MailboxError::Refused { code, reason }) if code != NOT_SAVED => {
                tracing::info!(code, reason, "the mailbox would not be told");
                told.refused.push((word.id, word.what));
            }
            Err(problem) if concerns_all(&problem) => return Err(problem),
            Err(problem) => {
                tracing::info!(%problem, "the mailbox is told later");
                continue;
            }
        }
        stored(desk.internal::<()>("email.told", &told).await)?;
    }
    Ok(())
}
