//! What went wrong in other mail clients, each by its number in the list of 26 (graph.md, failure modes): here what the
//! adapter bears by itself. What shows at the desk is in `tests/journeys/failure_modes.rs`.

use std::time::Duration;

use chrono::TimeDelta;
use pebble_core::engines::email::mailbox::{Cursor, Mailbox, MailboxError, SignInRemedy};
use pebble_simulators::{Fault, Rule};

use super::support::Desk;

#[tokio::test]
async fn mode_11_a_server_that_always_says_one_second_is_left_alone_after_a_few_tries() {
    let desk = Desk::signed_in().await;
    desk.server().throttle(1000, Some("1"));
    let told = desk.mailbox().folders().await.unwrap_err();
    assert!(matches!(told, MailboxError::Throttled { .. }), "{told:?}");
    assert!(desk.pace.slept().iter().all(|span| *span >= Duration::from_secs(1)), "{:?}", desk.pace.slept());
    assert!(desk.sim.log().len() < 20, "{} requests", desk.sim.log().len());
    desk.sim.assert_clean();
}

#[tokio::test]
async fn mode_12_two_programs_on_one_mailbox_both_get_on() {
    let desk = Desk::signed_in().await;
    let id = desk.deliver("For both");
    let other = desk.restarted();
    other.restore().await.unwrap();
    desk.sim.fault(Fault { path: "/messages/".to_owned(), delay_ms: 5, times: 100, ..Fault::default() });
    let (one, two) = (desk.mailbox(), other.mailbox().unwrap());
    let marked = async |mailbox: &dyn Mailbox| {
        for _ in 0..20 {
            match mailbox.mark_read(&id, true).await {
                // As the desk does: what has to wait waits.
                Err(MailboxError::Throttled { until }) => {
                    let wait = until - desk.sim.clock().now();
                    desk.pass(wait.to_std().unwrap_or_default());
                }
                answer => return answer,
            }
        }
        Err(MailboxError::Offline)
    };
    let all = (0..6).map(|_| futures::future::join(marked(one.as_ref()), marked(two.as_ref())));
    for (one, two) in futures::future::join_all(all).await {
        assert_eq!((one, two), (Ok(()), Ok(())));
    }
    // Together they may be more than the four that Microsoft allows one app.
    desk.sim.forgive(Rule::TooManyAtOnce);
    desk.sim.assert_clean();
}

#[tokio::test]
async fn mode_21_a_renewal_whose_answer_is_lost_is_asked_for_again() {
    let desk = Desk::signed_in().await;
    desk.pass(Duration::from_secs(3700));
    desk.sim.sign_in_fault(Fault {
        path: "/token".to_owned(),
        is_after: true,
        drop_after_bytes: Some(0),
        ..Fault::default()
    });
    let first = desk.mailbox().folders().await;
    assert!(matches!(first, Ok(_) | Err(MailboxError::Offline)), "{first:?}");
    desk.mailbox().folders().await.unwrap();
    desk.sim.assert_clean();
}

#[tokio::test]
async fn mode_22_what_keeps_being_refused_is_not_renewed_for_ever() {
    let desk = Desk::signed_in().await;
    let id = desk.deliver("Refused");
    desk.sim.fault(Fault { path: "/messages/".to_owned(), status: Some(401), times: 1000, ..Fault::default() });
    let mut told = None;
    for _ in 0..10 {
        told = desk.mailbox().mark_read(&id, true).await.err();
    }
    let Some(MailboxError::SignIn { remedy, reason }) = told else { panic!("{told:?}") };
    assert_eq!(remedy, SignInRemedy::Again);
    assert!(reason.contains("keeps being refused"), "{reason}");
    let renewals = desk.sim.log().iter().filter(|entry| entry.path.contains("/token")).count();
    assert!(renewals <= 7, "{renewals}: the sign-in and six renewals");
}

#[tokio::test]
async fn mode_24_a_token_that_ran_out_while_the_computer_slept_is_renewed_in_the_middle_of_a_feed() {
    let desk = Desk::signed_in().await;
    for number in 0..80 {
        desk.deliver(&format!("Number {number}"));
    }
    let page = desk.mailbox().changes(&desk.inbox(), &Cursor::Start).await.unwrap();
    // The services' clock alone: a clock that counts only while the computer is awake has not moved.
    desk.sim.advance(TimeDelta::seconds(4000));
    let next = desk.mailbox().changes(&desk.inbox(), &page.cursor).await.unwrap();
    assert!(!next.items.is_empty());
    desk.sim.forgive(Rule::ExpiredBearer);
    desk.sim.assert_clean();
}
