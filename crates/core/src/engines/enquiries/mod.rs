//! Enquiries: from the first request to the quotation, with what runs beside it.
//!
//! ```text
//! pending_* ⇄ make_quote ─→ quoted ─→ won
//!     ⇅            ↘ lost (after touches, with a category)
//! long_pendency (yellow, own date)      drop_pending (yellow) ─→ dropped
//! ```
//! The five "pending" stages open a track each; tracks run beside one another and beside the stage. Forty-five days
//! without a counted activity put an enquiry up for dropping. Quotations and orders belong to their own engines: the stage follows what those announce.

mod commands;
pub mod events;
pub mod model;
pub mod queries;
mod quick;
mod quoted;
mod reactions;
mod retell;
pub mod rules;

use model::{
    Advance, Assign, AttachMail, CloseTrack, Detail, Edit, EnquiryId, Extend, Find, Flag, Found, Heard, Leaf, MayMove,
    Movable, Moved, Note, Open, Place, Quick, Story, activity, enquiry, track,
};

use crate::{
    engines::{
        email::events::{Asked, OnThread},
        files::events::{FileAttached, FileRemoved},
        followups::events::{CallMade, TaskDone, TouchMade},
        masters::events::{Corrected, Entered, Recognised},
        orders::events::Placed,
        quotations::events::{Drafted, Ended, Sent},
    },
    kernel::{Engine, effect::Outcome, history::Alteration, pipeline::StageView, shared},
};

/// The enquiries engine.
pub static ENGINE: Engine = Engine {
    name: "enquiries",
    tables: &[shared::<enquiry::Model>(), shared::<track::Model>(), shared::<activity::Model>()],
    pipeline: Some(&rules::PIPELINE),
    queries: crate::endpoints! { queries:
        detail(EnquiryId) -> Detail, on ["enquiry", "track", "activity", "company", "contact"];
        story(Leaf) -> Story, on ["activity"];
        find(Find) -> Vec<Found>, on ["enquiry", "company"];
        history(EnquiryId) -> Vec<Alteration>, on ["enquiry"];
        stages(()) -> Vec<StageView>, on [];
        may_move(MayMove) -> Vec<Movable>, on ["enquiry", "company"];
        hear(String) -> Heard, on ["company", "contact", "contact_point", "product"];
    },
    commands: crate::endpoints! { commands:
        open(Open) -> EnquiryId;
        quick_add(Quick) -> EnquiryId;
        attach_mail(AttachMail) -> EnquiryId;
        advance(Advance) -> Moved;
        place(Place) -> Moved;
        edit(Edit) -> EnquiryId;
        assign(Assign) -> EnquiryId;
        note(Note) -> EnquiryId;
        close_track(CloseTrack) -> EnquiryId;
        extend(Extend) -> EnquiryId;
        flag_stale(Flag) -> ();
        record_sent(Outcome) -> ();
    },
    reacts: crate::endpoints! { reacts:
        OnThread => reactions::join_thread;
        Asked => reactions::join_or_open;
        Entered => reactions::open_for_prelead;
        Recognised => quick::open_for_known;
        Corrected => reactions::rename;
        CallMade => reactions::log_call;
        TouchMade => reactions::log_touch;
        TaskDone => reactions::log_task;
        Drafted => quoted::log_draft;
        Sent => quoted::follow_sent;
        Ended => quoted::follow_end;
        Placed => quoted::log_order;
        FileAttached => reactions::log_file;
        FileRemoved => reactions::log_removed_file;
    },
    retells: crate::endpoints! { retells:
        "company" => retell::companies;
        "enquiry" => retell::enquiries;
        "track" => retell::tracks;
    },
    undoable: &["open", "attach_mail", "advance", "place", "edit", "assign", "note", "close_track", "extend"],
    tick: Some(|read| Box::pin(queries::due(read))),
    ..Engine::EMPTY
};
