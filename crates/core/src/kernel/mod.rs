//! The kernel: words every engine shares. It knows no engine and does no I/O.

pub mod money;
pub mod rank;
