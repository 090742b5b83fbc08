//! A desk in memory of a test: simulated Outlook, real database file, a clock that moves only when moved.
//!
//! Tests go through the same door as the screens ([`Rig::ask`], [`Rig::tell`]); only mail and time come from outside.

// A helper of tests may panic: that is how a test says no.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod cluster;
mod fleet;
mod hostile;
pub mod mails;
mod mortal;
mod office;
mod rig;

pub use cluster::fresh_database;
pub use fleet::{Asked, DeskProgram, KeyFile, ServerProgram, Way};
pub use hostile::{Hostile, hostile};
pub use mortal::cut_short;
pub use office::{Office, open_terms};
pub use rig::{ASHA, Keys, OTHER, Rig, at, noon, sending};
