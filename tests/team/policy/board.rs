//! Kept views of the board.

use super::{Case, Deed, Fact, Rows, Told};

const KEEP: Deed = Deed::Make(
    "view",
    "board.keep_view",
    r#"{ "name": "Hot ones", "reach": "team",
        "shown": { "filter": { "priority": "high" }, "lanes": null, "density": "normal", "sort": "hand" } }"#,
);
const MINE: Deed = Deed::Make(
    "mine",
    "board.keep_view",
    r#"{ "name": "Mine", "reach": "private",
        "shown": { "filter": { "whose": "me" }, "lanes": "owner", "density": "compact", "sort": "value" } }"#,
);
const NAMES: Rows = Rows { query: "board.views", input: "null", at: "/views", of: None, column: "/view/name" };
const DROP: Deed = Deed::Tell("board.drop_view", r#""$view""#);
const RENAME: Deed = Deed::Tell("board.change_view", r#"{ "id": "$view", "base": 1, "name": "Hot and new" }"#);

pub(super) const CASES: &[Case] = &[
    Case {
        tables: &["board_view"],
        kind: "view",
        rule: "Two views that are kept under one name are two",
        given: &[],
        first: &[KEEP],
        second: &[KEEP],
        told: Told::Nothing,
        ends: &[Fact::Each(NAMES, r#"["Hot ones", "Hot ones"]"#)],
    },
    Case {
        tables: &["board_view"],
        kind: "view",
        rule: "Who has not seen what was made of a view does not write over it, and is told",
        given: &[KEEP],
        first: &[RENAME],
        second: &[Deed::Tell("board.change_view", r#"{ "id": "$view", "base": 1, "name": "Warm ones" }"#)],
        told: Told::Refused("conflict"),
        ends: &[Fact::Each(NAMES, r#"["Hot ones", "Hot ones", "Hot and new"]"#)],
    },
    Case {
        tables: &["board_view"],
        kind: "view",
        rule: "Two who delete a view have deleted it, and who changes it then is told",
        given: &[KEEP],
        first: &[DROP],
        second: &[DROP],
        told: Told::Nothing,
        ends: &[Fact::Each(NAMES, r#"["Hot ones", "Hot ones", "Hot and new"]"#)],
    },
    Case {
        tables: &["board_view"],
        kind: "view",
        rule: "A view that is gone is changed no more",
        given: &[KEEP],
        first: &[DROP],
        second: &[RENAME],
        told: Told::Refused("missing"),
        ends: &[Fact::Each(NAMES, r#"["Hot ones", "Hot ones", "Hot and new"]"#)],
    },
    Case {
        tables: &["board_default"],
        kind: "view to begin with",
        rule: "Of two views that a person wants to begin with on two desks the one that arrives last is it",
        given: &[MINE, KEEP],
        first: &[Deed::Tell("board.begin_with", r#"{ "id": "$view" }"#)],
        second: &[Deed::Tell("board.begin_with", r#"{ "id": "$mine" }"#)],
        told: Told::Nothing,
        ends: &[Fact::Is("board.views", "null", "/first", r#""$mine""#)],
    },
];
