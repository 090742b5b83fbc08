//! The running sign-in: hands out access tokens and renews them, one renewal at a time.
//!
//! A renewed sign-in is on disk before its token is used. A network that fails ends nothing; only Microsoft's own
//! refusal does, and then only after looking whether someone else has renewed the file meanwhile.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use pebble_core::engines::email::mailbox::SignInRemedy;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use crate::executor::{TokenProblem, Tokens};
use crate::signin::SignInProblem;
use crate::signin::oauth::{Authority, Grant};
use crate::time::Pace;
use crate::vault::{Bundle, Vault};

/// Renewed this long before it ends.
const EARLY: Duration = Duration::from_secs(300);
/// After a refusal nothing is asked for this long: a policy may depend on place or time, so not for ever.
const REST: Duration = Duration::from_secs(900);
/// More renewals than this within [`LOOP_SPAN`] mean that renewed tokens are refused (AADSTS50196).
const LOOP_COUNT: usize = 6;
const LOOP_SPAN: Duration = Duration::from_secs(600);

struct Access {
    token: SecretString,
    ends: Duration,
}

struct State {
    bundle: Bundle,
    access: Option<Access>,
    refused: Option<(TokenProblem, Duration)>,
    renewals: VecDeque<Duration>,
}

/// One signed-in account.
pub(crate) struct Session {
    authority: Authority,
    vault: Arc<Vault>,
    pace: Arc<dyn Pace>,
    state: Mutex<State>,
}

impl Session {
    /// From a kept sign-in, or a fresh one with its first token.
    pub(crate) fn new(
        authority: Authority,
        vault: Arc<Vault>,
        pace: Arc<dyn Pace>,
        bundle: Bundle,
        grant: Option<Grant>,
    ) -> Self {
        let access = grant.map(|g| Access { token: g.access, ends: pace.elapsed().saturating_add(g.life) });
        let state = State { bundle, access, refused: None, renewals: VecDeque::new() };
        Self { authority, vault, pace, state: Mutex::new(state) }
    }

    async fn renewed(&self, state: &mut State) -> Result<SecretString, TokenProblem> {
        let now = self.pace.elapsed();
        if let Some((problem, until)) = &state.refused
            && now < *until
        {
            return Err(problem.clone());
        }
        state.renewals.retain(|at| now.saturating_sub(*at) < LOOP_SPAN);
        if state.renewals.len() >= LOOP_COUNT {
            let reason = "What Microsoft has just renewed keeps being refused. Sign in again.".to_owned();
            return Err(TokenProblem::SignIn(SignInRemedy::Again, reason));
        }
        let grant = match self.ask(state).await {
            Ok(grant) => grant,
            Err(problem) => return Err(self.judge(state, &problem)),
        };
        state.renewals.push_back(now);
        self.keep(state, grant).await
    }

    /// Asks Microsoft, and once more with what the file holds when the token in memory is refused.
    async fn ask(&self, state: &mut State) -> Result<Grant, SignInProblem> {
        let first = self.authority.renew(&state.bundle.tenant, &state.bundle.refresh).await;
        let Err(problem) = first else { return first };
        if !is_ended(&problem) {
            return Err(problem);
        }
        match self.vault.load().await {
            Ok(Some(kept)) if kept.refresh.expose_secret() != state.bundle.refresh.expose_secret() => {
                state.bundle = kept;
                self.authority.renew(&state.bundle.tenant, &state.bundle.refresh).await
            }
            _ => Err(problem),
        }
    }

    fn judge(&self, state: &mut State, problem: &SignInProblem) -> TokenProblem {
        if !is_ended(problem) {
            return TokenProblem::Offline;
        }
        state.access = None;
        let ended = TokenProblem::SignIn(problem.remedy(), problem.to_string());
        state.refused = Some((ended.clone(), self.pace.elapsed().saturating_add(REST)));
        ended
    }

    async fn keep(&self, state: &mut State, grant: Grant) -> Result<SecretString, TokenProblem> {
        if let Some(refresh) = grant.refresh {
            state.bundle.refresh = refresh;
        }
        if let Some(scopes) = grant.scopes {
            state.bundle.scopes = scopes;
        }
        state.refused = None;
        state.access = None;
        self.vault.store(&state.bundle).await.map_err(|e| TokenProblem::Unsaved(e.to_string()))?;
        let ends = self.pace.elapsed().saturating_add(grant.life);
        state.access = Some(Access { token: grant.access.clone(), ends });
        Ok(grant.access)
    }
}

/// Whether a problem ends the sign-in, as opposed to a bad moment.
const fn is_ended(problem: &SignInProblem) -> bool {
    !matches!(problem, SignInProblem::Offline | SignInProblem::Transient(_) | SignInProblem::Unreadable(_))
}

#[async_trait]
impl Tokens for Session {
    async fn access(&self) -> Result<SecretString, TokenProblem> {
        let mut state = self.state.lock().await;
        let now = self.pace.elapsed();
        let current = state.access.as_ref().map(|access| (access.token.clone(), access.ends));
        match current {
            Some((token, ends)) if now.saturating_add(EARLY) < ends => Ok(token),
            // Early renewal failed for lack of a network: what there is still works for a few minutes.
            Some((token, ends)) if now < ends => match self.renewed(&mut state).await {
                Err(TokenProblem::Offline) => Ok(token),
                renewed => renewed,
            },
            _ => self.renewed(&mut state).await,
        }
    }

    async fn renew(&self, refused: &SecretString) -> Result<SecretString, TokenProblem> {
        let mut state = self.state.lock().await;
        if let Some(access) = &state.access
            && access.token.expose_secret() != refused.expose_secret()
        {
            return Ok(access.token.clone());
        }
        self.renewed(&mut state).await
    }
}
