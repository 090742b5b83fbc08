//! What the business does: a kernel and one folder per engine. No I/O.
pub mod engines;
pub mod kernel;
