//! The sync protocol that desks and the server speak.
//!
//! A desk runs a named mutation on its own rows at once, queues it, and pushes it; the server runs it again with real
//! permissions, and its result is the truth. What changed comes back as present rows. This crate is both state
//! machines and the shapes between them. It opens no connection and no file, asks neither the time nor chance, and
//! names no engine: it is handed a store, an executor that runs named mutations, the instant, and a random number.
//!
//! # How it goes
//!
//! **Push.** A device numbers its mutations 1, 2, 3… and offers them in order. The server locks the device's row, and
//! for each number says what became of it, for ever: applied, refused, or stale. A refusal moves the queue on, so
//! nothing can block it. A number that was used for something else means that the device was cloned from a backup;
//! the clone is given a new device id and offers its work again. The mutation's own id keeps that from running twice.
//!
//! **Order.** Writers put unnumbered events into an outbox. The [stamper](server::Server::stamp) numbers what is
//! committed, and nothing else, so that no number is ever filled in below a head that somebody has read.
//!
//! **Pull.** "What has a number above my cursor, in my scopes?" is answered with the present row and its present
//! membership, or with the row's having left. A page ends with how far the server has taken the device's own
//! mutations; that counts only where the device has caught up and has no sweep unfinished (a *checkpoint*), because
//! only there is the effect surely in what was received.
//!
//! **Apply.** In one transaction of the desk's store: undo what is pending, take in the page, run again what is still
//! pending. A row stays as long as one scope refers to it.
//!
//! **Snapshot.** A new device, and a new grant, reads its scopes by key. The cursor is taken before the scan, so the
//! feed repeats whatever moved meanwhile. A sweeping snapshot also removes what the server does not have: after a
//! restore, beyond the tombstone horizon, and as the repair of a [check](server::Server::check) that differed.
//!
//! **Restore.** A restored server has a new epoch. Desks keep what was acknowledged for a while and offer it again.
//!
//! # Where what is
//!
//! [`mutation`] and [`wire`] are the shapes; [`frames`] a page as lines of JSON. [`client::Client`] is the desk's
//! side over [`client_store`], [`server::Server`] the office's over [`server_store`]. Each call of a store is one
//! statement or a few, for a whole batch; each may wait; dropping a transaction undoes it. So a process may be killed
//! at any `await`, and the simulator in `tests/` does exactly that.
//!
//! # What it leaves to others
//!
//! Sign-in and transport (an adapter knows the device before it asks us), the rules of the business, conflict policy
//! by kind of record (the [`Executor`] answers `Stale` for money documents, this crate keeps the fork visible), and
//! dispatching of outside work.

pub mod backoff;
pub mod client;
pub mod client_store;
pub mod digest;
pub mod frames;
pub mod ids;
pub mod mutation;
#[doc(hidden)]
pub mod rules;
pub mod server;
pub mod server_store;
pub mod store;
pub mod wire;

pub use ids::{Device, Epoch, Fingerprint, Key, Millis, MutationId, Person, Scope, Table};
pub use mutation::{Code, Mutation, Outcome, Receipt, Refusal};
pub use store::{Call, Change, Executor, Ran, Savepoints, StoreError};
