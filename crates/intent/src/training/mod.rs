//! How the model file is made: hand-written templates are filled, a linear head is fitted, the development set measures
//! it. Deterministic: the same text gives the same file. It runs in the `train` program, never in the product.

pub mod generate;
pub mod learn;
pub mod measure;
pub mod source;
