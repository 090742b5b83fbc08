//! Puts the office together: many desks, one database that decides.
//!
//! The protocol is `pebble-sync`'s, the business `pebble-core`'s, the database `pebble-store`'s; here they are joined.
//! [`SqlStore`] keeps what the protocol needs beside the rows of the business, in the same transaction; [`Office`] runs
//! a pushed mutation with the same code as the desk that made it, and says whose scopes each changed row is in;
//! [`Node`] answers desks and numbers what has been committed. SQLite serves a small team and PostgreSQL any number of
//! nodes at once; one database is one office.
//!
//! Over HTTP ([`serve`]) a device proves itself by a token for minutes ([`Keys`]), which its key pair renews; it is taken
//! in once for an invitation, a password or the word of an identity provider. Who may invite whom is the business of
//! whoever runs the program. Programs read and act by a REST interface (`rest`) and are told by web hooks (`hooks`).

mod ahead;
mod body;
mod claims;
mod config;
mod fault;
mod files;
mod grants;
mod hooks;
mod http;
mod keys;
mod limits;
mod listen;
mod meters;
mod node;
mod office;
mod places;
mod private;
mod receipts;
mod rest;
mod rows;
mod run;
mod sign_in;
mod store;
mod tls;
mod tx;
mod view;

pub use config::{Config, Encryption, KEYS};
pub use files::Sweep;
pub use http::App;
pub use keys::{Keys, Unproven};
pub use limits::Limits;
pub use node::Node;
pub use office::Office;
pub use private::write_private;
pub use rest::{May, Program, document};
pub use run::{Away, Running, SystemClock, Terms, random, serve};
pub use sign_in::provider::Provider;
pub use store::{SqlStore, TakenIn};
pub use tls::Tls;
pub use tx::SqlTx;
pub use view::SqlView;
