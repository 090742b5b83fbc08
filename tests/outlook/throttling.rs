//! Throttling: the wait is what was asked, shared by every request, and a long one is told instead of slept.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use pebble_core::engines::email::mailbox::MailboxError;
use pebble_simulators::Fault;

use super::support::Desk;

#[tokio::test]
async fn a_fractional_wait_is_waited_exactly() {
    let desk = Desk::signed_in().await;
    desk.server().throttle(1, Some("2.128"));
    desk.mailbox().folders().await.unwrap();
    assert_eq!(desk.pace.slept(), [Duration::from_millis(2128)]);
    desk.sim.assert_clean();
}

#[tokio::test]
async fn a_wait_until_a_date_is_waited() {
    let desk = Desk::signed_in().await;
    let written = |at: DateTime<Utc>| at.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let now = desk.sim.clock().now();
    let headers =
        vec![("Date".to_owned(), written(now)), ("Retry-After".to_owned(), written(now + TimeDelta::seconds(12)))];
    desk.sim.fault(Fault { status: Some(429), headers, ..Fault::default() });
    desk.mailbox().folders().await.unwrap();
    assert_eq!(desk.pace.slept(), [Duration::from_secs(12)]);
    desk.sim.assert_clean();
}

#[tokio::test]
async fn without_a_wait_named_ten_seconds_are_waited_then_twenty() {
    let desk = Desk::signed_in().await;
    desk.server().throttle(2, None);
    desk.mailbox().folders().await.unwrap();
    let slept = desk.pace.slept();
    assert_eq!(slept.len(), 2);
    assert!((8..=12).contains(&slept[0].as_secs()) && (16..=24).contains(&slept[1].as_secs()), "{slept:?}");
    desk.sim.assert_clean();
}

#[tokio::test]
async fn a_long_wait_is_told_and_holds_back_every_other_request() {
    let desk = Desk::signed_in().await;
    let until = desk.sim.clock().now() + TimeDelta::seconds(600);
    desk.server().throttle(1, Some("600"));
    assert_eq!(desk.mailbox().folders().await, Err(MailboxError::Throttled { until }));
    let asked = desk.sim.log().len();
    let id = "AAkAanything".to_owned();
    assert_eq!(desk.mailbox().mark_read(&id, true).await, Err(MailboxError::Throttled { until }));
    assert_eq!(desk.sim.log().len(), asked);
    desk.pass(Duration::from_secs(601));
    desk.mailbox().folders().await.unwrap();
    desk.sim.assert_clean();
}

#[tokio::test]
async fn broken_connections_and_bad_gateways_are_tried_again_and_then_called_offline() {
    let desk = Desk::signed_in().await;
    desk.sim.fault(Fault { drop_after_bytes: Some(0), times: 2, ..Fault::default() });
    desk.sim.fault(Fault { status: Some(502), times: 2, ..Fault::default() });
    desk.mailbox().folders().await.unwrap();
    desk.sim.fault(Fault { drop_after_bytes: Some(0), times: 5, ..Fault::default() });
    assert_eq!(desk.mailbox().folders().await, Err(MailboxError::Offline));
    desk.mailbox().folders().await.unwrap();
    desk.sim.assert_clean();
}

#[tokio::test]
async fn never_more_than_three_requests_are_under_way() {
    let desk = Desk::signed_in().await;
    let ids: Vec<String> = (0..12).map(|n| desk.deliver(&format!("mail {n}"))).collect();
    desk.sim.fault(Fault { delay_ms: 20, times: 100, ..Fault::default() });
    let mailbox = desk.mailbox();
    let marked = futures::future::join_all(ids.iter().map(|id| mailbox.mark_read(id, true))).await;
    assert!(marked.iter().all(Result::is_ok), "{marked:?}");
    assert_eq!(desk.sim.most_at_once(), 3);
    desk.sim.assert_clean();
}
