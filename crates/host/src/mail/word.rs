//! What the server is told of what a person did with a mail: that it was read, and in which folder it belongs. It is told
//! once, and nobody waits for it: what it has not heard of, its own state puts right with the next round, or a person in
//! Outlook.

use pebble_core::engines::email::{
    mailbox::FolderRole,
    model::{ManyMails, MarkMail, MarkMails, MessageId, message},
};
use serde_json::Value;

use crate::Desk;

/// What is told.
#[derive(Debug, Clone)]
pub(crate) enum Word {
    /// These were read, or not.
    Read(Vec<MessageId>, bool),
    /// These belong in the folder with this role.
    Place(Vec<MessageId>, FolderRole),
}

impl Word {
    /// What a command comes to for the server, by what it was asked and what it answered; nothing for most.
    pub(crate) fn of(command: &str, input: &Value, output: &Value) -> Option<Word> {
        let changed = || serde_json::from_value::<ManyMails>(output.clone()).ok().map(|many| many.ids);
        match command {
            "email.mark_read" => {
                let mark = serde_json::from_value::<MarkMail>(input.clone()).ok()?;
                Some(Word::Read(vec![mark.id], mark.is_read))
            }
            "email.mark_many" => {
                let mark = serde_json::from_value::<MarkMails>(input.clone()).ok()?;
                Some(Word::Read(changed()?, mark.is_read))
            }
            "email.junk" => Some(Word::Place(changed()?, FolderRole::Junk)),
            "email.unjunk" => Some(Word::Place(changed()?, FolderRole::Inbox)),
            _ => None,
        }
    }
}

/// Tells the server.
pub(crate) fn tell_server(desk: &Desk, word: Word) {
    let Some(mailbox) = desk.0.outlook.mailbox() else { return };
    let desk = desk.clone();
    tokio::spawn(async move {
        let (Word::Read(ids, _) | Word::Place(ids, _)) = &word;
        for id in ids {
            let Ok(Some(row)) = desk.read().find::<message::Model>(*id).await else { continue };
            let told = match &word {
                Word::Read(_, is_read) => mailbox.mark_read(&row.remote_id, *is_read).await,
                Word::Place(_, role) => mailbox.move_to(&row.remote_id, *role).await,
            };
            if let Err(problem) = told {
                tracing::info!(%problem, "the mailbox was not told");
            }
        }
    });
}
