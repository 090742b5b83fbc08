//! The simulated services, over real HTTP, as a client meets them.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where it is surprised")]

mod asking;
mod batches;
mod changes;
mod metadata;
mod reading;
mod sending;
mod shapes;
mod sign_in;
mod strictness;
mod support;
mod turning;
