//! The words every engine speaks: transactions, time, ids, money, ranks, pipelines.
//!
//! The kernel knows no engine. It does no I/O: it is handed its transaction, its instant and its ids.

pub mod calendar;
pub mod clock;
pub mod contract;
pub mod desk;
pub mod effect;
pub mod engine;
pub mod erased;
pub mod error;
mod held;
pub mod history;
pub mod ids;
pub mod log;
pub mod money;
pub mod phone;
pub mod pipeline;
pub mod quantity;
pub mod rank;
pub mod read;
pub mod record;
pub mod refusal;
mod rows;
pub mod search;
pub mod series;
pub mod setting;
pub mod shapes;
pub mod synced;
pub mod tx;
pub mod undo;
mod update;
mod words;

pub use clock::{At, Clock};
pub use engine::{Call, Engine, Engines, Event};
pub use error::{Code, Error, Result};
pub use ids::{DeviceId, MutationId, PersonId};
pub use read::{Actor, Read};
pub use record::{FullText, Reach, Record, Table, shared, table};
pub use synced::{Audience, Scope, Synced};
pub use tx::Tx;
