//! Files: what is attached to an enquiry, and what goes out with a quotation (sync.md 4.11).
//!
//! ```text
//! attached ─→ waiting: one desk has its bytes ─→ ready: the office has them too ─→ sent with a quotation: it stays
//! ```
//! A row says what a file is: its name, its size, and the BLAKE3 hash of its bytes. The bytes themselves are no rows.
//! A desk keeps them in its folder and the office in its database, and they travel beside the feed. Only the authority
//! can say that it has them all (`received`), because only it has counted and hashed them; a quotation does not go out
//! before that is said of every file that goes with it.

mod commands;
pub mod events;
pub mod model;
pub mod queries;
mod reactions;
pub mod rules;

use model::{Attach, Attached, AttachmentId, FoundFile, Keep, LetGo, Received, Touch, attachment, kept_file};

use crate::{
    engines::{enquiries::model::EnquiryId, quotations::events::Sent},
    kernel::{Engine, shared, table},
};

/// The files engine.
pub static ENGINE: Engine = Engine {
    name: "files",
    tables: &[shared::<attachment::Model>(), table::<kept_file::Model>()],
    queries: crate::endpoints! { queries:
        of_enquiry(EnquiryId) -> Vec<Attached>, on ["attachment", "kept_file"];
        find(String) -> Vec<FoundFile>, on ["attachment", "enquiry"];
    },
    commands: crate::endpoints! { commands:
        attach(Attach) -> AttachmentId;
        detach(AttachmentId) -> ();
    },
    internal: crate::endpoints! { internal:
        keep(Keep) -> ();
        touch(Touch) -> ();
        let_go(LetGo) -> ();
    },
    observed: crate::endpoints! { commands:
        received(Received) -> ();
    },
    reacts: crate::endpoints! { reacts:
        Sent => reactions::freeze;
    },
    ..Engine::EMPTY
};
