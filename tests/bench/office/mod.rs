//! The office: a desk that reads everything for the first time, many that send, and how soon another has it. Beside it,
//! in the same run, PouchDB with express-pouchdb and RxDB do the same work on leads of the same size.
//!
//! Servers and desks are processes of their own. Ours keep everything on the disk; what the peers keep where is in
//! their lines. RxDB is measured twice: in Node's memory, its only free storage there, and in a browser that keeps rows.

mod crowd;
mod desks;
mod peers;

use std::path::PathBuf;

use pebble_core::kernel::{At, Clock};
use pebble_host::SystemClock;

use crate::table::Table;

/// Runs it over so many rows.
pub async fn run(table: &mut Table, rows: usize) {
    let ours = desks::run(table, rows).await;
    let pushed = crowd::run(table).await;
    peers::run(table, rows, &ours, pushed).await;
}

/// A program that was built beside this one.
fn built(name: &str) -> String {
    let here = std::env::current_exe().unwrap();
    let path: PathBuf = here.with_file_name(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    path.to_str().unwrap().to_owned()
}

fn now() -> At {
    SystemClock.now()
}

/// The most memory, or with `VmRSS` the memory now, of a process in kilobytes.
fn memory(process: u32, which: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(which)).unwrap_or_default();
    line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().unwrap_or(0)
}

/// A company of about 412 bytes as JSON, like the leads of the peers.
fn company(number: usize) -> serde_json::Value {
    serde_json::json!({
        "name": format!("Company {number:06} of the western industrial estate, second phase"),
        "domain": format!("company{number:06}.example"), "gstin": null, "pan": null, "cin": null,
        "city": "Ahmedabad", "industry": "Speciality chemicals, resins and intermediates for coatings, inks and rubber",
        "is_customer": number.is_multiple_of(3), "contacts": [],
    })
}
