//! How a model is made: hand-written templates are filled, a linear head is fitted, the development set measures it, and
//! the test set, written by others, judges it. Deterministic: the same text gives the same file. The shipped model is made
//! by the `train` program; a desk that learns fits its own from the same text and what people said (`crate::learning`).

pub mod folds;
pub mod foreign;
pub mod generate;
pub mod learn;
pub mod measure;
pub mod named;
pub mod score;
pub mod source;
