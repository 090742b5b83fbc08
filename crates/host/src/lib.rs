//! Puts a desk together: database, mailbox, reader, engines, and the loops between them.
//!
//! A [`Desk`] is the one router, and a [`Door`] leads to it, or says why there is none: the shell's `rpc` command and
//! the development HTTP host both end in [`Door::call`]. The host decides nothing about the business; it fetches, hands
//! over, carries out and reports.

mod app;
mod clock;
mod contract;
#[cfg(feature = "demo")]
mod demo;
#[cfg(feature = "demo")]
mod demo_past;
mod desk;
mod door;
mod files;
mod given;
mod http;
mod identity;
mod lock;
mod mail;
mod office;
mod open;
mod options;
mod page;
mod quoted;
mod recovery;
#[cfg(feature = "demo")]
mod smoke;
mod ticks;

pub use clock::SystemClock;
pub use contract::write_bindings;
pub use desk::{Changed, Desk};
pub use door::{Door, Heard, News};
pub use http::serve;
pub use office::{OfficeKeys, OfficeState, OfficeView, Unsent, UnsentState};
pub use open::{OpenProblem, Parts, assemble};
pub use options::{Options, Profile};
pub use page::MailPage;
#[cfg(feature = "demo")]
pub use smoke::{Smoke, smoke};
