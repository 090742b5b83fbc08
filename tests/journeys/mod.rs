//! Stories across engines.

mod bad_input;
mod counts;
mod first_rfq;
mod killed;
mod plans;
mod recovery;
mod replay;
mod storage;
mod writing;
