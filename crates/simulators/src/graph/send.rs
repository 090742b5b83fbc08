//! Sending: a draft is accepted, leaves for the outside world once, and its copy reaches Sent Items when it does.
//!
//! What left is listed in order, so that a test can count it. Nothing leaves this process.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::http::Answer;

use super::Ask;
use super::drafts;
use super::messages::find;
use super::model::{MailBody, MailFile, Message, NewMessage, Person};
use super::state::State;

/// What happens to a send.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SendMode {
    /// Accepted and delivered.
    #[default]
    Normal,
    /// Accepted and delivered, but the connection breaks before the answer.
    ResetAfterAcceptance,
    /// Accepted and delivered, but answered with this status.
    ErrorAfterAcceptance(u16),
    /// Refused with this status; nothing leaves.
    ErrorBefore(u16),
    /// Accepted, and then returned to the inbox as undeliverable.
    Bounce,
}

/// A mail that left for the outside world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SentMail {
    /// Whose mailbox sent it.
    pub mailbox: String,
    /// Immutable id it will have in Sent Items.
    pub id: String,
    /// `Message-ID`.
    pub internet_message_id: String,
    /// When it left.
    pub sent_at: DateTime<Utc>,
    /// Sender.
    pub from: Person,
    /// To.
    pub to: Vec<Person>,
    /// Cc.
    pub cc: Vec<Person>,
    /// Bcc.
    pub bcc: Vec<Person>,
    /// Subject.
    pub subject: String,
    /// Body.
    pub body: MailBody,
    /// `In-Reply-To`.
    pub in_reply_to: Option<String>,
    /// `References`, oldest first.
    pub references: Vec<String>,
    /// Conversation it belongs to in the sender's mailbox.
    pub conversation_id: String,
    /// Extended properties, by id.
    pub properties: std::collections::BTreeMap<String, String>,
    /// Files.
    pub attachments: Vec<MailFile>,
    /// It came back as undeliverable.
    pub is_bounced: bool,
}

/// `POST /me/messages/{id}/send`.
pub(crate) fn send(state: &mut State, address: &str, ask: &Ask<'_>, id: &str) -> Result<Answer, Answer> {
    let mailbox = state.mailboxes.get(address).ok_or_else(super::messages::not_found)?;
    let (key, draft) = find(mailbox, id)?;
    if !draft.is_draft {
        return Err(Answer::error(400, "ErrorInvalidOperation", "The message is not a draft and cannot be sent."));
    }
    check_recipients(draft)?;
    let mode = take_mode(state);
    if let SendMode::ErrorBefore(status) = mode {
        return Err(failed(status));
    }
    let draft = state.mailboxes.get_mut(address).and_then(|mailbox| mailbox.remove(key, "deleted"));
    let draft = draft.ok_or_else(super::messages::not_found)?;
    Ok(accept(state, address, ask.now, (key, draft), mode, true))
}

/// `POST /me/sendMail`.
pub(crate) fn send_mail(state: &mut State, address: &str, ask: &Ask<'_>) -> Result<Answer, Answer> {
    let Some(given) = drafts::parameter(&ask.body, "message") else {
        return Err(Answer::error(400, "ErrorInvalidRequest", "message is required."));
    };
    let keep = drafts::parameter(&ask.body, "saveToSentItems").and_then(serde_json::Value::as_bool).unwrap_or(true);
    let mailbox = state.mailboxes.get_mut(address).ok_or_else(super::messages::not_found)?;
    let (key, mut draft) = drafts::blank(mailbox, ask, None)?;
    drafts::apply(&mut draft, given)?;
    check_recipients(&draft)?;
    let mode = take_mode(state);
    if let SendMode::ErrorBefore(status) = mode {
        return Err(failed(status));
    }
    Ok(accept(state, address, ask.now, (key, draft), mode, keep))
}

fn check_recipients(draft: &Message) -> Result<(), Answer> {
    if draft.to.is_empty() && draft.cc.is_empty() && draft.bcc.is_empty() {
        return Err(Answer::error(
            400,
            "ErrorInvalidRecipients",
            "At least one recipient is not valid., Recipient is missing.",
        ));
    }
    Ok(())
}

fn failed(status: u16) -> Answer {
    Answer::error(status, "ErrorInternalServerTransientError", "Cannot send the message now.")
}

fn take_mode(state: &mut State) -> SendMode {
    let mode = state.modes.send;
    if state.modes.send_times > 0 {
        state.modes.send_times -= 1;
        if state.modes.send_times == 0 {
            state.modes.send = SendMode::Normal;
        }
    }
    mode
}

fn accept(
    state: &mut State,
    address: &str,
    now: DateTime<Utc>,
    (key, mut message): (u64, Message),
    mode: SendMode,
    keep: bool,
) -> Answer {
    message.is_draft = false;
    message.sent_at = now;
    message.received_at = now;
    let due = now + TimeDelta::seconds(i64::from(state.modes.sent_copy_delay_s));
    if let Some(mailbox) = state.mailboxes.get_mut(address) {
        if state.modes.new_id_on_send {
            let slot = mailbox.slot();
            (message.immutable_id, message.mutable_id) = (slot.immutable_id, slot.mutable_id);
        }
        if keep {
            mailbox.in_transport.push((due, key, message.clone()));
        }
    }
    let is_bounced = mode == SendMode::Bounce;
    let mail = wire(address, &message, is_bounced);
    if is_bounced {
        return_to_sender(state, address, now, &mail);
    } else {
        hand_round(state, now, &mail);
    }
    state.watchers.retain(|watcher| watcher.send(mail.clone()).is_ok());
    state.sent.push(mail);
    settle(state, now);
    match mode {
        SendMode::ResetAfterAcceptance => Answer { cut_after: Some(0), ..Answer::empty(202) },
        SendMode::ErrorAfterAcceptance(status) => failed(status),
        _ => Answer::empty(202),
    }
}

fn wire(address: &str, message: &Message, is_bounced: bool) -> SentMail {
    let message = message.clone();
    SentMail {
        mailbox: address.to_owned(),
        id: message.immutable_id,
        internet_message_id: message.internet_message_id,
        sent_at: message.sent_at,
        from: message.from.unwrap_or_default(),
        to: message.to,
        cc: message.cc,
        bcc: message.bcc,
        subject: message.subject,
        body: message.body,
        in_reply_to: message.in_reply_to,
        references: message.references,
        conversation_id: message.conversation_id,
        properties: message.properties,
        attachments: message.attachments,
        is_bounced,
    }
}

/// Delivers to those recipients whose mailboxes are simulated here too.
fn hand_round(state: &mut State, now: DateTime<Utc>, mail: &SentMail) {
    for person in mail.to.iter().chain(&mail.cc).chain(&mail.bcc) {
        if let Some(mailbox) = state.mailboxes.get_mut(&person.address.to_lowercase()) {
            mailbox.arrive(
                NewMessage {
                    from: Some(mail.from.clone()),
                    to: mail.to.clone(),
                    cc: mail.cc.clone(),
                    subject: mail.subject.clone(),
                    body: mail.body.clone(),
                    in_reply_to: mail.in_reply_to.clone(),
                    references: mail.references.clone(),
                    attachments: mail.attachments.clone(),
                    internet_message_id: Some(mail.internet_message_id.clone()),
                    ..NewMessage::default()
                },
                now,
            );
        }
    }
}

fn return_to_sender(state: &mut State, address: &str, now: DateTime<Utc>, mail: &SentMail) {
    let failed: Vec<&str> = mail.to.iter().map(|person| person.address.as_str()).collect();
    let failed = failed.join(", ");
    let report = NewMessage {
        from: Some(Person::new("Microsoft Outlook", "postmaster@outlook.example")),
        subject: format!("Undeliverable: {}", mail.subject),
        body: MailBody::Html(format!(
            "<html><body><p><b>Delivery has failed to these recipients or groups:</b></p><p>{failed}</p><p>The email address you entered couldn't be found.</p><p>Remote server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found'</p></body></html>"
        )),
        headers: vec![
            ("Content-Type".into(), "multipart/report; report-type=delivery-status".into()),
            ("Auto-Submitted".into(), "auto-replied".into()),
            ("Return-Path".into(), "<>".into()),
            ("X-Failed-Recipients".into(), failed),
            ("X-MS-Exchange-Message-Is-Ndr".into(), String::new()),
        ],
        in_reply_to: Some(mail.internet_message_id.clone()),
        references: vec![mail.internet_message_id.clone()],
        ..NewMessage::default()
    };
    if let Some(mailbox) = state.mailboxes.get_mut(address) {
        mailbox.arrive(report, now);
    }
}

/// Puts the copies that are due into Sent Items.
pub(crate) fn settle(state: &mut State, now: DateTime<Utc>) {
    for mailbox in state.mailboxes.values_mut() {
        if mailbox.in_transport.is_empty() {
            continue;
        }
        let waiting = std::mem::take(&mut mailbox.in_transport);
        let Some(folder) = mailbox.well_known("sentitems") else { continue };
        for (due, key, mut message) in waiting {
            if due <= now {
                message.folder = folder;
                mailbox.insert(key, message);
            } else {
                mailbox.in_transport.push((due, key, message));
            }
        }
    }
}
