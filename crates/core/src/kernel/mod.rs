//! The kernel: words every engine shares. It knows no engine and does no I/O.

pub mod calendar;
pub mod money;
pub mod phone;
pub mod quantity;
pub mod rank;
