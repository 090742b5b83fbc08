//! The [`Mailbox`] port over Microsoft Graph.
//!
//! Each room holds one subject: folders, pages, whole messages, sending. Nothing is stored here and nothing is
//! decided about what a mail means.

mod attach;
mod batch;
mod fetch;
mod folders;
mod ids;
mod inline;
mod pages;
mod parse;
mod requests;
mod seek;
mod send;

use std::sync::Arc;
use std::sync::atomic::AtomicU16;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use pebble_core::engines::email::mailbox::{
    Account, ChangePage, Cursor, DraftRef, Fetch, FolderRole, ListPage, Located, Location, Mailbox, MailboxError,
    Outgoing, OutgoingFile, RemoteFolder, SendState, Sink, Sought,
};
use serde_json::{Value, json};
use url::Url;

pub use ids::{message_id, references};

use crate::executor::{Answer, CallProblem, Executor, Idempotency, Prefer};
use batch::Verdict;
use requests::{Built, Requests};

/// One signed-in mailbox.
pub struct GraphMailbox {
    executor: Arc<Executor>,
    requests: Requests,
    account: Account,
    page_size: AtomicU16,
}

impl GraphMailbox {
    /// A mailbox whose requests go through `executor`.
    #[must_use]
    pub fn new(executor: Arc<Executor>, account: Account) -> Self {
        Self { executor, requests: Requests::new(), account, page_size: AtomicU16::new(pages::PAGE) }
    }

    /// Asks Graph who is signed in.
    ///
    /// # Errors
    /// [`MailboxError`] as for any request.
    pub async fn ask_account(executor: &Executor) -> Result<Account, MailboxError> {
        let request = requests::request(Requests::new().me()).await?;
        let answer = executor.run(request, Prefer::PLAIN, Idempotency::Safe).await?;
        let body = answer.json().map_err(|e| malformed(&e))?;
        let field = |name: &str| body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let id = field("id").ok_or_else(|| malformed("the account has no id"))?;
        let address = field("mail").or_else(|| field("userPrincipalName")).unwrap_or_default();
        Ok(Account {
            id: id.to_owned(),
            address: address.to_lowercase(),
            name: field("displayName").unwrap_or(address).to_owned(),
        })
    }

    async fn call(&self, built: Built, prefer: Prefer, rule: Idempotency) -> Result<Answer, CallProblem> {
        self.executor.run(requests::request(built).await?, prefer, rule).await
    }

    async fn call_json(&self, built: Built, prefer: Prefer, rule: Idempotency) -> Result<Value, CallProblem> {
        self.call(built, prefer, rule).await?.json().map_err(CallProblem::Unreadable)
    }

    fn checked(&self, link: &str) -> Result<Url, MailboxError> {
        self.executor.endpoints().link(link).map_err(|e| malformed(&e.to_string()))
    }
}

/// The code of a refusal of our own: a renewed sign-in that could not be kept on this computer.
pub(crate) const NOT_SAVED: &str = "signInNotSaved";

fn malformed(reason: &str) -> MailboxError {
    MailboxError::Malformed { reason: reason.to_owned() }
}

impl From<CallProblem> for MailboxError {
    fn from(problem: CallProblem) -> Self {
        match problem {
            CallProblem::Offline => Self::Offline,
            CallProblem::Throttled(until) => Self::Throttled { until },
            CallProblem::SignIn(remedy, reason) => Self::SignIn { remedy, reason },
            CallProblem::Unsaved(reason) => Self::Refused { code: NOT_SAVED.to_owned(), reason },
            CallProblem::TooLong => Self::Malformed { reason: CallProblem::TooLong.to_string() },
            CallProblem::Unreadable(reason) => Self::Malformed { reason },
            CallProblem::Ambiguous => Self::Unknown,
            CallProblem::Refused(fault) if fault.status == 500 => Self::Unwell { reason: fault.message },
            // Every try failed on their side: as far as work here goes, they are away.
            CallProblem::Refused(fault) if fault.status >= 500 => Self::Offline,
            CallProblem::Refused(fault) => Self::Refused { code: fault.code().to_owned(), reason: fault.message },
            CallProblem::Unbuilt(reason) => Self::Refused { code: "unbuilt".to_owned(), reason },
        }
    }
}

#[async_trait]
impl Mailbox for GraphMailbox {
    async fn account(&self) -> Result<Account, MailboxError> {
        Ok(self.account.clone())
    }

    async fn folders(&self) -> Result<Vec<RemoteFolder>, MailboxError> {
        self.folder_tree().await
    }

    async fn recent(
        &self,
        folder_id: &str,
        since: DateTime<Utc>,
        link: Option<&str>,
    ) -> Result<ListPage, MailboxError> {
        self.recent_page(folder_id, since, link).await
    }

    async fn changes(&self, folder_id: &str, cursor: &Cursor) -> Result<ChangePage, MailboxError> {
        self.change_page(folder_id, cursor).await
    }

    async fn fetch(&self, ids: &[String]) -> Result<Vec<Fetch>, MailboxError> {
        self.fetch_whole(ids).await
    }

    async fn locate(&self, ids: &[String]) -> Result<Vec<Located>, MailboxError> {
        let asks = ids.iter().map(|id| self.requests.outside(id)).collect();
        let verdicts = self.read_all(asks, Prefer::PLAIN).await?;
        Ok(ids.iter().zip(verdicts).map(|(id, verdict)| located(id, &verdict)).collect())
    }

    async fn seek(&self, sought: &Sought) -> Result<Vec<Location>, MailboxError> {
        self.places(sought).await
    }

    fn requests(&self) -> u32 {
        self.executor.spent()
    }

    async fn create_draft(&self, mail: &Outgoing) -> Result<DraftRef, MailboxError> {
        self.draft(mail).await
    }

    async fn attached(&self, draft: &DraftRef) -> Result<usize, MailboxError> {
        self.attached_count(draft).await
    }

    async fn attach(&self, draft: &DraftRef, file: &OutgoingFile, bytes: Vec<u8>) -> Result<(), MailboxError> {
        self.add_file(draft, file, bytes).await
    }

    async fn finish_draft(&self, outbox_id: &str, draft: &DraftRef) -> Result<DraftRef, MailboxError> {
        self.stamp(outbox_id, draft).await
    }

    async fn send(&self, draft: &DraftRef) -> Result<(), MailboxError> {
        self.hand_over(draft).await
    }

    async fn send_state(&self, outbox_id: &str, draft: Option<&DraftRef>) -> Result<SendState, MailboxError> {
        self.look_for(outbox_id, draft).await
    }

    async fn mark_read(&self, id: &str, is_read: bool) -> Result<(), MailboxError> {
        let built = self.requests.update(id, &json!({ "isRead": is_read }));
        self.call(built, Prefer::PLAIN, Idempotency::Safe).await?;
        Ok(())
    }

    async fn attachment(&self, message: &str, attachment: &str, sink: &mut Sink<'_>) -> Result<(), MailboxError> {
        let request = requests::request(self.requests.attachment_bytes(message, attachment)).await?;
        self.executor.stream(request, Prefer::PLAIN, sink).await?;
        Ok(())
    }

    async fn move_to(&self, id: &str, role: FolderRole) -> Result<(), MailboxError> {
        let Some(folder) = folders::well_known_name(role) else {
            return Err(MailboxError::Refused {
                code: "noFolder".to_owned(),
                reason: "it has no such folder".to_owned(),
            });
        };
        // Where it is already it stays, so asking again does no harm.
        self.call(self.requests.move_to(id, folder), Prefer::PLAIN, Idempotency::Safe).await?;
        Ok(())
    }
}

/// Only a plain 404 means gone: any other refusal may pass, and a mail is not given up for it.
fn located(id: &str, verdict: &Verdict) -> Located {
    match verdict {
        Verdict::Found(body) => match body.get("parentFolderId").and_then(Value::as_str) {
            Some(folder) => Located::In {
                id: id.to_owned(),
                folder_id: folder.to_owned(),
                outside: parse::envelope(body).ok().map(Box::new),
            },
            None => Located::Later(id.to_owned()),
        },
        Verdict::Gone => Located::Gone(id.to_owned()),
        Verdict::Later | Verdict::Failing(_) | Verdict::Refused(_) | Verdict::TooLong => Located::Later(id.to_owned()),
    }
}
