//! Every request this crate makes of Graph, built by graph-rs-sdk and carried out elsewhere.
//!
//! The library gives paths, queries and bodies. Its client, token and retries are not used; the token it is given
//! here is a placeholder that the executor replaces.

use graph_http::api_impl::RequestHandler;
use graph_rs_sdk::{GraphClient, ODataQuery};
use pebble_core::engines::email::mailbox::Way;
use reqwest::{Method, Request};
use serde_json::Value;
use url::Url;

use crate::executor::CallProblem;

/// What is selected of a message outside its body.
pub(super) const ENVELOPE: [&str; 19] = [
    "id",
    "changeKey",
    "parentFolderId",
    "receivedDateTime",
    "sentDateTime",
    "createdDateTime",
    "subject",
    "from",
    "sender",
    "toRecipients",
    "ccRecipients",
    "replyTo",
    "isRead",
    "isDraft",
    "hasAttachments",
    "conversationId",
    "conversationIndex",
    "internetMessageId",
    "bodyPreview",
];
/// Our property on what we send; the GUID is this product's own namespace.
pub(super) const OUTBOX_PROPERTY: &str = "String {5d1f3c0e-8f0b-4b57-9c3b-7a2f6f0e41d9} Name CrmOutboxId";
/// MAPI `In-Reply-To`, `References` and `Message-ID`: the only place where sent mail keeps them.
pub(super) const IN_REPLY_TO: &str = "String 0x1042";
pub(super) const REFERENCES: &str = "String 0x1039";
pub(super) const MESSAGE_ID: &str = "String 0x1035";

/// Graph's paths with our queries.
pub(super) struct Requests {
    graph: GraphClient,
}

/// A built query, not yet a request.
pub(super) type Built = RequestHandler;

/// Stands for an id while the library builds a path: it would take a slash in an id for a path of its own.
const PLACE: &str = "id-goes-here";

/// An id escaped whole. Ids are opaque: whatever a server calls one stays one path segment.
fn segment(id: &str) -> String {
    let mut escaped = String::with_capacity(id.len());
    for byte in id.bytes() {
        match byte {
            b'-' | b'_' | b'=' => escaped.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => escaped.push(char::from(byte)),
            _ => escaped.push_str(&format!("%{byte:02X}")),
        }
    }
    // Dots alone would be read as steps in the path, escaped or not.
    if matches!(id, "." | "..") {
        escaped = "no-such-id".to_owned();
    }
    escaped
}

/// Puts an id in its place.
fn with_id(mut built: Built, id: &str) -> Built {
    let url: &mut Url = built.as_mut();
    let path = url.path().replace(PLACE, &segment(id));
    url.set_path(&path);
    built
}

impl Requests {
    pub(super) fn new() -> Self {
        Self { graph: GraphClient::new("replaced-by-the-executor") }
    }

    pub(super) fn me(&self) -> Built {
        self.graph.me().get_user().select(&["id", "displayName", "mail", "userPrincipalName"])
    }

    pub(super) fn well_known_folder(&self, name: &str) -> Built {
        self.graph.me().mail_folder(name).get_mail_folders().select(&["id"])
    }

    pub(super) fn top_folders(&self) -> Built {
        folder_list(self.graph.me().mail_folders().list_mail_folders())
    }

    pub(super) fn child_folders(&self, id: &str) -> Built {
        with_id(folder_list(self.graph.me().mail_folder(PLACE).child_folders().list_child_folders()), id)
    }

    /// Newest first. The filter's property must come first in the order, or Graph calls it inefficient.
    pub(super) fn recent(&self, folder: &str, since: &str) -> Built {
        let filter = format!("receivedDateTime ge {since}");
        self.in_folder(folder).filter(&[&filter]).order_by(&["receivedDateTime", "desc"]).top("50")
    }

    fn in_folder(&self, folder: &str) -> Built {
        with_id(self.graph.me().mail_folder(PLACE).messages().list_messages().select(&ENVELOPE), folder)
    }

    pub(super) fn delta(&self, folder: &str) -> Built {
        with_id(self.graph.me().mail_folder(PLACE).messages().delta().select(&ENVELOPE), folder)
    }

    /// A next or delta link, already checked.
    pub(super) fn link(&self, link: Url) -> Built {
        let mut built = self.graph.custom(Method::GET, None);
        *built.as_mut() = link;
        built
    }

    pub(super) fn outside(&self, id: &str) -> Built {
        with_id(self.graph.me().message(PLACE).get_messages().select(&ENVELOPE), id)
    }

    pub(super) fn whole(&self, id: &str) -> Built {
        let mut fields = ENVELOPE.to_vec();
        fields.extend(["body", "internetMessageHeaders"]);
        let expand = format!(
            "singleValueExtendedProperties($filter=id eq '{IN_REPLY_TO}' or id eq '{REFERENCES}' or id eq \
             '{MESSAGE_ID}' or id eq '{OUTBOX_PROPERTY}')"
        );
        with_id(self.graph.me().message(PLACE).get_messages().select(&fields).expand(&[&expand]), id)
    }

    pub(super) fn attachments(&self, id: &str) -> Built {
        // Only files have a content id: the base type does not know the property.
        let fields = ["id", "name", "contentType", "size", "isInline", "microsoft.graph.fileAttachment/contentId"];
        with_id(self.graph.me().message(PLACE).attachments().list_attachments().select(&fields), id)
    }

    /// The bytes of one attachment. Whatever kind it is, they come as they are.
    pub(super) fn attachment_bytes(&self, id: &str, attachment: &str) -> Built {
        let mut built = with_id(self.graph.me().message(PLACE).attachments().list_attachments(), id);
        let url: &mut Url = built.as_mut();
        let path = format!("{}/{}/$value", url.path(), segment(attachment));
        url.set_path(&path);
        built
    }

    pub(super) fn move_to(&self, id: &str, folder: &str) -> Built {
        let body = serde_json::json!({ "destinationId": folder });
        with_id(self.graph.me().message(PLACE).move_message(&body), id)
    }

    pub(super) fn create_message(&self, body: &Value) -> Built {
        self.graph.me().messages().create_messages(body)
    }

    /// A draft that answers a message, or passes it on.
    pub(super) fn create_answer(&self, way: Way, id: &str, body: &Value) -> Built {
        let message = self.graph.me().message(PLACE);
        let built = match way {
            Way::Reply => message.create_reply(body),
            Way::ReplyAll => message.create_reply_all(body),
            Way::Forward => message.create_forward(body),
        };
        with_id(built, id)
    }

    /// Which attachments a message has, without their bytes.
    pub(super) fn attachment_ids(&self, id: &str) -> Built {
        with_id(self.graph.me().message(PLACE).attachments().list_attachments().select(&["id", "name"]), id)
    }

    pub(super) fn attach(&self, id: &str, body: &Value) -> Built {
        with_id(self.graph.me().message(PLACE).attachments().create_attachments(body), id)
    }

    pub(super) fn upload_session(&self, id: &str, body: &Value) -> Built {
        with_id(self.graph.me().message(PLACE).attachments().create_upload_session(body), id)
    }

    pub(super) fn update(&self, id: &str, body: &Value) -> Built {
        with_id(self.graph.me().message(PLACE).update_messages(body), id)
    }

    pub(super) fn send(&self, id: &str) -> Built {
        with_id(self.graph.me().message(PLACE).send(), id)
    }

    /// Messages in a folder that carry our mark.
    pub(super) fn marked(&self, folder: &str, outbox_id: &str) -> Built {
        let value = quoted(outbox_id);
        let filter =
            format!("singleValueExtendedProperties/Any(ep: ep/id eq '{OUTBOX_PROPERTY}' and ep/value eq '{value}')");
        self.in_folder(folder).filter(&[&filter]).top("5")
    }

    pub(super) fn by_message_id(&self, folder: &str, message_id: &str) -> Built {
        let filter = format!("internetMessageId eq '{}'", quoted(message_id));
        self.in_folder(folder).filter(&[&filter]).top("5")
    }

    /// Messages of any folder with a `Message-ID`.
    pub(super) fn anywhere(&self, message_id: &str) -> Built {
        let filter = format!("internetMessageId eq '{}'", quoted(message_id));
        self.graph.me().messages().list_messages().select(&["id", "parentFolderId"]).filter(&[&filter]).top("10")
    }

    pub(super) fn batch(&self, body: &Value) -> Built {
        self.graph.batch(body)
    }
}

fn folder_list(built: Built) -> Built {
    built
        .append_query_pair("includeHiddenFolders", "true")
        .select(&["id", "displayName", "parentFolderId", "childFolderCount", "totalItemCount", "isHidden"])
        .top("100")
}

/// A text inside an OData string.
fn quoted(text: &str) -> String {
    text.replace('\'', "''")
}

/// Turns a built query into a request.
pub(super) async fn request(built: Built) -> Result<Request, CallProblem> {
    let unbuilt = |e: &dyn std::fmt::Display| CallProblem::Unbuilt(format!("the request could not be built: {e}"));
    let (_, request) = built.build().await.map_err(|e| unbuilt(&e))?.build_split();
    request.map_err(|e| unbuilt(&e))
}

/// The address of a built query as a batch item writes it: relative, below the version.
pub(super) fn relative(built: &Built) -> String {
    let url: &Url = built.as_ref();
    let path = url.path().strip_prefix("/v1.0").unwrap_or(url.path());
    match url.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_graphs() {
        let requests = Requests::new();
        for (built, path) in [
            (requests.me(), "/me"),
            (requests.well_known_folder("inbox"), "/me/mailFolders/inbox"),
            (requests.top_folders(), "/me/mailFolders"),
            (requests.child_folders("F="), "/me/mailFolders/F=/childFolders"),
            (requests.recent("F=", "2026-11-01T00:00:00Z"), "/me/mailFolders/F=/messages"),
            (requests.delta("F="), "/me/mailFolders/F=/messages/delta()"),
            (requests.whole("M-_="), "/me/messages/M-_="),
            (requests.attachments("M"), "/me/messages/M/attachments"),
            (requests.attachment_bytes("M", "A/=."), "/me/messages/M/attachments/A%2F=%2E/$value"),
            (requests.move_to("M", "junkemail"), "/me/messages/M/move"),
            (requests.create_answer(Way::Reply, "M", &Value::Null), "/me/messages/M/createReply"),
            (requests.create_answer(Way::ReplyAll, "M", &Value::Null), "/me/messages/M/createReplyAll"),
            (requests.create_answer(Way::Forward, "M", &Value::Null), "/me/messages/M/createForward"),
            (requests.attach("M", &Value::Null), "/me/messages/M/attachments"),
            (requests.upload_session("M", &Value::Null), "/me/messages/M/attachments/createUploadSession"),
            (requests.send("M"), "/me/messages/M/send"),
            (requests.create_message(&Value::Null), "/me/messages"),
            (requests.batch(&Value::Null), "/$batch"),
        ] {
            let relative = relative(&built);
            assert_eq!(relative.split('?').next(), Some(path), "{relative}");
        }
    }

    #[test]
    fn an_id_cannot_leave_its_place_in_the_path() {
        for id in ["../users", "a/b", "a?b", "a#b", "a&b", "a%2fb", "{{RID}}", "a b", "..", "%2e%2e"] {
            let relative = relative(&Requests::new().outside(id));
            assert!(relative.starts_with("/me/messages/"), "{id}: {relative}");
            assert_eq!(relative.split('?').next().map(|p| p.matches('/').count()), Some(3), "{id}: {relative}");
        }
    }

    #[test]
    fn a_quote_in_a_filter_stays_inside_it() {
        let built = Requests::new().by_message_id("sentitems", "<o'brien@x>");
        let url: &Url = built.as_ref();
        let filter = url.query_pairs().find(|(k, _)| k == "$filter").map(|(_, v)| v.into_owned());
        assert_eq!(filter.as_deref(), Some("internetMessageId eq '<o''brien@x>'"));
    }
}
