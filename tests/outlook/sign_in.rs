//! Signing in, coming back, and losing the grant.

use std::future::{pending, ready};
use std::time::Duration;

use chrono::TimeDelta;
use pebble_core::engines::email::mailbox::{MailboxError, SignInRemedy};
use pebble_outlook::SignInProblem;
use pebble_simulators::{Fault, SignIn};

use super::support::{ASHA, Desk, browse};

#[tokio::test]
async fn a_person_signs_in_and_is_still_signed_in_after_a_restart() {
    let desk = Desk::new().await;
    assert!(desk.outlook.restore().await.unwrap().is_none());
    let account = desk.sign_in().await.unwrap();
    assert_eq!(account.address, ASHA);
    let again = desk.restarted();
    assert_eq!(again.restore().await.unwrap(), Some(account));
    assert!(!again.mailbox().unwrap().folders().await.unwrap().is_empty());
    desk.sim.assert_clean();
}

#[tokio::test]
async fn signing_out_closes_the_mailbox_and_forgets() {
    let desk = Desk::signed_in().await;
    desk.outlook.sign_out().await.unwrap();
    assert!(desk.outlook.mailbox().is_none());
    assert!(desk.restarted().restore().await.unwrap().is_none());
    desk.sim.assert_clean();
}

#[tokio::test]
async fn each_refusal_at_the_sign_in_page_leads_to_its_own_next_step() {
    let desk = Desk::new().await;
    for outcome in [SignIn::ConsentRequired, SignIn::NeedsAdmin] {
        desk.sim.script_sign_in([outcome]);
        assert!(matches!(desk.sign_in().await, Err(SignInProblem::AskAdmin(_))));
    }
    for (code, wanted) in [(53003, "policy"), (50173, "Sign in again"), (50011, "registration"), (90033, "few minutes")]
    {
        desk.sim.refuse_tokens([code]);
        let told = desk.sign_in().await.unwrap_err().to_string();
        assert!(told.contains(wanted) && told.contains(&code.to_string()), "{code}: {told}");
    }
    assert!(desk.outlook.mailbox().is_none());
    desk.sim.assert_clean();
}

#[tokio::test]
async fn an_answer_with_a_forged_state_is_not_taken() {
    let desk = Desk::new().await;
    desk.sim.script_sign_in([SignIn::WrongState]);
    let (tell, told) = tokio::sync::oneshot::channel();
    let tell = std::sync::Mutex::new(Some(tell));
    let forged_then_cancel = |url: &reqwest::Url| {
        let (url, tell) = (url.clone(), tell.lock().unwrap().take());
        tokio::spawn(async move {
            let status = reqwest::get(url).await.unwrap().status();
            tell.unwrap().send(status.as_u16()).unwrap();
        });
    };
    let cancel = async {
        assert_eq!(told.await.unwrap(), 404);
    };
    assert_eq!(desk.outlook.sign_in(&forged_then_cancel, cancel).await, Err(SignInProblem::Cancelled));
    desk.sim.assert_clean();
}

#[tokio::test]
async fn a_sign_in_can_be_cancelled_while_the_browser_never_returns() {
    let desk = Desk::new().await;
    desk.sim.script_sign_in([SignIn::NeverReturns]);
    assert_eq!(desk.outlook.sign_in(&browse, ready(())).await, Err(SignInProblem::Cancelled));
    desk.sim.assert_clean();
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends_and_kept_before_it_is_used() {
    let desk = Desk::signed_in().await;
    desk.sim.reject_replaced_refresh_tokens(true);
    for _ in 0..3 {
        desk.pass(Duration::from_secs(3400));
        desk.mailbox().folders().await.unwrap();
    }
    let again = desk.restarted();
    again.restore().await.unwrap();
    again.mailbox().unwrap().folders().await.unwrap();
    desk.sim.assert_clean();
}

#[tokio::test]
async fn eight_requests_at_once_renew_once() {
    let desk = Desk::signed_in().await;
    desk.sim.reject_replaced_refresh_tokens(true);
    desk.pass(Duration::from_secs(3500));
    let mailbox = desk.mailbox();
    let folders = futures::future::join_all((0..8).map(|_| mailbox.folders())).await;
    assert!(folders.iter().all(Result::is_ok), "{folders:?}");
    assert!(desk.sim.most_at_once() <= 3, "{}", desk.sim.most_at_once());
    desk.sim.assert_clean();
}

#[tokio::test]
async fn a_sign_in_renewed_by_another_process_is_taken_over_from_the_file() {
    let desk = Desk::signed_in().await;
    desk.sim.reject_replaced_refresh_tokens(true);
    let other = desk.restarted();
    other.restore().await.unwrap();
    desk.pass(Duration::from_secs(3500));
    other.mailbox().unwrap().folders().await.unwrap();
    desk.mailbox().folders().await.unwrap();
    desk.sim.assert_clean();
}

#[tokio::test]
async fn a_revoked_grant_asks_to_sign_in_again_and_signing_in_mends_it() {
    let desk = Desk::signed_in().await;
    desk.sim.revoke(ASHA);
    let Err(MailboxError::SignIn { remedy, reason }) = desk.mailbox().folders().await else {
        panic!("not asked to sign in")
    };
    assert_eq!(remedy, SignInRemedy::Again);
    assert!(reason.contains("AADSTS50173"), "{reason}");
    assert!(matches!(desk.mailbox().folders().await, Err(MailboxError::SignIn { .. })));
    desk.sign_in().await.unwrap();
    desk.mailbox().folders().await.unwrap();
    desk.sim.assert_clean();
}

#[tokio::test]
async fn a_renewal_that_is_refused_says_what_leads_on() {
    let desk = Desk::signed_in().await;
    let refusals = [
        (65001, SignInRemedy::Approval),
        (53003, SignInRemedy::Policy),
        (700_082, SignInRemedy::Again),
        (700_025, SignInRemedy::Registration),
    ];
    for (number, expected) in refusals {
        desk.pass(Duration::from_secs(3600));
        desk.sim.refuse_tokens([number]);
        let Err(MailboxError::SignIn { remedy, reason }) = desk.mailbox().folders().await else {
            panic!("{number} did not end the sign-in")
        };
        assert_eq!(remedy, expected, "{number}");
        assert!(reason.contains(&format!("AADSTS{number}")), "{reason}");
    }
    // Nothing was lost by it: once Microsoft lets the desk in again it goes on by itself.
    desk.pass(Duration::from_secs(3600));
    desk.mailbox().folders().await.unwrap();
    desk.sim.assert_clean();
}

#[tokio::test]
async fn a_sign_in_service_that_is_down_signs_nobody_out() {
    let desk = Desk::signed_in().await;
    desk.pass(Duration::from_secs(3700));
    let html = Some("<html>Service unavailable</html>".to_owned());
    desk.sim.sign_in_fault(Fault { path: "/token".into(), status: Some(503), body: html, ..Fault::default() });
    assert_eq!(desk.mailbox().folders().await, Err(MailboxError::Offline));
    desk.sim.sign_in_fault(Fault { path: "/token".into(), drop_after_bytes: Some(0), ..Fault::default() });
    assert_eq!(desk.mailbox().folders().await, Err(MailboxError::Offline));
    desk.mailbox().folders().await.unwrap();
    desk.sim.assert_clean();
}

#[tokio::test]
async fn a_clock_three_hours_wrong_changes_nothing() {
    for off in [TimeDelta::hours(3), TimeDelta::hours(-3)] {
        let desk = Desk::with_clock_off(off).await;
        desk.outlook.sign_in(&browse, pending()).await.unwrap();
        desk.deliver("RFQ");
        for _ in 0..4 {
            desk.pass(Duration::from_secs(1800));
            desk.mailbox().folders().await.unwrap();
        }
        desk.server().throttle(1, Some("2.128"));
        desk.mailbox().folders().await.unwrap();
        assert_eq!(desk.pace.slept(), [Duration::from_millis(2128)]);
        desk.sim.assert_clean();
    }
}
