//! The demo profile: the mailbox of a sales rep at an invented Indian chemical distributor.
//!
//! Everything is written for this product, repeats exactly for the same `now`, and is dated backwards from it.
//! The part knows no HTTP and stores nothing: the simulator loads what it gets here. No address leaves the
//! `.example` domain, and no firm or person here is meant to be a real one.

mod answers;
mod arrivals;
mod cast;
mod check;
mod deal;
mod dice;
mod headers;
mod hours;
mod mailbox;
mod model;
mod parts;
mod quoting;
mod slots;
mod stories;
mod studio;
#[cfg(test)]
mod tests;
mod wire;

pub use answers::answer;
pub use arrivals::arrivals;
pub use mailbox::mailbox;
pub use model::{
    Arrival, Demo, DemoAddress, DemoAttachment, DemoBody, DemoColleague, DemoCompany, DemoContact, DemoFolder,
    DemoMessage, DemoProduct, SentMail,
};
