//! Pages of messages: the plain newest-first list, and the change feed of a folder.
//!
//! A page is whole or an error: without a next or delta link, or with any other status than success, nothing is
//! returned and the caller's cursor stays where it was.

use std::sync::atomic::Ordering;

use chrono::{DateTime, SecondsFormat, Utc};
use pebble_core::engines::email::mailbox::{Change, ChangePage, Cursor, ListPage, MailboxError};
use serde_json::Value;

use super::batch::Verdict;
use super::parse::{self, Item};
use super::requests::Built;
use super::{GraphMailbox, malformed};
use crate::executor::{CallProblem, Fault, Idempotency, Prefer, is_immutable};

/// Items a change page; after a 503 or 504 the next smaller one is asked for until the round is complete.
pub(super) const PAGE: u16 = 50;
const PAGE_HALF: u16 = 25;
const PAGE_FLOOR: u16 = 10;
/// Longest link kept: Graph's are a few kB.
const LONGEST_LINK: usize = 32 * 1024;

impl GraphMailbox {
    /// A page of the plain list.
    pub(super) async fn recent_page(
        &self,
        folder_id: &str,
        since: DateTime<Utc>,
        link: Option<&str>,
    ) -> Result<ListPage, MailboxError> {
        let built = match link {
            Some(link) => self.requests.link(self.checked(link)?),
            None => self.requests.recent(folder_id, &since.to_rfc3339_opts(SecondsFormat::Secs, true)),
        };
        let body = self.page(built, Prefer::page(PAGE), Idempotency::Safe).await?;
        let next = self.link_of(&body, "@odata.nextLink")?;
        Ok(ListPage { items: self.items(&body).await?, next })
    }

    /// A page of the change feed, asked for in smaller pieces while the server is overwhelmed.
    pub(super) async fn change_page(&self, folder_id: &str, cursor: &Cursor) -> Result<ChangePage, MailboxError> {
        let body = loop {
            let size = self.page_size.load(Ordering::Relaxed);
            let built = match cursor {
                Cursor::Start => self.requests.delta(folder_id),
                Cursor::Next(link) | Cursor::Delta(link) => self.requests.link(self.checked(link)?),
            };
            let rule = if size > PAGE_FLOOR { Idempotency::Shrinkable } else { Idempotency::Safe };
            match self.page(built, Prefer::page(size), rule).await {
                Ok(body) => break body,
                Err(CallProblem::Refused(fault)) if fault.is_lost_cursor() => return Err(MailboxError::CursorExpired),
                Err(CallProblem::Refused(Fault { status: 503 | 504, .. }) | CallProblem::TooLong)
                    if size > PAGE_FLOOR =>
                {
                    let smaller = if size > PAGE_HALF { PAGE_HALF } else { PAGE_FLOOR };
                    self.page_size.store(smaller, Ordering::Relaxed);
                }
                Err(problem) => return Err(problem.into()),
            }
        };
        let cursor = match (self.link_of(&body, "@odata.nextLink")?, self.link_of(&body, "@odata.deltaLink")?) {
            (Some(next), None) => Cursor::Next(next),
            (None, Some(delta)) => Cursor::Delta(delta),
            (None, None) => return Err(malformed("the page has neither a next nor a delta link")),
            (Some(_), Some(_)) => return Err(malformed("the page has both a next and a delta link")),
        };
        if matches!(cursor, Cursor::Delta(_)) {
            self.page_size.store(PAGE, Ordering::Relaxed);
        }
        Ok(ChangePage { items: self.items(&body).await?, cursor })
    }

    async fn page(&self, built: Built, prefer: Prefer, rule: Idempotency) -> Result<Value, CallProblem> {
        let answer = self.call(built, prefer, rule).await?;
        if answer.status != 200 {
            return Err(CallProblem::Unreadable(format!("a page came with status {}", answer.status)));
        }
        if !is_immutable(&answer.headers) {
            return Err(CallProblem::Unreadable("a page came without immutable ids".to_owned()));
        }
        answer.json().map_err(CallProblem::Unreadable)
    }

    /// A link of a page, refused when it leads elsewhere.
    fn link_of(&self, body: &Value, name: &str) -> Result<Option<String>, MailboxError> {
        match body.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(link)) if link.len() <= LONGEST_LINK => {
                self.checked(link)?;
                Ok(Some(link.clone()))
            }
            Some(_) => Err(malformed(&format!("`{name}` is not a link"))),
        }
    }

    /// The items of a page in server order. Those sent in part are asked for whole before the page is given out.
    async fn items(&self, body: &Value) -> Result<Vec<Change>, MailboxError> {
        let Some(Value::Array(raw)) = body.get("value") else { return Err(malformed("`value` is not a list")) };
        let items: Vec<Item> = raw.iter().map(parse::item).collect();
        let partial: Vec<&str> = items
            .iter()
            .filter_map(|item| match item {
                Item::Partial(id) => Some(id.as_str()),
                Item::Ready(_) => None,
            })
            .collect();
        let asks = partial.iter().map(|id| self.requests.outside(id)).collect();
        let mut verdicts = self.read_all(asks, Prefer::PLAIN).await?.into_iter();
        let mut changes = Vec::with_capacity(items.len());
        for item in items {
            changes.push(match item {
                Item::Ready(change) => change,
                Item::Partial(id) => completed(id, verdicts.next().unwrap_or(Verdict::Later))?,
            });
        }
        Ok(changes)
    }
}

/// What a partial item turned out to be. Throttled, the whole page is asked for again: half of it may not be stored.
fn completed(id: String, verdict: Verdict) -> Result<Change, MailboxError> {
    match verdict {
        Verdict::Found(raw) => Ok(parse::whole(&raw)),
        Verdict::Gone => Ok(Change::Removed(id)),
        Verdict::Later | Verdict::Failing(_) => Err(malformed("part of the page could not be completed yet")),
        Verdict::Refused(Fault { message, .. }) => {
            Ok(Change::Poison { id: Some(id), reason: message, raw: String::new() })
        }
        Verdict::TooLong => {
            Ok(Change::Poison { id: Some(id), reason: "it is too large".to_owned(), raw: String::new() })
        }
    }
}
