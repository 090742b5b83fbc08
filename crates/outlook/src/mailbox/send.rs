//! Sending: a marked draft, handed over once, and looking for it afterwards.
//!
//! `/send` answers before the mail has left, and its answer may be lost. So nothing here repeats it; the mark on the
//! draft makes the mail recognisable in Drafts and in Sent Items, whatever its id became.

use pebble_core::engines::email::mailbox::{Address, DraftRef, MailboxError, Outgoing, SendState, SentRef};
use serde_json::{Map, Value, json};

use super::requests::{Built, OUTBOX_PROPERTY};
use super::{GraphMailbox, ids, malformed, parse};
use crate::executor::{CallProblem, Idempotency, Prefer};
use crate::sanitise::letter;

/// Tries of an update that meets an edit made elsewhere.
const CONFLICT_TRIES: u8 = 3;
/// Longest quoted mail carried along in a reply, in bytes.
const LONGEST_QUOTE: usize = 1024 * 1024;

impl GraphMailbox {
    /// Creates the draft, in place; with files it is not stamped yet. What an interrupted try left is gone on with.
    pub(super) async fn draft(&self, mail: &Outgoing) -> Result<DraftRef, MailboxError> {
        if !mail.files.is_empty()
            && let Some(left) = self.first(self.requests.marked("drafts", &unloaded(&mail.outbox_id))).await?
        {
            return Ok(left.draft);
        }
        let Some(answered) = &mail.reply_to_id else {
            let body = draft_fields(mail, &letter::laid_out(&mail.html), true);
            let built = self.requests.create_message(&body);
            return draft_ref(&self.call_json(built, Prefer::HTML, Idempotency::Once).await?);
        };
        let answer = match self.unwritten(&mail.outbox_id).await? {
            Some(left) => left,
            None => {
                let mark = mark(&unwritten(&mail.outbox_id));
                let fields = json!({ "message": { "singleValueExtendedProperties": [mark] } });
                let built = self.requests.create_answer(mail.way, answered, &fields);
                self.call_json(built, Prefer::HTML, Idempotency::Once).await?
            }
        };
        let draft = draft_ref(&answer)?;
        let quote = answer.pointer("/body/content").and_then(Value::as_str).unwrap_or_default();
        let html = above_quote(&letter::laid_out(&mail.html), quote);
        self.fill(&draft, &draft_fields(mail, &html, mail.is_own_subject)).await
    }

    /// The answer that an interrupted try left without its text. It carries another mark than one that can go, which
    /// the writing of the text replaces: what is found by the real mark is complete.
    async fn unwritten(&self, outbox_id: &str) -> Result<Option<Value>, MailboxError> {
        let Some(left) = self.first(self.requests.marked("drafts", &unwritten(outbox_id))).await? else {
            return Ok(None);
        };
        let built = self.requests.whole(&left.draft.id);
        Ok(Some(self.call_json(built, Prefer::HTML, Idempotency::Safe).await?))
    }

    /// Stamps a draft whose files are all there.
    pub(super) async fn stamp(&self, outbox_id: &str, draft: &DraftRef) -> Result<DraftRef, MailboxError> {
        self.fill(draft, &json!({ "singleValueExtendedProperties": [mark(outbox_id)] })).await
    }

    /// Writes a draft's fields; an edit made meanwhile in Outlook is overwritten, since the draft is ours.
    async fn fill(&self, draft: &DraftRef, fields: &Value) -> Result<DraftRef, MailboxError> {
        let mut tries = 0;
        loop {
            tries += 1;
            let built = self.requests.update(&draft.id, fields);
            match self.call_json(built, Prefer::HTML, Idempotency::Safe).await {
                Ok(body) => return draft_ref(&body),
                Err(CallProblem::Refused(fault))
                    if is_conflict(fault.status, fault.code()) && tries < CONFLICT_TRIES => {}
                Err(problem) => return Err(problem.into()),
            }
        }
    }

    /// Hands the draft over.
    pub(super) async fn hand_over(&self, draft: &DraftRef) -> Result<(), MailboxError> {
        let built = self.requests.send(&draft.id);
        match self.call(built, Prefer::PLAIN, Idempotency::Once).await {
            Ok(_) => Ok(()),
            // No such draft: an earlier hand-over may have taken it.
            Err(CallProblem::Refused(fault)) if fault.status == 404 => Err(MailboxError::Unknown),
            Err(problem) => Err(problem.into()),
        }
    }

    /// Looks by id, then by our mark in Sent Items, then by message id there, then by our mark in Drafts.
    pub(super) async fn look_for(&self, outbox_id: &str, draft: Option<&DraftRef>) -> Result<SendState, MailboxError> {
        let mut waiting = None;
        if let Some(draft) = draft {
            match self.by_id(&draft.id).await? {
                Some(Seen { is_draft: false, sent, .. }) => return Ok(SendState::Sent(sent)),
                Some(Seen { is_draft: true, draft, .. }) => waiting = Some(draft),
                None => {}
            }
        }
        if let Some(seen) = self.first(self.requests.marked("sentitems", outbox_id)).await? {
            return Ok(SendState::Sent(seen.sent));
        }
        if let Some(message_id) = draft.and_then(|d| d.internet_message_id.as_deref()).filter(|_| waiting.is_none())
            && let Some(seen) = self.first(self.requests.by_message_id("sentitems", message_id)).await?
        {
            return Ok(SendState::Sent(seen.sent));
        }
        if waiting.is_none() {
            waiting = self.first(self.requests.marked("drafts", outbox_id)).await?.map(|seen| seen.draft);
        }
        Ok(waiting.map_or(SendState::NotFound, SendState::StillDraft))
    }

    async fn by_id(&self, id: &str) -> Result<Option<Seen>, MailboxError> {
        match self.call_json(self.requests.outside(id), Prefer::PLAIN, Idempotency::Safe).await {
            Ok(body) => seen(&body).map(Some),
            Err(CallProblem::Refused(fault)) if fault.status == 404 => Ok(None),
            Err(problem) => Err(problem.into()),
        }
    }

    async fn first(&self, built: Built) -> Result<Option<Seen>, MailboxError> {
        let body = self.call_json(built, Prefer::PLAIN, Idempotency::Safe).await?;
        let Some(Value::Array(list)) = body.get("value") else { return Err(malformed("`value` is not a list")) };
        list.first().map(seen).transpose()
    }
}

/// A message found again.
struct Seen {
    is_draft: bool,
    draft: DraftRef,
    sent: SentRef,
}

fn seen(body: &Value) -> Result<Seen, MailboxError> {
    let envelope = parse::envelope(body).map_err(|e| malformed(&e))?;
    let sent_at = body.as_object().and_then(|fields| parse::when(fields, "sentDateTime").ok().flatten());
    let (id, internet_message_id) = (envelope.id, envelope.internet_message_id);
    Ok(Seen {
        is_draft: envelope.is_draft,
        draft: DraftRef { id: id.clone(), internet_message_id: internet_message_id.clone() },
        sent: SentRef { id, internet_message_id, sent_at: sent_at.unwrap_or(envelope.received_at) },
    })
}

fn is_conflict(status: u16, code: &str) -> bool {
    status == 412 || (status == 409 && code.eq_ignore_ascii_case("ErrorIrresolvableConflict"))
}

fn draft_ref(body: &Value) -> Result<DraftRef, MailboxError> {
    let field = |name: &str| body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let id = field("id").ok_or_else(|| malformed("the draft has no id"))?;
    Ok(DraftRef { id: id.to_owned(), internet_message_id: field("internetMessageId").and_then(ids::message_id) })
}

fn mark(outbox_id: &str) -> Value {
    json!({ "id": OUTBOX_PROPERTY, "value": outbox_id })
}

/// The mark's value on an answer whose text is not in place yet.
fn unwritten(outbox_id: &str) -> String {
    format!("{outbox_id} unwritten")
}

/// The mark's value on a draft whose files are not all there yet.
fn unloaded(outbox_id: &str) -> String {
    format!("{outbox_id} unloaded")
}

fn draft_fields(mail: &Outgoing, html: &str, has_subject: bool) -> Value {
    let mut fields = Map::new();
    let stamp = if mail.files.is_empty() { mail.outbox_id.clone() } else { unloaded(&mail.outbox_id) };
    fields.insert("body".to_owned(), json!({ "contentType": "html", "content": html }));
    fields.insert("singleValueExtendedProperties".to_owned(), json!([mark(&stamp)]));
    // An answer keeps the people the server chose (it honours Reply-To) unless others are named.
    let lists = [("toRecipients", &mail.to), ("ccRecipients", &mail.cc), ("bccRecipients", &mail.bcc)];
    if mail.reply_to_id.is_none() || lists.iter().any(|(_, list)| !list.is_empty()) {
        fields.extend(lists.map(|(name, list)| (name.to_owned(), people(list))));
    }
    if has_subject {
        fields.insert("subject".to_owned(), json!(mail.subject));
    }
    Value::Object(fields)
}

fn people(list: &[Address]) -> Value {
    let person = |p: &Address| match p.name.as_str() {
        "" => json!({ "emailAddress": { "address": p.address } }),
        name => json!({ "emailAddress": { "address": p.address, "name": name } }),
    };
    list.iter().map(person).collect()
}

/// Our text above what the server quoted, inside its `<body>` when it made one.
fn above_quote(html: &str, quote: &str) -> String {
    if quote.len() > LONGEST_QUOTE {
        return html.to_owned();
    }
    let start = quote.to_ascii_lowercase().find("<body").and_then(|at| Some(at + quote.get(at..)?.find('>')? + 1));
    match start.and_then(|at| quote.split_at_checked(at)) {
        Some((head, rest)) => format!("{head}{html}{rest}"),
        None => format!("{html}{quote}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_stands_above_its_quote() {
        assert_eq!(
            above_quote("<p>New</p>", "<html><BODY lang=x>Old</BODY></html>"),
            "<html><BODY lang=x><p>New</p>Old</BODY></html>"
        );
        assert_eq!(above_quote("<p>New</p>", "Old"), "<p>New</p>Old");
        assert_eq!(above_quote("<p>New</p>", "<body"), "<p>New</p><body");
        assert_eq!(above_quote("<p>New</p>", &"x".repeat(LONGEST_QUOTE + 1)), "<p>New</p>");
    }
}
