//! What the business does: a kernel and one folder per engine. No I/O.
//!
//! Core names sea-orm's types but no driver and no runtime. It never asks the time and never makes a random id.
pub mod engines;
pub mod kernel;
