//! Quotations, orders, prices and the office's numbers.

use super::{Case, Deed, Fact, Rows, Told};

const DRAFT: Deed = Deed::Make(
    "quotation",
    "quotations.draft",
    r#"{ "enquiry_id": "$enquiry", "content": { "currency": "INR", "freight_minor": 0, "valid_until": "2026-12-15",
        "lines": [{ "product_id": null, "name": "Zinc oxide", "quantity": "5", "unit": "kg", "rate_minor": 100,
            "price_version": null, "discount_bp": 0, "gst_bp": 0 }] } }"#,
);
/// What both have read.
const EDITION: Deed = Deed::Find("edition", "quotations.of_enquiry", r#""$enquiry""#, "/0/quotation/edition");
const TOTAL: Deed = Deed::Find("total", "quotations.of_enquiry", r#""$enquiry""#, "/0/quotation/total_minor");
const APPROVE: Deed = Deed::Tell("quotations.approve", r#"{ "id": "$quotation", "base": "$edition" }"#);
const SEND: Deed =
    Deed::Tell("quotations.send", r#"{ "id": "$quotation", "base": "$edition", "total_minor": "$total" }"#);
const REVISE: Deed = Deed::Tell("quotations.revise", r#"{ "id": "$quotation" }"#);
const NEGOTIATE: Deed = Deed::Tell("quotations.negotiate", r#"{ "id": "$quotation" }"#);
const ACCEPT: Deed =
    Deed::Tell("quotations.accept", r#"{ "id": "$quotation", "po_number": "PO-7", "po_on": "2026-11-18" }"#);
const DECLINE: Deed = Deed::Tell("quotations.decline", r#"{ "id": "$quotation", "reason": "Price too high" }"#);
const PLACE: Deed = Deed::Tell(
    "orders.place",
    r#"{ "quotation_id": "$quotation", "total_minor": "$total", "deliver_to": "MIDC Bhosari, Pune" }"#,
);
const SAVE_100: Deed = Deed::Tell(
    "quotations.save",
    r#"{ "id": "$quotation", "base": "$edition",
        "content": { "currency": "INR", "lines": [], "freight_minor": 100, "valid_until": "2026-12-15" } }"#,
);
const SAVE_200: Deed = Deed::Tell(
    "quotations.save",
    r#"{ "id": "$quotation", "base": "$edition",
        "content": { "currency": "INR", "lines": [], "freight_minor": 200, "valid_until": "2026-12-15" } }"#,
);
const PRODUCT: Deed = Deed::Find("product", "masters.listed", "null", "/1/product_id");
const FORK: Deed = Deed::Find("fork", "quotations.of_enquiry", r#""$enquiry""#, "/0/forks/0/id");

const STAGE: &str = "/0/quotation/stage";
const ALL: Rows =
    Rows { query: "quotations.of_enquiry", input: r#""$enquiry""#, at: "", of: None, column: "/quotation/revision" };
const FORKS: Rows =
    Rows { query: "quotations.of_enquiry", input: r#""$enquiry""#, at: "/0/forks", of: None, column: "/freight_minor" };

const fn is(place: &'static str, wanted: &'static str) -> Fact {
    Fact::Is("quotations.of_enquiry", r#""$enquiry""#, place, wanted)
}

pub(super) const CASES: &[Case] = &[
    Case {
        tables: &["quotation"],
        kind: "quotation draft",
        rule: "What is saved over an edition that is gone is kept beside it as a fork, and nothing is merged",
        given: &[DRAFT, EDITION],
        first: &[SAVE_100],
        second: &[SAVE_200],
        told: Told::Nothing,
        ends: &[is("/0/quotation/freight_minor", "100"), Fact::Each(FORKS, "[200]")],
    },
    Case {
        tables: &["quotation"],
        kind: "quotation draft",
        rule: "What is saved on top of that lands on the same fork",
        given: &[DRAFT, EDITION],
        first: &[SAVE_100],
        second: &[
            SAVE_200,
            EDITION,
            Deed::Tell(
                "quotations.save",
                r#"{ "id": "$quotation", "base": "$edition",
                    "content": { "currency": "INR", "lines": [], "freight_minor": 300, "valid_until": null } }"#,
            ),
        ],
        told: Told::Nothing,
        ends: &[is("/0/quotation/freight_minor", "100"), Fact::Each(FORKS, "[300]")],
    },
    Case {
        tables: &["quotation"],
        kind: "creation",
        rule: "Two who begin a quotation have begun two",
        given: &[],
        first: &[DRAFT],
        second: &[DRAFT],
        told: Told::Nothing,
        ends: &[Fact::Each(ALL, "[1, 1]")],
    },
    Case {
        tables: &["quotation"],
        kind: "quotation draft",
        rule: "Approved by both is approved once",
        given: &[DRAFT, EDITION],
        first: &[APPROVE],
        second: &[APPROVE],
        told: Told::Nothing,
        ends: &[is(STAGE, r#""approved""#)],
    },
    Case {
        tables: &["quotation"],
        kind: "quotation draft",
        rule: "Nobody approves what they have not read: it was saved meanwhile",
        given: &[DRAFT, EDITION],
        first: &[SAVE_100],
        second: &[APPROVE],
        told: Told::Refused("conflict"),
        ends: &[is(STAGE, r#""draft""#)],
    },
    Case {
        tables: &["quotation", "series"],
        kind: "quotation sent",
        rule: "Two who send one quotation at once send it once, with the office's one number",
        given: &[DRAFT, EDITION, TOTAL, APPROVE],
        first: &[SEND],
        second: &[SEND],
        told: Told::Nothing,
        ends: &[is(STAGE, r#""sent""#), is("/0/label", r#""Q-26-27-0001""#)],
    },
    Case {
        tables: &["quotation"],
        kind: "quotation sent",
        rule: "What was sent meanwhile is not edited: what is saved is kept beside it",
        given: &[DRAFT, EDITION, TOTAL, APPROVE],
        first: &[SEND],
        second: &[SAVE_200],
        told: Told::Nothing,
        ends: &[is("/0/label", r#""Q-26-27-0002""#), Fact::Each(FORKS, "[200]")],
    },
    Case {
        tables: &["quotation"],
        kind: "quotation sent",
        rule: "What was saved meanwhile is not sent, and takes no number",
        given: &[DRAFT, EDITION, TOTAL, APPROVE],
        first: &[SAVE_100],
        second: &[SEND],
        told: Told::Refused("conflict"),
        ends: &[is(STAGE, r#""draft""#), is("/0/label", "null")],
    },
    Case {
        tables: &["quotation"],
        kind: "quotation sent",
        rule: "Two who revise have begun the same revision, under the same number",
        given: &[DRAFT, EDITION, TOTAL, APPROVE, SEND],
        first: &[REVISE],
        second: &[REVISE],
        told: Told::Nothing,
        ends: &[Fact::Each(ALL, "[1, 2]"), is("/0/quotation/number", r#""Q-26-27-0003""#)],
    },
    Case {
        tables: &["quotation"],
        kind: "quotation sent",
        rule: "Both saying that they bargain say it once",
        given: &[DRAFT, EDITION, TOTAL, APPROVE, SEND],
        first: &[NEGOTIATE],
        second: &[NEGOTIATE],
        told: Told::Nothing,
        ends: &[is(STAGE, r#""negotiation""#)],
    },
    Case {
        tables: &["quotation"],
        kind: "quotation sent",
        rule: "What is won cannot be lost by somebody who has not heard of it",
        given: &[DRAFT, EDITION, TOTAL, APPROVE, SEND],
        first: &[ACCEPT],
        second: &[DECLINE],
        told: Told::Refused("conflict"),
        ends: &[is(STAGE, r#""won""#)],
    },
    Case {
        tables: &["quotation"],
        kind: "quotation draft",
        rule: "A fork is settled once: of two decisions the first stands",
        given: &[DRAFT, EDITION, SAVE_100, SAVE_200, FORK, EDITION],
        first: &[Deed::Tell("quotations.settle", r#"{ "fork": "$fork", "base": "$edition", "keep": "mine" }"#)],
        second: &[Deed::Tell("quotations.settle", r#"{ "fork": "$fork", "base": "$edition", "keep": "theirs" }"#)],
        told: Told::Refused("conflict"),
        ends: &[is("/0/quotation/freight_minor", "200"), Fact::Each(FORKS, "[]")],
    },
    Case {
        tables: &["sales_order", "series"],
        kind: "order",
        rule: "Two who win one quotation and place its order place one, with the office's one number",
        given: &[DRAFT, EDITION, TOTAL, APPROVE, SEND],
        first: &[ACCEPT, PLACE],
        second: &[ACCEPT, PLACE],
        told: Told::Nothing,
        ends: &[Fact::Each(
            Rows { query: "orders.of_enquiry", input: r#""$enquiry""#, at: "", of: None, column: "/number" },
            r#"["SO-26-27-0001"]"#,
        )],
    },
    Case {
        tables: &["price"],
        kind: "price list",
        rule: "The office sets a price for whoever asks first, and tells who had read another that it has moved",
        given: &[PRODUCT],
        first: &[Deed::Tell(
            "masters.set_price",
            r#"{ "product_id": "$product", "price_minor": 21000, "currency": "INR", "valid_from": "2026-12-31", "base": 0 }"#,
        )],
        second: &[Deed::Tell(
            "masters.set_price",
            r#"{ "product_id": "$product", "price_minor": 22000, "currency": "INR", "valid_from": "2026-12-31", "base": 0 }"#,
        )],
        told: Told::Refused("conflict"),
        ends: &[Fact::Each(
            Rows { query: "masters.prices", input: r#""$product""#, at: "", of: None, column: "/price_minor" },
            "[21000]",
        )],
    },
];
