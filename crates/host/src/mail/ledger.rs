//! The ledger of the mailbox, and the answer to "where is this mail": here, in a folder that is not read, set aside, or
//! not in the mailbox at all. A mail that Outlook has in a folder that is read, and that is not here, is fetched at once.

use pebble_core::{
    engines::email::{
        mailbox::{Location, Mailbox, MailboxError, Sought},
        model::{KnownMail, Ledger, MailboxId, Missed},
        queries::{self, ledger},
    },
    kernel::{At, Error, Result},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use url::Url;

use super::round;
use crate::Desk;

/// Requests that Graph takes of a program for one mailbox in ten minutes (graph.md 2.7).
const ALLOWED: u32 = 10_000;

/// The ledger, with what the mail loop knows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct LedgerView {
    /// The folders; none before a mailbox was connected.
    pub ledger: Option<Ledger>,
    /// When the mail loop looks next, unless something calls for it before.
    pub next_at: Option<At>,
    /// Requests to Outlook in the last ten minutes.
    pub requests: u32,
    /// How many it takes in that time.
    pub allowed: u32,
}

/// A mail that somebody misses.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FindMail {
    /// Its `Message-ID`, or a link to it from Outlook on the web.
    pub text: String,
}

/// Where it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Whereabouts {
    /// It is here, or was; copies of it, too.
    Here {
        /// The mails.
        mails: Vec<KnownMail>,
    },
    /// Outlook has it in a folder that is not read.
    NotRead {
        /// The folder; none when it is not listed.
        folder: Option<String>,
    },
    /// Outlook has it in a folder that is read, and it could not be fetched yet; drafts never are.
    OnItsWay {
        /// The folder.
        folder: String,
    },
    /// It could not be read and is set aside.
    SetAside {
        /// The folder.
        folder: String,
        /// Why.
        reason: String,
    },
    /// Neither here nor in the mailbox.
    Nowhere,
    /// It is not here, and Outlook cannot be asked.
    Unasked {
        /// Why.
        reason: String,
    },
}

/// The ledger as it stands.
pub(crate) async fn view(desk: &Desk) -> Result<LedgerView> {
    desk.is_open()?;
    let ledger = ledger::ledger(&desk.read()).await?;
    let requests = desk.0.outlook.mailbox().map_or(0, |mailbox| mailbox.requests());
    Ok(LedgerView { ledger, next_at: desk.next_round(), requests, allowed: ALLOWED })
}

/// Says where a mail is.
pub(crate) async fn find(desk: &Desk, asked: FindMail) -> Result<Whereabouts> {
    desk.is_open()?;
    let sought = sought(&asked.text)?;
    let home = queries::in_use(&desk.read()).await?;
    let home = home.ok_or_else(|| Error::conflict("Connect your mailbox first."))?.id;
    let known = ledger::known(&desk.read(), home, &sought).await?;
    if known.iter().any(|mail| mail.gone_at.is_none()) {
        return Ok(Whereabouts::Here { mails: known });
    }
    let Some(mailbox) = desk.0.outlook.mailbox() else {
        return Ok(or_here(known, Whereabouts::Unasked { reason: "You are not signed in to Outlook.".to_owned() }));
    };
    match on_server(desk, mailbox.as_ref(), home, &sought).await {
        Ok(found) => found.map(|found| found.unwrap_or_else(|| or_here(known, Whereabouts::Nowhere))),
        Err(problem) => Ok(or_here(known, Whereabouts::Unasked { reason: problem.to_string() })),
    }
}

/// What is remembered of it goes before not knowing anything.
fn or_here(known: Vec<KnownMail>, otherwise: Whereabouts) -> Whereabouts {
    if known.is_empty() { otherwise } else { Whereabouts::Here { mails: known } }
}

/// Where the server has it, and what is here of it by then; nothing when the server does not have it.
async fn on_server(
    desk: &Desk,
    mailbox: &dyn Mailbox,
    home: MailboxId,
    sought: &Sought,
) -> std::result::Result<Result<Option<Whereabouts>>, MailboxError> {
    let found = mailbox.seek(sought).await?;
    let places = found.iter().map(|at| (at.id.clone(), at.folder_id.clone())).collect();
    super::stored(desk.internal::<()>("email.miss", &Missed { mailbox_id: home, places }).await)?;
    round::confirm_removals(desk, mailbox, home).await?;
    Ok(told(desk, home, &found).await)
}

async fn told(desk: &Desk, home: MailboxId, found: &[Location]) -> Result<Option<Whereabouts>> {
    let read = desk.read();
    let (mut here, mut elsewhere) = (Vec::new(), None);
    for place in found {
        let known = ledger::known(&read, home, &Sought::Item(place.id.clone())).await?;
        if known.iter().any(|mail| mail.gone_at.is_none()) {
            here.extend(known);
            continue;
        }
        let at = ledger::folder_of(&read, home, &place.folder_id).await?;
        elsewhere = Some(match at {
            Some(at) if at.is_synced => match ledger::why_unreadable(&read, at.id, &place.id).await? {
                Some(reason) => Whereabouts::SetAside { folder: at.name, reason },
                None => Whereabouts::OnItsWay { folder: at.name },
            },
            at => Whereabouts::NotRead { folder: at.map(|at| at.name) },
        });
    }
    Ok(if here.is_empty() { elsewhere } else { Some(Whereabouts::Here { mails: here }) })
}

/// Reads what was pasted.
fn sought(text: &str) -> Result<Sought> {
    let text = text.trim();
    if text.starts_with("https://") || text.starts_with("http://") {
        return of_link(text);
    }
    let bare =
        text.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("message-id")).map_or(text, |(_, id)| id);
    match pebble_outlook::mailbox::message_id(bare) {
        Some(id) if id.contains('@') => Ok(Sought::MessageId(id)),
        _ => Err(Error::invalid("text", "Paste the Message-ID of the mail (like <abc@example.com>) or a link to it.")),
    }
}

/// `…/owa/?ItemID=AAMk…` is how Graph links to a mail, `…/mail/…/id/AAMk…` how the address bar does.
fn of_link(text: &str) -> Result<Sought> {
    let unreadable =
        || Error::invalid("text", "This link does not name a mail. Copy the Message-ID from its properties.");
    let link = Url::parse(text).map_err(|_| unreadable())?;
    let named = link.query_pairs().find(|(name, _)| name.eq_ignore_ascii_case("itemid"));
    // A plus sign that nobody wrote as `%2B` is read as a space.
    let named = named.map(|(_, id)| id.replace(' ', "+"));
    let last = || {
        let mut parts = link.path_segments()?.skip_while(|part| !matches!(*part, "id" | "read"));
        let id = parts.nth(1)?;
        Some(percent_encoding::percent_decode_str(id).decode_utf8().ok()?.into_owned())
    };
    match named.or_else(last) {
        Some(id) if id.starts_with("AAQk") || id.starts_with("AQQk") => Err(Error::invalid(
            "text",
            "This link names a conversation, not one mail. Copy the Message-ID of the mail.",
        )),
        // Links write ids in the base 64 of Exchange Web Services, Graph in the one that stands in addresses.
        Some(id) if id.len() > 20 => Ok(Sought::Item(id.replace('/', "-").replace('+', "_"))),
        _ => Err(unreadable()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_id_is_read_with_and_without_brackets_and_with_its_name() {
        for text in ["<a.b@x.example>", " a.b@x.example ", "Message-ID: <a.b@x.example>", "message-id:<a.b@x.example>"]
        {
            assert_eq!(sought(text).unwrap(), Sought::MessageId("<a.b@x.example>".to_owned()), "{text}");
        }
        assert_eq!(sought("drums").unwrap_err().field.as_deref(), Some("text"));
    }

    #[test]
    fn a_link_of_outlook_on_the_web_names_the_mail_and_one_of_a_conversation_does_not() {
        let item = Sought::Item("AAMkAGI2THVSAAA-b_cdefghijklmnop=".to_owned());
        let owa = "https://outlook.office365.com/owa/?ItemID=AAMkAGI2THVSAAA%2Fb%2Bcdefghijklmnop%3D&exvsurl=1";
        assert_eq!(sought(owa).unwrap(), item);
        assert_eq!(sought(&owa.replace("%2B", "+")).unwrap(), item);
        let bar = "https://outlook.office.com/mail/inbox/id/AAMkAGI2THVSAAA%2Fb%2Bcdefghijklmnop%3D";
        assert_eq!(sought(bar).unwrap(), item);
        for start in ["AAQk", "AQQk"] {
            let conversation =
                format!("https://outlook.office.com/mail/inbox/id/{start}AGI2THVSAAAb%2Bcdefghijklmnop%3D");
            assert!(sought(&conversation).unwrap_err().message.contains("conversation"));
        }
        assert!(sought("https://example.com/").is_err());
    }
}
