//! Stories across engines.

mod first_rfq;
mod replay;
