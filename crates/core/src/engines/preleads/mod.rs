//! Pre-leads: who wrote and is not known, waiting until somebody has looked (seed A 2.1-2.3).
//!
//! ```text
//! validation ─→ contacted ─→ qualified (becomes company, contact and enquiry)
//!     │   ↘ not_contacted ─→ contact_in_future (yellow, wakes by itself) ─→ validation
//!     └──→ junk | fake | barred (blue)     drop_pending (yellow) ─→ dropped (blue)
//! ```
//! Who was turned away may write again. What a barred or fake sender, or anybody at their domain, sends is put away;
//! what a junk or dropped one sends waits for a person. Either way it counts on the pre-lead, and a person may take
//! anybody up anew.
//!
//! Screening of imported lists and registry look-ups belong to later engines.

mod commands;
pub mod events;
pub mod model;
mod queries;
pub mod rules;

use model::{FoundPrelead, ListPreleads, MovePrelead, NoteMail, PreleadId, Take, Validate, Validated, Wake, prelead};

use crate::{
    engines::enquiries::events::Opened,
    kernel::{Engine, pipeline::StageView, shared},
};

/// The pre-leads engine.
pub static ENGINE: Engine = Engine {
    name: "preleads",
    tables: &[shared::<prelead::Model>()],
    pipeline: Some(&rules::PIPELINE),
    queries: crate::endpoints! { queries:
        list(ListPreleads) -> Vec<prelead::Model>, on ["prelead"];
        find(String) -> Vec<FoundPrelead>, on ["prelead"];
        detail(PreleadId) -> prelead::Model, on ["prelead"];
        stages(()) -> Vec<StageView>, on [];
    },
    commands: crate::endpoints! { commands:
        take(Take) -> PreleadId;
        note_mail(NoteMail) -> ();
        accept(Validate) -> PreleadId;
        advance(MovePrelead) -> PreleadId;
        wake(Wake) -> ();
    },
    local: crate::endpoints! { commands: validate(Validate) -> Validated; },
    reacts: crate::endpoints! { reacts:
        crate::engines::email::events::Stranger => events::take_stranger;
        Opened => events::remember_enquiry;
    },
    tick: Some(|read| Box::pin(queries::due(read))),
    undoable: &["take", "note_mail", "advance"],
    ..Engine::EMPTY
};
