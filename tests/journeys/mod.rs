//! Stories across engines.

mod bad_input;
mod barred;
mod calls;
mod checked;
mod corrections;
mod counts;
mod failure_modes;
mod first_rfq;
mod first_start;
mod hostile;
mod killed;
mod learning;
mod news;
mod plans;
mod recovery;
mod registered;
mod replay;
mod schedules;
mod storage;
mod undone;
mod writing;
