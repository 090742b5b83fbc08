//! Signing in through the system browser: authorisation code with PKCE and a loopback redirect.
//!
//! The browser is opened by whoever starts the sign-in; no page of Microsoft's is ever shown inside the app.

mod loopback;
pub(crate) mod oauth;
mod problem;

use std::future::Future;
use std::time::Duration;

use url::Url;

pub use loopback::{Callback, Loopback};
pub use oauth::ClientId;
pub use problem::{Hint, SignInProblem};

use crate::vault::Bundle;
use oauth::{Authority, Grant};
use problem::Refusal;

/// How long the browser may take: on "approval needed" it never comes back.
const PATIENCE: Duration = Duration::from_secs(300);

/// Runs one sign-in to its grant and the bundle to keep.
///
/// # Errors
/// [`SignInProblem`], each saying what the person does next.
pub(crate) async fn sign_in(
    authority: &Authority,
    open_browser: &(dyn Fn(&Url) + Send + Sync),
    cancel: impl Future<Output = ()> + Send,
) -> Result<(Grant, Bundle), SignInProblem> {
    let loopback = Loopback::bind().await.map_err(|e| SignInProblem::NoListener(e.kind().to_string()))?;
    let begun = authority.begin(loopback.redirect())?;
    let state = begun.state.secret().clone();
    open_browser(&begun.url);
    let callback = tokio::select! {
        callback = loopback.callback(&state) => callback,
        () = cancel => return Err(SignInProblem::Cancelled),
        () = tokio::time::sleep(PATIENCE) => return Err(SignInProblem::TimedOut),
    };
    let code = match callback {
        Callback::Code(code) => code,
        Callback::Refused { error, suberror, description } => {
            let refusal = Refusal { error: &error, suberror: &suberror, description: &description, codes: &[] };
            return Err(refusal.problem());
        }
    };
    let grant = authority.redeem(begun, code).await?;
    let bundle = bundle(&grant)?;
    Ok((grant, bundle))
}

fn bundle(grant: &Grant) -> Result<Bundle, SignInProblem> {
    if let Some(missing) = oauth::missing_permission(grant.scopes.as_deref()) {
        return Err(SignInProblem::MissingPermission(missing.to_owned()));
    }
    let unreadable = |what: &str| SignInProblem::Unreadable(what.to_owned());
    let identity = grant.identity.clone().ok_or_else(|| unreadable("no readable id token"))?;
    Ok(Bundle {
        refresh: grant.refresh.clone().ok_or_else(|| unreadable("no refresh token"))?,
        tenant: identity.tenant,
        scopes: grant.scopes.clone().unwrap_or_default(),
        account: identity.account,
    })
}
