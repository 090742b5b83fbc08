//! What is left of a reaction that was refused.
//!
//! A command that deals with one thing is refused with its reactions. A command that deals with many, such as a page
//! of mail, says [`Tx::bear_refusals`](super::tx::Tx::bear_refusals): the reaction's own writes are undone, and whoever
//! owns the thing hears of it here. It does not decide what becomes of the thing.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{engine::Event, error::Error};

/// A reaction was refused and what it wrote is undone. A refusal of what reacts to this ends the command.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Refused {
    /// What was announced.
    pub event: String,
    /// What the announcement said.
    pub payload: Value,
    /// Why.
    pub refusal: Error,
}
impl Event for Refused {
    const NAME: &'static str = "kernel.refused";
}
