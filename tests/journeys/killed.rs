//! The first RFQ's journey with the process killed (SIGKILL) at the requests it makes, and at each one that sends: nothing lost, nothing sent twice.

use std::{path::Path, process::Stdio};

use chrono::{DateTime, TimeDelta, Utc};
use pebble_core::{engines::ENGINES, kernel::At};
use pebble_simulators::{Config, Fault, SimClock, SimHandle, Simulator};
use pebble_store::Store;
use pebble_tests::{mails, noon};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tokio::process::{Child, Command};

const REP: &str = "asha.kulkarni@pebblechem.example";
/// Longer than any test: a request that hangs until its client is gone.
const FOREVER_MS: u64 = 3_600_000;

async fn world() -> SimHandle {
    let sim = Simulator::start(Config::new(SimClock::fixed(noon()), "Asha Kulkarni", REP)).await.unwrap();
    sim.mailbox(REP).deliver(mails::rfq()).unwrap();
    sim
}

fn start(sim: &SimHandle, folder: &Path, now: DateTime<Utc>, phase: &str) -> Child {
    sim.clock().set(now);
    Command::new(env!("CARGO_BIN_EXE_journey-desk"))
        .args([sim.identity_url(), sim.graph_url()])
        .arg(folder)
        .args([now.timestamp_millis().to_string().as_str(), phase])
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

async fn run(sim: &SimHandle, folder: &Path, now: DateTime<Utc>, phase: &str) {
    let status = start(sim, folder, now, phase).wait().await.unwrap();
    assert!(status.success(), "{phase} at {now}: {status}");
}

/// Runs a phase and kills the process at its `nth` request: before the service carries it out, or after, with the
/// answer still on its way. False when the phase made fewer requests.
async fn run_and_kill(sim: &SimHandle, folder: &Path, now: DateTime<Utc>, phase: &str, at: Point) -> bool {
    let refusal = (!at.is_after).then_some(503);
    sim.fault(Fault {
        nth: at.nth,
        path: at.path.to_owned(),
        delay_ms: FOREVER_MS,
        status: refusal,
        is_after: at.is_after,
        ..Fault::default()
    });
    let mut strikes = sim.strikes();
    let mut child = start(sim, folder, now, phase);
    let was_reached = tokio::select! {
        struck = strikes.changed() => { struck.unwrap(); true }
        ended = child.wait() => { assert!(ended.unwrap().success()); false }
    };
    if was_reached {
        child.start_kill().unwrap();
        child.wait().await.unwrap();
    }
    sim.clear_faults();
    was_reached
}

#[derive(Clone, Copy)]
struct Point {
    nth: u32,
    is_after: bool,
    /// Only requests whose path holds this count; all when empty.
    path: &'static str,
}

/// One number out of the desk's file.
async fn number(folder: &Path, sql: &str) -> i64 {
    let store = Store::sqlite(&folder.join("pebble.db"), ENGINES, At::from(noon())).await.unwrap();
    let row = store.reader().query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
    let number = row.unwrap().try_get_by_index(0).unwrap();
    store.close().await;
    number
}

/// The whole journey with one killing in one phase. False when there was nothing left to kill.
async fn journey(killed_phase: &str, point: Point) -> bool {
    let sim = world().await;
    let folder = tempfile::tempdir().unwrap();
    let mut was_reached = true;
    let day_two = noon() + TimeDelta::hours(25);
    for (phase, now) in [("quote", noon()), ("follow", day_two), ("hear", day_two + TimeDelta::hours(3))] {
        if phase == "hear" {
            let reply = mails::answer(
                "<rfq-1@nirmalpaints.example>",
                "Re: Requirement of Zinc oxide",
                "Please reduce the price a little.",
            );
            sim.mailbox(REP).deliver(reply).unwrap();
        }
        if phase == killed_phase {
            was_reached = run_and_kill(&sim, folder.path(), now, phase, point).await;
        }
        // Started again, and again some minutes later: what was under way is looked into, never repeated blindly.
        for minutes in [0, 2, 4] {
            run(&sim, folder.path(), now + TimeDelta::minutes(minutes), phase).await;
        }
    }
    let at = format!(
        "{killed_phase} killed at request {} {} ({})",
        point.nth,
        point.path,
        if point.is_after { "after" } else { "before" }
    );
    assert_eq!(sim.sent().len(), 1, "{at}: sent {:?}", sim.sent());
    assert_eq!(number(folder.path(), "SELECT COUNT(*) FROM enquiry").await, 1, "{at}");
    assert_eq!(number(folder.path(), "SELECT COUNT(*) FROM message WHERE disposition = 'linked'").await, 3, "{at}");
    assert_eq!(number(folder.path(), "SELECT COUNT(*) FROM message").await, 3, "{at}");
    assert_eq!(number(folder.path(), "SELECT COUNT(*) FROM enrolment WHERE state = 'paused'").await, 1, "{at}");
    assert_eq!(number(folder.path(), "SELECT COUNT(*) FROM activity WHERE kind = 'mail_out'").await, 1, "{at}");
    was_reached
}

/// Kills a phase at each of these requests, before and after the service has carried it out.
async fn killed_at(phase: &str, requests: &[u32]) {
    for &nth in requests {
        for is_after in [false, true] {
            assert!(
                journey(phase, Point { nth, is_after, path: "" }).await,
                "{phase} makes fewer than {nth} requests: the killing missed it"
            );
        }
    }
}

#[tokio::test]
async fn killed_while_the_rfq_comes_in_nothing_is_lost() {
    killed_at("quote", &[2, 9, 12, 14]).await;
}

#[tokio::test]
async fn killed_while_a_follow_up_goes_out_it_is_sent_once() {
    let sends = ["/createReply", "/messages/", "/send"];
    for path in sends {
        for is_after in [false, true] {
            let point = Point { nth: 1, is_after, path };
            assert!(journey("follow", point).await, "no request for {path} was made");
        }
    }
    killed_at("follow", &[1, 12]).await;
}

#[tokio::test]
async fn killed_while_the_answer_comes_in_the_sequence_still_pauses() {
    killed_at("hear", &[3, 12]).await;
}
