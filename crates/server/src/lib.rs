//! Puts the office together: many desks, one database that decides.
//!
//! The protocol is `pebble-sync`'s, the business `pebble-core`'s, the database `pebble-store`'s; here they are joined.
//! [`SqlStore`] keeps what the protocol needs beside the rows of the business, in the same transaction; [`Office`] runs
//! a pushed mutation with the same code as the desk that made it, and says whose scopes each changed row is in;
//! [`Node`] answers desks and numbers what has been committed. SQLite serves a small team and PostgreSQL any number of
//! nodes at once; one database is one office.
//!
//! Over HTTP ([`serve`]) a device proves itself by a token for minutes ([`Keys`]), which its key pair renews; it is taken
//! in once for an invitation. Who may invite whom is the business of whoever runs the program.

mod body;
mod claims;
mod config;
mod fault;
mod grants;
mod http;
mod keys;
mod limits;
mod meters;
mod node;
mod office;
mod places;
mod rows;
mod run;
mod sign_in;
mod store;
mod tx;
mod view;

pub use config::{Config, KEYS};
pub use http::App;
pub use keys::{Keys, Unproven};
pub use limits::Limits;
pub use node::Node;
pub use office::Office;
pub use run::{Running, SystemClock, random, serve};
pub use store::{SqlStore, TakenIn};
pub use tx::SqlTx;
pub use view::SqlView;
