//! Files on a draft: small ones in one request, large ones by an upload session, piece after piece.
//!
//! A session's address is its own permission, so the pieces go without our token. When an answer is lost the session is
//! asked how far it has come; when that is lost too, the draft's attachments tell.

use base64::{Engine, engine::general_purpose::STANDARD};
use pebble_core::engines::email::mailbox::{DraftRef, MailboxError, OutgoingFile};
use reqwest::Url;
use serde_json::{Value, json};

use super::{GraphMailbox, malformed};
use crate::executor::{CallProblem, Idempotency, Piece, Prefer, Put};

/// Graph takes a file below this in one request, in bytes.
const LARGEST_AT_ONCE: usize = 3 * 1024 * 1024;
/// A piece of a larger one: below the 4 MB that Graph takes, in the multiple of 320 KiB that it asks for.
const PIECE: usize = 10 * 320 * 1024;
/// Most attachments that are counted.
const PAGE: &str = "200";
/// Tries to get on with a session that answers nothing new.
const TRIES: u8 = 5;

impl GraphMailbox {
    /// How many attachments a draft has.
    pub(super) async fn attached_count(&self, draft: &DraftRef) -> Result<usize, MailboxError> {
        use graph_rs_sdk::ODataQuery;
        let built = self.requests.attachment_ids(&draft.id).top(PAGE);
        let body = self.call_json(built, Prefer::PLAIN, Idempotency::Safe).await?;
        let list = body.get("value").and_then(Value::as_array);
        list.map(Vec::len).ok_or_else(|| malformed("`value` is not a list"))
    }

    /// Adds a file.
    pub(super) async fn add_file(
        &self,
        draft: &DraftRef,
        file: &OutgoingFile,
        bytes: Vec<u8>,
    ) -> Result<(), MailboxError> {
        if bytes.len() >= LARGEST_AT_ONCE {
            return self.upload(draft, file, &bytes).await;
        }
        let body = json!({
            "@odata.type": "#microsoft.graph.fileAttachment",
            "name": file.name,
            "contentType": file.media_type,
            "contentBytes": STANDARD.encode(&bytes),
        });
        let built = self.requests.attach(&draft.id, &body);
        self.call(built, Prefer::PLAIN, Idempotency::Once).await.map_err(young)?;
        Ok(())
    }

    async fn upload(&self, draft: &DraftRef, file: &OutgoingFile, bytes: &[u8]) -> Result<(), MailboxError> {
        let item = json!({
            "attachmentType": "file",
            "name": file.name,
            "contentType": file.media_type,
            "size": bytes.len(),
        });
        let built = self.requests.upload_session(&draft.id, &json!({ "AttachmentItem": item }));
        // A session that nobody uses adds nothing and expires by itself.
        let session = self.call_json(built, Prefer::PLAIN, Idempotency::Safe).await.map_err(young)?;
        let link = session.get("uploadUrl").and_then(Value::as_str).ok_or_else(|| malformed("no upload address"))?;
        let url = self.executor.endpoints().upload(link).map_err(|e| malformed(&e.to_string()))?;
        self.put_all(&url, bytes).await
    }

    async fn put_all(&self, url: &Url, bytes: &[u8]) -> Result<(), MailboxError> {
        let (mut from, mut idle) = (0_usize, 0_u8);
        while idle < TRIES {
            let end = from.saturating_add(PIECE).min(bytes.len());
            let Some(content) = bytes.get(from..end) else { return Err(malformed("a range beyond the file")) };
            let put = match self.executor.put(url, Piece { content, from, whole: bytes.len() }).await? {
                Put::Lost => self.executor.how_far(url).await?,
                put => put,
            };
            match put {
                Put::Done => return Ok(()),
                Put::Next(next) if next > from => (from, idle) = (next, 0),
                // Gone: it was taken whole, or has expired. The draft's attachments tell which.
                Put::Gone => return Err(MailboxError::Unknown),
                Put::Next(_) | Put::Lost => idle = idle.saturating_add(1),
            }
        }
        Err(MailboxError::Offline)
    }
}

/// A draft that was made a moment ago may not be found yet: it is tried again later, not given up.
fn young(problem: CallProblem) -> MailboxError {
    match problem {
        CallProblem::Refused(fault) if fault.status == 404 => MailboxError::Offline,
        problem => problem.into(),
    }
}
