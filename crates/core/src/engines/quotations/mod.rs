//! Quotations: what we offer a customer, and what they say to it.
//!
//! ```text
//! draft ⇄ approved ─→ requested ─→ sent ⇄ negotiation ─→ won
//!   │                 (the office's number)   │    ↘ lost
//!   └ saved over an edition that is gone:     └→ expired
//!     a fork, shown beside it                 revised: the next draft; once that is sent, replaced
//! ```
//! A quotation is saved as a whole over the edition that its author had read, or beside it. Totals are reckoned here,
//! in whole minor units, and again where the number is given: by the authority alone (`central`), in the transaction of
//! the wish to send. What was sent is revised, never edited. Orders belong to their own engine; costing sheets to a
//! later one, so a rate that is no list price is shown as priced by hand.

mod commands;
pub mod events;
pub mod model;
pub mod queries;
mod reactions;
pub mod rules;

use model::{
    Accept, Content, Decline, Draft, Expire, NumberQuotation, QuotationId, Quoted, Reckoned, Save, Saved, Send, Settle,
    Which, Word, quotation,
};

use crate::{
    engines::enquiries::{events::Reassigned, model::EnquiryId},
    kernel::{Engine, pipeline::StageView, shared},
};

/// The quotations engine.
pub static ENGINE: Engine = Engine {
    name: "quotations",
    tables: &[shared::<quotation::Model>()],
    pipeline: Some(&rules::PIPELINE),
    queries: crate::endpoints! { queries:
        of_enquiry(EnquiryId) -> Vec<Quoted>, on ["quotation", "person"];
        propose(EnquiryId) -> Content, on ["enquiry", "product", "price", "setting"];
        reckon(Content) -> Reckoned, on [];
        stages(()) -> Vec<StageView>, on [];
    },
    commands: crate::endpoints! { commands:
        draft(Draft) -> QuotationId;
        save(Save) -> Saved;
        settle(Settle) -> QuotationId;
        approve(Word) -> QuotationId;
        send(Send) -> QuotationId;
        revise(Which) -> QuotationId;
        negotiate(Which) -> QuotationId;
        accept(Accept) -> QuotationId;
        decline(Decline) -> QuotationId;
        expire(Expire) -> ();
    },
    central: crate::endpoints! { commands:
        number(NumberQuotation) -> Option<String>;
    },
    reacts: crate::endpoints! { reacts:
        Reassigned => reactions::hand_over;
    },
    tick: Some(|read| Box::pin(queries::due(read))),
    ..Engine::EMPTY
};
