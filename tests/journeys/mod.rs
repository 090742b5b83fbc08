//! Stories across engines.

mod bad_input;
mod calls;
mod corrections;
mod counts;
mod first_rfq;
mod killed;
mod plans;
mod recovery;
mod replay;
mod storage;
mod undone;
mod writing;
