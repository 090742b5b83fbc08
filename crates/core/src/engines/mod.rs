//! The engines, one folder each.
pub mod email;
