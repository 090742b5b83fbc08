//! What a client must not do, and what it is told.

use chrono::TimeDelta;
use pebble_simulators::{Fault, Rule};
use reqwest::Method;
use serde_json::Value;

use crate::support::{World, code, world};

fn rules(w: &World) -> Vec<Rule> {
    w.sim.violations().iter().map(|breach| breach.rule).collect()
}

#[tokio::test]
async fn a_clean_run_is_clean_and_a_breach_is_listed() {
    let w = world().await;
    w.get("/me").await;
    assert_eq!(w.sim.breaches(), Ok(()));
    w.bare(Method::GET, "/me").bearer_auth(&w.token).send().await.unwrap();
    assert!(w.sim.breaches().unwrap_err().contains("MissingIdType in GET /v1.0/me"));
    w.sim.forgive(Rule::MissingIdType);
    w.sim.assert_clean();
}

#[tokio::test]
async fn nobody_reads_mail_without_a_token_that_is_known_and_fresh() {
    let w = world().await;
    let asked = |token: Option<&str>| {
        let asked = w.bare(Method::GET, "/me").header("Prefer", crate::support::IMMUTABLE);
        match token {
            Some(token) => asked.bearer_auth(token),
            None => asked,
        }
    };
    assert_eq!(asked(None).send().await.unwrap().status(), 401);
    assert_eq!(asked(Some("made-up")).send().await.unwrap().status(), 401);
    w.sim.advance(TimeDelta::seconds(3_598));
    assert_eq!(asked(Some(&w.token)).send().await.unwrap().status(), 200);
    w.sim.advance(TimeDelta::seconds(1));
    let answer = asked(Some(&w.token)).send().await.unwrap();
    assert_eq!(answer.status(), 401);
    assert!(answer.headers().contains_key("www-authenticate"));
    assert_eq!(code(&answer.json().await.unwrap()), "InvalidAuthenticationToken");
    assert_eq!(rules(&w), [Rule::MissingBearer, Rule::UnknownBearer, Rule::ExpiredBearer]);
}

#[tokio::test]
async fn wrong_paths_methods_and_names_are_refused_and_listed() {
    let w = world().await;
    let status = |method: Method, path: &'static str| {
        let asked = w.asked(method, path);
        async move { asked.send().await.unwrap().status().as_u16() }
    };
    assert_eq!(status(Method::GET, "/me/mailfolder").await, 404);
    assert_eq!(status(Method::PUT, "/me/messages").await, 405);
    assert_eq!(status(Method::GET, "/me/messages?$select=id,colour").await, 400);
    assert_eq!(status(Method::GET, "/me/messages?$filter=isRead eq false&$orderby=receivedDateTime desc").await, 400);
    assert_eq!(status(Method::GET, "/me/messages?$wrong=1").await, 400);
    assert_eq!(rules(&w), [Rule::WrongPath, Rule::WrongMethod, Rule::BadRequest, Rule::BadRequest, Rule::BadRequest]);
    assert!(w.sim.violations()[2].detail.contains("Could not find a property named 'colour'"));
}

#[tokio::test]
async fn a_message_that_is_not_there_is_no_breach() {
    let w = world().await;
    let answer = w.asked(Method::GET, "/me/messages/AAkAgone=").send().await.unwrap();
    assert_eq!(answer.status(), 404);
    assert_eq!(code(&answer.json().await.unwrap()), "ErrorItemNotFound");
    w.sim.assert_clean();
}

#[tokio::test]
async fn unsafe_html_must_not_be_asked_for() {
    let w = world().await;
    let prefer = "IdType=\"ImmutableId\", outlook.allow-unsafe-html";
    w.bare(Method::GET, "/me").bearer_auth(&w.token).header("Prefer", prefer).send().await.unwrap();
    assert_eq!(rules(&w), [Rule::UnsafeHtml]);
}

#[tokio::test]
async fn coming_back_before_retry_after_is_a_breach_and_after_it_is_not() {
    let w = world().await;
    w.mailbox.throttle(1, Some("60.5"));
    let first = w.asked(Method::GET, "/me").send().await.unwrap();
    assert_eq!((first.status().as_u16(), first.headers()["retry-after"].to_str().unwrap()), (429, "60.5"));
    w.sim.advance(TimeDelta::seconds(60));
    w.get("/me").await;
    assert_eq!(rules(&w), [Rule::EarlyRetry]);
    w.sim.advance(TimeDelta::seconds(1));
    w.get("/me").await;
    assert_eq!(rules(&w).len(), 1);
}

#[tokio::test]
async fn the_fifth_request_at_once_is_throttled_and_listed() {
    let w = world().await;
    w.sim.fault(Fault { delay_ms: 300, times: 100, ..Fault::default() });
    let asked = (0..5).map(|_| async { w.asked(Method::GET, "/me").send().await.unwrap() });
    let mut statuses: Vec<u16> =
        futures::future::join_all(asked).await.iter().map(|answer| answer.status().as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 200, 200, 429]);
    assert_eq!(rules(&w), [Rule::TooManyAtOnce]);
    assert_eq!(w.sim.most_at_once(), 5);
}

#[tokio::test]
async fn faults_strike_the_nth_match_so_many_times() {
    let w = world().await;
    let fault =
        Fault { method: "GET".into(), path: "/me".into(), nth: 2, times: 2, status: Some(503), ..Fault::default() };
    w.sim.fault(fault);
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(w.asked(Method::GET, "/me").send().await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [200, 503, 503, 200]);
}

#[tokio::test]
async fn an_answer_can_be_cut_in_the_middle_or_be_nonsense() {
    let w = world().await;
    w.sim.fault(Fault { drop_after_bytes: Some(20), ..Fault::default() });
    let cut = w.asked(Method::GET, "/me").send().await.unwrap();
    assert_eq!(cut.status(), 200);
    assert!(cut.bytes().await.is_err());
    w.sim.fault(Fault { body: Some("{\"value\": [".into()), status: Some(200), ..Fault::default() });
    let nonsense = w.asked(Method::GET, "/me/mailFolders").send().await.unwrap();
    assert!(nonsense.json::<Value>().await.is_err());
}

#[tokio::test]
async fn the_log_names_requests_and_hides_cursors() {
    let w = world().await;
    let (_, link) = w.round("/me/mailFolders/inbox/messages/delta").await;
    w.round(&link).await;
    let log = w.sim.log();
    assert_eq!(log[0].path, "/v1.0/me/mailFolders/inbox/messages/delta");
    assert!(log[1].path.ends_with("$deltatoken=…"));
    assert_eq!((log[1].status, log[1].prefer.as_str()), (200, "IdType=\"ImmutableId\""));
}
