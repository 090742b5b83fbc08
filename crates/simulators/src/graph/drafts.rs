//! Drafts: making them, filling them from JSON, and drafts that answer a message.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::http::Answer;

use super::Ask;
use super::mailbox::Mailbox;
use super::messages::{find, not_found, show};
use super::model::{MailBody, MailFile, Message, Person};

fn refuse(code: &str, message: &str) -> Answer {
    Answer::error(400, code, message)
}

/// An action parameter: Microsoft's metadata and its documents disagree on case, so case does not count.
pub(crate) fn parameter<'a>(body: &'a Value, name: &str) -> Option<&'a Value> {
    body.as_object()?.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// An empty draft in Drafts, in the thread of `parent` if there is one; its key is given, it is not stored yet.
pub(crate) fn blank(mailbox: &mut Mailbox, ask: &Ask<'_>, parent: Option<u64>) -> Result<(u64, Message), Answer> {
    let folder = mailbox.well_known("drafts").ok_or_else(not_found)?;
    let slot = mailbox.slot();
    let place = mailbox.place(parent.and_then(|key| mailbox.messages.get(&key)), slot.key);
    let in_reply_to = parent.and_then(|key| mailbox.messages.get(&key)).map(|it| it.internet_message_id.clone());
    let domain = mailbox.address.split_once('@').map_or("mail.example", |(_, domain)| domain).to_owned();
    let message = Message {
        folder,
        immutable_id: slot.immutable_id,
        mutable_id: slot.mutable_id,
        change: 0,
        internet_message_id: format!("<{}@{domain}>", mailbox.ids.guid("message-id", slot.key)),
        conversation_id: place.conversation_id,
        conversation_index: place.conversation_index,
        subject: String::new(),
        body: MailBody::default(),
        from: Some(Person::new(&mailbox.name, &mailbox.address)),
        to: Vec::new(),
        cc: Vec::new(),
        bcc: Vec::new(),
        reply_to: Vec::new(),
        received_at: ask.now,
        sent_at: ask.now,
        created_at: ask.now,
        modified_at: ask.now,
        is_read: true,
        is_draft: true,
        is_own: true,
        categories: Vec::new(),
        importance: "normal".into(),
        flag: "notFlagged".into(),
        headers: Vec::new(),
        in_reply_to,
        references: place.references,
        properties: std::collections::BTreeMap::new(),
        attachments: Vec::new(),
        overrides: serde_json::Map::new(),
    };
    Ok((slot.key, message))
}

/// `POST /me/messages`.
pub(crate) fn create(mailbox: &mut Mailbox, ask: &Ask<'_>) -> Result<Answer, Answer> {
    if !ask.body.is_object() {
        return Err(refuse("BadRequest", "Unable to read JSON request payload."));
    }
    let (key, mut draft) = blank(mailbox, ask, None)?;
    apply(&mut draft, &ask.body)?;
    mailbox.insert(key, draft);
    show(mailbox, ask, 201, key)
}

/// `POST /me/messages/{id}/createReply` and `createReplyAll`.
pub(crate) fn reply(mailbox: &mut Mailbox, ask: &Ask<'_>, id: &str, to_all: bool) -> Result<Answer, Answer> {
    let (parent_key, parent) = find(mailbox, id)?;
    let parent = parent.clone();
    let comment = parameter(&ask.body, "comment").and_then(Value::as_str);
    let given = parameter(&ask.body, "message");
    if comment.is_some() && given.is_some_and(|message| message.get("body").is_some()) {
        return Err(refuse("ErrorInvalidRequest", "Specify either a comment or the body of the message, not both."));
    }
    let (key, mut draft) = blank(mailbox, ask, Some(parent_key))?;
    let plain = parent.subject.strip_prefix("RE: ").or_else(|| parent.subject.strip_prefix("Re: "));
    draft.subject = format!("RE: {}", plain.unwrap_or(&parent.subject));
    draft.to = if parent.is_own {
        parent.to.clone()
    } else if parent.reply_to.is_empty() {
        parent.from.iter().cloned().collect()
    } else {
        parent.reply_to.clone()
    };
    if to_all {
        let me = mailbox.address.clone();
        let listed = |list: &[Person], person: &Person| {
            list.iter().any(|other| other.address.eq_ignore_ascii_case(&person.address))
        };
        for person in parent.to.iter().chain(&parent.cc) {
            let known =
                person.address.eq_ignore_ascii_case(&me) || listed(&draft.to, person) || listed(&draft.cc, person);
            if !known {
                draft.cc.push(person.clone());
            }
        }
    }
    draft.body = quoted(&parent, comment.unwrap_or_default());
    if let Some(given) = given {
        apply(&mut draft, given)?;
    }
    mailbox.insert(key, draft);
    show(mailbox, ask, 201, key)
}

/// `POST /me/messages/{id}/createForward`: to nobody yet, with the files of the original.
pub(crate) fn forward(mailbox: &mut Mailbox, ask: &Ask<'_>, id: &str) -> Result<Answer, Answer> {
    let (parent_key, parent) = find(mailbox, id)?;
    let parent = parent.clone();
    let comment = parameter(&ask.body, "comment").and_then(Value::as_str);
    let given = parameter(&ask.body, "message");
    if comment.is_some() && given.is_some_and(|message| message.get("body").is_some()) {
        return Err(refuse("ErrorInvalidRequest", "Specify either a comment or the body of the message, not both."));
    }
    let (key, mut draft) = blank(mailbox, ask, Some(parent_key))?;
    let plain = parent.subject.strip_prefix("FW: ").or_else(|| parent.subject.strip_prefix("Fw: "));
    draft.subject = format!("FW: {}", plain.unwrap_or(&parent.subject));
    draft.body = quoted(&parent, comment.unwrap_or_default());
    draft.attachments.clone_from(&parent.attachments);
    if let Some(to) = parameter(&ask.body, "toRecipients") {
        draft.to = people("toRecipients", to)?;
    }
    if let Some(given) = given {
        apply(&mut draft, given)?;
    }
    mailbox.insert(key, draft);
    show(mailbox, ask, 201, key)
}

fn quoted(parent: &Message, comment: &str) -> MailBody {
    let from = parent.from.clone().unwrap_or_default();
    let sent = parent.sent_at.format("%A, %-d %B %Y %H:%M");
    MailBody::Html(format!(
        "<html><body>{comment}<hr style=\"display:inline-block;width:98%\" tabindex=\"-1\"><div id=\"divRplyFwdMsg\" dir=\"ltr\"><b>From:</b> {} &lt;{}&gt;<br><b>Sent:</b> {sent}<br><b>Subject:</b> {}</div><div>{}</div></body></html>",
        from.name,
        from.address,
        parent.subject,
        parent.body.content()
    ))
}

/// Fills a message from the JSON of a request; properties that do not exist or have another type are refused.
pub(crate) fn apply(message: &mut Message, body: &Value) -> Result<(), Answer> {
    for (name, value) in body.as_object().into_iter().flatten() {
        apply_one(message, name, value)?;
    }
    Ok(())
}

fn apply_one(message: &mut Message, name: &str, value: &Value) -> Result<(), Answer> {
    match name {
        "subject" => message.subject = text(name, value)?,
        "body" => message.body = mail_body(value)?,
        "toRecipients" => message.to = people(name, value)?,
        "ccRecipients" => message.cc = people(name, value)?,
        "bccRecipients" => message.bcc = people(name, value)?,
        "replyTo" => message.reply_to = people(name, value)?,
        "from" | "sender" => message.from = Some(person(name, value)?),
        "isRead" => message.is_read = value.as_bool().ok_or_else(|| wrong_type(name))?,
        "importance" => message.importance = text(name, value)?,
        "internetMessageId" => message.internet_message_id = text(name, value)?,
        "categories" => {
            let list = value.as_array().ok_or_else(|| wrong_type(name))?;
            message.categories = list.iter().map(|item| text(name, item)).collect::<Result<_, _>>()?;
        }
        "flag" => message.flag = text(name, value.get("flagStatus").unwrap_or(&Value::Null))?,
        "singleValueExtendedProperties" => extended(message, value)?,
        "internetMessageHeaders" => headers(message, value)?,
        "attachments" => {
            let list = value.as_array().ok_or_else(|| wrong_type(name))?;
            message.attachments = list.iter().map(file).collect::<Result<_, _>>()?;
        }
        "inferenceClassification" | "isDeliveryReceiptRequested" | "isReadReceiptRequested" => {}
        _ if name.starts_with("@odata.") => {}
        _ => {
            let message = format!("The property '{name}' does not exist on type 'Microsoft.OutlookServices.Message'.");
            return Err(refuse("RequestBodyRead", &message));
        }
    }
    Ok(())
}

fn wrong_type(name: &str) -> Answer {
    refuse("RequestBodyRead", &format!("Cannot convert the value of '{name}' to the expected type."))
}

fn text(name: &str, value: &Value) -> Result<String, Answer> {
    value.as_str().map(str::to_owned).ok_or_else(|| wrong_type(name))
}

fn mail_body(value: &Value) -> Result<MailBody, Answer> {
    let content = text("body/content", value.get("content").unwrap_or(&Value::Null))?;
    let kind = value.get("contentType").and_then(Value::as_str).unwrap_or("text").to_ascii_lowercase();
    match kind.as_str() {
        "html" => Ok(MailBody::Html(content)),
        "text" => Ok(MailBody::Text(content)),
        _ => Err(wrong_type("body/contentType")),
    }
}

fn person(name: &str, value: &Value) -> Result<Person, Answer> {
    let inner = value.get("emailAddress").ok_or_else(|| wrong_type(name))?;
    let address = text(name, inner.get("address").unwrap_or(&Value::Null))?;
    let shown = inner.get("name").and_then(Value::as_str).unwrap_or(&address).to_owned();
    Ok(Person { name: shown, address })
}

fn people(name: &str, value: &Value) -> Result<Vec<Person>, Answer> {
    value.as_array().ok_or_else(|| wrong_type(name))?.iter().map(|item| person(name, item)).collect()
}

fn extended(message: &mut Message, value: &Value) -> Result<(), Answer> {
    let name = "singleValueExtendedProperties";
    for item in value.as_array().ok_or_else(|| wrong_type(name))? {
        let id = text(name, item.get("id").unwrap_or(&Value::Null))?;
        let parts: Vec<&str> = id.split(' ').collect();
        let is_named =
            matches!(parts.as_slice(), [_, guid, "Name" | "Id", _] if guid.starts_with('{') && guid.ends_with('}'));
        let is_tagged = matches!(parts.as_slice(), [_, tag] if tag.starts_with("0x"));
        if !is_named && !is_tagged {
            return Err(refuse("ErrorInvalidProperty", &format!("'{id}' is not a valid extended property id.")));
        }
        message.properties.insert(id, text(name, item.get("value").unwrap_or(&Value::Null))?);
    }
    Ok(())
}

fn headers(message: &mut Message, value: &Value) -> Result<(), Answer> {
    let list = value.as_array().ok_or_else(|| wrong_type("internetMessageHeaders"))?;
    if list.len() > 5 {
        return Err(refuse(
            "InvalidInternetMessageHeaderCollection",
            "Maximum number of headers in one message should be less than or equal to 5.",
        ));
    }
    for item in list {
        let name = text("internetMessageHeaders", item.get("name").unwrap_or(&Value::Null))?;
        if !name.to_ascii_lowercase().starts_with("x-") {
            let message = format!("The internet message header name '{name}' should start with 'x-' or 'X-'.");
            return Err(refuse("InvalidInternetMessageHeader", &message));
        }
        message.headers.push((name, text("internetMessageHeaders", item.get("value").unwrap_or(&Value::Null))?));
    }
    Ok(())
}

/// A file attachment from JSON.
pub(crate) fn file(value: &Value) -> Result<MailFile, Answer> {
    let kind = value.get("@odata.type").and_then(Value::as_str).unwrap_or_default();
    if kind != "#microsoft.graph.fileAttachment" {
        return Err(refuse("RequestBodyRead", "@odata.type must be #microsoft.graph.fileAttachment."));
    }
    let content = text("contentBytes", value.get("contentBytes").unwrap_or(&Value::Null))?;
    let bytes = STANDARD.decode(content).map_err(|_| wrong_type("contentBytes"))?;
    Ok(MailFile {
        name: text("name", value.get("name").unwrap_or(&Value::Null))?,
        content_type: value.get("contentType").and_then(Value::as_str).unwrap_or("application/octet-stream").to_owned(),
        bytes,
        is_inline: value.get("isInline").and_then(Value::as_bool).unwrap_or(false),
        content_id: value.get("contentId").and_then(Value::as_str).map(str::to_owned),
    })
}
