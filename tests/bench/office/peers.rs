//! The peers, in processes of their own: what they print is one line of JSON for each figure.

use std::process::Command;

use serde_json::Value;

use super::desks::Ours;
use crate::table::Table;

/// Runs them where they are installed (`PEBBLE_BENCH_PEERS`), and says what ours is beside them.
pub(super) async fn run(table: &mut Table, rows: usize, ours: &Ours, pushed: f64) {
    let Ok(folder) = std::env::var("PEBBLE_BENCH_PEERS") else {
        table.add("peers", "not measured: `cargo xtask bench sync` installs them", "-");
        return;
    };
    let (mut kept, mut forgotten, mut pouch) = (0.0_f64, 0.0_f64, 0.0_f64);
    for program in ["pouch.mjs", "rxdb.mjs", "rxdb-kept.mjs"] {
        // The slower ones are given half: their rates do not depend on it.
        let rows = if program == "rxdb.mjs" { rows } else { rows.min(50_000) };
        let mut command = Command::new("node");
        let printed = command.args([program, "--rows", &rows.to_string()]).current_dir(&folder).output().unwrap();
        assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
        for line in String::from_utf8(printed.stdout).unwrap().lines() {
            let figure: Value = serde_json::from_str(line).unwrap();
            let (peer, name) = (figure["peer"].as_str().unwrap(), figure["figure"].as_str().unwrap());
            table.add(format!("{peer}: {name}"), said(&figure), "-");
            let best = if figure["keeps"] == true { &mut kept } else { &mut forgotten };
            *best = best.max(figure["rows_per_s"].as_f64().unwrap_or(0.0));
            if program == "pouch.mjs" && name == "push" {
                pouch = figure["mutations_per_s"].as_f64().unwrap();
            }
        }
    }
    // Who works without a network has to find in the morning what was read in the evening.
    let times = |peer: f64| format!("{:.1}", ours.rows_per_s / peer);
    table.add("first reading, times the better peer that keeps what it reads", times(kept), ">= 4");
    table.add("first reading, times RxDB that forgets it with the process", times(forgotten), "-");
    table.add("pushing, times PouchDB", format!("{:.1}", pushed / pouch), ">= 5");
}

/// Everything a line says beside who says it.
fn said(figure: &Value) -> String {
    let members = figure.as_object().unwrap().iter().filter(|(name, _)| *name != "peer" && *name != "figure");
    members.map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(", ")
}
