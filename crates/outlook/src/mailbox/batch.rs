//! `$batch`: up to twenty reads in one request, each answered on its own.
//!
//! Answers come in any order and some may be missing; every id asked for gets a verdict. Reads only: nothing that
//! changes the mailbox is ever batched.

use std::collections::HashMap;
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};

use super::GraphMailbox;
use super::requests::{self, Built};
use crate::executor::{CallProblem, Fault, Idempotency, Prefer, asked, backoff};

/// Graph's limit.
pub(super) const MOST: usize = 20;

/// What became of one item.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Verdict {
    /// 200, with its body.
    Found(Value),
    /// 404.
    Gone,
    /// 429, 502 to 504 or no answer: ask again later.
    Later,
    /// Any other 5xx: the server fails over this one.
    Failing(u16),
    /// Any other status.
    Refused(Fault),
    /// It came and is larger than is read.
    TooLong,
}

impl GraphMailbox {
    /// Reads several addresses at once. The verdicts come in the order asked.
    pub(super) async fn read_all(&self, asks: Vec<Built>, prefer: Prefer) -> Result<Vec<Verdict>, CallProblem> {
        let asks: Vec<String> = asks.iter().map(requests::relative).collect();
        let mut verdicts = Vec::with_capacity(asks.len());
        for chunk in asks.chunks(MOST) {
            verdicts.extend(self.read_chunk(chunk, prefer).await?);
        }
        Ok(verdicts)
    }

    /// An answer too large to read is asked for in halves, down to the one message that is too large itself.
    async fn read_chunk(&self, asks: &[String], prefer: Prefer) -> Result<Vec<Verdict>, CallProblem> {
        let mut done: Vec<Verdict> = Vec::with_capacity(asks.len());
        let mut pending = vec![asks];
        while let Some(part) = pending.pop() {
            match self.post_batch(part, prefer).await {
                Ok(verdicts) => done.extend(verdicts),
                Err(CallProblem::TooLong) if part.len() <= 1 => done.push(Verdict::TooLong),
                Err(CallProblem::TooLong) => {
                    let (left, right) = part.split_at(part.len() / 2);
                    pending.extend([right, left]);
                }
                Err(problem) => return Err(problem),
            }
        }
        Ok(done)
    }

    async fn post_batch(&self, asks: &[String], prefer: Prefer) -> Result<Vec<Verdict>, CallProblem> {
        if asks.is_empty() {
            return Ok(Vec::new());
        }
        let items: Vec<Value> = asks
            .iter()
            .enumerate()
            .map(|(n, url)| json!({"id": n.to_string(), "method": "GET", "url": url, "headers": {"Prefer": prefer.text()}}))
            .collect();
        let request = requests::request(self.requests.batch(&json!({ "requests": items }))).await?;
        let _turn = self.executor.batch_turn().await;
        self.executor.spend(asks.len());
        let answer = self.executor.run(request, Prefer::PLAIN, Idempotency::Safe).await?;
        let body = answer.json().map_err(CallProblem::Unreadable)?;
        let answers = body.get("responses").and_then(Value::as_array);
        let answers = answers.ok_or_else(|| CallProblem::Unreadable("the batch has no `responses`".to_owned()))?;
        let mut verdicts: HashMap<usize, Verdict> = HashMap::new();
        for answer in answers {
            if let Some(n) = answer.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok()) {
                verdicts.insert(n, self.verdict(answer));
            }
        }
        Ok((0..asks.len()).map(|n| verdicts.remove(&n).unwrap_or(Verdict::Later)).collect())
    }

    fn verdict(&self, answer: &Value) -> Verdict {
        let status = answer.get("status").and_then(Value::as_u64).and_then(|s| u16::try_from(s).ok()).unwrap_or(0);
        let body = answer.get("body").unwrap_or(&Value::Null);
        match status {
            200..300 => Verdict::Found(body.clone()),
            404 => Verdict::Gone,
            429 | 503 => {
                self.executor.hold_back(item_wait(answer).unwrap_or_else(|| backoff(0)));
                Verdict::Later
            }
            // A dependency that failed, a gateway without an answer, a timeout, or an answer without a status.
            0 | 408 | 424 | 502 | 504 => Verdict::Later,
            500.. => Verdict::Failing(status),
            _ => Verdict::Refused(Fault::read(status, body)),
        }
    }
}

/// A batch item's headers are JSON members; the wait in them reads like any other.
fn item_wait(answer: &Value) -> Option<Duration> {
    let members = answer.get("headers")?.as_object()?;
    let mut headers = HeaderMap::new();
    for (name, value) in members {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(&text)) {
            headers.insert(name, value);
        }
    }
    asked(&headers, chrono::DateTime::UNIX_EPOCH)
}
