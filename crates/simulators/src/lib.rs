//! The outside world over real HTTP: Microsoft Graph mail and Microsoft identity, faked honestly.
//!
//! Everything is in memory, deterministic (clock and seed are handed in) and bound to loopback. It speaks the wire
//! formats Microsoft documents and refuses what Microsoft refuses; what a client must not do is written down and
//! fails the test that caused it. It deliberately is no mail server: nothing ever leaves the process.
//!
//! Start with [`Simulator::start`]; turn it with [`SimHandle`] and [`MailboxHandle`], or over HTTP below `/__` on the
//! mail port.

mod breach;
mod clock;
mod csdl;
pub mod demo;
mod fault;
mod graph;
mod handle;
mod hold;
mod http;
mod identity;
mod mailbox_handle;

pub use breach::{Breach, Rule};
pub use clock::SimClock;
pub use csdl::{Csdl, CsdlError};
pub use fault::Fault;
pub use graph::{
    DeltaMode, Expiry, Kept, KeptFolder, LogEntry, MailBody, MailFile, Modes, NewMessage, Person, SendMode, SentMail,
};
pub use handle::{Config, SimHandle, Simulator, StartError};
pub use hold::Held;
pub use identity::SignIn;
pub use mailbox_handle::MailboxHandle;
