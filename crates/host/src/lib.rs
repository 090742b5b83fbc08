//! Puts a desk together: database, mailbox, reader, engines, and the loops between them.
//!
//! A [`Desk`] is the one router behind every door: the shell's `rpc` command and the development HTTP host both end in
//! [`Desk::call`]. The host decides nothing about the business; it fetches, hands over, carries out and reports.

mod app;
mod clock;
mod contract;
#[cfg(feature = "demo")]
mod demo;
#[cfg(feature = "demo")]
mod demo_past;
mod desk;
mod http;
mod identity;
mod mail;
mod open;
mod options;
mod page;
#[cfg(feature = "demo")]
mod smoke;
mod ticks;

pub use clock::SystemClock;
pub use contract::write_bindings;
pub use desk::{Changed, Desk};
pub use http::serve;
pub use open::{OpenProblem, Parts, assemble, open};
pub use options::{Options, Profile};
pub use page::MailPage;
#[cfg(feature = "demo")]
pub use smoke::{Smoke, smoke};
