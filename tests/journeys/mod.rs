//! Stories across engines.

mod first_rfq;
mod killed;
mod replay;
