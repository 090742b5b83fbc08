//! Companies, contacts and products, the people of the office, and what they have agreed on.

use super::{Case, Deed, Fact, Rows, Told};

pub(super) const CASES: &[Case] = &[
    Case {
        tables: &["company"],
        kind: "creation",
        rule: "A company that both enter is there once, and nobody is told off",
        given: &[],
        first: &[Deed::Tell("masters.add_company", r#"{ "name": "Konkan Coatings", "domain": "konkan.example" }"#)],
        second: &[Deed::Tell("masters.add_company", r#"{ "name": "Konkan Coatings", "domain": "konkan.example" }"#)],
        told: Told::Nothing,
        ends: &[Fact::Each(COMPANIES, r#"["Konkan Coatings"]"#)],
    },
    Case {
        tables: &["contact"],
        kind: "contact facts",
        rule: "Addresses of a company add up: who enters another one overwrites none",
        given: &[Deed::Make("client", "masters.add_company", r#"{ "name": "Ghats Polymers" }"#)],
        first: &[Deed::Tell(
            "masters.add_company",
            r#"{ "name": "Ghats Polymers", "contacts": [{ "name": "Meera", "email": "meera@ghats.example" }] }"#,
        )],
        second: &[Deed::Tell(
            "masters.add_company",
            r#"{ "name": "Ghats Polymers", "contacts": [{ "name": "Meera", "email": "meera.j@ghats.example" }] }"#,
        )],
        told: Told::Nothing,
        ends: &[Fact::Each(ADDRESSES, r#"["meera@ghats.example", "meera.j@ghats.example"]"#)],
    },
    Case {
        tables: &["contact"],
        kind: "contact facts",
        rule: "An address that both enter is there once",
        given: &[Deed::Make("client", "masters.add_company", r#"{ "name": "Sahyadri Inks" }"#)],
        first: &[Deed::Tell(
            "masters.add_company",
            r#"{ "name": "Sahyadri Inks", "contacts": [{ "name": "Om", "email": "om@sahyadri.example" }] }"#,
        )],
        second: &[Deed::Tell(
            "masters.add_company",
            r#"{ "name": "Sahyadri Inks", "contacts": [{ "name": "Om", "email": "OM@sahyadri.example" }] }"#,
        )],
        told: Told::Nothing,
        ends: &[Fact::Each(ADDRESSES, r#"["om@sahyadri.example"]"#)],
    },
    Case {
        tables: &["contact"],
        kind: "contact facts",
        rule: "Of two reports that mail came back the later one stands, in whichever order they arrive",
        given: &[Deed::Make(
            "client",
            "masters.add_company",
            r#"{ "name": "Malabar Resins", "contacts": [{ "name": "Asif", "email": "asif@malabar.example" }] }"#,
        )],
        first: &[Deed::Tell(
            "masters.note_bounce",
            r#"{ "address": "asif@malabar.example", "at": "2026-11-18T09:00:00.000Z" }"#,
        )],
        second: &[Deed::Tell(
            "masters.note_bounce",
            r#"{ "address": "asif@malabar.example", "at": "2026-11-17T09:00:00.000Z" }"#,
        )],
        told: Told::Nothing,
        ends: &[Fact::Is("masters.contacts", r#""$client""#, "/0/bounced_at", r#""2026-11-18T09:00:00.000Z""#)],
    },
    Case {
        tables: &["product"],
        kind: "creation",
        rule: "A product that both enter is there once",
        given: &[],
        first: &[Deed::Tell("masters.add_product", r#"{ "name": "Lithopone", "unit": "kg" }"#)],
        second: &[Deed::Tell("masters.add_product", r#"{ "name": "lithopone", "unit": "kg" }"#)],
        told: Told::Nothing,
        ends: &[Fact::Each(
            Rows { query: "masters.products", input: "null", at: "", of: None, column: "/name" },
            r#"["Lithopone", "Titanium dioxide", "Zinc oxide"]"#,
        )],
    },
    Case {
        tables: &["person"],
        kind: "simple fields",
        rule: "Of two corrections of a name the one that arrives last stands",
        given: &[],
        first: &[Deed::Tell(
            "people.join",
            r#"{ "id": null, "name": "Asha K", "email": "", "role": null, "team": null }"#,
        )],
        second: &[Deed::Tell(
            "people.join",
            r#"{ "id": null, "name": "Asha Kulkarni", "email": "", "role": null, "team": null }"#,
        )],
        told: Told::Nothing,
        ends: &[Fact::Is("people.me", "null", "/me/name", r#""Asha Kulkarni""#)],
    },
    Case {
        tables: &["person", "team"],
        kind: "creation",
        rule: "A team that both name is one team",
        given: &[Deed::Tell(
            "people.join",
            r#"{ "id": null, "name": "Asha", "email": "", "role": null, "team": null }"#,
        )],
        first: &[Deed::Tell(
            "people.join",
            r#"{ "id": null, "name": "Asha", "email": "", "role": null, "team": "West" }"#,
        )],
        second: &[Deed::Tell(
            "people.join",
            r#"{ "id": null, "name": "Asha", "email": "", "role": null, "team": "west" }"#,
        )],
        told: Told::Nothing,
        ends: &[
            Fact::Is("people.me", "null", "/team/name", r#""West""#),
            Fact::Each(
                Rows { query: "people.me", input: "null", at: "/colleagues", of: None, column: "/name" },
                r#"["Asha"]"#,
            ),
        ],
    },
    Case {
        tables: &["person"],
        kind: "simple fields",
        rule: "Of two stand-ins that are named the one whose naming arrives last stands",
        given: &[
            Deed::Tell("people.join", r#"{ "id": null, "name": "Asha", "email": "", "role": null, "team": null }"#),
            Deed::Tell(
                "people.join",
                r#"{ "id": "00000000-0000-0000-0000-000000000002", "name": "Ravi", "email": "", "role": null, "team": null }"#,
            ),
            Deed::Tell(
                "people.join",
                r#"{ "id": "00000000-0000-0000-0000-000000000003", "name": "Vikram", "email": "", "role": null, "team": null }"#,
            ),
        ],
        first: &[Deed::Tell(
            "people.name_backup",
            r#"{ "person": null, "backup": "00000000-0000-0000-0000-000000000002" }"#,
        )],
        second: &[Deed::Tell(
            "people.name_backup",
            r#"{ "person": null, "backup": "00000000-0000-0000-0000-000000000003" }"#,
        )],
        told: Told::Nothing,
        ends: &[Fact::Is("people.me", "null", "/me/backup_id", r#""00000000-0000-0000-0000-000000000003""#)],
    },
    Case {
        tables: &["setting"],
        kind: "settings",
        rule: "Who sets the hours leaves the sequences as another has set them",
        given: &[],
        first: &[Deed::Tell(
            "desk.set_calendar",
            r#"{ "zone": "Asia/Kolkata", "week": [[{ "from": "09:00", "to": "17:00" }], [], [], [], [], [], []],
                "holidays": [{ "on": "2026-12-25", "name": "Christmas" }] }"#,
        )],
        second: &[Deed::Tell("followups.configure", r#"{ "high_days": 3 }"#)],
        told: Told::Nothing,
        ends: &[
            Fact::Is("desk.calendar", "null", "/holidays/0/on", r#""2026-12-25""#),
            Fact::Is("followups.sequences", "null", "/cadence/high_days", "3"),
        ],
    },
];

const COMPANIES: Rows = Rows { query: "masters.companies", input: r#""Konkan""#, at: "", of: None, column: "/name" };
const ADDRESSES: Rows = Rows { query: "masters.contacts", input: r#""$client""#, at: "", of: None, column: "/email" };
