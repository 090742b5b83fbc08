//! Strangers who wrote.

use super::{Case, Deed, Fact, Rows, Told};

const MOVE_TO_JUNK: Deed =
    Deed::Tell("preleads.advance", r#"{ "id": "$prelead", "to": "junk", "fields": { "reason": "Sells lists" } }"#);
const MOVE_TO_CONTACTED: Deed =
    Deed::Tell("preleads.advance", r#"{ "id": "$prelead", "to": "contacted", "fields": {} }"#);

pub(super) const CASES: &[Case] = &[
    Case {
        tables: &["prelead"],
        kind: "creation",
        rule: "A stranger whose mail reaches both desks is taken in once, and the mail counts once",
        given: &[],
        first: &[Deed::Make("prelead", "preleads.take", FROM_KAVITA)],
        second: &[Deed::Make("prelead", "preleads.take", FROM_KAVITA)],
        told: Told::Nothing,
        ends: &[Fact::Is("preleads.detail", r#""$prelead""#, "/mails", "1")],
    },
    Case {
        tables: &["prelead"],
        kind: "counters",
        rule: "Mails of one stranger add up, and the newest says what they want",
        given: &[],
        first: &[Deed::Make(
            "prelead",
            "preleads.take",
            r#"{ "from": { "address": "buyer@orient.example", "name": "Buyer" }, "subject": "And barium sulphate",
                "wants": "Barium sulphate as well", "intent": "enquiry_rfq", "mail_ref": "<o2@orient.example>",
                "received_at": "2026-11-19T05:10:00.000Z" }"#,
        )],
        second: &[Deed::Make(
            "prelead",
            "preleads.take",
            r#"{ "from": { "address": "buyer@orient.example", "name": "Buyer" }, "subject": "Zinc oxide",
                "wants": "Zinc oxide", "intent": "enquiry_rfq", "mail_ref": "<o1@orient.example>",
                "received_at": "2026-11-19T05:00:00.000Z" }"#,
        )],
        told: Told::Nothing,
        ends: &[
            Fact::Is("preleads.detail", r#""$prelead""#, "/mails", "2"),
            Fact::Is("preleads.detail", r#""$prelead""#, "/subject", r#""And barium sulphate""#),
        ],
    },
    Case {
        tables: &["prelead"],
        kind: "counters",
        rule: "A mail of somebody who was put down as junk meanwhile counts, and they stay there",
        given: &[Deed::Make("prelead", "preleads.take", FROM_LISTS)],
        first: &[MOVE_TO_JUNK],
        second: &[Deed::Tell(
            "preleads.note_mail",
            r#"{ "id": "$prelead", "subject": "Lists again", "wants": "Buy them", "mail_ref": "<l2@lists.example>",
                "received_at": "2026-11-19T06:00:00.000Z" }"#,
        )],
        told: Told::Nothing,
        ends: &[
            Fact::Is("preleads.detail", r#""$prelead""#, "/stage", r#""junk""#),
            Fact::Is("preleads.detail", r#""$prelead""#, "/mails", "2"),
        ],
    },
    Case {
        tables: &["prelead"],
        kind: "stage",
        rule: "A move to what still lies ahead stands, although somebody has moved it meanwhile",
        given: &[Deed::Make("prelead", "preleads.take", FROM_AHEAD)],
        first: &[MOVE_TO_CONTACTED],
        second: &[MOVE_TO_JUNK],
        told: Told::Nothing,
        ends: &[Fact::Is("preleads.detail", r#""$prelead""#, "/stage", r#""junk""#)],
    },
    Case {
        tables: &["prelead"],
        kind: "stage",
        rule: "A move to what no longer lies ahead is refused",
        given: &[Deed::Make("prelead", "preleads.take", FROM_BEHIND)],
        first: &[MOVE_TO_JUNK],
        second: &[MOVE_TO_CONTACTED],
        told: Told::Refused("conflict"),
        ends: &[Fact::Is("preleads.detail", r#""$prelead""#, "/stage", r#""junk""#)],
    },
    Case {
        tables: &["prelead", "company", "contact", "enquiry"],
        kind: "stage",
        rule: "A stranger whom both let in becomes one customer with one card, and what either does for it is kept",
        given: &[Deed::Make("prelead", "preleads.take", FROM_TWICE)],
        first: &[Deed::Tell("preleads.validate", r#"{ "id": "$prelead", "company": { "name": "Twice Pigments" } }"#)],
        second: &[
            Deed::Tell("preleads.validate", r#"{ "id": "$prelead", "company": { "name": "Twice Pigments" } }"#),
            Deed::Find("mine", "preleads.detail", r#""$prelead""#, "/enquiry_id"),
            Deed::Tell("enquiries.note", r#"{ "id": "$mine", "text": "Asked for a sample" }"#),
        ],
        told: Told::Nothing,
        ends: &[
            Fact::Is("preleads.detail", r#""$prelead""#, "/stage", r#""qualified""#),
            Fact::Each(
                Rows { query: "masters.companies", input: r#""Twice""#, at: "", of: None, column: "/name" },
                r#"["Twice Pigments"]"#,
            ),
            Fact::Each(
                Rows {
                    query: "enquiries.find",
                    input: r#"{ "company_id": null, "query": "Twice" }"#,
                    at: "",
                    of: None,
                    column: "/company",
                },
                r#"["Twice Pigments"]"#,
            ),
            Fact::Each(
                Rows {
                    query: "enquiries.detail",
                    input: r#""$mine""#,
                    at: "/timeline",
                    of: Some(("/title", "Note")),
                    column: "/body",
                },
                r#"["Asked for a sample"]"#,
            ),
        ],
    },
    Case {
        tables: &["prelead", "company"],
        kind: "stage",
        rule: "A stranger whom both let in as different companies is what the first said, and the second is told",
        given: &[Deed::Make("prelead", "preleads.take", FROM_NAMES)],
        first: &[Deed::Tell("preleads.validate", r#"{ "id": "$prelead", "company": { "name": "Names One" } }"#)],
        second: &[Deed::Tell("preleads.validate", r#"{ "id": "$prelead", "company": { "name": "Names Two" } }"#)],
        told: Told::Refused("conflict"),
        ends: &[Fact::Each(
            Rows { query: "masters.companies", input: r#""Names""#, at: "", of: None, column: "/name" },
            r#"["Names One"]"#,
        )],
    },
];

const FROM_KAVITA: &str = r#"{ "from": { "address": "purchase@newcoat.example", "name": "Kavita Shah" },
    "subject": "Titanium dioxide", "wants": "2 MT Titanium dioxide", "intent": "enquiry_rfq",
    "mail_ref": "<k1@newcoat.example>", "received_at": "2026-11-19T05:00:00.000Z" }"#;
const FROM_LISTS: &str = r#"{ "from": { "address": "sales@lists.example", "name": "Lists" }, "subject": "Lists",
    "wants": "Buy our lists", "intent": "enquiry_rfq", "mail_ref": "<l1@lists.example>",
    "received_at": "2026-11-19T05:00:00.000Z" }"#;
const FROM_AHEAD: &str = r#"{ "from": { "address": "ahead@strangers.example", "name": "" }, "subject": "Price",
    "wants": "A price", "intent": "enquiry_rfq", "mail_ref": "<s1@strangers.example>",
    "received_at": "2026-11-19T05:00:00.000Z" }"#;
const FROM_BEHIND: &str = r#"{ "from": { "address": "behind@strangers.example", "name": "" }, "subject": "Price",
    "wants": "A price", "intent": "enquiry_rfq", "mail_ref": "<s2@strangers.example>",
    "received_at": "2026-11-19T05:00:00.000Z" }"#;
const FROM_NAMES: &str = r#"{ "from": { "address": "buying@names.example", "name": "Uma" }, "subject": "Which one",
    "wants": "Iron oxide", "intent": "enquiry_rfq", "mail_ref": "<n1@names.example>",
    "received_at": "2026-11-19T05:00:00.000Z" }"#;
const FROM_TWICE: &str = r#"{ "from": { "address": "buying@twice.example", "name": "Dev" }, "subject": "Twice asked",
    "wants": "Iron oxide", "intent": "enquiry_rfq", "mail_ref": "<t1@twice.example>",
    "received_at": "2026-11-19T05:00:00.000Z" }"#;
