//! The board on screen: the desk of the bench, served on loopback and measured in a headless Chromium.
//!
//! What is measured, and how, is said in `ui/test`; this only hands on the address and reads the figures.

use std::path::{Path, PathBuf};

use pebble_host::{Door, serve};
use pebble_tests::Rig;
use serde::Deserialize;
use tokio::process::Command;

use crate::{beside::Seen, table::Table};

/// One line of what the measuring program prints.
#[derive(Deserialize)]
struct Figure {
    name: String,
    figure: String,
    goal: String,
    /// What was measured and its plain value, where others are held against it.
    key: Option<String>,
    value: Option<f64>,
}

/// Runs programs of `ui/test` on a desk that has its cards; answers what was seen, for whoever compares it.
///
/// # Panics
/// When the UI is not built, or Node or Chromium is missing: `cargo xtask bench` sees to all of them.
pub async fn run(table: &mut Table, rig: &Rig, cards: usize, programs: &[&str]) -> Vec<Seen> {
    let mut seen = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let ui = std::env::var_os("PEBBLE_UI_DIST").map_or_else(|| root.join("ui/dist"), PathBuf::from);
    assert!(ui.join("index.html").is_file(), "no UI in {}; run `cargo xtask bench board`", ui.display());
    let address = serve(Door::to(rig.desk.clone()), "127.0.0.1:0".parse().unwrap(), Some(ui)).await.unwrap();
    for program in programs {
        let mut measure = Command::new("node");
        measure.arg(root.join("ui/test").join(program)).arg(format!("http://{address}"));
        let output = measure.output().await.expect("node is not to be had");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "ui/test/{program} ended with {}: {said}", output.status);
        for line in String::from_utf8(output.stdout).unwrap().lines() {
            let row: Figure = serde_json::from_str(line).expect("a figure");
            table.add(format!("screen of {cards} cards: {}", row.name), row.figure, &row.goal);
            if let (Some(key), Some(value)) = (row.key, row.value) {
                seen.push(Seen { who: "ours".to_owned(), cards, key, value });
            }
        }
    }
    seen
}
