//! The real window on a screen that is not there: how long from start to a Today that can be used, and what it holds in
//! memory, beside a window of the same web view with nothing in it. Both are started in turn by WebKitWebDriver, so what
//! the driver itself takes is in both. Linux only.

use std::{path::Path, time::Duration};

use pebble_core::kernel::Clock;
use pebble_host::SystemClock;
use pebble_simulators::SimClock;
use pebble_tests::Rig;
use serde_json::json;
use tokio::time::Instant;

use crate::{
    driver::{Driver, within},
    table::Table,
};

const RUNS: usize = 7;
/// As many as a rep has on a busy day.
const DUE: usize = 25;
const PATIENCE: Duration = Duration::from_secs(60);
/// The system's browser for trying the web view.
const BLANK: &str = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";

/// What one start came to.
struct Started {
    took: Duration,
    held_kb: u64,
}

/// Runs it on a desk with so many enquiries.
pub async fn run(table: &mut Table, cards: usize) {
    let Ok(program) = std::env::var("PEBBLE_DESKTOP_BIN") else {
        table.add("window", "not measured: `cargo xtask bench window` builds it, on Linux", "-");
        return;
    };
    let rig = filled(cards).await;
    rig.desk.close().await;
    let folder = rig.folder.path();
    let (mut blanks, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        blanks.push(start(BLANK, &["about:blank"], "return document.readyState === 'complete'").await);
        // A driver ends the program without a word, and after two sudden ends the next start is a careful one.
        let _ = std::fs::remove_file(folder.join("running.json"));
        ours.push(start(&program, &["--data", &folder_name(folder)], USABLE).await);
    }
    let (blank, own) = (median(&blanks, |each| each.took), median(&ours, |each| each.took));
    table.add("blank window, from start", format!("{blank:.2?}"), "-");
    table.add(format!("our window on {cards} enquiries, from start to a usable Today"), format!("{own:.2?}"), "-");
    table.add("start, times a blank window", format!("{:.2}", own.as_secs_f64() / blank.as_secs_f64()), "<= 1.5");
    let (blank, own) = (median(&blanks, |each| each.held_kb), median(&ours, |each| each.held_kb));
    table.add("memory (PSS) of a blank window", format!("{} MB", blank / 1024), "-");
    table.add("memory (PSS) of ours beyond it", format!("{} MB", own.saturating_sub(blank) / 1024), "<= 80 MB");
}

/// A row of Today is there and has been painted.
const USABLE: &str = "return !!document.querySelector('main [role=option]') && document.visibilityState === 'visible'";

async fn filled(cards: usize) -> Rig {
    let clock = SimClock::fixed(SystemClock.now().utc());
    let rig = Rig::fresh(&clock).await;
    rig.tell("masters.import", pebble_tests::mails::masters()).await;
    let ids = crate::board::open(&rig, 0..cards).await;
    for id in ids.iter().take(DUE) {
        let reminder = json!({ "enquiry_id": id, "title": "Ask about the sample", "due_at": clock.now() });
        rig.tell("followups.remind", reminder).await;
    }
    rig
}

fn folder_name(folder: &Path) -> String {
    folder.to_str().expect("a folder whose name is text").to_owned()
}

async fn start(program: &str, words: &[&str], is_there: &str) -> Started {
    let began = Instant::now();
    let driver = Driver::start(program, words).await;
    let script = json!({ "script": is_there, "args": [] });
    within("the page can be used", PATIENCE, async || {
        let answer = driver.tried("/execute/sync", script.clone()).await.ok()?;
        (answer == json!(true)).then_some(())
    })
    .await;
    let took = began.elapsed();
    let held_kb = driver.programs().into_iter().map(held_by).sum();
    driver.quit().await;
    Started { took, held_kb }
}

/// The proportional share of memory of a program and all that it has started, in kB.
fn held_by(id: u32) -> u64 {
    let rollup = std::fs::read_to_string(format!("/proc/{id}/smaps_rollup")).unwrap_or_default();
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:")).unwrap_or("0 kB");
    let own: u64 = line.trim().trim_end_matches(" kB").trim().parse().unwrap_or_default();
    let tasks = std::fs::read_dir(format!("/proc/{id}/task")).into_iter().flatten().flatten();
    let children = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
    let ids: Vec<u32> =
        children.flat_map(|ids| ids.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<_>>()).collect();
    own + ids.into_iter().map(held_by).sum::<u64>()
}

fn median<T: Ord + Copy>(runs: &[Started], of: impl Fn(&Started) -> T) -> T {
    let mut values: Vec<T> = runs.iter().map(of).collect();
    values.sort();
    values[values.len() / 2]
}
