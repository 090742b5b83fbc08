//! The kernel's own row in the engine list: settings everybody shares, the outgoing work of this desk, and what was done
//! at it.

use super::{
    calendar::Calendar,
    effect,
    engine::Engine,
    error::Result,
    record::{shared, table},
    series,
    setting::{self, Setting},
    synced::{Audience, Synced},
    undo,
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
    use super::{Calendar, Result};
    pub(super) use super::{effect::waiting, undo::deeds};
    use crate::kernel::read::Read;

    /// Working hours and holidays.
    pub(super) async fn calendar(read: &Read<'_>, _: ()) -> Result<Calendar> {
        read.setting::<Calendar>().await
    }
}

mod commands {
    use super::{Calendar, Result};
    pub(super) use super::{
        effect::{claim, step},
        undo::{take_back, undo, undo_fell},
    };
    use crate::kernel::tx::Tx;

    /// Sets working hours and holidays for the office.
    pub(super) async fn set_calendar(tx: &mut Tx, calendar: Calendar) -> Result<()> {
        tx.set(&calendar).await
    }
}

/// The kernel's engine.
pub static ENGINE: Engine = Engine {
    name: "desk",
    tables: &[
        table::<effect::row::Model>(),
        table::<undo::row::Model>(),
        shared::<setting::row::Model>(),
        shared::<series::row::Model>(),
    ],
    queries: crate::endpoints! { queries:
        waiting(()) -> Vec<effect::Waiting>, on ["effect"];
        calendar(()) -> Calendar, on ["setting"];
        deeds(undo::Deeds) -> Vec<undo::DeedView>, on
            ["deed", "enquiry", "track", "activity", "enrolment", "step", "task", "prelead", "message", "effect"];
    },
    commands: crate::endpoints! { commands:
        set_calendar(Calendar) -> ();
        undo(undo::Undo) -> ();
    },
    local: crate::endpoints! { commands:
        take_back(undo::TakeBack) -> ();
    },
    internal: crate::endpoints! { internal:
        claim(effect::Claim) -> Option<effect::row::Model>;
        step(effect::Step) -> effect::row::Model;
        undo_fell(undo::UndoFell) -> ();
    },
    undoable: &["undo", "take_back"],
    ..Engine::EMPTY
};
