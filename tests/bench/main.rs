//! `cargo xtask bench [intent|mail|search|board|sync|window]`: the figures the product is judged by, as a table; never a timed test.
//!
//! Ratios are taken in one run on one machine. `PEBBLE_BENCH_READ`, `PEBBLE_BENCH_MAILS`, `PEBBLE_BENCH_FOUND`, `PEBBLE_BENCH_CARDS` and
//! `PEBBLE_BENCH_ROWS` change the volumes; the screen shows half of the cards.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "a program of the tests says no by panicking"
)]

mod beside;
mod board;
#[path = "../shell/driver.rs"]
#[expect(dead_code, reason = "the suite of the window does more with it")]
mod driver;
mod intent;
mod mail;
mod office;
mod screen;
mod search;
mod table;
mod window;

#[tokio::main]
async fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let wants = |name: &str| words.is_empty() || words.iter().any(|word| word == name);
    let mut table = table::Table::default();
    if wants("intent") {
        intent::run(&mut table, volume("PEBBLE_BENCH_READ", 10_000));
    }
    if wants("mail") {
        mail::run(&mut table, volume("PEBBLE_BENCH_MAILS", 50_000)).await;
    }
    if wants("search") {
        search::run(&mut table, volume("PEBBLE_BENCH_FOUND", 250_000)).await;
    }
    if wants("board") {
        board::run(&mut table, volume("PEBBLE_BENCH_CARDS", 100_000)).await;
    }
    if wants("sync") {
        office::run(&mut table, volume("PEBBLE_BENCH_ROWS", 100_000)).await;
    }
    if wants("window") {
        window::run(&mut table, volume("PEBBLE_BENCH_CARDS", 100_000) / 2).await;
    }
    table.print();
}

fn volume(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}
