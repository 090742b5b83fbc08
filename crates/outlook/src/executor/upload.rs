//! The pieces of an upload session. Its address is its own permission: our token does not go there.

use reqwest::header::{CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE};
use reqwest::{RequestBuilder, Url};
use serde_json::Value;

use super::answer::{self, Answer, Fault};
use super::{CallProblem, Executor, TRIES, wait};

/// Longest answer of a session, in bytes.
const ANSWER_CAP: usize = 64 * 1024;

/// A piece of a file.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    /// Its bytes.
    pub content: &'a [u8],
    /// Where it begins.
    pub from: usize,
    /// How long the file is.
    pub whole: usize,
}

/// How far a session has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// The file is there.
    Done,
    /// Go on from here.
    Next(usize),
    /// There is no such session any more.
    Gone,
    /// No answer: nobody knows whether the piece was taken.
    Lost,
}

impl Executor {
    /// Hands over a piece.
    ///
    /// # Errors
    /// [`CallProblem`] when it was refused, or the wait that was asked for is too long.
    pub async fn put(&self, url: &Url, piece: Piece<'_>) -> Result<Put, CallProblem> {
        let last = piece.from.saturating_add(piece.content.len()).saturating_sub(1);
        let range = format!("bytes {}-{last}/{}", piece.from, piece.whole);
        let ask = || {
            self.http
                .put(url.clone())
                .header(CONTENT_TYPE, "application/octet-stream")
                .header(CONTENT_LENGTH, piece.content.len())
                .header(CONTENT_RANGE, range.as_str())
                .body(piece.content.to_vec())
        };
        self.follow(ask, false).await
    }

    /// Asks how far a session has come.
    ///
    /// # Errors
    /// As for [`Executor::put`].
    pub async fn how_far(&self, url: &Url) -> Result<Put, CallProblem> {
        self.follow(|| self.http.get(url.clone()), true).await
    }

    async fn follow(&self, ask: impl Fn() -> RequestBuilder, may_repeat: bool) -> Result<Put, CallProblem> {
        let mut tries = 0;
        loop {
            tries += 1;
            let outcome = self.once(ask()).await?;
            match outcome {
                Some(answer) if (200..300).contains(&answer.status) => return Ok(read(&answer)),
                Some(answer) if matches!(answer.status, 404 | 410) => return Ok(Put::Gone),
                Some(answer) if answer.status == 429 && tries < TRIES => self.wait_longer(&answer, tries),
                Some(answer) if answer.status < 500 => {
                    return Err(CallProblem::Refused(Fault::read(
                        answer.status,
                        &answer.json().unwrap_or(Value::Null),
                    )));
                }
                _ if !may_repeat => return Ok(Put::Lost),
                _ if tries >= TRIES => return Err(CallProblem::Offline),
                _ => self.pace.sleep(wait::retry(tries.saturating_sub(1))).await,
            }
        }
    }

    /// A refusal that names no wait is waited after all the same.
    fn wait_longer(&self, answer: &Answer, tries: u32) {
        if wait::asked(&answer.headers, self.clock.now().utc()).is_none() {
            self.hold_back(wait::backoff(tries.saturating_sub(1)));
        }
    }

    /// One try, within the limits and after the gate; none when there was no whole answer.
    async fn once(&self, request: RequestBuilder) -> Result<Option<Answer>, CallProblem> {
        let _slot = self.slots.acquire().await.map_err(|_| CallProblem::Offline)?;
        self.wait_for_gate().await?;
        let Ok(response) = request.send().await else { return Ok(None) };
        let Ok(answer) = answer::read(response, ANSWER_CAP).await else { return Ok(None) };
        self.note_throttling(&answer);
        Ok(Some(answer))
    }
}

fn read(answer: &Answer) -> Put {
    if answer.status == 201 {
        return Put::Done;
    }
    let body = answer.json().unwrap_or(Value::Null);
    let first = body.pointer("/nextExpectedRanges/0").or_else(|| body.pointer("/NextExpectedRanges/0"));
    match first.and_then(Value::as_str).and_then(|range| range.split('-').next()?.trim().parse().ok()) {
        Some(next) => Put::Next(next),
        // Nothing more is expected.
        None => Put::Done,
    }
}
