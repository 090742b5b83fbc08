//! Listing folders.

use serde_json::{Value, json};

use crate::http::Answer;

use super::Ask;
use super::mailbox::Mailbox;
use super::messages::{context, next_link, not_found};
use super::render;

const DEFAULT_PAGE: usize = 10;

/// Folders at the top, or below another.
pub(crate) fn list(mailbox: &Mailbox, ask: &Ask<'_>, below: Option<&str>) -> Result<Answer, Answer> {
    let options = ask.options;
    options.check_select(&render::FOLDER_PROPERTIES, "MailFolder")?;
    let parent = match below {
        None => None,
        Some(id) => Some(mailbox.folder_key(id).ok_or_else(not_found)?),
    };
    let skip = match &options.skip_token {
        None => options.skip,
        Some(token) => {
            let skip: Option<usize> = ask.sealer.open(token);
            skip.ok_or_else(|| Answer::error(400, "BadRequest", "Badly formed token."))?
        }
    };
    let size = options.top.or(ask.prefer.page_size).unwrap_or(DEFAULT_PAGE).clamp(1, 1_000);
    let mut shown: Vec<Value> = mailbox
        .folders
        .iter()
        .filter(|(_, folder)| folder.parent == parent && (options.include_hidden || !folder.is_hidden))
        .skip(skip)
        .take(size + 1)
        .map(|(key, folder)| render::folder(mailbox, *key, folder, options.select.as_deref()))
        .collect();
    let more = shown.len() > size;
    shown.truncate(size);
    let mut out = json!({ "value": shown });
    context(&mut out, ask, "users('me')/mailFolders");
    if let (Some(fields), true) = (out.as_object_mut(), more) {
        fields.insert("@odata.nextLink".into(), json!(next_link(ask, &ask.sealer.seal(&(skip + size)))));
    }
    Ok(Answer::json(200, &out))
}

/// `GET /me/mailFolders/{id}`.
pub(crate) fn get(mailbox: &Mailbox, ask: &Ask<'_>, id: &str) -> Result<Answer, Answer> {
    ask.options.check_select(&render::FOLDER_PROPERTIES, "MailFolder")?;
    let key = mailbox.folder_key(id).ok_or_else(not_found)?;
    let folder = mailbox.folders.get(&key).ok_or_else(not_found)?;
    let mut shown = render::folder(mailbox, key, folder, ask.options.select.as_deref());
    context(&mut shown, ask, "users('me')/mailFolders/$entity");
    Ok(Answer::json(200, &shown))
}
