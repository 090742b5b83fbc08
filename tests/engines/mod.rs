//! One file per engine.

pub(crate) mod acts;
mod board;
mod email;
mod enquiries;
pub(crate) mod files;
mod followups;
mod held;
mod kernel;
mod masters;
mod orders;
mod people;
mod preleads;
mod quotations;
mod refusals;
mod rivals;
mod synced;
pub(crate) mod undo;
mod within;
