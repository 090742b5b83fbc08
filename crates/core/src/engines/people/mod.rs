//! People: me, my team, who stands in for whom.
//!
//! Accounts and permissions belong to the shared server; here a person is a name that records point at.

mod commands;
pub mod model;
pub mod queries;
mod rules;

use model::{Join, Me, NameBackup, person, team};

use crate::kernel::{Engine, PersonId, engine::Oversight, shared};

/// The people engine.
pub const ENGINE: Engine = Engine {
    name: "people",
    tables: &[shared::<person::Model>(), shared::<team::Model>()],
    queries: crate::endpoints! { queries: me(()) -> Me, on ["person", "team"]; },
    commands: crate::endpoints! { commands:
        join(Join) -> PersonId;
        name_backup(NameBackup) -> PersonId;
    },
    oversight: Some(Oversight { tables: &["person"], sights: |read| Box::pin(queries::sights(read)) }),
    ..Engine::EMPTY
};
