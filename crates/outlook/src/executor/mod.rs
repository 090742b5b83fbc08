//! Carries out requests that graph-rs-sdk has built, our way.
//!
//! The library's own execution loses headers while paging, ignores statuses and repeats sends; so only its URLs
//! and bodies are used. Here are the limits (three requests at once, one gate for throttling), the repeats, the
//! one forced token renewal, and the cap on what is read. It knows no Graph path and stores nothing.

mod answer;
mod budget;
mod prefer;
mod upload;
mod wait;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use pebble_core::engines::email::mailbox::SignInRemedy;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Client, Request};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::sync::{Semaphore, SemaphorePermit};

pub use answer::{Answer, Fault};
pub use prefer::{Prefer, is_immutable};
pub use upload::{Piece, Put};
pub use wait::{Gate, LONGEST_SLEEP, asked, backoff};

use crate::endpoints::Endpoints;
use crate::time::{Clock, Pace};
use answer::Unread;
use budget::Budget;

/// Graph allows four requests at once on a mailbox; one is left for whoever else uses it.
const AT_ONCE: usize = 3;
/// Tries of a repeatable request.
const TRIES: u32 = 5;
/// Largest answer read, in bytes.
pub const BODY_CAP: usize = 40 * 1024 * 1024;

/// Whether a request may be repeated when it is not known what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idempotency {
    /// Repeating changes nothing: up to five tries on 429, 500, 502, 503, 504 and broken connections.
    Safe,
    /// As `Safe`, but 503 and 504 come back at once, so that the caller may ask for less.
    Shrinkable,
    /// Repeating would do it twice: repeated only when refused with 429 (or renewed after 401).
    Once,
}

/// Where access tokens come from.
#[async_trait]
pub trait Tokens: Send + Sync {
    /// A token that should still be good.
    async fn access(&self) -> Result<SecretString, TokenProblem>;
    /// A new token in place of one the server refused.
    async fn renew(&self, refused: &SecretString) -> Result<SecretString, TokenProblem>;
}

/// Why there is no access token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenProblem {
    /// The sign-in server cannot be reached: still signed in.
    #[error("the sign-in server cannot be reached")]
    Offline,
    /// The sign-in has ended; what leads on, and why in plain words.
    #[error("{1}")]
    SignIn(SignInRemedy, String),
    /// The renewed sign-in could not be kept safe on this computer.
    #[error("{0}")]
    Unsaved(String),
}

/// Why a request has no good answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallProblem {
    /// Nothing reached the server, or every try broke.
    #[error("the server cannot be reached")]
    Offline,
    /// Asked to wait longer than is slept through.
    #[error("throttled until {0}")]
    Throttled(DateTime<Utc>),
    /// The sign-in has ended; what leads on, and why in plain words.
    #[error("{1}")]
    SignIn(SignInRemedy, String),
    /// The renewed sign-in could not be kept.
    #[error("{0}")]
    Unsaved(String),
    /// The answer is longer than [`BODY_CAP`].
    #[error("the answer is larger than {} MB", BODY_CAP / 1024 / 1024)]
    TooLong,
    /// The request left and its outcome is unknown. Only for [`Idempotency::Once`].
    #[error("the outcome is unknown")]
    Ambiguous,
    /// The server refused.
    #[error("{}: {}", .0.code(), .0.message)]
    Refused(Fault),
    /// The answer makes no sense.
    #[error("{0}")]
    Unreadable(String),
    /// The request could not be built.
    #[error("{0}")]
    Unbuilt(String),
}

impl From<TokenProblem> for CallProblem {
    fn from(problem: TokenProblem) -> Self {
        match problem {
            TokenProblem::Offline => Self::Offline,
            TokenProblem::SignIn(remedy, reason) => Self::SignIn(remedy, reason),
            TokenProblem::Unsaved(reason) => Self::Unsaved(reason),
        }
    }
}

/// Carries out requests for one mailbox.
pub struct Executor {
    http: Client,
    endpoints: Endpoints,
    tokens: Arc<dyn Tokens>,
    clock: Arc<dyn Clock>,
    pace: Arc<dyn Pace>,
    gate: Gate,
    budget: Budget,
    slots: Semaphore,
    batch: Semaphore,
}

/// What one try gave.
enum Try {
    Done(Answer),
    Broken { left: bool },
}

impl Executor {
    /// An executor for one mailbox: share it, since limits are per mailbox.
    #[must_use]
    pub fn new(
        http: Client,
        endpoints: Endpoints,
        tokens: Arc<dyn Tokens>,
        clock: Arc<dyn Clock>,
        pace: Arc<dyn Pace>,
    ) -> Self {
        let (slots, batch) = (Semaphore::new(AT_ONCE), Semaphore::new(1));
        Self { http, endpoints, tokens, clock, pace, gate: Gate::default(), budget: Budget::default(), slots, batch }
    }

    /// The servers in use.
    #[must_use]
    pub const fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// Waits until no other batch of this mailbox is in flight: Graph runs four items of a batch at once.
    pub async fn batch_turn(&self) -> Option<SemaphorePermit<'_>> {
        self.batch.acquire().await.ok()
    }

    /// Notes that a batch holds so many requests: each of them counts.
    pub fn spend(&self, requests: usize) {
        self.budget.spend(self.pace.elapsed(), u32::try_from(requests).unwrap_or(u32::MAX));
    }

    /// Requests of the last ten minutes.
    #[must_use]
    pub fn spent(&self) -> u32 {
        self.budget.spent(self.pace.elapsed())
    }

    /// Notes a wait asked for inside a batch.
    pub fn hold_back(&self, span: Duration) {
        self.gate.close_until(self.pace.elapsed().saturating_add(span));
    }

    /// Carries out a request and returns its 2xx answer.
    ///
    /// # Errors
    /// [`CallProblem`]; nothing is retried beyond what `idempotency` allows.
    pub async fn run(
        &self,
        mut request: Request,
        prefer: Prefer,
        idempotency: Idempotency,
    ) -> Result<Answer, CallProblem> {
        self.endpoints.graph().adopt(request.url_mut()).map_err(|e| CallProblem::Unbuilt(e.to_string()))?;
        prefer.write(request.headers_mut());
        let mut token = self.tokens.access().await?;
        let (mut tries, mut is_renewed) = (0, false);
        loop {
            let outcome = self.attempt(&request, &token).await?;
            tries += 1;
            match outcome {
                Try::Done(answer) if (200..300).contains(&answer.status) => return Ok(answer),
                Try::Done(answer) if answer.status == 401 && !is_renewed => {
                    is_renewed = true;
                    token = self.tokens.renew(&token).await?;
                }
                Try::Done(answer) => self.after_refusal(&answer, idempotency, tries).await?,
                Try::Broken { left } => self.after_break(left, idempotency, tries).await?,
            }
        }
    }

    /// Carries out a request and hands its 2xx answer on piece by piece, however long it is. It is tried once: what has
    /// been handed on cannot be taken back.
    ///
    /// # Errors
    /// [`CallProblem`]; `TooLong` when the sink takes no more.
    pub async fn stream(
        &self,
        mut request: Request,
        prefer: Prefer,
        sink: &mut (dyn FnMut(&[u8]) -> bool + Send),
    ) -> Result<(), CallProblem> {
        self.endpoints.graph().adopt(request.url_mut()).map_err(|e| CallProblem::Unbuilt(e.to_string()))?;
        prefer.write(request.headers_mut());
        let mut token = self.tokens.access().await?;
        let mut is_renewed = false;
        loop {
            let _slot = self.slots.acquire().await.map_err(|_| CallProblem::Offline)?;
            self.wait_for_gate().await?;
            let Some(response) = self.ask(&request, &token).await?.0 else { return Err(CallProblem::Offline) };
            let status = response.status();
            if status.as_u16() == 401 && !is_renewed {
                is_renewed = true;
                token = self.tokens.renew(&token).await?;
                continue;
            }
            if !status.is_success() {
                let answer = answer::read(response, BODY_CAP).await.map_err(|_| CallProblem::Offline)?;
                self.note_throttling(&answer);
                return Err(self.refusal(&answer, Idempotency::Safe));
            }
            return answer::hand_on(response, sink).await.map_err(|unread| match unread {
                Unread::TooLong => CallProblem::TooLong,
                Unread::Broken => CallProblem::Offline,
            });
        }
    }

    /// One try, within the limits and after the gate.
    async fn attempt(&self, request: &Request, token: &SecretString) -> Result<Try, CallProblem> {
        let _slot = self.slots.acquire().await.map_err(|_| CallProblem::Offline)?;
        self.wait_for_gate().await?;
        let (response, left) = self.ask(request, token).await?;
        let Some(response) = response else { return Ok(Try::Broken { left }) };
        match answer::read(response, BODY_CAP).await {
            Ok(answer) => {
                self.note_throttling(&answer);
                Ok(Try::Done(answer))
            }
            Err(Unread::TooLong) => Err(CallProblem::TooLong),
            Err(Unread::Broken) => Ok(Try::Broken { left: true }),
        }
    }

    /// Sends a request. Where there is no answer, whether it may have left.
    async fn ask(
        &self,
        request: &Request,
        token: &SecretString,
    ) -> Result<(Option<reqwest::Response>, bool), CallProblem> {
        self.spend(1);
        let unbuilt = || CallProblem::Unbuilt("the request cannot be repeated".to_owned());
        let mut request = request.try_clone().ok_or_else(unbuilt)?;
        let mut bearer = HeaderValue::from_str(&format!("Bearer {}", token.expose_secret())).map_err(|_| unbuilt())?;
        bearer.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, bearer);
        let id = crate::chance::request_id();
        if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
            request.headers_mut().insert("client-request-id", value);
        }
        match self.http.execute(request).await {
            Ok(response) => {
                tracing::debug!(%id, status = response.status().as_u16(), "answered");
                Ok((Some(response), true))
            }
            Err(problem) => {
                tracing::debug!(%id, connect = problem.is_connect(), timeout = problem.is_timeout(), "no answer");
                Ok((None, !problem.is_connect()))
            }
        }
    }

    async fn wait_for_gate(&self) -> Result<(), CallProblem> {
        loop {
            let remaining = self.gate.remaining(self.pace.elapsed());
            if remaining.is_zero() {
                return Ok(());
            }
            if remaining > LONGEST_SLEEP {
                return Err(self.throttled(remaining));
            }
            self.pace.sleep(remaining).await;
        }
    }

    fn throttled(&self, remaining: Duration) -> CallProblem {
        let span = chrono::Duration::from_std(remaining).unwrap_or_else(|_| chrono::Duration::hours(24));
        CallProblem::Throttled(self.clock.now().utc() + span)
    }

    /// A wait the server named closes the gate for every request at once, before anyone else may ask.
    fn note_throttling(&self, answer: &Answer) {
        if matches!(answer.status, 429 | 503)
            && let Some(span) = asked(&answer.headers, self.clock.now().utc())
        {
            self.hold_back(span);
        }
    }

    /// Decides after an answer that is not 2xx: `Ok` means try again once the gate opens.
    async fn after_refusal(&self, answer: &Answer, rule: Idempotency, tries: u32) -> Result<(), CallProblem> {
        let is_named = asked(&answer.headers, self.clock.now().utc()).is_some();
        if matches!(answer.status, 429 | 503) && !is_named {
            self.hold_back(backoff(tries.saturating_sub(1)));
        }
        let may_repeat = matches!(
            (rule, answer.status),
            (_, 429) | (Idempotency::Safe, 500 | 502 | 503 | 504) | (Idempotency::Shrinkable, 500 | 502)
        );
        if may_repeat && tries < TRIES {
            if !matches!(answer.status, 429 | 503) {
                self.pace.sleep(wait::retry(tries.saturating_sub(1))).await;
            }
            return Ok(());
        }
        Err(self.refusal(answer, rule))
    }

    fn refusal(&self, answer: &Answer, rule: Idempotency) -> CallProblem {
        match (rule, answer.status) {
            (_, 401) => {
                let reason = "Outlook no longer accepts this sign-in. Sign in again.".to_owned();
                CallProblem::SignIn(SignInRemedy::Again, reason)
            }
            (_, 429) => self.throttled(self.gate.remaining(self.pace.elapsed())),
            (Idempotency::Once, 500..) => CallProblem::Ambiguous,
            _ => CallProblem::Refused(Fault::read(answer.status, &answer.json().unwrap_or(Value::Null))),
        }
    }

    /// Decides after a broken connection: `Ok` means try again.
    async fn after_break(&self, left: bool, rule: Idempotency, tries: u32) -> Result<(), CallProblem> {
        if rule == Idempotency::Once {
            return Err(if left { CallProblem::Ambiguous } else { CallProblem::Offline });
        }
        if tries >= TRIES {
            return Err(CallProblem::Offline);
        }
        self.pace.sleep(wait::retry(tries.saturating_sub(1))).await;
        Ok(())
    }
}
