//! Signing in through the browser, and taking up an earlier sign-in.

use pebble_core::{
    engines::{
        email::{
            mailbox::{Account, SignInRemedy},
            model::Connect,
        },
        people::model::Join,
    },
    kernel::Error,
};
use pebble_outlook::SignInProblem;

use crate::{Desk, app::SignInState};

/// Takes up the sign-in of an earlier run; works offline.
pub(crate) async fn restore(desk: &Desk) {
    match desk.0.outlook.restore().await {
        Ok(Some(account)) => signed_in(desk, account).await,
        Ok(None) => {}
        Err(problem) => failed(desk, &problem),
    }
}

/// Starts a sign-in; its progress shows in the status.
pub(crate) fn begin_sign_in(desk: &Desk) {
    desk.note(|status| {
        status.sign_in = SignInState::Waiting;
        status.sign_in_trouble = None;
    });
    let desk = desk.clone();
    tokio::spawn(async move {
        let cancelled = desk.0.cancel.notified();
        match desk.0.outlook.sign_in(&*desk.0.browser, cancelled).await {
            Ok(account) => signed_in(&desk, account).await,
            Err(problem) => failed(&desk, &problem),
        }
    });
}

fn failed(desk: &Desk, problem: &SignInProblem) {
    let now = desk.now();
    desk.note(|status| status.sign_in_fails(problem.remedy(), problem.to_string(), now));
}

/// Signed in at Microsoft, but the desk could not note it.
fn unnoted(desk: &Desk, refusal: &Error) {
    let now = desk.now();
    desk.note(|status| status.sign_in_fails(SignInRemedy::Computer, refusal.message.clone(), now));
}

async fn signed_in(desk: &Desk, account: Account) {
    let name = if account.name.is_empty() { account.address.clone() } else { account.name.clone() };
    let me = Join { name: Some(name), email: Some(account.address.clone()), ..Join::default() };
    if let Err(refusal) = desk.internal::<serde_json::Value>("people.join", &me).await {
        return unnoted(desk, &refusal);
    }
    let connected =
        desk.internal::<uuid::Uuid>("email.connect", &Connect { account: account.clone(), is_sign_in: true }).await;
    if let Err(refusal) = connected {
        return unnoted(desk, &refusal);
    }
    desk.note(|status| {
        status.account = Some(account);
        status.sign_in = SignInState::SignedIn;
        status.sign_in_trouble = None;
    });
    desk.0.kick.notify_one();
}
