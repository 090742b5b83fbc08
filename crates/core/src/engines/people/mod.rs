//! People: me, my team, who stands in for whom, and who covers where.
//!
//! Accounts and permissions belong to the shared server; here a person is a name that records point at.

mod commands;
pub mod model;
pub mod queries;
mod rules;

use model::{
    CoverTerritory, Join, Me, NameBackup, SetTerritory, TerritoryId, TerritoryView, cover, person, team, territory,
};

use crate::kernel::{Engine, PersonId, engine::Oversight, setting::SettingChanged, shared};

/// The people engine.
pub static ENGINE: Engine = Engine {
    name: "people",
    tables: &[
        shared::<person::Model>(),
        shared::<team::Model>(),
        shared::<territory::Model>(),
        shared::<cover::Model>(),
    ],
    queries: crate::endpoints! { queries:
        me(()) -> Me, on ["person", "team"];
        everybody(()) -> Vec<person::Model>, on ["person"];
        territories(()) -> Vec<TerritoryView>, on ["territory", "territory_cover", "person"];
    },
    commands: crate::endpoints! { commands:
        join(Join) -> PersonId;
        name_backup(NameBackup) -> PersonId;
        set_territory(SetTerritory) -> TerritoryId;
        cover(CoverTerritory) -> TerritoryId;
    },
    reacts: crate::endpoints! { reacts: SettingChanged => commands::guard_settings; },
    oversight: Some(Oversight {
        tables: &["person", "territory", "territory_cover"],
        sights: |read| Box::pin(queries::sights(read)),
    }),
    names: Some(|read, person| Box::pin(queries::name_of(read, person))),
    ..Engine::EMPTY
};
