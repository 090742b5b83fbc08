//! The board: cards in columns, read in windows, so that fifty thousand cost what fifty do.
//!
//! Cards are a projection of the enquiries, kept up in the transaction that changes one. The board decides nothing:
//! a move is `enquiries.advance`.

pub mod model;
mod projection;
mod queries;

use model::{Cards, Column, Filter, Window, card, total};

use crate::{
    engines::{
        enquiries::events::{Changed, Gone},
        followups::events::Planned,
    },
    kernel::{Engine, table},
};

/// The board engine.
pub const ENGINE: Engine = Engine {
    name: "board",
    tables: &[table::<card::Model>(), table::<total::Model>()],
    queries: crate::endpoints! { queries:
        columns(Filter) -> Vec<Column>, on ["card", "card_total"];
        window(Window) -> Cards, on ["card"];
    },
    reacts: crate::endpoints! { reacts:
        Changed => projection::redraw;
        Gone => projection::erase;
        Planned => projection::show_next;
    },
    ..Engine::EMPTY
};
