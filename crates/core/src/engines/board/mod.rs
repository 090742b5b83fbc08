//! The board: cards in columns, read in windows, so that fifty thousand cost what fifty do.
//!
//! Cards are a projection of the enquiries, kept up in the transaction that changes one. The board decides nothing:
//! a move is `enquiries.advance`. What people keep of it are views: a filter, lanes, an order and a density under a name.

mod commands;
pub mod model;
mod projection;
mod queries;
pub mod rules;

use model::{
    Begin, Cards, ChangeView, Column, Cut, Filter, KeepView, Lane, Picked, ViewId, Views, Window, card, first, total,
    view,
};

use crate::{
    engines::{
        enquiries::events::{Changed, Gone},
        followups::events::{Planned, Waiting},
    },
    kernel::{Engine, shared, table},
};

/// The board engine.
pub static ENGINE: Engine = Engine {
    name: "board",
    tables: &[table::<card::Model>(), table::<total::Model>(), shared::<view::Model>(), shared::<first::Model>()],
    queries: crate::endpoints! { queries:
        columns(Filter) -> Vec<Column>, on ["card", "card_total"];
        window(Window) -> Cards, on ["card"];
        pick(Window) -> Vec<Picked>, on ["card"];
        lanes(Cut) -> Vec<Lane>, on ["card", "card_total", "person", "company"];
        views(()) -> Views, on ["board_view", "board_default", "person"];
    },
    commands: crate::endpoints! { commands:
        keep_view(KeepView) -> ViewId;
        change_view(ChangeView) -> ViewId;
        drop_view(ViewId) -> ();
        begin_with(Begin) -> ();
    },
    draws: crate::endpoints! { draws:
        Changed => projection::redraw;
        Gone => projection::erase;
        Planned => projection::show_next;
        Waiting => projection::show_task;
    },
    ..Engine::EMPTY
};
