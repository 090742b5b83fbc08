//! Microsoft Graph and sign-in: delta sync, send, HTML sanitising, tokens.
//!
//! The adapter behind the mail engine's `Mailbox` port. It stores nothing but the encrypted sign-in, decides nothing
//! about what a mail means, and trusts nothing a mailbox says.

mod chance;
pub mod endpoints;
pub mod executor;
pub mod mailbox;
mod outlook;
pub mod sanitise;
mod session;
pub mod signin;
pub mod time;
pub mod vault;

pub use endpoints::{Cloud, Endpoints};
pub use outlook::Outlook;
pub use signin::{ClientId, SignInProblem};
pub use time::{Clock, Pace, SteadyPace};
pub use vault::{OsKeyStore, Vault};
