//! Signing in through the browser, and taking up an earlier sign-in.

use pebble_core::engines::{
    email::{mailbox::Account, model::Connect},
    people::model::Join,
};

use crate::{Desk, app::SignInState};

/// Takes up the sign-in of an earlier run; works offline.
pub(crate) async fn restore(desk: &Desk) {
    match desk.0.outlook.restore().await {
        Ok(Some(account)) => signed_in(desk, account).await,
        Ok(None) => {}
        Err(problem) => failed(desk, &problem.to_string()),
    }
}

/// Starts a sign-in; its progress shows in the status.
pub(crate) fn begin_sign_in(desk: &Desk) {
    desk.note(|status| {
        status.sign_in = SignInState::Waiting;
        status.sign_in_reason = None;
    });
    let desk = desk.clone();
    tokio::spawn(async move {
        let cancelled = desk.0.cancel.notified();
        match desk.0.outlook.sign_in(&*desk.0.browser, cancelled).await {
            Ok(account) => signed_in(&desk, account).await,
            Err(problem) => failed(&desk, &problem.to_string()),
        }
    });
}

fn failed(desk: &Desk, reason: &str) {
    desk.note(|status| {
        status.sign_in = SignInState::Failed;
        status.sign_in_reason = Some(reason.to_owned());
    });
}

async fn signed_in(desk: &Desk, account: Account) {
    let name = if account.name.is_empty() { account.address.clone() } else { account.name.clone() };
    let me = Join { name: Some(name), email: Some(account.address.clone()), ..Join::default() };
    if let Err(refusal) = desk.internal::<serde_json::Value>("people.join", &me).await {
        return failed(desk, &refusal.message);
    }
    let connected =
        desk.internal::<uuid::Uuid>("email.connect", &Connect { account: account.clone(), is_sign_in: true }).await;
    if let Err(refusal) = connected {
        return failed(desk, &refusal.message);
    }
    desk.note(|status| {
        status.account = Some(account);
        status.sign_in = SignInState::SignedIn;
        status.sign_in_reason = None;
    });
    desk.0.kick.notify_one();
}
