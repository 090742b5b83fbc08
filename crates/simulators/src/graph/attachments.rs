//! Attachments of a message: their cards, one with its content, its bytes, and adding one to a draft.

use serde_json::{Value, json};

use crate::http::Answer;

use super::Ask;
use super::drafts;
use super::mailbox::Mailbox;
use super::messages::{context, find, not_found};
use super::model::{MailFile, Message};
use super::render;

fn file<'a>(mailbox: &'a Mailbox, id: &str, file_id: &str) -> Result<(&'a Message, &'a MailFile), Answer> {
    let (_, message) = find(mailbox, id)?;
    let found = message
        .attachments
        .iter()
        .enumerate()
        .find(|(at, _)| mailbox.ids.attachment(&message.immutable_id, *at) == file_id);
    found.map(|(_, file)| (message, file)).ok_or_else(not_found)
}

/// `GET /me/messages/{id}/attachments`.
pub(crate) fn list(mailbox: &Mailbox, ask: &Ask<'_>, id: &str) -> Result<Answer, Answer> {
    ask.options.check_select(&render::ATTACHMENT_PROPERTIES, "Attachment")?;
    let (_, message) = find(mailbox, id)?;
    let mut shown = render::attachments(mailbox, message, ask.options.select.is_none());
    for item in shown.as_array_mut().into_iter().flatten() {
        select(item, ask);
    }
    let mut out = json!({ "value": shown });
    context(&mut out, ask, "users('me')/messages/attachments");
    Ok(Answer::json(200, &out))
}

fn select(item: &mut Value, ask: &Ask<'_>) {
    if let (Some(fields), Some(names)) = (item.as_object_mut(), &ask.options.select) {
        let has = |wanted: &str| names.iter().any(|name| name == wanted);
        fields.retain(|name, _| {
            name == "id" || name.starts_with('@') || has(name) || (name == "contentId" && has(render::CONTENT_ID))
        });
    }
}

/// `GET /me/messages/{id}/attachments/{file}`.
pub(crate) fn get(mailbox: &Mailbox, ask: &Ask<'_>, id: &str, file_id: &str) -> Result<Answer, Answer> {
    ask.options.check_select(&render::ATTACHMENT_PROPERTIES, "Attachment")?;
    let (message, file) = file(mailbox, id, file_id)?;
    let mut shown = render::attachment(file_id, message, file, true);
    select(&mut shown, ask);
    context(&mut shown, ask, "users('me')/messages/attachments/$entity");
    Ok(Answer::json(200, &shown))
}

/// `GET /me/messages/{id}/attachments/{file}/$value`.
pub(crate) fn bytes(mailbox: &Mailbox, id: &str, file_id: &str) -> Result<Answer, Answer> {
    let (_, file) = file(mailbox, id, file_id)?;
    Ok(Answer::bytes(200, &file.content_type, file.bytes.clone()))
}

/// `POST /me/messages/{id}/attachments`, below 3 MB.
pub(crate) fn add(mailbox: &mut Mailbox, ask: &Ask<'_>, id: &str) -> Result<Answer, Answer> {
    const LARGEST: usize = 3 * 1024 * 1024;
    let (key, message) = find(mailbox, id)?;
    let new = drafts::file(&ask.body)?;
    if new.bytes.len() > LARGEST {
        return Err(Answer::error(413, "RequestEntityTooLarge", "Use an upload session above 3 MB."));
    }
    let new_id = mailbox.ids.attachment(&message.immutable_id, message.attachments.len());
    mailbox.change(key, ask.now, |message| message.attachments.push(new));
    let (message, file) = file(mailbox, id, &new_id)?;
    let mut shown = render::attachment(&new_id, message, file, true);
    context(&mut shown, ask, "users('me')/messages/attachments/$entity");
    Ok(Answer::json(201, &shown))
}
