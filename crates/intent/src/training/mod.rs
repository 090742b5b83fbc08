//! How the model file is made: hand-written templates are filled, a linear head is fitted, the development set measures
//! it, and the test set, written by others, judges it. Deterministic: the same text gives the same file. It runs in the
//! `train` program, never in the product.

pub mod folds;
pub mod foreign;
pub mod generate;
pub mod learn;
pub mod measure;
pub mod named;
pub mod score;
pub mod source;
