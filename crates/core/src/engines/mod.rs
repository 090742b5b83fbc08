//! The engines, one folder each, all alike.
//!
//! An engine imports the kernel, itself, and other engines' `events`; `masters` and `people` may be imported whole.
//! What else one may name of another, and why, is listed in `tests/rules/engines.rs`. Nobody calls another's commands.

pub mod board;
pub mod email;
pub mod enquiries;
pub mod files;
pub mod followups;
pub mod masters;
pub mod orders;
pub mod people;
pub mod preleads;
pub mod quotations;

use crate::kernel::{Engines, desk};

/// Every engine of this build, in the order in which they react to an event.
pub static ENGINES: Engines = Engines(&[
    &desk::ENGINE,
    &people::ENGINE,
    &masters::ENGINE,
    &email::ENGINE,
    &enquiries::ENGINE,
    &preleads::ENGINE,
    &files::ENGINE,
    &quotations::ENGINE,
    &orders::ENGINE,
    &followups::ENGINE,
    &board::ENGINE,
]);
