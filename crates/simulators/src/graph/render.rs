//! The JSON of messages, folders and attachments, property for property as Graph v1.0 writes it.
//!
//! It knows which properties exist, which come unasked, and which only on request.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::arrive::{change_key, index_text, mapi, stamp};
use super::mailbox::Mailbox;
use super::model::{Folder, MailBody, MailFile, Message, Person};

/// Properties of a message, in the order Graph gives them; the flag says whether they come unasked.
pub(crate) const MESSAGE_PROPERTIES: [(&str, bool); 33] = [
    ("id", true),
    ("createdDateTime", true),
    ("lastModifiedDateTime", true),
    ("changeKey", true),
    ("categories", true),
    ("receivedDateTime", true),
    ("sentDateTime", true),
    ("hasAttachments", true),
    ("internetMessageId", true),
    ("subject", true),
    ("bodyPreview", true),
    ("importance", true),
    ("parentFolderId", true),
    ("conversationId", true),
    ("conversationIndex", true),
    ("isDeliveryReceiptRequested", true),
    ("isReadReceiptRequested", true),
    ("isRead", true),
    ("isDraft", true),
    ("webLink", true),
    ("inferenceClassification", true),
    ("body", true),
    ("sender", true),
    ("from", true),
    ("toRecipients", true),
    ("ccRecipients", true),
    ("bccRecipients", true),
    ("replyTo", true),
    ("flag", true),
    ("uniqueBody", false),
    ("internetMessageHeaders", false),
    ("singleValueExtendedProperties", false),
    ("attachments", false),
];

/// Properties of a mail folder.
pub(crate) const FOLDER_PROPERTIES: [&str; 7] =
    ["id", "displayName", "parentFolderId", "childFolderCount", "unreadItemCount", "totalItemCount", "isHidden"];

/// The content id, as `$select` names it: only files have one, so that the type has to be said.
pub(crate) const CONTENT_ID: &str = "microsoft.graph.fileAttachment/contentId";

/// Properties of an attachment that `$select` may name.
pub(crate) const ATTACHMENT_PROPERTIES: [&str; 7] =
    ["id", "lastModifiedDateTime", "name", "contentType", "size", "isInline", CONTENT_ID];

/// How the caller wants messages shown.
#[derive(Debug, Clone, Default)]
pub(crate) struct View {
    pub is_immutable: bool,
    pub select: Option<Vec<String>>,
    /// `text` or `html`; as stored when `None`.
    pub body_type: Option<String>,
    /// Extended properties asked for by `$expand`, by id.
    pub expanded: Vec<String>,
    pub expands_attachments: bool,
}

impl View {
    fn wants(&self, name: &str, unasked: bool) -> bool {
        match &self.select {
            Some(names) => name == "id" || names.iter().any(|wanted| wanted == name),
            None => unasked,
        }
    }

    /// The id in the caller's format.
    pub(crate) fn id<'a>(&self, message: &'a Message) -> &'a str {
        if self.is_immutable { &message.immutable_id } else { &message.mutable_id }
    }
}

/// A message as JSON.
pub(crate) fn message(mailbox: &Mailbox, message: &Message, view: &View) -> Value {
    let mut out = Map::new();
    out.insert("@odata.etag".into(), json!(format!("W/\"{}\"", change_key(message))));
    for (name, unasked) in MESSAGE_PROPERTIES {
        if view.wants(name, unasked)
            && let Some(value) = property(mailbox, message, name, view)
        {
            out.insert(name.into(), value);
        }
    }
    expand(mailbox, message, view, &mut out);
    for (name, value) in &message.overrides {
        if view.wants(name, true) {
            out.insert(name.clone(), value.clone());
        }
    }
    Value::Object(out)
}

fn expand(mailbox: &Mailbox, message: &Message, view: &View, out: &mut Map<String, Value>) {
    let found: Vec<Value> = view
        .expanded
        .iter()
        .filter_map(|id| mapi(message, id).map(|value| json!({ "id": id, "value": value })))
        .collect();
    if !found.is_empty() {
        out.insert("singleValueExtendedProperties".into(), Value::Array(found));
    }
    if view.expands_attachments {
        out.insert("attachments".into(), attachments(mailbox, message, true));
    }
}

fn property(mailbox: &Mailbox, message: &Message, name: &str, view: &View) -> Option<Value> {
    Some(match name {
        "id" => json!(view.id(message)),
        "createdDateTime" => json!(stamp(message.created_at)),
        "lastModifiedDateTime" => json!(stamp(message.modified_at)),
        "changeKey" => json!(change_key(message)),
        "categories" => json!(message.categories),
        "receivedDateTime" => json!(stamp(message.received_at)),
        "sentDateTime" => json!(stamp(message.sent_at)),
        "hasAttachments" => json!(message.attachments.iter().any(|file| !file.is_inline)),
        "internetMessageId" => json!(message.internet_message_id),
        "subject" => json!(message.subject),
        "bodyPreview" => json!(preview(&message.body)),
        "importance" => json!(message.importance),
        "parentFolderId" => json!(mailbox.folders.get(&message.folder).map(|folder| &folder.id)),
        "conversationId" => json!(message.conversation_id),
        "conversationIndex" => json!(index_text(message)),
        "isDeliveryReceiptRequested" if message.is_draft => Value::Null,
        "isDeliveryReceiptRequested" | "isReadReceiptRequested" => json!(false),
        "isRead" => json!(message.is_read),
        "isDraft" => json!(message.is_draft),
        "webLink" => json!(format!("https://outlook.office365.com/owa/?ItemID={}&exvsurl=1", view.id(message))),
        "inferenceClassification" => json!("focused"),
        "body" | "uniqueBody" => body(&message.body, view.body_type.as_deref()),
        "sender" | "from" => message.from.as_ref().map(recipient)?,
        "toRecipients" => recipients(&message.to),
        "ccRecipients" => recipients(&message.cc),
        "bccRecipients" => recipients(&message.bcc),
        "replyTo" => recipients(&message.reply_to),
        "flag" => json!({ "flagStatus": message.flag }),
        // Graph shows none for mail written in this mailbox, although the message carries them.
        "internetMessageHeaders" if message.is_own => return None,
        "internetMessageHeaders" => {
            message.headers.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect()
        }
        _ => return None,
    })
}

fn recipient(person: &Person) -> Value {
    json!({ "emailAddress": { "name": person.name, "address": person.address } })
}

fn recipients(people: &[Person]) -> Value {
    people.iter().map(recipient).collect()
}

fn body(body: &MailBody, wanted: Option<&str>) -> Value {
    match (body, wanted) {
        (MailBody::Html(html), Some("text")) => json!({ "contentType": "text", "content": visible_text(html) }),
        (MailBody::Html(html), _) => json!({ "contentType": "html", "content": html }),
        (MailBody::Text(text), Some("html")) => {
            let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            json!({ "contentType": "html", "content": format!("<html><body><pre>{escaped}</pre></body></html>") })
        }
        (MailBody::Text(text), _) => json!({ "contentType": "text", "content": text }),
    }
}

fn preview(body: &MailBody) -> String {
    let text = match body {
        MailBody::Html(html) => visible_text(html),
        MailBody::Text(text) => text.clone(),
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(255).collect()
}

/// Text between tags, with the five XML entities read; enough for previews.
fn visible_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut in_tag = false;
    for letter in html.chars() {
        match letter {
            '<' => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                text.push(' ');
            }
            _ if !in_tag => text.push(letter),
            _ => {}
        }
    }
    text.replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// A folder as JSON.
pub(crate) fn folder(mailbox: &Mailbox, key: u32, folder: &Folder, select: Option<&[String]>) -> Value {
    let children = mailbox.folders.values().filter(|other| other.parent == Some(key)).count();
    let parent = folder.parent.and_then(|key| mailbox.folders.get(&key)).map(|parent| parent.id.clone());
    let whole = json!({
        "id": folder.id,
        "displayName": folder.name,
        "parentFolderId": parent.unwrap_or_else(|| mailbox.ids.folder(0)),
        "childFolderCount": children,
        "unreadItemCount": folder.unread,
        "totalItemCount": folder.by_received.len(),
        "isHidden": folder.is_hidden,
    });
    let Value::Object(mut fields) = whole else { return whole };
    if let Some(names) = select {
        fields.retain(|name, _| name == "id" || names.iter().any(|wanted| wanted == name));
    }
    if folder.is_search {
        fields.insert("@odata.type".into(), json!("#microsoft.graph.mailSearchFolder"));
    }
    Value::Object(fields)
}

/// The attachments of a message as JSON, with or without their content.
pub(crate) fn attachments(mailbox: &Mailbox, message: &Message, with_content: bool) -> Value {
    let files = message.attachments.iter().enumerate();
    files
        .map(|(at, file)| attachment(&mailbox.ids.attachment(&message.immutable_id, at), message, file, with_content))
        .collect()
}

/// One attachment as JSON.
pub(crate) fn attachment(id: &str, message: &Message, file: &MailFile, with_content: bool) -> Value {
    let mut out = json!({
        "@odata.type": "#microsoft.graph.fileAttachment",
        "@odata.mediaContentType": file.content_type,
        "id": id,
        "lastModifiedDateTime": stamp(message.modified_at),
        "name": file.name,
        "contentType": file.content_type,
        "size": file.bytes.len(),
        "isInline": file.is_inline,
        "contentId": file.content_id,
        "contentLocation": null,
    });
    if with_content && let Some(fields) = out.as_object_mut() {
        fields.insert("contentBytes".into(), json!(STANDARD.encode(&file.bytes)));
    }
    out
}
