//! Follow-ups: persistence that stops the moment the customer answers (seeds B and C).
//!
//! ```text
//! enquiry opened ─→ enquiry cadence      quoted ─→ quote sent (with the expiry nudge for high priority)
//!     active ──touch due──→ mail (effect) | task ─→ … ─→ decide (task), finished
//!       │ real reply, answered call, bounce → paused ─→ resumed | terminated (an outcome, 14 days, the enquiry's end)
//!       ├ absence notice → postponed past the return
//!       └ held until a day → goes on by itself then, unless the customer writes first
//! ```
//! Planning is the same on every machine (a touch's id is its enrolment and number); dispatch is an effect, carried out
//! once. Call and WhatsApp accounts belong to a later engine: until then those touches are tasks with their text.

mod commands;
pub mod events;
pub mod model;
pub mod news;
mod queries;
mod reactions;
mod retell;
pub mod rules;
mod sequences;

use model::{
    Cadence, Complete, EnrolmentId, Fire, LogCall, OfEnquiry, Release, Remind, Sequences, Snooze, Standing, Steer,
    TaskId, Today, enrolment, step, task,
};

use crate::{
    engines::{
        enquiries::{
            events::{MailAttached, Moved, Opened, Reassigned, Reprioritised},
            model::EnquiryId,
        },
        masters::events::{Bounced, Corrected},
    },
    kernel::{Engine, effect::Outcome, shared},
};

/// The follow-up engine.
pub static ENGINE: Engine = Engine {
    name: "followups",
    tables: &[shared::<enrolment::Model>(), shared::<step::Model>(), shared::<task::Model>()],
    queries: crate::endpoints! { queries:
        today(()) -> Today, on ["task", "enquiry", "activity"];
        sequences(()) -> Sequences, on ["setting"];
        of_enquiry(EnquiryId) -> OfEnquiry, on ["enrolment", "step", "task", "enquiry"];
    },
    commands: crate::endpoints! { commands:
        fire(Fire) -> ();
        lapse(Standing) -> ();
        wake(Standing) -> ();
        report(Outcome) -> ();
        pause(Steer) -> EnrolmentId;
        resume(Steer) -> EnrolmentId;
        stop(Steer) -> EnrolmentId;
        release(Release) -> ();
        complete(Complete) -> TaskId;
        log_call(LogCall) -> EnquiryId;
        snooze(Snooze) -> TaskId;
        remind(Remind) -> TaskId;
        configure(Cadence) -> ();
    },
    reacts: crate::endpoints! { reacts:
        Opened => reactions::begin_cadence;
        Moved => reactions::follow_move;
        Reprioritised => reactions::respace;
        Reassigned => reactions::hand_over;
        MailAttached => reactions::hear;
        Bounced => reactions::hear_bounce;
        Corrected => reactions::reword;
    },
    retells: crate::endpoints! { retells:
        "company" => retell::companies;
        "contact" => retell::contacts;
        "enquiry" => retell::enquiries;
        "enrolment" => retell::enrolments;
        "person" => retell::people;
        "setting" => retell::settings;
        "task" => retell::tasks;
    },
    undoable: &["pause", "resume", "stop", "release", "complete", "snooze", "remind", "configure"],
    tick: Some(|read| Box::pin(queries::due(read))),
    ..Engine::EMPTY
};
