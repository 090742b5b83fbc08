//! The kernel's own row in the engine list: settings everybody shares, and the outgoing work of this desk.

use super::{
    calendar::Calendar,
    effect,
    engine::Engine,
    error::Result,
    record::{shared, table},
    series,
    setting::{self, Setting},
    synced::{Audience, Synced},
};

impl Setting for Calendar {
    const KEY: &'static str = "calendar";
}

impl Synced for setting::row::Model {
    fn audience(&self) -> Audience {
        Audience::office()
    }
}

impl Synced for series::row::Model {
    fn audience(&self) -> Audience {
        Audience::office()
    }
}

mod queries {
    pub(super) use super::effect::waiting;
    use super::{Calendar, Result};
    use crate::kernel::read::Read;

    /// Working hours and holidays.
    pub(super) async fn calendar(read: &Read<'_>, _: ()) -> Result<Calendar> {
        read.setting::<Calendar>().await
    }
}

mod commands {
    pub(super) use super::effect::{claim, step};
    use super::{Calendar, Result};
    use crate::kernel::tx::Tx;

    /// Sets working hours and holidays for the office.
    pub(super) async fn set_calendar(tx: &mut Tx, calendar: Calendar) -> Result<()> {
        tx.set(&calendar).await
    }
}

/// The kernel's engine.
pub const ENGINE: Engine = Engine {
    name: "desk",
    tables: &[table::<effect::row::Model>(), shared::<setting::row::Model>(), shared::<series::row::Model>()],
    queries: crate::endpoints! { queries:
        waiting(()) -> Vec<effect::Waiting>, on ["effect"];
        calendar(()) -> Calendar, on ["setting"];
    },
    commands: crate::endpoints! { commands:
        set_calendar(Calendar) -> ();
    },
    internal: crate::endpoints! { internal:
        claim(effect::Claim) -> Option<effect::row::Model>;
        step(effect::Step) -> effect::row::Model;
    },
    ..Engine::EMPTY
};
