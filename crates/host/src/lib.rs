//! Puts a desk together: database, mailbox, reader, engines, and the loops between them.
//!
//! A [`Desk`] is the one router, and a [`Door`] leads to it, or says why there is none: the shell's `rpc` command and
//! the development HTTP host both end in [`Door::call`]. The host decides nothing about the business; it fetches, hands
//! over, carries out and reports.

mod app;
mod by_hand;
mod clock;
mod contract;
#[cfg(feature = "demo")]
mod demo;
#[cfg(feature = "demo")]
mod demo_past;
mod desk;
mod diagnostics;
mod door;
mod entry;
mod files;
mod first;
mod given;
mod http;
mod identity;
mod jobs;
mod learning;
mod link;
mod lock;
mod logs;
mod mail;
mod notices;
mod office;
mod open;
mod options;
mod page;
mod preferences;
mod problems;
mod quoted;
mod recovery;
mod registration;
#[cfg(feature = "demo")]
mod smoke;
mod ticks;

pub use clock::SystemClock;
pub use contract::write_bindings;
pub use desk::{Changed, Desk};
pub use door::{Door, Heard, News};
pub use entry::Badge;
pub use first::RunMark;
pub use http::serve;
pub use jobs::{JobKind, JobView};
pub use link::place_of;
pub use logs::{Logs, start_logs};
pub use notices::Notice;
pub use office::{OfficeKeys, OfficeState, OfficeView, Unsent, UnsentState};
pub use open::{OpenProblem, Parts, assemble};
pub use options::{Options, Profile};
pub use page::MailPage;
pub use preferences::{Preferences, Quiet};
pub use registration::{MicrosoftCloud, Registration, RegistrationView};
#[cfg(feature = "demo")]
pub use smoke::{Smoke, smoke};
