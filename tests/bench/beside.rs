//! Our board beside public boards: the same cards in the same browser, in the same run.
//!
//! What the others do, and how, is said in `tests/bench/peers-board`. They draw every card that there is; a move of theirs
//! is their state changed and painted, ours is a drop that is stored as well.

use serde::Deserialize;
use tokio::process::Command;

use crate::table::Table;

/// One figure of one board.
pub struct Seen {
    /// Whose.
    pub who: String,
    /// With so many cards.
    pub cards: usize,
    /// What was measured.
    pub key: String,
    /// Milliseconds, or nodes.
    pub value: f64,
}

/// One line of what the peers' program prints.
#[derive(Deserialize)]
struct Line {
    peer: String,
    cards: usize,
    key: String,
    value: f64,
}

/// What is compared: our word for it, theirs, what it is called, and its unit.
const COMPARED: [(&str, &str, &str, &str); 5] = [
    ("mount", "mount", "mount, work", " ms"),
    ("nodes", "nodes", "nodes on the page", ""),
    ("drop", "move", "move of a card, work", " ms"),
    ("drag", "drag", "drag, work a step", " ms"),
    ("scroll", "scroll", "scroll by 400 px, work a frame", " ms"),
];
/// What the largest of ours is held against: every peer with so many cards.
const FEWEST: usize = 1_000;

/// Runs the peers where they are built (`PEBBLE_BENCH_BOARD_PEERS`), and says what ours is beside them.
///
/// # Panics
/// When they end in failure.
pub async fn run(table: &mut Table, ours: Vec<Seen>) {
    let Ok(folder) = std::env::var("PEBBLE_BENCH_BOARD_PEERS") else {
        table.add("boards beside ours", "not built: run `cargo xtask bench board`", "-");
        return;
    };
    let mut measure = Command::new("node");
    measure.arg("measure.mjs").current_dir(folder);
    let output = measure.output().await.expect("node is not to be had");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the boards beside ours ended with {}: {said}", output.status);
    let mut theirs = Vec::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let Line { peer, cards, key, value } = serde_json::from_str(line).expect("a figure");
        theirs.push(Seen { who: peer, cards, key, value });
    }
    for (our_key, their_key, name, unit) in COMPARED {
        let mine: Vec<&Seen> = ours.iter().filter(|seen| seen.key == our_key).collect();
        let peers: Vec<&Seen> = theirs.iter().filter(|seen| seen.key == their_key).collect();
        let best =
            peers.iter().filter(|seen| seen.cards == FEWEST).map(|seen| seen.value).fold(f64::INFINITY, f64::min);
        let most = mine.iter().map(|seen| seen.cards).max();
        for seen in mine.iter().chain(&peers) {
            let is_held = seen.who == "ours" && Some(seen.cards) == most;
            let goal = if is_held { format!("< {best:.1}{unit}, the best peer at {FEWEST}") } else { "-".to_owned() };
            table.add(format!("{name}: {} at {}", seen.who, seen.cards), format!("{:.1}{unit}", seen.value), &goal);
        }
    }
}
