//! Orders: what a customer has ordered, as the quotation that they took said it.
//!
//! ```text
//! quotation won ─→ placed, awaiting the office's number ─→ numbered
//! ```
//! An order is a frozen copy, made once for a quotation. Dispatch, invoices and the accounts belong to later engines.

mod commands;
pub mod events;
pub mod model;
pub mod queries;
pub mod rules;

use model::{NumberOrder, OrderId, PlaceOrder, sales_order};

use crate::{
    engines::enquiries::model::EnquiryId,
    kernel::{Engine, shared},
};

/// The orders engine.
pub static ENGINE: Engine = Engine {
    name: "orders",
    tables: &[shared::<sales_order::Model>()],
    queries: crate::endpoints! { queries:
        of_enquiry(EnquiryId) -> Vec<sales_order::Model>, on ["sales_order"];
    },
    commands: crate::endpoints! { commands:
        place(PlaceOrder) -> OrderId;
    },
    central: crate::endpoints! { commands:
        number(NumberOrder) -> String;
    },
    ..Engine::EMPTY
};
